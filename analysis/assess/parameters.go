package assess

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
	"ninefold/models"
	"ninefold/models/assessment"
)

const (
	hoursPerYear   = 8760.0 // 365 days, the basis of every figure per year
	minutesPerYear = 525600.0
	level          = 0.9 // of every interval

	defaultErrorFactor        = 3  // of a rate stated without its uncertainty
	defaultRestoreErrorFactor = 2  // of a mean time to restore
	statedTrials              = 50 // what a stated probability on demand is worth
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
	missing []string // labels of services without any failure data
}

func (ps *parameters) has(id string) bool { _, ok := ps.byID[id]; return ok }

func (ps *parameters) add(p *parameter) {
	ps.list = append(ps.list, p)
	ps.byID[p.ID] = p
}

// estimate gives every component of the model its parameters: from the model
// where it states them, updated by later records; else from the records alone,
// pooled over all components on record.
func estimate(m models.Mesh, r *records, experiments []models.Experiment) (*parameters, error) {
	ps := &parameters{byID: map[string]*parameter{}}
	pool, err := newPool(r, len(m.Services))
	if err != nil {
		return nil, err
	}
	var errs []error
	stated := func(id, label string, f *models.Failure) {
		if f == nil {
			return
		}
		p, err := pool.stated(id, label, *f)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", id, err))
			return
		}
		if p != nil {
			ps.add(p)
		}
	}
	for _, d := range m.Domains {
		stated("domain:"+d.ID, domainLabel(d), d.Failure)
	}
	for _, s := range m.Services {
		stated("service:"+s.ID, s.Label(), s.Failure)
		stated("release:"+s.ID, s.Label()+": release", s.Release)
		stated("instance:"+s.ID, s.Label()+": replica", s.Instance)
		if s.Failure == nil && s.Release == nil && s.Instance == nil {
			if p := pool.unstated("service:"+s.ID, s.Label()); p != nil {
				ps.add(p)
			} else {
				ps.missing = append(ps.missing, s.Label())
			}
		}
	}
	for _, l := range m.Links {
		stated("link:"+l.From+">"+l.To, "Network "+l.From+" – "+l.To, l.Failure)
	}
	for _, d := range m.Dependencies {
		ps.addCall(m, d, experiments)
	}
	for _, j := range m.Journeys {
		if j.Reroute != nil {
			ps.add(onDemand("reroute:"+j.ID, j.Label()+": users are not rerouted", 1-j.Reroute.Effectiveness, j.Reroute.Source))
		}
	}
	return ps, errors.Join(errs...)
}

func domainLabel(d models.FailureDomain) string {
	if d.Title != "" {
		return d.Title
	}
	return d.ID
}

// addCall adds the parameters of a dependency: its failover, fallback and buffer.
func (ps *parameters) addCall(m models.Mesh, d models.Dependency, experiments []models.Experiment) {
	key := d.From + ">" + d.To
	label := serviceLabel(m, d.From) + " → " + serviceLabel(m, d.To)
	if d.Failover != nil {
		ps.add(failover("switch:"+key, label+": failover does not switch", *d.Failover, experiments))
	}
	if d.Fallback != nil {
		ps.add(onDemand("fallback:"+key, label+": fallback does not work", 1-d.Fallback.Effectiveness, d.Fallback.Source))
	}
	if d.Kind == models.DependencyAsync {
		p := &parameter{Parameter: assessment.Parameter{
			ID: "buffer:" + key, Label: label + ": outage outlasts the buffer", Provenance: "expert",
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

func serviceLabel(m models.Mesh, id string) string {
	for _, s := range m.Services {
		if s.ID == id {
			return s.Label()
		}
	}
	return id
}

// onDemand is a stated probability p of not working when needed, worth
// statedTrials trials.
func onDemand(id, label string, p float64, source string) *parameter {
	out := &parameter{Parameter: assessment.Parameter{ID: id, Label: label, Provenance: "expert", Probability: p, Source: source}}
	if p > 0 && p < 1 {
		out.demand = dist.Beta{A: p * statedTrials, B: (1 - p) * statedTrials}
	} else {
		out.demand = dist.Point{Value: p}
	}
	return out
}

// failover is the probability that calls are not switched over: from experiments
// on it, else as stated, else untested.
func failover(id, label string, f models.Failover, experiments []models.Experiment) *parameter {
	passed, failed := 0, 0
	for _, e := range experiments {
		switch {
		case e.Target != id:
		case e.Verdict == models.VerdictPassed:
			passed++
		case e.Verdict == models.VerdictFailed:
			failed++
		}
	}
	switch {
	case passed+failed > 0: // Jeffreys posterior of a failure
		d := dist.Beta{A: float64(failed) + 0.5, B: float64(passed) + 0.5}
		return &parameter{demand: d, Parameter: assessment.Parameter{ID: id, Label: label, Provenance: "observed", Probability: d.Mean(),
			Events: failed, Source: fmt.Sprintf("%d of %d experiments failed", failed, passed+failed)}}
	case f.Coverage != nil:
		return onDemand(id, label, 1-*f.Coverage, f.Source)
	}
	d := dist.Beta{A: 1, B: 1}
	return &parameter{demand: d, Parameter: assessment.Parameter{ID: id, Label: label, Provenance: "prior", Probability: d.Mean(),
		Source: "never tested: any probability is as likely"}}
}

// probability returns the chance of being down, or of failing on demand, given
// one value of each part.
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
