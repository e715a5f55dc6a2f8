package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ninefold/models"
	"ninefold/models/assessment"
)

// A programme is what the six figures are about: the critical journeys of a
// model together, or all where none is marked.
type programme struct {
	title    string
	blind    string              // why its modelled figures leave something out; empty: they do not
	attained assessment.Estimate // F1
	downtime assessment.Estimate // F3
	cost     assessment.Estimate // F4
	limit    *float64            // min/yr; nil where a journey has no target
	target   *float64
	perMin   *float64 // cost of a minute; nil where it differs by journey
	currency string
	trend    []assessment.TrendPoint
	causes   causes
}

// A weightedRun is a quantified journey with its share of the programme's users.
type weightedRun struct {
	run    *quantified
	result *assessment.Journey
	weight float64
}

// programmeRuns returns the journeys of the programme. Their weights add up to 1.
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
	b.out.Overview = overview(b.out, b.programme(), b.in.Previous)
	return nil
}

func (b *builder) programme() programme {
	runs := b.programmeRuns()
	p := programme{title: b.in.Mesh.Metadata.Label()}
	p.limit, p.target = limits(runs)
	p.blind = b.blindness(journeysOf(runs)...)
	p.downtime = b.programmeDowntime(runs, p.limit)
	p.cost = b.programmeCost(runs)
	if len(runs) > 0 && p.cost.Value != nil {
		p.currency = runs[0].run.journey.Cost.Currency
		if samePrice(runs) {
			p.perMin = ptr(runs[0].run.journey.Cost.PerMinute)
		}
	}
	var users []weighted
	for _, w := range runs {
		users = append(users, weighted{w.run.journey, w.weight, b.records.ofJourney(b.in.Mesh, w.run.journey)})
	}
	target := 0.0
	if p.target != nil {
		target = *p.target
	}
	p.attained = b.attainedByAll(users, b.records.cutoff.Add(-defaultWindow), b.records.cutoff, target)
	p.trend = b.trend(users, target)
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

const noJourney = "the model has no journey"

func (b *builder) programmeDowntime(runs []weightedRun, limit *float64) assessment.Estimate {
	if len(runs) == 0 {
		return b.unknown("min/yr", noJourney)
	}
	value, samples := 0.0, make([]float64, b.opt.Samples)
	for _, w := range runs {
		value += w.weight * w.run.unavailability * minutesPerYear
		for i, u := range w.run.samples {
			samples[i] += w.weight * u * minutesPerYear
		}
	}
	blind := b.blindness(journeysOf(runs)...)
	e := b.modelled(value, samples, "min/yr", blind)
	minutesText(&e)
	stated := b.statedShare(runs)
	e.Definition = "Expected downtime of an average user of the critical journeys over the next 12 months."
	e.Formula = fmt.Sprintf("525,600 min × Σ share of users × unavailability, over %d %s", len(runs), plural(len(runs), "journey", "journeys"))
	e.Basis = assessment.FormatShare(stated) + " of it rests on expert judgement, pooled records or defaults"
	scale := value // of the precision
	if limit == nil {
		e.Status, e.Reason = assessment.NotJudged, cmp.Or(blind, withoutTarget(runs))
	} else {
		judge(&e, *limit)
		scale = *limit
	}
	e.Confidence = confidence(e, scale, stated)
	if blind != "" && value == 0 {
		withhold(&e)
	}
	return e
}

func journeysOf(runs []weightedRun) []models.Journey {
	var journeys []models.Journey
	for _, w := range runs {
		journeys = append(journeys, w.run.journey)
	}
	return journeys
}

// withoutTarget says which journeys have no target.
func withoutTarget(runs []weightedRun) string {
	var names []string
	for _, w := range runs {
		if w.result.Target == nil {
			names = append(names, w.result.Name)
		}
	}
	if len(names) == len(runs) {
		return "no journey has a target"
	}
	return "no target for " + shortList(names)
}

// blindness says why the figures of journeys leave something out: services they
// use other than softly have no failure data. It is empty where they do not.
func (b *builder) blindness(journeys ...models.Journey) string {
	used := map[string]bool{}
	for _, j := range journeys {
		for id := range reached(b.in.Mesh, j, func(d models.Dependency) bool { return d.Kind != models.DependencySoft }) {
			used[id] = true
		}
	}
	n := 0
	for id := range used {
		if b.params.missing[id] {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d services have no failure data", n, len(used))
}

// statedShare is the share of the downtime of journeys that rests on parameters
// that were not observed.
func (b *builder) statedShare(runs []weightedRun) float64 {
	var stated, all float64
	for _, w := range runs {
		for i, e := range w.run.events {
			minutes := w.weight * w.run.p[i] * w.run.birnbaum[i]
			all += minutes
			if b.params.byID[e.Parameter].Provenance != observed {
				stated += minutes
			}
		}
	}
	if !(all > 0) {
		return 0
	}
	return stated / all
}

// confidence grades a modelled figure A to D: the worse of its precision (half
// the interval over scale) and of the share that was not observed.
func confidence(e assessment.Estimate, scale, stated float64) string {
	grade := func(x float64, bounds ...float64) int {
		for i, bound := range bounds {
			if x <= bound {
				return i
			}
		}
		return len(bounds)
	}
	worst := grade(stated, 0.1, 0.3, 0.6)
	if e.Low != nil && e.High != nil && scale > 0 {
		worst = max(worst, grade((*e.High-*e.Low)/2/scale, 0.1, 0.25, 0.5))
	}
	return string("ABCD"[worst])
}

// programmeCost adds up what the journeys cost; it is not known unless all have
// their costs in one currency.
func (b *builder) programmeCost(runs []weightedRun) assessment.Estimate {
	if len(runs) == 0 {
		return b.unknown("per year", noJourney)
	}
	currency, value, each := "", 0.0, make([]float64, min(b.opt.Samples, frequencySamples))
	for _, w := range runs {
		c := w.run.journey.Cost
		switch {
		case c == nil:
			return b.unknown("per year", "journey "+w.run.journey.Label()+" has no cost")
		case currency != "" && c.Currency != currency:
			return b.unknown("per year", "the journeys' costs are in different currencies")
		}
		currency = c.Currency
		value += costOf(c, w.run.unavailability, w.run.frequency)
		for i, x := range w.run.costSamples() {
			each[i] += x
		}
	}
	blind := b.blindness(journeysOf(runs)...)
	e := b.modelled(value, each, currency+"/yr", blind)
	money := func(x float64) string { return assessment.FormatMoney(x, currency) }
	e.Display, e.Interval = money(value), interval(e, money, "")
	e.Definition = "Outages × cost of one + minutes × cost of a minute, over the critical journeys."
	e.Basis = runs[0].result.CostPerYear.Basis
	for i, w := range runs {
		if i > 0 {
			e.Formula += " + "
		}
		e.Formula += w.result.CostPerYear.Formula
		if w.result.CostPerYear.Basis != e.Basis {
			e.Basis = "unit costs of each journey as its owner set them"
		}
	}
	e.Confidence = confidence(e, value, b.statedShare(runs))
	if blind != "" && value == 0 {
		withhold(&e)
	}
	return e
}

// samePrice reports whether a minute costs the same in all journeys.
func samePrice(runs []weightedRun) bool {
	for _, w := range runs {
		c, first := w.run.journey.Cost, runs[0].run.journey.Cost
		if c == nil || first == nil || c.Currency != first.Currency || c.PerMinute != first.PerMinute {
			return false
		}
	}
	return true
}
