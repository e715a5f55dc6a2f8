package study

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/dynamic/galileo"
)

func parse(t *testing.T, text string) dynamic.Tree {
	t.Helper()
	tree, err := galileo.Parse("tree", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

const spare = `toplevel "S";
"S" csp "A" "B";
"A" lambda=1e-3;
"B" lambda=1e-3 dorm=0;
`

// A unit with a cold spare has an Erlang life of two phases: it has failed by x means
// with 1 − (1 + x)·e^−x.
func TestAnalyze(t *testing.T) {
	erlang := func(x float64) float64 { return 1 - (1+x)*math.Exp(-x) }
	for _, tt := range []struct {
		opt  Options
		want []float64
	}{
		{Options{MissionTime: 1000}, []float64{erlang(1)}},
		{Options{MissionTime: 1000, Curve: 2}, []float64{erlang(0.5), erlang(1)}},
		{Options{Hours: []float64{2000, 500}}, []float64{erlang(2), erlang(0.5)}},
		{Options{MissionTime: 1000, Set: map[string]bool{"A": true}}, []float64{-math.Expm1(-1)}},
		{Options{MissionTime: 1000, Set: map[string]bool{"A": false}}, []float64{0}},
	} {
		r, err := Analyze(context.Background(), parse(t, spare), tt.opt)
		if err != nil {
			t.Errorf("%+v: %v", tt.opt, err)
			continue
		}
		var got []float64
		for _, p := range r.Points {
			got = append(got, *p.Unreliability.Value)
		}
		if !slices.EqualFunc(got, tt.want, func(x, y float64) bool { return math.Abs(x-y) <= 1e-9 }) || r.Truncated() || len(r.Provenance.InputsDigest) != 64 || len(r.Provenance.Methods) == 0 {
			t.Errorf("%+v: %v, want %v; %+v", tt.opt, got, tt.want, r.Provenance)
		}
	}
}

// Without the spare, the unit has failed by x with 1 − e^−x; without the need of one it
// never does.
func TestImportances(t *testing.T) {
	done := 0
	r, err := Importances(context.Background(), parse(t, spare), Options{MissionTime: 1000}, func(int, int) { done++ })
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(*r.Events[0].IfFailed.Value+math.Expm1(-1)) > 1e-9 || *r.Events[0].IfPerfect.Value != 0 || done != 2 || len(r.Provenance.Methods) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestRefusals(t *testing.T) {
	tree := parse(t, spare)
	bad := Options{MissionTime: -1, Hours: []float64{math.NaN()}, Curve: -1, States: -2}
	_, err := Analyze(context.Background(), tree, bad)
	_, failed := Importances(context.Background(), tree, bad, nil)
	for _, want := range []string{"time -1", "time NaN", "-1 steps", "-2 states"} {
		if err == nil || failed == nil || !strings.Contains(err.Error(), want) || !strings.Contains(failed.Error(), want) {
			t.Errorf("%v or %v does not say %q", err, failed, want)
		}
	}
	for _, opt := range []Options{{Hours: []float64{1, 2}, MostTime: 1}, {MissionTime: 1, Curve: 2, MostTime: 1}} {
		if _, err := Analyze(context.Background(), tree, opt); !errors.Is(err, ErrLimit) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
	if _, err := Analyze(context.Background(), tree, Options{Set: map[string]bool{"C": true}}); err == nil {
		t.Error("an event that there is not is set")
	}
}

// Progress says how many states were looked at, and what is done with them.
func TestProgress(t *testing.T) {
	var steps []string
	_, err := Analyze(context.Background(), parse(t, spare), Options{MissionTime: 1, Progress: func(step string) { steps = append(steps, step) }})
	if text := strings.Join(steps, "\n"); err != nil || !strings.Contains(text, "states looked at") || !strings.Contains(text, "uniformise: ") {
		t.Errorf("%v: told %q", err, steps)
	}
}
