package assess

import (
	"errors"
	"fmt"
	"math"
	"time"

	"ninefold/analysis/dist"
	"ninefold/models"
	"ninefold/models/assessment"
)

const (
	hoursPerYear   = 8760.0 // 365 days, the basis of every figure per year
	minutesPerYear = 525600.0
	level          = 0.9 // of every interval

	statedTrials = 50 // what a stated probability on demand is worth
)

// Provenances of a parameter.
const (
	observed = "observed" // from its own records
	pooled   = "pooled"   // from the records of others
	prior    = "prior"    // a default, for want of anything else
	expert   = "expert"   // stated
)

// A parameter is one uncertain input. Either rate and restore are set, or demand,
// or buffered, whose probability follows from another parameter's restore time.
type parameter struct {
	assessment.Parameter
	rate    dist.Distribution // failures per hour of operation
	restore dist.Distribution // mean time to restore, hours
	demand  dist.Distribution // probability on demand

	buffered string  // parameter whose outages the buffer bridges; empty: none is known
	buffer   float64 // hours
}

// parameters are all inputs of a model, in the model's order.
type parameters struct {
	list    []*parameter
	byID    map[string]*parameter
	missing map[string]bool // services without any failure data, by ID
}

func (ps *parameters) has(id string) bool { _, ok := ps.byID[id]; return ok }

func (ps *parameters) add(p *parameter) {
	ps.list = append(ps.list, p)
	ps.byID[p.ID] = p
}

// An estimator gives the components of a model and of its scenarios their
// parameters, from the same records.
type estimator struct {
	pool        *pool
	stated      map[string]models.Failure // by the model itself; a scenario scales what follows from it
	experiments map[string]trials         // by target
}

// trials are experiments with one target.
type trials struct{ passed, failed int }

func newEstimator(in Input, r *records) (*estimator, error) {
	pool, err := newPool(r, len(in.Mesh.Services))
	if err != nil {
		return nil, err
	}
	return &estimator{pool: pool, stated: stated(in.Mesh), experiments: countExperiments(in.Experiments, r.cutoff)}, nil
}

func countExperiments(all []models.Experiment, cutoff time.Time) map[string]trials {
	byTarget := map[string]trials{}
	for _, e := range all {
		if !e.At.Before(cutoff) {
			continue
		}
		t := byTarget[e.Target]
		switch e.Verdict {
		case models.VerdictPassed:
			t.passed++
		case models.VerdictFailed:
			t.failed++
		}
		byTarget[e.Target] = t
	}
	return byTarget
}

// estimate gives every component of m its parameters: from the model where it
// states them, updated by later records; else from the records alone, pooled over
// all components on record.
func (e *estimator) estimate(m models.Mesh) (*parameters, error) {
	ps := &parameters{byID: map[string]*parameter{}, missing: map[string]bool{}}
	var errs []error
	for _, c := range components(m) {
		if c.failure != nil && c.failure.PerYear == 0 { // stated never to fail
			continue
		}
		p, err := e.component(c)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("assess: %s: %w", c.id, err))
		case p != nil:
			ps.add(p)
		}
	}
	for _, s := range m.Services {
		if s.Failure == nil && s.Release == nil && s.Instance == nil && !ps.has("service:"+s.ID) {
			ps.missing[s.ID] = true
		}
	}
	for _, d := range m.Dependencies {
		e.addCall(ps, m, d)
	}
	for _, j := range m.Journeys {
		if j.Reroute != nil {
			ps.add(e.onDemand("reroute:"+j.ID, j.Label()+": users are not rerouted", ptr(1-j.Reroute.Effectiveness), j.Reroute.Source))
		}
	}
	return ps, errors.Join(errs...)
}

// component is nil where nothing is known of c.
func (e *estimator) component(c component) (*parameter, error) {
	if c.failure == nil {
		return e.pool.unstated(c)
	}
	base, ok := e.stated[c.id]
	if !ok {
		base = *c.failure
	}
	return e.pool.stated(c, base)
}

// addCall adds the parameters of a dependency: its failover, fallback and buffer.
func (e *estimator) addCall(ps *parameters, m models.Mesh, d models.Dependency) {
	key := d.From + ">" + d.To
	label := serviceLabel(m, d.From) + " → " + serviceLabel(m, d.To)
	if d.Failover != nil {
		var fails *float64
		if d.Failover.Coverage != nil {
			fails = ptr(1 - *d.Failover.Coverage)
		}
		ps.add(e.onDemand("switch:"+key, label+": failover does not switch", fails, d.Failover.Source))
	}
	if d.Fallback != nil {
		ps.add(e.onDemand("fallback:"+key, label+": fallback does not work", ptr(1-d.Fallback.Effectiveness), d.Fallback.Source))
	}
	if d.Kind == models.DependencyAsync {
		p := &parameter{Parameter: assessment.Parameter{
			ID: "buffer:" + key, Label: label + ": outage outlasts the buffer", Provenance: expert,
			Source: "buffer of " + d.Buffer.String() + ", exponential time to restore",
		}, buffer: d.Buffer.Hours()}
		for _, kind := range []string{"service:", "release:", "instance:"} {
			if p.buffered == "" && ps.has(kind+d.To) {
				p.buffered = kind + d.To
			}
		}
		ps.add(p)
	}
}

// onDemand is the probability of not working when needed: from experiments on it
// (Jeffreys posterior), else as stated, worth statedTrials trials, else unknown.
func (e *estimator) onDemand(id, label string, fails *float64, source string) *parameter {
	out := &parameter{Parameter: assessment.Parameter{ID: id, Label: label, Provenance: expert, Source: source}}
	t := e.experiments[id]
	switch n := t.passed + t.failed; {
	case n > 0:
		out.demand = dist.Beta{A: float64(t.failed) + 0.5, B: float64(t.passed) + 0.5}
		out.Provenance, out.Events = observed, t.failed
		out.Source = fmt.Sprintf("%d of %d experiments failed", t.failed, n)
	case fails == nil:
		out.demand = dist.Beta{A: 1, B: 1}
		out.Provenance, out.Source = prior, "never tested: any probability is as likely"
	case *fails > 0 && *fails < 1:
		out.demand = dist.Beta{A: *fails * statedTrials, B: (1 - *fails) * statedTrials}
	default:
		out.demand = dist.Point{Value: *fails}
	}
	return out
}

// probability returns the chance of being down given a rate of failure in
// operation and a mean time to restore: restore over the length of a cycle.
func probability(rate, restore float64) float64 { return rate * restore / (1 + rate*restore) }

// point returns the probability and the rate per hour of p at its mean.
func (ps *parameters) point(p *parameter) (probabilityNow, rate float64) {
	switch {
	case p.demand != nil:
		return p.demand.Mean(), 0
	case p.rate != nil:
		return probability(p.rate.Mean(), p.restore.Mean()), p.rate.Mean()
	}
	return ps.outlast(p, func(other *parameter) float64 { return other.restore.Mean() }), 0
}

// outlast is the share of the downtime of the buffered component that is left
// when the buffer is empty. With an exponential time to restore it is
// exp(−buffer/restore); where nothing is known of the component it is 1, the
// worst case.
func (ps *parameters) outlast(p *parameter, restore func(*parameter) float64) float64 {
	other, ok := ps.byID[p.buffered]
	if !ok {
		return 1
	}
	return math.Exp(-p.buffer / restore(other))
}

// table lists all parameters with their means and 90 % intervals.
func (ps *parameters) table() []assessment.Parameter {
	out := []assessment.Parameter{}
	for _, p := range ps.list {
		row := p.Parameter
		row.Probability, _ = ps.point(p)
		if p.rate != nil {
			row.RatePerYear = ptr(p.rate.Mean() * hoursPerYear)
			row.RateLow, row.RateHigh = bounds(p.rate, hoursPerYear)
			row.RestoreHours = ptr(p.restore.Mean())
			row.RestoreLow, row.RestoreHigh = bounds(p.restore, 1)
		}
		out = append(out, row)
	}
	return out
}

func bounds(d dist.Distribution, unit float64) (low, high *float64) {
	return ptr(d.Quantile((1-level)/2) * unit), ptr(d.Quantile((1+level)/2) * unit)
}
