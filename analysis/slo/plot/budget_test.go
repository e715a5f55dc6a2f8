package plot

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/slo"
	"ninefold/models/chart"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// hourly are so many bad requests of 1000 in each hour from the start of 2026.
func hourly(bad ...float64) slo.History {
	var h slo.History
	for i, b := range bad {
		from := start.Add(time.Duration(i) * time.Hour)
		h.Slices = append(h.Slices, slo.Slice{Span: slo.Span{From: from, To: from.Add(time.Hour)}, Good: 1000 - b, Bad: b})
	}
	h.Watched = slo.Span{From: start, To: start.Add(time.Duration(len(bad)) * time.Hour)}
	return h
}

func budget(t *testing.T, o slo.Objective, h slo.History, opt slo.Options) (chart.Chart, slo.Report) {
	t.Helper()
	r, err := slo.Evaluate(context.Background(), o, h, h.Watched.To, opt)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ErrorBudget(h, r, opt)
	if err == nil {
		err = f.Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	return f, r
}

// Of 4000 requests 40 may be bad. None of the first 2000 is, then 10 an hour: after
// three hours three quarters are left, after four a half.
func TestBudgetByHand(t *testing.T) {
	o := slo.Objective{Target: 0.99, Method: slo.Requests, Window: slo.Window{Rolling: 4 * time.Hour}}
	f, _ := budget(t, o, hourly(0, 0, 10, 10), slo.Options{})
	if f.Title != "Error budget: 50 % left" || f.Y.Low != 0 || f.X.High != 4 {
		t.Errorf("%q, axes %+v %+v", f.Title, f.X, f.Y)
	}
	line := f.Layers[len(f.Layers)-1].Points
	for _, p := range line {
		want := 1 - 10*max(0, p.X-2)/40
		if math.Abs(p.Y-want) > 1e-9 {
			t.Errorf("after %g h %g is left, want %g", p.X, p.Y, want)
		}
	}
	if last := line[len(line)-1]; last.X != 4 {
		t.Errorf("ends at %g h", last.X)
	}
}

// Forty bad of 4 allowed: ten times the budget, so nine budgets below zero.
func TestOverspent(t *testing.T) {
	o := slo.Objective{Target: 0.999, Method: slo.Requests, Window: slo.Window{Rolling: 4 * time.Hour}}
	f, _ := budget(t, o, hourly(0, 0, 20, 20), slo.Options{})
	if f.Title != "Error budget overspent: 1,000 % of it is spent" || f.Y.Low > -9 {
		t.Errorf("%q, down to %g", f.Title, f.Y.Low)
	}
	if l := f.Layers[len(f.Layers)-1]; l.Kind != chart.Horizontal || l.Points[0].Y != 0 {
		t.Errorf("no line at zero: %+v", l)
	}
}

// An hour of which nothing is known may have had 1000 bad requests, where 40 of 4000
// are allowed.
func TestUnknown(t *testing.T) {
	o := slo.Objective{Target: 0.99, Method: slo.Requests, Window: slo.Window{Rolling: 4 * time.Hour}}
	h := hourly(0, 10, 10, 0)
	h.Slices = h.Slices[:3]
	f, r := budget(t, o, h, slo.Options{})
	if !strings.HasSuffix(f.Title, "left, or overspent had what is unknown been bad") {
		t.Errorf("%q", f.Title)
	}
	for _, l := range f.Layers {
		if l.Kind != chart.Band {
			continue
		}
		end := l.Points[len(l.Points)-1]
		if b := r.Attained.Budget; math.Abs(*end.Low-b.Least/b.Allowed) > 1e-9 || math.Abs(*end.High-b.Left/b.Allowed) > 1e-9 {
			t.Errorf("ends at %g to %g, want %+v", *end.Low, *end.High, b)
		}
		return
	}
	t.Error("no band")
}

// A budget that is spent steadily at twice the rate is gone before the month is.
func TestForecast(t *testing.T) {
	var bad []float64
	for i := range 240 {
		bad = append(bad, float64(i%5))
	}
	o := slo.Objective{Target: 0.9, Method: slo.Windows, SliceTarget: 0.9975, Window: slo.Window{Calendar: &slo.Calendar{Unit: slo.Month, Count: 1}}}
	f, r := budget(t, o, hourly(bad...), slo.Options{Forecast: &slo.Draws{Seed: 3}})
	if r.Forecast.Median == nil && !r.Forecast.Gone {
		t.Fatalf("no end of it: %+v", r.Forecast)
	}
	marked := false
	for _, l := range f.Layers {
		marked = marked || l.Kind == chart.Vertical && strings.HasPrefix(l.Points[0].Text, "likely gone ")
	}
	if marked == r.Forecast.Gone {
		t.Errorf("marked %v, gone %v", marked, r.Forecast.Gone)
	}
}

// A share that is not all of the budget is not written as all of it.
func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{1: "100 %", 0.9999: "> 99 %", 0.995: "> 99 %", 0.994: "99 %", 0.5: "50 %", 0: "0 %"} {
		if got := percent(share); got != want {
			t.Errorf("%g: %q, want %q", share, got, want)
		}
	}
}

func TestNoBudget(t *testing.T) {
	h := hourly(0)
	h.Slices[0].Good = 0
	o := slo.Objective{Target: 0.999, Method: slo.Requests, Window: slo.Window{Rolling: time.Hour}}
	r, err := slo.Evaluate(context.Background(), o, h, h.Watched.To, slo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ErrorBudget(h, r, slo.Options{}); !errors.Is(err, ErrNoBudget) {
		t.Errorf("error %v", err)
	}
}
