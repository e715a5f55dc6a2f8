package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ninefold/models/assessment"
)

// A programme is what the six figures are about: the critical journeys of a
// model together.
type programme struct {
	title    string
	attained assessment.Estimate // F1
	downtime assessment.Estimate // F3
	cost     assessment.Estimate // F4
	limit    *float64            // min/yr; nil where a critical journey has no target
	target   *float64
	perMin   *float64 // cost of a minute
	currency string
	trend    []assessment.TrendPoint
	causes   causes
}

// overview puts the first screen together from the rest of the assessment.
func overview(a *assessment.Assessment, p programme, previous *assessment.Assessment) assessment.Overview {
	o := assessment.Overview{
		Figures:     figures(a, p),
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

// headline returns the first sentence that applies, with the rule it comes from.
func headline(a *assessment.Assessment, p programme) (rule, sentence string) {
	var critical, unjudged, breached []assessment.SLO
	for _, s := range a.SLOs {
		if !s.Critical {
			continue
		}
		critical = append(critical, s)
		switch s.Attained.Status {
		case assessment.NotJudged:
			unjudged = append(unjudged, s)
		case assessment.Breached:
			breached = append(breached, s)
		}
	}
	if 5*len(unjudged) > len(critical) {
		return "T0", fmt.Sprintf("Not enough data to judge %s: %d of %d SLOs have no verdict", p.title, len(unjudged), len(critical))
	}
	if p.downtime.Status == assessment.NotJudged {
		return "T0", fmt.Sprintf("Not enough data to judge %s: %s", p.title, p.downtime.Reason)
	}
	if p.downtime.Status == assessment.Breached {
		return "T1", fmt.Sprintf("%s will miss its yearly downtime limit: %s min expected, %s allowed",
			p.title, assessment.FormatMinutes(*p.downtime.Value), assessment.FormatMinutes(*p.limit))
	}
	if len(breached) > 0 {
		worst := slices.MinFunc(breached, func(x, y assessment.SLO) int { return cmp.Compare(*x.BudgetMinutes.Value, *y.BudgetMinutes.Value) })
		return "T2", fmt.Sprintf("%d of %d critical SLOs were missed; %s by %s minutes",
			len(breached), len(critical), worst.Title, assessment.FormatMinutes(-*worst.BudgetMinutes.Value))
	}
	if failed := countRules(a.Policy, assessment.RuleFail, true); failed > 0 {
		return "T3", fmt.Sprintf("%d mandatory reliability %s", failed, plural(failed, "rule fails", "rules fail"))
	}
	for _, s := range a.SinglePoints {
		if s.New && !s.Accepted {
			return "T4", fmt.Sprintf("A new single point of failure: %s stops %s", s.Title, strings.Join(s.Journeys, ", "))
		}
	}
	return "T5", fmt.Sprintf("%s is inside all limits; %s of the yearly downtime limit is used", p.title, assessment.FormatShare(*p.downtime.Value / *p.limit))
}

// decision names the cheapest scenario that brings the programme inside its
// limit; where none does, the one that saves most per unit of money.
func decision(a *assessment.Assessment, p programme) (scenarioID, sentence string) {
	useful := slices.DeleteFunc(slices.Clone(a.Scenarios), func(s assessment.Scenario) bool {
		return s.SavedMinutesPerYear.Value == nil || !(*s.SavedMinutesPerYear.Value > 0) || s.Verdict == noEffect
	})
	if len(useful) == 0 {
		return "", "No improvement has been evaluated yet."
	}
	firstYear := func(s assessment.Scenario) float64 { return s.CostOnce + s.CostPerYear }
	effect := func(s assessment.Scenario) string {
		return fmt.Sprintf("%s (%s min/year, %s).", s.Title, assessment.FormatMinutes(-*s.SavedMinutesPerYear.Value), s.CostDisplay)
	}
	inside := slices.DeleteFunc(slices.Clone(useful), func(s assessment.Scenario) bool { return !s.InsideLimit })
	if p.downtime.Status == assessment.Breached && len(inside) > 0 {
		best := slices.MinFunc(inside, func(x, y assessment.Scenario) int { return cmp.Compare(firstYear(x), firstYear(y)) })
		return best.ID, "One decision moves it inside the limit: " + effect(best)
	}
	best := slices.MaxFunc(useful, func(x, y assessment.Scenario) int {
		return cmp.Compare(*x.SavedMinutesPerYear.Value/max(1, firstYear(x)), *y.SavedMinutesPerYear.Value/max(1, firstYear(y)))
	})
	return best.ID, "The most downtime back for the money: " + effect(best)
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
	return fmt.Sprintf("Availability met its %s target in %d of %d months", assessment.FormatAvailability(1-*p.target), met, judged)
}

// changes says what is different from the last assessment of the model, in words.
func changes(a, previous *assessment.Assessment) []string {
	out := []string{}
	if previous == nil {
		return out
	}
	if previous.Model.Version != a.Model.Version {
		out = append(out, fmt.Sprintf("Figures are not comparable: model %d → %d", previous.Model.Version, a.Model.Version))
	}
	if more := a.Records.Incidents - previous.Records.Incidents; more != 0 {
		out = append(out, fmt.Sprintf("%+d incidents on record", more))
	}
	for _, s := range a.SinglePoints {
		if s.New {
			out = append(out, "New single point of failure: "+s.Title)
		}
	}
	return out[:min(5, len(out))]
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

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
