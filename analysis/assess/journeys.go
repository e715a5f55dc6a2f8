package assess

import (
	"cmp"
	"context"
	"fmt"

	"ninefold/models"
	"ninefold/models/assessment"
)

// journeyResult turns the numbers of q into the answer for one journey.
func (b *builder) journeyResult(ctx context.Context, q *quantified) (assessment.Journey, error) {
	j := q.journey
	out := assessment.Journey{
		ID: j.ID, Name: j.Label(), Critical: j.Critical, Owner: j.Owner,
		CutSets:    assessment.CutSets{Count: "0", ByOrder: []int{}, Top: []assessment.CutSet{}},
		Importance: []assessment.Importance{}, Locations: []assessment.Location{},
		Tree: assessment.Tree{Gates: []assessment.TreeGate{}, Events: []assessment.TreeEvent{}},
	}
	blind := b.blindness(j)
	if j.Target > 0 {
		limit := (1 - j.Target) * minutesPerYear
		out.Target, out.LimitMinutesPerYear = ptr(j.Target), ptr(limit)
		if blind == "" {
			out.ProbabilityInsideLimit = ptr(shareBelow(q.samples, limit/minutesPerYear))
		}
	}
	b.journeyEstimates(&out, q, blind)
	for _, l := range q.syn.Locations {
		u := 0.0
		if l.Gate != "" {
			u = q.byTop[q.top(l.Gate)]
		}
		out.Locations = append(out.Locations, assessment.Location{Domain: l.Location, Share: l.Share, Unavailability: u})
	}
	if q.diagram == nil {
		return out, nil
	}
	var err error
	if out.CutSets, err = b.cutSets(ctx, q); err != nil {
		return out, err
	}
	out.Importance = b.importance(q)
	out.Tree, err = b.tree(ctx, q)
	return out, err
}

// journeyEstimates fills the estimates of a journey in. Where part of it is blind
// none has a verdict, and where nothing of it is known none has a value.
func (b *builder) journeyEstimates(out *assessment.Journey, q *quantified, blind string) {
	u := b.modelled(q.unavailability, q.samples, "ratio", blind)
	u.Display = assessment.FormatProbability(q.unavailability)
	u.Interval = interval(u, assessment.FormatProbability, "")
	u.Definition = "Probability that the journey does not work for an average user at a random moment."
	u.Formula = "Σ over locations: share of users × P(not served)"

	a := b.modelled(1-q.unavailability, complement(q.samples), "ratio", blind)
	a.Display = assessment.FormatAvailability(q.unavailability)
	a.Interval = availabilityInterval(u)
	a.Definition = "1 − unavailability."

	down := b.modelled(q.unavailability*minutesPerYear, scaled(q.samples, minutesPerYear), "min/yr", blind)
	minutesText(&down)
	down.Definition = "Expected downtime of an average user over the next 12 months."
	down.Formula = assessment.FormatProbability(q.unavailability) + " × 525,600 min"
	if out.LimitMinutesPerYear != nil {
		judge(&down, *out.LimitMinutesPerYear)
	}

	w := b.modelled(q.frequency, q.frequencies, "/yr", blind)
	w.Display, w.Interval = assessment.FormatRate(q.frequency), interval(w, func(x float64) string { return assessment.Significant(x, 2) }, " /yr")
	w.Definition = "Expected outages an average user meets in a year."
	w.Formula = "Σ over events: Birnbaum importance × (1 − q) × failure rate"

	out.Unavailability, out.Availability, out.DowntimeMinutesPerYear, out.OutagesPerYear = u, a, down, w
	out.MeanOutageMinutes = b.meanOutage(q, blind)
	all := []*assessment.Estimate{&out.Unavailability, &out.Availability, &out.DowntimeMinutesPerYear, &out.OutagesPerYear, &out.MeanOutageMinutes}
	if q.degraded != nil {
		d := b.modelled(q.degradedPoint()*minutesPerYear, scaled(q.degraded, minutesPerYear), "min/yr", blind)
		minutesText(&d)
		d.Definition = "Expected time a year in which the journey works for all, but without something it has softly."
		out.DegradedMinutesPerYear, all = &d, append(all, &d)
	}
	if q.journey.Cost != nil {
		cost := b.cost(q, blind)
		out.CostPerYear, all = &cost, append(all, &cost)
	}
	if blind != "" && q.unavailability == 0 {
		withhold(all...)
	}
}

func (b *builder) meanOutage(q *quantified, blind string) assessment.Estimate {
	if !(q.frequency > 0) {
		return b.unknown("min", cmp.Or(blind, "no outage is expected: nothing with a failure rate takes it down"))
	}
	each := make([]float64, 0, len(q.frequencies))
	for i, w := range q.frequencies {
		if w > 0 {
			each = append(each, q.samples[i]*minutesPerYear/w)
		}
	}
	mean := q.unavailability * minutesPerYear / q.frequency
	e := b.modelled(mean, each, "min", blind)
	e.Display, e.Interval = assessment.FormatSpan(mean), interval(e, assessment.FormatSpan, "")
	e.Definition = "Unavailability over frequency: how long an outage lasts on average."
	return e
}

// cost is what the downtime of the journey is expected to cost in a year: cost
// per occurrence times outages, and cost per minute times minutes.
func (b *builder) cost(q *quantified, blind string) assessment.Estimate {
	c := q.journey.Cost
	e := b.modelled(costOf(c, q.unavailability, q.frequency), q.costSamples(), c.Currency+"/yr", blind)
	money := func(x float64) string { return assessment.FormatMoney(x, c.Currency) }
	e.Display, e.Interval = money(*e.Value), interval(e, money, "")
	e.Definition = "Outages × cost of one + minutes × cost of a minute."
	e.Formula = fmt.Sprintf("%s × %s min", money(c.PerMinute), assessment.FormatMinutes(q.unavailability*minutesPerYear))
	if c.PerOccurrence > 0 {
		e.Formula += fmt.Sprintf(" + %s × %s outages", money(c.PerOccurrence), assessment.Significant(q.frequency, 2))
	}
	e.Basis = "unit costs set by " + cmp.Or(c.SetBy, "nobody named")
	if c.SetOn != nil {
		e.Basis += " on " + c.SetOn.UTC().Format("2 Jan 2006")
	}
	return e
}

// costOf is the cost in a year of an unavailability that comes in so many outages.
func costOf(c *models.Cost, unavailability, outagesPerYear float64) float64 {
	return c.PerOccurrence*outagesPerYear + c.PerMinute*unavailability*minutesPerYear
}

// costSamples are the costs of the first samples, those with a frequency.
func (q *quantified) costSamples() []float64 {
	each := make([]float64, len(q.frequencies))
	for i, w := range q.frequencies {
		each[i] = costOf(q.journey.Cost, q.samples[i], w)
	}
	return each
}
