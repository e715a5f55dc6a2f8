package availability

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSummarizeFewOutages(t *testing.T) {
	s, err := Summarize(nil, 0, 8760, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	// Rule of three: no failures bound the mean by T/2.9957 at 95 %.
	if s.MTBF.Value != nil || s.MTBF.High != nil || relErr(value(s.MTBF.Low), 8760/-math.Log(0.05)) > 1e-12 {
		t.Errorf("MTBF without outages: %+v", s.MTBF)
	}
	for name, in := range map[string]Interval{"MTBF": s.MTBF, "MTTR": s.MTTR, "median": s.Median, "availability": s.Availability} {
		if in.Reason == "" {
			t.Errorf("%s has no reason", name)
		}
	}
	if value(s.Attained.Value) != 1 {
		t.Errorf("attained %g", value(s.Attained.Value))
	}

	// One outage of 2 h: exponential, 2T/χ²(0.95; 2) to 2T/χ²(0.05; 2).
	s, err = Summarize([]Spell{{10, 12, false}}, 0, 100, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if relErr(value(s.MTTR.Low), 2/-math.Log(0.05)) > 1e-12 || relErr(value(s.MTTR.High), 2/-math.Log(0.95)) > 1e-12 {
		t.Errorf("MTTR of one outage: %g to %g", value(s.MTTR.Low), value(s.MTTR.High))
	}
	if s.Median.Value == nil || s.Median.Low != nil || !strings.Contains(s.Median.Reason, "too few") {
		t.Errorf("median of one outage: %+v", s.Median)
	}

	// Six of the same length: their spread is not known, and not zero.
	same := outagesOf([]float64{1, 1, 1, 1, 1, 1})
	s, err = Summarize(same, 0, 1e4, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if value(s.MTTR.Value) != 1 || s.MTTR.Low != nil || s.Availability.Low != nil || s.MTTR.Reason == "" {
		t.Errorf("MTTR of equal outages: %+v", s.MTTR)
	}
}

// Half of the outages take an hour and half no time, which no lognormal does: its
// mean is too large. Few have no interval then, and many that of a normal mean.
func TestSummarizeNotLognormal(t *testing.T) {
	durations := make([]float64, 60)
	for i := range durations {
		durations[i] = float64(i % 2)
	}
	few, _ := newRestores(outagesOf(durations[:48])).mean(0.9)
	if value(few.Value) != 0.5 || few.Low != nil || few.High != nil || !strings.Contains(few.Reason, "not lognormal") {
		t.Errorf("48 outages: %+v", few)
	}
	many, _ := newRestores(outagesOf(durations)).mean(0.9)
	// 95th percentile of Student's t with 59 degrees of freedom: 1.671093.
	half := 1.671093 * math.Sqrt(15.0/59/60) / 0.5
	if relErr(value(many.Low), 0.5*math.Exp(-half)) > 1e-6 || relErr(value(many.High), 0.5*math.Exp(half)) > 1e-6 {
		t.Errorf("60 outages: %g to %g, want 0.5 times or over exp %g", value(many.Low), value(many.High), half)
	}
}

// An outage that is not over lasted longer than is known, so the mean is larger
// than if it ended now, and there is no upper bound while none is over.
func TestSummarizeOpenOutages(t *testing.T) {
	open := func(closed []float64) (s, ended Summary) {
		spells := append(outagesOf(closed), Spell{Start: 9e4, End: 9e4 + 30, Open: true})
		s, err := Summarize(spells, 0, 1e5, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		spells[len(spells)-1].Open = false
		ended, err = Summarize(spells, 0, 1e5, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		return s, ended
	}
	s, _ := open(nil)
	if s.Open != 1 || s.MTTR.Value != nil || s.MTTR.High != nil || relErr(value(s.MTTR.Low), 30/-math.Log(0.05)) > 1e-12 {
		t.Errorf("MTTR of one open outage: %+v", s.MTTR)
	}
	if s.Median.Value != nil || s.Availability.Value != nil || s.Availability.Reason == "" {
		t.Errorf("one open outage: median %+v, availability %+v", s.Median, s.Availability)
	}
	for _, closed := range [][]float64{{1, 2}, {1, 2, 3, 4, 5, 6, 7}} {
		s, ended := open(closed)
		if !(value(s.MTTR.Value) > value(ended.MTTR.Value)) || !(value(s.MTTR.High) > value(ended.MTTR.High)) {
			t.Errorf("%v and one open: MTTR %g, not above %g", closed, value(s.MTTR.Value), value(ended.MTTR.Value))
		}
		if value(s.Median.Value) != value(ended.Median.Value) {
			t.Errorf("%v and one open: median %g, want %g", closed, value(s.Median.Value), value(ended.Median.Value))
		}
	}
}

// One outage of 2 h is over and one of 30 h is not. Bounds by the distribution
// functions of gamma and beta with shapes of 1 and 2, which are polynomials.
func TestOneOpenOutageBounds(t *testing.T) {
	s, err := Summarize([]Spell{{10, 12, false}, {70, 100, true}}, 0, 100, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	if x := 32 / value(s.MTTR.Low); relErr(math.Exp(-x)*(1+x), 0.05) > 1e-12 {
		t.Errorf("MTTR at least %g: gamma(2) survival at %g is not 0.05", value(s.MTTR.Low), x)
	}
	odds := (1/value(s.Availability.High) - 1) * 68 / 32
	if x := odds / (1 + odds); relErr(3*x*x-2*x*x*x, 0.05) > 1e-11 {
		t.Errorf("availability at most %g: beta(2, 2) at %g is not 0.05", value(s.Availability.High), x)
	}
	odds = (1/value(s.Availability.Low) - 1) * 68 / 32
	if x := odds / (1 + odds); relErr(x*x*x, 0.95) > 1e-12 {
		t.Errorf("availability at least %g: beta(3, 1) at %g is not 0.95", value(s.Availability.Low), x)
	}

	// Of ten, ranks 2 and 9 hold the median: the ninth is over.
	r := newRestores(append(outagesOf([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}), Spell{0, 99, true}))
	if m := r.median(0.9); value(m.Low) != 2 || value(m.High) != 9 || value(m.Value) != 5.5 {
		t.Errorf("median %g in %g to %g", value(m.Value), value(m.Low), value(m.High))
	}
}

// The censored fit solves the score equations of the likelihood, which it never
// looks at: Σ standardised residuals and hazards is zero.
func TestFitLogSolvesScore(t *testing.T) {
	seen, above := []float64{0.3, -1.2, 0.8, 1.9, 0.1, -0.4, 1.1}, []float64{0.5, 2.2}
	mean, variance := fitLog(seen, above)
	sigma := math.Sqrt(variance * float64(len(seen)-1) / float64(len(seen)))
	var location, scale float64
	for _, y := range seen {
		z := (y - mean) / sigma
		location += z
		scale += z*z - 1
	}
	for _, c := range above {
		z := (c - mean) / sigma
		hazard := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / (0.5 * math.Erfc(z/math.Sqrt2))
		location += hazard
		scale += z * hazard
	}
	if math.Abs(location) > 1e-9 || math.Abs(scale) > 1e-9 {
		t.Errorf("score (%g, %g) at mean %g, sigma %g", location, scale, mean, sigma)
	}
}

func TestSummarizeRefuses(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, s := range []Spell{{2, 1, false}, {nan, 1, false}, {0, nan, false}, {0, inf, true}, {-inf, 0, false}} {
		if _, err := Summarize([]Spell{{1, 2, false}, s}, 0, 10, 0.9); err == nil || !strings.Contains(err.Error(), "spell 1") {
			t.Errorf("spell %v: %v", s, err)
		}
	}
	for _, w := range [][3]float64{{0, 0, 0.9}, {1, 0, 0.9}, {nan, 1, 0.9}, {0, inf, 0.9}, {0, 1, 0}, {0, 1, 1}, {0, 1, nan}} {
		if _, err := Summarize(nil, w[0], w[1], w[2]); err == nil {
			t.Errorf("window and level %v gave no error", w)
		}
	}
	for _, m := range []struct {
		events          int
		exposure, level float64
	}{{-1, 1, 0.9}, {1, 0, 0.9}, {1, nan, 0.9}, {1, inf, 0.9}, {1, 1, 2}} {
		if _, err := MeanTime(m.events, m.exposure, m.level); err == nil {
			t.Errorf("MeanTime(%v) gave no error", m)
		}
	}
}

// Whatever the outages, figures are finite, in order and inside their bounds, and
// what is missing has a reason.
func TestSummarizeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawSpells(t)
		scale := math.Exp(rapid.Float64Range(-20, 20).Draw(t, "ln scale"))
		for i := range spells {
			spells[i].Start *= scale
			spells[i].End *= scale
		}
		s, err := Summarize(spells, 5*scale, 62*scale, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		for name, in := range map[string]Interval{
			"MTTF": s.MTTF, "MTBF": s.MTBF, "MTTR": s.MTTR, "median": s.Median, "availability": s.Availability, "P90": s.P90,
		} {
			for _, x := range []*float64{in.Value, in.Low, in.High} {
				if x == nil && in.Reason == "" {
					t.Fatalf("%s: no figure and no reason: %+v", name, in)
				}
				if x != nil && (math.IsNaN(*x) || math.IsInf(*x, 0) || *x < 0) {
					t.Fatalf("%s: %g", name, *x)
				}
			}
			if value(in.Low) > value(in.High) || name != "availability" && (value(in.Low) > value(in.Value) || value(in.Value) > value(in.High)) {
				t.Fatalf("%s: %g not in %g to %g", name, value(in.Value), value(in.Low), value(in.High))
			}
		}
		if a := *s.Attained.Value; a < 0 || a > 1 {
			t.Fatalf("attained %g", a)
		}
	})
}
