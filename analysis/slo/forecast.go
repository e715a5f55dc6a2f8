package slo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"ninefold/analysis/dist"
)

// Draws say how to forecast.
type Draws struct {
	Seed  uint64 `json:"seed"`
	Count int    `json:"count,omitempty"` // 0 is 4,000; at most 1,000,000
}

// A Forecast says how an error budget is likely to go on: until the end of a
// window of the calendar, or for once more the length of a rolling one.
//
// Chance is that of the budget running out before then: of the month missing its
// objective. It is absent where nothing bad was seen; then AtMost bounds it.
type Forecast struct {
	Method  string     `json:"method"`
	Seed    uint64     `json:"seed"`
	Draws   int        `json:"draws"`
	N       int        `json:"n"` // outages, or days, that it draws from
	Until   time.Time  `json:"until"`
	Gone    bool       `json:"gone"`             // overspent already
	Chance  *float64   `json:"chance,omitempty"` //
	AtMost  float64    `json:"atMost"`           // the chance, or its bound
	StdErr  float64    `json:"stdErr"`           // of Chance, from the number of draws
	Level   float64    `json:"level"`            // of Low and High
	Low     *time.Time `json:"low,omitempty"`    // when the budget runs out: quantiles over all draws;
	Median  *time.Time `json:"median,omitempty"` // absent where they are later than Until
	High    *time.Time `json:"high,omitempty"`
	Caution string     `json:"caution,omitempty"` // why to trust it less
}

const (
	defaultDraws = 4_000
	maxDraws     = 1_000_000
	fewEvents    = 6 // below which an interval of sizes says little
	fewDays      = 7
	maxOutages   = 100_000
)

// A run is one possible future.
type run struct {
	r     *rand.Rand
	cum   []float64 // running weights of what is drawn from
	hours float64   // from now to the end
}

// weights draws a distribution over n things seen, each as likely as the next
// until proven otherwise.
//
// Source: D. Rubin, The Bayesian bootstrap, 1981.
// https://doi.org/10.1214/aos/1176345338
func (f *run) weights(n int) {
	f.cum = slices.Grow(f.cum[:0], n)[:n]
	var sum float64
	for i := range f.cum {
		sum += f.r.ExpFloat64()
		f.cum[i] = sum
	}
}

// pick draws one of the things seen.
func (f *run) pick() int {
	u := f.r.Float64() * f.cum[len(f.cum)-1]
	return min(sort.SearchFloat64s(f.cum, u), len(f.cum)-1)
}

// A future tells when the budget runs out in one run, in hours from now, +Inf if
// it does not.
type future func(f *run) float64

// forecast draws futures of the budget from a moment on.
func (l ledger) forecast(ctx context.Context, window Span, at time.Time, d Draws, level float64) (Forecast, error) {
	if d.Count == 0 {
		d.Count = defaultDraws
	}
	if d.Count < 1 || d.Count > maxDraws {
		return Forecast{}, fmt.Errorf("slo: %d draws are not between 1 and %d", d.Count, maxDraws)
	}
	f := Forecast{Seed: d.Seed, Draws: d.Count, Level: level, Until: window.To}
	if l.objective.Window.Calendar == nil {
		f.Until = at.Add(window.To.Sub(window.From))
	}
	var next future
	if l.objective.Method == Time || l.objective.Method == Windows {
		next = l.outages(window, at, &f)
	} else {
		next = l.days(window, at, &f)
	}
	switch {
	case f.Gone:
		one := 1.0
		f.Chance, f.AtMost, f.Low, f.Median, f.High = &one, 1, &at, &at, &at
	case next != nil:
		return f, l.draw(ctx, at, next, &f)
	}
	return f, nil
}

// draw fills f from many futures.
func (l ledger) draw(ctx context.Context, at time.Time, next future, f *Forecast) error {
	r := &run{r: rand.New(rand.NewPCG(f.Seed, uint64(f.N))), hours: f.Until.Sub(at).Hours()} //nolint:gosec // a seeded simulation, no secret
	ends := make([]float64, f.Draws)
	gone := 0
	for i := range ends {
		if i%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		ends[i] = next(r)
		if !math.IsInf(ends[i], 1) {
			gone++
		}
	}
	p := float64(gone) / float64(f.Draws)
	f.Chance, f.AtMost = &p, p
	f.StdErr = math.Sqrt(p * (1 - p) / float64(f.Draws))
	slices.Sort(ends)
	quantile := func(q float64) *time.Time {
		h := ends[min(int(q*float64(f.Draws)), f.Draws-1)]
		if math.IsInf(h, 1) {
			return nil
		}
		t := at.Add(time.Duration(h * float64(time.Hour))).Round(time.Second)
		return &t
	}
	f.Low, f.Median, f.High = quantile((1-f.Level)/2), quantile(0.5), quantile((1+f.Level)/2)
	return nil
}

// outages returns futures of an objective that counts time: outages come at a
// gamma-distributed rate, Jeffreys posterior of those seen, and last as long as
// one drawn from them.
func (l ledger) outages(window Span, at time.Time, f *Forecast) future {
	f.Method = "gamma–Poisson outages, durations by Bayesian bootstrap"
	var hours []float64
	var going float64 // how long the outage that is not over has lasted
	for _, s := range l.badSpans() {
		if !s.From.Before(at) {
			break
		}
		if s.To.Before(at) {
			hours = append(hours, s.Hours())
		} else {
			going = at.Sub(s.From).Hours()
			hours = append(hours, going)
		}
	}
	f.N = len(hours)
	good := l.upTo(at.UnixNano()).good
	left := f.Until.Sub(at).Hours()
	allowed := l.allowedHours(window)
	spent := func(t float64) float64 { // of what is past, in the window t hours from now
		from := window.From
		if l.objective.Window.Calendar == nil {
			from = from.Add(time.Duration(t * float64(time.Hour)))
		}
		if !from.Before(at) {
			return 0
		}
		return l.between(from, at).bad
	}
	switch {
	case over(spent(0), allowed):
		f.Gone = true
		return nil
	case len(hours) == 0:
		f.AtMost, f.Caution = anyOutage(good, left), "no outage was seen: the chance is bounded by that of any"
		return nil
	case !(good > 0):
		f.AtMost, f.Caution = 1, "no good time was seen"
		return nil
	case float64(len(hours))/good*left > maxOutages:
		f.AtMost, f.Caution = 1, fmt.Sprintf("more than %d outages are to come: too many to follow one by one", maxOutages)
		return nil
	case len(hours) < fewEvents:
		f.Caution = fmt.Sprintf("%d outages: one longer than any seen is not foreseen", len(hours))
	}
	posterior := dist.Gamma{Shape: float64(len(hours)) + 0.5, Rate: good}
	return func(f *run) float64 {
		rate := posterior.Quantile(f.r.Float64())
		f.weights(len(hours))
		now, down := 0.0, 0.0
		for last := going; now < f.hours; last = 0 {
			var length float64
			if last > 0 { // it goes on for as long as it has, on average
				length = last * f.r.ExpFloat64()
			} else {
				now += f.r.ExpFloat64() / rate
				length = hours[f.pick()]
			}
			end := math.Min(now+length, f.hours)
			if now < f.hours && over(spent(end)+down+end-now, allowed) {
				return crossing(now, end, func(t float64) bool { return over(spent(t)+down+t-now, allowed) })
			}
			now, down = end, down+end-now
		}
		return math.Inf(1)
	}
}

// allowedHours returns the error budget of a window, which may go on.
func (l ledger) allowedHours(window Span) float64 {
	return l.share * (window.Hours() - coveredHours(l.excluded, window))
}

// anyOutage returns the chance of an outage in so many hours when none was seen
// in others: the rate is Jeffreys', gamma with shape ½.
func anyOutage(seen, left float64) float64 {
	if !(seen > 0) {
		return 1
	}
	return -math.Expm1(-0.5 * math.Log1p(left/seen))
}

// crossing returns the first moment between from and to at which gone is true,
// given that it is at to, and that it stays so.
func crossing(from, to float64, gone func(float64) bool) float64 {
	for range 40 {
		if mid := (from + to) / 2; gone(mid) {
			to = mid
		} else {
			from = mid
		}
	}
	return to
}

// A day is what was counted in a day.
type day struct{ bad, total float64 }

// days returns futures of an objective that counts requests, or shares of them:
// each day to come is like one drawn from those seen.
func (l ledger) days(window Span, at time.Time, f *Forecast) future {
	f.Method = "days to come drawn from days seen, by Bayesian bootstrap"
	const length = 24
	var seen []day
	failed := false
	for to := at; len(l.at) > 0 && to.UnixNano() > l.at[0]; to = to.Add(-length * time.Hour) {
		from := to.Add(-length * time.Hour)
		got := l.between(from, to)
		if got.blind == 0 && coveredHours(l.excluded, Span{from, to}) == 0 {
			seen = append(seen, day{got.bad, got.good + got.bad})
			failed = failed || got.bad > 0
		}
	}
	f.N = len(seen)
	past := func(t float64) day {
		from := window.From
		if l.objective.Window.Calendar == nil {
			from = from.Add(time.Duration(t * float64(time.Hour)))
		}
		if !from.Before(at) {
			return day{}
		}
		got := l.between(from, at)
		return day{got.bad, got.good + got.bad}
	}
	left := f.Until.Sub(at).Hours()
	if now := past(0); l.objective.Window.Calendar == nil && over(now.bad, l.share*now.total) {
		f.Gone = true
		return nil
	}
	switch {
	case len(seen) < fewDays:
		f.AtMost, f.Caution = 1, fmt.Sprintf("%d whole days were seen; a forecast takes %d", len(seen), fewDays)
		return nil
	case !failed:
		f.AtMost, f.Caution = anyOutage(float64(len(seen)), left/length), "no day had a failure: the chance is bounded by that of any"
		return nil
	}
	return func(f *run) float64 {
		f.weights(len(seen))
		return l.walk(f, seen, past)
	}
}

// walk goes through the days to come. A rolling window is out of budget on the
// first day at whose end it is; one of the calendar when it has spent what its
// end, with all its requests, allows.
func (l ledger) walk(f *run, seen []day, past func(float64) day) float64 {
	const length = 24
	rolling := l.objective.Window.Calendar == nil
	var sum day
	var spent []float64
	for now := 0.0; now < f.hours; now += length {
		part := math.Min(length, f.hours-now) / length
		d := seen[f.pick()]
		sum.bad, sum.total = sum.bad+d.bad*part, sum.total+d.total*part
		spent = append(spent, sum.bad)
		end := now + length*part
		if p := past(end); rolling && over(p.bad+sum.bad, l.share*(p.total+sum.total)) {
			return end
		}
	}
	p := past(0)
	allowed := l.share * (p.total + sum.total)
	if rolling || !over(p.bad+sum.bad, allowed) {
		return math.Inf(1)
	}
	for i, s := range spent {
		if over(p.bad+s, allowed) {
			return math.Min(float64(i+1)*length, f.hours)
		}
	}
	return f.hours
}
