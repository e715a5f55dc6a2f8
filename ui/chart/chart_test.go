package chart

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/models/chart"
)

// text draws words, with what has broken drawings elsewhere.
func text(t *rapid.T, name string) string {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"rack", "A & B", "<svg>", `"quoted"`, "µm", "한국어", "\u202egnp", "a\x00b", "]]>", "supercalifragilisticexpialidocious-in-eu-west-1a", "é", "--"}), 1, 12).Draw(t, name)
	return strings.Join(words, " ")
}

func axis(t *rapid.T, name string) chart.Axis {
	a := chart.Axis{
		Label: text(t, name+" label"),
		Scale: rapid.SampledFrom([]chart.Scale{chart.Linear, chart.Log, chart.Exponential, chart.Weibull, chart.Gumbel, chart.Normal, chart.Logistic}).Draw(t, name+" scale"),
		Unit:  rapid.SampledFrom([]chart.Unit{chart.Number, chart.Hours, chart.Share}).Draw(t, name+" unit"),
	}
	p, q := rapid.Float64Range(-30, 30).Draw(t, name+" p"), rapid.Float64Range(-30, 30).Draw(t, name+" q")
	p, q = min(p, q), max(p, q)+1e-2
	switch a.Scale {
	case chart.Linear:
		a.Low, a.High = math.Sinh(p), math.Sinh(q)
	case chart.Log:
		a.Low, a.High = math.Exp(p), math.Exp(q)
	default:
		a.Low, a.High = 1/(1+math.Exp(-p)), 1/(1+math.Exp(-q))
	}
	return a
}

// drawn is a chart of any layers that passes Check, with points on and off the axes.
func drawn(t *rapid.T) chart.Chart {
	f := chart.Chart{Title: text(t, "title"), Subtitle: text(t, "subtitle"), Description: "what it shows", X: axis(t, "x"), Y: axis(t, "y"), Source: chart.Source{Data: text(t, "source")}}
	on := func(a chart.Axis, u float64) float64 {
		low, high := a.Scale.Position(a.Low), a.Scale.Position(a.High)
		return a.Scale.Value(low + (high-low)*u)
	}
	n := rapid.IntRange(0, 6).Draw(t, "layers")
	for i := range n {
		l := chart.Layer{
			Kind:    rapid.SampledFrom([]chart.Kind{chart.Curve, chart.Band, chart.Scatter, chart.Censored, chart.Horizontal, chart.Vertical, chart.Note}).Draw(t, "kind"),
			Series:  rapid.IntRange(0, 6).Draw(t, "series"),
			Stepped: rapid.Bool().Draw(t, "stepped"),
		}
		if rapid.Bool().Draw(t, "named") {
			l.Name = text(t, fmt.Sprint("name ", i))
		}
		places := rapid.SliceOfN(rapid.Float64Range(-0.3, 1.3), 0, 8).Draw(t, "places")
		slices.Sort(places)
		for _, u := range places {
			p := chart.Point{X: on(f.X, u), Y: on(f.Y, rapid.Float64Range(-0.3, 1.3).Draw(t, "y"))}
			if v := rapid.Float64Range(-0.3, 1.3).Draw(t, "other"); v < 1 {
				other := on(f.Y, v)
				p.Low, p.High = new(min(p.Y, other)), new(max(p.Y, other))
			}
			if rapid.Bool().Draw(t, "said") {
				p.Text = text(t, "said")
			}
			l.Points = append(l.Points, p)
		}
		f.Layers = append(f.Layers, l)
	}
	if rapid.Bool().Draw(t, "table") {
		for _, m := range f.X.Marks(6) {
			f.X.Ticks = append(f.X.Ticks, m.Value)
		}
		if len(f.X.Ticks) > 0 && len(f.X.Ticks) <= 50 {
			row := chart.Row{Name: text(t, "row"), Series: rapid.IntRange(0, 6).Draw(t, "row series")}
			for range f.X.Ticks {
				row.Counts = append(row.Counts, rapid.IntRange(0, 1_000_000).Draw(t, "count"))
			}
			f.Table = &chart.Table{Title: text(t, "table title"), Rows: []chart.Row{row, row}}
		} else {
			f.X.Ticks = nil
		}
	}
	if f.Check() != nil {
		t.Skip("not a chart")
	}
	return f
}

// No two texts overlap, and nothing is outside the drawing, whatever the chart and
// its width.
func TestNothingOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawn(t)
		d, err := Lay(f, Options{Width: rapid.Float64Range(minWidth, 1200).Draw(t, "width"), Untitled: rapid.Bool().Draw(t, "untitled")})
		if err != nil {
			t.Fatal(err)
		}
		all := rect{-0.01, -0.01, d.Width + 0.01, d.Height + 0.01}
		for i, l := range d.Labels {
			if !all.contains(l.box()) {
				t.Errorf("%q at %+v is outside %+v", l.Text, l.box(), all)
			}
			for _, m := range d.Labels[:i] {
				if l.box().overlaps(m.box()) {
					t.Errorf("%q at %+v and %q at %+v overlap", l.Text, l.box(), m.Text, m.box())
				}
			}
		}
		for _, s := range d.Shapes {
			for _, path := range append(s.Paths, s.Dots) {
				for _, at := range path {
					if !all.grow(8).holds(at) { // markers reach over the edge
						t.Errorf("%+v is outside %+v", at, all)
					}
				}
			}
		}
	})
}

// Places rise with values, and the ends of the axes are the corners of the frame.
func TestMapping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fr := frame{rect: rect{10, 20, 310, 220}, x: axis(t, "x"), y: axis(t, "y")}
		if (chart.Chart{Title: "t", Description: "d", X: fr.x, Y: fr.y}).Check() != nil {
			t.Skip("no axes")
		}
		low, high := fr.at(fr.x.Low, fr.y.Low), fr.at(fr.x.High, fr.y.High)
		if low != (XY{10, 220}) || math.Abs(high.X-310) > 1e-9 || math.Abs(high.Y-20) > 1e-9 {
			t.Errorf("corners %+v, %+v", low, high)
		}
		u := rapid.Float64Range(0, 1).Draw(t, "u")
		v := rapid.Float64Range(0, 1).Draw(t, "v")
		a := fr.at(fr.x.Low+u*(fr.x.High-fr.x.Low), fr.y.Low+u*(fr.y.High-fr.y.Low))
		b := fr.at(fr.x.Low+v*(fr.x.High-fr.x.Low), fr.y.Low+v*(fr.y.High-fr.y.Low))
		if u < v && (a.X > b.X || a.Y < b.Y) {
			t.Errorf("%g is at %+v, %g at %+v", u, a, v, b)
		}
	})
}

// A linear and a logarithmic axis, by hand: 25 of 0 to 100 is a quarter of the way,
// 10 of 1 to 1000 a third.
func TestMappingByHand(t *testing.T) {
	fr := frame{rect: rect{100, 0, 400, 200}, x: chart.Axis{Scale: chart.Log, Low: 1, High: 1000}, y: chart.Axis{Scale: chart.Linear, Low: 0, High: 100}}
	if at := fr.at(10, 25); math.Abs(at.X-200) > 1e-9 || math.Abs(at.Y-150) > 1e-9 {
		t.Errorf("at %+v, want 200, 150", at)
	}
}

// wellFormed reads an SVG and returns how many elements of each name there are, and
// its texts.
func wellFormed(data []byte) (map[string]int, []string, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	names := map[string]int{}
	var texts []string
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return names, texts, nil
		}
		if err != nil {
			return nil, nil, err
		}
		switch v := token.(type) {
		case xml.StartElement:
			names[v.Name.Local]++
		case xml.CharData:
			texts = append(texts, string(v))
		}
	}
}

// Every chart becomes well-formed XML, the same bytes each time, without scripts;
// inline without style.
func TestSVG(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawn(t)
		mode := Mode(rapid.IntRange(0, 1).Draw(t, "mode"))
		var one, two bytes.Buffer
		if err := errors.Join(SVG(&one, SVGOptions{Mode: mode}, f, f), SVG(&two, SVGOptions{Mode: mode}, f, f)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Error("two runs differ")
		}
		names, _, err := wellFormed(one.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if names["svg"] != 1 || names["title"] != 1 || names["desc"] != 1 || names["script"] != 0 || names["style"] != 1-int(mode) {
			t.Errorf("elements %v", names)
		}
		for _, bad := range []string{"NaN", "Inf", "\x00"} {
			if strings.Contains(one.String(), bad) {
				t.Errorf("%q in the file", bad)
			}
		}
	})
}

// simple is a chart of one curve.
func simple() chart.Chart {
	return chart.Chart{
		Title: `a < b & "c"`, Description: "falls & rises",
		X:      chart.Axis{Label: "Age", Unit: chart.Hours, Scale: chart.Linear, Low: 0, High: 100},
		Y:      chart.Axis{Label: "Events", Unit: chart.Number, Scale: chart.Linear, Low: 0, High: 10},
		Layers: []chart.Layer{{Kind: chart.Curve, Series: 1, Name: "x<y", Points: []chart.Point{{X: 0, Y: 0}, {X: 50, Y: 5}, {X: 200, Y: 20}}}},
		Source: chart.Source{Data: "3 lives"},
	}
}

func TestEscaping(t *testing.T) {
	var out bytes.Buffer
	if err := SVG(&out, SVGOptions{ID: "one"}, simple()); err != nil {
		t.Fatal(err)
	}
	_, texts, err := wellFormed(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`a < b & "c"`, "falls & rises", "x<y", "Age (hours)", "3 lives"} {
		if !slices.Contains(texts, want) {
			t.Errorf("no text %q", want)
		}
	}
	for _, want := range []string{`role="img"`, `aria-labelledby="one-title one-desc"`, `<title id="one-title">`, `<desc id="one-desc">`, "prefers-color-scheme:dark", "--series-1:#024879", "--series-1:#789EEC"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in the file", want)
		}
	}
}

func TestInlineTakesColoursOfItsPage(t *testing.T) {
	var out bytes.Buffer
	if err := SVG(&out, SVGOptions{Mode: Inline}, simple()); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, `stroke="var(--series-1,#024879)"`) || strings.Contains(s, "class=\"stroke") {
		t.Error("no colour of the page")
	}
}

func TestSVGRefuses(t *testing.T) {
	broken := simple()
	broken.Layers[0].Points[0].Y = math.NaN()
	for name, err := range map[string]error{
		"nothing":   SVG(io.Discard, SVGOptions{}),
		"NaN":       SVG(io.Discard, SVGOptions{}, simple(), broken),
		"ID":        SVG(io.Discard, SVGOptions{ID: `x" onload="alert(1)`}, simple()),
		"width":     SVG(io.Discard, SVGOptions{Options: Options{Width: math.NaN()}}, simple()),
		"too small": SVG(io.Discard, SVGOptions{Options: Options{Width: 10}}, simple()),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A curve that leaves the frame is cut at its edge: at 100 h the value is 10.
func TestClipping(t *testing.T) {
	d, err := Lay(simple(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var curve Shape
	for _, s := range d.Shapes {
		if s.Colour == "series1" && len(s.Paths) > 0 && len(s.Paths[0]) > 2 {
			curve = s
		}
	}
	path := curve.Paths[0]
	start, middle, end := path[0], path[1], path[len(path)-1]
	if len(path) != 3 || math.Abs(middle.X-(start.X+end.X)/2) > 1e-9 || math.Abs(middle.Y-(start.Y+end.Y)/2) > 1e-9 {
		t.Errorf("the curve is %v", path)
	}
}

func TestClipArea(t *testing.T) {
	r := rect{0, 0, 10, 10}
	// A triangle with its top out of sight: its area above the frame is that of a
	// like one, 10 of 20 high: a quarter.
	got := clipArea(r, []XY{{0, 10}, {5, -10}, {10, 10}})
	area := 0.0
	for i, b := range got {
		a := got[(i+len(got)-1)%len(got)]
		area += (a.X*b.Y - b.X*a.Y) / 2
	}
	if math.Abs(math.Abs(area)-75) > 1e-9 {
		t.Errorf("area %g of %v, want 75", area, got)
	}
	if out := clipArea(r, []XY{{20, 20}, {30, 20}, {30, 30}}); len(out) != 0 {
		t.Errorf("%v of an area out of sight", out)
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		axis   chart.Axis
		values []float64
		want   []string
	}{
		{chart.Axis{Unit: chart.Number, Scale: chart.Linear}, []float64{0, 0.25, 0.5}, []string{"0", "0.25", "0.50"}},
		{chart.Axis{Unit: chart.Number, Scale: chart.Linear}, []float64{-1000, 0, 1000}, []string{"−1,000", "0", "1,000"}},
		{chart.Axis{Unit: chart.Share, Scale: chart.Linear}, []float64{0, 0.5, 1}, []string{"0\u00a0%", "50\u00a0%", "100\u00a0%"}},
		{chart.Axis{Unit: chart.Share, Scale: chart.Weibull}, []float64{1e-9, 0.001, 0.5, 0.999, 0.9999}, []string{"10⁻⁷\u00a0%", "0.1\u00a0%", "50\u00a0%", "99.9\u00a0%", "99.99\u00a0%"}},
		{chart.Axis{Unit: chart.Hours, Scale: chart.Linear, High: 1000}, []float64{0, 240, 480}, []string{"0", "10", "20"}},
		{chart.Axis{Unit: chart.Hours, Scale: chart.Log, Low: 1e-6, High: 1e9}, []float64{1e-6, 1e-3, 1, 1e6, 1e9}, []string{"10⁻⁶", "0.001", "1", "1,000,000", "10⁹"}},
	}
	for _, tt := range tests {
		var marks []chart.Mark
		for _, v := range tt.values {
			marks = append(marks, chart.Mark{Value: v})
		}
		if got := numbers(tt.axis, marks); !slices.Equal(got, tt.want) {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// Series differ without colour: no two have the same dashes, or markers of the same
// shape.
func TestSeriesDifferWithoutColour(t *testing.T) {
	for i := range dashes {
		for j := range i {
			if slices.Equal(dashes[i], dashes[j]) {
				t.Errorf("series %d and %d have the same dashes", i, j)
			}
			if i > 1 && j > 1 && slices.Equal(outlines[i], outlines[j]) {
				t.Errorf("series %d and %d have the same marker", i, j)
			}
		}
	}
}

// FuzzSVG checks what every input must obey, however broken: Check and SVG do not
// panic, SVG refuses what Check does, and what it writes is well-formed.
func FuzzSVG(f *testing.F) {
	seed, err := json.Marshal(simple())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed, 720.0)
	f.Add([]byte(`{"title":"t","description":"d","x":{"unit":"hours","scale":"log","low":1e-100,"high":1e100},"y":{"unit":"share","scale":"weibull","low":1e-90,"high":0.9999999},"layers":[{"kind":"band","series":1,"stepped":true,"points":[{"x":1,"low":0.1,"high":0.2},{"x":2},{"x":1e99,"low":0.1,"high":0.99}]}]}`), 320.0)
	f.Add([]byte(`{"title":"t","description":"d","x":{"unit":"number","scale":"linear","low":-1e100,"high":1e100,"ticks":[0]},"y":{"unit":"hours","scale":"linear","low":0,"high":1e-99},"layers":[{"kind":"note","points":[{"x":0,"y":1e100,"text":"a"}]}],"table":{"title":"n","rows":[{"counts":[-5],"name":"r","series":3}]}}`), 4000.0)
	f.Fuzz(func(t *testing.T, data []byte, width float64) {
		var fig chart.Chart
		if json.Unmarshal(data, &fig) != nil {
			return
		}
		var out bytes.Buffer
		checked, err := fig.Check(), SVG(&out, SVGOptions{Options: Options{Width: width}}, fig)
		if checked != nil && err == nil {
			t.Fatalf("drawn in spite of %v", checked)
		}
		if err != nil {
			return
		}
		if _, _, err := wellFormed(out.Bytes()); err != nil {
			t.Fatalf("%v in %s", err, out.Bytes())
		}
		if strings.Contains(out.String(), "NaN") || strings.Contains(out.String(), "Inf ") {
			t.Fatalf("no number in %s", out.Bytes())
		}
	})
}
