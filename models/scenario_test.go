package models

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func bank() Mesh {
	tenth, half, negative := 0.1, 0.5, -1.0
	until := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	minute := Duration(time.Minute)
	return Mesh{
		Domains: []FailureDomain{{ID: "ca", Kind: DomainAuthority, Failure: &Failure{PerYear: 0.25, MeanTimeToRestore: 120 * minute}}},
		Services: []Service{
			{ID: "pay", Records: []string{"payments"}},
			{ID: "fraud", Failure: &Failure{PerYear: 5, MeanTimeToRestore: 36 * minute, RecordsUntil: &until}, Release: &Failure{PerYear: 1, MeanTimeToRestore: minute}},
		},
		Placements:   []Placement{{Service: "pay", Location: "eu", Replicas: 3, Required: 2, Spread: []string{"a", "b"}}},
		Dependencies: []Dependency{{From: "pay", To: "fraud"}},
		Scenarios: []Scenario{
			{ID: "open", Changes: []Change{
				{SetFallback: &SetFallback{From: "pay", To: "fraud", Fallback: Fallback{Effectiveness: 0.95}}},
				{SetReplicas: &SetReplicas{Service: "pay", Location: "eu", Replicas: 9}}, // undone by what builds on it
			}},
			{ID: "better", BuildsOn: "open", Changes: []Change{
				{SetFailure: &SetFailure{Component: "service:fraud", RateFactor: &tenth, RestoreFactor: &half}},
				{SetFailure: &SetFailure{Component: "domain:ca", RestoreFactor: &half}},
				{SetFailure: &SetFailure{Component: "release:fraud", RateFactor: &half}},
				{SetFailure: &SetFailure{Component: "release:fraud", RateFactor: &half}},
				{SetReplicas: &SetReplicas{Service: "pay", Location: "eu", Replicas: 5, Required: 3, Spread: []string{"c"}}},
				{SetReplicas: &SetReplicas{Service: "pay", Location: "eu", Replicas: 4}},
				{SetKind: &SetKind{From: "pay", To: "fraud", Kind: DependencyAsync, Buffer: minute}},
				{SetFailover: &SetFailover{From: "pay", To: "fraud", Failover: Failover{OutlierDetection: true, Order: []string{"us"}}}},
			}},
			{ID: "circle", BuildsOn: "round", Changes: nil},
			{ID: "round", BuildsOn: "circle"},
			{ID: "wrong", Changes: []Change{
				{},
				{SetKind: &SetKind{From: "fraud", To: "pay"}},
				{SetFailure: &SetFailure{Component: "instance:fraud", RateFactor: &tenth}},
				{SetFailure: &SetFailure{Component: "service:fraud", RateFactor: &negative}},
				{SetFailure: &SetFailure{Component: "service:fraud", RestoreFactor: &negative}},
				{SetReplicas: &SetReplicas{Service: "pay", Replicas: 1}},
				{SetReplicas: &SetReplicas{Service: "pay", Location: "eu", Replicas: 1}},
			}},
		},
	}
}

func TestApply(t *testing.T) {
	m, before := bank(), bank()
	got, err := m.Apply("better")
	if err != nil {
		t.Fatal(err)
	}
	want := bank()
	minute := Duration(time.Minute)
	want.Domains[0].Failure.MeanTimeToRestore = 60 * minute
	want.Services[1].Failure.PerYear, want.Services[1].Failure.MeanTimeToRestore = 0.5, 18*minute
	want.Services[1].Release.PerYear = 0.25
	want.Placements[0].Replicas, want.Placements[0].Required, want.Placements[0].Spread = 4, 3, []string{"c"}
	want.Dependencies[0] = Dependency{From: "pay", To: "fraud", Kind: DependencyAsync, Buffer: minute,
		Fallback: &Fallback{Effectiveness: 0.95}, Failover: &Failover{OutlierDetection: true, Order: []string{"us"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Apply = %+v\nwant %+v", got, want)
	}
	if !reflect.DeepEqual(m, before) {
		t.Error("Apply modified the mesh")
	}

	// The result shares nothing with the mesh, nor with its scenarios.
	got.Services[0].Records[0] = "x"
	*got.Services[1].Failure.RecordsUntil = time.Time{}
	got.Dependencies[0].Fallback.Effectiveness = 0
	got.Dependencies[0].Failover.Order[0] = "x"
	got.Placements[0].Spread[0] = "x"
	if !reflect.DeepEqual(m, before) {
		t.Error("a change of the result reached the mesh")
	}
}

func TestApplyErrors(t *testing.T) {
	for id, want := range map[string][]string{
		"":       {`models: a scenario has no ID`},
		"none":   {`models: unknown scenario "none"`},
		"circle": {`models: scenario "circle" builds on itself`},
		"wrong": {
			`models: scenario "wrong", change 1: has 0 parts, not exactly one`,
			`models: scenario "wrong", change 2: no dependency of "fraud" on "pay"`,
			`models: scenario "wrong", change 3: component "instance:fraud" has no failure data`,
			`models: scenario "wrong", change 4: component "service:fraud": rate factor -1 is not a finite number of 0 or more`,
			`models: scenario "wrong", change 5: component "service:fraud": restore factor -1 makes no duration`,
			`models: scenario "wrong", change 6: service "pay" has no placement in ""`,
			`models: scenario "wrong", change 7: placement of "pay" requires 2 of 1 replicas`,
		},
	} {
		_, err := bank().Apply(id)
		if err == nil || !slices.Equal(strings.Split(err.Error(), "\n"), want) {
			t.Errorf("Apply(%q): %v\nwant %q", id, err, want)
		}
	}
}
