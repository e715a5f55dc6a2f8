package svg

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

type fataler interface{ Fatal(args ...any) }

func draw(t fataler, tree faulttree.Tree, opt Options) string {
	var out strings.Builder
	if err := Write(&out, tree, opt); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// texts returns what an XML reader finds between the tags; it must be well-formed.
func texts(t fataler, doc string) []string {
	var out []string
	dec := xml.NewDecoder(strings.NewReader(doc))
	dec.Strict = true
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err, doc)
		}
		switch x := token.(type) {
		case xml.CharData:
			out = append(out, string(x))
		case xml.StartElement:
			if !slices.Contains([]string{"svg", "title", "desc", "style", "g", "rect", "path", "text", "circle", "ellipse"}, x.Name.Local) {
				t.Fatal("an element " + x.Name.Local)
			}
		}
	}
}

func and(id string, inputs ...string) faulttree.Gate {
	return faulttree.Gate{ID: id, Op: faulttree.And, Inputs: inputs}
}

func events(ids ...string) (out []faulttree.BasicEvent) {
	for _, id := range ids {
		out = append(out, faulttree.BasicEvent{ID: id, Probability: 0.25})
	}
	return out
}

// Every sign is there, once for each that is drawn.
func TestSymbols(t *testing.T) {
	for op, want := range map[faulttree.Op][]string{
		faulttree.And: {andPath}, faulttree.Or: {orPath}, faulttree.AtLeast: {orPath, ">2/3<"}, faulttree.Cardinality: {orPath, ">1–2/3<"},
		faulttree.Xor: {orPath, crossPath}, faulttree.Nand: {nandPath, `r="5"`}, faulttree.Nor: {norPath, `r="5"`},
		faulttree.Not: {notPath, `r="5"`}, faulttree.Iff: {boxPath, ">⇔<"}, faulttree.Imply: {boxPath, ">1 ⇒ 2<"},
	} {
		g := faulttree.Gate{ID: "g", Op: op, Inputs: []string{"a", "b", "h"}}
		switch op {
		case faulttree.AtLeast:
			g.K = 2
		case faulttree.Cardinality:
			g.K, g.Max = 1, 2
		case faulttree.Not:
			g.Inputs = []string{"a"}
		case faulttree.Iff, faulttree.Imply:
			g.Inputs = []string{"a", "b"}
		}
		out := draw(t, faulttree.Tree{Top: "g", Gates: []faulttree.Gate{g}, Events: events("a", "b"), House: []faulttree.HouseEvent{{ID: "h", State: true}}}, Options{})
		for _, w := range want {
			if strings.Count(out, w) != 1 {
				t.Errorf("%s: %q is there %d times", op, w, strings.Count(out, w))
			}
		}
		for class, n := range map[string]int{`class="event"`: min(len(g.Inputs), 2), `class="house"`: len(g.Inputs) / 3, `"sign on"`: len(g.Inputs) / 3} {
			if strings.Count(out, class) != n {
				t.Errorf("%s: %s is there %d times, want %d", op, class, strings.Count(out, class), n)
			}
		}
	}
}

// A model says which gates are inhibit gates, and what things are called.
func TestFrom(t *testing.T) {
	notes := risk.Notes{Attributes: []risk.Attribute{{Name: risk.FlavorNote, Value: "inhibit"}}, Label: "Overheats"}
	m := &risk.Model{FaultTrees: []risk.Container{{Name: "f",
		Gates: []risk.Gate{{Identity: risk.Identity{ID: "g", Name: "g", Notes: notes},
			Formula: risk.Formula{Op: "and", Args: []risk.Formula{{Op: "basic-event", Ref: "a"}, {Op: "basic-event", Ref: "b"}}}}},
		Components: []risk.Container{{Name: "c", Events: []risk.BasicEvent{{Identity: risk.Identity{ID: "b", Name: "b", Notes: risk.Notes{Label: "Summer"}}}}}},
	}}}
	opt := From(m)
	if opt.Conditions["g"] != "b" || opt.Labels["g"] != "Overheats" || opt.Labels["b"] != "Summer" {
		t.Errorf("%+v", opt)
	}
	out := draw(t, faulttree.Tree{Top: "g", Gates: []faulttree.Gate{and("g", "a", "b")}, Events: events("a", "b")}, opt)
	if strings.Count(out, hexagonPath) != 1 || strings.Count(out, "<ellipse") != 1 || strings.Count(out, "<circle") != 1 {
		t.Error("no inhibit gate: ", out)
	}
}

// Names come from strangers.
func TestEscaping(t *testing.T) {
	evil := []string{"<script>alert(1)</script>", `"/><script>`, "]]>&amp;<!--", "a\x00\x1b[31m\u202eb\ufeff", "\n\t \r", "é한글👩‍🚀", strings.Repeat("W", 500), strings.Repeat("ab ", 200)}
	for _, name := range evil {
		tree := faulttree.Tree{Top: name, Gates: []faulttree.Gate{and(name, "a"+name, "b", "c", "d", "e", "a"+name)}, Events: events("a"+name, "b", "c", "d", "e")}
		out := draw(t, tree, Options{Title: name, Labels: map[string]string{"b": name, name: name}, CutSet: []string{"b"}})
		for _, text := range texts(t, out) {
			if strings.ContainsAny(text, "\x00\x1b\u202e") {
				t.Errorf("%q is in the drawing of %q", text, name)
			}
		}
		if strings.Contains(out, "<script") {
			t.Errorf("%q is not escaped", name)
		}
	}
}

func TestDepthAndSize(t *testing.T) {
	tree := faulttree.Tree{Top: "g0", Events: events("e")}
	for i := range 100 { // g0 over g1 over … g100, each with an event of its own
		id := fmt.Sprintf("g%d", i)
		tree.Gates = append(tree.Gates, and(id, fmt.Sprintf("g%d", i+1), "e"+id))
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: "e" + id})
	}
	tree.Gates = append(tree.Gates, and("g100", "e"))
	out := draw(t, tree, Options{MaxDepth: 3})
	if strings.Count(out, `class="gate`) != 4 || !strings.Contains(out, ">98 events below<") {
		t.Errorf("not cut at the third level:\n%s", out)
	}
	err := Write(io.Discard, tree, Options{MaxNodes: 10})
	if !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "202 symbols, at most 10; a depth of 4 (--depth) has 9") {
		t.Error(err)
	}
	if out := draw(t, tree, Options{MaxNodes: 10, MaxDepth: 4}); len(out) == 0 {
		t.Error("the depth that was named does not do")
	}
	if err := Write(io.Discard, tree, Options{MaxNodes: 2}); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "not even") {
		t.Error(err)
	}
	if err := Write(io.Discard, faulttree.Tree{Top: "g", Gates: []faulttree.Gate{and("g", "g")}}, Options{}); !errors.Is(err, faulttree.ErrCycle) {
		t.Error(err)
	}
	if err := Write(io.Discard, tree, Options{CutSet: []string{"g1"}}); err == nil {
		t.Error("a gate was taken for an event")
	}
	if err := Write(io.Discard, tree, Options{MaxDepth: -1}); err == nil {
		t.Error("a negative depth was taken")
	}
	if err := Write(failing{}, tree, Options{}); !errors.Is(err, errFull) {
		t.Error(err)
	}
}

type failing struct{}

var errFull = errors.New("full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestProbability(t *testing.T) {
	for p, want := range map[float64]string{
		0: "0", 1: "1", 0.5: "0.5", 1e-5: "1e-5", 1.2345e-12: "1.23e-12", 0.9994: "0.999", 0.9997: "1 − 0.0003", 0.99999: "1 − 1e-5", math.Nextafter(1, 0): "1 − 1.11e-16", 0.012345: "0.0123",
	} {
		if got := probability(p); got != want {
			t.Errorf("%v is written %q, want %q", p, got, want)
		}
	}
}

// Lines fit, none is lost but by an ellipsis, and breaks are after words where that
// is possible.
func TestWrap(t *testing.T) {
	if got := wrap("Load balancer drops requests", 94, 2); !slices.Equal(got, []string{"Load balancer", "drops requests"}) {
		t.Errorf("%q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := clean(rapid.StringOf(rapid.SampledFrom([]rune("abW한 -_i.\u0301"))).Draw(t, "text"))
		lines := wrap(s, 60, 3)
		if len(lines) > 3 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines {
			if width(line, labelSize) > 60 {
				t.Fatalf("%q is %g wide", line, width(line, labelSize))
			}
		}
		whole := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		if bare := strings.ReplaceAll(s, " ", ""); whole != bare && !strings.HasPrefix(bare, strings.TrimSuffix(whole, "…")) {
			t.Fatalf("%q became %q", s, lines)
		}
	})
}

// drawTree draws a random tree with all gates.
func drawTree(t *rapid.T) (faulttree.Tree, Options) {
	n := rapid.IntRange(1, 25).Draw(t, "gates")
	leaves := rapid.IntRange(1, 20).Draw(t, "events")
	tree := faulttree.Tree{Top: "g0"}
	opt := Options{Labels: map[string]string{}, Conditions: map[string]string{}, Probabilities: map[string]float64{}}
	for i := range leaves {
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: fmt.Sprintf("e%d", i), Probability: rapid.Float64Range(0, 1).Draw(t, "p")})
	}
	tree.House = []faulttree.HouseEvent{{ID: "h", State: rapid.Bool().Draw(t, "house")}}
	for i := range n {
		g := faulttree.Gate{ID: fmt.Sprintf("g%d", i), Op: rapid.SampledFrom([]faulttree.Op{
			faulttree.And, faulttree.Or, faulttree.AtLeast, faulttree.Cardinality, faulttree.Not, faulttree.Nand, faulttree.Nor, faulttree.Xor, faulttree.Iff, faulttree.Imply,
		}).Draw(t, "op")}
		inputs := rapid.IntRange(1, 12).Draw(t, "inputs")
		switch g.Op {
		case faulttree.Not:
			inputs = 1
		case faulttree.Iff, faulttree.Imply:
			inputs = 2
		}
		for range inputs {
			next := rapid.IntRange(i+1, n+leaves).Draw(t, "input")
			switch {
			case next < n:
				g.Inputs = append(g.Inputs, fmt.Sprintf("g%d", next))
			case next == n:
				g.Inputs = append(g.Inputs, "h")
			default:
				g.Inputs = append(g.Inputs, fmt.Sprintf("e%d", next-n-1))
			}
		}
		switch g.Op {
		case faulttree.AtLeast:
			g.K = rapid.IntRange(1, inputs).Draw(t, "k")
		case faulttree.Cardinality:
			g.Max = rapid.IntRange(0, inputs).Draw(t, "max")
			g.K = rapid.IntRange(0, g.Max).Draw(t, "k")
		case faulttree.And:
			if inputs == 2 && rapid.Bool().Draw(t, "inhibit") {
				opt.Conditions[g.ID] = g.Inputs[1]
			}
		}
		if rapid.Bool().Draw(t, "known") {
			opt.Probabilities[g.ID] = 0.123
		}
		if rapid.IntRange(0, 9).Draw(t, "label") == 0 {
			opt.Labels[g.ID] = "A long description of what happens here"
		}
		tree.Gates = append(tree.Gates, g)
	}
	opt.MaxDepth = rapid.IntRange(0, 4).Draw(t, "depth")
	for _, e := range tree.Events {
		if rapid.IntRange(0, 3).Draw(t, "hot") == 0 {
			opt.CutSet = append(opt.CutSet, e.ID)
		}
	}
	return tree, opt
}

// What occurs under a cut set is what the engine finds certain when the events of
// the set are, and the others impossible.
func TestOccursLikeTheEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, opt := drawTree(t)
		p := newPlan(tree, opt)
		if err := p.occur(opt.CutSet); err != nil || len(opt.CutSet) == 0 {
			return
		}
		for i, e := range tree.Events {
			tree.Events[i].Probability = 0
			if slices.Contains(opt.CutSet, e.ID) {
				tree.Events[i].Probability = 1
			}
		}
		res, err := faulttree.Analyze(context.Background(), tree, faulttree.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if want := res.Top == 1; p.occurs[tree.Top] != want {
			t.Fatalf("occurs: %t, probability %g", p.occurs[tree.Top], res.Top)
		}
	})
}

// treeOf returns a tree whose gate has that name.
func treeOf(id string) faulttree.Tree {
	return faulttree.Tree{Top: id, Gates: []faulttree.Gate{and(id, "a", "a")}, Events: events("a")}
}
