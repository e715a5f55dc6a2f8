package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"ninefold/models"
	"ninefold/models/assessment"
)

// A weightedRun is a quantified journey with its share of the programme's users.
type weightedRun struct {
	run    *quantified
	result *assessment.Journey
	weight float64
}

// programmeRuns returns the journeys the executive figures are about: the
// critical ones, or all where none is marked. Their weights add up to 1.
func (b *builder) programmeRuns() []weightedRun {
	weight := programmeWeights(b.in.Mesh.Journeys)
	var out []weightedRun
	for i, q := range b.runs {
		if w := weight[q.journey.ID]; w > 0 {
			out = append(out, weightedRun{q, &b.out.Journeys[i], w})
		}
	}
	return out
}

func programmeWeights(journeys []models.Journey) map[string]float64 {
	anyCritical := slices.ContainsFunc(journeys, func(j models.Journey) bool { return j.Critical })
	weight := map[string]float64{}
	var sum float64
	for _, j := range journeys {
		if j.Critical || !anyCritical {
			weight[j.ID] = cmp.Or(j.Weight, 1)
			sum += weight[j.ID]
		}
	}
	for id := range weight {
		weight[id] /= sum
	}
	return weight
}

// writeOverview makes the first screen from the parts found so far.
func (b *builder) writeOverview(context.Context) error {
	p := b.programme()
	b.out.Overview = overview(b.out, p, b.in.Previous)
	return nil
}

func (b *builder) programme() programme {
	runs := b.programmeRuns()
	p := programme{title: b.in.Mesh.Metadata.Label()}
	p.limit, p.target = limits(runs)
	p.downtime = b.programmeDowntime(runs, p.limit)
	p.cost, p.perMin, p.currency = b.programmeCost(runs)
	var critical []weighted
	for _, w := range runs {
		critical = append(critical, weighted{w.run.journey, w.weight, b.records.ofJourney(b.in.Mesh, w.run.journey)})
	}
	target := 0.0
	if p.target != nil {
		target = *p.target
	}
	p.attained = b.attainedByAll(critical, b.records.cutoff.Add(-defaultWindow), b.records.cutoff, target)
	p.trend = b.trend(critical, target)
	p.causes = b.findCauses(runs)
	return p
}

// limits returns the programme's limit in minutes a year and the target it comes
// from; nil where a journey has none.
func limits(runs []weightedRun) (limit, target *float64) {
	var sum float64
	for _, w := range runs {
		if w.result.Target == nil {
			return nil, nil
		}
		sum += w.weight * *w.result.LimitMinutesPerYear
	}
	if len(runs) == 0 {
		return nil, nil
	}
	return ptr(sum), ptr(1 - sum/minutesPerYear)
}

func (b *builder) programmeDowntime(runs []weightedRun, limit *float64) assessment.Estimate {
	if len(runs) == 0 {
		e := b.estimate("min/yr")
		e.Status, e.Reason, e.Display = assessment.NotJudged, "the model has no journey", missing
		return e
	}
	value, samples, reason, stated := 0.0, make([]float64, b.opt.Samples), "", 0.0
	for _, w := range runs {
		value += w.weight * w.run.unavailability * minutesPerYear
		for i, u := range w.run.samples {
			samples[i] += w.weight * u * minutesPerYear
		}
		reason = cmp.Or(reason, b.blindness(w.run))
		stated += w.weight * b.statedShare(w.run)
	}
	e := b.modelled(value, samples, "min/yr", reason)
	b.minutesText(&e)
	e.Definition = "Expected downtime of an average user of the critical journeys over the next 12 months."
	e.Formula = fmt.Sprintf("525,600 min × Σ share of users × unavailability, over %d %s", len(runs), plural(len(runs), "journey", "journeys"))
	e.Basis = fmt.Sprintf("%s of it rests on expert judgement, pooled records or defaults", assessment.FormatShare(stated))
	if limit == nil {
		e.Status, e.Reason = assessment.NotJudged, cmp.Or(reason, "no journey has a target")
		e.Confidence = confidence(e, value, stated)
		return e
	}
	judge(&e, *limit)
	e.Confidence = confidence(e, *limit, stated)
	return e
}

// blindness says why the figures of a journey leave something out; empty where
// they do not.
func (b *builder) blindness(*quantified) string {
	if n := len(b.params.missing); n > 0 {
		return fmt.Sprintf("%d of %d services have no failure data", n, len(b.in.Mesh.Services))
	}
	return ""
}

// statedShare is the share of a journey's downtime that rests on parameters that
// were not observed.
func (b *builder) statedShare(q *quantified) float64 {
	var stated, all float64
	for i, e := range q.events {
		minutes := q.p[i] * q.birnbaum[i]
		all += minutes
		if b.params.byID[e.Parameter].Provenance != "observed" {
			stated += minutes
		}
	}
	if !(all > 0) {
		return 0
	}
	return stated / all
}

// confidence grades a modelled figure A to D: the worse of its precision (half
// the interval over the limit) and of the share that was not observed.
func confidence(e assessment.Estimate, limit, stated float64) string {
	grade := func(x float64, bounds ...float64) int {
		for i, bound := range bounds {
			if x <= bound {
				return i
			}
		}
		return len(bounds)
	}
	worst := grade(stated, 0.1, 0.3, 0.6)
	if e.Low != nil && e.High != nil && limit > 0 {
		worst = max(worst, grade((*e.High-*e.Low)/2/limit, 0.1, 0.25, 0.5))
	}
	return string("ABCD"[worst])
}

func (b *builder) programmeCost(runs []weightedRun) (e assessment.Estimate, perMinute *float64, currency string) {
	e = b.estimate("per year")
	unknown := func(reason string) (assessment.Estimate, *float64, string) {
		e.Status, e.Reason, e.Display = assessment.NotJudged, reason, missing
		return e, nil, ""
	}
	if len(runs) == 0 {
		return unknown("the model has no journey")
	}
	value, each, reason := 0.0, make([]float64, min(b.opt.Samples, frequencySamples)), ""
	for _, w := range runs {
		c := w.run.journey.Cost
		if c == nil {
			return unknown("journey " + w.run.journey.Label() + " has no cost")
		}
		if currency != "" && c.Currency != currency {
			return unknown("the journeys' costs are in different currencies")
		}
		currency, perMinute = c.Currency, ptr(c.PerMinute)
		value += *w.result.CostPerYear.Value
		for i, frequency := range w.run.frequencies {
			each[i] += c.PerOccurrence*frequency + c.PerMinute*w.run.samples[i]*minutesPerYear
		}
		reason = cmp.Or(reason, b.blindness(w.run))
	}
	if len(runs) > 1 {
		perMinute = nil // differs by journey
	}
	e = b.modelled(value, each, currency+"/yr", reason)
	money := func(x float64) string { return assessment.FormatMoney(x, currency) }
	e.Display, e.Interval = money(value), interval(e, money, "")
	e.Definition = "Outages × cost of one + minutes × cost of a minute, over the critical journeys."
	e.Formula, e.Basis = runs[0].result.CostPerYear.Formula, runs[0].result.CostPerYear.Basis
	e.Confidence = confidence(e, value, b.statedShare(runs[0].run))
	return e, perMinute, currency
}

// causes are the cut sets that make up the programme's expected downtime.
type causes struct {
	rows []assessment.Cause
	rest *assessment.Cause
}

const (
	listedCauses = 5
	enoughShare  = 0.99
)

func (b *builder) findCauses(runs []weightedRun) causes {
	var all []assessment.Cause
	var total float64
	for _, w := range runs {
		total += w.weight * w.run.unavailability * minutesPerYear
		for _, set := range w.result.CutSets.Top {
			all = append(all, b.cause(w, set))
		}
	}
	slices.SortStableFunc(all, func(x, y assessment.Cause) int { return cmp.Compare(y.MinutesPerYear, x.MinutesPerYear) })
	out := causes{rows: []assessment.Cause{}}
	var covered float64
	for i := range all {
		if len(out.rows) == listedCauses || total > 0 && covered >= enoughShare*total {
			break
		}
		all[i].Rank = i + 1
		covered += all[i].MinutesPerYear
		out.rows = append(out.rows, all[i])
	}
	for i := range out.rows {
		shared(&out.rows[i], total)
	}
	if n := len(all) - len(out.rows); n > 0 {
		rest := assessment.Cause{Rank: len(out.rows) + 1, Title: fmt.Sprintf("All other causes (%s)", b.restCount(runs, len(out.rows))), Count: n}
		for _, c := range all[len(out.rows):] {
			rest.MinutesPerYear += c.MinutesPerYear
		}
		shared(&rest, total)
		b.price(&rest, runs)
		out.rest = &rest
	}
	return out
}

// restCount is the number of cut sets beyond the listed causes, exact also where
// not all of them are kept.
func (b *builder) restCount(runs []weightedRun, listed int) string {
	if len(runs) == 1 && len(runs[0].result.CutSets.Count) > 9 {
		return runs[0].result.CutSets.Count
	}
	n := -listed
	for _, w := range runs {
		for _, k := range w.result.CutSets.ByOrder {
			n += k
		}
	}
	return assessment.FormatMinutes(float64(n))
}

func (b *builder) cause(w weightedRun, set assessment.CutSet) assessment.Cause {
	c := assessment.Cause{Title: set.Title, JourneyID: w.run.journey.ID, CutSet: set.Rank, MinutesPerYear: w.weight * set.MinutesPerYear, SinglePoint: set.Order == 1}
	b.price(&c, []weightedRun{w})
	return c
}

// price adds the cost of the minutes of a cause, where all journeys agree on it.
func (b *builder) price(c *assessment.Cause, runs []weightedRun) {
	for _, w := range runs {
		cost := w.run.journey.Cost
		if cost == nil || cost.Currency != runs[0].run.journey.Cost.Currency || cost.PerMinute != runs[0].run.journey.Cost.PerMinute {
			return
		}
	}
	cost := runs[0].run.journey.Cost
	c.CostPerYear, c.Currency = ptr(c.MinutesPerYear*cost.PerMinute), cost.Currency
	c.CostDisplay = assessment.FormatThousands(*c.CostPerYear)
}

func shared(c *assessment.Cause, total float64) {
	if total > 0 {
		c.Share = min(1, c.MinutesPerYear/total)
	}
	c.Display, c.ShareDisplay = assessment.FormatMinutes(c.MinutesPerYear), assessment.FormatShare(c.Share)
}

var numerals = []string{"No", "One", "Two", "Three", "Four", "Five"}

// title says how much of the downtime the listed causes make up.
func (c causes) title() string {
	if len(c.rows) == 0 {
		return "No cause of downtime is modelled"
	}
	var share float64
	for _, row := range c.rows {
		share += row.Share
	}
	text := strings.ReplaceAll(assessment.FormatShare(min(1, share)), "> ", "over ")
	return fmt.Sprintf("%s %s %s of expected downtime", numerals[len(c.rows)], plural(len(c.rows), "cause makes up", "causes make up"), text)
}
