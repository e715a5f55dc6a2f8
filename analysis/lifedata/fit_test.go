package lifedata

import (
	"math"
	"testing"
)

var bearings = []float64{17.88, 28.92, 33, 41.52, 42.12, 45.6, 48.8, 51.84, 51.96, 54.12, 55.56, 67.8, 68.64, 68.64, 68.88, 84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.4}

// failed returns exact failures.
func failed(hours ...float64) []Life {
	var lives []Life
	for _, h := range hours {
		lives = append(lives, Life{Hours: h, Failed: true})
	}
	return lives
}

func mustFit(t *testing.T, lives []Life, family Family) *Fitted {
	t.Helper()
	f, err := Fit(lives, family)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func TestX(t *testing.T) {
	for _, fam := range Families() {
		f, err := Fit(failed(bearings...), fam)
		if err != nil {
			t.Log(fam, err)
			continue
		}
		t.Logf("%s %+v %g cov %v %v", fam, f.Distribution, f.LogLikelihood, f.Covariance, f.Notes)
		for _, m := range []Method{Fisher, LikelihoodRatio, Conditional} {
			b, err := f.QuantileBounds(.1, .9, m)
			if err != nil {
				t.Log(err)
				continue
			}
			r, err := f.ReliabilityBounds(50, .9, m)
			t.Logf("   %s %g %g %g; R %g %g %g %v", m, b.Value, *b.Low, *b.High, r.Value, *r.Low, *r.High, err)
		}
	}
}
