package plot

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

func TestSurvivalByHand(t *testing.T) {
	f, err := Survival([]SurvivalGroup{group(t, "", pumps)}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	same := func(a, b chart.Point) bool { return a.X == b.X && near(a.Y, b.Y, 1e-12) }
	want := []chart.Point{{X: 0, Y: 1}, {X: 150, Y: 0.8}, {X: 620, Y: 8.0 / 15}, {X: 890, Y: 4.0 / 15}, {X: 1000, Y: 4.0 / 15}}
	if got := only(t, f, chart.Curve, 1); !got.Stepped || !slices.EqualFunc(got.Points, want, same) {
		t.Errorf("curve %+v", got)
	}
	ticks := []chart.Point{{X: 400, Y: 0.8}, {X: 1000, Y: 4.0 / 15}}
	if got := only(t, f, chart.Censored, 1).Points; !slices.EqualFunc(got, ticks, same) {
		t.Errorf("censored %+v", got)
	}
	// Every 10 days, 240 h: five at first, four after 150 h, three after 400 h, two
	// after 620 h, one after 890 h.
	days := []float64{0, 240, 480, 720, 960}
	if !slices.EqualFunc(f.X.Ticks, days, func(a, b float64) bool { return near(a, b, 1e-12) }) || !slices.Equal(f.Table.Rows[0].Counts, []int{5, 4, 3, 2, 1}) {
		t.Errorf("at risk %v at %v", f.Table.Rows[0].Counts, f.X.Ticks)
	}
	if !strings.HasPrefix(f.Title, "Half of the units fail by 37.1 d (") { // 890 h
		t.Errorf("title %q", f.Title)
	}
}

// At risk at an age are those that came before it, or new, and have not left before.
func TestAtRisk(t *testing.T) {
	g := SurvivalGroup{Lives: []lifedata.Life{{Hours: 10, Failed: true, Count: 3}, {Hours: 20, Entry: 10}, {Hours: 30}}}
	for _, tt := range []struct {
		hours float64
		want  int
	}{{0, 4}, {10, 4}, {10.5, 2}, {20, 2}, {20.5, 1}, {30, 1}, {31, 0}} {
		if got := g.ages().atRisk(tt.hours); got != tt.want {
			t.Errorf("at %g: %d at risk, want %d", tt.hours, got, tt.want)
		}
	}
}

// Without a failure the survival is at least what no failure of n shows: 0.05^(1/n)
// with 95 %, here of 3, then 2, then 1.
func TestNothingFailed(t *testing.T) {
	f, err := Survival([]SurvivalGroup{{Lives: []lifedata.Life{{Hours: 10}, {Hours: 20}, {Hours: 30}}}}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	band := only(t, f, chart.Band, 1).Points
	want := []struct{ x, low float64 }{{0, math.Cbrt(0.05)}, {10, math.Sqrt(0.05)}, {20, 0.05}, {30, 0.05}}
	if len(band) != len(want) {
		t.Fatalf("%d points, want %d", len(band), len(want))
	}
	for i, w := range want {
		if band[i].X != w.x || !near(*band[i].Low, w.low, 1e-12) || *band[i].High != 1 {
			t.Errorf("from %g at least %g, want %+v", band[i].X, *band[i].Low, w)
		}
	}
	if f.Title != "None of 3 units failed in up to 30 h" {
		t.Errorf("title %q", f.Title)
	}
}

func TestSurvivalOfGroups(t *testing.T) {
	a, b := group(t, "old", pumps), group(t, "new", failures(10, 20, 30))
	f, err := Survival([]SurvivalGroup{a, b}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if f.Title != "Survival of 2 groups: half fail by 20 h to 37.1 d" || len(f.Table.Rows) != 2 || f.Table.Rows[1].Name != "new" || only(t, f, chart.Curve, 2).Name != "new" {
		t.Errorf("%q, %+v", f.Title, f.Table)
	}
	for name, err := range map[string]error{
		"none":     second(Survival(nil, 0.9)),
		"seven":    second(Survival(make([]SurvivalGroup, 7), 0.9)),
		"level":    second(Survival([]SurvivalGroup{a}, 1)),
		"empty":    second(Survival([]SurvivalGroup{{}}, 0.9)),
		"interval": second(Survival([]SurvivalGroup{{Lives: []lifedata.Life{{Hours: 1, Interval: true}}}}, 0.9)),
		"bounds":   second(Survival([]SurvivalGroup{{Lives: pumps, Curve: a.Curve, Bounds: a.Bounds[1:]}}, 0.9)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Two thirds fail up to 10 h, the rest between 10 and 20: at 5 h the survival is
// anywhere from ⅓ to 1, at 10 h it is ⅓.
func TestIntervalSurvival(t *testing.T) {
	lives := []lifedata.Life{{Hours: 10, Interval: true, Count: 2}, {Since: 10, Hours: 20, Interval: true}}
	curve, err := lifedata.Turnbull(context.Background(), lives)
	if err != nil {
		t.Fatal(err)
	}
	f, err := IntervalSurvival(lives, curve)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	if f.Title != "Half of the units fail by a time between 0 s and 10 h" {
		t.Errorf("title %q", f.Title)
	}
	band := only(t, f, chart.Band, 1).Points
	third := 1.0 / 3
	want := []struct{ x, low, high float64 }{{0, 1, 1}, {0, third, 1}, {10, third, third}, {10, 0, third}, {20, 0, 0}}
	if len(band) != len(want) {
		t.Fatalf("%d corners", len(band))
	}
	for i, w := range want {
		if p := band[i]; p.X != w.x || math.Abs(*p.Low-w.low) > 1e-6 || math.Abs(*p.High-w.high) > 1e-6 {
			t.Errorf("corner %d: %g, %g to %g, want %+v", i, p.X, *p.Low, *p.High, w)
		}
	}
}
