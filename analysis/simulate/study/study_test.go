package study

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/simulate"
	"ninefold/analysis/simulate/model"
)

const pair = `apiVersion: ninefold/v1
kind: Simulation
label: Two pumps
components:
  - {id: a, life: {rate: 1e-2}, repair: {rate: 1}}
  - {id: b, life: {rate: 1e-2}, repair: {rate: 1}}
top: both
gates: [{id: both, and: [a, b]}]
times: [10]
`

func parse(t *testing.T) *model.File {
	t.Helper()
	f, err := model.Parse("pair", strings.NewReader(pair))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Options stand instead of what the file asks. Two independent units are both down for
// (0.01/1.01)² of the time. Workers change nothing.
func TestSimulate(t *testing.T) {
	ask := Options{Measures: []simulate.Measure{simulate.Availability}, Engine: simulate.Options{RelativeError: 0.05, Level: 0.99, Seed: 5, Workers: 1}}
	r, err := Simulate(context.Background(), parse(t), ask)
	if err != nil {
		t.Fatal(err)
	}
	want := (0.01 / 1.01) * (0.01 / 1.01)
	if e := r.Steady.Unavailability; !(e.Low <= want && want <= *e.High) || r.Points != nil || r.Label != "Two pumps" || !r.Complete {
		t.Errorf("%+v, want %g", r, want)
	}
	if p := r.Provenance; *p.Seed != 5 || p.Level != 0.99 || len(p.Methods) != 1 || p.Methods[0] != string(r.Steady.Unavailability.Method) {
		t.Errorf("%+v", p)
	}
	ask.Engine.Workers = 3
	other, err := Simulate(context.Background(), parse(t), ask)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(other, r) {
		t.Errorf("three workers say %+v, one %+v", other, r)
	}
}

func TestRefusals(t *testing.T) {
	good := simulate.Options{RelativeError: 0.05, Level: 0.95}
	for what, e := range map[string]simulate.Options{
		"workers": {RelativeError: 0.05, Level: 0.95, Workers: -1}, "replications": {RelativeError: 0.05, Level: 0.95, MaxReplications: -1},
		"relative error NaN": {RelativeError: math.NaN(), Level: 0.95}, "level 1 ": {RelativeError: 0.05, Level: 1},
	} {
		if r, err := Simulate(context.Background(), parse(t), Options{Engine: e}); r != nil || err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := Simulate(context.Background(), parse(t), Options{Hours: []float64{1, 2, 3}, MostTime: 2, Engine: good}); !errors.Is(err, ErrLimit) {
		t.Errorf("three times: %v", err)
	}
	good.MaxReplications = 100
	good.Method = simulate.Crude
	r, err := Simulate(context.Background(), parse(t), Options{Engine: good})
	if !errors.Is(err, simulate.ErrBudget) || r == nil || r.Complete || r.Provenance.InputsDigest == "" || len(r.Points) != 1 {
		t.Errorf("without replications: %+v, %v", r, err)
	}
}
