package mission

import (
	"context"
	"testing"

	"ninefold/analysis/mesh"
)

// TestBound compares the bounds of large trees with the chain of a small one: two
// databases with failover, and a caller that is an outage alone.
func TestBound(t *testing.T) {
	m := Model{
		System: mesh.System{
			Domains:    []mesh.Domain{{ID: "east"}, {ID: "west"}},
			Services:   []mesh.Service{{ID: "api", Fails: true}, {ID: "db", Instances: true}},
			Placements: []mesh.Placement{{Service: "api", Location: "east"}, {Service: "db", Location: "east"}, {Service: "db", Location: "west"}},
			Calls:      []mesh.Call{{From: "api", To: "db", Failover: &mesh.Failover{OutlierDetection: true}}},
			Journeys:   []mesh.Journey{{ID: "pay", Entries: []string{"api"}}},
		},
		Parts: map[string]Part{
			"instance:db": {PerHour: 0.01, RestoreHours: 2}, "switch:api>db": {PerHour: 0.01, RestoreHours: 5, Probability: 0.1},
		},
	}
	for _, alone := range []float64{0, 0.001} {
		m.Parts["service:api"] = Part{PerHour: alone, RestoreHours: 1}
		m.System.Services[0].Fails = alone > 0
		opt := Options{Hours: []float64{1, 10, 100}, MaxStates: 1000}
		exact, err := Analyze(context.Background(), m, "pay", opt)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := Build(m, "pay")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := static(context.Background(), m, tree); err != nil {
			t.Fatal(err)
		}
		r := &Result{}
		spans, err := tree.bound(alone, opt, r)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range exact.Points {
			if s := spans[i]; s.Lower > p.Outage.Lower || s.Upper < p.Outage.Upper || s.Upper > 3*p.Outage.Upper {
				t.Errorf("bounds %v of %v", s, p.Outage)
			}
		}
		if *r.MeanLower > *exact.MeanHours || r.MeanUpper != nil && *r.MeanUpper < *exact.MeanHours || *r.MeanLower < *exact.MeanHours/3 {
			t.Errorf("mean %g, bounds %v %v", *exact.MeanHours, *r.MeanLower, r.MeanUpper)
		}
	}
}
