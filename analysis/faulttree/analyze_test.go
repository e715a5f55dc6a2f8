package faulttree

import (
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
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

func TestImportancesReference(t *testing.T) {
	tests := []struct {
		name   string
		source string
		tree   Tree
		want   Importance // of its ID
	}{{
		name:   "two trains, a pump",
		source: "Birnbaum (1-0.4)·(1-0.5·0.3); P(T given it) = 0.85, given not it = 0.4·0.85; its cut sets: it and (valve2 or pump2); p·Birnbaum of all: 0.4·0.4·0.85, 0.6·0.6·0.85, 0.5·0.3·0.76, 0.7·0.5·0.76",
		tree:   twoTrains(0.4, 0.5, 0.6, 0.7),
		want: Importance{ID: "pump1", Birnbaum: 0.51, Criticality: new(0.6 * 0.51 / 0.646), FussellVesely: new(0.6 * 0.85 / 0.646),
			Diagnostic: new(0.6 * 0.85 / 0.646), RiskAchievementWorth: new(0.85 / 0.646), RiskReductionWorth: new(0.646 / 0.34), Differential: new(0.306 / (0.136 + 0.306 + 0.114 + 0.266))},
	}, {
		name:   "2 of 3 with p = 0.1",
		source: "Birnbaum 2p(1-p); P(T given i) = 2p - p^2, given not i = p^2; Fussell-Vesely p(2p - p^2)/(3p^2 - 2p^3)",
		tree:   kOfN(2, 0.1, 0.1, 0.1),
		want: Importance{ID: "e1", Birnbaum: 0.18, Criticality: new(0.018 / 0.028), FussellVesely: new(0.019 / 0.028),
			Diagnostic: new(0.019 / 0.028), RiskAchievementWorth: new(0.19 / 0.028), RiskReductionWorth: new(2.8), Differential: new(1 / 3.0)},
	}, {
		name:   "an event beside c = 0.1 that needs another of 1e-18",
		source: "T = c or (a and b): Birnbaum of a is P(b)(1-P(c)); Fussell-Vesely P(a)P(b)/P(T), diagnostic not: T is nearly always c",
		tree:   rareBeside(0.5, 1e-18, 0.1),
		want: Importance{ID: "a", Birnbaum: 0.9e-18, Criticality: new(0.45e-17), FussellVesely: new(0.5e-17),
			Diagnostic: new(0.5), RiskAchievementWorth: new(1.0), RiskReductionWorth: new(1.0), Differential: new(0.45e-17)},
	}, {
		name:   "the event that is nearly all of it",
		source: "T = c or (a and b): P(T given not c) = P(a)P(b), which P(T) - p·Birnbaum would give as 0",
		tree:   rareBeside(0.5, 1e-18, 0.5),
		want: Importance{ID: "c", Birnbaum: 1, Criticality: new(1.0), FussellVesely: new(1.0),
			Diagnostic: new(1.0), RiskAchievementWorth: new(2.0), RiskReductionWorth: new(1e18), Differential: new(1.0)},
	}, {
		name:   "nothing is left without it",
		source: "T = e0 and e1: P(T given not e0) = 0, a ratio to it is undefined",
		tree:   kOfN(2, 0.3, 1e-9),
		want: Importance{ID: "e0", Birnbaum: 1e-9, Criticality: new(1.0), FussellVesely: new(1.0),
			Diagnostic: new(1.0), RiskAchievementWorth: new(1 / 0.3), Differential: new(0.5)},
	}, {
		name:   "an impossible top event",
		source: "every ratio to 0 is undefined",
		tree:   kOfN(2, 0.3, 0),
		want:   Importance{ID: "e1", Birnbaum: 0.3},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Analyze(context.Background(), tt.tree, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range r.Importances {
				if got.ID != tt.want.ID {
					continue
				}
				tt.want.Probability = got.Probability
				if !cmp.Equal(got, tt.want, cmp.Comparer(func(a, b float64) bool { return relErr(a, b) < 1e-14 })) {
					t.Errorf("got %s\nwant %s (source: %s)", show(got), show(tt.want), tt.source)
				}
			}
		})
	}
}

func TestAnalyzeFrequency(t *testing.T) {
	tree := kOfN(2, 1e-4, 1e-4)
	tree.Events[0].RatePerHour = 1e-3 // of the other, no rate is known: a switch that fails on demand
	r, err := Analyze(context.Background(), tree, Options{})
	// It occurs when e0 fails, having worked, while e1 is failed.
	if want := 1e-4 * (1 - 1e-4) * 1e-3; err != nil || r.FrequencyPerHour == nil || relErr(*r.FrequencyPerHour, want) > 1e-14 {
		t.Errorf("frequency %v, want %g (%v)", r.FrequencyPerHour, want, err)
	}
}

// relErr returns |got-want|/|want|: absolute tolerances say nothing about 1e-18.
func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}
