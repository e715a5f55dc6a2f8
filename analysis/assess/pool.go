package assess

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/availability"
	"ninefold/analysis/dist"
	"ninefold/models"
	"ninefold/models/assessment"
)

const (
	defaultErrorFactor        = 3 // of a rate stated without its uncertainty
	defaultRestoreErrorFactor = 2 // of a mean time to restore
)

// A pool is what the records teach about components at large: the distribution
// of rates and of mean times to restore over all of them. It stands in for a
// component that has too few records of its own.
type pool struct {
	records    *records
	rates      availability.RatePrior
	repairs    availability.RepairPrior
	components int    // that were pooled; 0: there is no pool
	about      string // what was pooled, in words
}

// newPool pools the records of all components they name. Incidents that name none
// are about the system as a whole, and are shared out over its services. A
// component that was down throughout says nothing about how often it fails.
func newPool(r *records, services int) (*pool, error) {
	p := &pool{records: r}
	if !(r.window() > 0) {
		return p, nil
	}
	var counts []availability.Count
	var repairs [][]float64
	for _, name := range slices.Sorted(maps.Keys(r.byName)) {
		count, durations := r.history(r.byName[name], r.from)
		if count.Exposure > 0 {
			counts, repairs = append(counts, count), append(repairs, durations)
		}
	}
	components := len(counts)
	p.about = fmt.Sprintf("%d %s on record", components, plural(components, "component", "components"))
	if len(r.byName) == 0 {
		count, durations := r.history(r.spells(), r.from)
		count.Exposure *= float64(services)
		counts, repairs = []availability.Count{count}, [][]float64{durations}
		components = services
		p.about = fmt.Sprintf("incidents that name no component, shared out over the %d services of the model", services)
		if !(count.Exposure > 0) {
			return p, nil
		}
	}
	var err error
	if p.repairs, err = availability.PoolRepairs(repairs); errors.Is(err, availability.ErrTooFew) {
		return p, nil
	} else if err != nil {
		return nil, fmt.Errorf("assess: pool restore times: %w", err)
	}
	if p.rates, err = availability.PoolRates(counts); err != nil {
		return nil, fmt.Errorf("assess: pool failure rates: %w", err)
	}
	p.components = components
	return p, nil
}

// history counts the outages that begin in the window from since, over the hours
// of operation in it, and returns how long those lasted that are over. Of one that
// began before only the downtime is left out: it was counted then.
func (r *records) history(spells []spell, since time.Time) (availability.Count, []float64) {
	var durations []float64
	start := r.hour(since)
	count := availability.Count{Exposure: r.window() - start}
	for _, o := range availability.Union(r.hours(spells)) {
		count.Exposure -= max(0, o.End-max(o.Start, start))
		if o.Start < start {
			continue
		}
		count.Events++
		if !o.Open {
			durations = append(durations, o.Hours())
		}
	}
	count.Exposure = max(0, count.Exposure)
	return count, durations
}

// stated is a component whose failure data the model states, updated by records
// of it that the statement has not seen yet.
//
// base is what was stated before a scenario changed it. Records are evidence about
// that, and not about the change: the factors of a scenario apply to what base and
// records say together.
func (p *pool) stated(c component, base models.Failure) (*parameter, error) {
	if base.PerYear == 0 {
		base = *c.failure
	}
	rate, err := statedRate(base)
	if err != nil {
		return nil, err
	}
	restore, err := dist.LognormalFromMean(base.MeanTimeToRestore.Hours(), orDefault(base.RestoreErrorFactor, defaultRestoreErrorFactor))
	if err != nil {
		return nil, err
	}
	out := &parameter{Parameter: assessment.Parameter{ID: c.id, Label: c.label(), Provenance: expert, Source: c.failure.Source}}
	if base.Events > 0 || strings.HasPrefix(base.Source, "records") {
		out.Provenance, out.Events, out.ExposureYears = observed, base.Events, float64(base.Events)/base.PerYear
	}
	since := p.records.from
	if base.RecordsUntil != nil && base.RecordsUntil.After(since) {
		since = *base.RecordsUntil
	}
	// Silence of records that never name a component is no evidence about it.
	if spells := p.records.bySubject[c.id]; len(spells) > 0 && since.Before(p.records.cutoff) {
		if rate, restore, err = p.update(out, rate, restore, spells, since); err != nil {
			return nil, err
		}
	}
	rate.Rate /= c.failure.PerYear / base.PerYear
	restore.Mu += math.Log(float64(c.failure.MeanTimeToRestore) / float64(base.MeanTimeToRestore))
	out.rate, out.restore = rate, restore
	return out, nil
}

// update returns what is known of a component after its records since a moment.
func (p *pool) update(of *parameter, rate dist.Gamma, restore dist.Lognormal, spells []spell, since time.Time) (dist.Gamma, dist.Lognormal, error) {
	count, durations := p.records.history(spells, since)
	if !(count.Exposure > 0) {
		return rate, restore, nil
	}
	rate, weight, errRate := availability.RatePrior{Rate: rate}.Posterior(count)
	restore, _, errRestore := availability.RepairPrior{Mean: restore, LogSpread: availability.DefaultLogSpread}.Posterior(durations)
	if err := errors.Join(errRate, errRestore); err != nil {
		return rate, restore, err
	}
	of.PriorWeight = ptr(weight)
	of.Events += count.Events
	of.ExposureYears += count.Exposure / hoursPerYear
	if count.Events > 0 {
		of.Provenance = observed
	}
	return rate, restore, nil
}

func statedRate(f models.Failure) (dist.Gamma, error) {
	perHour := f.PerYear / hoursPerYear
	if f.Events > 0 {
		return dist.GammaFromEvents(perHour, f.Events)
	}
	return dist.GammaFromMean(perHour, orDefault(f.ErrorFactor, defaultErrorFactor))
}

func orDefault(x, fallback float64) float64 {
	if x == 0 {
		return fallback
	}
	return x
}

// unstated is a component the model says nothing about: its own records, if any,
// shrunk towards the pool. It is nil where there is no pool.
func (p *pool) unstated(c component) (*parameter, error) {
	if p.components == 0 {
		return nil, nil //nolint:nilnil // nothing is known, which is no error
	}
	var count availability.Count
	var durations []float64
	if spells := p.records.bySubject[c.id]; len(spells) > 0 {
		count, durations = p.records.history(spells, p.records.from)
	}
	evidence := count
	if !(count.Exposure > 0) { // down throughout: no word about how often it fails
		evidence = availability.Count{}
	}
	rate, weight, errRate := p.rates.Posterior(evidence)
	restore, _, errRestore := p.repairs.Posterior(durations)
	if err := errors.Join(errRate, errRestore); err != nil {
		return nil, err
	}
	out := &parameter{rate: rate, restore: restore, Parameter: assessment.Parameter{
		ID: c.id, Label: c.label(), Provenance: pooled, Events: count.Events, ExposureYears: count.Exposure / hoursPerYear, PriorWeight: ptr(weight),
		Source: fmt.Sprintf("pooled: %s, %d outages", p.about, p.rates.Events),
	}}
	if count.Events > 0 {
		out.Provenance = observed
		out.Source = fmt.Sprintf("%d own outages, shrunk towards %s", count.Events, p.about)
	}
	return out, nil
}
