package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"ninefold/models/assessment"
)

// Board writes the board pack of a as PDF: cover, executive summary, objectives,
// trend, risks, single points of failure, FMEA, scenarios, rules, method and data
// quality, and charts of what is on record. Charts are vectors and the typeface is embedded.
//
// Same assessment, same bytes. It returns [ErrNoFonts] for a build without the
// typeface, and the error of w.
func Board(w io.Writer, a *assessment.Assessment) error {
	p, err := newPaper(a, a.Model.Title+": reliability report to the board")
	if err != nil {
		return err
	}
	for _, page := range []func(*paper){cover, summary, objectives, trendPage, risks, singlePoints, fmeaPage, investments, rules, method} {
		page(p)
	}
	if err := onRecord(p); err != nil {
		return err
	}
	return p.finish(w)
}

func cover(p *paper) {
	p.AddPage()
	p.Bookmark("Cover", 0, -1)
	r, g, b := p.palette.RGB("series1")
	p.SetFillColor(r, g, b)
	p.Rect(0, 0, pageWidth, 6, "F")
	p.SetXY(marginSide, 70)
	p.font("", sizeHead, "muted")
	p.MultiCell(contentWidth, 7, "Reliability report to the board", "", "L", false)
	p.Ln(2)
	p.font("B", 34, "text")
	p.MultiCell(contentWidth, 14, p.a.Model.Title, "", "L", false)
	p.Ln(4)
	p.font("", sizeHead, "text")
	p.MultiCell(contentWidth, 7, "Records from "+period(p.a), "", "L", false)
	p.font("", sizeText, "muted")
	p.Ln(6)
	p.MultiCell(contentWidth, 5.5, fmt.Sprintf("Model %s, version %d\nAssessment %s\nInputs %s\nMachine-written draft: no person has confirmed its text",
		p.a.Model.Name, p.a.Model.Version, p.a.ID, p.a.InputsDigest), "", "L", false)
	if p.a.Model.Example {
		p.Ln(8)
		p.font("B", sizeHead, "atRiskText")
		p.MultiCell(contentWidth, 7, "Example data, invented", "", "L", false)
	}
}

func summary(p *paper) {
	o := p.a.Overview
	p.section("Executive summary", o.Headline)
	p.font("", sizeHead, "muted")
	p.MultiCell(contentWidth, 6, o.Decision, "", "L", false)
	p.Ln(5)
	figures(p, o.Figures)
	p.head("Three findings")
	for i, f := range o.Findings {
		p.need(22)
		p.font("B", sizeText, "text")
		p.MultiCell(contentWidth, 5, fmt.Sprintf("%d. %s", i+1, f.Title), "", "L", false)
		p.font("", sizeText, "text")
		p.MultiCell(contentWidth, 5, f.Figure+". "+f.Consequence+" Owner: "+f.Owner+".", "", "L", false)
		p.Ln(2.5)
	}
	decisionBox(p)
}

// figures draws the six figures in two rows of three.
func figures(p *paper, list []assessment.Figure) {
	const height = 37.0
	width := contentWidth / 3
	top := p.GetY()
	for i, f := range list {
		x, y := marginSide+float64(i%3)*width, top+float64(i/3)*height
		p.SetDrawColor(p.palette.RGB("line"))
		p.SetLineWidth(0.2)
		p.Rect(x, y, width, height, "D")
		p.figure(f, x+3, y+2.5, width-6)
	}
	p.SetXY(marginSide, top+2*height+2)
}

func (p *paper) figure(f assessment.Figure, x, y, width float64) {
	p.font("", sizeNote, "muted")
	p.SetXY(x, y)
	p.MultiCell(width, 3.7, f.Title, "", "L", false)
	p.font("B", 18, "text")
	p.SetXY(x, y+8)
	p.CellFormat(p.GetStringWidth(f.Estimate.Display)+1.5, 8, f.Estimate.Display, "", 0, "L", false, 0, "")
	p.font("", sizeTable, "muted")
	p.CellFormat(20, 9, f.Of, "", 0, "L", false, 0, "")
	p.font("", sizeNote, "muted")
	p.SetXY(x, y+16.5)
	lines := f.Notes
	if f.Estimate.Interval != "" {
		lines = append([]string{f.Estimate.Interval}, lines...)
	}
	for _, line := range lines[:min(2, len(lines))] {
		for _, part := range p.SplitText(line, width) {
			p.SetX(x)
			p.CellFormat(width, 3.7, part, "", 2, "L", false, 0, "")
		}
	}
	verdict := f.Verdict
	if f.Estimate.Confidence != "" {
		verdict = strings.TrimPrefix(verdict+" · confidence "+f.Estimate.Confidence, " · ")
	}
	indent := 0.0
	if f.Estimate.Status != assessment.Info {
		p.mark(f.Estimate.Status, x, y+28.6, 3)
		indent = 4
	}
	p.font("B", sizeNote, statusColour(f.Estimate.Status))
	p.SetXY(x+indent, y+28)
	p.CellFormat(width-indent, 4, verdict, "", 0, "L", false, 0, "")
}

// decisionBox asks for the decision the overview recommends.
func decisionBox(p *paper) {
	for _, s := range p.a.Scenarios {
		if s.ID != p.a.Overview.ScenarioID {
			continue
		}
		p.need(34)
		p.Ln(2)
		y := p.GetY()
		p.SetDrawColor(p.palette.RGB("select"))
		p.SetLineWidth(0.5)
		p.Rect(marginSide, y, contentWidth, 30, "D")
		p.SetXY(marginSide+4, y+3)
		p.font("B", sizeHead, "text")
		p.CellFormat(contentWidth-8, 6, "Decision asked: "+s.Title, "", 2, "L", false, 0, "")
		p.font("", sizeText, "text")
		text := fmt.Sprintf("It costs %s and saves %s a year (%s). %s expected then, of %s without it. Chance that it helps: %s.",
			s.CostDisplay, s.SavedMinutesPerYear.Display, s.SavedMinutesPerYear.Interval, s.DowntimeMinutesPerYear.Display,
			p.a.Overview.Figures[2].Estimate.Display, assessment.FormatShare(min(s.ProbabilityBetter, 0.999))) // no sample is a proof
		if s.LeadTime != "" {
			text += " Lead time " + s.LeadTime + "."
		}
		if s.Owner != "" {
			text += " Owner: " + s.Owner + "."
		}
		p.SetX(marginSide + 4)
		p.MultiCell(contentWidth-8, 5, text, "", "L", false)
		p.SetXY(marginSide, y+32)
	}
}

func objectives(p *paper) {
	met, judged, open := 0, 0, 0
	for _, s := range p.a.SLOs {
		switch s.Attained.Status {
		case assessment.Met:
			met++
			judged++
		case assessment.NotJudged:
			open++
		default:
			judged++
		}
	}
	p.section("Objectives", fmt.Sprintf("%d of %d SLOs were met; %d not judged", met, judged, open))
	if len(p.a.SLOs) == 0 {
		p.paragraph("The model states no objective.")
		return
	}
	var rows [][]string
	for _, s := range p.a.SLOs {
		status := s.Attained.Status.Word()
		if s.Attained.Reason != "" {
			status += ": " + s.Attained.Reason
		}
		rows = append(rows, []string{s.Title, assessment.FormatAvailability(1 - s.Objective), s.Attained.Display, fmt.Sprintf("%.0f d", s.WindowDays), s.BudgetMinutes.Display, status, s.Owner})
	}
	p.grid([]col{{"Objective", 0.28, false}, {"Target", 0.11, true}, {"Attained", 0.12, true}, {"Window", 0.09, true}, {"Budget left", 0.12, true}, {"Status", 0.13, false}, {"Owner", 0.15, false}}, rows)
	p.note("Attained: share of user time in the window without a recorded outage that hit them. Missing data never count as met.")
}

func trendPage(p *paper) {
	p.section("Trend", p.a.Overview.TrendTitle)
	p.note("Attained availability of the critical journeys, weighted by users, in percent per month. Bars: 90 % interval of the underlying rate. Octagons: months below target.")
	p.trend(p.a.Overview.Trend, p.a.Overview.TrendTarget)
	var rows [][]string
	for _, point := range p.a.Overview.Trend {
		rows = append(rows, []string{point.Month.Format("January 2006"), point.Estimate.Display, strings.TrimPrefix(point.Estimate.Interval, "90 % interval "), strconv.Itoa(point.Estimate.N), point.Estimate.Status.Word(), point.Label})
	}
	if len(rows) > 0 {
		p.grid([]col{{"Month", 0.18, false}, {"Attained", 0.12, true}, {"90 % interval", 0.2, true}, {"Outages", 0.1, true}, {"Status", 0.12, false}, {"Largest outage", 0.28, false}}, rows)
	}
}

func risks(p *paper) {
	o := p.a.Overview
	p.section("Risks", o.CausesTitle)
	p.note("Expected minutes a year of each cause; red bars are single points of failure. Modelled, exact at the mean parameters.")
	p.bars(o.Causes)
	var rows [][]string
	for _, c := range o.Causes {
		rows = append(rows, []string{strconv.Itoa(c.Rank), c.Title, c.Display, c.ShareDisplay, c.CostDisplay, journeyName(p.a, c.JourneyID)})
	}
	if c := o.OtherCauses; c != nil {
		rows = append(rows, []string{"", c.Title, c.Display, c.ShareDisplay, c.CostDisplay, ""})
	}
	cost := "Cost a year"
	if len(o.Causes) > 0 && o.Causes[0].Currency != "" {
		cost = o.Causes[0].Currency + " k a year"
	}
	p.grid([]col{{"#", 0.05, true}, {"Cause", 0.41, false}, {"min/yr", 0.1, true}, {"Share", 0.1, true}, {cost, 0.14, true}, {"Journey", 0.2, false}}, rows)
	for _, j := range p.a.Journeys {
		p.head(j.Name)
		p.paragraph(fmt.Sprintf("Unavailability %s (%s); %s a year (%s); %s (%s); mean outage %s. %s minimal cut sets.", j.Unavailability.Display, j.Unavailability.Interval,
			j.DowntimeMinutesPerYear.Display, j.DowntimeMinutesPerYear.Interval, j.OutagesPerYear.Display, j.OutagesPerYear.Interval, j.MeanOutageMinutes.Display, j.CutSets.Count))
		var sets [][]string
		for _, s := range j.CutSets.Top[:min(10, len(j.CutSets.Top))] {
			sets = append(sets, []string{strconv.Itoa(s.Rank), strconv.Itoa(s.Order), s.Title, s.Display, assessment.FormatShare(s.Share)})
		}
		if len(sets) > 0 {
			p.grid([]col{{"#", 0.05, true}, {"Order", 0.08, true}, {"Cut set", 0.65, false}, {"min/yr", 0.12, true}, {"Share", 0.1, true}}, sets)
		}
	}
}

func journeyName(a *assessment.Assessment, id string) string {
	for _, j := range a.Journeys {
		if j.ID == id {
			return j.Name
		}
	}
	return id
}
