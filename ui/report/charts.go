package report

import (
	"fmt"
	"io"
	"time"

	"ninefold/models/chart"
	drawn "ninefold/ui/chart"
)

// Charts writes charts as PDF, as many on a page as there is room for, dated to a
// moment. Their places are those on screen.
//
// Same charts and moment, same bytes. It returns the errors of [drawn.Lay],
// [ErrNoFonts] for a build without the typeface, and the error of w.
func Charts(w io.Writer, title string, at time.Time, charts ...chart.Chart) error {
	p, err := blankPaper(title, at)
	if err != nil {
		return err
	}
	p.SetTopMargin(16) // there is no header
	p.AddPage()
	for _, c := range charts {
		if err := p.drawings([]chart.Chart{c}); err != nil {
			return fmt.Errorf("report: %w", err)
		}
		p.Ln(8)
	}
	return p.finish(w)
}

const (
	// layoutWidth is that of a chart across the page, in its pixels: type of 13 is then
	// 9 points.
	layoutWidth = 720.0
	// besideWidth is that of one of two side by side, whose type is a little smaller.
	besideWidth = 400.0
	besideGap   = 8.0 // in millimetres
)

// drawings draws one chart across the page or two side by side, on a new page where
// this has no room.
func (p *paper) drawings(charts []chart.Chart) error {
	width, pixels := contentWidth, layoutWidth
	if len(charts) > 1 {
		width, pixels = (contentWidth-besideGap)/2, besideWidth
	}
	scale := width / pixels
	laid, height := make([]drawn.Drawing, len(charts)), 0.0
	for i, c := range charts {
		d, err := drawn.Lay(c, drawn.Options{Width: pixels})
		if err != nil {
			return err
		}
		laid[i], height = d, max(height, d.Height*scale)
	}
	p.need(height)
	top := p.GetY()
	for i, d := range laid {
		brush{p, marginSide + float64(i)*(width+besideGap), top, scale}.draw(d)
	}
	p.SetXY(marginSide, top+height)
	return nil
}

// A brush draws what a chart is laid out of: millimetres are scale times pixels.
type brush struct {
	*paper

	left, top, scale float64
}

func (b brush) draw(d drawn.Drawing) {
	for _, s := range d.Shapes {
		b.shape(s)
	}
	b.SetAlpha(1, "Normal")
	b.SetDashPattern([]float64{}, 0)
	for _, l := range d.Labels {
		b.label(l)
	}
}

func (b brush) place(at drawn.XY) (x, y float64) {
	return b.left + at.X*b.scale, b.top + at.Y*b.scale
}

func (b brush) shape(s drawn.Shape) {
	b.SetAlpha(s.Opacity, "Normal")
	style := "F"
	if s.Stroke > 0 {
		style = "D"
		b.SetDrawColor(b.palette.RGB(s.Colour))
		b.SetLineWidth(s.Stroke * b.scale)
		dash := []float64{}
		for _, length := range s.Dash {
			dash = append(dash, length*b.scale)
		}
		b.SetDashPattern(dash, 0)
		b.SetLineJoinStyle("round")
	} else {
		b.SetFillColor(b.palette.RGB(s.Colour))
	}
	open := false
	for _, path := range s.Paths {
		for i, at := range path {
			if i == 0 {
				b.MoveTo(b.place(at))
			} else {
				b.LineTo(b.place(at))
			}
		}
		if s.Stroke == 0 {
			b.ClosePath()
		}
		open = open || len(path) > 0
	}
	if open {
		b.DrawPath(style)
	}
	for _, at := range s.Dots {
		x, y := b.place(at)
		b.Circle(x, y, s.Radius*b.scale, style)
	}
}

func (b brush) label(l drawn.Label) {
	const pointsPerMillimetre = 72 / 25.4
	style := ""
	if l.Bold {
		style = "B"
	}
	b.font(style, l.Size*b.scale*pointsPerMillimetre, l.Colour)
	x, y := b.place(l.At)
	width := b.GetStringWidth(l.Text)
	switch l.Anchor {
	case drawn.Middle:
		x -= width / 2
	case drawn.End:
		x -= width
	case drawn.Start:
	}
	if l.Halo {
		b.SetFillColor(b.palette.RGB("surface"))
		b.Rect(x-0.4, y-0.75*l.Size*b.scale, width+0.8, l.Size*b.scale, "F")
	}
	b.Text(x, y, l.Text)
}
