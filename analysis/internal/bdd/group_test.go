package bdd

import (
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// TestGroupCoverage compares with summing the states that contain some minimal
// set with a member.
func TestGroupCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(context.Background(), 0)
		p := drawProbabilities(t)
		f, a := drawFunction(t, m, 3, true)
		sets, err := m.Flatten(vars, []Ref{f}).MinimalSets(context.Background(), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		group := rapid.IntRange(0, 1<<vars-1).Draw(t, "group")
		member := make([]bool, vars)
		for level := range vars {
			member[level] = group>>level&1 == 1
		}
		got, err := sets.GroupCoverage(context.Background(), p, member, 0)
		if err != nil {
			t.Fatal(err)
		}
		var union truth
		for s := range 1 << vars {
			for _, set := range minimalStates(a) {
				if set&group != 0 && s&set == set {
					union |= 1 << s
				}
			}
		}
		if want := union.probability(p); !near(got, want) {
			t.Fatalf("coverage of %b is %g, want %g", group, got, want)
		}
	})
}

func TestGroupCoverageStops(t *testing.T) {
	m := New(context.Background(), 0)
	var votes []Vote
	for i := range uint32(40) {
		votes = append(votes, Vote{m.Var(i), 1})
	}
	sets, err := m.Flatten(40, []Ref{m.AtLeast(20, votes)}).MinimalSets(context.Background(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sets.GroupCoverage(context.Background(), make([]float64, 40), make([]bool, 40), 100); !errors.Is(err, ErrLimit) {
		t.Errorf("%v, want ErrLimit", err)
	}
}
