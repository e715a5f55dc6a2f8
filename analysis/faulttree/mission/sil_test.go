package mission

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/faulttree/expression"
)

func TestSIL(t *testing.T) {
	below := func(x float64) float64 { return math.Nextafter(x, 0) }
	for _, tt := range []struct { // IEC 61508-1:2010, tables 2 and 3: from … to below …
		want         SIL
		text         string
		pfd, topPFD  float64
		pfh, topHour float64
	}{
		{BeyondSIL4, "better than SIL 4", 0, below(1e-5), 0, below(1e-9)},
		{SIL4, "SIL 4", 1e-5, below(1e-4), 1e-9, below(1e-8)},
		{SIL3, "SIL 3", 1e-4, below(1e-3), 1e-8, below(1e-7)},
		{SIL2, "SIL 2", 1e-3, below(1e-2), 1e-7, below(1e-6)},
		{SIL1, "SIL 1", 1e-2, below(1e-1), 1e-6, below(1e-5)},
		{NoSIL, "none: worse than SIL 1", 1e-1, 1, 1e-5, 1e9},
	} {
		for _, got := range []SIL{LowDemand(tt.pfd), LowDemand(tt.topPFD), HighDemand(tt.pfh), HighDemand(tt.topHour)} {
			if got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		}
		if text, err := json.Marshal(tt.want); err != nil || string(text) != `"`+tt.text+`"` {
			t.Errorf("%s, want %q", text, tt.text)
		}
	}
}

// 1 − e^(−λt) passes b at −ln(1−b)/λ, and λe^(−λt) passes w at ln(λ/w)/λ.
func TestBandsOfOneEvent(t *testing.T) {
	const lambda, hours = 2e-6, 2e6
	r := average(t, vote(t, 1, builtIn(expression.Exponential, lambda)), hours)
	last := 0.0
	for i, b := range []float64{1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 0.999} {
		at := min(-math.Log1p(-b)/lambda, hours)
		if got := r.ProbabilityBands[BeyondSIL4-SIL(i)]; got.SIL != BeyondSIL4-SIL(i) || math.Abs(got.Share-(at-last)/hours) > 1e-9 {
			t.Errorf("%+v, want a share of %g", got, (at-last)/hours)
		}
		last = at
	}
	one, two := math.Log(lambda/1e-6)/lambda/hours, math.Log(lambda/1e-7)/lambda/hours
	if got := r.IntensityBands; math.Abs(got[SIL1].Share-one) > 1e-9 || math.Abs(got[SIL2].Share-(two-one)) > 1e-9 || math.Abs(got[SIL3].Share-(1-two)) > 1e-9 {
		t.Errorf("%+v, want SIL 1 to %g and SIL 2 to %g", got, one, two)
	}
}

// Tested every 1000 h, it is in a band for the same share of every interval.
func TestBandsOverTests(t *testing.T) {
	r := average(t, vote(t, 1, builtIn(expression.PeriodicTest, 3e-5, 1000, 1000)), 50_000)
	at := func(b float64) float64 { return -math.Log1p(-b) / 3e-5 / 1000 }
	for sil, want := range map[SIL]float64{SIL1: 1 - at(1e-2), SIL2: at(1e-2) - at(1e-3), SIL3: at(1e-3) - at(1e-4), SIL4: at(1e-4) - at(1e-5), BeyondSIL4: at(1e-5)} {
		if got := r.ProbabilityBands[sil].Share; math.Abs(got-want) > 1e-9 {
			t.Errorf("%v: share %.12g, want %.12g", sil, got, want)
		}
	}
}

// A value that turns just beyond the end of a band, between the points of the
// integral: γe^(−μt) and 1−e^(−λt), of which the product of survivals has its
// highest value within.
func TestBandsAtTurningPoints(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lambda := rapid.Float64Range(1e-4, 1e-2).Draw(rt, "lambda")
		gamma := 0.1 - rapid.Float64Range(1e-9, 0.05).Draw(rt, "below")
		const mu, hours = 0.03, 100
		s := vote(t, 1, builtIn(expression.GLM, gamma, 0, mu), builtIn(expression.Exponential, lambda))
		r := average(t, s, hours)
		p := func(x float64) float64 { return 1 - (1-gamma*math.Exp(-mu*x))*math.Exp(-lambda*x) }
		const steps = 200_000
		above := 0.0
		for i := range steps {
			if p((float64(i)+0.5)*hours/steps) >= 0.1 {
				above += 1. / steps
			}
		}
		if got := r.ProbabilityBands[NoSIL].Share; math.Abs(got-above) > 3./steps {
			rt.Fatalf("share %g from 0.1, counting gives %g", got, above)
		}
	})
}

// ITP takes no more than one look more than bisection, and for smooth values few.
func TestCrossingTakesFewLooks(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    func(x float64) float64
		most int
	}{
		{"exponential", func(x float64) float64 { return 1 - math.Exp(-x) }, 8},
		{"downwards", func(x float64) float64 { return math.Exp(-x) - 0.5 }, 8},
		{"a jump", func(x float64) float64 { return math.Copysign(0.5, x-0.123) + 0.1 }, 31},
		{"flat, then steep", func(x float64) float64 { return 2 * math.Pow(x, 40) }, 31},
	} {
		c := newCrossing(0, point{0, tt.f(0)}, point{1, tt.f(1)}, 0.1)
		c.tolerance = 1e-9 / 2
		looks := 0
		for at, done := c.next(); !done; at, done = c.next() {
			c.learn(at, tt.f(at))
			looks++
		}
		if looks > tt.most || (tt.f(c.low)-0.1)*(tt.f(c.high)-0.1) > 0 || c.high-c.low > 1e-9 {
			t.Errorf("%s: [%g, %g] after %d looks, at most %d wanted", tt.name, c.low, c.high, looks, tt.most)
		}
	}
}
