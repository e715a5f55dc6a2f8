package assess

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/availability"
	"ninefold/analysis/dist"
	"ninefold/models"
	"ninefold/models/assessment"
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
// are about the system as a whole, and are shared out over its services.
func newPool(r *records, services int) (*pool, error) {
	p := &pool{records: r}
	if !(r.window() > 0) {
		return p, nil
	}
	var counts []availability.Count
	var repairs [][]float64
	for _, name := range slices.Sorted(maps.Keys(r.byName)) {
		count, durations := r.history(r.byName[name], r.from)
		counts, repairs = append(counts, count), append(repairs, durations)
	}
	components := len(r.byName)
	p.about = fmt.Sprintf("%d %s on record", components, plural(components, "component", "components"))
	if components == 0 {
		all := make([]spell, len(r.counted))
		for i, incident := range r.counted {
			all[i] = r.spellOf(incident)
		}
		count, durations := r.history(all, r.from)
		count.Exposure *= float64(services)
		counts, repairs = []availability.Count{count}, [][]float64{durations}
		components = services
		p.about = fmt.Sprintf("incidents that name no component, shared out over the %d services of the model", services)
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
// of operation in it, and returns how long those lasted that are over.
func (r *records) history(spells []spell, since time.Time) (availability.Count, []float64) {
	var durations []float64
	start := r.hour(since)
	count := availability.Count{Exposure: r.window() - start}
	whole := make([]availability.Spell, 0, len(spells))
	for _, s := range spells {
		whole = append(whole, availability.Spell{Start: r.hour(s.start), End: r.hour(s.end), Open: s.open})
	}
	for _, o := range availability.Clip(availability.Union(whole), start, r.window()) {
		count.Events++
		count.Exposure -= o.Hours()
		if !o.Open {
			durations = append(durations, o.Hours())
		}
	}
	count.Exposure = max(0, count.Exposure)
	return count, durations
}

// stated is a component whose failure data the model states, updated by records
// of it that the statement has not seen yet. It is nil for a component that is
// stated never to fail.
func (p *pool) stated(id, label string, f models.Failure) (*parameter, error) {
	if f.PerYear == 0 {
		return nil, nil
	}
	rate, err := statedRate(f)
	if err != nil {
		return nil, err
	}
	restore, err := dist.LognormalFromMean(f.MeanTimeToRestore.Hours(), orDefault(f.RestoreErrorFactor, defaultRestoreErrorFactor))
	if err != nil {
		return nil, err
	}
	out := &parameter{Parameter: assessment.Parameter{ID: id, Label: label, Provenance: "expert", Source: f.Source}}
	if f.Events > 0 || strings.HasPrefix(f.Source, "records") {
		out.Provenance, out.Events, out.ExposureYears = "observed", f.Events, float64(f.Events)/f.PerYear
	}
	since := p.records.from
	if f.RecordsUntil != nil && f.RecordsUntil.After(since) {
		since = *f.RecordsUntil
	}
	// Silence of records that never name a component is no evidence about it.
	if spells := p.records.bySubject[id]; len(spells) > 0 && since.Before(p.records.cutoff) {
		count, durations := p.records.history(spells, since)
		if count.Exposure > 0 {
			var weight float64
			rate, weight = availability.RatePrior{Rate: rate}.Posterior(count)
			restore, _ = availability.RepairPrior{Mean: restore, LogSpread: availability.DefaultLogSpread}.Posterior(durations)
			out.PriorWeight = ptr(weight)
			out.Events += count.Events
			out.ExposureYears += count.Exposure / hoursPerYear
			if count.Events > 0 {
				out.Provenance = "observed"
			}
		}
	}
	out.rate, out.restore = rate, restore
	return out, nil
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
func (p *pool) unstated(id, label string) *parameter {
	if p.components == 0 {
		return nil
	}
	var count availability.Count
	var durations []float64
	if spells := p.records.bySubject[id]; len(spells) > 0 {
		count, durations = p.records.history(spells, p.records.from)
	}
	rate, weight := p.rates.Posterior(count)
	restore, _ := p.repairs.Posterior(durations)
	out := &parameter{rate: rate, restore: restore, Parameter: assessment.Parameter{
		ID: id, Label: label, Provenance: "pooled", Events: count.Events, ExposureYears: count.Exposure / hoursPerYear, PriorWeight: ptr(weight),
		Source: fmt.Sprintf("pooled: %s, %d outages", p.about, p.rates.Events),
	}}
	if count.Events > 0 {
		out.Provenance = "observed"
		out.Source = fmt.Sprintf("%d own outages, shrunk towards %s", count.Events, p.about)
	}
	return out
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

// warnings says what the parameters rest on where that is weak.
func (ps *parameters) warnings() []string {
	var out []string
	pooled, services := 0, 0
	for _, p := range ps.list {
		if strings.HasPrefix(p.ID, "service:") {
			services++
			if p.Provenance == "pooled" {
				pooled++
			}
		}
	}
	if pooled > 0 {
		out = append(out, fmt.Sprintf("%d of %d services have no failure data of their own: theirs is pooled from all components on record", pooled, services))
	}
	if n := len(ps.missing); n > 0 {
		out = append(out, fmt.Sprintf("%d %s no failure data and cannot fail in this model: %s", n,
			plural(n, "service has", "services have"), shortList(ps.missing)))
	}
	return out
}
