package slo

import (
	"fmt"
	"math"
	"time"

	"ninefold/analysis/availability"
)

// An Attainment is what was attained of an objective in a window, with certain
// bounds for what is not known, and the error budget that goes with it.
//
// Verdict is that of the whole window: a window that is still running is breached
// once its budget is overspent, and else not judged. SoFar judges what has passed
// of it.
type Attainment struct {
	Verdict availability.Verdict `json:"verdict"`
	SoFar   availability.Verdict `json:"soFar"`
	Reason  string               `json:"reason,omitempty"` // why one of them is not judged
	Value   *float64             `json:"value,omitempty"`  // of what is known; absent if nothing is
	Low     float64              `json:"low"`              // had all that is unknown been bad
	High    float64              `json:"high"`             // had it been good
	Tally   Tally                `json:"tally"`
	Budget  Budget               `json:"budget"`
	Blind   float64              `json:"blindHours"` // time of which nothing is known
}

// A Budget is an error budget, in the unit of the objective: requests or minutes.
//
// That of time is for the whole window, passed or not. That of requests is for
// those made so far: how many there will be is not known.
type Budget struct {
	Unit    string   `json:"unit"`
	Allowed float64  `json:"allowed"`
	Spent   float64  `json:"spent"`
	Unknown float64  `json:"unknown"`              // spent or not
	Left    float64  `json:"left"`                 // negative when overspent
	Least   float64  `json:"least"`                // left, had all that is unknown been bad
	Share   *float64 `json:"spentShare,omitempty"` // spent of allowed; absent if nothing is allowed yet
}

// attain judges the window at a moment.
func (l ledger) attain(window Span, at time.Time) Attainment {
	passed := Span{window.From, earlier(window.To, at)}
	got := l.between(passed.From, passed.To)
	t := l.weigh(got)
	a := Attainment{Tally: t, Blind: got.blind, High: 1}
	total := t.Total()
	if t.Known() > 0 {
		a.Value = finite(t.Good / t.Known())
	}
	if total > 0 {
		a.Low, a.High = t.Good/total, (t.Good+t.Unknown)/total
	}

	whole := total
	future := math.Max(0, window.To.Sub(passed.To).Hours()-coveredHours(l.excluded, Span{passed.To, window.To}))
	running := window.To.After(at)
	if running && l.objective.Method != Requests {
		whole += future * 60
	}
	a.Budget = budgetOf(t, l.share*whole)
	a.SoFar, a.Reason = judge(t, l.share*total)
	if total == 0 {
		a.Reason = nothingCounted(l.objective.Method, got.blind)
	}
	a.Verdict = a.SoFar
	if running {
		a.Verdict = availability.NotJudged
		if a.Reason == "" {
			a.Reason = "the window runs until " + window.To.Format(time.RFC3339)
		}
		// More requests bring more budget; more time does not.
		if l.objective.Method != Requests && over(t.Bad, a.Budget.Allowed) {
			a.Verdict = availability.Breached
		}
	}
	return a
}

func nothingCounted(m Method, blind float64) string {
	switch {
	case blind > 0:
		return "nothing is known of the window"
	case m == Requests:
		return "no requests in the window"
	}
	return "all of the window is excluded, or yet to come"
}

// judge says whether an objective is met whatever the unknown was.
func judge(t Tally, allowed float64) (availability.Verdict, string) {
	switch {
	case t.Total() == 0:
		return availability.NotJudged, ""
	case !over(t.Bad+t.Unknown, allowed):
		return availability.Met, ""
	case over(t.Bad, allowed):
		return availability.Breached, ""
	}
	return availability.NotJudged, fmt.Sprintf("what is not known of %.4g %s could change the answer", t.Unknown, t.Unit)
}

func budgetOf(t Tally, allowed float64) Budget {
	b := Budget{
		Unit: t.Unit, Allowed: allowed, Spent: t.Bad, Unknown: t.Unknown,
		Left: allowed - t.Bad, Least: allowed - t.Bad - t.Unknown,
	}
	if allowed > 0 {
		b.Share = finite(t.Bad / allowed)
	}
	return b
}
