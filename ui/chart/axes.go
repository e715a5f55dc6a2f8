package chart

import (
	"math"
	"slices"

	"ninefold/models/chart"
)

// axes decides where the frame is and draws it: grid, ticks and numbers.
func (p *plan) axes() {
	p.Labels = append(p.Labels, Label{At: XY{0, p.y + leading - 5}, Text: cut(axisTitle(p.chart.Y), sizeText, false, p.Width), Size: sizeText, Colour: "text"})
	p.top = p.y + leading + pad
	p.bottom = p.top + min(max(0.48*p.Width, 210), 400)

	marks := p.chart.Y.Marks(int((p.bottom - p.top) / 60))
	texts := numbers(p.chart.Y, marks)
	shown := p.spaced(marks, func(i int, place float64) (float64, float64) { return place - 9, place + 9 }, false)
	for _, i := range shown {
		p.left = max(p.left, textWidth(texts[i], sizeText, false)+pad)
	}
	half := p.widest()/2 + 2 // numbers at the ends reach beyond the frame
	p.left = max(p.left, p.names(), half)
	p.right = p.Width - max(20, half)

	p.grid(marks, shown, false)
	for _, i := range shown {
		at := p.at(p.chart.X.Low, marks[i].Value)
		p.Labels = append(p.Labels, Label{At: XY{p.left - pad, at.Y + 4.5}, Text: texts[i], Size: sizeText, Anchor: End, Colour: "muted"})
	}
	p.across()
	p.y = p.bottom + leading + 6
	title := cut(axisTitle(p.chart.X), sizeText, false, p.Width)
	half = textWidth(title, sizeText, false) / 2
	middle := min(max((p.left+p.right)/2, half), p.Width-half)
	p.y += leading
	p.Labels = append(p.Labels, Label{At: XY{middle, p.y - 4}, Text: title, Size: sizeText, Anchor: Middle, Colour: "text"})
}

// across draws what belongs to the horizontal axis.
func (p *plan) across() {
	marks := p.chart.X.Marks(int((p.right - p.left) / 80))
	texts := numbers(p.chart.X, marks)
	shown := p.columns()
	if len(p.chart.X.Ticks) == 0 {
		shown = p.spaced(marks, p.wide(texts), true)
	}
	p.grid(marks, shown, true)
	base := Paint{Colour: "control", Opacity: 1, Stroke: 1}
	p.Shapes = append(p.Shapes, Shape{Paint: base, Paths: [][]XY{{{p.left, p.bottom}, {p.right, p.bottom}}}})
	var ticks [][]XY
	for _, i := range shown {
		at := p.at(marks[i].Value, p.chart.Y.Low)
		ticks = append(ticks, []XY{{at.X, p.bottom}, {at.X, p.bottom + 5}})
		p.Labels = append(p.Labels, Label{At: XY{at.X, p.bottom + leading + 1}, Text: texts[i], Size: sizeText, Anchor: Middle, Colour: "muted"})
	}
	p.Shapes = append(p.Shapes, Shape{Paint: base, Paths: ticks})
}

// wide returns the extent of the numbers of marks along the horizontal axis, with
// room around them, and of the counts in the table below.
func (p *plan) wide(texts []string) func(i int, place float64) (float64, float64) {
	return func(i int, place float64) (float64, float64) {
		w := textWidth(texts[i], sizeText, false)
		if t := p.chart.Table; t != nil {
			for _, r := range t.Rows {
				w = max(w, textWidth(count(r.Counts[i]), sizeText, false))
			}
		}
		return place - w/2 - 6, place + w/2 + 6
	}
}

// widest returns how wide the numbers under the frame are at most, however many there
// come to be: that follows from the margins, which follow from this.
func (p *plan) widest() float64 {
	widest := 0.0
	for n := range int(p.Width/80) + 1 {
		marks := p.chart.X.Marks(n)
		extent := p.wide(numbers(p.chart.X, marks))
		for i, m := range marks {
			if m.Rank < chart.Minor {
				low, high := extent(i, 0)
				widest = max(widest, high-low-12)
			}
		}
	}
	return widest
}

// columns returns which of the Ticks of the horizontal axis are shown.
func (p *plan) columns() []int {
	if len(p.chart.X.Ticks) == 0 {
		return nil
	}
	marks := p.chart.X.Marks(0)
	return p.spaced(marks, p.wide(numbers(p.chart.X, marks)), true)
}

// names returns how wide the margin must be for the names of rows: no more than a
// quarter of the width, unless their beginnings then had no room beside the counts.
func (p *plan) names() float64 {
	if p.chart.Table == nil {
		return 0
	}
	const beginning = 30.0
	need, least := 0.0, 0.0
	for _, r := range p.chart.Table.Rows {
		if r.Name != "" {
			beside := 22 + pad + textWidth(count(r.Counts[0]), sizeText, false)/2 + 2
			need = max(need, beside+textWidth(clean(r.Name), sizeText, false))
			least = max(least, beside+beginning)
		}
	}
	return min(need, max(least, 0.25*p.Width))
}

// spaced returns which marks get a number: those of low rank first, and none that
// would touch another. Of evenly ranked ones along an axis every second or third
// goes, and not any.
func (p *plan) spaced(marks []chart.Mark, extent func(i int, place float64) (low, high float64), across bool) []int {
	place := func(i int) float64 {
		at := p.at(marks[i].Value, marks[i].Value)
		if across {
			return at.X
		}
		return at.Y
	}
	type span struct{ low, high float64 }
	var taken []span
	var shown []int
	try := func(of []int) ([]int, []span) {
		spans := slices.Clone(taken)
		var got []int
		for _, i := range of {
			low, high := extent(i, place(i))
			if !slices.ContainsFunc(spans, func(s span) bool { return s.low < high && low < s.high }) {
				spans = append(spans, span{low, high})
				got = append(got, i)
			}
		}
		return got, spans
	}
	for rank := range chart.Minor {
		var of []int
		for i, m := range marks {
			if m.Rank == rank {
				of = append(of, i)
			}
		}
		for every := 1; every <= len(of); every++ {
			var some []int
			for j := 0; j < len(of); j += every {
				some = append(some, of[j])
			}
			got, spans := try(some)
			// Ranks above the first fill what gaps there are; the first keeps in step.
			if len(got) == len(some) || rank > 0 || p.axisOf(across).Scale.Probability() {
				shown, taken = append(shown, got...), spans
				break
			}
		}
	}
	slices.Sort(shown)
	return shown
}

func (p *plan) axisOf(across bool) chart.Axis {
	if across {
		return p.chart.X
	}
	return p.chart.Y
}

// grid draws lines at marks: across the frame, or upwards on axes that are not
// linear. Those without a number are fainter.
func (p *plan) grid(marks []chart.Mark, shown []int, upwards bool) {
	linear := p.axisOf(upwards).Scale == chart.Linear
	if upwards && linear {
		return
	}
	var strong, faint [][]XY
	for i, m := range marks {
		from, to := p.at(p.chart.X.Low, m.Value), p.at(p.chart.X.High, m.Value)
		if upwards {
			from, to = p.at(m.Value, p.chart.Y.Low), p.at(m.Value, p.chart.Y.High)
		}
		switch {
		case slices.Contains(shown, i):
			strong = append(strong, []XY{from, to})
		case !linear && m.Rank <= chart.Minor && p.apart(marks, i, upwards):
			faint = append(faint, []XY{from, to})
		}
	}
	p.Shapes = append(p.Shapes,
		Shape{Paint: Paint{Colour: "line", Opacity: 0.5, Stroke: 0.75}, Paths: faint},
		Shape{Paint: Paint{Colour: "line", Opacity: 1, Stroke: 1}, Paths: strong})
}

// apart reports whether a mark is far enough from the one after it for a line.
func (p *plan) apart(marks []chart.Mark, i int, upwards bool) bool {
	if i+1 == len(marks) {
		return true
	}
	a, b := p.at(marks[i].Value, marks[i].Value), p.at(marks[i+1].Value, marks[i+1].Value)
	if upwards {
		return math.Abs(a.X-b.X) > 3
	}
	return math.Abs(a.Y-b.Y) > 3
}

// count writes a number of a table.
func count(n int) string { return fixed(float64(n), 0) }
