package dynamic_test

import (
	"context"
	"encoding/json"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/dynamic/galileo"
	"ninefold/analysis/internal/refcase"
)

// answer analyses the tree of a case, which it has in it or names the file of.
func answer(t *testing.T, c refcase.Case) map[string]any {
	var s struct {
		Galileo string `json:"galileo"`
		File    string `json:"file"`
	}
	if err := json.Unmarshal(c.Structure, &s); err != nil {
		t.Fatal(err)
	}
	if s.Galileo == "" {
		data, err := os.ReadFile(filepath.Join(shared(t), "data", "models", strings.TrimPrefix(s.File, "data/")))
		if err != nil {
			t.Skip("the shared reference data lack this file: ", err)
		}
		s.Galileo = string(data)
	}
	if strings.Contains(c.ID, "ftpp_complex") && raceEnabled {
		t.Skip("54,668 states are too slow with the race detector; make bench-network has them, too")
	}
	tree, err := galileo.Parse(s.File, strings.NewReader(s.Galileo))
	if err != nil {
		t.Fatal(err)
	}
	if c.ID == "dft-ex-deathegg" { // as TestDependentGate says
		tree.Dependencies = slices.DeleteFunc(tree.Dependencies, func(d dynamic.Dependency) bool { return d.ID == "CampusPowerDependency" })
	}
	var in struct {
		T       *float64 `json:"t"`
		BEOrder []string `json:"be_order"`
	}
	c.Decode(t, &in)
	opt := dynamic.Options{}
	if in.T != nil {
		opt.Hours = []float64{*in.T}
	}
	_, mttf := c.Expected["mttf"]
	opt.NoMean = !mttf
	began := time.Now()
	r, err := dynamic.Analyze(context.Background(), tree, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d states in %d chains, %s, order matters: %v", time.Since(began).Round(time.Microsecond), r.States, len(r.Units), r.Method, r.OrderMatters)
	got := map[string]any{"mttf": r.MTTF}
	if raw, ok := c.Expected["mttf_fraction"]; ok {
		got["mttf_fraction"] = asFraction(t, raw, r.MTTF)
	}
	if in.T != nil {
		got["unreliability"] = r.Points[0].Unreliability.Value
	}
	if len(in.BEOrder) > 0 {
		importance(t, tree, in.BEOrder, opt, got)
	}
	return got
}

// asFraction returns the fraction wanted where a number is that, else the number.
func asFraction(t *testing.T, raw json.RawMessage, x *float64) any {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatal(err)
	}
	want, ok := new(big.Rat).SetString(text)
	if !ok || x == nil {
		return x
	}
	if f, _ := want.Float64(); math.Abs(*x-f) > 1e-10*f {
		return *x
	}
	return text
}

// importance finds the measures of the events of a static tree by fixing each.
func importance(t *testing.T, tree dynamic.Tree, order []string, opt dynamic.Options, got map[string]any) {
	at := func(tree dynamic.Tree, opt dynamic.Options) float64 {
		opt.NoMean = true
		r, err := dynamic.Analyze(context.Background(), tree, opt)
		if err != nil {
			t.Fatal(err)
		}
		return *r.Points[0].Unreliability.Value
	}
	rate := map[string]float64{}
	for _, e := range tree.Events {
		rate[e.ID] = e.RatePerHour
	}
	p := at(tree, opt)
	var birnbaum, criticality, diagnostic, achievement []float64
	var reduction []any
	for _, id := range order {
		with, without := opt, opt
		with.Failed, without.Perfect = []string{id}, []string{id}
		given, not, q := at(tree, with), at(tree, without), -math.Expm1(-rate[id]*opt.Hours[0])
		birnbaum = append(birnbaum, given-not)
		criticality, diagnostic = append(criticality, q*(given-not)/p), append(diagnostic, q*given/p)
		if achievement = append(achievement, given/p); not == 0 {
			reduction = append(reduction, "inf")
			continue
		}
		reduction = append(reduction, p/not)
	}
	got["birnbaum"], got["CIF"], got["DIF"], got["RAW"], got["RRW"] = birnbaum, criticality, diagnostic, achievement, reduction
}

// In the tree of dft-ex-deathegg a gate depends on the campus power. By the meaning
// of such a dependency, the gate fails when the campus power does: all that have to
// work are proxy, its power, campus network and campus power, each at rate 0.01, and
// one of four disks, so by 1 h it fails with 1 − e^−0.04 (1 − (1 − e^−0.01)⁴) =
// 0.0392. The reference of that case is this with e^−0.03: it leaves that dependency
// out. No tool does so: Storm refuses dependents that are gates ("must be BE",
// DFTBuilder.cpp), and what DFTCalc prints of ftpp_complex, 0.0213576, has them: all
// its dependents are gates, and without them it would be 0.0145.
func TestDependentGate(t *testing.T) {
	file, err := os.Open(filepath.Join(shared(t), "data", "models", "dft", "dft-examples", "deathegg.dft"))
	if err != nil {
		t.Skip("the shared reference data lack this file: ", err)
	}
	defer file.Close()
	tree, err := galileo.Parse("deathegg.dft", file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := dynamic.Analyze(context.Background(), tree, dynamic.Options{Hours: []float64{1}, NoMean: true})
	if err != nil {
		t.Fatal(err)
	}
	disk := -math.Expm1(-0.01)
	want := -math.Expm1(-0.04) + math.Exp(-0.04)*math.Pow(disk, 4)
	if got := *r.Points[0].Unreliability.Value; math.Abs(got-want) > 1e-14*want {
		t.Errorf("%.17g, want %.17g (source: closed form)", got, want)
	}
}

// The reference cases of dynamic fault trees, each with its source.
func TestCases(t *testing.T) {
	refcase.RunFile(t, "block-network-dynamic.json", refcase.Answers{"dft": answer})
}
