package risk_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
)

// Groups of three at Q = 0.05. The figures are those which SCRAM 0.16 prints for
// these factors, to the six digits it prints, and follow from the formulas of
// NUREG/CR-4780 and 5485: MGL Q₂ = ½·0.1·(1−0.4)·0.05; alpha Q₁ = 0.9/1.13·0.05.
func TestCommonCauseModels(t *testing.T) {
	factors := func(first int, values ...string) string {
		out := ""
		for i, v := range values {
			out += fmt.Sprintf(`<factor level="%d"><float value="%s"/></factor>`, first+i, v)
		}
		return "<factors>" + out + "</factors>"
	}
	tests := []struct {
		model     string
		staggered bool
		factors   string
		want      [4]float64 // by level; 0 for none
	}{
		{"beta-factor", false, factors(3, "0.2"), [4]float64{0, 0.04, 0, 0.01}},
		{"MGL", false, factors(2, "0.1", "0.4"), [4]float64{0, 0.045, 0.0015, 0.002}},
		{"MGL", false, factors(2, "0.1"), [4]float64{0, 0.045, 0.0025, 0}}, // ½·0.1·0.05
		{"alpha-factor", false, factors(1, "0.9", "0.07", "0.03"), [4]float64{0, 0.0398230, 0.00309735, 0.00398230}},
		{"alpha-factor", true, factors(1, "0.9", "0.07", "0.03"), [4]float64{0, 0.045, 0.00175, 0.0015}}, // α·Q/C(2, k−1)
		{"phi-factor", false, factors(1, "0.8", "0.15", "0.05"), [4]float64{0, 0.04, 0.0075, 0.0025}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.model, tt.staggered), func(t *testing.T) {
			text := model(`<define-gate name="top"><and><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></and></define-gate>
<define-CCF-group name="g" model="` + tt.model + `"><members><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></members>
<distribution><float value="0.05"/></distribution>` + tt.factors + `</define-CCF-group>`)
			m, err := openpsa.Parse("m", strings.NewReader(text), openpsa.Options{StaggeredTesting: tt.staggered})
			if err != nil {
				t.Fatal(err)
			}
			tree, err := m.Tree("top", risk.At{})
			if err != nil {
				t.Fatal(err)
			}
			count := [4]int{}
			for _, e := range tree.Events {
				level := len(strings.Fields(e.ID))
				count[level]++
				if math.Abs(e.Probability-tt.want[level]) > 2e-6*tt.want[level] {
					t.Errorf("%s: %.9g, want %.9g", e.ID, e.Probability, tt.want[level])
				}
			}
			want := [4]int{0, 3, 3, 1}
			for level := range want {
				if tt.want[level] == 0 {
					want[level] = 0
				}
			}
			if count != want {
				t.Errorf("%v events by level, want %v", count, want)
			}
			// All three fail at once, or by causes that together strike all.
			all := truth(t, tree, only(tree, "[a b]", "[b c]", "[c]"))
			if tt.want[2] > 0 && !all || truth(t, tree, only(tree, "[a]", "[b]")) {
				t.Error("the wrong causes strike")
			}
		})
	}
}

// only returns the state in which just these events occur.
func only(tree faulttree.Tree, ids ...string) map[string]bool {
	state := map[string]bool{}
	for _, e := range tree.Events {
		state[e.ID] = false
	}
	for _, id := range ids {
		state[id] = true
	}
	return state
}

// An uncertain factor of a group is one random number in all its events.
func TestCommonCauseDrawsOnce(t *testing.T) {
	m := parse(t, model(`<define-gate name="top"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-CCF-group name="g" model="beta-factor"><members><basic-event name="a"/><basic-event name="b"/></members>
<distribution><uniform-deviate><float value="0"/><float value="1"/></uniform-deviate></distribution>
<factor level="2"><uniform-deviate><float value="0"/><float value="1"/></uniform-deviate></factor></define-CCF-group>`))
	want := []string{"parameter g: factor 2", "parameter g: total"}
	if got := m.Inputs().Deviates(); !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
