package assess

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/mesh"
	"ninefold/models"
	"ninefold/models/assessment"
)

const (
	listedCutSets = 200   // of each journey, kept in the assessment
	drawnEvents   = 2_000 // largest tree kept for drawing
)

const exactMethod = "binary decision diagram, exact at the mean parameters; interval by Latin hypercube"

// A namer gives events their names for people.
type namer map[string]string // by parameter: label with the failure mode

func newNamer(in Input, ps *parameters) namer {
	names := namer{}
	for _, p := range ps.list {
		names[p.ID] = p.Label
	}
	for _, s := range in.Mesh.Services {
		for kind, f := range map[string]*models.Failure{"service:": s.Failure, "release:": s.Release, "instance:": s.Instance} {
			if f != nil && f.Mode != "" {
				names[kind+s.ID] = s.Label() + ": " + f.Mode
			}
		}
	}
	for _, d := range in.Mesh.Domains {
		if d.Failure != nil && d.Failure.Mode != "" {
			names["domain:"+d.ID] = domainLabel(d) + ": " + d.Failure.Mode
		}
	}
	return names
}

// event names one basic event: its parameter, and where it is.
func (n namer) event(e mesh.Event) string {
	name := n[e.Parameter]
	if name == "" {
		name = e.Label
	}
	if _, place, ok := strings.Cut(e.ID, "@"); ok && place != "" {
		name += " (" + strings.ReplaceAll(place, "#", " ") + ")"
	}
	return name
}

// journeyResult turns the numbers of q into the answer for one journey.
func (b *builder) journeyResult(ctx context.Context, q *quantified) (assessment.Journey, error) {
	j := q.journey
	out := assessment.Journey{
		ID: j.ID, Name: j.Label(), Critical: j.Critical, Owner: j.Owner,
		CutSets:    assessment.CutSets{Count: "0", ByOrder: []int{}, Top: []assessment.CutSet{}},
		Importance: []assessment.Importance{}, Locations: []assessment.Location{},
		Tree: assessment.Tree{Gates: []assessment.TreeGate{}, Events: []assessment.TreeEvent{}},
	}
	if j.Target > 0 {
		limit := (1 - j.Target) * minutesPerYear
		out.Target, out.LimitMinutesPerYear = ptr(j.Target), ptr(limit)
		out.ProbabilityInsideLimit = ptr(shareBelow(q.samples, limit/minutesPerYear))
	}
	b.journeyEstimates(&out, q)
	if q.diagram == nil {
		return out, nil
	}
	sets, err := b.cutSets(ctx, q)
	if err != nil {
		return out, err
	}
	out.CutSets = sets
	out.Importance = b.importance(ctx, q)
	out.Tree, err = b.tree(ctx, q)
	if err != nil {
		return out, err
	}
	for i, l := range q.syn.Locations {
		u := 0.0
		if l.Gate != "" {
			u = q.byTop[q.top(q.syn.Locations[i].Gate)]
		}
		out.Locations = append(out.Locations, assessment.Location{Domain: l.Location, Share: l.Share, Unavailability: u})
	}
	return out, nil
}

// journeyEstimates fills the estimates of a journey in.
func (b *builder) journeyEstimates(out *assessment.Journey, q *quantified) {
	reason := b.blindness(q)
	u := b.modelled(q.unavailability, q.samples, "ratio", reason)
	u.Display = assessment.FormatProbability(q.unavailability)
	u.Interval = interval(u, assessment.FormatProbability, "")
	u.Definition = "Probability that the journey does not work for an average user at a random moment."
	u.Formula = "Σ over locations: share of users × P(not served)"

	a := b.modelled(1-q.unavailability, complement(q.samples), "ratio", reason)
	a.Display = assessment.FormatAvailability(q.unavailability)
	a.Interval = availabilityInterval(u)
	a.Definition = "1 − unavailability."

	down := b.modelled(q.unavailability*minutesPerYear, scaled(q.samples, minutesPerYear), "min/yr", reason)
	b.minutesText(&down)
	down.Definition = "Expected downtime of an average user over the next 12 months."
	down.Formula = fmt.Sprintf("%s × 525,600 min", assessment.FormatProbability(q.unavailability))
	if out.LimitMinutesPerYear != nil {
		judge(&down, *out.LimitMinutesPerYear)
	}

	w := b.modelled(q.frequency, q.frequencies, "/yr", reason)
	w.Display, w.Interval = assessment.FormatRate(q.frequency), interval(w, func(x float64) string { return assessment.Significant(x, 2) }, " /yr")
	w.Definition = "Expected outages an average user meets in a year."
	w.Formula = "Σ over events: Birnbaum importance × (1 − q) × failure rate"

	out.Unavailability, out.Availability, out.DowntimeMinutesPerYear, out.OutagesPerYear = u, a, down, w
	out.MeanOutageMinutes = b.meanOutage(q, reason)
	if q.degraded != nil {
		d := b.modelled(q.degradedPoint()*minutesPerYear, scaled(q.degraded, minutesPerYear), "min/yr", reason)
		b.minutesText(&d)
		d.Definition = "Expected time a year in which the journey works for all, but without something it has softly."
		out.DegradedMinutesPerYear = &d
	}
	if c := q.journey.Cost; c != nil {
		cost := b.cost(q, reason)
		out.CostPerYear = &cost
	}
}

func (b *builder) meanOutage(q *quantified, reason string) assessment.Estimate {
	if !(q.frequency > 0) {
		e := b.estimate("min")
		e.Status, e.Reason, e.Display = assessment.NotJudged, "no outage is expected: nothing with a failure rate takes it down", missing
		return e
	}
	each := make([]float64, 0, len(q.samples))
	for i, w := range q.frequencies {
		if w > 0 {
			each = append(each, q.samples[i]*minutesPerYear/w)
		}
	}
	mean := q.unavailability * minutesPerYear / q.frequency
	e := b.modelled(mean, each, "min", reason)
	e.Display, e.Interval = assessment.FormatSpan(mean), interval(e, assessment.FormatSpan, "")
	e.Definition = "Unavailability over frequency: how long an outage lasts on average."
	return e
}

// cost is what the downtime of the journey is expected to cost in a year: cost
// per occurrence times outages, and cost per minute times minutes.
func (b *builder) cost(q *quantified, reason string) assessment.Estimate {
	c := q.journey.Cost
	of := func(u, w float64) float64 { return c.PerOccurrence*w + c.PerMinute*u*minutesPerYear }
	each := make([]float64, len(q.frequencies))
	for i, w := range q.frequencies {
		each[i] = of(q.samples[i], w)
	}
	e := b.modelled(of(q.unavailability, q.frequency), each, c.Currency+"/yr", reason)
	money := func(x float64) string { return assessment.FormatMoney(x, c.Currency) }
	e.Display, e.Interval = money(*e.Value), interval(e, money, "")
	e.Definition = "Outages × cost of one + minutes × cost of a minute."
	e.Formula = fmt.Sprintf("%s × %s min", money(c.PerMinute), assessment.FormatMinutes(q.unavailability*minutesPerYear))
	e.Basis = strings.TrimSpace("unit costs set by " + cmp.Or(c.SetBy, "nobody named"))
	if c.SetOn != nil {
		e.Basis += " on " + c.SetOn.Format("2 Jan 2006")
	}
	return e
}

// cutSets lists the minimal cut sets of "some users not served", each weighted by
// the users it hits.
func (b *builder) cutSets(ctx context.Context, q *quantified) (assessment.CutSets, error) {
	out := assessment.CutSets{Count: "0", ByOrder: []int{}, Top: []assessment.CutSet{}}
	if q.syn.Any == "" {
		return out, nil
	}
	found, err := q.diagram.CutSets(ctx, q.syn.Any, q.p, faulttree.CutSetOptions{Limit: listedCutSets})
	if err != nil {
		return out, fmt.Errorf("journey %s: %w", q.journey.ID, err)
	}
	index := map[string]int{}
	for i, e := range q.events {
		index[e.ID] = i
	}
	out.Count = found.Count.String()
	for _, n := range found.ByOrder {
		out.ByOrder = append(out.ByOrder, bounded(n))
	}
	listed := 0.0
	for _, set := range found.Top {
		listed += set.Probability
		out.Top = append(out.Top, b.cutSet(q, set, index))
	}
	slices.SortStableFunc(out.Top, func(x, y assessment.CutSet) int { return cmp.Compare(y.Probability, x.Probability) })
	cumulative := 0.0
	for i := range out.Top {
		cumulative += out.Top[i].Share
		out.Top[i].Rank, out.Top[i].Cumulative = i+1, min(1, cumulative)
	}
	out.Listed = len(out.Top)
	if found.Sum > 0 {
		out.Missing = max(0, (found.Sum-listed)/found.Sum)
	}
	return out, nil
}

func (b *builder) cutSet(q *quantified, set faulttree.CutSet, index map[string]int) assessment.CutSet {
	state := make([]float64, len(q.events))
	out := assessment.CutSet{Order: len(set.Events), Events: set.Events, Labels: []string{}}
	for _, id := range set.Events {
		state[index[id]] = 1
		out.Labels = append(out.Labels, b.names.event(q.events[index[id]]))
	}
	users := 0.0 // not served when just these events have occurred
	for t, down := range q.diagram.Probability(state) {
		users += q.weights[t] * down
	}
	out.Title = strings.Join(out.Labels, " + ")
	out.Probability = set.Probability * users
	out.MinutesPerYear = out.Probability * minutesPerYear
	out.Display = assessment.FormatMinutes(out.MinutesPerYear)
	if q.unavailability > 0 {
		out.Share = min(1, out.Probability/q.unavailability)
		out.FussellVesely = out.Share
	}
	return out
}

func bounded(n *big.Int) int {
	if n.IsInt64() {
		return int(n.Int64())
	}
	return 1<<53 - 1 // the largest integer every JSON reader keeps
}

func (b *builder) importance(ctx context.Context, q *quantified) []assessment.Importance {
	out := []assessment.Importance{}
	byID := map[string]mesh.Event{}
	for _, e := range q.events {
		byID[e.ID] = e
	}
	for _, i := range q.diagram.Importances(ctx, q.p, q.weights) {
		out = append(out, assessment.Importance{
			Event: i.ID, Label: b.names.event(byID[i.ID]), Probability: i.Probability, Birnbaum: i.Birnbaum, Criticality: i.Criticality,
			FussellVesely: i.FussellVesely, RiskAchievementWorth: i.RiskAchievementWorth, RiskReductionWorth: i.RiskReductionWorth,
		})
	}
	slices.SortStableFunc(out, func(x, y assessment.Importance) int {
		return cmp.Or(cmp.Compare(y.Probability*y.Birnbaum, x.Probability*x.Birnbaum), cmp.Compare(x.Event, y.Event))
	})
	return out
}
