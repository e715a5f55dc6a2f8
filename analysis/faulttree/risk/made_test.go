package risk_test

import (
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
)

// made is a model that no file was read for.
func made(events ...risk.BasicEvent) *risk.Model {
	gate := risk.Gate{risk.Identity{ID: "g", Name: "g"}, risk.Formula{Op: "or"}}
	for i := range events {
		events[i].Name = events[i].ID
		gate.Formula.Args = append(gate.Formula.Args, risk.Formula{Op: "basic-event", Ref: events[i].ID})
	}
	return &risk.Model{FaultTrees: []risk.Container{{Name: "f", Gates: []risk.Gate{gate}, Events: events}}}
}

// What a note says is the rate of an event, whatever its probability says.
func TestNotedRate(t *testing.T) {
	p := expression.Of(expression.Exponential, expression.Num(1e-3), expression.Expr{Op: expression.MissionTime})
	for note, want := range map[string]float64{"0.25": 0.25, "0": 0, "": 1e-3, "-1": -1, "fast": -1, "NaN": -1, "Inf": -1} {
		e := risk.BasicEvent{risk.Identity{ID: "a"}, &p}
		if note != "" {
			e.Attributes = []risk.Attribute{{Name: risk.RateNote, Value: note}}
		}
		tree, err := made(e).Tree("g", risk.At{MissionTimeHours: 10})
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
	m := made(risk.BasicEvent{Identity: risk.Identity{ID: "a"}})
	m.FaultTrees = append(m.FaultTrees, risk.Container{Name: "second", Gates: []risk.Gate{
		{risk.Identity{ID: "h", Name: "h"}, risk.Formula{Op: "gate", Ref: "i"}}, {risk.Identity{ID: "i", Name: "i"}, risk.Formula{Op: "gate", Ref: "g"}},
	}})
	tops := func(want ...risk.Top) {
		t.Helper()
		if got := m.NamedTops(); !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	tops(risk.Top{"second", "h"})
	m.NameTops(map[int]string{1: "h"})
	if len(m.FaultTrees[1].Attributes) > 0 {
		t.Error("the only top is named")
	}
	m.NameTops(map[int]string{0: "g", 1: "i"})
	tops(risk.Top{"f", "g"}, risk.Top{"second", "i"})
	m.FaultTrees[1].Attributes[0].Value = "nothing"
	tops(risk.Top{"f", "g"}, risk.Top{"second", "h"})
}

// Staggered testing leaves out the weights of levels: α₁ = α₂ = ½ of two members give
// each cause ½·Q, and not ⅓·Q and ⅔·Q [NUREG/CR-5485].
func TestPrepare(t *testing.T) {
	half := expression.Num(0.5)
	m := made(risk.BasicEvent{Identity: risk.Identity{ID: "a"}}, risk.BasicEvent{Identity: risk.Identity{ID: "b"}})
	m.Data.Groups = []risk.Group{{Name: "c", Model: "alpha-factor", Members: []string{"a", "b"}, Distribution: half, Factors: []risk.Factor{{1, half}, {2, half}}}}
	for staggered, want := range map[bool]float64{false: 1. / 3, true: 0.25} {
		m.Prepare(risk.PrepareOptions{StaggeredTesting: staggered})
		tree, err := m.Tree("g", risk.At{})
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
		group risk.Group
		want  string
	}{
		{risk.Group{Model: "beta-factor", Members: []string{"a", "b"}, Factors: []risk.Factor{{2, one}}}, ""},
		{risk.Group{Model: "phi-factor", Members: []string{"a", "b"}, Factors: []risk.Factor{{1, one}, {2, one}}}, ""},
		{risk.Group{Model: "MGL", Members: []string{"a", "b"}, Factors: []risk.Factor{{2, one}}}, ""},
		{risk.Group{Model: "MGL", Members: []string{"a", "a"}}, "member \"a\" is listed twice\nno factor"},
		{risk.Group{Model: "MGL", Members: []string{"a"}, Factors: []risk.Factor{{2, one}}}, "1 members, needs at least 2\nfactor of level 2: MGL takes the levels from 2 to 1 without gap"},
		{risk.Group{Model: "alpha-factor", Members: []string{"a", "b", "c"}, Factors: []risk.Factor{{1, one}, {3, one}}}, "factor of level 3: alpha-factor takes the levels from 1 to 3 without gap"},
		{risk.Group{Model: "gamma", Members: []string{"a", "b"}}, "unknown model \"gamma\""},
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
