package availability

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestAttain(t *testing.T) {
	// 30 days at 99.9 %: 43.2 minutes, 0.72 h. Sources: by hand.
	const month, objective = 720.0, 0.999
	down := func(h float64) []Spell { return []Spell{{100, 100 + h, false}} }
	gap := func(from, h float64) []Spell { return []Spell{{from, from + h, false}} }
	tests := []struct {
		name             string
		outages, gaps    []Spell
		verdict          Verdict
		low, high, value float64
		left, least      float64 // minutes
	}{
		{"no outages", nil, nil, Met, 1, 1, 1, 43.2, 43.2},
		{"inside", down(0.5), nil, Met, 1 - 0.5/720, 1 - 0.5/720, 1 - 0.5/720, 13.2, 13.2},
		{"all of the budget", down(0.72), nil, Met, 0.999, 0.999, 0.999, 0, 0},
		{"over", down(0.73), nil, Breached, 1 - 0.73/720, 1 - 0.73/720, 1 - 0.73/720, -0.6, -0.6},
		{"a gap too short to matter", down(0.5), gap(300, 0.2), Met, 1 - 0.7/720, 1 - 0.5/720, 1 - 0.5/719.8, 13.2, 1.2},
		{"a gap that could matter", down(0.5), gap(300, 0.3), NotJudged, 1 - 0.8/720, 1 - 0.5/720, 1 - 0.5/719.7, 13.2, -4.8},
		{"over with any gap", down(0.73), gap(300, 100), Breached, 1 - 100.73/720, 1 - 0.73/720, 1 - 0.73/620, -0.6, -6000.6},
		{"a gap while known to be down", down(0.5), gap(100, 0.5), Met, 1 - 0.5/720, 1 - 0.5/720, 1 - 0.5/720, 13.2, 13.2},
		{"nothing seen", nil, gap(0, 720), NotJudged, 0, 1, math.NaN(), 43.2, 43.2 - 43200},
	}
	for _, tt := range tests {
		a, err := Attain(tt.outages, tt.gaps, 0, month, objective)
		if err != nil {
			t.Fatal(err)
		}
		if a.Verdict != tt.verdict || (a.Reason == "") == (a.Verdict == NotJudged) {
			t.Errorf("%s: %s (%q), want %s", tt.name, a.Verdict, a.Reason, tt.verdict)
		}
		if relErr(a.Low, tt.low) > 1e-12 || relErr(a.High, tt.high) > 1e-12 || a.Value != nil && relErr(*a.Value, tt.value) > 1e-12 || (a.Value == nil) != math.IsNaN(tt.value) {
			t.Errorf("%s: %.12g in %.12g to %.12g, want %.12g in %.12g to %.12g", tt.name, value(a.Value), a.Low, a.High, tt.value, tt.low, tt.high)
		}
		if math.Abs(a.LeftMinutes-tt.left) > 1e-9 || math.Abs(a.LeastMinutes-tt.least) > 1e-8 {
			t.Errorf("%s: %g, at least %g minutes left, want %g and %g", tt.name, a.LeftMinutes, a.LeastMinutes, tt.left, tt.least)
		}
	}
}

// However the missing time went, the verdict stands, and what was attained lies
// between the bounds.
func TestAttainHoldsForAnyFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		outages, gaps, filled := drawSpells(t), drawSpells(t), drawSpells(t)
		target := rapid.Float64Range(0.01, 0.99).Draw(t, "target")
		a, err := Attain(outages, gaps, 5, 62, target)
		if err != nil {
			t.Fatal(err)
		}
		// The truth: what was missing was down where filled says, and up elsewhere.
		truth := outages
		for _, g := range Union(gaps) {
			truth = append(truth, Clip(filled, g.Start, g.End)...)
		}
		known, err := Attain(truth, nil, 5, 62, target)
		if err != nil {
			t.Fatal(err)
		}
		if a.Verdict != NotJudged && known.Verdict != a.Verdict {
			t.Fatalf("%s, but in truth %s", a.Verdict, known.Verdict)
		}
		const rounding = 1e-12
		if *known.Value < a.Low-rounding || *known.Value > a.High+rounding {
			t.Fatalf("truth %g is not in %g to %g", *known.Value, a.Low, a.High)
		}
		if a.Value != nil && (*a.Value < a.Low-rounding || *a.Value > a.High+rounding) {
			t.Fatalf("attained %g is not in %g to %g", *a.Value, a.Low, a.High)
		}
	})
}

func TestAttainRefuses(t *testing.T) {
	bad := []Spell{{2, 1, false}}
	for name, call := range map[string]func() (Attainment, error){
		"outage":  func() (Attainment, error) { return Attain(bad, nil, 0, 1, 0.9) },
		"gap":     func() (Attainment, error) { return Attain(nil, bad, 0, 1, 0.9) },
		"window":  func() (Attainment, error) { return Attain(nil, nil, 1, 1, 0.9) },
		"target":  func() (Attainment, error) { return Attain(nil, nil, 0, 1, 1) },
		"percent": func() (Attainment, error) { return Attain(nil, nil, 0, 1, 99.9) },
		"NaN":     func() (Attainment, error) { return Attain(nil, nil, 0, 1, math.NaN()) },
	} {
		if _, err := call(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
