package mission_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/mesh"
	"ninefold/analysis/mesh/mission"
)

// pair is a caller at one of two locations whose database is at both. The caller
// itself never fails.
func pair(call mesh.Call, db, sw mission.Part) mission.Model {
	call.From, call.To = "api", "db"
	return mission.Model{
		System: mesh.System{
			Domains:    []mesh.Domain{{ID: "east"}, {ID: "west"}},
			Services:   []mesh.Service{{ID: "api"}, {ID: "db", Instances: true}},
			Placements: []mesh.Placement{{Service: "api", Location: "east"}, {Service: "db", Location: "east"}, {Service: "db", Location: "west"}},
			Calls:      []mesh.Call{call},
			Journeys:   []mesh.Journey{{ID: "pay", Entries: []string{"api"}}},
		},
		Parts: map[string]mission.Part{"instance:db": db, "switch:api>db": sw},
	}
}

var failover = mesh.Call{Failover: &mesh.Failover{OutlierDetection: true}}

// mean solves for the mean time to the last state of a chain, from its first, by
// elimination: rates[i][j] is that from i to j.
func mean(rates [][]float64) float64 {
	n := len(rates) - 1
	a := make([][]float64, n)
	for i := range a {
		a[i] = make([]float64, n+1)
		for j, r := range rates[i] {
			a[i][i] += r
			if j < n {
				a[i][j] -= r
			}
		}
		a[i][n] = 1
	}
	for k := n - 1; k > 0; k-- { // the first state is left
		for i := range k {
			f := a[i][k] / a[k][k]
			for j := range a[i] {
				a[i][j] -= f * a[k][j]
			}
		}
	}
	return a[0][n] / a[0][0]
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// TestMeanReference compares mean times to the first outage with chains and closed
// forms made by hand.
func TestMeanReference(t *testing.T) {
	const l, u, c, a, v = 0.01, 0.5, 0.9, 0.02, 0.1 // database: failures, repairs; coverage; switch: failures, repairs
	db, off := mission.Part{PerHour: l, RestoreHours: 1 / u}, mission.Part{}
	standby := func(dormancy float64, db mission.Part) mission.Model {
		m := pair(failover, db, off)
		m.Standby = map[string]float64{"db@west": dormancy}
		return m
	}
	tests := []struct {
		name, source string
		model        mission.Model
		want         float64
	}{{
		name: "coverage", source: "states: both up, first down and switched, second down, outage",
		model: pair(failover, db, mission.Part{Probability: 1 - c}),
		want:  mean([][]float64{{0, l * c, l, l * (1 - c)}, {u, 0, 0, l}, {u, 0, 0, l}, {}}),
	}, {
		name: "a switch that fails", source: "states: all up; switch down; first down, switched; the same, switch down since; second down; second and switch down; outage",
		model: pair(failover, db, mission.Part{PerHour: a, RestoreHours: 1 / v}),
		want: mean([][]float64{
			{0, a, l, 0, l, 0, 0}, {v, 0, 0, 0, 0, l, l}, {u, 0, 0, a, 0, 0, l}, {0, u, v, 0, 0, 0, l},
			{u, 0, 0, 0, 0, a, l}, {0, u, 0, 0, v, 0, l}, {},
		}),
	}, {
		name: "one database", source: "1/λ", model: pair(mesh.Call{}, db, off), want: 1 / l,
	}, {
		name: "hot standby without repair", source: "1/λ + 1/2λ", model: standby(1, mission.Part{PerHour: l}), want: 1.5 / l,
	}, {
		name: "cold standby without repair", source: "2/λ", model: standby(0, mission.Part{PerHour: l}), want: 2 / l,
	}, {
		name: "warm standby without repair", source: "1/λ(1 + d) + 1/λ", model: standby(0.25, mission.Part{PerHour: l}), want: 1/(1.25*l) + 1/l,
	}, {
		name: "cold standby with coverage, without repair", source: "time of the first, then c times that of the second: 1/λ + c/λ",
		model: covered(standby(0, mission.Part{PerHour: l}), 1-c), want: (1 + c) / l,
	}, {
		name: "cold standby with repair", source: "states: both up, one down, outage; the database that is left is in use",
		model: standby(0, db), want: mean([][]float64{{0, l, 0}, {u, 0, l}, {}}),
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := mission.Analyze(context.Background(), tt.model, "pay", mission.Options{Hours: []float64{10}})
			if err != nil {
				t.Fatal(err)
			}
			if r.MeanHours == nil || relErr(*r.MeanHours, tt.want) > 1e-9 {
				t.Errorf("mean = %v hours, want %.12g (source: %s)", r.MeanHours, tt.want, tt.source)
			}
		})
	}
}

// covered is a model whose switch fails on demand.
func covered(m mission.Model, probability float64) mission.Model {
	m.Parts["switch:api>db"] = mission.Part{Probability: probability}
	return m
}

// soft is a soft call with a circuit breaker, of a callee that is not redundant.
func soft(callee mission.Part, b mission.Breaker) mission.Model {
	m := pair(mesh.Call{Kind: mesh.Soft}, callee, mission.Part{})
	m.System.Placements = m.System.Placements[:2]
	m.Breakers = map[string]mission.Breaker{"api>db": b}
	return m
}

func TestBreaker(t *testing.T) {
	const b, c, at = 0.03, 0.02, 40.0
	r, err := mission.Analyze(context.Background(), soft(mission.Part{PerHour: c}, mission.Breaker{Part: mission.Part{PerHour: b}}), "pay", mission.Options{Hours: []float64{at}})
	if err != nil {
		t.Fatal(err)
	}
	want := -math.Expm1(-c*at) + c/(b+c)*math.Expm1(-(b+c)*at)
	if p := r.Points[0]; relErr(p.Outage.Lower, want) > 1e-9 || p.Outage.Lower != p.Outage.Upper {
		t.Errorf("outage %v, want %.12g (source: 1 − e^(−ct) − c/(b+c)·(1 − e^(−(b+c)t)), the breaker first)", p.Outage, want)
	}
	blind := math.Expm1(-c*at) * math.Expm1(-b*at)
	if p := r.Points[0]; p.Unordered == nil || relErr(p.Unordered.Lower, blind) > 1e-9 {
		t.Errorf("without order %v, want %.12g (source: both have failed)", p.Unordered, blind)
	}
}

// TestOverload finds the share of the time that a caller is down which recovers
// from each cascade. Source: the balance of up, callee down and recovering.
func TestOverload(t *testing.T) {
	const l, u, v = 0.02, 0.5, 0.25
	m := soft(mission.Part{PerHour: l, RestoreHours: 1 / u}, mission.Breaker{Part: mission.Part{Probability: 1}, OverloadHours: 1 / v})
	tree, err := mission.Build(m, "pay")
	if err != nil {
		t.Fatal(err)
	}
	r, err := dynamic.Analyze(context.Background(), tree.Tree, dynamic.Options{})
	if err != nil {
		t.Fatal(err)
	}
	up := 1.0
	recovering := l * up / v          // what leaves up comes back from recovering
	down := (l*up + l*recovering) / u // what comes to down leaves it
	want := (recovering + down) / (up + recovering + down)
	if r.LongRun == nil || relErr(r.LongRun.Unavailability, want) > 1e-9 {
		t.Errorf("long run %+v, want %.12g down", r.LongRun, want)
	}
}

func TestErrors(t *testing.T) {
	m := pair(failover, mission.Part{PerHour: -1}, mission.Part{Probability: 2})
	m.Standby = map[string]float64{"db@north": 0, "db@east": math.NaN()}
	m.Breakers = map[string]mission.Breaker{"api>db": {OverloadHours: -1}}
	_, err := mission.Build(m, "pay")
	for _, want := range []string{"rate -1", "probability 2", "db@north: there is no such placement", "dormancy NaN", "time to recover -1", "no such soft call"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
	m = pair(failover, mission.Part{PerHour: 1}, mission.Part{})
	m.Standby = map[string]float64{"db@east": 0}
	if _, err := mission.Build(m, "pay"); err == nil || !strings.Contains(err.Error(), "called without failover") {
		t.Errorf("error %v: what is called directly does not stand by", err)
	}
	delete(m.Parts, "instance:db")
	if _, err := mission.Build(m, "pay"); err == nil || !strings.Contains(err.Error(), `no numbers for "instance:db"`) {
		t.Errorf("error %v: there are no numbers", err)
	}
	if _, err := mission.Analyze(context.Background(), pair(failover, mission.Part{}, mission.Part{}), "pay", mission.Options{Hours: []float64{math.NaN()}}); err == nil {
		t.Error("a time that is none is no error")
	}
}

// TestNothingFails has a journey without anything that can fail.
func TestNothingFails(t *testing.T) {
	r, err := mission.Analyze(context.Background(), pair(mesh.Call{}, mission.Part{}, mission.Part{}), "pay", mission.Options{Hours: []float64{1}})
	if err != nil || r.Top != "" || r.Points[0].Outage.Upper != 0 || r.MeanHours != nil {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestNested has Or gates inside Or gates, at two locations that stand for each
// other. Source: each is down unless all three of its parts work.
func TestNested(t *testing.T) {
	m := pair(mesh.Call{}, mission.Part{PerHour: 0.1, RestoreHours: 1}, mission.Part{})
	m.System.Services[0].Instances, m.System.Services[1].Releases = true, true
	m.System.Placements = append(m.System.Placements, mesh.Placement{Service: "api", Location: "west"})
	m.System.Journeys[0].Reroute = true
	m.Parts["instance:api"], m.Parts["release:db"] = mission.Part{PerHour: 0.2, RestoreHours: 1}, mission.Part{PerHour: 0.3, RestoreHours: 1}
	m.Parts["reroute:pay"] = mission.Part{}
	tree, err := mission.Build(m, "pay")
	if err != nil {
		t.Fatal(err)
	}
	r, err := dynamic.Analyze(context.Background(), tree.Tree, dynamic.Options{NoMean: true})
	if err != nil {
		t.Fatal(err)
	}
	place := 1 - 1/(1.1*1.2*1.3)
	if r.LongRun == nil || relErr(r.LongRun.Unavailability, place*place) > 1e-12 {
		t.Errorf("long run %+v, want %.12g down", r.LongRun, place*place)
	}
}
