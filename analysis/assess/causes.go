package assess

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"ninefold/models/assessment"
)

// causes are the cut sets that make up the programme's expected downtime.
type causes struct {
	rows []assessment.Cause
	rest *assessment.Cause
}

const (
	listedCauses = 5
	enoughShare  = 0.99
)

// findCauses lists the worst cut sets until they make up nearly all, five at most,
// and sums the others up in one row.
func (b *builder) findCauses(runs []weightedRun) causes {
	var all, unlisted []assessment.Cause
	count := new(big.Int)
	for _, w := range runs {
		sets := w.result.CutSets
		listed := 0.0
		for _, set := range sets.Top {
			all = append(all, cause(w, set, w.run.frequencyOf(set)))
			listed += set.MinutesPerYear
		}
		if sets.Missing > 0 && sets.Missing < 1 {
			minutes := listed * sets.Missing / (1 - sets.Missing)
			unlisted = append(unlisted, cause(w, assessment.CutSet{MinutesPerYear: minutes, Probability: minutes / minutesPerYear}, 0))
		}
		if n, ok := new(big.Int).SetString(sets.Count, 10); ok {
			count.Add(count, n)
		}
	}
	slices.SortStableFunc(all, func(x, y assessment.Cause) int { return cmp.Compare(y.MinutesPerYear, x.MinutesPerYear) })
	total := sum(all).MinutesPerYear + sum(unlisted).MinutesPerYear
	out := causes{rows: []assessment.Cause{}}
	var covered float64
	for i, c := range all {
		if len(out.rows) == listedCauses || total > 0 && covered >= enoughShare*total {
			break
		}
		c.Rank = i + 1
		covered += c.MinutesPerYear
		shared(&c, total)
		out.rows = append(out.rows, c)
	}
	count.Sub(count, big.NewInt(int64(len(out.rows))))
	if count.Sign() > 0 {
		rest := sum(append(all[len(out.rows):], unlisted...))
		rest.Rank, rest.Count, rest.Title = len(out.rows)+1, bounded(count), "All other causes ("+grouped(count)+")"
		shared(&rest, total)
		out.rest = &rest
	}
	return out
}

// sum adds causes up. There is a cost where each has one in the same currency.
func sum(all []assessment.Cause) assessment.Cause {
	var s assessment.Cause
	cost, known := 0.0, len(all) > 0
	for _, c := range all {
		s.MinutesPerYear += c.MinutesPerYear
		if known = known && c.CostPerYear != nil && c.Currency == all[0].Currency; known {
			cost += *c.CostPerYear
		}
	}
	if known {
		priced(&s, cost, all[0].Currency)
	}
	return s
}

// grouped writes a count with commas, or its magnitude where it is longer than a
// title.
func grouped(n *big.Int) string {
	if n.IsInt64() && n.Int64() <= largest {
		return assessment.FormatMinutes(float64(n.Int64()))
	}
	return fmt.Sprintf("about 10^%d", len(n.String())-1)
}

// cause is a cut set as a cause of the programme's downtime: its minutes are those
// of an average user of all journeys, its cost that of its own journey.
func cause(w weightedRun, set assessment.CutSet, outagesPerYear float64) assessment.Cause {
	c := assessment.Cause{
		Title: set.Title, JourneyID: w.run.journey.ID, CutSet: set.Rank, MinutesPerYear: w.weight * set.MinutesPerYear, SinglePoint: set.Order == 1,
	}
	if cost := w.run.journey.Cost; cost != nil {
		priced(&c, costOf(cost, set.Probability, outagesPerYear), cost.Currency)
	}
	return c
}

// frequencyOf returns how often in a year the events of a cut set come together,
// for an average user: one that has a rate occurs while the others have occurred.
func (q *quantified) frequencyOf(set assessment.CutSet) float64 {
	var perHour float64
	for _, i := range q.indices(set.Events) {
		if q.rate[i] > 0 && q.p[i] > 0 {
			perHour += set.Probability / q.p[i] * (1 - q.p[i]) * q.rate[i]
		}
	}
	return perHour * hoursPerYear
}

func priced(c *assessment.Cause, cost float64, currency string) {
	c.CostPerYear, c.Currency, c.CostDisplay = ptr(cost), currency, assessment.FormatThousands(cost)
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
