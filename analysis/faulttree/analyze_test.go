package faulttree

import (
	"context"
	"math"
	"testing"
)

func TestAnalyzeReference(t *testing.T) {
	tests := []struct {
		name   string
		source string // where want comes from; never this program
		tree   Tree
		want   float64
		tol    float64 // relative
	}{{
		name:   "two trains",
		source: "(1-0.6*0.4) * (1-0.5*0.3); with importances in SCRAM b85b7894, tests/risk_analysis_tests.cc:268",
		tree:   twoTrains(0.4, 0.5, 0.6, 0.7),
		want:   0.646,
		tol:    1e-15,
	}, {
		name:   "2 of 3",
		source: "closed form 3p^2 - 2p^3",
		tree:   kOfN(2, 0.1, 0.1, 0.1),
		want:   0.028,
		tol:    1e-15,
	}, {
		name:   "rare events keep their digits",
		source: "p^2; an engine which computes 1 - P(at most one fails) prints 0",
		tree:   kOfN(2, 1e-9, 1e-9),
		want:   1e-18,
		tol:    1e-15,
	}, {
		name:   "any of three rare events",
		source: "3p - 3p^2 + p^3",
		tree:   kOfN(1, 1e-18, 1e-18, 1e-18),
		want:   3e-18,
		tol:    1e-15,
	}, {
		name:   "bridge with components of 0.9 and 0.1 down",
		source: "1 - (2r^2 + 2r^3 - 5r^4 + 2r^5) at r = 0.9; Rausand, Hoyland, System Reliability Theory, bridge structure",
		tree:   bridge(0.1, 0.1, 0.1, 0.1, 0.1),
		want:   0.02152,
		tol:    1e-14,
	}, {
		name:   "bridge, all different",
		source: "exact rational enumeration of its 32 states",
		tree:   bridge(0.05, 0.1, 0.2, 0.15, 0.08),
		want:   0.020174,
		tol:    1e-14,
	}, {
		name:   "3 of 5",
		source: "10p^3 - 15p^4 + 6p^5",
		tree:   kOfN(3, 0.05, 0.05, 0.05, 0.05, 0.05),
		want:   0.001158125,
		tol:    1e-14,
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Analyze(context.Background(), tt.tree, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if relErr(got.Top, tt.want) > tt.tol {
				t.Errorf("Top = %.17g, want %.17g within %g (source: %s)", got.Top, tt.want, tt.tol, tt.source)
			}
		})
	}
}

// relErr returns |got-want|/|want|: absolute tolerances say nothing about 1e-18.
func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}
