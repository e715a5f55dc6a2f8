package svg

import "math"

// Sizes in pixels. A level is a box with the label, a symbol, and the lines to the
// inputs.
const (
	labelSize  = 12  // of the letters
	gateBox    = 132 // width of the box of a gate
	leafBox    = 104
	symbolGap  = 8  // between box and symbol
	gateHeight = 48 // of the symbol
	gateHalf   = 32
	leafHeight = 36
	leafHalf   = 18
	toBus      = 14 // from the symbol down to the line across the inputs
	fromBus    = 18
	rowHeight  = 34
	rowWidth   = 152
	rowIndent  = 8  // of the first row below the top of its level
	gap        = 14 // between neighbours
	margin     = 16
	ellipse    = 44 // half the width of a condition
	valueWidth = 64 // of a probability beside a gate
)

// sizes are those that depend on the drawing.
type sizes struct {
	lines int // of a label
	box   float64
}

func (p *plan) sizes() sizes {
	s := sizes{lines: 2}
	if len(p.opt.Labels) > 0 {
		s.lines = 3 // the last one is the ID
	}
	s.box = float64(8 + 14*s.lines)
	return s
}

// box returns the width of the box of a node.
func (n *node) box() float64 {
	if n.kind == gate {
		return gateBox
	}
	return leafBox
}

// bus is how far below the top of a level the line across the inputs is.
func (s sizes) bus() float64 { return s.box + symbolGap + gateHeight + toBus }

// pitch is the height of a level.
func (s sizes) pitch() float64 { return s.bus() + fromBus }

// levels returns how many levels a column takes.
func (s sizes) levels(rows int) int {
	return int(math.Ceil((rowIndent + rowHeight*float64(rows) + fromBus) / s.pitch()))
}

// An outline is how far a subtree reaches to the left and right of its root, level
// by level.
type outline struct{ left, right []float64 }

// arrange sets x of all nodes under n relative to its parent, and returns the
// outline.
func (d *drawing) arrange(n *node) outline {
	own := d.reach(n)
	if len(n.children) == 0 {
		return own
	}
	parts := make([]outline, len(n.children))
	mirror := make([]outline, len(n.children))
	for i, c := range n.children {
		parts[i] = d.arrange(c)
		mirror[len(mirror)-1-i] = outline{negated(parts[i].right), negated(parts[i].left)}
	}
	left, right := pack(parts), pack(mirror)
	last := len(parts) - 1
	middle := left[last] / 2
	for i, c := range n.children {
		c.x = (left[i]+left[last]-right[last-i])/2 - middle
		for l := range parts[i].left {
			own.include(l+1, c.x+parts[i].left[l], c.x+parts[i].right[l])
		}
	}
	return own
}

// include widens a level.
func (o *outline) include(level int, left, right float64) {
	if level == len(o.left) {
		o.left, o.right = append(o.left, left), append(o.right, right)
		return
	}
	o.left[level], o.right[level] = min(o.left[level], left), max(o.right[level], right)
}

func negated(list []float64) []float64 {
	out := make([]float64, len(list))
	for i, x := range list {
		out[i] = -x
	}
	return out
}

// pack returns the places of roots side by side, each as far left as those before
// it let it.
func pack(parts []outline) []float64 {
	x := make([]float64, len(parts))
	var so outline
	for i, part := range parts {
		for l := range min(len(so.right), len(part.left)) {
			x[i] = max(x[i], so.right[l]-part.left[l]+gap)
		}
		for l := range part.left {
			so.include(l, x[i]+part.left[l], x[i]+part.right[l])
		}
	}
	return x
}

// reach is the outline of a node by itself.
func (d *drawing) reach(n *node) outline {
	if n.kind == column {
		var o outline
		for l := range d.size.levels(len(n.rows)) {
			o.include(l, -gap/2, rowWidth)
		}
		return o
	}
	o := outline{[]float64{-n.box() / 2}, []float64{n.box() / 2}}
	if _, ok := d.opt.Probabilities[n.id]; ok && n.kind == gate {
		o.right[0] = max(o.right[0], gateHalf+valueWidth)
	}
	if n.condition != nil {
		o.right[0] = gateHalf + gap + 2*ellipse
	}
	return o
}

// settle makes the places of all under n absolute.
func settle(n *node, x float64) {
	n.x += x
	for _, c := range n.children {
		settle(c, n.x)
	}
}
