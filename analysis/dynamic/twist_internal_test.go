package dynamic

import (
	"slices"
	"testing"
)

// Exchanges are checked, however they were found.
func TestTwistIsChecked(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Tree)
		want   bool
	}{
		{"alike", func(*Tree) {}, true},
		{"another rate", func(t *Tree) { t.Events[1].RatePerHour = 2 }, false},
		{"a gate of order", func(t *Tree) { t.Gates[2].Op = Pand }, false},
		{"another gate", func(t *Tree) { t.Gates[0].Op = Or }, false},
		{"a rule of order", func(t *Tree) { t.Restraints = []Restraint{{"r", Seq, []string{"a", "b"}}} }, false},
		{"another probability", func(t *Tree) { t.Dependencies[0].Probability = 0.5 }, false},
		{"one more dependent", func(t *Tree) { t.Dependencies[0].Dependents = []string{"c", "d"} }, false},
		{"one inspected", func(t *Tree) { t.Inspections = []Inspection{{ID: "i", PeriodHours: 1, Inputs: []string{"a"}}} }, false},
	}
	for _, tt := range tests {
		tree := Tree{Top: "top", Gates: []Gate{{ID: "g", Op: And, Inputs: []string{"a", "c"}}, {ID: "h", Op: And, Inputs: []string{"b", "d"}}, {ID: "top", Op: Or, Inputs: []string{"g", "h"}}}}
		for _, id := range []string{"a", "b", "c", "d"} {
			tree.Events = append(tree.Events, Event{ID: id, RatePerHour: 1})
		}
		tree.Dependencies = []Dependency{{"e", "a", 1, []string{"c"}}, {"f", "b", 1, []string{"d"}}}
		tt.change(&tree)
		sc := scope{top: "top", roots: []string{"a", "b", "c", "d"}, links: []int{0, 1}, within: func(string) bool { return true }}
		for i := range tree.Restraints {
			sc.rules = append(sc.rules, i)
		}
		for i := range tree.Inspections {
			sc.checks = append(sc.checks, i)
		}
		e := newIndex(tree).engine(sc)
		at := func(id string) int32 {
			return int32(slices.IndexFunc(e.elements, func(el element) bool { return el.id == id }))
		}
		to := numbers(len(e.elements))
		for _, pair := range [][2]string{{"a", "b"}, {"c", "d"}, {"g", "h"}} {
			to[at(pair[0])], to[at(pair[1])] = at(pair[1]), at(pair[0])
		}
		if got := e.twist(to) != nil; got != tt.want {
			t.Errorf("%s: taken: %v, want %v", tt.name, got, tt.want)
		}
	}
}
