package study

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/rbd/model"
)

const pair = `apiVersion: ninefold/v1
kind: BlockDiagram
components: [{id: a, mttf: 1000, mttr: 8}, {id: b, mttf: 1000, mttr: 8}]
root: {parallel: [a, b]}
times: [10, 20]
`

func parse(t *testing.T, text string) *model.Model {
	t.Helper()
	m, err := model.Parse("pair", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Options stand instead of what the model asks; the mean of the larger of two
// exponential lives is one and a half times that of one.
func TestAnalyze(t *testing.T) {
	m := parse(t, pair)
	r, err := Analyze(context.Background(), m, Options{Hours: []float64{1000}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	fails := -math.Expm1(-1)
	if math.Abs(r.MTTF.Hours/1500-1) > 1e-9 || len(r.Points) != 1 || math.Abs(r.Points[0].Unreliability/(fails*fails)-1) > 1e-12 || len(r.PathSets.Top) != 1 || r.PathSets.Count != "2" {
		t.Errorf("%+v", r)
	}
	if p := r.Provenance; len(p.Methods) != 2 || p.Methods[1] != "mttf: "+r.MTTF.Method || len(p.InputsDigest) != 64 {
		t.Errorf("%+v", p)
	}
	plain, err := Analyze(context.Background(), m, Options{})
	if err != nil || len(plain.Points) != 2 || len(plain.CutSets.Top) != 0 || plain.Provenance.InputsDigest != r.Provenance.InputsDigest {
		t.Errorf("%+v, %v", plain, err)
	}
	other, err := Analyze(context.Background(), parse(t, strings.Replace(pair, "mttr: 8", "mttr: 9", 1)), Options{})
	if err != nil || other.Provenance.InputsDigest == r.Provenance.InputsDigest {
		t.Errorf("another repair has the same digest: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	m := parse(t, pair)
	_, err := Analyze(context.Background(), m, Options{Hours: []float64{math.Inf(1), math.NaN()}, Nodes: -1})
	for _, want := range []string{"time +Inf", "time NaN", "-1 nodes"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if _, err := Analyze(context.Background(), m, Options{MostTime: 1}); !errors.Is(err, ErrLimit) {
		t.Errorf("two times: %v", err)
	}
	if _, err := Analyze(context.Background(), m, Options{Nodes: 1}); !errors.Is(err, faulttree.ErrTooLarge) {
		t.Errorf("one node: %v", err)
	}
}
