package report

import (
	"fmt"
	"strconv"
	"strings"

	"ninefold/models/assessment"
	"ninefold/models/chart"
)

func singlePoints(p *paper) {
	open, fresh := 0, 0
	var rows [][]string
	for _, s := range p.a.SinglePoints {
		state := "open"
		switch {
		case s.Accepted:
			state = "accepted until " + day(*s.AcceptedUntil)
		case s.New:
			state = "new"
			fresh++
			open++
		default:
			open++
		}
		rows = append(rows, []string{s.Title, strings.Join(s.Journeys, ", "), s.Display, s.Owner, state})
	}
	title := fmt.Sprintf("%d single points of failure remain; %d new", open, fresh)
	if open == 0 {
		title = "No single point of failure is known in the critical journeys"
	}
	p.section("Single points of failure", title)
	p.note("Basic events and failure domains that alone take a critical journey down: minimal cut sets of order 1, exact.")
	if len(rows) > 0 {
		p.grid([]col{{"Item", 0.36, false}, {"Journeys stopped", 0.22, false}, {"min/yr", 0.1, true}, {"Owner", 0.18, false}, {"State", 0.14, false}}, rows)
	}
	p.head("What fails with what")
	var impacts [][]string
	for _, i := range p.a.Impacts {
		if i.Kind != "domain" {
			continue
		}
		var hit []string
		for _, j := range i.Journeys {
			if j.Effect != assessment.EffectNone {
				hit = append(hit, j.Title+" "+j.Effect)
			}
		}
		text := strings.Join(hit, ", ")
		if text == "" {
			text = "none"
		}
		impacts = append(impacts, []string{i.Title, text, assessment.FormatShare(i.UsersDown), i.Display})
	}
	if len(impacts) == 0 {
		p.paragraph("The model has no failure domain.")
		return
	}
	p.grid([]col{{"Failure domain", 0.3, false}, {"Journeys", 0.4, false}, {"Users down", 0.14, true}, {"Expected", 0.16, true}}, impacts)
}

func fmeaPage(p *paper) {
	high := 0
	for _, r := range p.a.FMEA {
		if r.ActionPriority == "H" {
			high++
		}
	}
	p.section("FMEA", fmt.Sprintf("%d of %d failure modes have high action priority", high, len(p.a.FMEA)))
	p.note("Drafted from model and records. S severity, O occurrence, D detection, 1 to 10; AP action priority high, medium, low. RPN is the product S × O × D and no measure of risk.")
	var rows [][]string
	for _, r := range p.a.FMEA {
		rows = append(rows, []string{r.Item, r.Mode, r.JourneyEffect, strconv.Itoa(r.Severity), strconv.Itoa(r.Occurrence), strconv.Itoa(r.DetectionRank), r.ActionPriority, strconv.Itoa(r.RPN),
			assessment.FormatRate(r.RatePerYear), assessment.FormatMinutes(r.MinutesPerYear)})
	}
	if len(rows) == 0 {
		p.paragraph("No component has failure data.")
		return
	}
	p.grid([]col{{"Item", 0.2, false}, {"Failure mode", 0.16, false}, {"Effect on journeys", 0.22, false}, {"S", 0.04, true}, {"O", 0.04, true}, {"D", 0.04, true}, {"AP", 0.045, false}, {"RPN", 0.065, true}, {"Rate", 0.095, true}, {"min/yr", 0.095, true}}, rows)
}

func investments(p *paper) {
	title := "No improvement has been evaluated yet"
	if len(p.a.Scenarios) > 0 {
		title = "What each change would buy"
	}
	p.section("Investments", title)
	if len(p.a.Scenarios) == 0 {
		return
	}
	p.note("Each scenario on the same random numbers as today's model, so that differences are real. Minutes per k: minutes saved in the first year per 1,000 of currency.")
	rows := [][]string{{"Today", p.a.Overview.Figures[2].Estimate.Display, "", "", "", "", p.a.Overview.Figures[2].Verdict}}
	for _, s := range p.a.Scenarios {
		perThousand := "—"
		if s.MinutesPerThousand != nil {
			perThousand = assessment.Significant(*s.MinutesPerThousand, 2)
		}
		rows = append(rows, []string{s.Title, s.DowntimeMinutesPerYear.Display, s.SavedMinutesPerYear.Display, strings.TrimPrefix(s.SavedMinutesPerYear.Interval, "90 % interval "), s.CostDisplay, perThousand, s.Verdict})
	}
	p.grid([]col{{"Scenario", 0.25, false}, {"Downtime", 0.11, true}, {"Saved", 0.1, true}, {"90 % interval", 0.15, true}, {"Cost", 0.16, false}, {"Minutes per k", 0.1, true}, {"Verdict", 0.13, false}}, rows)
}

func rules(p *paper) {
	f := p.a.Overview.Figures[5]
	p.section("Policy", f.Estimate.Display+" "+f.Of+" policy results pass")
	var rows [][]string
	for _, r := range p.a.Policy {
		if r.Result == assessment.RulePass || r.Result == assessment.RuleNotApplicable {
			continue
		}
		state := r.Result
		if r.WaivedUntil != nil {
			state += " by " + r.WaivedBy + " until " + day(*r.WaivedUntil)
		}
		rows = append(rows, []string{r.Title, r.Subject, state, r.Fact})
	}
	if len(rows) == 0 {
		p.paragraph("Every rule that applies passes.")
		return
	}
	p.note("Failures first; what passes or does not apply is in the table policy.csv.")
	p.grid([]col{{"Rule", 0.34, false}, {"Subject", 0.2, false}, {"Result", 0.2, false}, {"Fact", 0.26, false}}, rows)
}

func method(p *paper) {
	p.section("Method and data quality", "How far these figures can be trusted")
	p.head("The six figures")
	var rows [][]string
	for _, f := range p.a.Overview.Figures {
		e := f.Estimate
		rows = append(rows, []string{f.Title, e.Display, e.Definition, e.Formula, strings.Trim(e.Method+"; "+e.Basis, "; ")})
	}
	p.grid([]col{{"Figure", 0.18, false}, {"Value", 0.1, true}, {"Definition", 0.26, false}, {"Formula", 0.22, false}, {"Method and basis", 0.24, false}}, rows)
	p.head("Method")
	p.paragraph("Each journey is turned into a fault tree: replicas, zones, clusters and what is shared, calls with their failover and fallbacks, and where users come in. " +
		"The tree is compiled to a binary decision diagram, which gives its probability and all minimal cut sets exactly. Failure rates are gamma, times to restore lognormal, " +
		"probabilities on demand beta variables; " + fmt.Sprintf("%d Latin hypercube samples of all of them through the same diagram give the intervals.", p.a.Samples))
	p.paragraph("What the model cannot say: basic events are taken as independent but for what is modelled as shared; rates are constant; a cause that is not in the model is not counted.")
	p.head("Records")
	r := p.a.Records
	p.paragraph(fmt.Sprintf("%d incidents from %s; %d counted, %d planned maintenance, %d open, %d that end before they start, %d longer than a year; %d name no service or domain of the model. "+
		"Downtime with overlaps merged: %s. MTTR %s (%s), MTBF %s (%s).", r.Incidents, period(p.a), r.Counted, r.Maintenance, r.Open, r.Negative, r.Implausible, r.Unmatched,
		assessment.FormatSpan(r.DowntimeMinutes), r.MTTR.Display, r.MTTR.Interval, r.MTBF.Display, r.MTBF.Interval))
	for _, w := range p.a.Warnings {
		p.paragraph("Note: " + w + ".")
	}
	p.head("Parameters")
	var params [][]string
	for _, x := range p.a.Parameters {
		rate, restore := "", ""
		if x.RatePerYear != nil {
			rate = assessment.FormatRate(*x.RatePerYear)
		}
		if x.RestoreHours != nil {
			restore = assessment.FormatHours(*x.RestoreHours)
		}
		params = append(params, []string{x.Label, rate, restore, assessment.FormatProbability(x.Probability), x.Provenance, x.Source})
	}
	if len(params) > 0 {
		p.grid([]col{{"Parameter", 0.28, false}, {"Rate", 0.1, true}, {"Restore", 0.1, true}, {"Probability", 0.12, true}, {"Provenance", 0.12, false}, {"Source", 0.28, false}}, params)
	}
}

// onRecord draws what the records say, together and of services.
func onRecord(p *paper) error {
	if len(p.a.Charts) == 0 {
		return nil
	}
	p.section("On record", "How outages came, and how long they lasted")
	p.note("Of all records together, and of every service with enough outages.")
	for rest := p.a.Charts; len(rest) > 0; {
		n := 1 // those of a subject stand side by side
		for n < min(2, len(rest)) && rest[n].Subject == rest[0].Subject {
			n++
		}
		var side []chart.Chart
		for _, c := range rest[:n] {
			side = append(side, c.Chart)
		}
		if err := p.drawings(side); err != nil {
			return fmt.Errorf("report: charts of %s: %w", rest[0].Subject, err)
		}
		p.Ln(6)
		rest = rest[n:]
	}
	return nil
}
