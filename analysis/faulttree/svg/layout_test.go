package svg

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A rectangle on the paper.
type rectangle struct {
	id                       string
	left, top, right, bottom float64
}

func (a rectangle) meets(b rectangle) bool {
	const touch = 0.01
	return a.left < b.right-touch && b.left < a.right-touch && a.top < b.bottom-touch && b.top < a.bottom-touch
}

// surveyor goes over a laid out drawing.
type surveyor struct {
	d      *drawing
	things []rectangle
	wires  []rectangle // lines across, with the gate they belong to
	drawn  map[string]int
	moved  map[string]int
}

func (s *surveyor) survey(n *node) {
	y := float64(n.level) * s.d.size.pitch()
	add := func(id string, left, top, right, bottom float64) {
		s.things = append(s.things, rectangle{id, left, top, right, bottom})
	}
	count := func(n *node) {
		if n.kind == transfer {
			s.moved[n.id]++
		} else {
			s.drawn[n.id]++
		}
	}
	if n.kind == column {
		for i, r := range n.rows {
			count(r)
			at := y + rowIndent + rowHeight*float64(i)
			add(r.id, n.x-1, at, n.x+rowWidth, at+rowHeight)
		}
		return
	}
	count(n)
	bottom := y + s.d.size.box + symbolGap
	add(n.id, n.x-n.box()/2, y, n.x+n.box()/2, y+s.d.size.box)
	if n.kind == gate {
		add(n.id+" symbol", n.x-gateHalf, bottom, n.x+gateHalf, bottom+gateHeight)
	} else {
		add(n.id+" symbol and value", n.x-leafBox/2, bottom, n.x+leafBox/2, bottom+leafHeight+14)
	}
	if _, ok := s.d.opt.Probabilities[n.id]; ok && n.kind == gate && n.condition == nil {
		add(n.id+" value", n.x+gateHalf, bottom, n.x+gateHalf+valueWidth, bottom+gateHeight)
	}
	if n.condition != nil {
		count(n.condition)
		add(n.id+" condition", n.x+gateHalf+gap, bottom+4, n.x+gateHalf+gap+2*ellipse, bottom+44)
	}
	if len(n.children) > 0 {
		first, last := n.children[0].x, n.children[len(n.children)-1].x
		s.wires = append(s.wires, rectangle{n.id, first, y + s.d.size.bus() - 1, last, y + s.d.size.bus() + 1})
		if middle := (first + last) / 2; middle-n.x > 0.01 || n.x-middle > 0.01 {
			s.wires = append(s.wires, rectangle{"not over its inputs: " + n.id, -1e9, -1e9, 1e9, 1e9})
		}
	}
	for _, c := range n.children {
		s.survey(c)
	}
}

// Nothing overlaps, no line runs through anything or along another, all is on the
// paper, and everything is drawn once but for transfers.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, opt := drawTree(t)
		p := newPlan(tree, opt)
		root, err := p.grow()
		if err != nil {
			t.Fatal(err)
		}
		d := &drawing{plan: p, size: p.sizes()}
		shape := d.arrange(root)
		settle(root, 0)
		s := surveyor{d: d, drawn: map[string]int{}, moved: map[string]int{}}
		s.survey(root)
		high := float64(len(shape.left)) * d.size.pitch()
		for i, a := range s.things {
			if a.left < minOf(shape.left) || a.right > maxOf(shape.right)+1 || a.bottom > high {
				t.Fatalf("%+v is off the paper", a)
			}
			for _, b := range s.things[:i] {
				if a.meets(b) {
					t.Fatalf("%+v overlaps %+v", a, b)
				}
			}
		}
		for i, a := range s.wires {
			for _, b := range s.things {
				if a.meets(b) {
					t.Fatalf("the line of %+v crosses %+v", a, b)
				}
			}
			for _, b := range s.wires[:i] {
				if a.meets(b) {
					t.Fatalf("the lines of %+v and %+v run together", a, b)
				}
			}
		}
		for id, n := range s.drawn {
			if n != 1 || s.drawn[id]+s.moved[id] != p.uses[id] {
				t.Fatalf("%s is drawn %d times and moved %d times of %d", id, n, s.moved[id], p.uses[id])
			}
		}
		for id := range s.moved {
			if s.drawn[id] != 1 {
				t.Fatalf("%s is moved and drawn nowhere", id)
			}
		}
		out := draw(t, tree, opt)
		texts(t, out)
		if again := draw(t, tree, opt); again != out {
			t.Fatal("drawn twice, it differs")
		}
		if strings.Contains(out, "NaN") || strings.Contains(out, "Inf") {
			t.Fatal("a place is no number")
		}
	})
}

func minOf(list []float64) float64 {
	m := list[0]
	for _, x := range list {
		m = min(m, x)
	}
	return m
}

func maxOf(list []float64) float64 {
	m := list[0]
	for _, x := range list {
		m = max(m, x)
	}
	return m
}

// FuzzWrite checks that no name makes a drawing that is not well-formed.
func FuzzWrite(f *testing.F) {
	f.Add("g", "label", "title")
	f.Add("<script>", "\x00\xff]]>", "&\u202e")
	f.Fuzz(func(t *testing.T, id, label, title string) {
		if id == "" || id == "a" {
			return
		}
		tree := treeOf(id)
		out := draw(t, tree, Options{Title: title, Labels: map[string]string{id: label, "a": id + label}})
		texts(t, out)
	})
}
