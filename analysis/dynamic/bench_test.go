package dynamic_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/dynamic/galileo"
)

// folder is where a tree of DFTCalc is, below the shared data.
func folder(name string) string {
	switch name {
	case "ftpp_standard.dft", "ftpp_complex.dft":
		return "faulttrees/dftcalc"
	}
	return "models/dft/dftcalc-tests"
}

// The yardsticks of dynamic trees: unreliability at one hour, the digits DFTCalc
// prints and its time where that is known, in seconds. BENCH_NETWORK=1 runs it.
func TestBench(t *testing.T) {
	if os.Getenv("BENCH_NETWORK") == "" {
		t.Skip("set BENCH_NETWORK=1")
	}
	tests := []struct {
		file      string
		want, tol float64 // absolute
		seconds   float64
	}{
		{"cps.dft", 0.0013566809590660788, 1e-11, 29.8}, // these to all digits: cases of block-network-dynamic.json
		{"cas.dft", 0.6579002969690532, 1e-9, 29.6},
		{"mdcs2.dft", 0.06664476068960364, 1e-9, 26.9},
		{"ftpp_standard.dft", 0.0192186, 5e-8, 71.2}, // as printed: dftsim.test of DFTCalc
		{"ftpp_large.dft", 0.0030616426274011886, 1e-10, 178.9},
		{"ftpp_complex.dft", 0.0213576, 5e-8, 0},
	}
	t.Logf("%-18s %22s %12s %9s %9s %10s", "tree", "unreliability", "off by", "states", "seconds", "DFTCalc")
	for _, tt := range tests {
		file, err := os.Open(filepath.Join(shared(t), "data", folder(tt.file), tt.file))
		if err != nil {
			t.Skip(err)
		}
		tree, err := galileo.Parse(tt.file, file)
		_ = file.Close()
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		r, err := dynamic.Analyze(context.Background(), tree, dynamic.Options{Hours: []float64{1}, NoMean: true})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(began).Seconds()
		got := *r.Points[0].Unreliability.Value
		t.Logf("%-18s %22.17g %12.1e %9d %9.3f %10.1f", tt.file, got, math.Abs(got-tt.want), r.States, took, tt.seconds)
		if math.Abs(got-tt.want) > tt.tol {
			t.Errorf("%s: %.17g, want %.17g within %g", tt.file, got, tt.want, tt.tol)
		}
	}
}
