package slo

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const testDay = 24 * time.Hour

func mustTime(t *testing.T, s string, zone string) time.Time {
	t.Helper()
	l, err := time.LoadLocation(zone)
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", s, l)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Windows of the calendar keep the wall clock of their zone.
func TestCalendarWindows(t *testing.T) {
	const berlin, newYork, utc = "Europe/Berlin", "America/New_York", "UTC"
	tests := []struct {
		name         string
		unit         Unit
		count        int
		start, zone  string // empty: the zero start
		at, from, to string
		hours        float64
		source       string
	}{
		{name: "month", unit: Month, count: 1, zone: utc, at: "2024-02-10 00:00", from: "2024-02-01 00:00", to: "2024-03-01 00:00", hours: 29 * 24, source: "2024 is a leap year"},
		{name: "first instant", unit: Month, count: 1, zone: utc, at: "2024-02-01 00:00", from: "2024-02-01 00:00", to: "2024-03-01 00:00", hours: 696, source: "half-open"},
		{name: "week", unit: Week, count: 1, zone: utc, at: "2024-05-05 23:59", from: "2024-04-29 00:00", to: "2024-05-06 00:00", hours: 168, source: "29 April 2024 was a Monday"},
		{name: "quarter", unit: Quarter, count: 1, zone: utc, at: "2023-12-31 23:59", from: "2023-10-01 00:00", to: "2024-01-01 00:00", hours: 92 * 24, source: "31 + 30 + 31 days"},
		{name: "year", unit: Year, count: 1, zone: utc, at: "2024-12-31 12:00", from: "2024-01-01 00:00", to: "2025-01-01 00:00", hours: 8784, source: "366 days"},
		{name: "month with summer time", unit: Month, count: 1, start: "2020-01-01 00:00", zone: berlin, at: "2024-03-31 12:00", from: "2024-03-01 00:00", to: "2024-04-01 00:00", hours: 743, source: "clocks go forward on 31 March 2024"},
		{name: "month without", unit: Month, count: 1, start: "2020-01-01 00:00", zone: berlin, at: "2024-10-01 00:00", from: "2024-10-01 00:00", to: "2024-11-01 00:00", hours: 745, source: "clocks go back on 27 October 2024"},
		{name: "day of 23 hours", unit: Day, count: 1, start: "2020-01-01 00:00", zone: newYork, at: "2024-03-10 12:00", from: "2024-03-10 00:00", to: "2024-03-11 00:00", hours: 23, source: "clocks go forward on 10 March 2024"},
		{name: "before the start", unit: Month, count: 1, start: "2024-01-15 12:00", zone: newYork, at: "2023-12-20 00:00", from: "2023-12-15 12:00", to: "2024-01-15 12:00", hours: 744, source: "windows go both ways"},
		{name: "31st", unit: Month, count: 1, start: "2024-01-31 00:00", zone: utc, at: "2024-03-15 00:00", from: "2024-02-29 00:00", to: "2024-03-31 00:00", hours: 31 * 24, source: "February has no 31st"},
		{name: "two weeks", unit: Week, count: 2, start: "2024-01-01 00:00", zone: utc, at: "2024-01-10 00:00", from: "2024-01-01 00:00", to: "2024-01-15 00:00", hours: 336, source: "from the start"},
		{name: "minute", unit: Minute, count: 1, start: "2022-01-01 12:00", zone: newYork, at: "2024-01-01 00:00", from: "2024-01-01 00:00", to: "2024-01-01 00:01", hours: 1. / 60, source: "by length"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Calendar{Unit: tt.unit, Count: tt.count}
			if tt.start != "" {
				c.Start = mustTime(t, tt.start, tt.zone)
			}
			from, to := Window{Calendar: &c}.At(mustTime(t, tt.at, tt.zone))
			if !from.Equal(mustTime(t, tt.from, tt.zone)) || !to.Equal(mustTime(t, tt.to, tt.zone)) || !near(to.Sub(from).Hours(), tt.hours) {
				t.Errorf("%s to %s, %g hours; want %s to %s, %g hours (%s)", from, to, to.Sub(from).Hours(), tt.from, tt.to, tt.hours, tt.source)
			}
		})
	}
}

// Any moment is in its window, and windows follow one another.
func TestCalendarWindowsCoverTime(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("this machine has no time zones: ", err)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := Calendar{
			Unit:  rapid.SampledFrom([]Unit{Minute, Hour, Day, Week, Month, Quarter, Year}).Draw(t, "unit"),
			Count: rapid.IntRange(1, 9).Draw(t, "count"),
			Start: time.Unix(rapid.Int64Range(-3e9, 5e9).Draw(t, "start"), 0).In(zone),
		}
		at := time.Unix(rapid.Int64Range(-3e9, 5e9).Draw(t, "at"), 0)
		w := Window{Calendar: &c}
		from, to := w.At(at)
		if at.Before(from) || !at.Before(to) {
			t.Fatalf("%s is not in %s to %s", at, from, to)
		}
		if next, _ := w.At(to); !next.Equal(to) {
			t.Fatalf("the window after %s begins at %s", to, next)
		}
		if _, before := w.At(from.Add(-1)); !before.Equal(from) {
			t.Fatalf("the window before %s ends at %s", from, before)
		}
	})
}

func TestBudgetShare(t *testing.T) {
	for target, want := range map[float64]float64{0.9: 0.1, 0.99: 0.01, 0.999: 0.001, 0.9999: 0.0001, 0.999999999: 1e-9, 0.5: 0.5, 0: 1, 1: 0} {
		if got := BudgetShare(target); got != want {
			t.Errorf("BudgetShare(%g) = %g, want %g: decimals have exact complements", target, got, want)
		}
	}
	for _, target := range []float64{math.NaN(), -0.1, 1.1, math.Inf(1)} {
		if got := BudgetShare(target); !math.IsNaN(got) {
			t.Errorf("BudgetShare(%g) = %g", target, got)
		}
	}
}

// sound is an objective and a history that nothing is wrong with.
func sound() (Objective, History) {
	o := Objective{Target: 0.99, Method: Requests, Window: Window{Rolling: testDay}}
	return o, History{Watched: Span{minute(0), minute(1440)}, Slices: []Slice{{Span{minute(0), minute(1440)}, 990, 10, 0}}}
}

func TestRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := map[string]struct {
		change func(o *Objective, h *History, x *Options)
		want   string
	}{
		"target 0":        {func(o *Objective, _ *History, _ *Options) { o.Target = 0 }, "target 0"},
		"target 1":        {func(o *Objective, _ *History, _ *Options) { o.Target = 1 }, "target 1"},
		"target NaN":      {func(o *Objective, _ *History, _ *Options) { o.Target = nan }, "target NaN"},
		"no method":       {func(o *Objective, _ *History, _ *Options) { o.Method = "" }, "method"},
		"no window":       {func(o *Objective, _ *History, _ *Options) { o.Window = Window{} }, "either rolling or"},
		"two windows":     {func(o *Objective, _ *History, _ *Options) { o.Window.Calendar = &Calendar{Month, 1, time.Time{}} }, "either rolling or"},
		"negative window": {func(o *Objective, _ *History, _ *Options) { o.Window.Rolling = -time.Hour }, "not between"},
		"unit":            {func(o *Objective, _ *History, _ *Options) { o.Window = Window{Calendar: &Calendar{Unit: "fortnight"}} }, "no unit"},
		"count":           {func(o *Objective, _ *History, _ *Options) { o.Window = Window{Calendar: &Calendar{Unit: Day}} }, "not between 1"},
		"start": {func(o *Objective, _ *History, _ *Options) {
			o.Window = Window{Calendar: &Calendar{Day, 1, time.Unix(1<<60, 0)}}
		}, "cannot begin"},
		"slice target":        {func(o *Objective, _ *History, _ *Options) { o.SliceTarget = 0.5 }, "for the method windows"},
		"no slice target":     {func(o *Objective, _ *History, _ *Options) { o.Method = Windows }, "slice target 0"},
		"NaN count":           {func(_ *Objective, h *History, _ *Options) { h.Slices[0].Bad = nan }, "not counts"},
		"negative count":      {func(_ *Objective, h *History, _ *Options) { h.Slices[0].Good = -1 }, "not counts"},
		"infinite count":      {func(_ *Objective, h *History, _ *Options) { h.Slices[0].Good = inf }, "not counts"},
		"slice backwards":     {func(_ *Objective, h *History, _ *Options) { h.Slices[0].To = minute(-1) }, "slice 0"},
		"overlap":             {func(_ *Objective, h *History, _ *Options) { h.Slices = append(h.Slices, h.Slices[0]) }, "overlap"},
		"gap":                 {func(_ *Objective, h *History, _ *Options) { h.Gaps = []Span{h.Watched} }, "gaps are for"},
		"slices of time":      {func(o *Objective, _ *History, _ *Options) { o.Method = Time }, "reads no slices"},
		"nothing watched":     {func(_ *Objective, h *History, _ *Options) { h.Watched = Span{} }, "watched span"},
		"far past":            {func(_ *Objective, h *History, _ *Options) { h.Watched.From = time.Time{} }, "watched span"},
		"level":               {func(_ *Objective, _ *History, x *Options) { x.Level = nan }, "level NaN"},
		"peak":                {func(_ *Objective, _ *History, x *Options) { x.PeakPerHour = nan }, "peak of NaN"},
		"draws":               {func(_ *Objective, _ *History, x *Options) { x.Forecast = &Draws{Count: -1} }, "-1 draws"},
		"correction":          {func(_ *Objective, _ *History, x *Options) { x.Corrections = []Correction{{}} }, "correction 0 has no reason"},
		"anonymous":           {func(_ *Objective, _ *History, x *Options) { x.Corrections = []Correction{{Reason: "r"}} }, "who made it"},
		"correction at no at": {func(_ *Objective, _ *History, x *Options) { x.Corrections = []Correction{{Reason: "r", By: "b"}} }, "when it was made"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, h := sound()
			var x Options
			tt.change(&o, &h, &x)
			_, err := Evaluate(context.Background(), o, h, minute(1440), x)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

// Moments that no clock shows are refused.
func TestRefusesMoments(t *testing.T) {
	o, h := sound()
	month := Objective{Target: 0.99, Method: Requests, Window: Window{Calendar: &Calendar{Unit: Minute, Count: 1}}}
	for _, at := range []time.Time{{}, time.Unix(1<<62, 0), time.Unix(-1<<62, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for _, o := range []Objective{o, month} {
			if _, err := Evaluate(context.Background(), o, h, at, Options{}); err == nil {
				t.Errorf("%v is judged", at.Unix())
			}
		}
	}
}

// All problems are reported at once.
func TestRefusesAllAtOnce(t *testing.T) {
	err := Objective{Target: 2, Method: "x"}.Validate()
	for _, want := range []string{"target 2", "method", "either rolling"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
}

func TestRuleCheck(t *testing.T) {
	good := Rule{Name: "r", BudgetShare: 0.02, LongMinutes: 60, ShortMinutes: 5}
	if err := good.Check(0.999, 30*testDay); err != nil {
		t.Fatal(err)
	}
	// 90 % leaves a burn rate of at most 10.
	if err := good.Check(0.9, 30*testDay); !errors.Is(err, ErrNeverFires) || !strings.Contains(err.Error(), "14.4") {
		t.Errorf("error %v, want ErrNeverFires with the threshold", err)
	}
	// The threshold must be exceeded: 10 of at most 10 is not.
	ten := Rule{BudgetShare: 10. / 720, LongMinutes: 60, ShortMinutes: 5}
	if err := ten.Check(0.9, 30*testDay); !errors.Is(err, ErrNeverFires) {
		t.Errorf("error %v of a threshold that is just reached", err)
	}
	for name, r := range map[string]Rule{
		"no share": {LongMinutes: 60, ShortMinutes: 5}, "NaN": {BudgetShare: math.NaN(), LongMinutes: 60, ShortMinutes: 5},
		"no windows": {BudgetShare: 0.02}, "swapped": {BudgetShare: 0.02, LongMinutes: 5, ShortMinutes: 60},
		"too long": {BudgetShare: 0.02, LongMinutes: 31 * 1440, ShortMinutes: 5}, "for": {BudgetShare: 0.02, LongMinutes: 60, ShortMinutes: 5, ForMinutes: -1},
		"minimum": {BudgetShare: 0.02, LongMinutes: 60, ShortMinutes: 5, MinFailures: math.NaN()},
	} {
		if err := r.Check(0.999, 30*testDay); err == nil || errors.Is(err, ErrNeverFires) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// The embedded file reads, and gives the factors of table 5-8 of the Site
// Reliability Workbook: 14.4, 6 and 1 for 30 days.
func TestRuleSets(t *testing.T) {
	sets, err := parseRules(rulesFile)
	if err != nil || len(sets) != 2 {
		t.Fatalf("%d sets, error %v", len(sets), err)
	}
	for name, want := range map[string][]float64{"workbook": {14.4, 6, 1}, "workbook-day": {14.4, 6, 3, 1}} {
		rules := RuleSets()[name].Rules
		if len(rules) != len(want) {
			t.Fatalf("%s has %d rules", name, len(rules))
		}
		for i, r := range rules {
			if got := r.Threshold(30 * testDay); !near(got, want[i]) || r.LongMinutes != 12*r.ShortMinutes {
				t.Errorf("%s: rule %s has threshold %g, windows %d and %d", name, r.Name, got, r.LongMinutes, r.ShortMinutes)
			}
		}
	}
	for _, broken := range []string{`{`, `{"a": {"source": "s", "rules": [{"colour": "x"}]}}`, `{"a": {"rules": []}}`, `{"a": {"source": "s", "rules": [{}]}}`} {
		if _, err := parseRules([]byte(broken)); err == nil {
			t.Errorf("%s is read", broken)
		}
	}
}

func TestTrafficRefuses(t *testing.T) {
	for _, c := range [][2]int{{1, 0}, {-1, 5}, {6, 5}} {
		if _, err := CompareCounts(c[0], c[1], 0.9, 0.9); err == nil {
			t.Errorf("%v are counts", c)
		}
	}
	nan := math.NaN()
	period := Span{minute(0), minute(1440)}
	_, e1 := CompareCounts(1, 2, nan, 0.9)
	_, e2 := CompareCounts(1, 2, 0.9, nan)
	_, e3 := SuccessRun(nan, 0.9)
	_, e4 := SuccessRun(1, 0.9)
	_, e5 := SuccessRun(0.9, 1)
	_, e6 := MinRequests(0.9, 0)
	_, e7 := MinRequests(nan, 1)
	_, e8 := Describe(0.9, 0, period, nil)
	_, e9 := Describe(0.9, math.Inf(1), period, nil)
	_, e10 := Describe(0.9, 1, Span{}, nil)
	_, e11 := Describe(0.9, 1, period, Workbook())
	_, e12 := Serial()
	_, e13 := Serial(nan)
	_, e14 := Parallel(2)
	_, e15 := Redundant(0.9, 0, 0)
	_, e16 := Redundant(0.9, 2, -1)
	_, e17 := MaxDependencies(1, 0.9)
	for i, err := range []error{e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16, e17} {
		if err == nil {
			t.Errorf("call %d is not refused", i+1)
		}
	}
}

// All and none of the requests failed.
func TestCompareCountsAtTheEnds(t *testing.T) {
	none, err := CompareCounts(0, 100, 0.9, 0.9)
	// Clopper–Pearson of no failures: low = (α/2)^(1/n).
	if want := math.Pow(0.05, 0.01); err != nil || none.High != 1 || !near(none.Low, want) || none.PValue != 1 || none.Claim != Shown {
		t.Errorf("no failures: %+v, %v; want low %g", none, err, want)
	}
	all, err := CompareCounts(3, 3, 0.9, 0.9)
	if want := 1 - math.Pow(0.05, 1./3); err != nil || all.Low != 0 || !near(all.High, want) || !near(all.PValue, 1e-3) || all.Claim != RuledOut {
		t.Errorf("all failed: %+v, %v; want high %g", all, err, want)
	}
	one, err := CompareCounts(1, 10, 0.999, 0.95)
	if err != nil || one.Claim != RuledOut {
		t.Errorf("1 of 10 for 99.9 %%: %+v, %v; its interval ends at 0.9975", one, err)
	}
}
