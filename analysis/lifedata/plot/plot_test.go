package plot

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol*math.Abs(b)+1e-300 }

// only returns the one layer of a kind and series.
func only(t *testing.T, f chart.Chart, k chart.Kind, series int) chart.Layer {
	t.Helper()
	var found []chart.Layer
	for _, l := range f.Layers {
		if l.Kind == k && l.Series == series {
			found = append(found, l)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d layers %s of series %d", len(found), k, series)
	}
	return found[0]
}

func failures(hours ...float64) []lifedata.Life {
	var lives []lifedata.Life
	for _, h := range hours {
		lives = append(lives, lifedata.Life{Hours: h, Failed: true})
	}
	return lives
}

// bearings are the lives of ball bearings of Lieblein and Zelen 1956.
var bearings = failures(17.88, 28.92, 33, 41.52, 42.12, 45.6, 48.8, 51.84, 51.96, 54.12, 55.56, 67.8, 68.64, 68.64, 68.88, 84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.4)

func paperOf(t *testing.T, lives []lifedata.Life, family lifedata.Family) (chart.Chart, *lifedata.Fitted) {
	t.Helper()
	fit, err := lifedata.Fit(lives, family)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ProbabilityPaper(context.Background(), lives, fit, Bounds{0.9, lifedata.Fisher})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	return f, fit
}

// On its paper every fit is straight: all points lie on the line through two.
func TestFitsAreStraightOnTheirPaper(t *testing.T) {
	for family, on := range papers {
		if on.y == chart.Linear {
			continue
		}
		f, _ := paperOf(t, bearings, family)
		curve := only(t, f, chart.Curve, 1).Points
		at := func(p chart.Point) (float64, float64) { return f.X.Scale.Position(p.X), f.Y.Scale.Position(p.Y) }
		x0, y0 := at(curve[len(curve)/3])
		x1, y1 := at(curve[2*len(curve)/3])
		for _, p := range curve {
			x, y := at(p)
			// Near certainty a position is known to few digits: 1 − p is a difference.
			if want := y0 + (y1-y0)*(x-x0)/(x1-x0); p.Y < 0.9999 && math.Abs(y-want) > 1e-9*(1+math.Abs(want)) {
				t.Errorf("%s: at %g hours %g, want %g on the line", family, p.X, y, want)
			}
		}
	}
}

// The line of Weibull paper goes through the two quantiles that define it: at the
// scale ln(−ln(1−F)) is 0, and at ten times the scale higher by shape times ln 10.
func TestWeibullLineByHand(t *testing.T) {
	f, fit := paperOf(t, bearings, lifedata.Weibull)
	shape, err := fit.Parameter("shape")
	if err != nil {
		t.Fatal(err)
	}
	scale, err := fit.Parameter("scale")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range only(t, f, chart.Curve, 1).Points {
		want := shape.Value * (math.Log10(p.X) - math.Log10(scale.Value)) * math.Ln10
		if got := f.Y.Scale.Position(p.Y); math.Abs(got-want) > 1e-9*(1+math.Abs(want)) && p.Y < 0.9999 {
			t.Errorf("at %g hours %g, want %g", p.X, got, want)
		}
	}
	if want := "Failures come with age: wear-out (shape 2.10, 90 % "; !strings.HasPrefix(f.Title, want) { // 2.10: Lawless 2003
		t.Errorf("title %q", f.Title)
	}
}

// The band holds the curve, and is the bounds of the fit.
func TestPaperBand(t *testing.T) {
	f, fit := paperOf(t, bearings, lifedata.Lognormal)
	band := only(t, f, chart.Band, 1).Points
	if len(band) != 41 {
		t.Fatalf("%d points", len(band))
	}
	for _, p := range band {
		if share := fit.Distribution.CDF(p.X); !(*p.Low <= share && share <= *p.High) {
			t.Errorf("at %g hours %g to %g, without %g", p.X, *p.Low, *p.High, share)
		}
	}
}

// Of three lives the median ranks are where a binomial is even: 1 − ½^⅓, ½ and ½^⅓.
// That is too few for a curve.
func TestThreePoints(t *testing.T) {
	f, _ := paperOf(t, failures(300, 100, 200), lifedata.Weibull)
	marks := only(t, f, chart.Scatter, 2).Points
	cube := math.Cbrt(0.5)
	want := []chart.Point{{X: 100, Y: 1 - cube}, {X: 200, Y: 0.5}, {X: 300, Y: cube}}
	if !slices.EqualFunc(marks, want, func(a, b chart.Point) bool { return a.X == b.X && near(a.Y, b.Y, 1e-12) }) {
		t.Errorf("marks %+v, want %+v", marks, want)
	}
	if len(f.Layers) != 1 || !strings.Contains(f.Title, "3 failures among 3 lives: too few for a fitted curve") {
		t.Errorf("%d layers, %q", len(f.Layers), f.Title)
	}
}

// Late entries and intervals have no ranks. Of two units of which one came after 50 h
// the product-limit estimate falls from 1 to ½ at 100 h, so a point at ¼; of
// intervals the share is known at their ends: ⅔ fail in (0, 10], the rest later.
func TestOtherLivesOnPaper(t *testing.T) {
	late := []lifedata.Life{{Hours: 100, Failed: true}, {Hours: 200, Failed: true, Entry: 50}}
	marks, _, err := plotted(context.Background(), late)
	if err != nil || len(marks) != 2 || marks[0].X != 100 || !near(marks[0].Y, 0.25, 1e-12) || !near(marks[1].Y, 0.75, 1e-12) {
		t.Errorf("late: %+v, %v", marks, err)
	}
	in := []lifedata.Life{{Hours: 10, Interval: true}, {Hours: 10, Interval: true}, {Since: 10, Hours: 20, Interval: true}}
	marks, _, err = plotted(context.Background(), in)
	if err != nil || len(marks) != 1 || marks[0].X != 10 || !near(marks[0].Y, 2.0/3, 1e-6) {
		t.Errorf("intervals: %+v, %v", marks, err)
	}
}

func TestFamiliesWithoutPaper(t *testing.T) {
	f, _ := paperOf(t, bearings, lifedata.Gamma)
	if f.X.Scale != chart.Linear || f.Y.Scale != chart.Linear || f.Y.Low != 0 || f.Y.High != 1 {
		t.Errorf("axes %+v, %+v", f.X, f.Y)
	}
	only(t, f, chart.Curve, 1)
	// A family that has no bounds has no band.
	f, _ = paperOf(t, bearings, lifedata.ModifiedWeibull)
	if slices.ContainsFunc(f.Layers, func(l chart.Layer) bool { return l.Kind == chart.Band }) || f.Source.Level != 0 {
		t.Error("a band of no bounds")
	}
}

// pumps: five on a test, of which one is withdrawn and one survives. By hand the
// survival is 4/5, 4/5·2/3 and half of that.
var pumps = []lifedata.Life{{Hours: 150, Failed: true}, {Hours: 400}, {Hours: 620, Failed: true}, {Hours: 890, Failed: true}, {Hours: 1000}}

func group(t *testing.T, name string, lives []lifedata.Life) SurvivalGroup {
	t.Helper()
	curve, err := lifedata.KaplanMeier(lives)
	if err != nil {
		t.Fatal(err)
	}
	bounds, err := curve.Bounds(0.9, lifedata.TransformLogLog)
	if err != nil {
		t.Fatal(err)
	}
	return SurvivalGroup{Name: name, Lives: lives, Curve: curve, Bounds: bounds}
}

// Without bounds there is no band.
func TestSurvivalWithoutBounds(t *testing.T) {
	g := group(t, "", pumps)
	g.Bounds = nil
	f, err := Survival([]SurvivalGroup{g}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(f.Layers, func(l chart.Layer) bool { return l.Kind == chart.Band }) {
		t.Errorf("a band: %+v", f.Layers)
	}
}

func second(_ chart.Chart, err error) error { return err }

// valves: three events of two systems, one watched for 20 h, one for 40 h. By hand
// the mean is ½ at 10 h, 1 at 20 h and, of the one that is left, 2 at 30 h; the
// steady rate is 3 events in 60 h.
var valves = lifedata.History{{To: 20, Events: []float64{10, 20}}, {To: 40, Events: []float64{30}}}

func recurrence(t *testing.T, name string, h lifedata.History) RecurrenceGroup {
	t.Helper()
	curve, err := lifedata.MeanCumulative(h, lifedata.VarianceRobust)
	if err != nil {
		t.Fatal(err)
	}
	bounds, err := curve.Bounds(0.9, lifedata.TransformStudent)
	if err != nil {
		t.Fatal(err)
	}
	return RecurrenceGroup{Name: name, History: h, Curve: curve, Bounds: bounds}
}

func TestRecurrenceByHand(t *testing.T) {
	f, err := Recurrence([]RecurrenceGroup{recurrence(t, "", valves)}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	same := func(a, b chart.Point) bool { return a.X == b.X && near(a.Y, b.Y, 1e-12) }
	want := []chart.Point{{X: 0, Y: 0}, {X: 10, Y: 0.5}, {X: 20, Y: 1}, {X: 30, Y: 2}, {X: 40, Y: 2}}
	if got := only(t, f, chart.Curve, 1); !got.Stepped || !slices.EqualFunc(got.Points, want, same) {
		t.Errorf("curve %+v", got)
	}
	if steady := only(t, f, chart.Curve, 0).Points; !near(steady[1].Y, 2, 1e-12) || steady[1].X != 40 { // 40 h times 1/20
		t.Errorf("steady rate %+v", steady)
	}
	two, err := Recurrence([]RecurrenceGroup{recurrence(t, "a", valves), recurrence(t, "b", valves)}, 0.9)
	if err != nil || two.Check() != nil || only(t, two, chart.Curve, 2).Name != "b" {
		t.Errorf("%+v, %v", two, err)
	}
	if err := second(Recurrence([]RecurrenceGroup{{History: valves}}, 0.9)); !errors.Is(err, lifedata.ErrNoEvents) {
		t.Errorf("error %v", err)
	}
}

// One system with events at 1, 10 and 100 h of 1000: so far 1, 2, 3 at these hours,
// cumulative MTBF 1, 5 and 33⅓. The power law of largest likelihood has the shape
// n/Σ ln(T/t) = 3/(ln 10³ + ln 10² + ln 10) and goes through 3 events at 1000 h.
func TestGrowthByHand(t *testing.T) {
	h := lifedata.History{{To: 1000, Events: []float64{1, 10, 100}}}
	fit, err := lifedata.FitPowerLaw(h)
	if err != nil {
		t.Fatal(err)
	}
	line, err := lifedata.Duane(h)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Growth(h, &fit, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	g, err := MTBFGrowth(h, &line, &fit, 0.9)
	if err := errors.Join(err, f.Check(), g.Check()); err != nil {
		t.Fatal(err)
	}
	same := func(a, b chart.Point) bool { return near(a.X, b.X, 1e-12) && near(a.Y, b.Y, 1e-12) }
	if got := only(t, f, chart.Scatter, 2).Points; !slices.EqualFunc(got, []chart.Point{{X: 1, Y: 1}, {X: 10, Y: 2}, {X: 100, Y: 3}}, same) {
		t.Errorf("events %+v", got)
	}
	if got := only(t, g, chart.Scatter, 2).Points; !slices.EqualFunc(got, []chart.Point{{X: 1, Y: 1}, {X: 10, Y: 5}, {X: 100, Y: 100.0 / 3}}, same) {
		t.Errorf("MTBF %+v", got)
	}
	shape := 3 / (6 * math.Ln10)
	for _, p := range only(t, f, chart.Curve, 1).Points {
		if want := 3 * math.Pow(p.X/1000, shape); !near(p.Y, want, 1e-9) {
			t.Errorf("at %g hours %g events, want %g", p.X, p.Y, want)
		}
	}
	for _, p := range only(t, g, chart.Curve, 1).Points {
		if want := p.X / (3 * math.Pow(p.X/1000, shape)); !near(p.Y, want, 1e-9) {
			t.Errorf("at %g hours %g an event, want %g", p.X, p.Y, want)
		}
	}
	// Duane's line is that of least squares through the logarithms: slope
	// (log 33⅓ − log 1)/2 over the decades 0, 1, 2.
	duane := only(t, g, chart.Curve, 3).Points
	a, b := duane[0], duane[len(duane)-1]
	if slope := math.Log(b.Y/a.Y) / math.Log(b.X/a.X); !near(slope, math.Log10(100.0/3)/2, 1e-9) {
		t.Errorf("slope %g", slope)
	}
}

// Of systems watched over different windows, hours and events are those of all while
// they are watched: at age 30 of (0, 20] and (10, 40] 20 + 20 hours.
func TestGrowthOfSeveralSystems(t *testing.T) {
	h := lifedata.History{{To: 20, Events: []float64{5, 12}}, {From: 10, To: 40, Events: []float64{30}}}
	law := lifedata.Growth{PowerLaw: lifedata.PowerLaw{Shape: 2, Scale: 10}}
	if got := watched(h, 30); got != 40 {
		t.Errorf("%g hours watched", got)
	}
	if got := expected(h, &law, 30); !near(got, 4+(9-1), 1e-12) { // (20/10)², (30/10)² − (10/10)²
		t.Errorf("%g events expected", got)
	}
	f, err := Growth(h, nil, 0.9)
	if err != nil || f.Check() != nil || !strings.Contains(f.Title, "No power law") {
		t.Errorf("%q, %v", f.Title, err)
	}
	if strings.Contains(f.Source.Method, "power law") {
		t.Errorf("method %q without a fit", f.Source.Method)
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		span(0.5):      "30 min",
		span(100):      "4.2 d",
		span(2400):     "100 d",
		span(39.23):    "39.2 h",
		span(20):       "20 h",
		span(8760 * 9): "9.00 yr",
		number(0.1234): "0.123", number(1e-9): "1.00e-09",
		within(new(1.0), new(2.0), 0.9, number): "90 % 1.00–2.00",
		within(new(72.0), new(96.0), 0.9, span): "90 % 3.0–4.0 d",
		within(new(1.0), new(96.0), 0.9, span):  "90 % 60 min–4.0 d",
		within(new(1.0), nil, 0.9, number):      "95 % more than 1.00",
		within(nil, nil, 0.9, number):           "no bounds",
		percent(0.99999):                        "> 99.9 %",
		percent(0.9995) + " of them":            "> 99.9 % of them",
		perTime(2):                              "2.00 an hour",
		perTime(1.0 / 24):                       "1.00 a day",
		perTime(1.0 / 8760):                     "1.00 a year",
		livesText(1, 1000):                      "1 life, 1,000 failures",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Whatever the lives, each chart passes Check, or there is an error.
func TestEveryFigureIsValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lives := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) lifedata.Life {
			l := lifedata.Life{Hours: math.Exp(rapid.Float64Range(-30, 30).Draw(t, "hours")), Failed: rapid.Bool().Draw(t, "failed")}
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				l.Hours = 1000
			case 1:
				l.Entry = l.Hours / 3
			case 2:
				l.Count = 40
			}
			return l
		}), 1, 20).Draw(t, "lives")
		check := func(name string, f chart.Chart, err error) {
			if err == nil {
				err = f.Check()
			} else if errors.Is(err, lifedata.ErrNoFailures) {
				err = nil
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		curve, err := lifedata.KaplanMeier(lives)
		g := SurvivalGroup{Lives: lives, Curve: curve}
		if err == nil {
			if g.Bounds, err = curve.Bounds(0.9, lifedata.TransformLogLog); err != nil {
				t.Fatal(err)
			}
		}
		f, err := Survival([]SurvivalGroup{g}, 0.9)
		check("survival", f, err)
		for _, family := range []lifedata.Family{lifedata.Exponential, lifedata.Weibull, lifedata.Lognormal, lifedata.Normal, lifedata.GumbelMax} {
			fit, err := lifedata.Fit(lives, family)
			if err != nil {
				continue
			}
			f, err := ProbabilityPaper(context.Background(), lives, fit, Bounds{0.9, lifedata.LikelihoodRatio})
			check(string(family), f, err)
		}
	})
}

func TestEveryHistoryIsValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h lifedata.History
		for range rapid.IntRange(1, 4).Draw(t, "systems") {
			s := lifedata.System{To: math.Exp(rapid.Float64Range(-20, 20).Draw(t, "to"))}
			for range rapid.IntRange(0, 6).Draw(t, "events") {
				s.Events = append(s.Events, s.To*rapid.Float64Range(1e-6, 1).Draw(t, "event"))
			}
			h = append(h, s)
		}
		curve, err := lifedata.MeanCumulative(h, lifedata.VarianceRobust)
		if err != nil {
			return // no events
		}
		bounds, err := curve.Bounds(0.9, lifedata.TransformStudent)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Recurrence([]RecurrenceGroup{{History: h, Curve: curve, Bounds: bounds}}, 0.9)
		if err := errors.Join(err, f.Check()); err != nil {
			t.Error(err)
		}
		var law *lifedata.Growth
		if g, err := lifedata.FitPowerLaw(h); err == nil {
			law = &g
		}
		var line *lifedata.DuaneLine
		if d, err := lifedata.Duane(h); err == nil {
			line = &d
		}
		f, err = Growth(h, law, 0.9)
		if err := errors.Join(err, f.Check()); err != nil {
			t.Error(err)
		}
		f, err = MTBFGrowth(h, line, law, 0.9)
		if err := errors.Join(err, f.Check()); err != nil {
			t.Error(err)
		}
	})
}
