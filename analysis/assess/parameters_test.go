package assess

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/dist"
	"ninefold/models"
)

func TestStatedParameters(t *testing.T) {
	m := chain()
	counted := failing(5, 0.6)
	counted.Events = 10
	spread := failing(5, 0.6)
	spread.ErrorFactor, spread.RestoreErrorFactor = 4, 1.5
	m.Services = []models.Service{
		{ID: "plain", Failure: failing(5, 0.6)}, {ID: "counted", Failure: counted}, {ID: "spread", Failure: spread}, {ID: "never", Failure: failing(0, 1)},
		{ID: "parts", Release: failing(1, 1), Instance: failing(2, 1)},
	}
	m.Domains = []models.FailureDomain{{ID: "dc", Failure: failing(0.1, 4)}, {ID: "safe"}}
	m.Links = []models.Link{{From: "dc", To: "safe", Failure: failing(1, 1)}}
	ps := estimated(t, Input{Mesh: m}, at(0))

	for id, factor := range map[string][2]float64{"plain": {3, 2}, "spread": {4, 1.5}} {
		p := ps.byID["service:"+id]
		wantNear(t, id+" rate per year", p.rate.Mean()*8760, 5, 1e-12)
		wantNear(t, id+" restore", p.restore.Mean(), 0.6, 1e-12)
		wantNear(t, id+" error factor of the rate", p.rate.Quantile(0.95)/p.rate.Quantile(0.5), factor[0], 1e-6)
		wantNear(t, id+" error factor of the restore time", p.restore.Quantile(0.95)/p.restore.Quantile(0.5), factor[1], 1e-9)
	}
	if g, ok := ps.byID["service:counted"].rate.(dist.Gamma); !ok || g.Shape != 10 || relErr(g.Mean()*8760, 5) > 1e-12 {
		t.Errorf("counted: %+v, want shape 10 and mean 5 per year", ps.byID["service:counted"].rate)
	}
	var ids []string
	for _, p := range ps.list {
		ids = append(ids, p.ID)
	}
	want := []string{"domain:dc", "service:plain", "service:counted", "service:spread", "release:parts", "instance:parts", "link:dc>safe"}
	if !slices.Equal(ids, want) {
		t.Errorf("parameters %v, want %v: what never fails has none", ids, want)
	}
	if len(ps.missing) > 0 {
		t.Errorf("missing %v: never failing is failure data", ps.missing)
	}
}

// Records update what the model states: a gamma prior by its conjugate, events and
// hours of operation since the statement was made.
func TestLaterRecordsUpdate(t *testing.T) {
	m := chain()
	f := failing(2, 1)
	f.Events, f.RecordsUntil = 4, ptr(at(1000))
	m.Services[0].Failure = f
	incidents := []models.Incident{
		incident(10, 20, "a"),     // known to the statement
		incident(995, 1005, "a"),  // began before it: counted there, but 5 h down here
		incident(1500, 1502, "a"), // new
		incident(1501, 1503, "a"), // overlaps: the same outage
		openIncident(1990, "a"),   // new, not over
	}
	p := estimated(t, Input{Mesh: m, Incidents: incidents}, at(2000)).byID["service:a"]

	// By hand: shape 4 + 2 events, rate 4/(2/8760 per h) + 1000 h − 5 h − 3 h − 10 h.
	shape, exposure := 6.0, 4/(2.0/8760)+982
	wantNear(t, "rate", p.rate.Mean(), shape/exposure, 1e-12)
	if p.Events != 6 || p.Provenance != observed {
		t.Errorf("%d events, %s; want 6, observed", p.Events, p.Provenance)
	}
	wantNear(t, "exposure in years", p.ExposureYears, 2+982/8760.0, 1e-12)
	wantNear(t, "weight of the statement", *p.PriorWeight, (4/(2.0/8760))/exposure, 1e-12)

	// Lognormal by hand: prior of error factor 2, one restore time of 3 h with a
	// standard deviation of 1 in the logarithm.
	sigma := math.Log(2) / 1.6448536269514722
	mu := math.Log(1) - sigma*sigma/2
	weight := 1 / (1 + sigma*sigma)
	got, ok := p.restore.(dist.Lognormal)
	if !ok {
		t.Fatalf("restore is %T", p.restore)
	}
	wantNear(t, "restore mu", got.Mu, weight*mu+(1-weight)*(math.Log(3)+0.5), 1e-9)

	// b is never named: silence says nothing.
	same := estimated(t, Input{Mesh: m}, at(2000))
	with := estimated(t, Input{Mesh: m, Incidents: incidents}, at(2000))
	if same.byID["service:b"].rate != with.byID["service:b"].rate || with.byID["service:b"].Provenance != expert {
		t.Errorf("b changed to %+v by records that never name it", with.byID["service:b"])
	}
	// All that is before RecordsUntil changes nothing either.
	early := estimated(t, Input{Mesh: m, Incidents: incidents[:1]}, at(1000))
	if early.byID["service:a"].rate != same.byID["service:a"].rate {
		t.Error("incidents that are in the stated rate already were counted again")
	}
}

// regular are n outages of 1 to 3 h, evenly over the window of 4000 h.
func regular(n int, components ...string) []models.Incident {
	var all []models.Incident
	for i := range n {
		start := 10 + 3900*float64(i)/float64(n)
		all = append(all, incident(start, start+1+float64(i%3), components...))
	}
	return all
}

func TestPooledParameters(t *testing.T) {
	m := chain()
	m.Services = []models.Service{{ID: "often"}, {ID: "seldom"}, {ID: "unheard"}}
	m.Dependencies, m.Journeys[0].Entries = nil, []string{"unheard"}
	in := Input{Mesh: m, Incidents: slices.Concat(regular(40, "often"), regular(2, "seldom"), regular(3, "foreign"))}
	ps := estimated(t, in, at(4000))
	often, seldom, unheard := ps.byID["service:often"], ps.byID["service:seldom"], ps.byID["service:unheard"]
	if !(often.rate.Mean() > unheard.rate.Mean() && unheard.rate.Mean() > seldom.rate.Mean()) {
		t.Errorf("rates %g, %g, %g: want the pooled one between", often.rate.Mean(), unheard.rate.Mean(), seldom.rate.Mean())
	}
	// Own records pull away from the pool, but not all the way.
	exposure := 4000 - (13*2 + 13*3 + 14*1.0)
	if got := often.rate.Mean(); !(got < 40/exposure && got > unheard.rate.Mean()) {
		t.Errorf("rate of often %g, its own %g", got, 40/exposure)
	}
	for p, want := range map[*parameter]string{often: observed, seldom: observed, unheard: pooled} {
		if p.Provenance != want {
			t.Errorf("%s is %s, want %s", p.ID, p.Provenance, want)
		}
	}
	if !strings.Contains(unheard.Source, "3 components on record, 45 outages") {
		t.Errorf("source %q", unheard.Source)
	}
}

// Incidents that name nothing are about the system: three services share them out.
func TestPoolWithoutNames(t *testing.T) {
	m := chain()
	m.Services = []models.Service{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	ps := estimated(t, Input{Mesh: m, Incidents: regular(12)}, at(4000))
	exposure := 3 * (4000 - (4*1 + 4*2 + 4*3.0)) // by hand
	for _, p := range ps.list {
		wantNear(t, p.ID+" rate, Jeffreys", p.rate.Mean(), 12.5/exposure, 1e-12)
		if p.Provenance != pooled {
			t.Errorf("%s is %s", p.ID, p.Provenance)
		}
	}
	// Too few to learn a restore time from: the services stay without data.
	if ps := estimated(t, Input{Mesh: m, Incidents: regular(3)}, at(4000)); len(ps.list) != 0 || len(ps.missing) != 3 {
		t.Errorf("%d parameters, %d missing; want none and 3", len(ps.list), len(ps.missing))
	}
	// A model without services has nobody to share with.
	if _, err := newPool(readRecords(Input{Incidents: regular(12)}, at(4000)), 0); err != nil {
		t.Error(err)
	}
	// Neither does a component that was down all the time stop the others.
	down := append(regular(12, "a"), openIncident(0, "b"))
	if ps := estimated(t, Input{Mesh: m, Incidents: down}, at(4000)); ps.byID["service:b"] == nil {
		t.Error("a component that was never up has no rate")
	}
}

func TestOnDemandParameters(t *testing.T) {
	m := chain()
	m.Services = append(m.Services, models.Service{ID: "c", Failure: failing(1, 2)}, models.Service{ID: "d"})
	m.Dependencies = []models.Dependency{
		{From: "a", To: "b", Failover: &models.Failover{OutlierDetection: true}, Fallback: &models.Fallback{Effectiveness: 0.9}},
		{From: "b", To: "c", Failover: &models.Failover{OutlierDetection: true, Coverage: ptr(0.98)}, Kind: models.DependencyAsync, Buffer: hours(3)},
		{From: "a", To: "c", Failover: &models.Failover{OutlierDetection: true, Coverage: ptr(0.98)}, Fallback: &models.Fallback{Effectiveness: 1}},
		{From: "a", To: "d", Kind: models.DependencyAsync, Buffer: hours(3)},
	}
	m.Journeys[0].Reroute = &models.Reroute{Effectiveness: 0.98}
	run := func(verdict string, hour float64) models.Experiment {
		return models.Experiment{Target: "switch:a>c", Verdict: verdict, At: at(hour)}
	}
	in := Input{Mesh: m, Experiments: []models.Experiment{
		run(models.VerdictPassed, 1), run(models.VerdictPassed, 2), run(models.VerdictFailed, 3),
		run(models.VerdictFailed, 100), // at the cut-off
	}}
	ps := estimated(t, in, at(100))
	for id, want := range map[string]struct {
		demand     dist.Distribution
		provenance string
	}{
		"switch:a>b":   {dist.Beta{A: 1, B: 1}, prior},        // never tested
		"switch:b>c":   {dist.Beta{A: 1, B: 49}, expert},      // stated, worth 50 trials
		"switch:a>c":   {dist.Beta{A: 1.5, B: 2.5}, observed}, // Jeffreys: 1 of 3 failed
		"fallback:a>b": {dist.Beta{A: 5, B: 45}, expert},
		"fallback:a>c": {dist.Point{Value: 0}, expert},
		"reroute:j":    {dist.Beta{A: 1, B: 49}, expert},
	} {
		p := ps.byID[id]
		if b, ok := want.demand.(dist.Beta); ok {
			got, _ := p.demand.(dist.Beta)
			wantNear(t, id+" a", got.A, b.A, 1e-12)
			wantNear(t, id+" b", got.B, b.B, 1e-12)
		} else if p.demand != want.demand {
			t.Errorf("%s: %+v, want %+v", id, p.demand, want.demand)
		}
		if p.Provenance != want.provenance {
			t.Errorf("%s is %s, want %s", id, p.Provenance, want.provenance)
		}
	}
	// exp(−buffer/restore); and 1 where nothing is known of the callee.
	q, rate := ps.point(ps.byID["buffer:b>c"])
	wantNear(t, "buffer of 3 h, restore 2 h", q, math.Exp(-1.5), 1e-12)
	if rate != 0 {
		t.Errorf("a buffer has rate %g", rate)
	}
	if q, _ := ps.point(ps.byID["buffer:a>d"]); q != 1 {
		t.Errorf("buffer before the unknown: %g, want 1", q)
	}
}

func TestParameterErrors(t *testing.T) {
	m := chain()
	m.Services[0].Failure.ErrorFactor = 0.5
	m.Services[1].Failure.MeanTimeToRestore = 0
	_, err := Assess(t.Context(), Input{Mesh: m}, few)
	if text := fmt.Sprint(err); !strings.Contains(text, "service:a") || !strings.Contains(text, "service:b") {
		t.Errorf("error %v, want both named", err)
	}
}
