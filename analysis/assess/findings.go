package assess

import (
	"fmt"
	"strings"

	"ninefold/models/assessment"
)

const boardFindings = 3

// findings picks the three things a board should know, in order of weight: the
// limit, what is behind it, and what hides: single points, failing rules and
// incidents that the model does not know.
func findings(a *assessment.Assessment, p programme) []assessment.Finding {
	candidates := []func(*assessment.Assessment, programme) *assessment.Finding{
		limitFinding, causeFinding, singlePointFinding, unknownFinding, ruleFinding, dataFinding,
	}
	out := []assessment.Finding{}
	for _, candidate := range candidates {
		if f := candidate(a, p); f != nil && len(out) < boardFindings {
			out = append(out, *f)
		}
	}
	return out
}

func limitFinding(a *assessment.Assessment, p programme) *assessment.Finding {
	if p.limit == nil || p.downtime.Value == nil {
		return nil
	}
	f := &assessment.Finding{
		Figure: fmt.Sprintf("%s, limit %s min", withInterval(p.downtime), assessment.FormatMinutes(*p.limit)),
		Owner:  journeyOwner(a),
	}
	switch p.downtime.Status {
	case assessment.Breached:
		f.Title = fmt.Sprintf("%s is expected to be down %s minutes longer than allowed", p.title, assessment.FormatMinutes(*p.downtime.Value-*p.limit))
	case assessment.NotJudged:
		f.Title = fmt.Sprintf("Whether %s stays inside its limit is not known: %s", p.title, p.downtime.Reason)
	case assessment.AtRisk:
		f.Title = p.title + " is expected to stay inside its limit, but not surely"
	default:
		f.Title = p.title + " is expected to stay inside its limit"
	}
	f.Consequence = "Users lose that time in an average year."
	if p.cost.Value != nil {
		f.Consequence = fmt.Sprintf("Downtime costs %s in an average year.", withInterval(p.cost))
	}
	return f
}

func withInterval(e assessment.Estimate) string {
	if e.Interval == "" {
		return e.Display
	}
	return e.Display + " (" + e.Interval + ")"
}

func causeFinding(a *assessment.Assessment, p programme) *assessment.Finding {
	if len(p.causes.rows) == 0 {
		return nil
	}
	worst := p.causes.rows[0]
	f := &assessment.Finding{
		Title: fmt.Sprintf("%s alone makes %s of it", worst.Title, worst.ShareDisplay), Figure: worst.Display + " min a year", Owner: noOwner,
		Consequence: "Without it users would have that time back.",
	}
	if !worst.SinglePoint {
		f.Title = fmt.Sprintf("%s together make %s of it", worst.Title, worst.ShareDisplay)
	}
	if worst.CostPerYear != nil {
		f.Consequence = fmt.Sprintf("It costs %s in an average year.", assessment.FormatMoney(*worst.CostPerYear, worst.Currency))
	}
	for _, s := range a.SinglePoints {
		if s.Title == worst.Title {
			f.Owner = s.Owner
		}
	}
	return f
}

func singlePointFinding(a *assessment.Assessment, _ programme) *assessment.Finding {
	var names []string
	journeys := map[string]bool{}
	owner := noOwner
	for _, s := range a.SinglePoints {
		if s.Accepted {
			continue
		}
		names = append(names, s.Title)
		for _, j := range s.Journeys {
			journeys[j] = true
		}
		if len(names) == 1 {
			owner = s.Owner
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &assessment.Finding{
		Title:       fmt.Sprintf("%d single %s in a system that looks redundant", len(names), plural(len(names), "point of failure remains", "points of failure remain")),
		Figure:      strings.Join(names, "; "),
		Consequence: fmt.Sprintf("Each alone stops %d critical %s.", len(journeys), plural(len(journeys), "journey", "journeys")),
		Owner:       owner,
	}
}

func unknownFinding(a *assessment.Assessment, _ programme) *assessment.Finding {
	if a.Records.Unmatched == 0 {
		return nil
	}
	return &assessment.Finding{
		Title:       fmt.Sprintf("%d of %d incidents have no counterpart in the model", a.Records.Unmatched, a.Records.Counted),
		Figure:      strings.Join(a.Records.UnmatchedTitles[:min(3, len(a.Records.UnmatchedTitles))], "; "),
		Consequence: "The model does not know what failed there, so it cannot have counted it.",
		Owner:       journeyOwner(a),
	}
}

func ruleFinding(a *assessment.Assessment, _ programme) *assessment.Finding {
	n := countRules(a.Policy, assessment.RuleFail, true)
	if n == 0 {
		return nil
	}
	first := ""
	for _, r := range a.Policy {
		if r.Result == assessment.RuleFail && r.Mandatory {
			first = fmt.Sprintf("%s: %s (%s)", r.Title, r.Subject, r.Fact)
			break
		}
	}
	return &assessment.Finding{
		Title: fmt.Sprintf("%d mandatory reliability %s", n, plural(n, "rule fails", "rules fail")), Figure: first,
		Consequence: "What the rules guard against can happen unnoticed.", Owner: journeyOwner(a),
	}
}

func dataFinding(a *assessment.Assessment, p programme) *assessment.Finding {
	if len(a.Warnings) == 0 {
		return nil
	}
	f := &assessment.Finding{
		Title: "The figures rest on weak data", Figure: a.Warnings[0], Owner: journeyOwner(a),
		Consequence: "A decision may change with better data.",
	}
	if grade := p.downtime.Confidence; grade != "" {
		f.Consequence = "Confidence " + grade + ": a decision may change with better data."
	}
	return f
}

func journeyOwner(a *assessment.Assessment) string {
	for _, j := range a.Journeys {
		if j.Critical && j.Owner != "" {
			return j.Owner
		}
	}
	return noOwner
}
