package slo

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"time"
)

// A Method says what an objective counts.
type Method string

// The methods.
const (
	Requests Method = "requests" // good requests of all requests
	Windows  Method = "windows"  // slices of time that were good, of all slices, by their length
	Ratios   Method = "ratios"   // the mean over slices of their share of good requests
	Time     Method = "time"     // time outside outages
)

// An Objective is a target for a share of good requests or good time.
type Objective struct {
	Target      float64 `json:"target"` // a fraction in (0, 1)
	Method      Method  `json:"method"`
	Window      Window  `json:"window"`
	SliceTarget float64 `json:"sliceTarget,omitempty"` // of Windows: the share of good requests in (0, 1] that makes a slice good
}

// Validate says all that is wrong with o.
func (o Objective) Validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("slo: "+format, args...)) }
	if !(o.Target > 0 && o.Target < 1) {
		bad("target %g is not between 0 and 1", o.Target)
	}
	if !slices.Contains([]Method{Requests, Windows, Ratios, Time}, o.Method) {
		bad("method %q is none of requests, windows, ratios, time", o.Method)
	}
	switch slice := o.SliceTarget; {
	case o.Method == Windows && !(slice > 0 && slice <= 1):
		bad("slice target %g is not above 0 and at most 1", slice)
	case o.Method != Windows && slice != 0:
		bad("a slice target is for the method windows, not %s", o.Method)
	}
	errs = append(errs, o.Window.Validate())
	return errors.Join(errs...)
}

// BudgetShare returns 1 − target without the digits that a subtraction loses:
// the complement of the shortest decimal that is target, so that 0.9999 gives
// 0.0001 and not 0.00009999999999998899. It returns NaN for a target outside
// [0, 1].
func BudgetShare(target float64) float64 {
	if !(target >= 0 && target <= 1) {
		return math.NaN()
	}
	exact, ok := new(big.Rat).SetString(strconv.FormatFloat(target, 'g', -1, 64))
	if !ok {
		return 1 - target
	}
	share, _ := exact.Sub(big.NewRat(1, 1), exact).Float64()
	return share
}

// A Unit of calendar windows.
type Unit string

// The units.
const (
	Minute  Unit = "minute"
	Hour    Unit = "hour"
	Day     Unit = "day"
	Week    Unit = "week"
	Month   Unit = "month"
	Quarter Unit = "quarter"
	Year    Unit = "year"
)

// A Window is the time an objective is for: exactly one of Rolling and Calendar
// is set.
type Window struct {
	Rolling  time.Duration `json:"rollingNanoseconds,omitempty"` // the last so much time
	Calendar *Calendar     `json:"calendar,omitempty"`
}

// A Calendar is a row of windows without gaps: each is Count units long, and one
// begins at Start, in the time zone of Start. The zero Start gives months,
// quarters, years and days of UTC, and weeks from Monday.
type Calendar struct {
	Unit  Unit      `json:"unit"`
	Count int       `json:"count"` // ≥ 1
	Start time.Time `json:"start"`
}

// maxWindow bounds windows, so that sums of durations cannot overflow.
const maxWindow = 100 * 366 * 24 * time.Hour

// Validate says what is wrong with w.
func (w Window) Validate() error {
	switch {
	case (w.Rolling != 0) == (w.Calendar != nil):
		return errors.New("slo: a window is either rolling or of the calendar")
	case w.Calendar == nil && (w.Rolling < time.Minute || w.Rolling > maxWindow):
		return fmt.Errorf("slo: a rolling window of %v is not between a minute and 100 years", w.Rolling)
	case w.Calendar == nil:
		return nil
	}
	most, ok := map[Unit]int{Minute: 1e6, Hour: 1e5, Day: 36_600, Week: 5200, Month: 1200, Quarter: 400, Year: 100}[w.Calendar.Unit]
	if !ok {
		return fmt.Errorf("slo: %q is no unit of a calendar window", w.Calendar.Unit)
	}
	if w.Calendar.Count < 1 || w.Calendar.Count > most {
		return fmt.Errorf("slo: a calendar window of %d %ss is not between 1 and %d", w.Calendar.Count, w.Calendar.Unit, most)
	}
	if y := w.Calendar.Start.Year(); y < 1 || y > 9999 {
		return fmt.Errorf("slo: a calendar window cannot begin in the year %d", y)
	}
	return nil
}

// At returns the window in force at t: the one that ends at t if w is rolling,
// and the one that holds t if it is of the calendar. Windows are half-open. Of a
// w that does not validate, and of years beyond 9999, it returns no time.
func (w Window) At(t time.Time) (from, to time.Time) {
	switch {
	case w.Validate() != nil || t.Year() < 1 || t.Year() > 9999:
		return t, t
	case w.Calendar == nil:
		return t.Add(-w.Rolling), t
	}
	c := *w.Calendar
	// The guess is off by a window or two where days and months differ in length.
	k := c.guess(t)
	for c.begin(k).After(t) {
		k--
	}
	for !c.begin(k + 1).After(t) {
		k++
	}
	return c.begin(k), c.begin(k + 1)
}

// guess returns a number of the window near t.
func (c Calendar) guess(t time.Time) int {
	length := map[Unit]float64{Minute: 1. / 60, Hour: 1, Day: 24, Week: 168, Month: 730.485, Quarter: 2191.455, Year: 8765.82}[c.Unit]
	seconds := float64(t.Unix() - c.Start.Unix())
	return int(math.Floor(seconds / 3600 / length / float64(c.Count)))
}

// begin returns when window k begins, 0 beginning at Start. A month without the
// day of Start has its last day instead. Days, weeks and longer units keep the
// wall clock across changes to and from summer time.
func (c Calendar) begin(k int) time.Time {
	n, s := k*c.Count, c.Start
	months := 0
	switch c.Unit {
	case Minute:
		return addSeconds(s, 60*int64(n))
	case Hour:
		return addSeconds(s, 3600*int64(n))
	case Day:
		return s.AddDate(0, 0, n)
	case Week:
		return s.AddDate(0, 0, 7*n)
	case Month:
		months = n
	case Quarter:
		months = 3 * n
	case Year:
		months = 12 * n
	}
	first := time.Date(s.Year(), s.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return time.Date(first.Year(), first.Month(), min(s.Day(), last), s.Hour(), s.Minute(), s.Second(), s.Nanosecond(), s.Location())
}

// addSeconds is t.Add for spans of more than 292 years.
func addSeconds(t time.Time, n int64) time.Time {
	return time.Unix(t.Unix()+n, int64(t.Nanosecond())).In(t.Location())
}
