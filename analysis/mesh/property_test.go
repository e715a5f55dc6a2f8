package mesh

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/rbd"
)

// drawSystem draws a small valid system with nested domains, up to four services
// that call each other in any way, and one journey.
func drawSystem(t *rapid.T) System {
	chance := func(name string) bool { return rapid.Bool().Draw(t, name) }
	sys := System{}
	places := []string{""}
	for i := range rapid.IntRange(0, 4).Draw(t, "domains") {
		id := fmt.Sprintf("d%d", i)
		parent := rapid.SampledFrom(places).Draw(t, "parent")
		sys.Domains = append(sys.Domains, Domain{ID: id, Parent: parent, Fails: chance("domain fails")})
		places = append(places, id)
	}
	within := func(outer string) []string { // domains in outer
		var all []string
		for _, d := range sys.Domains {
			if outer == "" || slices.Contains((&oracle{sys: sys}).chain(d.ID), outer) {
				all = append(all, d.ID)
			}
		}
		return all
	}
	var ids []string
	for i := range rapid.IntRange(1, 4).Draw(t, "services") {
		s := Service{ID: fmt.Sprintf("s%d", i), Fails: chance("service fails")}
		ids = append(ids, s.ID)
		if len(sys.Domains) > 0 && rapid.IntRange(0, 3).Draw(t, "shared") == 0 {
			s.Shared = []string{rapid.SampledFrom(places[1:]).Draw(t, "shared domain")}
		}
		at := rapid.SliceOfNDistinct(rapid.SampledFrom(places), 0, min(3, len(places)), rapid.ID).Draw(t, "placed at")
		for _, l := range at {
			p := Placement{Service: s.ID, Location: l, Replicas: rapid.IntRange(0, 3).Draw(t, "replicas")}
			p.Required = rapid.IntRange(0, max(p.Replicas, 1)).Draw(t, "required")
			if inside := within(l); len(inside) > 0 && chance("spread") {
				p.Spread = rapid.SliceOfN(rapid.SampledFrom(inside), 1, 3).Draw(t, "spread over")
			}
			sys.Placements = append(sys.Placements, p)
			s.Instances = s.Instances || rapid.IntRange(0, 3).Draw(t, "instances") == 0
			s.Releases = s.Releases || rapid.IntRange(0, 3).Draw(t, "releases") == 0
		}
		sys.Services = append(sys.Services, s)
	}
	for i, a := range sys.Domains {
		for _, b := range sys.Domains[:i] {
			if rapid.IntRange(0, 2).Draw(t, "link") == 0 {
				sys.Links = append(sys.Links, Link{From: a.ID, To: b.ID, Fails: chance("link fails")})
			}
		}
	}
	for _, from := range ids {
		for _, to := range ids {
			if rapid.IntRange(0, 2).Draw(t, "call") == 0 {
				sys.Calls = append(sys.Calls, drawCall(t, from, to, ids, places))
			}
		}
	}
	sys.Journeys = []Journey{drawJourney(t, ids, places)}
	return sys
}

func drawCall(t *rapid.T, from, to string, ids, places []string) Call {
	c := Call{From: from, To: to, Kind: rapid.SampledFrom([]string{"", Hard, Hard, Hard, Soft, Async}).Draw(t, "kind")}
	if rapid.IntRange(0, 1).Draw(t, "failover") == 0 {
		c.Failover = &Failover{OutlierDetection: rapid.IntRange(0, 4).Draw(t, "detection") > 0}
		if rapid.Bool().Draw(t, "ordered") {
			c.Failover.Order = rapid.SliceOfN(rapid.SampledFrom(places), 1, 3).Draw(t, "order")
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "fallback") == 0 {
		c.Fallback = &Fallback{}
		others := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == from || id == to })
		if len(others) > 0 && rapid.Bool().Draw(t, "fallback service") {
			c.Fallback.Service = rapid.SampledFrom(others).Draw(t, "fallback to")
		}
	}
	return c
}

func drawJourney(t *rapid.T, ids, places []string) Journey {
	j := Journey{ID: "j", Reroute: rapid.Bool().Draw(t, "reroute")}
	j.Entries = rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, min(2, len(ids)), rapid.ID).Draw(t, "entries")
	if rapid.Bool().Draw(t, "ingress stated") {
		at := rapid.SliceOfNDistinct(rapid.SampledFrom(places), 1, min(3, len(places)), rapid.ID).Draw(t, "ingress")
		for _, l := range at {
			j.Ingress = append(j.Ingress, Ingress{Location: l, Share: 1 / float64(len(at))})
		}
	}
	return j
}

// eachState calls f for all states of the events if these are few, and else for
// the extreme ones and a random choice.
func eachState(t *rapid.T, ids []string, f func(state map[string]bool)) {
	const few = 7
	if len(ids) <= few {
		for bits := range 1 << len(ids) {
			state := map[string]bool{}
			for i, id := range ids {
				state[id] = bits>>i&1 == 1
			}
			f(state)
		}
		return
	}
	f(map[string]bool{})
	for range 1 << few {
		rare := rapid.IntRange(1, 5).Draw(t, "rare")
		state := map[string]bool{}
		for _, id := range ids {
			state[id] = rapid.IntRange(0, rare).Draw(t, id) == 0
		}
		f(state)
	}
}

// works evaluates a block diagram by its definition.
func works(b rbd.Block, occurs map[string]bool) bool {
	if b.Kind == rbd.Component {
		return !occurs[b.Event]
	}
	n := 0
	for _, in := range b.Blocks {
		if works(in, occurs) {
			n++
		}
	}
	return n >= map[string]int{rbd.Series: len(b.Blocks), rbd.Parallel: 1, rbd.KOfN: b.K}[b.Kind]
}

// TestFaultTreeAgainstOracle compares every top of the tree, and the block diagram
// of the first, with the equations solved on the state itself.
func TestFaultTreeAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sys := drawSystem(t)
		j := sys.Journeys[0]
		s, err := FaultTree(sys, j.ID)
		if err != nil {
			t.Fatal(err)
		}
		tree := newEvaluator(t, s.Tree)

		// Events the oracle looks at, and any the tree has besides.
		all := map[string]bool{}
		probe := newOracle(sys, nil, true)
		for _, l := range probe.users(j) {
			probe.notServed(j, l)
		}
		maps.Copy(all, probe.seen)
		for _, e := range s.Events {
			if !all[e.ID] {
				t.Fatalf("event %+v is not in the model", e)
			}
		}

		blocks, drawn := s.Blocks(s.Any)
		eachState(t, slices.Sorted(maps.Keys(all)), func(state map[string]bool) {
			if drawn && works(blocks, state) == tree.in(state, s.Any) {
				t.Fatalf("the block diagram and the tree disagree in %v", state)
			}
			hard, full := newOracle(sys, state, false), newOracle(sys, state, true)
			lost, less := false, false
			for i, l := range hard.users(j) {
				want := hard.notServed(j, l)
				lost, less = lost || want, less || full.notServed(j, l)
				if got := tree.in(state, s.Locations[i].Gate); s.Locations[i].Location != l || got != want {
					t.Fatalf("users of %q not served: %t by the tree, %t by the equations, in %v", l, got, want, state)
				}
			}
			if got := tree.in(state, s.Any); got != lost {
				t.Fatalf("some not served: %t by the tree, %t by the equations, in %v", got, lost, state)
			}
			degraded := s.Degraded
			if degraded == "" {
				degraded = s.Any // soft calls change nothing
			}
			if got := tree.in(state, degraded); got != less {
				t.Fatalf("degraded: %t by the tree, %t by the equations, in %v", got, less, state)
			}
		})
	})
}

// TestFailAgainstOracle compares the blast radius of some domains and services
// with the equations solved on the state where these are down and all else works.
func TestFailAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sys := drawSystem(t)
		var names []string
		for _, d := range sys.Domains {
			names = append(names, d.ID)
		}
		for _, s := range sys.Services {
			names = append(names, s.ID)
		}
		failed := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID).Draw(t, "failed")
		impact, err := Fail(sys, failed)
		if err != nil {
			t.Fatal(err)
		}

		able := sys // the failed can fail, whether the model says so or not
		able.Domains, able.Services = slices.Clone(sys.Domains), slices.Clone(sys.Services)
		state := map[string]bool{}
		for i := range able.Domains {
			if slices.Contains(failed, able.Domains[i].ID) {
				able.Domains[i].Fails, state["domain:"+able.Domains[i].ID] = true, true
			}
		}
		for i := range able.Services {
			if slices.Contains(failed, able.Services[i].ID) {
				able.Services[i].Fails, state["service:"+able.Services[i].ID] = true, true
			}
		}
		o := newOracle(able, state, false)
		got := map[string]string{}
		for _, s := range impact.Services {
			got[s.ID] = s.Effect
		}
		want := map[string]string{}
		for _, s := range able.Services {
			if e := o.effect(s); e != Unaffected {
				want[s.ID] = e
			}
		}
		if !maps.Equal(got, want) {
			t.Fatalf("services %v, want %v when %v fail", got, want, failed)
		}
		o.checkJourney(t, impact.Journeys[0], want)
	})
}

// effect is the effect on a service, by the definition of ServiceImpact.
func (o *oracle) effect(s Service) string {
	places := o.placesOf(s.ID)
	if len(places) == 0 {
		places = []string{""}
	}
	down, less := 0, false
	for _, l := range places {
		if o.downs[[2]string{s.ID, l}] {
			down++
		}
		for _, p := range o.sys.Placements {
			less = less || p.Service == s.ID && p.Location == l && o.lost(s, p) > 0
		}
		for _, c := range o.sys.Calls {
			less = less || c.From == s.ID && o.silent(c.To, l, o.first(c, l))
		}
	}
	switch {
	case down == len(places):
		return Down
	case down > 0 || less:
		return Degraded
	}
	return Unaffected
}

func (o *oracle) checkJourney(t *rapid.T, got JourneyImpact, services map[string]string) {
	j := o.sys.Journeys[0]
	users := o.users(j)
	lost := 0
	for _, l := range users {
		if o.notServed(j, l) {
			lost++
		}
	}
	needs := slices.Clone(j.Entries)
	for i := 0; i < len(needs); i++ {
		for _, c := range o.sys.Calls {
			if c.From == needs[i] && !slices.Contains(needs, c.To) {
				needs = append(needs, c.To)
			}
		}
	}
	want := Unaffected
	switch {
	case lost == len(users):
		want = Down
	case lost > 0 || slices.ContainsFunc(needs, func(id string) bool { return services[id] != "" }):
		want = Degraded
	}
	if share := float64(lost) / float64(len(users)); got.Effect != want || math.Abs(got.UsersDown-share) > 1e-12 {
		t.Fatalf("journey %+v, want %s for %g of the users", got, want, share)
	}
}

// TestFaultTreeIsDeterministic: the same system gives the same synthesis.
func TestFaultTreeIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sys := drawSystem(t)
		a, errA := FaultTree(sys, "j")
		b, errB := FaultTree(sys, "j")
		if errA != nil || errB != nil || fmt.Sprint(a) != fmt.Sprint(b) {
			t.Fatalf("two trees of one system: %v, %v", errA, errB)
		}
	})
}
