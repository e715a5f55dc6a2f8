package report

import (
	"math"

	"ninefold/models/assessment"
)

// A frame maps data to a rectangle on the page. y grows upwards in the data.
type frame struct {
	x, y, width, height float64
	low, high           float64 // of the data on the y axis
}

func (f frame) at(value float64) float64 {
	return f.y + f.height*(1-(value-f.low)/(f.high-f.low))
}

// trend draws attained availability by month: line, band, target, and a mark with
// a label on every miss. Months without a verdict are gaps.
func (p *paper) trend(points []assessment.TrendPoint, target *float64) {
	const height, left = 62.0, 20.0
	if len(points) < 2 {
		p.note("Fewer than two months on record: no trend.")
		return
	}
	p.need(height + 12)
	f := frame{x: marginSide + left, y: p.GetY() + 4, width: contentWidth - left - 26, height: height - 12}
	f.low, f.high = trendRange(points, target)
	p.axis(f)
	step := f.width / float64(len(points)-1)
	x := func(i int) float64 { return f.x + float64(i)*step }
	p.trendBand(f, points, x)
	if target != nil {
		p.SetDrawColor(p.palette.RGB("muted"))
		p.SetLineWidth(0.3)
		p.SetDashPattern([]float64{1.4, 1.2}, 0)
		p.Line(f.x, f.at(*target), f.x+f.width, f.at(*target))
		p.SetDashPattern([]float64{}, 0)
		p.font("", sizeNote, "muted")
		p.SetXY(f.x+f.width+2, f.at(*target)-4)
		p.MultiCell(24, 3.6, "target\n"+assessment.FormatAvailability(1-*target), "", "L", false)
	}
	p.trendLine(f, points, x)
	p.font("", sizeNote, "muted")
	for i, point := range points {
		if i%2 == 0 || len(points) <= 6 {
			p.SetXY(x(i)-10, f.y+f.height+1)
			p.CellFormat(20, 4, point.Month.Format("Jan 06"), "", 0, "C", false, 0, "")
		}
	}
	p.SetXY(marginSide, f.y+f.height+8)
}

// trendRange is the range of the axis: from the worst month to all, with room.
func trendRange(points []assessment.TrendPoint, target *float64) (low, high float64) {
	low, high = 1, 1
	for _, point := range points {
		if v := point.Estimate.Value; v != nil {
			low = math.Min(low, *v)
		}
	}
	if target != nil {
		low = math.Min(low, *target)
	}
	span := math.Max(high-low, 1e-4)
	return low - 0.15*span, high + 0.02*span
}

func (p *paper) axis(f frame) {
	const lines = 4
	p.SetDrawColor(p.palette.RGB("line"))
	p.SetLineWidth(0.15)
	p.font("", sizeNote, "muted")
	for i := range lines {
		value := f.low + (f.high-f.low)*float64(i)/(lines-1)
		y := f.at(value)
		p.Line(f.x, y, f.x+f.width, y)
		p.SetXY(marginSide, y-2)
		p.CellFormat(f.x-marginSide-2, 4, assessment.Significant(math.Min(value, 1)*100, 5)+" %", "", 0, "R", false, 0, "")
	}
}

func (p *paper) trendBand(f frame, points []assessment.TrendPoint, x func(int) float64) {
	r, g, b := p.palette.RGB("series1")
	p.SetAlpha(0.15, "Normal")
	p.SetDrawColor(r, g, b)
	p.SetLineWidth(2.2)
	for i, point := range points {
		if e := point.Estimate; e.Low != nil && e.High != nil {
			p.Line(x(i), f.at(math.Max(*e.Low, f.low)), x(i), f.at(*e.High))
		}
	}
	p.SetAlpha(1, "Normal")
}

func (p *paper) trendLine(f frame, points []assessment.TrendPoint, x func(int) float64) {
	p.SetLineWidth(0.5)
	for i, point := range points {
		e := point.Estimate
		if e.Value == nil {
			continue
		}
		if i > 0 && points[i-1].Estimate.Value != nil {
			p.SetDrawColor(p.palette.RGB("series1"))
			p.Line(x(i-1), f.at(*points[i-1].Estimate.Value), x(i), f.at(*e.Value))
		}
	}
	for i, point := range points {
		e := point.Estimate
		if e.Value == nil || e.Status != assessment.Breached {
			continue
		}
		p.mark(assessment.Breached, x(i)-1.3, f.at(*e.Value)-1.3, 2.6)
		p.font("", sizeNote, "text")
		p.SetXY(x(i)-12, f.at(*e.Value)+1.6)
		p.CellFormat(24, 3.4, e.Display, "", 0, "C", false, 0, "")
	}
}

// bars draws causes as bars from zero, longest first.
func (p *paper) bars(causes []assessment.Cause) {
	const rowHeight, labelWidth, valueWidth = 7.0, 62.0, 30.0
	if len(causes) == 0 {
		return
	}
	longest := causes[0].MinutesPerYear
	p.need(rowHeight * float64(len(causes)))
	full := contentWidth - labelWidth - valueWidth
	for _, c := range causes {
		y := p.GetY()
		p.font("", sizeTable, "text")
		p.SetXY(marginSide, y)
		p.CellFormat(labelWidth-3, rowHeight, p.fit(c.Title, labelWidth-4), "", 0, "L", false, 0, "")
		width := 0.0
		if longest > 0 {
			width = full * c.MinutesPerYear / longest
		}
		p.SetFillColor(p.palette.RGB("series1"))
		if c.SinglePoint {
			p.SetFillColor(p.palette.RGB("breached"))
		}
		p.Rect(marginSide+labelWidth, y+1.6, math.Max(width, 0.2), rowHeight-3.2, "F")
		p.SetXY(marginSide+labelWidth+width+1.5, y)
		p.CellFormat(valueWidth, rowHeight, c.Display+" min · "+c.ShareDisplay, "", 0, "L", false, 0, "")
		p.SetXY(marginSide, y+rowHeight)
	}
	p.Ln(2)
}

// mark draws the shape of a status in a square, so that colour is not the only
// sign: a ring for met, a triangle for at risk, an octagon for breached, a
// diamond for not judged.
func (p *paper) mark(status assessment.Status, x, y, size float64) {
	point := func(dx, dy float64) (float64, float64) { return x + dx*size, y + dy*size }
	polygon := func(corners ...float64) {
		p.MoveTo(point(corners[0], corners[1]))
		for i := 2; i < len(corners); i += 2 {
			p.LineTo(point(corners[i], corners[i+1]))
		}
		p.ClosePath()
		p.DrawPath("F")
	}
	p.SetLineWidth(size / 8)
	switch status {
	case assessment.Met:
		p.SetDrawColor(p.palette.RGB("met"))
		p.Circle(x+size/2, y+size/2, size*0.44, "D")
		p.Line(x+size*0.28, y+size*0.52, x+size*0.44, y+size*0.68)
		p.Line(x+size*0.44, y+size*0.68, x+size*0.74, y+size*0.34)
	case assessment.AtRisk:
		p.SetFillColor(p.palette.RGB("atRisk"))
		polygon(0.5, 0.05, 1, 0.95, 0, 0.95)
	case assessment.Breached:
		p.SetFillColor(p.palette.RGB("breached"))
		polygon(0.3, 0, 0.7, 0, 1, 0.3, 1, 0.7, 0.7, 1, 0.3, 1, 0, 0.7, 0, 0.3)
	case assessment.NotJudged:
		p.SetFillColor(p.palette.RGB("notJudged"))
		polygon(0.5, 0, 1, 0.5, 0.5, 1, 0, 0.5)
	}
}

// statusColour is the colour of text about a status.
func statusColour(s assessment.Status) string {
	switch s {
	case assessment.Met:
		return "metText"
	case assessment.AtRisk:
		return "atRiskText"
	case assessment.Breached:
		return "breachedText"
	case assessment.NotJudged:
		return "notJudgedText"
	}
	return "text"
}
