package chart

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"ninefold/models/chart"
	"ninefold/ui"
)

// A Mode says where an SVG is shown.
type Mode int

// The modes.
const (
	Standalone Mode = iota // a file: brings its colours and follows the reader's light or dark
	Inline                 // in the dashboard: takes the colours of its page, and needs no style element
)

// SVGOptions control [SVG].
type SVGOptions struct {
	Options

	Mode Mode
	// ID begins the identifiers in the file, which must differ on a page; without it
	// they come from what is drawn.
	ID string
}

var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`)

// SVG writes charts, one above the other. Same charts, same bytes; there is no
// script and nothing to load in it, and text is text.
//
// It returns the errors of [Lay], one for no chart or an ID that is none, and those
// of w.
func SVG(w io.Writer, o SVGOptions, charts ...chart.Chart) error {
	var d Drawing
	var faults []error
	for _, c := range charts {
		next, err := Lay(c, o.Options)
		faults = append(faults, err)
		d = d.above(next)
	}
	if len(charts) == 0 {
		faults = append(faults, errors.New("chart: none to draw"))
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	light, err := ui.Light()
	if err != nil {
		return err
	}
	dark, err := ui.Dark()
	if err != nil {
		return err
	}
	if o.ID == "" {
		o.ID = d.name()
	}
	if !identifier.MatchString(o.ID) {
		return fmt.Errorf("chart: ID %.70q is not a letter and letters, digits, - and _", o.ID)
	}
	s := sheet{Writer: bufio.NewWriter(w), light: light, dark: dark, inline: o.Mode == Inline}
	s.all(d, o.ID)
	return s.Flush() // which keeps the first error
}

// name returns an identifier that differs with what is drawn.
func (d Drawing) name() string {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%v", d) // a hash takes all
	return fmt.Sprintf("chart-%016x", h.Sum64())
}

// A sheet is an SVG file being written.
type sheet struct {
	*bufio.Writer

	light, dark ui.Palette
	inline      bool
}

func (s *sheet) printf(format string, args ...any) { _, _ = fmt.Fprintf(s.Writer, format, args...) }

// margin around a standalone chart.
const margin = 12.0

func (s *sheet) all(d Drawing, id string) {
	m := margin
	if s.inline {
		m = 0
	}
	wide, high := number(d.Width+2*m), number(d.Height+2*m)
	s.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="ninefold-chart" width="%s" height="%s" viewBox="%s %s %s %s" role="img" aria-labelledby="%s-title %s-desc" font-family="%s">`+"\n",
		wide, high, number(-m), number(-m), wide, high, id, id, escape(`"Source Sans 3", "DejaVu Sans", sans-serif`))
	s.printf("<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", id, escape(d.Title), id, escape(d.Description))
	if !s.inline {
		s.style(d)
		s.printf(`<rect x="%s" y="%s" width="%s" height="%s" %s/>`+"\n", number(-m), number(-m), wide, high, s.colour("fill", "surface"))
	}
	for _, shape := range d.Shapes {
		s.shape(shape)
	}
	for _, l := range d.Labels {
		s.label(l)
	}
	s.printf("</svg>\n")
}

// style holds the colours that are used, for light and for dark. Beside the rules
// every element has its light colour, for programs that read no style.
func (s *sheet) style(d Drawing) {
	used := map[string]bool{"surface": true}
	for _, shape := range d.Shapes {
		used[shape.Colour] = true
	}
	for _, l := range d.Labels {
		used[l.Colour] = true
	}
	var names []string
	for _, name := range []string{"surface", "text", "muted", "line", "control", "series1", "series2", "series3", "series4", "series5", "series6"} {
		if used[name] {
			names = append(names, name)
		}
	}
	colours := func(p ui.Palette) string {
		var b strings.Builder
		for _, name := range names {
			fmt.Fprintf(&b, "%s:%s;", property(name), p[name])
		}
		return b.String()
	}
	s.printf("<style>\n.ninefold-chart{color-scheme:light dark;%s}\n", colours(s.light))
	s.printf("@media screen and (prefers-color-scheme:dark){.ninefold-chart{%s}}\n", colours(s.dark))
	for _, name := range names {
		s.printf(".ninefold-chart .fill%s{fill:var(%s)}.ninefold-chart .stroke%s{stroke:var(%s)}\n", property(name)[1:], property(name), property(name)[1:], property(name))
	}
	s.printf("</style>\n")
}

// property returns the name of a colour as a custom property, as the dashboard has
// it: --series-1.
func property(name string) string {
	var b strings.Builder
	b.WriteString("--")
	for _, r := range name {
		if unicode.IsUpper(r) || unicode.IsDigit(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// colour returns the attributes that give fill or stroke a colour.
func (s *sheet) colour(what, name string) string {
	if s.inline {
		return fmt.Sprintf(`%s="var(%s,%s)"`, what, property(name), s.light[name])
	}
	return fmt.Sprintf(`class="%s%s" %s="%s"`, what, property(name)[1:], what, s.light[name])
}

func (s *sheet) shape(shape Shape) {
	var d strings.Builder
	for _, path := range shape.Paths {
		for i, at := range path {
			letter := byte('L')
			if i == 0 {
				letter = 'M'
			}
			d.WriteByte(letter)
			d.WriteString(number(at.X) + " " + number(at.Y))
		}
		if shape.Stroke == 0 {
			d.WriteByte('Z')
		}
	}
	r := number(shape.Radius)
	for _, at := range shape.Dots {
		fmt.Fprintf(&d, "M%s %sa%s %s 0 1 0 %s 0a%s %s 0 1 0 -%s 0Z", number(at.X-shape.Radius), number(at.Y), r, r, number(2*shape.Radius), r, r, number(2*shape.Radius))
	}
	if d.Len() == 0 {
		return
	}
	s.printf(`<path d="%s" `, d.String())
	if shape.Stroke == 0 {
		s.printf("%s", s.colour("fill", shape.Colour))
		s.opacity("fill-opacity", shape.Opacity)
	} else {
		s.printf(`fill="none" %s stroke-width="%s" stroke-linejoin="round"`, s.colour("stroke", shape.Colour), number(shape.Stroke))
		if len(shape.Dash) > 0 {
			var lengths []string
			for _, l := range shape.Dash {
				lengths = append(lengths, number(l))
			}
			s.printf(` stroke-dasharray="%s"`, strings.Join(lengths, " "))
		}
		s.opacity("stroke-opacity", shape.Opacity)
	}
	s.printf("/>\n")
}

func (s *sheet) opacity(attribute string, x float64) {
	if x < 1 {
		s.printf(` %s="%s"`, attribute, number(x))
	}
}

func (s *sheet) label(l Label) {
	attributes := func(paint string) {
		s.printf(`<text x="%s" y="%s" font-size="%s" %s`, number(l.At.X), number(l.At.Y), number(l.Size), paint)
		if l.Anchor != Start {
			s.printf(` text-anchor="%s"`, [...]string{"start", "middle", "end"}[l.Anchor])
		}
		if l.Bold {
			s.printf(` font-weight="600"`)
		}
	}
	if l.Halo { // the rim is a text of its own: not every program draws it behind one
		attributes(`fill="none" aria-hidden="true" stroke-width="4" stroke-linejoin="round" ` + s.colour("stroke", "surface"))
		s.printf(">%s</text>\n", escape(l.Text))
	}
	attributes(s.colour("fill", l.Colour))
	s.printf(">%s</text>\n", escape(l.Text))
}

// number writes a length with two decimals at most.
func number(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes all
	return b.String()
}
