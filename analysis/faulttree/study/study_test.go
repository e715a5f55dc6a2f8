package study_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/faulttree/study"
	"ninefold/analysis/faulttree/uncertainty"
)

func parse(t *testing.T, body string) *risk.Model {
	t.Helper()
	m, err := openpsa.Parse("m.xml", strings.NewReader("<opsa-mef>"+body+"</opsa-mef>"), openpsa.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// twoOfThree has events of probability 0.5, 0.2 and 0.1.
const twoOfThree = `<define-fault-tree name="FT">
<define-gate name="top"> <atleast min="2"> <basic-event name="a"/> <basic-event name="b"/> <basic-event name="c"/> </atleast> </define-gate>
</define-fault-tree>
<model-data>
<define-basic-event name="a"> <float value="0.5"/> </define-basic-event>
<define-basic-event name="b"> <float value="0.2"/> </define-basic-event>
<define-basic-event name="c"> <float value="0.1"/> </define-basic-event>
</model-data>`

// The cut sets are ab, ac and bc of probability 0.1, 0.05 and 0.02.
func TestMethods(t *testing.T) {
	m := parse(t, twoOfThree)
	for _, tt := range []struct {
		name string
		opt  study.Options
		want float64
		how  study.Method
	}{
		{"auto", study.Options{}, 0.1 + 0.05 + 0.02 - 2*0.01, study.Exact},
		{"exact", study.Options{Method: study.Exact}, 0.15, study.Exact},
		{"rare event", study.Options{Method: study.RareEvent}, 0.17, study.RareEvent},
		{"upper bound", study.Options{Method: study.UpperBound}, 1 - 0.9*0.95*0.98, study.UpperBound},
		{"a fixed", study.Options{Set: map[string]bool{"a": true}}, 0.2 + 0.1 - 0.02, study.Exact},
		{"a fixed off", study.Options{Set: map[string]bool{"a": false}}, 0.02, study.Exact},
		{"given b", study.Options{Given: map[string]bool{"b": true}}, 0.5 + 0.1 - 0.05, study.Exact},
		{"a fixed, given not b", study.Options{Set: map[string]bool{"a": true}, Given: map[string]bool{"b": false}}, 0.1, study.Exact},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := study.Analyze(context.Background(), m, tt.opt)
			if err != nil || a.Partial || len(a.TopEvents) != 1 {
				t.Fatalf("%+v, %v", a, err)
			}
			p := a.TopEvents[0].Probability
			if p.Value == nil || math.Abs(float64(*p.Value)-tt.want) > 1e-15 || p.Method != tt.how {
				t.Errorf("%+v, want %g, %s", p, tt.want, tt.how)
			}
		})
	}
	a, err := study.Analyze(context.Background(), m, study.Options{Method: study.Bounds, Ratio: 1})
	if err != nil {
		t.Fatal(err)
	}
	if p := a.TopEvents[0].Probability; p.Value != nil || math.Abs(float64(*p.Lower)-0.15) > 1e-15 || math.Abs(float64(*p.Upper)-0.15) > 1e-15 {
		t.Errorf("bounds %+v", p)
	}
}

func TestCutSetsAsAskedFor(t *testing.T) {
	m := parse(t, twoOfThree)
	for _, tt := range []struct {
		detail study.Detail
		limit  int
		listed int
		count  string
	}{{study.Off, 0, 0, ""}, {study.Count, 5, 0, "3"}, {study.List, 2, 2, "3"}} {
		a, err := study.Analyze(context.Background(), m, study.Options{CutSets: tt.detail, List: faulttree.CutSetOptions{Limit: tt.limit}})
		if err != nil {
			t.Fatal(err)
		}
		s := a.TopEvents[0].CutSets
		if tt.detail == study.Off {
			if s != nil {
				t.Errorf("cut sets %+v that nobody asked for", s)
			}
			continue
		}
		if s.Count != tt.count || len(s.List) != tt.listed || !slices.Equal(s.ByOrder, []string{"0", "3"}) {
			t.Errorf("%v: %+v", tt.detail, s)
		}
	}
}

// What does not exist is an error that names it, not a condition that has no effect.
func TestUnknownNames(t *testing.T) {
	m := parse(t, twoOfThree)
	_, err := study.Analyze(context.Background(), m, study.Options{Set: map[string]bool{"x": true, "a": true}, Given: map[string]bool{"y": false}})
	for _, name := range []string{`"x"`, `"y"`} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
	if _, err := study.Importance(context.Background(), m, []faulttree.Group{{ID: "g", Events: []string{"a", "z"}}}, study.Options{}); err == nil || !strings.Contains(err.Error(), `"z"`) {
		t.Errorf("%v does not name z", err)
	}
}

// tangled is a tree in which everything depends on everything.
func tangled(gates, events int) *risk.Model {
	rng := rand.New(rand.NewPCG(1, 2))
	t := faulttree.Tree{Top: "g0"}
	for i := range events {
		t.Events = append(t.Events, faulttree.BasicEvent{ID: fmt.Sprintf("e%d", i), Probability: 0.001})
	}
	for i := range gates {
		g := faulttree.Gate{ID: fmt.Sprintf("g%d", i), Op: faulttree.AtLeast, K: 2}
		for range 4 {
			if next := i + 1 + rng.IntN(30); next < gates && len(g.Inputs) < 2 {
				g.Inputs = append(g.Inputs, fmt.Sprintf("g%d", next))
			} else {
				g.Inputs = append(g.Inputs, fmt.Sprintf("e%d", rng.IntN(events)))
			}
		}
		t.Gates = append(t.Gates, g)
	}
	return risk.FromTree("tangled", t)
}

// Who stops a study gets what there is, marked.
func TestStopped(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	m := tangled(400, 300)
	a, err := study.Analyze(ctx, m, study.Options{Engine: faulttree.Options{Skip: 0}})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("%v; the tree is no longer hard", err)
	}
	if !a.Partial || len(a.TopEvents) != 1 || !a.TopEvents[0].Partial || a.TopEvents[0].Reason == "" {
		t.Fatalf("%+v", a)
	}
	p := a.TopEvents[0].Probability
	if p.Value != nil || p.Method != study.Bounds || p.Lower == nil || !(*p.Lower <= *p.Upper && *p.Upper <= 1) {
		t.Errorf("%+v", p)
	}
	data, err := json.Marshal(a)
	if err != nil || !strings.Contains(string(data), `"partial":true`) {
		t.Errorf("%s, %v", data, err)
	}
}

// Where the nodes allowed are not enough there are bounds, unless they are not
// wanted.
func TestTooLarge(t *testing.T) {
	m := tangled(60, 50)
	exact, err := study.Analyze(context.Background(), m, study.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := *exact.TopEvents[0].Probability.Value
	few := faulttree.Options{NodeLimit: 100}
	a, err := study.Analyze(context.Background(), m, study.Options{Engine: few})
	p := a.TopEvents[0].Probability
	if !errors.Is(err, faulttree.ErrTooLarge) || !a.Partial || p.Method != study.Bounds || !(*p.Lower <= want*(1+1e-12) && want <= *p.Upper*(1+1e-12)) {
		t.Errorf("%+v, %v, want bounds of %g", p, err, want)
	}
	a, err = study.Analyze(context.Background(), m, study.Options{Method: study.Exact, Engine: few})
	if !errors.Is(err, faulttree.ErrTooLarge) || a.TopEvents[0].Probability.Value != nil || a.TopEvents[0].Probability.Lower != nil {
		t.Errorf("%+v, %v, want no number", a.TopEvents[0].Probability, err)
	}
}

// Where time is short, half of it is kept for bounds.
func TestHalfOfTheTime(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), 4*time.Second)
	defer stop()
	m := tangled(400, 300)
	a, err := study.Analyze(ctx, m, study.Options{Ratio: 1e9})
	if err == nil || !a.Partial || ctx.Err() != nil {
		t.Fatalf("%+v, %v, %v", a, err, ctx.Err())
	}
	p := a.TopEvents[0].Probability
	if p.Method != study.Bounds || p.Lower == nil || !(*p.Lower > 0 && *p.Lower < *p.Upper) {
		t.Errorf("%+v", p)
	}
}

func TestDigitsTellNumbersApart(t *testing.T) {
	data, err := json.Marshal(study.Digits(0.1))
	if err != nil || string(data) != "0.10000000000000001" {
		t.Errorf("%s, %v", data, err)
	}
}

// One study asks every package: what they say must be about the same tree.
func TestUncertaintyAndImportanceOfOneModel(t *testing.T) {
	m := parse(t, `<define-fault-tree name="FT"><define-gate name="top"><or><basic-event name="a"/><basic-event name="b"/></or></define-gate>
<define-basic-event name="a"><uniform-deviate><float value="0"/><float value="0.2"/></uniform-deviate></define-basic-event>
<define-basic-event name="b"><float value="0.5"/></define-basic-event></define-fault-tree>`)
	ctx := context.Background()
	u, err := study.Uncertainty(ctx, m, study.UncertaintyOptions{
		Propagate: uncertainty.Options{Samples: 1000, Seed: 1}, Tornado: &uncertainty.TornadoOptions{}, Sobol: &uncertainty.SobolOptions{Samples: 64},
	}, study.Options{})
	if err != nil || len(u.TopEvents) != 1 {
		t.Fatalf("%+v, %v", u, err)
	}
	top := u.TopEvents[0]
	if d := top.Distribution; d == nil || math.Abs(d.PointEstimate-0.55) > 1e-15 || math.Abs(d.Mean-0.55) > 1e-3 || top.Inputs != 1 {
		t.Errorf("%+v", top)
	}
	// Half of a counts: from its 5 % to its 95 % quantile, 0.01 to 0.19, that is 0.09.
	if w := top.Tornado; w == nil || len(w.Swings) != 1 || math.Abs(w.Swings[0].Width-0.09) > 1e-12 {
		t.Errorf("%+v", w)
	}
	if s := top.Sobol; s == nil || len(s.Inputs) != 1 || s.Inputs[0].Input != "event a" {
		t.Errorf("%+v", s)
	}
	i, err := study.Importance(ctx, m, []faulttree.Group{{ID: "both", Events: []string{"a", "b"}}}, study.Options{Set: map[string]bool{"a": false}})
	if err != nil || len(i.TopEvents[0].Importance) != 1 || i.TopEvents[0].Groups[0].AllOccurred != 1 {
		t.Errorf("%+v, %v", i, err)
	}
	p, err := study.PrimeImplicants(ctx, m, study.Options{})
	if err != nil || p.TopEvents[0].Count != "2" {
		t.Errorf("%+v, %v", p, err)
	}
}

// Event trees are quantified under the same boundary conditions as fault trees.
func TestBoundaryConditionsOfSequences(t *testing.T) {
	m := parse(t, `<define-initiating-event name="I" event-tree="ET"><float value="2"/></define-initiating-event>
<define-event-tree name="ET"><define-functional-event name="F"/><define-sequence name="damage"/><define-sequence name="safe"/>
<initial-state><fork functional-event="F">
<path state="failure"><collect-formula><gate name="top"/></collect-formula><sequence name="damage"/></path>
<path state="success"><collect-formula><not><gate name="top"/></not></collect-formula><sequence name="safe"/></path>
</fork></initial-state></define-event-tree>`+twoOfThree)
	for set, want := range map[string]float64{"": 2 * 0.15, "a": 2 * 0.28} {
		opt := study.Options{}
		if set != "" {
			opt.Set = map[string]bool{set: true}
		}
		a, err := study.Analyze(context.Background(), m, opt)
		if err != nil || len(a.Sequences) != 2 {
			t.Fatalf("%+v, %v", a, err)
		}
		if f := float64(a.Sequences[0].Frequency); math.Abs(f-want) > 1e-15 {
			t.Errorf("%q set: frequency %g, want %g", set, f, want)
		}
		if len(a.EndStates) != 2 || math.Abs(a.EndStates[0].Frequency+a.EndStates[1].Frequency-2) > 1e-12 {
			t.Errorf("%+v", a.EndStates)
		}
	}
}

// Substitutions change the minimal cut sets of top events.
func TestSubstituted(t *testing.T) {
	m := parse(t, twoOfThree+`<define-substitution name="s"><hypothesis><basic-event name="a"/></hypothesis>
<source><basic-event name="b"/></source><target><basic-event name="c"/></target></define-substitution>`)
	a, err := study.Analyze(context.Background(), m, study.Options{CutSets: study.Count})
	if err != nil {
		t.Fatal(err)
	}
	// ab becomes ac, which there is: ac and bc are left, a or b with c.
	top := a.TopEvents[0]
	if top.Substituted != 1 || top.CutSets.Count != "2" || math.Abs(float64(*top.Probability.Value)-0.1*(0.5+0.2-0.1)) > 1e-15 {
		t.Errorf("%+v, %+v", top, top.CutSets)
	}
}
