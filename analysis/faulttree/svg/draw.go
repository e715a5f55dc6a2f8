package svg

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
)

// style follows the colours of the reader. What is inked is inked in the colour of
// text, so that a group changes it as a whole.
const style = `
.ft{color:#111827;font-family:system-ui,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-size:12px}
.ft text{fill:currentColor;text-anchor:middle}
.ft .row text,.ft .left{text-anchor:start}
.ft .head{font-size:16px;font-weight:600}
.ft .id{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:10px}
.ft .value{font-size:11px}
.ft .in{font-weight:600}
.ft .back{fill:#fff}
.ft .sign{fill:#eef2ff;stroke:currentColor;stroke-width:1.5;stroke-linejoin:round}
.ft .box{fill:#fff;stroke:currentColor;stroke-width:1}
.ft .top .box{stroke-width:2}
.ft .moved .box{stroke-dasharray:3 2}
.ft .on,.ft .dot{fill:currentColor}
.ft .wire{fill:none;stroke:currentColor;stroke-width:1.25}
.ft .hot{color:#6d28d9}
.ft .hot .sign,.ft .hot .box,.ft .wire.hot{stroke-width:2.5}
.ft .dim{opacity:.35}
@media (prefers-color-scheme:dark){
.ft{color:#e5e7eb}
.ft .back,.ft .box{fill:#111827}
.ft .sign{fill:#1f2a44}
.ft .on,.ft .dot{fill:currentColor}
.ft .hot{color:#c4b5fd}
}
`

// A drawing writes one.
type drawing struct {
	*bufio.Writer
	*plan
	size sizes
}

// printf writes. The buffered writer keeps the error for Flush.
func (d *drawing) printf(format string, args ...any) { _, _ = fmt.Fprintf(d, format, args...) }

func escaped(s string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(s)) // a Builder never fails
	return out.String()
}

// px writes a length to a hundredth, without needless digits and never as -0.
func px(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100+0, 'f', -1, 64) }

func (d *drawing) all(root *node) {
	shape := d.arrange(root)
	left, right := slices.Min(shape.left)-margin, slices.Max(shape.right)+margin
	settle(root, -left)
	above, foot := float64(margin), d.footnote()
	if d.opt.Title != "" {
		above += 30
	}
	wide := max(right-left, 2*margin+width(foot, 11), min(2*margin+width(clean(d.opt.Title), 16), 800))
	high := above + float64(len(shape.left))*d.size.pitch() - fromBus + margin
	if foot != "" {
		high += 20
	}
	name := clean(d.opt.Title)
	if name == "" {
		name = "Fault tree of " + d.name(d.tree.Top)
	}
	d.printf("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ft\" role=\"img\" width=\"%s\" height=\"%s\" viewBox=\"0 0 %s %s\" aria-label=\"%s\">\n",
		px(wide), px(high), px(wide), px(high), escaped(name))
	d.printf("<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n", escaped(name), escaped(d.summary()), style)
	d.printf("<rect class=\"back\" width=\"100%%\" height=\"100%%\"/>\n")
	if d.opt.Title != "" {
		d.printf("<text class=\"head left\" x=\"%d\" y=\"30\">%s</text>\n", margin, escaped(cut(name, 16, wide-2*margin)))
	}
	d.printf("<g transform=\"translate(0 %s)\">\n", px(above))
	d.wires(root)
	d.nodes(root)
	d.printf("</g>\n")
	if foot != "" {
		d.printf("<text class=\"value left\" x=\"%d\" y=\"%s\">%s</text>\n", margin, px(high-margin), escaped(foot))
	}
	d.printf("</svg>\n")
}

// footnote explains the signs that are not common.
func (d *drawing) footnote() string {
	if !d.moves {
		return ""
	}
	return "Triangle in a dashed frame: drawn elsewhere. ×n: used n times."
}

// summary says in words how large the tree is.
func (d *drawing) summary() string {
	return fmt.Sprintf("%d gates, %d basic events and %d house events; %d symbols are drawn.", len(d.gates), len(d.events), len(d.house), d.symbols)
}

// name is the label of something, or its ID.
func (d *drawing) name(id string) string {
	if label := clean(d.opt.Labels[id]); label != "" {
		return label
	}
	return clean(id)
}

// class brings out or fades what does or does not occur under the cut set.
func (d *drawing) class(id string) string {
	switch {
	case d.occurs == nil:
		return ""
	case d.occurs[id]:
		return " hot"
	}
	return " dim"
}

// wires draws the lines under n: all once, then those brought out over them.
func (d *drawing) wires(n *node) {
	for _, c := range n.children {
		d.wires(c)
	}
	if len(n.children) == 0 {
		return
	}
	top := float64(n.level) * d.size.pitch()
	bus, down := top+d.size.bus(), top+d.size.pitch()
	var path strings.Builder
	add := func(format string, at ...float64) {
		for _, x := range at {
			format = strings.Replace(format, "#", px(x), 1)
		}
		path.WriteString(format)
	}
	add("M# #V#", n.x, top+d.size.box+symbolGap+gateHeight, bus)
	if first, last := n.children[0].x, n.children[len(n.children)-1].x; first < last {
		add("M# #H#", first, bus, last)
	}
	row := func(i int) float64 { return down + rowIndent + rowHeight*(float64(i)+0.5) }
	for _, c := range n.children {
		if c.kind != column {
			add("M# #V#", c.x, bus, down)
			continue
		}
		add("M# #V#", c.x, bus, row(len(c.rows)-1))
		for i := range c.rows {
			add("M# #h6", c.x, row(i))
		}
	}
	class := ""
	if d.occurs != nil {
		class = " dim"
	}
	d.printf("<path class=\"wire%s\" d=\"%s\"/>\n", class, path.String())
	if !d.occurs[n.id] {
		return
	}
	hot := func(x, to float64, end string) {
		d.printf("<path class=\"wire hot\" d=\"M%s %sV%sH%sV%s%s\"/>\n", px(n.x), px(top+d.size.box+symbolGap+gateHeight), px(bus), px(x), px(to), end)
	}
	for _, c := range n.children {
		if d.occurs[c.id] {
			hot(c.x, down, "")
		}
		for i, r := range c.rows {
			if d.occurs[r.id] {
				hot(c.x, row(i), "h6")
			}
		}
	}
}

func (d *drawing) nodes(n *node) {
	y := float64(n.level) * d.size.pitch()
	if n.kind == column {
		for i, r := range n.rows {
			d.row(r, n.x, y+rowIndent+rowHeight*float64(i))
		}
		return
	}
	d.node(n, y)
	for _, c := range n.children {
		d.nodes(c)
	}
}

// open begins the group of a node, with its title.
func (d *drawing) open(n *node, class string, x, y float64) {
	d.printf("<g class=\"%s%s\" transform=\"translate(%s %s)\"><title>%s</title>\n", class, d.class(n.id), px(x), px(y), escaped(d.title(n)))
}

// title says all there is to say about a node.
func (d *drawing) title(n *node) string {
	out := clean(n.id)
	if label := clean(d.opt.Labels[n.id]); label != "" {
		out += ": " + label
	}
	if n.gate != nil {
		out += ", " + caption(*n.gate)
	}
	if state, ok := d.house[n.id]; ok {
		out += fmt.Sprintf(", house event, %t", state)
	}
	if p, ok := d.probability(n.id); ok {
		out += ", probability " + probability(p)
	}
	if n.kind == transfer {
		out += ", drawn elsewhere"
	}
	if n.below > 0 {
		out += fmt.Sprintf(", %s basic events below are not drawn", n.count())
	}
	return out
}

func (d *drawing) probability(id string) (float64, bool) {
	if p, ok := d.opt.Probabilities[id]; ok {
		return p, true
	}
	p, ok := d.events[id]
	return p, ok
}

// caption says what a gate does.
func caption(g faulttree.Gate) string {
	switch g.Op {
	case faulttree.AtLeast:
		return fmt.Sprintf("at least %d of %d", g.K, len(g.Inputs))
	case faulttree.Cardinality:
		return fmt.Sprintf("%d to %d of %d", g.K, g.Max, len(g.Inputs))
	}
	return string(g.Op)
}

// node draws a box with the label and a symbol under it.
func (d *drawing) node(n *node, y float64) {
	class := map[kind]string{gate: "gate", event: "event", house: "house", transfer: "moved"}[n.kind]
	if n.level == 0 {
		class += " top"
	}
	d.open(n, class, n.x, y)
	d.printf("<rect class=\"box\" x=\"%s\" width=\"%s\" height=\"%s\" rx=\"3\"/>\n", px(-n.box()/2), px(n.box()), px(d.size.box))
	d.label(n)
	d.printf("<path class=\"wire\" d=\"M0 %sv%d\"/>\n", px(d.size.box), symbolGap)
	if uses := d.uses[n.id]; uses > 1 && n.kind != transfer {
		d.printf("<path class=\"dot\" d=\"M%s 0h-10l10 10z\"/>\n", px(n.box()/2))
		beside := leafHalf
		if n.kind == gate {
			beside = gateHalf - 6
		}
		d.printf("<text class=\"value left\" x=\"%d\" y=\"%s\">×%d</text>\n", beside+6, px(d.size.box+symbolGap+10), uses)
	}
	d.printf("<g transform=\"translate(0 %s)\">", px(d.size.box+symbolGap))
	d.symbol(n)
	d.printf("</g>\n")
	d.value(n)
	d.printf("</g>\n")
	if n.condition != nil {
		d.condition(n.condition, n.x, y+d.size.box+symbolGap+gateHeight/2)
	}
}

// label writes the name of a node into its box, and its ID below a label.
func (d *drawing) label(n *node) {
	wide := n.box() - 10
	id := clean(n.id)
	var lines []string
	last := d.size.lines
	if label := clean(d.opt.Labels[n.id]); label != "" && label != id {
		last--
		lines = wrap(label, wide, last)
	} else {
		lines, id = wrap(id, wide, last), ""
	}
	count := len(lines)
	if id != "" {
		count++
	}
	y := d.size.box/2 - 7*float64(count) + 11
	for _, line := range lines {
		d.printf("<text y=\"%s\">%s</text>\n", px(y), escaped(line))
		y += 14
	}
	if id != "" {
		d.printf("<text class=\"id\" y=\"%s\">%s</text>\n", px(y), escaped(cut(id, 10, wide)))
	}
}

// value writes the number that belongs to a node.
func (d *drawing) value(n *node) {
	p, known := d.probability(n.id)
	y := d.size.box + symbolGap
	switch {
	case n.kind == house:
		d.printf("<text class=\"value\" y=\"%s\">%t</text>\n", px(y+leafHeight+13), d.house[n.id])
	case n.kind == event:
		d.printf("<text class=\"value\" y=\"%s\">%s</text>\n", px(y+leafHeight+13), probability(p))
	case n.kind == gate && known && n.condition == nil:
		d.printf("<text class=\"value left\" x=\"%d\" y=\"%s\">%s</text>\n", gateHalf+6, px(y+gateHeight-12), probability(p))
	}
	if n.below > 0 {
		d.printf("<text class=\"value\" y=\"%s\">%s events below</text>\n", px(y+gateHeight+14), n.count())
	}
}

// row draws a leaf of a column: a small symbol, the name and the number.
func (d *drawing) row(n *node, x, y float64) {
	class := "row"
	if n.kind == transfer {
		class += " moved"
	}
	d.open(n, class, x, y)
	d.printf("<g transform=\"translate(18 %d) scale(.67)\">", rowHeight/2-12)
	d.symbol(n)
	d.printf("</g>\n")
	second, isID := "", false
	if label := clean(d.opt.Labels[n.id]); label != "" {
		second, isID = clean(n.id), true
	}
	switch p, ok := d.probability(n.id); {
	case n.kind == house:
		second = strings.TrimSpace(second + " " + strconv.FormatBool(d.house[n.id]))
	case n.kind == event && ok:
		second, isID = strings.TrimSpace(cut(second, 11, rowWidth-36-56)+" "+probability(p)), false
	}
	if uses := d.uses[n.id]; uses > 1 && n.kind != transfer {
		second += " ×" + strconv.Itoa(uses)
	}
	middle := rowHeight/2 + 4.0
	if second != "" {
		middle -= 6
		style := "value"
		if isID {
			style = "id"
		}
		d.printf("<text class=\"%s\" x=\"36\" y=\"%s\">%s</text>\n", style, px(middle+13), escaped(cut(second, 11, rowWidth-36)))
	}
	d.printf("<text x=\"36\" y=\"%s\">%s</text>\n</g>\n", px(middle), escaped(cut(d.name(n.id), 12, rowWidth-36)))
}

// condition draws the event beside an inhibit gate.
func (d *drawing) condition(n *node, x, y float64) {
	d.printf("<path class=\"wire%s\" d=\"M%s %sh%d\"/>\n", d.class(n.id), px(x+gateHalf), px(y), gap)
	d.open(n, "condition", x+gateHalf+gap+ellipse, y)
	d.printf("<ellipse class=\"sign\" rx=\"%d\" ry=\"20\"/>\n<text class=\"value\" y=\"-1\">%s</text>\n", ellipse, escaped(cut(d.name(n.id), 11, 2*ellipse-14)))
	d.printf("<text class=\"value\" y=\"12\">%s</text>\n</g>\n", probability(d.events[n.id]))
}
