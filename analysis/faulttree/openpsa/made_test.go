package openpsa

import (
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/expression"
)

// made is a model that no file was read for.
func made(events ...BasicEvent) *Model {
	gate := Gate{Identity{ID: "g", Name: "g"}, Formula{Op: "or"}}
	for i := range events {
		events[i].Name = events[i].ID
		gate.Formula.Args = append(gate.Formula.Args, Formula{Op: "basic-event", Ref: events[i].ID})
	}
	return &Model{FaultTrees: []Container{{Name: "f", Gates: []Gate{gate}, Events: events}}}
}

// What a note says is the rate of an event, whatever its probability says.
func TestNotedRate(t *testing.T) {
	p := expression.Of(expression.Exponential, expression.Num(1e-3), expression.Expr{Op: expression.MissionTime})
	for note, want := range map[string]float64{"0.25": 0.25, "0": 0, "": 1e-3, "-1": -1, "fast": -1, "NaN": -1, "Inf": -1} {
		e := BasicEvent{Identity{ID: "a"}, &p}
		if note != "" {
			e.Attributes = []Attribute{{Name: RateNote, Value: note}}
		}
		tree, err := made(e).Tree("g", At{MissionTimeHours: 10})
		switch {
		case want < 0:
			if err == nil || !strings.Contains(err.Error(), "event a") {
				t.Errorf("rate %q: %v", note, err)
			}
		case err != nil || tree.Events[0].RatePerHour != want:
			t.Errorf("rate %q: %+v, %v, want %g", note, tree.Events, err, want)
		}
	}
}

func TestNamedTops(t *testing.T) {
	m := made(BasicEvent{Identity: Identity{ID: "a"}})
	m.FaultTrees = append(m.FaultTrees, Container{Name: "second", Gates: []Gate{
		{Identity{ID: "h", Name: "h"}, Formula{Op: "gate", Ref: "i"}}, {Identity{ID: "i", Name: "i"}, Formula{Op: "gate", Ref: "g"}},
	}})
	tops := func(want ...Top) {
		t.Helper()
		if got := m.NamedTops(); !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	tops(Top{"second", "h"})
	m.NameTops(map[int]string{1: "h"})
	if len(m.FaultTrees[1].Attributes) > 0 {
		t.Error("the only top is named")
	}
	m.NameTops(map[int]string{0: "g", 1: "i"})
	tops(Top{"f", "g"}, Top{"second", "i"})
	m.FaultTrees[1].Attributes[0].Value = "nothing"
	tops(Top{"f", "g"}, Top{"second", "h"})
}

// Staggered testing leaves out the weights of levels: α₁ = α₂ = ½ of two members give
// each cause ½·Q, and not ⅓·Q and ⅔·Q [NUREG/CR-5485].
func TestPrepare(t *testing.T) {
	half := expression.Num(0.5)
	m := made(BasicEvent{Identity: Identity{ID: "a"}}, BasicEvent{Identity: Identity{ID: "b"}})
	m.Data.Groups = []Group{{Name: "c", Model: "alpha-factor", Members: []string{"a", "b"}, Distribution: half, Factors: []Factor{{1, half}, {2, half}}}}
	for staggered, want := range map[bool]float64{false: 1. / 3, true: 0.25} {
		m.Prepare(Options{StaggeredTesting: staggered})
		tree, err := m.Tree("g", At{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range tree.Events {
			if e.ID == "[a b]" && !(e.Probability > want*(1-1e-15) && e.Probability < want*(1+1e-15)) {
				t.Errorf("staggered %t: both fail with %v, want %v", staggered, e.Probability, want)
			}
		}
	}
}

func TestValidateGroup(t *testing.T) {
	one := expression.Num(1)
	for _, tt := range []struct {
		group Group
		want  string
	}{
		{Group{Model: "beta-factor", Members: []string{"a", "b"}, Factors: []Factor{{2, one}}}, ""},
		{Group{Model: "phi-factor", Members: []string{"a", "b"}, Factors: []Factor{{1, one}, {2, one}}}, ""},
		{Group{Model: "MGL", Members: []string{"a", "b"}, Factors: []Factor{{2, one}}}, ""},
		{Group{Model: "MGL", Members: []string{"a", "a"}}, "member \"a\" is listed twice\nno factor"},
		{Group{Model: "MGL", Members: []string{"a"}, Factors: []Factor{{2, one}}}, "1 members, needs at least 2\nfactor of level 2: MGL takes the levels from 2 to 1 without gap"},
		{Group{Model: "alpha-factor", Members: []string{"a", "b", "c"}, Factors: []Factor{{1, one}, {3, one}}}, "factor of level 3: alpha-factor takes the levels from 1 to 3 without gap"},
		{Group{Model: "gamma", Members: []string{"a", "b"}}, "unknown model \"gamma\""},
	} {
		got := ""
		if err := tt.group.Validate(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.group, got, tt.want)
		}
	}
}
