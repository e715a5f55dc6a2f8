package dist

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// uniform is the distribution whose draws are the probabilities themselves.
type uniform struct{}

func (uniform) Mean() float64              { return 0.5 }
func (uniform) Quantile(p float64) float64 { return p }
func (uniform) Validate() error            { return nil }

func TestLatinHypercubeStrata(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "n")
		keys := rapid.SliceOfNDistinct(rapid.StringN(0, 5, -1), 1, 5, rapid.ID[string]).Draw(t, "keys")
		var ps []Parameter
		for _, k := range keys {
			ps = append(ps, Parameter{k, uniform{}})
		}
		seed := rapid.Uint64().Draw(t, "seed")
		out, err := LatinHypercube(seed, n, ps)
		if err != nil {
			t.Fatal(err)
		}
		for i, draws := range out {
			strata := make([]int, n)
			for _, u := range draws {
				strata[int(u*float64(n))]++
			}
			if len(draws) != n || slices.ContainsFunc(strata, func(c int) bool { return c != 1 }) {
				t.Fatalf("parameter %d has %v draws per stratum", i, strata)
			}
		}
		// Of one parameter alone, or after others, the draws are the same.
		last := len(ps) - 1
		alone, err := LatinHypercube(seed, n, ps[last:])
		if err != nil || !slices.Equal(alone[0], out[last]) {
			t.Fatalf("draws of %q depend on the other parameters (%v)", keys[last], err)
		}
	})
}

func TestLatinHypercubeIndependence(t *testing.T) {
	const n = 10_000
	out, err := LatinHypercube(1, n, []Parameter{{"a", uniform{}}, {"b", uniform{}}, {"a\x00", uniform{}}})
	if err != nil {
		t.Fatal(err)
	}
	other, err := LatinHypercube(2, n, []Parameter{{"a", uniform{}}})
	if err != nil {
		t.Fatal(err)
	}
	out = append(out, other...)
	for i := range out {
		for j := range i {
			// The correlation of independent columns has standard deviation 1/√n.
			if r := correlation(out[i], out[j]); math.Abs(r) > 4/math.Sqrt(n) {
				t.Errorf("columns %d and %d correlate by %.3f", j, i, r)
			}
		}
	}
}

func correlation(x, y []float64) float64 {
	var sum float64
	for i := range x {
		sum += (x[i] - 0.5) * (y[i] - 0.5)
	}
	return sum / float64(len(x)) * 12
}

// The mean of a stratified sample is far closer than chance would have it.
func TestLatinHypercubeMean(t *testing.T) {
	g := Gamma{Shape: 3, Rate: 1000}
	out, err := LatinHypercube(7, 10_000, []Parameter{{"rate", g}, {"fixed", Point{4}}})
	if err != nil {
		t.Fatal(err)
	}
	var mean float64
	for _, x := range out[0] {
		mean += x / float64(len(out[0]))
	}
	if relErr(mean, g.Mean()) > 1e-3 { // independent draws: standard error 6e-3
		t.Errorf("mean %g, want %g", mean, g.Mean())
	}
	if out[1][0] != 4 || out[1][9999] != 4 {
		t.Errorf("point drawn as %g, %g", out[1][0], out[1][9999])
	}
}

func TestLatinHypercubeRefuses(t *testing.T) {
	for name, call := range map[string]struct {
		n  int
		ps []Parameter
	}{
		"no samples":   {0, []Parameter{{"a", Point{1}}}},
		"key twice":    {5, []Parameter{{"a", Point{1}}, {"a", Point{1}}}},
		"nil":          {5, []Parameter{{"a", nil}}},
		"not valid":    {5, []Parameter{{"a", Gamma{-1, 1}}}},
		"not a number": {5, []Parameter{{"a", Point{math.NaN()}}}},
	} {
		if out, err := LatinHypercube(1, call.n, call.ps); err == nil || out != nil {
			t.Errorf("%s: %v, %v", name, out, err)
		}
	}
	if out, err := LatinHypercube(1, 5, nil); err != nil || len(out) != 0 {
		t.Errorf("no parameters: %v, %v", out, err)
	}
}
