package chart

import (
	"fmt"

	"ninefold/models/chart"
)

// A Drawing is a chart with all places decided.
type Drawing struct {
	Width, Height      float64
	Title, Description string // for those who cannot see it
	Shapes             []Shape
	Labels             []Label // over the shapes
}

// An XY is a place, in pixels from the top left.
type XY struct{ X, Y float64 }

// A Paint says how a shape looks.
type Paint struct {
	Colour  string    // name of a colour in ui/tokens.json
	Opacity float64   // 0 to 1
	Stroke  float64   // width of the line; 0 fills the shape
	Dash    []float64 // lengths of line and gap; none is a whole line
}

// A Shape is lines or areas, and dots, that look alike.
type Shape struct {
	Paint

	Paths  [][]XY // closed when filled
	Dots   []XY   // filled circles
	Radius float64
}

// An Anchor says which end of a text is at its place.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// A Label is one line of text.
type Label struct {
	At     XY // of the baseline
	Text   string
	Size   float64
	Bold   bool
	Anchor Anchor
	Colour string
	Halo   bool // stands on lines, from which a rim keeps it apart
}

// Sizes of type.
const (
	sizeTitle = 16.0
	sizeText  = 13.0
)

// Width returns the estimated width of the label.
func (l Label) Width() float64 { return textWidth(l.Text, l.Size, l.Bold) }

// box returns the rectangle the label covers.
func (l Label) box() rect {
	w := l.Width()
	x := l.At.X - [...]float64{0, w / 2, w}[l.Anchor]
	return rect{x, l.At.Y - 0.8*l.Size, x + w, l.At.Y + 0.25*l.Size}
}

// A rect is a rectangle with its sides along the axes.
type rect struct{ left, top, right, bottom float64 }

func (r rect) overlaps(q rect) bool {
	return r.left < q.right && q.left < r.right && r.top < q.bottom && q.top < r.bottom
}

func (r rect) contains(q rect) bool {
	return q.left >= r.left && q.right <= r.right && q.top >= r.top && q.bottom <= r.bottom
}

func (r rect) holds(p XY) bool {
	return p.X >= r.left && p.X <= r.right && p.Y >= r.top && p.Y <= r.bottom
}

func (r rect) grow(by float64) rect {
	return rect{r.left - by, r.top - by, r.right + by, r.bottom + by}
}

// A frame maps the values of a chart to places.
type frame struct {
	rect

	x, y chart.Axis
}

// at returns the place of values; it may lie far outside the frame.
func (f frame) at(x, y float64) XY {
	return XY{f.left + along(f.x, x)*(f.right-f.left), f.bottom - along(f.y, y)*(f.bottom-f.top)}
}

// along returns where a value lies between the ends of its axis, 0 to 1.
func along(a chart.Axis, v float64) float64 {
	low, high := a.Scale.Position(a.Low), a.Scale.Position(a.High)
	return (a.Scale.Position(v) - low) / (high - low)
}

// Options say how to lay a chart out. The zero value is 720 pixels wide.
type Options struct {
	Width    float64 // 240 to 4000
	Untitled bool    // the page says title and subtitle
}

const (
	minWidth = 240.0
	maxWidth = 4000.0
)

// A plan is a drawing being laid out.
type plan struct {
	Drawing
	frame

	chart chart.Chart
	y     float64 // how far down it is laid out
	taken []rect  // by labels in the frame
	seen  []XY    // places of data, which labels keep off
	below []string
}

// Lay decides where everything in a chart is. Its height follows from what is in
// it and the width.
//
// It returns the errors of [chart.Chart.Check], and one for a width out of range.
// Time is linear in the points for each text beside one.
func Lay(c chart.Chart, o Options) (Drawing, error) {
	if o.Width == 0 {
		o.Width = 720
	}
	if !(o.Width >= minWidth && o.Width <= maxWidth) {
		return Drawing{}, fmt.Errorf("chart: width %g is not in %g to %g", o.Width, minWidth, maxWidth)
	}
	if err := c.Check(); err != nil {
		return Drawing{}, err
	}
	p := plan{chart: c, frame: frame{x: c.X, y: c.Y}}
	p.Width, p.Title, p.Description = o.Width, clean(c.Title), clean(c.Description)
	p.head(!o.Untitled)
	p.legend()
	p.axes()
	p.layers()
	p.notes()
	p.table()
	p.foot()
	p.Height = p.y
	return p.Drawing, nil
}

// above returns one drawing of d and, under it, the next.
func (d Drawing) above(next Drawing) Drawing {
	if d.Height == 0 {
		return next
	}
	const gap = 28.0
	down := d.Height + gap
	move := func(at []XY) []XY {
		out := make([]XY, len(at))
		for i, p := range at {
			out[i] = XY{p.X, p.Y + down}
		}
		return out
	}
	for _, s := range next.Shapes {
		var paths [][]XY
		for _, path := range s.Paths {
			paths = append(paths, move(path))
		}
		s.Paths, s.Dots = paths, move(s.Dots)
		d.Shapes = append(d.Shapes, s)
	}
	for _, l := range next.Labels {
		l.At.Y += down
		d.Labels = append(d.Labels, l)
	}
	d.Width, d.Height = max(d.Width, next.Width), down+next.Height
	d.Description += " " + next.Description
	return d
}
