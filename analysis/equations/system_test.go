package equations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	s := System{[]Component{
		{ID: "a", Unreliability: math.NaN(), Needs: []Need{{K: 0, Of: []string{"b"}}, {K: 3, Of: []string{"b", "b"}}}},
		{ID: "a"}, {ID: ""}, {ID: "b", Unreliability: 1.5, Needs: []Need{{K: 1, Of: []string{"x"}}}},
	}}
	_, err := Analyze(context.Background(), s, "root", Options{Semantics: "warm"})
	text := fmt.Sprint(err)
	for _, want := range []string{
		`"a": unreliability outside [0, 1]: NaN`, `"a": need of fewer than one or of more than there are: 0 of 1`, `3 of 2`, `"a": duplicate ID: "b" in one need`,
		`"a": duplicate ID`, `"": empty ID`, `"b": unreliability outside [0, 1]: 1.5`, `"b": unknown component: "x"`, `"root": unknown component: root`, `unknown semantics "warm"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in:\n%s", want, text)
		}
	}
	p := Paths{Root: "r", Components: []Part{{"a", 2}, {"r", 0}}, Paths: [][]string{{"x", "r"}}}
	_, err = p.System()
	text = fmt.Sprint(err)
	for _, want := range []string{`"a": unreliability outside [0, 1]: 2`, `"r": duplicate ID`, `path 1: unknown component: "x"`, `path 1: unknown component: "r"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in:\n%s", want, text)
		}
	}
	if _, err := (Paths{Root: "r"}).System(); !errors.Is(err, ErrNoPath) {
		t.Errorf("no paths: %v", err)
	}
}

func TestLimits(t *testing.T) {
	f := fatTree{16, 3, 0.001, 0.002, 0.003, 0.01}
	if _, err := Analyze(context.Background(), f.system(), "service", Options{NodeLimit: 50}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("with 50 nodes: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Analyze(ctx, fatTree{64, 5, 0.001, 0.002, 0.003, 0.01}.system(), "service", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

// A ring in which each needs the next is down when any is, and cannot start: closed form
// 1 − (1−u)^n, for small u by Expm1 and Log1p; each of n sums rounds. A long one takes no
// long time.
func TestRing(t *testing.T) {
	const u = 1e-12
	for _, n := range []int{1, 2, 2000} {
		var s System
		for i := range n {
			s.Components = append(s.Components, Component{ID: fmt.Sprint(i), Unreliability: u, Needs: []Need{{1, []string{fmt.Sprint((i + 1) % n)}}}})
		}
		r, err := Analyze(context.Background(), s, "0", Options{})
		if want := -math.Expm1(float64(n) * math.Log1p(-u)); err != nil || relErr(r.Unreliability, want) > float64(n)*1.2e-16 || r.CutSets.Count.Int64() != int64(n) {
			t.Errorf("steady: %.17g, %v cut sets, want %.17g and %d (%v)", r.Unreliability, r.CutSets.Count, want, n, err)
		}
		r, err = Analyze(context.Background(), s, "0", Options{Semantics: ColdStart})
		if err != nil || r.Unreliability != 1 || r.Reliability != 0 || r.CutSets.Count.Int64() != 1 || len(r.CutSets.Top[0].Components) != 0 {
			t.Errorf("cold start: %g, %v cut sets (%v)", r.Unreliability, r.CutSets.Count, err)
		}
	}
}

func TestJSON(t *testing.T) {
	s := System{[]Component{{ID: "a", Unreliability: 0.5, Needs: []Need{{1, []string{"b"}}}}, {ID: "b"}}}
	r, err := Analyze(context.Background(), s, "a", Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	const want = `{"semantics":"steady","unreliability":0.5,"reliability":0.5,` +
		`"cutSets":{"count":"1","byOrder":["0","1"],"sum":0.5,"top":[{"components":["a"],"probability":0.5}]},` +
		`"importances":[{"id":"a","unreliability":0.5,"birnbaum":1,"criticality":1}],"nodes":4}`
	if err != nil || string(text) != want {
		t.Errorf("%s, want %s (%v)", text, want, err)
	}
}
