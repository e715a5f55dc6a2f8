package mesh

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/rbd"
)

// bank is a system with one of everything that has an event.
func bank() System {
	return System{
		Domains: []Domain{
			{ID: "onprem", Title: "On-premises", Fails: true},
			{ID: "z1", Parent: "onprem", Fails: true},
			{ID: "z2", Parent: "onprem", Fails: true},
			{ID: "cloud"},
			{ID: "mesh-ca", Title: "Mesh CA", Fails: true},
		},
		Services: []Service{
			{ID: "pay", Title: "Payments API", Shared: []string{"mesh-ca"}, Releases: true, Instances: true},
			{ID: "fraud", Fails: true},
			{ID: "queue", Fails: true},
			{ID: "adverts", Fails: true},
		},
		Placements: []Placement{
			{Service: "pay", Location: "onprem", Replicas: 3, Required: 2, Spread: []string{"z1", "z2"}},
			{Service: "pay", Location: "cloud"},
			{Service: "fraud", Location: "onprem"},
			{Service: "fraud", Location: "cloud"},
		},
		Links: []Link{{From: "onprem", To: "cloud", Fails: true}},
		Calls: []Call{
			{From: "pay", To: "fraud", Failover: &Failover{OutlierDetection: true}, Fallback: &Fallback{}},
			{From: "pay", To: "queue", Kind: Async},
			{From: "pay", To: "adverts", Kind: Soft},
		},
		Journeys: []Journey{{
			ID: "card", Title: "Card payments", Entries: []string{"pay"}, Reroute: true,
			Ingress: []Ingress{{Location: "onprem", Share: 0.6}, {Location: "cloud", Share: 0.4}},
		}},
	}
}

func TestEventNames(t *testing.T) {
	s, err := FaultTree(bank(), "card")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{ // event = parameter, kind, on demand
		"buffer:pay>queue = buffer:pay>queue, buffer, true",
		"domain:mesh-ca = domain:mesh-ca, domain, false",
		"domain:onprem = domain:onprem, domain, false",
		"domain:z1 = domain:z1, domain, false",
		"domain:z2 = domain:z2, domain, false",
		"fallback:pay>fraud = fallback:pay>fraud, fallback, true",
		"instance:pay@cloud#1 = instance:pay, instance, false",
		"instance:pay@onprem#1 = instance:pay, instance, false",
		"instance:pay@onprem#2 = instance:pay, instance, false",
		"instance:pay@onprem#3 = instance:pay, instance, false",
		"link:onprem>cloud = link:onprem>cloud, link, false",
		"release:pay@cloud = release:pay, release, false",
		"release:pay@onprem = release:pay, release, false",
		"reroute:card@cloud = reroute:card, reroute, true",
		"reroute:card@onprem = reroute:card, reroute, true",
		"service:adverts = service:adverts, service, false",
		"service:fraud = service:fraud, service, false",
		"service:queue = service:queue, service, false",
		"switch:pay>fraud@cloud = switch:pay>fraud, switch, true",
		"switch:pay>fraud@onprem = switch:pay>fraud, switch, true",
	}
	var got []string
	for i, e := range s.Events {
		got = append(got, fmt.Sprintf("%s = %s, %s, %t", e.ID, e.Parameter, e.Kind, e.OnDemand()))
		if s.Tree.Events[i].ID != e.ID || e.Label == "" {
			t.Errorf("event %+v is not labelled, or not where the tree has it", e)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("events:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, g := range s.Tree.Gates {
		if s.Labels[g.ID] == "" || strings.Contains(g.ID, "~") {
			t.Errorf("gate %q has the label %q", g.ID, s.Labels[g.ID])
		}
	}
	if s.Degraded == "" || s.Degraded == s.Any {
		t.Errorf("degraded top %q, although there is a soft call", s.Degraded)
	}
}

// The fault tree engine accepts what comes out of here, all tops at once, and
// gives what enumeration gives; so does the block diagram engine.
func TestEnginesTakeTheResult(t *testing.T) {
	s, err := FaultTree(twoPlaces(true), "buy")
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]float64{"domain:east": 0.1, "domain:west": 0.2, "reroute:buy": 0.3}
	unavailability := map[string]float64{}
	for i, e := range s.Events {
		s.Tree.Events[i].Probability = of[e.Parameter]
		unavailability[e.ID] = of[e.Parameter]
	}
	want := probability(t, s, s.Any, of)
	res, err := faulttree.Analyze(context.Background(), s.Tree, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(res.Top-want) > 1e-12*want {
		t.Errorf("Top = %g, enumeration gives %g", res.Top, want)
	}
	root, ok := s.Blocks(s.Any)
	if !ok {
		t.Fatal("no block diagram")
	}
	if err := (rbd.Diagram{Root: root, Unavailability: unavailability}).Validate(); err != nil {
		t.Error(err)
	}
}

func TestBlocks(t *testing.T) {
	four := sameZones(2, 4)
	four.Calls = nil
	s, err := FaultTree(four, "buy")
	if err != nil {
		t.Fatal(err)
	}
	b, ok := s.Blocks(s.Any)
	if !ok || b.Kind != rbd.KOfN || b.K != 3 || b.Label != "3 of 4" || len(b.Blocks) != 4 || b.Blocks[0].Event != "domain:a" {
		t.Errorf("three of four zones: %+v, %t", b, ok)
	}

	s, err = FaultTree(chain(), "buy")
	if err != nil {
		t.Fatal(err)
	}
	b, ok = s.Blocks(s.Any)
	if !ok || b.Kind != rbd.Series || len(b.Blocks) != 5 {
		t.Errorf("five in a row: %+v, %t", b, ok)
	}

	if b, ok := s.Blocks(""); ok {
		t.Errorf("no such gate: %+v", b)
	}
}

// cyclic is a call cycle that failover keeps from collapsing.
func cyclic(n int) System {
	sys := System{
		Domains:  []Domain{{ID: "east", Fails: true}, {ID: "west", Fails: true}},
		Journeys: []Journey{{ID: "buy", Entries: []string{"s0"}}},
	}
	for i := range n {
		id := fmt.Sprintf("s%d", i)
		sys.Services = append(sys.Services, Service{ID: id, Instances: true})
		for _, d := range sys.Domains {
			sys.Placements = append(sys.Placements, Placement{Service: id, Location: d.ID})
		}
		for k := range n {
			if k != i {
				sys.Calls = append(sys.Calls, Call{From: id, To: fmt.Sprintf("s%d", k), Failover: &Failover{OutlierDetection: true}})
			}
		}
	}
	return sys
}

// A cycle of plain hard calls is one gate, named after all in it.
func TestPlainCycleCollapses(t *testing.T) {
	s, err := FaultTree(ring("a", "b", "c", "d", "e"), "buy")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Tree.Gates) != 1 || len(s.Tree.Gates[0].Inputs) != 5 {
		t.Fatalf("gates %+v, want one over five events", s.Tree.Gates)
	}
	if id := s.Any; !strings.HasPrefix(id, "cycle:") || !strings.HasSuffix(s.Labels[id], "others") || strings.Count(s.Labels[id], ",") != 4 {
		t.Errorf("gate %q has the label %q", id, s.Labels[id])
	}
	if b, ok := s.Blocks(s.Any); !ok || b.Kind != rbd.Series || len(b.Blocks) != 5 {
		t.Errorf("block diagram of a plain cycle: %+v, %t", b, ok)
	}
}

func TestUnrolledCycleHasNoBlocks(t *testing.T) {
	sys := ring("a", "b")
	for i := range sys.Calls {
		sys.Calls[i].Kind = Async
	}
	s, err := FaultTree(sys, "buy")
	if err != nil {
		t.Fatal(err)
	}
	if b, ok := s.Blocks(s.Any); ok {
		t.Errorf("a block diagram of an unrolled cycle: %+v", b)
	}
}

// A cycle that had to be unrolled is up while nothing has failed, and down for its
// users when the only event they depend on alone has.
func TestUnrolledCycle(t *testing.T) {
	s, err := FaultTree(cyclic(3), "buy")
	if err != nil {
		t.Fatal(err)
	}
	e := newEvaluator(t, s.Tree)
	if e.in(map[string]bool{}, s.Any) {
		t.Error("a cycle without a failed event is down")
	}
	if !e.in(map[string]bool{"instance:s0@east#1": true}, s.Any) {
		t.Error("users in the east are served without their entry")
	}
	if e.in(map[string]bool{"instance:s1@east#1": true, "instance:s2@east#1": true}, s.Any) {
		t.Error("failover to the west does not work")
	}
}

// TestSizeIsBounded: gates are shared, so that paths do not count.
func TestSizeIsBounded(t *testing.T) {
	layers := System{Journeys: []Journey{{ID: "buy", Entries: []string{"s0a"}}}}
	for i := range 40 { // 2^40 paths
		for _, side := range []string{"a", "b"} {
			id := fmt.Sprintf("s%d%s", i, side)
			layers.Services = append(layers.Services, Service{ID: id, Fails: true})
			for _, next := range []string{"a", "b"} {
				if i < 39 {
					layers.Calls = append(layers.Calls, Call{From: id, To: fmt.Sprintf("s%d%s", i+1, next), Fallback: &Fallback{}})
				}
			}
		}
	}
	tests := []struct {
		name string
		sys  System
		most int // gates
	}{
		{"40 layers of two, with fallbacks", layers, 3 * len(layers.Calls)},
		{"12 services that all call each other, with failover", cyclic(12), 40000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := FaultTree(tt.sys, "buy")
			if err != nil {
				t.Fatal(err)
			}
			if n := len(s.Tree.Gates); n > tt.most {
				t.Errorf("%d gates, more than %d", n, tt.most)
			}
			if _, ok := s.Blocks(s.Any); ok {
				t.Error("a block diagram of all paths")
			}
		})
	}
}

func TestCannotFail(t *testing.T) {
	sys := System{Services: []Service{{ID: "web"}}, Journeys: []Journey{{ID: "buy", Entries: []string{"web"}}}}
	s, err := FaultTree(sys, "buy")
	if err != nil {
		t.Fatal(err)
	}
	if !s.CannotFail() || s.Tree.Top != "" || len(s.Tree.Gates)+len(s.Events) != 0 || len(s.Locations) != 1 || s.Locations[0].Gate != "" {
		t.Errorf("a journey that cannot fail: %+v", s)
	}

	if s, err = FaultTree(chain(), "buy"); err != nil || s.CannotFail() || s.Degraded != "" {
		t.Errorf("a journey without soft calls has the degraded top %q (%v)", s.Degraded, err)
	}

	// A soft call cannot take it down, but can degrade it.
	sys.Services = append(sys.Services, Service{ID: "adverts", Fails: true})
	sys.Calls = []Call{{From: "web", To: "adverts", Kind: Soft}}
	if s, err = FaultTree(sys, "buy"); err != nil {
		t.Fatal(err)
	}
	if !s.CannotFail() || s.Degraded != "service:adverts" || s.Tree.Top != s.Degraded {
		t.Errorf("a journey that can only be degraded: %+v", s)
	}
}

func TestUnknownNames(t *testing.T) {
	if _, err := FaultTree(bank(), "loans"); err == nil || !strings.Contains(err.Error(), `"loans"`) {
		t.Errorf("unknown journey: %v", err)
	}
	_, err := Fail(bank(), []string{"pay", "moon", "service:mesh-ca"})
	if err == nil || !strings.Contains(err.Error(), `"moon"`) || !strings.Contains(err.Error(), `"service:mesh-ca"`) {
		t.Errorf("unknown names: %v", err)
	}
	if _, err := Fail(System{Services: []Service{{}}}, nil); err == nil {
		t.Error("no error for a broken system")
	}
}

// TestFailReference walks through what people would say about the bank.
func TestFailReference(t *testing.T) {
	tests := []struct {
		failed   []string
		effect   string
		users    float64
		services string
	}{
		{nil, Unaffected, 0, ""},
		{[]string{"z1"}, Degraded, 0, "pay degraded"},                    // two of three replicas lost, rerouted to the cloud
		{[]string{"onprem"}, Degraded, 0, "pay degraded fraud degraded"}, // rerouted
		{[]string{"cloud"}, Degraded, 0, "pay degraded fraud degraded"},  // the cloud need not be able to fail
		{[]string{"mesh-ca"}, Down, 1, "pay down"},
		{[]string{"service:mesh-ca-not"}, "", 0, ""},
		{[]string{"fraud"}, Degraded, 0, "pay degraded fraud down"}, // the fallback works
		{[]string{"queue"}, Degraded, 0, "pay degraded queue down"}, // the buffer lasts
		{[]string{"service:adverts"}, Degraded, 0, "pay degraded adverts down"},
		{[]string{"onprem", "domain:cloud"}, Down, 1, "pay down fraud down"},
	}
	for _, tt := range tests {
		impact, err := Fail(bank(), tt.failed)
		if tt.effect == "" {
			if err == nil {
				t.Errorf("%v: no error", tt.failed)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, s := range impact.Services {
			words = append(words, s.ID, s.Effect)
		}
		j := impact.Journeys[0]
		if j.Effect != tt.effect || j.UsersDown != tt.users || strings.Join(words, " ") != tt.services {
			t.Errorf("%v: journey %s for %g, services %v; want %s for %g, %s", tt.failed, j.Effect, j.UsersDown, words, tt.effect, tt.users, tt.services)
		}
	}
}
