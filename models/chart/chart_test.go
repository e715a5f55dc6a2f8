package chart

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// valid is a chart with nothing wrong.
func valid() Chart {
	return Chart{
		Title: "Half of the units fail by 3 d", Description: "Survival falls to 0.5 at 3 d.",
		X:      Axis{Label: "Age", Unit: Hours, Scale: Linear, Low: 0, High: 100, Ticks: []float64{0, 50, 100}},
		Y:      Axis{Label: "Survival", Unit: Share, Scale: Linear, Low: 0, High: 1},
		Layers: []Layer{{Kind: Band, Series: 1, Points: []Point{{X: 1, Low: new(0.1), High: new(0.4)}, {X: 2}}}, {Kind: Scatter, Points: []Point{{X: 1, Y: 0.5}}}},
		Table:  &Table{Title: "At risk", Rows: []Row{{Counts: []int{3, 2, 1}}}},
		Source: Source{Data: "35 lives, 4 failures", Method: "product-limit", Level: 0.9, Seed: new(uint64(7))},
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name string
		make func(c *Chart)
		want []string // all of them in one error; none: no error
	}{
		{"valid", func(*Chart) {}, nil},
		{"no words", func(c *Chart) { c.Title = "" }, []string{"no title"}},
		{"not UTF-8", func(c *Chart) { c.Subtitle = "\xff" }, []string{"subtitle"}},
		{"NaN", func(c *Chart) { c.Layers[1].Points[0].Y = math.NaN() }, []string{"layer 1: point 0"}},
		{"infinite", func(c *Chart) { c.Layers[1].Points[0].X = math.Inf(1) }, []string{"layer 1: point 0"}},
		{"backwards", func(c *Chart) { c.Layers[0].Points[1].X = 0 }, []string{"layer 0: point 1"}},
		{"bounds cross", func(c *Chart) { c.Layers[0].Points[0].Low = new(0.5) }, []string{"layer 0: point 0"}},
		{"too many", func(c *Chart) { c.Layers[1].Points = make([]Point, MaxPoints+1) }, []string{"2001 points"}},
		{"too much to say", func(c *Chart) {
			for range 101 {
				c.Layers[1].Points = append(c.Layers[1].Points, Point{Text: "here"})
			}
		}, []string{"101 points have a text"}},
		{"not to be written", func(c *Chart) { c.Layers[1].Points[0].Text = strings.Repeat("a", maxText+1) }, []string{"layer 1: point 0"}},
		{"seventh series", func(c *Chart) { c.Layers[1].Series = 7 }, []string{"series 7"}},
		{"kind", func(c *Chart) { c.Layers[1].Kind = "pie" }, []string{`kind "pie"`}},
		{"empty range", func(c *Chart) { c.Y.High = 0 }, []string{"y: range"}},
		{"narrow range", func(c *Chart) { c.Y.Low, c.Y.High = 1, 1+1e-12 }, []string{"y: range"}},
		{"nothing on a log axis", func(c *Chart) { c.X.Scale, c.X.Ticks, c.Table = Log, nil, nil }, []string{"x: range 0 to 100"}},
		{"certainty on paper", func(c *Chart) { c.Y.Scale = Weibull }, []string{"y: range 0 to 1"}},
		{"scale", func(c *Chart) { c.Y.Scale = "cubic" }, []string{"cubic"}},
		{"unit", func(c *Chart) { c.Y.Unit = "furlong" }, []string{"furlong"}},
		{"tick outside", func(c *Chart) { c.X.Ticks[2] = 101 }, []string{"x: tick 101"}},
		{"counts", func(c *Chart) { c.Table.Rows[0].Counts = []int{1} }, []string{"row 0: 1 counts on 3 ticks"}},
		{"level", func(c *Chart) { c.Source.Level = 90 }, []string{"level 90"}},
		{"all at once", func(c *Chart) { c.Title, c.Y.High, c.Layers[1].Series = "", -1, 9 }, []string{"no title", "y: range", "series 9"}},
		{"in the same order each time", func(c *Chart) { c.Title, c.Subtitle, c.Description, c.Source.Data = "\xff", "\xff", "\xff", "\xff" }, []string{"title: text", "subtitle: text", "description: text", "source: text"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := valid()
			tt.make(&c)
			err := c.Check()
			if again := c.Check(); !reflect.DeepEqual(err, again) {
				t.Errorf("the same chart is %v, and then %v", err, again)
			}
			if len(tt.want) == 0 && err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("Check = %v, want %q in it", err, want)
				}
			}
		})
	}
}

func TestJSON(t *testing.T) {
	data, err := json.Marshal(valid())
	if err != nil {
		t.Fatal(err)
	}
	var back Chart
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, valid()) {
		t.Errorf("read back %+v", back)
	}
}

func TestSourceText(t *testing.T) {
	if got, want := valid().Source.String(), "35 lives, 4 failures\u00a0· product-limit\u00a0· level 90\u00a0%\u00a0· seed 7"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPositions(t *testing.T) {
	tests := []struct {
		scale    Scale
		value    float64
		position float64
		source   string
	}{
		{Linear, 7, 7, "itself"},
		{Log, 1000, 3, "log10"},
		{Exponential, 1 - 1/math.E, 1, "−ln(1/e)"},
		{Weibull, 1 - 1/math.E, 0, "ln(−ln(1/e)): the characteristic life"},
		{Weibull, 1 - math.Exp(-math.E), 1, "ln(e)"},
		{Gumbel, 1 / math.E, 0, "−ln(−ln(1/e))"},
		{Normal, 0.975, 1.959963984540054, "tables of the normal distribution"},
		{Normal, 0.5, 0, "symmetry"},
		{Logistic, 0.75, math.Log(3), "ln(0.75/0.25)"},
	}
	for _, tt := range tests {
		if got := tt.scale.Position(tt.value); math.Abs(got-tt.position) > 1e-12 {
			t.Errorf("%s: Position(%g) = %.16g, want %.16g (%s)", tt.scale, tt.value, got, tt.position, tt.source)
		}
	}
}

var scales = []Scale{Linear, Log, Exponential, Weibull, Gumbel, Normal, Logistic}

// Value undoes Position, which rises.
func TestValueUndoesPosition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(scales).Draw(t, "scale")
		draw := func(name string) float64 {
			v := math.Exp(rapid.Float64Range(-25, 25).Draw(t, name))
			if s.Probability() {
				return v / (1 + v)
			}
			return v
		}
		a, b := draw("a"), draw("b")
		if back := s.Value(s.Position(a)); math.Abs(back-a) > 1e-4*min(a, math.Abs(1-a))+1e-12*a {
			t.Errorf("%s: %g comes back as %g", s, a, back)
		}
		if a < b && s.Position(a) > s.Position(b) {
			t.Errorf("%s falls from %g to %g", s, a, b)
		}
	})
}

// axis draws one that passes.
func axis(t *rapid.T) Axis {
	a := Axis{Scale: rapid.SampledFrom(scales).Draw(t, "scale"), Unit: rapid.SampledFrom([]Unit{Number, Hours, Share}).Draw(t, "unit")}
	p, q := rapid.Float64Range(-30, 30).Draw(t, "p"), rapid.Float64Range(-30, 30).Draw(t, "q")
	p, q = min(p, q), max(p, q)+1e-3
	switch a.Scale {
	case Linear:
		a.Low, a.High = math.Sinh(p), math.Sinh(q)
	case Log:
		a.Low, a.High = math.Exp(p), math.Exp(q)
	default:
		a.Low, a.High = 1/(1+math.Exp(-p)), 1/(1+math.Exp(-q))
	}
	var bad faults
	if a.check("axis", &bad); len(bad) > 0 {
		t.Skip("not an axis")
	}
	return a
}

// Marks rise, lie in the range, are bounded in number, and are of all ranks few
// enough to work with.
func TestMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := axis(t)
		n := rapid.IntRange(-1, 100).Draw(t, "n")
		marks := a.Marks(n)
		if len(marks) > 2000 {
			t.Fatalf("%d marks", len(marks))
		}
		if a.Scale == Linear && len(marks) < 2 {
			t.Errorf("%d marks on %+v", len(marks), a)
		}
		for i, m := range marks {
			if !(m.Value >= a.Low && m.Value <= a.High) || m.Rank < 0 || m.Rank > Minor {
				t.Errorf("mark %+v outside %+v", m, a)
			}
			if i > 0 && !(m.Value > marks[i-1].Value) {
				t.Errorf("mark %g after %g", m.Value, marks[i-1].Value)
			}
		}
	})
}

func TestMarksOfKnownAxes(t *testing.T) {
	tests := []struct {
		name string
		axis Axis
		n    int
		want []float64 // of rank 0
	}{
		{"one to ten", Axis{Scale: Linear, Unit: Number, Low: 0, High: 10}, 5, []float64{0, 2, 4, 6, 8, 10}},
		{"around zero", Axis{Scale: Linear, Unit: Number, Low: -0.3, High: 0.3}, 6, []float64{-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3}},
		{"a day in steps of a clock", Axis{Scale: Linear, Unit: Hours, Low: 0, High: 24}, 5, []float64{0, 6, 12, 18, 24}},
		{"days", Axis{Scale: Linear, Unit: Hours, Low: 0, High: 1000}, 5, []float64{0, 240, 480, 720, 960}},
		{"years", Axis{Scale: Linear, Unit: Hours, Low: 0, High: 87600}, 5, []float64{0, 17520, 35040, 52560, 70080, 87600}},
		{"decades", Axis{Scale: Log, Unit: Hours, Low: 1, High: 1e4}, 6, []float64{1, 10, 100, 1000, 10000}},
		{"every third decade", Axis{Scale: Log, Unit: Hours, Low: 1e-6, High: 1e9}, 5, []float64{1e-6, 1e-3, 1, 1e3, 1e6, 1e9}},
		{"paper", Axis{Scale: Weibull, Unit: Share, Low: 1e-3, High: 0.999}, 9, []float64{0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999}},
		{"given", Axis{Scale: Linear, Unit: Number, Low: 0, High: 10, Ticks: []float64{1, 7}}, 9, []float64{1, 7}},
	}
	for _, tt := range tests {
		var got []float64
		for _, m := range tt.axis.Marks(tt.n) {
			if m.Rank == 0 {
				got = append(got, m.Value)
			}
		}
		near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b)+1e-15 }
		if !slices.EqualFunc(got, tt.want, near) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestDivision(t *testing.T) {
	tests := []struct {
		high  float64
		scale Scale
		want  string
	}{{0.01, Linear, "seconds"}, {2, Linear, "minutes"}, {100, Linear, "hours"}, {1000, Linear, "days"}, {1e5, Linear, "years"}, {1e5, Log, "hours"}}
	for _, tt := range tests {
		a := Axis{Unit: Hours, Scale: tt.scale, Low: tt.high / 100, High: tt.high}
		if of, got := a.Division(); got != tt.want || of != hoursPer[tt.want] {
			t.Errorf("to %g h: %q of %g, want %q", tt.high, got, of, tt.want)
		}
	}
}
