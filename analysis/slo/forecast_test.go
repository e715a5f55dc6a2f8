package slo

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

// exponentialYears returns the history of a service that fails at random three
// times in 720 hours of good time, for 10 minutes on average, n times in all, up
// to at: gaps and durations are quantiles of exponential distributions.
func exponentialYears(n int, at time.Time) History {
	var h History
	now := at
	for i := range n {
		up := 240.0 // the rate is all that the forecast takes from gaps
		down := -10. / 60 * math.Log((float64(i)+0.5)/float64(n))
		end := now.Add(-time.Duration(up * float64(time.Hour)))
		now = end.Add(-time.Duration(down * float64(time.Hour)))
		h.Outages = append(h.Outages, Span{now, end})
	}
	h.Watched = Span{now, at}
	return h
}

// The chance that a month misses its objective, against the exact series of
// Takács for a known rate and exponential durations: expected downtime is 30 of
// 43.2 minutes, and yet a quarter of the months miss.
func TestForecastAgainstTakacs(t *testing.T) {
	// P(D ≤ x) as in the reference case A10 of alternating renewal, computed there in Python and R.
	for target, within := range map[float64]float64{0.999: 0.7523939512, 0.9995: 0.4439402476, 0.9999: 0.1203332053} {
		at := date(6, 1)
		r := mustEvaluate(t, Objective{Target: target, Method: Time, Window: thisMonth}, exponentialYears(500, at), at, Options{Forecast: &Draws{Seed: 7, Count: 10_000}})
		f := r.Forecast
		// Three standard errors of 10,000 draws, and what 500 outages leave open of the rate: 4 %, some 0.003 of the chance.
		if math.Abs(*f.Chance-(1-within)) > 3*f.StdErr+0.003 || f.N != 500 || f.Caution != "" || !f.Until.Equal(date(7, 1)) {
			t.Errorf("target %g: chance %g ± %g, want %g; %+v", target, *f.Chance, f.StdErr, 1-within, f)
		}
	}
}

// Outages that each spend the budget at once: it is gone when the first comes,
// after a time with survival (1 + t/T)^−(n+½), the posterior predictive of a rate
// seen n times in T.
func TestForecastExhaustion(t *testing.T) {
	at := date(7, 1)
	h := History{Watched: Span{date(1, 1), at}}
	for m := time.January; m <= time.June; m++ {
		h.Outages = append(h.Outages, Span{date(m, 1), date(m, 1).Add(5 * time.Hour)})
	}
	o := Objective{Target: 0.99999, Method: Time, Window: Window{Calendar: &Calendar{Unit: Year, Count: 1, Start: at}}}
	f := mustEvaluate(t, o, h, at, Options{Forecast: &Draws{Seed: 3, Count: 20_000}}).Forecast
	good := at.Sub(date(1, 1)).Hours() - 30
	quantile := func(p float64) float64 { return good * (math.Pow(1-p, -1/6.5) - 1) }
	for p, got := range map[float64]*time.Time{0.05: f.Low, 0.5: f.Median, 0.95: f.High} {
		if got == nil || math.Abs(got.Sub(at).Hours()/quantile(p)-1) > 0.1 {
			t.Errorf("%g quantile is %v, want %g hours", p, got, quantile(p))
		}
	}
	if want := 1 - math.Pow(1+f.Until.Sub(at).Hours()/good, -6.5); math.Abs(*f.Chance-want) > 3*f.StdErr {
		t.Errorf("chance %g, want %g", *f.Chance, want)
	}
}

// In a rolling window old outages fall out. One outage of 40 minutes, just seen,
// leaves 3.2 of 43.2; the same almost 30 days ago leaves nearly all. The only
// outage to come is alike: either spends the budget if it comes before the first
// is gone.
func TestForecastOfRollingWindow(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: Window{Rolling: 30 * testDay}}
	at := date(12, 1)
	chance := func(ago time.Duration) (Forecast, float64) {
		h := History{Watched: Span{date(1, 1), at}, Outages: []Span{{at.Add(-ago), at.Add(-ago + 40*time.Minute)}}}
		return *mustEvaluate(t, o, h, at, Options{Forecast: &Draws{Seed: 5}}).Forecast, at.Sub(date(1, 1)).Hours() - 2./3
	}
	recent, good := chance(2 * time.Hour)
	// Any outage within nearly 30 days, the rate being gamma with shape 1½.
	if want := 1 - math.Pow(1+720/good, -1.5); math.Abs(*recent.Chance-want) > 3*recent.StdErr+0.002 {
		t.Errorf("recent: chance %g, want about %g", *recent.Chance, want)
	}
	old, _ := chance(30*testDay - time.Hour)
	// Two outages or more within 30 days.
	x := 720 / good
	if want := 1 - math.Pow(1+x, -1.5) - 1.5*x/(1+x)*math.Pow(1+x, -1.5); math.Abs(*old.Chance-want) > 3*old.StdErr+0.002 {
		t.Errorf("old: chance %g, want about %g", *old.Chance, want)
	}
	if recent.Caution == "" {
		t.Error("one outage needs a caution")
	}
}

// Without anything bad there is a bound, and it is honest: with an exposure of T
// and R to come, 1 − (1 + R/T)^−½.
func TestForecastWithoutOutages(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: thisMonth}
	f := mustEvaluate(t, o, History{Watched: Span{date(4, 1), date(6, 1)}}, date(6, 1), Options{Forecast: &Draws{}}).Forecast
	want := 1 - math.Sqrt(61./(61+30))
	if f.Chance != nil || math.Abs(f.AtMost-want) > 1e-12 || f.Caution == "" || f.Median != nil {
		t.Errorf("%+v, want at most %g", f, want)
	}
	gone := History{Watched: Span{date(4, 1), date(6, 10)}, Outages: []Span{{date(6, 2), date(6, 3)}}}
	f = mustEvaluate(t, o, gone, date(6, 10), Options{Forecast: &Draws{}}).Forecast
	if !f.Gone || *f.Chance != 1 {
		t.Errorf("overspent: %+v", f)
	}
	tiny := History{Watched: Span{date(5, 31), date(6, 1)}}
	for i := range 86_400 {
		from := date(5, 31).Add(time.Duration(i) * time.Second)
		tiny.Outages = append(tiny.Outages, Span{from, from.Add(time.Second / 2)})
	}
	if f = mustEvaluate(t, o, tiny, date(6, 1), Options{Forecast: &Draws{}}).Forecast; f.Chance != nil || f.AtMost != 1 || !strings.Contains(f.Caution, "too many") {
		t.Errorf("an outage a second: %+v", f)
	}
}

// An outage that is not over goes on: with 43 of 43.2 minutes spent, the budget is
// gone almost surely, and soon.
func TestForecastOfOngoingOutage(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: thisMonth}
	at := date(6, 2).Add(43 * time.Minute)
	h := History{Watched: Span{date(1, 1), at}, Outages: []Span{{date(6, 2), at}}}
	f := mustEvaluate(t, o, h, at, Options{Forecast: &Draws{Seed: 1}}).Forecast
	// It goes on for 43 minutes on average, exponentially: longer than 0.2 minutes in e^−0.0047 of the cases.
	if *f.Chance < 0.99 || f.Median.Sub(at) > time.Minute {
		t.Errorf("%+v", f)
	}
}

// dailyRequests returns n days before at with 1,000 requests each, of which
// bad(i) failed.
func dailyRequests(n int, at time.Time, bad func(i int) float64) History {
	h := History{Watched: Span{at.AddDate(0, 0, -n), at}}
	for i := range n {
		from := at.AddDate(0, 0, i-n)
		h.Slices = append(h.Slices, Slice{Span{from, from.AddDate(0, 0, 1)}, 1000 - bad(i), bad(i), 0})
	}
	return h
}

// Requests: days are drawn from days. All alike, the future is certain.
func TestForecastOfRequests(t *testing.T) {
	at := date(6, 1)
	o := Objective{Target: 0.999, Method: Requests, Window: thisMonth}
	evaluate := func(h History) *Forecast {
		return mustEvaluate(t, o, h, at, Options{Forecast: &Draws{Seed: 2, Count: 20_000}}).Forecast
	}
	// Two failures a day: 60 in June, of 30 allowed; gone on the 16th day, at whose end 32 are.
	f := evaluate(dailyRequests(60, at, func(int) float64 { return 2 }))
	if *f.Chance != 1 || !f.Median.Equal(date(6, 17)) || f.N != 60 {
		t.Errorf("two a day: %+v", f)
	}
	if f = evaluate(dailyRequests(60, at, func(int) float64 { return 0.5 })); *f.Chance != 0 || f.Median != nil {
		t.Errorf("one in two days: %+v", f)
	}
	// One day in ten loses 31: June misses with any such day. Of the share of bad
	// days only 6 of 60 were seen, so by the Bayesian bootstrap it is Beta(6, 54):
	// P(none in 30) = Π (54+i)/(60+i).
	f = evaluate(dailyRequests(60, at, func(i int) float64 { return 31 * float64(1-min(i%10, 1)) }))
	none := 1.0
	for i := range 30 {
		none *= (54 + float64(i)) / (60 + float64(i))
	}
	if math.Abs(*f.Chance-(1-none)) > 3*f.StdErr {
		t.Errorf("bad days: chance %g, want %g", *f.Chance, 1-none)
	}
	if f = evaluate(dailyRequests(60, at, func(int) float64 { return 0 })); f.Chance != nil || !(f.AtMost > 0.1 && f.AtMost < 0.5) {
		t.Errorf("no failures: %+v", f)
	}
	if f = evaluate(dailyRequests(3, at, func(int) float64 { return 1 })); f.Chance != nil || f.AtMost != 1 {
		t.Errorf("three days: %+v", f)
	}
	// A rolling window forgets: 25 failures a month ago and one a day since.
	o.Window = Window{Rolling: 10 * testDay}
	if f = evaluate(dailyRequests(60, at, func(i int) float64 { return 2 })); !f.Gone {
		t.Errorf("rolling, overspent: %+v", f)
	}
	if f = evaluate(dailyRequests(60, at, func(i int) float64 { return 1 })); f.Gone || *f.Chance != 0 {
		t.Errorf("rolling, just enough: %+v", f)
	}
}

func TestForecastIsReproducibleAndStops(t *testing.T) {
	at := date(6, 1)
	o := Objective{Target: 0.999, Method: Time, Window: thisMonth}
	h := exponentialYears(20, at)
	one := mustEvaluate(t, o, h, at, Options{Forecast: &Draws{Seed: 9, Count: 500}})
	if two := mustEvaluate(t, o, h, at, Options{Forecast: &Draws{Seed: 9, Count: 500}}); !reflect.DeepEqual(one, two) {
		t.Error("the same seed gives another forecast")
	}
	if two := mustEvaluate(t, o, h, at, Options{Forecast: &Draws{Seed: 10, Count: 500}}); *one.Forecast.Chance == *two.Forecast.Chance {
		t.Error("another seed gives the same forecast")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Evaluate(ctx, o, h, at, Options{Forecast: &Draws{}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
