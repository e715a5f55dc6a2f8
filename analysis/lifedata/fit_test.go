package lifedata

import (
	"math"
	"testing"
)

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
