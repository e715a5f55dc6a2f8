package availability

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

// shared returns the path of a file of the shared reference data, which are not
// part of the repository, and skips the test where it is absent.
// NINEFOLD_SHARED names their folder; the default is beside the module.
func shared(t *testing.T, path ...string) string {
	t.Helper()
	root := os.Getenv("NINEFOLD_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	name := filepath.Join(append([]string{root}, path...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("reference data not found; set NINEFOLD_SHARED to their folder: %v", err)
	}
	return name
}

// relErr returns |got-want|/|want|.
func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// value reads an optional number, NaN where it is absent.
func value(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}

// weibull is a law by its closed forms.
type weibull struct{ shape, scale float64 }

func (w weibull) Mean() float64         { return w.scale * math.Gamma(1+1/w.shape) }
func (w weibull) CDF(x float64) float64 { return -math.Expm1(-math.Pow(x/w.scale, w.shape)) }
