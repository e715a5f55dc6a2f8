package svg

import (
	"fmt"

	"ninefold/analysis/faulttree"
)

// The outlines of gates, 64 wide and 48 high, from the middle of the top.
const (
	andPath     = "M-32 48V32A32 32 0 0 1 32 32V48Z"
	orPath      = "M-32 48Q0 32 32 48Q30 18 0 0Q-30 18 -32 48Z"
	orStub      = "M0 40V48"
	crossPath   = "M0 0L-32 48M0 0L32 48"
	notPath     = "M0 10L26 48H-26Z"
	nandPath    = "M-28 48V37A28 27 0 0 1 28 37V48Z"
	norPath     = "M-28 48Q0 35 28 48Q26 24 0 10Q-26 24 -28 48Z"
	norStub     = "M0 41.5V48"
	hexagonPath = "M-18 0H18L32 24L18 48H-18L-32 24Z"
	boxPath     = "M-32 6H32V48H-32Z"
	boxStub     = "M0 0V6"
	housePath   = "M-18 36V12L0 0L18 12V36Z"
	movedPath   = "M0 0L20 36H-20Z"
)

// symbol draws the sign of a node from the middle of its top.
func (d *drawing) symbol(n *node) {
	switch n.kind {
	case event:
		d.printf("<circle class=\"sign\" cy=\"%d\" r=\"%d\"/>", leafHalf, leafHalf)
	case house:
		on := ""
		if d.house[n.id] {
			on = " on"
		}
		d.printf("<path class=\"sign%s\" d=\"%s\"/>", on, housePath)
	case transfer:
		d.printf("<path class=\"sign\" d=\"%s\"/>", movedPath)
	case gate:
		if n.condition != nil {
			d.printf("<path class=\"sign\" d=\"%s\"/>", hexagonPath)
			return
		}
		d.gateSymbol(*n.gate)
	}
}

// gateSymbol draws the sign of a gate. Where there is no common one, it is a box
// with the sign of logic.
func (d *drawing) gateSymbol(g faulttree.Gate) {
	body := func(path string) { d.printf("<path class=\"sign\" d=\"%s\"/>", path) }
	line := func(path string) { d.printf("<path class=\"wire\" d=\"%s\"/>", path) }
	text := func(y int, s string) { d.printf("<text class=\"in\" y=\"%d\">%s</text>", y, s) }
	bubble := func() { d.printf("<circle class=\"sign\" cy=\"5\" r=\"5\"/>") }
	switch g.Op {
	case faulttree.And:
		body(andPath)
	case faulttree.Or:
		body(orPath)
		line(orStub)
	case faulttree.AtLeast:
		body(orPath)
		line(orStub)
		text(31, fmt.Sprintf("%d/%d", g.K, len(g.Inputs)))
	case faulttree.Cardinality:
		body(orPath)
		line(orStub)
		text(31, fmt.Sprintf("%d–%d/%d", g.K, g.Max, len(g.Inputs)))
	case faulttree.Xor:
		body(orPath)
		line(crossPath)
		line(orStub)
	case faulttree.Not:
		body(notPath)
		bubble()
	case faulttree.Nand:
		body(nandPath)
		bubble()
	case faulttree.Nor:
		body(norPath)
		line(norStub)
		bubble()
	case faulttree.Iff:
		line(boxStub)
		body(boxPath)
		text(32, "⇔")
	case faulttree.Imply:
		line(boxStub)
		body(boxPath)
		text(32, "1 ⇒ 2")
	}
}
