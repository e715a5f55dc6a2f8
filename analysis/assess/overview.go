package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ninefold/models/assessment"
)

// overview puts the first screen together from the rest of the assessment.
func overview(a *assessment.Assessment, p programme, previous *assessment.Assessment) assessment.Overview {
	o := assessment.Overview{
		Figures:     figures(a, previous, p),
		Trend:       p.trend,
		TrendTarget: p.target,
		TrendTitle:  trendTitle(p),
		Causes:      p.causes.rows,
		OtherCauses: p.causes.rest,
		CausesTitle: p.causes.title(),
		Findings:    findings(a, p),
		Changes:     changes(a, previous),
	}
	o.Rule, o.Headline = headline(a, p)
	o.ScenarioID, o.Decision = decision(a, p)
	return o
}

// longestHeadline is what fits on the first screen and in the subject of a mail.
const longestHeadline = 90

// headline returns the first sentence that applies, with the rule it comes from.
func headline(a *assessment.Assessment, p programme) (rule, sentence string) {
	objectives, unjudged, breached := criticalObjectives(a)
	switch {
	case 5*unjudged > objectives:
		return "T0", fmt.Sprintf("Not enough data to judge %s: %d of %d SLOs have no verdict", p.title, unjudged, objectives)
	case p.downtime.Status == assessment.NotJudged:
		return "T0", fmt.Sprintf("Not enough data to judge %s: %s", p.title, p.downtime.Reason)
	case p.downtime.Status == assessment.Breached:
		return "T1", fmt.Sprintf("%s will miss its yearly downtime limit: %s min expected, %s allowed",
			p.title, assessment.FormatMinutes(*p.downtime.Value), assessment.FormatMinutes(*p.limit))
	case len(breached) > 0:
		worst := slices.MinFunc(breached, func(x, y assessment.SLO) int { return cmp.Compare(*x.BudgetMinutes.Value, *y.BudgetMinutes.Value) })
		over := -*worst.BudgetMinutes.Value
		return "T2", fmt.Sprintf("%d of %d critical %s missed; %s by %s minutes", len(breached), objectives,
			plural(objectives, "SLO was", "SLOs were"), worst.Title, assessment.FormatMinutes(over))
	}
	if failed := countRules(a.Policy, assessment.RuleFail, true); failed > 0 {
		return "T3", fmt.Sprintf("%d mandatory reliability %s", failed, plural(failed, "rule fails", "rules fail"))
	}
	for _, s := range a.SinglePoints {
		if s.New && !s.Accepted {
			return "T4", newSinglePoint(s)
		}
	}
	return "T5", fmt.Sprintf("%s is inside all limits; %s of the yearly downtime limit is used", p.title, assessment.FormatShare(*p.downtime.Value / *p.limit))
}

// criticalObjectives counts the critical SLOs and those without a verdict, and
// returns those that were breached.
func criticalObjectives(a *assessment.Assessment) (all, unjudged int, breached []assessment.SLO) {
	for _, s := range a.SLOs {
		if !s.Critical {
			continue
		}
		all++
		switch s.Attained.Status {
		case assessment.NotJudged:
			unjudged++
		case assessment.Breached:
			breached = append(breached, s)
		}
	}
	return all, unjudged, breached
}

func newSinglePoint(s assessment.SinglePoint) string {
	text := fmt.Sprintf("A new single point of failure: %s stops %s", s.Title, strings.Join(s.Journeys, ", "))
	if n := len(s.Journeys); n > 1 && len([]rune(text)) > longestHeadline {
		text = fmt.Sprintf("A new single point of failure: %s stops %d journeys", s.Title, n)
	}
	return text
}

// decision names the cheapest scenario that brings the programme inside its
// limit; where none does, the one that saves most per unit of money. What has no
// price comes last.
func decision(a *assessment.Assessment, p programme) (scenarioID, sentence string) {
	useful := slices.DeleteFunc(slices.Clone(a.Scenarios), func(s assessment.Scenario) bool {
		return s.SavedMinutesPerYear.Value == nil || !(*s.SavedMinutesPerYear.Value > 0) || s.Verdict == noEffect
	})
	switch {
	case len(a.Scenarios) == 0:
		return "", "No improvement has been evaluated yet."
	case len(useful) == 0:
		return "", fmt.Sprintf("No improvement has a measurable effect, of %d evaluated.", len(a.Scenarios))
	}
	effect := func(s assessment.Scenario) string {
		return fmt.Sprintf("%s (%s min/year, %s).", s.Title, assessment.FormatMinutes(-*s.SavedMinutesPerYear.Value), s.CostDisplay)
	}
	inside := slices.DeleteFunc(slices.Clone(useful), func(s assessment.Scenario) bool { return !s.InsideLimit })
	if p.downtime.Status == assessment.Breached && len(inside) > 0 {
		best := slices.MinFunc(inside, func(x, y assessment.Scenario) int {
			return cmp.Or(unpriced(x)-unpriced(y), cmp.Compare(x.CostOnce+x.CostPerYear, y.CostOnce+y.CostPerYear))
		})
		return best.ID, "One decision moves it inside the limit: " + effect(best)
	}
	best := slices.MinFunc(useful, func(x, y assessment.Scenario) int {
		if x.MinutesPerThousand != nil && y.MinutesPerThousand != nil {
			return cmp.Compare(*y.MinutesPerThousand, *x.MinutesPerThousand)
		}
		return cmp.Or(unpriced(x)-unpriced(y), cmp.Compare(*y.SavedMinutesPerYear.Value, *x.SavedMinutesPerYear.Value))
	})
	return best.ID, "The most downtime back for the money: " + effect(best)
}

// unpriced is 1 for a scenario without costs, else 0.
func unpriced(s assessment.Scenario) int {
	if s.MinutesPerThousand == nil {
		return 1
	}
	return 0
}

func trendTitle(p programme) string {
	judged, met := 0, 0
	for _, point := range p.trend {
		switch point.Estimate.Status {
		case assessment.Met:
			met++
			judged++
		case assessment.Breached:
			judged++
		}
	}
	if judged == 0 || p.target == nil {
		return "Availability by month"
	}
	return fmt.Sprintf("Availability met its %s target in %d of %d %s", assessment.FormatAvailability(1-*p.target), met, judged, plural(judged, "month", "months"))
}

func countRules(results []assessment.RuleResult, result string, mandatoryOnly bool) int {
	n := 0
	for _, r := range results {
		if r.Result == result && (r.Mandatory || !mandatoryOnly) {
			n++
		}
	}
	return n
}
