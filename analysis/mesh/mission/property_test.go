package mission_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
	"ninefold/analysis/mesh"
	"ninefold/analysis/mesh/mission"
)

const mostEvents = 7 // of the static tree, with rates: the oracle has 2^n states

// drawModel draws a small mesh at one or two locations, with numbers.
func drawModel(t *rapid.T, demands bool) mission.Model {
	chance := func(name string, of int) bool { return rapid.IntRange(0, of).Draw(t, name) == 0 }
	m := mission.Model{Parts: map[string]mission.Part{}}
	sys := &m.System
	places := []string{"east", "west"}[:rapid.IntRange(1, 2).Draw(t, "locations")]
	for _, l := range places {
		sys.Domains = append(sys.Domains, mesh.Domain{ID: l, Fails: chance(l+" fails", 1)})
	}
	n := rapid.IntRange(1, 3).Draw(t, "services")
	for i := range n {
		s := mesh.Service{ID: "s" + strconv.Itoa(i), Fails: chance("service fails", 2), Instances: chance("instances", 1)}
		for _, l := range places {
			if i == 0 || l == places[i%len(places)] || !chance("absent", 3) {
				p := mesh.Placement{Service: s.ID, Location: l, Replicas: rapid.IntRange(1, 2).Draw(t, "replicas")}
				p.Required = rapid.IntRange(1, p.Replicas).Draw(t, "required")
				sys.Placements = append(sys.Placements, p)
			}
		}
		sys.Services = append(sys.Services, s)
	}
	for i := range n {
		for k := range n {
			if i == k || i > k && !chance("back", 3) || chance("no call", 2) {
				continue
			}
			c := mesh.Call{From: "s" + strconv.Itoa(i), To: "s" + strconv.Itoa(k), Kind: rapid.SampledFrom([]string{mesh.Hard, mesh.Hard, mesh.Soft}).Draw(t, "kind")}
			if demands && chance("async", 4) {
				c.Kind = mesh.Async
			}
			if demands && !chance("no failover", 1) {
				c.Failover = &mesh.Failover{OutlierDetection: true}
			}
			if demands && chance("fallback", 2) {
				c.Fallback = &mesh.Fallback{}
			}
			sys.Calls = append(sys.Calls, c)
		}
	}
	sys.Journeys = []mesh.Journey{{ID: "j", Entries: []string{"s0"}, Reroute: demands && chance("reroute", 1)}}
	return m
}

// numbers gives the events of a journey numbers, and returns its static tree.
func numbers(t *rapid.T, m mission.Model, restored bool) mesh.Synthesis {
	syn, err := mesh.FaultTree(m.System, "j")
	if err != nil {
		t.Fatal(err)
	}
	rates := 0
	for _, e := range syn.Events {
		p := mission.Part{}
		if e.OnDemand() {
			p.Probability = rapid.SampledFrom([]float64{0, 0.02, 0.5, 1}).Draw(t, e.Parameter)
		} else {
			rates++
			p.PerHour = rapid.Float64Range(0.01, 1).Draw(t, e.Parameter)
			if restored {
				p.RestoreHours = rapid.Float64Range(0.1, 3).Draw(t, "restore")
			}
		}
		m.Parts[e.Parameter] = p
	}
	if syn.CannotFail() || rates > mostEvents {
		t.Skip("nothing to compare, or too much for the oracle")
	}
	return syn
}

// down evaluates the static tree.
func down(syn mesh.Synthesis, failed func(event string) bool) bool {
	state := map[string]bool{}
	for _, e := range syn.Events {
		state[e.ID] = failed(e.ID)
	}
	for _, g := range syn.Tree.Gates {
		n := 0
		for _, in := range g.Inputs {
			if state[in] {
				n++
			}
		}
		state[g.ID] = n >= map[faulttree.Op]int{faulttree.Or: 1, faulttree.And: len(g.Inputs), faulttree.AtLeast: g.K}[g.Op]
	}
	return state[syn.Any]
}

// firstOutage is the oracle where nothing is needed on demand: a chain over all
// states of the events, down where the static tree says so.
func firstOutage(t *rapid.T, m mission.Model, syn mesh.Synthesis, hours float64) float64 {
	n := len(syn.Events)
	c := &markov.Chain{Initial: []markov.Share{{State: 0, Probability: 1}}}
	var target []int
	for s := range 1 << n {
		c.States = append(c.States, strconv.Itoa(s))
		if down(syn, func(id string) bool {
			return s>>slices.IndexFunc(syn.Events, func(e mesh.Event) bool { return e.ID == id })&1 == 1
		}) {
			target = append(target, s)
		}
		for i, e := range syn.Events {
			p, to := m.Parts[e.Parameter], s^1<<i
			switch {
			case s>>i&1 == 0:
				c.Transitions = append(c.Transitions, markov.Transition{From: s, To: to, PerHour: p.PerHour})
			case p.RestoreHours > 0:
				c.Transitions = append(c.Transitions, markov.Transition{From: s, To: to, PerHour: 1 / p.RestoreHours})
			}
		}
	}
	if m.Parts[syn.Events[0].Parameter].RestoreHours == 0 {
		c.Absorbing = []int{1<<n - 1}
	}
	solver, err := markov.Compile(c, markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := solver.FirstPassage(context.Background(), target, []float64{hours})
	if err != nil {
		t.Fatal(err)
	}
	return f.Reached[0]
}

func analyze(t *rapid.T, m mission.Model, hours float64) *mission.Result {
	r, err := mission.Analyze(context.Background(), m, "j", mission.Options{Hours: []float64{hours}, MaxStates: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	if r.Partial {
		t.Skip("too many states")
	}
	return r
}

// TestWithoutDemands: where nothing is needed on demand, and so nothing depends on
// order, the first outage is that of the static tree.
func TestWithoutDemands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t, false)
		restored := rapid.Bool().Draw(t, "restored")
		syn := numbers(t, m, restored)
		hours := rapid.SampledFrom([]float64{0.5, 5, 50}).Draw(t, "hours")
		r := analyze(t, m, hours)
		if want := firstOutage(t, m, syn, hours); relErr(r.Points[0].Outage.Lower, want) > 1e-9 || r.Points[0].Outage.Lower != r.Points[0].Outage.Upper {
			t.Fatalf("outage %v, want %.12g by all states of the static tree", r.Points[0].Outage, want)
		}
		if r.Points[0].Unordered != nil {
			t.Fatal("order is said to matter")
		}
	})
}

// TestLongRun: draws are independent of all else, so that in the long run the
// dynamic tree is down as often as the static one, whatever it needs on demand.
func TestLongRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t, true)
		syn := numbers(t, m, true)
		tree, err := mission.Build(m, "j")
		if err != nil {
			t.Fatal(err)
		}
		want := 0.0
		state := map[string]bool{}
		var enumerate func(i int, p float64)
		enumerate = func(i int, p float64) {
			if p == 0 {
				return
			}
			if i == len(syn.Events) {
				if down(syn, func(id string) bool { return state[id] }) {
					want += p
				}
				return
			}
			e := syn.Events[i]
			part := m.Parts[e.Parameter]
			q := part.Probability
			if !e.OnDemand() {
				q = part.PerHour / (part.PerHour + 1/part.RestoreHours)
			}
			state[e.ID] = true
			enumerate(i+1, p*q)
			state[e.ID] = false
			enumerate(i+1, p*(1-q))
		}
		enumerate(0, 1)
		if tree.Top == "" {
			if want != 0 {
				t.Fatalf("no top, but %g by the static tree", want)
			}
			return
		}
		r, err := dynamic.Analyze(context.Background(), tree.Tree, dynamic.Options{NoMean: true, MaxStates: 20_000})
		if err != nil {
			t.Fatal(err)
		}
		if r.LongRun == nil {
			t.Skip("too many states")
		}
		if relErr(r.LongRun.Unavailability, want) > 1e-9 {
			t.Fatalf("down %.12g of the time, by the static tree %.12g", r.LongRun.Unavailability, want)
		}
		s := analyze(t, m, 1).Static
		if relErr(s.Unavailability, want) > 1e-9 {
			t.Fatalf("static unavailability %.12g, by all states %.12g", s.Unavailability, want)
		}
	})
}

// TestBetween: what is needed on demand is between never and always failing; the
// oracle knows both, as static trees without it.
func TestBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t, true)
		syn := numbers(t, m, true)
		const hours = 3
		got := analyze(t, m, hours).Points[0].Outage.Lower
		var ends [2]float64
		for i := range ends {
			ends[i] = firstOutage(t, m, fixed(syn, i == 1), hours)
		}
		if got < ends[0]*(1-1e-9) || got > ends[1]*(1+1e-9) {
			t.Fatalf("outage %.12g is not from %.12g to %.12g", got, ends[0], ends[1])
		}
	})
}

// fixed returns a tree in which all that is needed on demand has failed, or none.
func fixed(syn mesh.Synthesis, failed bool) mesh.Synthesis {
	out := syn
	out.Events = slices.DeleteFunc(slices.Clone(syn.Events), mesh.Event.OnDemand)
	out.Tree.Gates = nil
	for _, e := range syn.Events { // as gates, since the oracle knows no constants
		if !e.OnDemand() {
			continue
		}
		g := faulttree.Gate{ID: e.ID, Op: faulttree.AtLeast, K: 0}
		if !failed {
			g.K = 1
		}
		out.Tree.Gates = append(out.Tree.Gates, g)
	}
	out.Tree.Gates = append(out.Tree.Gates, syn.Tree.Gates...)
	return out
}

func ExampleBuild() {
	m := pair(failover, mission.Part{PerHour: 0.01, RestoreHours: 2}, mission.Part{PerHour: 0.001, RestoreHours: 4, Probability: 0.02})
	tree, err := mission.Build(m, "pay")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range tree.Gates {
		fmt.Println(g.ID, g.Op, g.Inputs)
	}
	for _, d := range tree.Dependencies {
		fmt.Println(d.ID, d.Probability, d.Trigger, d.Dependents)
	}
	// Output:
	// noFailover:api>db@east or [switch:api>db@east instance:db@west#1]
	// unreachable:api>db@east and [instance:db@east#1 noFailover:api>db@east]
	// first:switch:api>db@east pand [life:switch:api>db@east instance:db@east#1]
	// switch:api>db@east or [first:switch:api>db@east]
	// demand:switch:api>db@east 0.02 instance:db@east#1 [switch:api>db@east]
}
