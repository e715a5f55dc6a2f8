package study

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/optimize"
	"ninefold/analysis/optimize/problemfile"
)

const series = `apiVersion: ninefold/v1
kind: RedundancyAllocation
resources: [{name: cost, limit: 8}]
subsystems:
  - {name: valve, components: [{name: v, reliability: 0.9, uses: {cost: 1}}]}
  - {name: pump, components: [{name: p, reliability: 0.8, uses: {cost: 2}}]}
`

func parse(t *testing.T, text string) *optimize.Problem {
	t.Helper()
	p, err := problemfile.Parse("series", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// By hand: two valves and three pumps are best. A series system needs no draws, path
// sets do.
func TestAllocate(t *testing.T) {
	opt := optimize.Options{Starts: 10, Seed: 4}
	a, err := Allocate(context.Background(), parse(t, series), opt)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(a.Unreliability-0.01792) > 1e-12 || a.Provenance.Seed != nil || a.Provenance.Methods[0] != string(optimize.ParetoProgramme) {
		t.Errorf("%+v", a)
	}
	b, err := Allocate(context.Background(), parse(t, series+"pathSets: [[valve, pump]]\n"), opt)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(b.Unreliability-0.01792) > 1e-12 || *b.Provenance.Seed != 4 || b.Provenance.InputsDigest == a.Provenance.InputsDigest {
		t.Errorf("%+v", b)
	}
	f, err := Trade(context.Background(), parse(t, series), []string{"cost"}, opt)
	if err != nil {
		t.Fatal(err)
	}
	if p := f.Points[0]; math.Abs(p.Unreliability-0.01792) > 1e-12 || f.Provenance.InputsDigest != a.Provenance.InputsDigest || len(f.Provenance.Methods) == 0 {
		t.Errorf("%+v", f)
	}
}

func TestRefusals(t *testing.T) {
	for _, opt := range []optimize.Options{{}, {Starts: 1e6}, {Starts: 1, Nodes: -1}} {
		_, err := Allocate(context.Background(), parse(t, series), opt)
		_, failed := Trade(context.Background(), parse(t, series), []string{"cost"}, opt)
		if err == nil || failed == nil {
			t.Errorf("%+v: %v, %v", opt, err, failed)
		}
	}
	dear := strings.Replace(series, "limit: 8", "limit: 2", 1)
	if _, err := Allocate(context.Background(), parse(t, dear), optimize.Options{Starts: 1}); !errors.Is(err, optimize.ErrInfeasible) {
		t.Errorf("too little money: %v", err)
	}
}
