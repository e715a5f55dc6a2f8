package study

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/model"
)

const pumps = `apiVersion: ninefold/v1
kind: MarkovChain
label: One pump
parameters: [{id: lambda, value: 1e-3}, {id: mttr, value: 8}]
states: [{id: up}, {id: down}]
up: [up]
transitions: [{from: up, to: down, rate: lambda}, {from: down, to: up, rate: 1 / mttr}]
measures: [availability]
times: [1, 2]
`

func parse(t *testing.T, text string) *model.Model {
	t.Helper()
	m, err := model.Parse("pumps", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The options stand instead of what the model asks; by closed forms of one unit.
func TestAnalyze(t *testing.T) {
	m := parse(t, pumps)
	r, err := Analyze(context.Background(), m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := 0.008 / 1.008; math.Abs(r.System.Unavailability/want-1) > 1e-12 || r.MTTF != nil || r.StateNames != nil || r.Label != "One pump" {
		t.Errorf("%+v, want unavailability %g", r, want)
	}
	if !slices.Equal(r.Provenance.Methods, []string{"availability: elimination without subtraction"}) {
		t.Error(r.Provenance)
	}
	other, err := Analyze(context.Background(), m, Options{Hours: []float64{5}, Measures: []markov.Measure{markov.MTTF, markov.Transient, markov.Slopes}, Set: map[string]float64{"lambda": 2e-3}})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(*other.MTTF.Mean/500-1) > 1e-12 || !slices.Equal(other.Transient.Hours, []float64{5}) || !slices.Equal(other.StateNames, []string{"up", "down"}) || len(other.Slopes.Parameters) != 2 {
		t.Errorf("%+v", other)
	}
	if other.Provenance.InputsDigest == r.Provenance.InputsDigest {
		t.Error("another rate has the same digest")
	}
	json := `{"kind": "MarkovChain", "apiVersion": "ninefold/v1", "states": [{"id": "up"}, {"id": "down"}], "up": ["up"],
		"transitions": [{"to": "down", "from": "up", "rate": 0.001}, {"from": "down", "to": "up", "rate": 0.125}]}`
	if same, err := Analyze(context.Background(), parse(t, json), Options{}); err != nil || same.Provenance.InputsDigest != r.Provenance.InputsDigest {
		t.Errorf("the same chain in other words: %+v, %v", same, err)
	}
}

func TestRefusals(t *testing.T) {
	m := parse(t, pumps)
	_, err := Analyze(context.Background(), m, Options{Hours: []float64{math.NaN(), -1}, Measures: []markov.Measure{"bliss"}, States: -1})
	for _, want := range []string{"time NaN", "time -1", `"bliss"`, "-1 states"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if _, err := Analyze(context.Background(), m, Options{Set: map[string]float64{"mu": 1}}); !errors.As(err, new(problem.List)) {
		t.Errorf("an unknown parameter: %v", err)
	}
	for _, measure := range []markov.Measure{markov.Transient, markov.Slopes} {
		ask := Options{Measures: []markov.Measure{measure}, Figures: 5}
		if _, err := Analyze(context.Background(), m, ask); !errors.Is(err, ErrLimit) {
			t.Errorf("%s: %v", measure, err)
		}
		ask.Figures = 6
		if _, err := Analyze(context.Background(), m, ask); err != nil {
			t.Errorf("%s: %v", measure, err)
		}
	}
}
