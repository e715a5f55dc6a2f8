package mesh

import (
	"math"
	"strconv"
	"testing"
)

// chain is five services, each calling the next and each able to fail.
func chain() System {
	sys := System{Journeys: []Journey{{ID: "buy", Entries: []string{"s1"}}}}
	for i := 1; i <= 5; i++ {
		id := "s" + strconv.Itoa(i)
		sys.Services = append(sys.Services, Service{ID: id, Fails: true})
		if i > 1 {
			sys.Calls = append(sys.Calls, Call{From: "s" + strconv.Itoa(i-1), To: id})
		}
	}
	return sys
}

// zones is one service with a replica in each of three zones of a cluster.
func zones(required int) System {
	return System{
		Domains: []Domain{
			{ID: "cluster"},
			{ID: "a", Parent: "cluster", Fails: true},
			{ID: "b", Parent: "cluster", Fails: true},
			{ID: "c", Parent: "cluster", Fails: true},
		},
		Services:   []Service{{ID: "pay"}},
		Placements: []Placement{{Service: "pay", Location: "cluster", Replicas: 3, Required: required, Spread: []string{"a", "b", "c"}}},
		Journeys:   []Journey{{ID: "buy", Entries: []string{"pay"}}},
	}
}

// two is a caller and a callee at two places each, and users at the first.
func two(c Call) System {
	return System{
		Domains:  []Domain{{ID: "east"}, {ID: "west"}},
		Services: []Service{{ID: "pay"}, {ID: "fraud", Instances: true}, {ID: "rules", Fails: true}},
		Placements: []Placement{
			{Service: "pay", Location: "east"},
			{Service: "fraud", Location: "east"},
			{Service: "fraud", Location: "west"},
		},
		Links:    []Link{{From: "west", To: "east", Fails: true}},
		Calls:    []Call{c},
		Journeys: []Journey{{ID: "buy", Entries: []string{"pay"}}},
	}
}

// twoPlaces is a service at two places that users come in at in unequal shares.
func twoPlaces(reroute bool) System {
	return System{
		Domains:    []Domain{{ID: "east", Fails: true}, {ID: "west", Fails: true}},
		Services:   []Service{{ID: "web"}},
		Placements: []Placement{{Service: "web", Location: "east"}, {Service: "web", Location: "west"}},
		Journeys: []Journey{{
			ID: "buy", Entries: []string{"web"}, Reroute: reroute,
			Ingress: []Ingress{{Location: "east", Share: 0.75}, {Location: "west", Share: 0.25}},
		}},
	}
}

// three is a callee at three places, called from a fourth.
func three(f *Failover) System {
	sys := System{
		Services:   []Service{{ID: "pay"}, {ID: "fraud"}},
		Placements: []Placement{{Service: "pay", Location: "home"}},
		Calls:      []Call{{From: "pay", To: "fraud", Failover: f}},
		Journeys:   []Journey{{ID: "buy", Entries: []string{"pay"}}},
	}
	for _, l := range []string{"a", "b", "c", "home"} {
		sys.Domains = append(sys.Domains, Domain{ID: l, Fails: l != "home"})
		if l != "home" {
			sys.Placements = append(sys.Placements, Placement{Service: "fraud", Location: l})
		}
	}
	return sys
}

// sameZones is a service that needs k+1 of its replicas, one in each of n zones,
// and calls one that needs k of as many in the same zones.
func sameZones(k, n int) System {
	sys := System{
		Domains:  []Domain{{ID: "cluster"}},
		Services: []Service{{ID: "pay"}, {ID: "fraud"}},
		Calls:    []Call{{From: "pay", To: "fraud"}},
		Journeys: []Journey{{ID: "buy", Entries: []string{"pay"}}},
	}
	var all []string
	for i := range n {
		id := string(rune('a' + i))
		sys.Domains = append(sys.Domains, Domain{ID: id, Parent: "cluster", Fails: true})
		all = append(all, id)
	}
	sys.Placements = []Placement{
		{Service: "pay", Location: "cluster", Replicas: n, Required: k + 1, Spread: all},
		{Service: "fraud", Location: "cluster", Replicas: n, Required: k, Spread: all},
	}
	return sys
}

// ring is services that call each other in a circle.
func ring(ids ...string) System {
	sys := System{Journeys: []Journey{{ID: "buy", Entries: ids[:1]}}}
	for i, id := range ids {
		sys.Services = append(sys.Services, Service{ID: id, Fails: true})
		sys.Calls = append(sys.Calls, Call{From: id, To: ids[(i+1)%len(ids)]})
	}
	return sys
}

func TestFaultTreeReference(t *testing.T) {
	const q = 0.1
	call := func(c Call) Call { c.From, c.To = "pay", "fraud"; return c }
	tests := []struct {
		name   string
		source string // where want comes from; never this program
		sys    System
		of     map[string]float64
		want   float64 // unavailability, weighted by users
	}{{
		name:   "five services at 99.9 % in series",
		source: "1 - 0.999^5; 99.50 % in DESIGN's companion UX §8.2, case 7",
		sys:    chain(),
		of:     map[string]float64{"service:s1": 1e-3, "service:s2": 1e-3, "service:s3": 1e-3, "service:s4": 1e-3, "service:s5": 1e-3},
		want:   -math.Expm1(5 * math.Log1p(-1e-3)),
	}, {
		name:   "two of three zones",
		source: "closed form 3q^2 - 2q^3",
		sys:    zones(2),
		of:     map[string]float64{"domain:a": q, "domain:b": q, "domain:c": q},
		want:   0.028,
	}, {
		name:   "one of three zones",
		source: "q^3",
		sys:    zones(1),
		of:     map[string]float64{"domain:a": q, "domain:b": q, "domain:c": q},
		want:   0.001,
	}, {
		name:   "no failover",
		source: "q of the local replica",
		sys:    two(call(Call{})),
		of:     map[string]float64{"instance:fraud": q},
		want:   0.1,
	}, {
		name:   "failover",
		source: "q * (1 - (1-s)(1-l)(1-q)) = 0.1 * (1 - 0.8*0.7*0.9)",
		sys:    two(call(Call{Failover: &Failover{OutlierDetection: true}})),
		of:     map[string]float64{"instance:fraud": q, "switch:pay>fraud": 0.2, "link:west>east": 0.3},
		want:   0.0496,
	}, {
		name:   "fallback in the caller",
		source: "q * f",
		sys:    two(call(Call{Fallback: &Fallback{}})),
		of:     map[string]float64{"instance:fraud": q, "fallback:pay>fraud": 0.2},
		want:   0.02,
	}, {
		name:   "fallback to a service",
		source: "q * (1 - (1-f)(1-r)) = 0.1 * (1 - 0.8*0.7)",
		sys:    two(call(Call{Fallback: &Fallback{Service: "rules"}})),
		of:     map[string]float64{"instance:fraud": q, "fallback:pay>fraud": 0.2, "service:rules": 0.3},
		want:   0.044,
	}, {
		name:   "asynchronous",
		source: "q * b",
		sys:    two(call(Call{Kind: Async})),
		of:     map[string]float64{"instance:fraud": q, "buffer:pay>fraud": 0.2},
		want:   0.02,
	}, {
		name:   "two places without reroute",
		source: "0.75 e + 0.25 w",
		sys:    twoPlaces(false),
		of:     map[string]float64{"domain:east": 0.1, "domain:west": 0.2},
		want:   0.125,
	}, {
		name:   "two places with reroute",
		source: "0.75 e (1 - (1-r)(1-w)) + 0.25 w (1 - (1-r)(1-e)) = 0.075*0.44 + 0.05*0.37",
		sys:    twoPlaces(true),
		of:     map[string]float64{"domain:east": 0.1, "domain:west": 0.2, "reroute:buy": 0.3},
		want:   0.0515,
	}, {
		name:   "the nearest of three without failover is the first in the model",
		source: "a",
		sys:    three(nil),
		of:     map[string]float64{"domain:a": 0.1},
		want:   0.1,
	}, {
		name:   "an order without outlier detection changes nothing",
		source: "a",
		sys:    three(&Failover{Order: []string{"c", "b"}}),
		of:     map[string]float64{"domain:a": 0.1},
		want:   0.1,
	}, {
		name:   "failover to all",
		source: "a (1 - (1-s)(1 - b c)) = 0.1 * (1 - 0.8*0.94)",
		sys:    three(&Failover{OutlierDetection: true}),
		of:     map[string]float64{"domain:a": 0.1, "domain:b": 0.2, "domain:c": 0.3, "switch:pay>fraud": 0.2},
		want:   0.0248,
	}, {
		name:   "failover in order, which leaves one out",
		source: "c (1 - (1-s)(1-b)) = 0.3 * (1 - 0.8*0.8)",
		sys:    three(&Failover{OutlierDetection: true, Order: []string{"home", "c", "b"}}),
		of:     map[string]float64{"domain:b": 0.2, "domain:c": 0.3, "switch:pay>fraud": 0.2},
		want:   0.108,
	}, {
		name:   "both of two zones, and one of them",
		source: "1 - (1-a)(1-b)",
		sys:    sameZones(1, 2),
		of:     map[string]float64{"domain:a": 0.1, "domain:b": 0.2},
		want:   0.28,
	}, {
		name:   "three of four zones, and two of them",
		source: "two or more of four fail: 1 - 0.9^4 - 4*0.1*0.9^3",
		sys:    sameZones(2, 4),
		of:     map[string]float64{"domain:a": q, "domain:b": q, "domain:c": q, "domain:d": q},
		want:   0.0523,
	}, {
		name:   "a cycle is as good as its parts in series",
		source: "1 - (1-a)(1-b)(1-c)",
		sys:    ring("a", "b", "c"),
		of:     map[string]float64{"service:a": 0.1, "service:b": 0.2, "service:c": 0.3},
		want:   0.496,
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := FaultTree(tt.sys, "buy")
			if err != nil {
				t.Fatal(err)
			}
			got := 0.0
			for _, l := range s.Locations {
				got += l.Share * probability(t, s, l.Gate, tt.of)
			}
			if math.Abs(got-tt.want) > 1e-12*tt.want {
				t.Errorf("unavailability = %.17g, want %.17g (source: %s)", got, tt.want, tt.source)
			}
		})
	}
}
