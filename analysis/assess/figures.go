package assess

import (
	"fmt"
	"strconv"
	"strings"

	"ninefold/models/assessment"
)

// figures returns the six numbers of the first screen.
func figures(a, previous *assessment.Assessment, p programme) []assessment.Figure {
	all := []assessment.Figure{
		attainedFigure(p), objectivesFigure(a), downtimeFigure(p), costFigure(p), singlePointFigure(a, p), policyFigure(a),
	}
	for i := range all {
		e := &all[i].Estimate
		e.AssessmentID = a.ID
		if e.From == nil { // a count: of all that was assessed
			e.From, e.To = a.Records.From, a.Records.To
		}
		all[i] = withReason(all[i])
	}
	compareFigures(all, a, previous)
	return all
}

func attainedFigure(p programme) assessment.Figure {
	f := assessment.Figure{ID: "F1", Title: "Availability attained, weighted by users", Estimate: p.attained, Notes: []string{}, Link: "/incidents"}
	f.Verdict = p.attained.Status.Word()
	if p.attained.Value != nil {
		f.Notes = append(f.Notes, attainedNote(p))
	}
	return f
}

func attainedNote(p programme) string {
	note := assessment.FormatSpan((1-*p.attained.Value)*windowMinutes(p.attained)) + " down"
	if p.target != nil {
		note += " · target " + assessment.FormatAvailability(1-*p.target)
	}
	return note
}

func windowMinutes(e assessment.Estimate) float64 {
	if e.From == nil || e.To == nil {
		return 0
	}
	return e.To.Sub(*e.From).Minutes()
}

func objectivesFigure(a *assessment.Assessment) assessment.Figure {
	all, unjudged, missed := criticalObjectives(a)
	breached := len(missed)
	met := all - unjudged - breached
	f := assessment.Figure{ID: "F2", Title: "SLOs met", Notes: []string{}, Link: "/slos", Estimate: assessment.Estimate{
		Unit: "count", Definition: "Critical SLOs whose objective was met, of those with a verdict.",
		Formula: fmt.Sprintf("%d met, %d breached, %d not judged", met, breached, unjudged),
	}}
	if met+breached == 0 {
		f.Estimate.Status, f.Estimate.Reason = assessment.NotJudged, "no critical SLO could be judged"
		if unjudged == 0 {
			f.Estimate.Reason = "the model has no critical SLO"
		}
		return f
	}
	f.Estimate.Value, f.Estimate.Display = ptr(float64(met)), strconv.Itoa(met)
	f.Of = fmt.Sprintf("of %d judged", met+breached)
	f.Estimate.Status, f.Verdict = assessment.Met, "All met"
	if breached > 0 {
		f.Estimate.Status, f.Verdict = assessment.Breached, fmt.Sprintf("%d breached", breached)
		f.Notes = append(f.Notes, firstOf(missed))
	}
	if unjudged > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("%d not judged", unjudged))
	}
	return f
}

func firstOf(missed []assessment.SLO) string {
	if len(missed) > 1 {
		return missed[0].Title + andMore(len(missed)-1)
	}
	return missed[0].Title
}

func downtimeFigure(p programme) assessment.Figure {
	f := assessment.Figure{ID: "F3", Title: "Expected downtime, next 12 months", Estimate: p.downtime, Notes: []string{}, Link: "/risks"}
	if p.limit != nil {
		f.Notes = append(f.Notes, "limit "+assessment.FormatMinutes(*p.limit)+" min")
	}
	switch p.downtime.Status {
	case assessment.Breached:
		f.Verdict = "Over limit"
	case assessment.AtRisk:
		f.Verdict = "Inside, not surely"
	case assessment.Met:
		f.Verdict = "Inside limit"
	}
	return f
}

func costFigure(p programme) assessment.Figure {
	f := assessment.Figure{ID: "F4", Title: "Expected cost of downtime, per year", Estimate: p.cost, Notes: []string{}, Link: "/risks"}
	if p.perMin != nil {
		f.Notes = append(f.Notes, assessment.FormatMoney(*p.perMin, p.currency)+" per minute")
	}
	return f
}

func singlePointFigure(a *assessment.Assessment, p programme) assessment.Figure {
	var open []string
	accepted, fresh := 0, 0
	for _, s := range a.SinglePoints {
		if s.Accepted {
			accepted++
			continue
		}
		name, _, _ := strings.Cut(s.Title, ":") // without the failure mode
		open = append(open, name)
		if s.New {
			fresh++
		}
	}
	f := assessment.Figure{ID: "F5", Title: "Single points of failure, critical journeys", Notes: []string{}, Link: "/risks", Estimate: assessment.Estimate{
		Unit: "count", Method: "minimal cut sets of order 1, exact",
		Definition: "Basic events and failure domains that alone take a critical journey down, less those accepted by a waiver.",
		Formula:    strings.Join(open, ", "),
	}}
	if p.downtime.Value == nil { // nothing is known to fail: none is no comfort
		f.Estimate.Status, f.Estimate.Reason = assessment.NotJudged, p.downtime.Reason
		return f
	}
	f.Estimate.Value, f.Estimate.Display = ptr(float64(len(open))), strconv.Itoa(len(open))
	f.Estimate.Status, f.Verdict = assessment.Met, "None"
	switch {
	case p.blind != "":
		f.Estimate.Status, f.Estimate.Reason = assessment.NotJudged, p.blind
	case len(open) > 0:
		f.Estimate.Status, f.Verdict = assessment.AtRisk, fmt.Sprintf("%d to remove or accept", len(open))
	}
	if len(open) > 0 {
		f.Notes = append(f.Notes, shortList(open))
	}
	if fresh > 0 {
		f.Verdict = fmt.Sprintf("%d new", fresh)
	}
	if accepted > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("+%d accepted", accepted))
	}
	return f
}

func policyFigure(a *assessment.Assessment) assessment.Figure {
	count := map[string]int{}
	for _, r := range a.Policy {
		count[r.Result]++
	}
	applicable := len(a.Policy) - count[assessment.RuleNotApplicable]
	f := assessment.Figure{ID: "F6", Title: "Policy rules passed", Notes: []string{}, Link: "/policy", Estimate: assessment.Estimate{
		Unit: "count", Method: "built-in rules on the model and its records",
		Definition: "Results of the policy rules that apply; what was not evaluated is never counted as passed.",
		Formula: fmt.Sprintf("%d pass, %d fail, %d waived, %d not evaluated", count[assessment.RulePass],
			count[assessment.RuleFail], count[assessment.RuleWaived], count[assessment.RuleNotEvaluated]),
	}}
	if applicable == 0 {
		f.Estimate.Status, f.Estimate.Reason = assessment.NotJudged, "no rule applies"
		return f
	}
	f.Estimate.Value, f.Estimate.Display = ptr(float64(count[assessment.RulePass])), strconv.Itoa(count[assessment.RulePass])
	f.Of = fmt.Sprintf("of %d", applicable)
	f.Estimate.Status, f.Verdict = assessment.Met, "None fails"
	var notes []string
	if n := count[assessment.RuleFail]; n > 0 {
		f.Estimate.Status, f.Verdict = assessment.Breached, fmt.Sprintf("%d failing", n)
		notes = append(notes, fmt.Sprintf("%d fail", n))
	}
	if n := count[assessment.RuleWaived]; n > 0 {
		notes = append(notes, fmt.Sprintf("%d waived", n))
	}
	if n := count[assessment.RuleNotEvaluated]; n > 0 {
		notes = append(notes, fmt.Sprintf("%d not evaluated", n))
	}
	if len(notes) > 0 {
		f.Notes = append(f.Notes, strings.Join(notes, " · "))
	}
	return f
}

const figureNotes = 2 // lines under a figure

// withReason shows why a figure has no verdict, or no value at all.
func withReason(f assessment.Figure) assessment.Figure {
	if f.Estimate.Status == assessment.NotJudged {
		f.Verdict = assessment.NotJudged.Word()
		f.Notes = append([]string{f.Estimate.Reason}, f.Notes...)
	}
	if f.Estimate.Value == nil {
		f.Estimate.Display = missing
		f.Notes = []string{f.Estimate.Reason}
	}
	f.Notes = f.Notes[:min(figureNotes, len(f.Notes))]
	return f
}
