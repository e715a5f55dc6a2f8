package optimize

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

const (
	maxDiagram      = 64        // subsystems of a system given by path sets
	maxDiagramNodes = 1_000_000 // of its diagram
)

// A diagram is the unreliability of a system given by path sets, as a reduced
// ordered decision diagram. Level 0 is at the bottom. Node 0 is failed, 1 works.
type diagram struct {
	levels [][]diagramNode // nodes of each level
	root   int32
}

type diagramNode struct{ at, works, fails int32 } // where its value is; nodes below when the subsystem works, fails

// A drawer makes a diagram, from the root down. A function is the antichain of its
// minimal path sets, so equal ones are found by comparing.
type drawer struct {
	order []int // subsystem by level
	known map[string]int32
	out   *diagram
	next  int32
}

// draw returns the diagram of path sets whose level l tests subsystem order[l].
func draw(sets []uint64, order []int) (*diagram, error) {
	d := &drawer{order, map[string]int32{}, &diagram{levels: make([][]diagramNode, len(order))}, 2}
	root, err := d.node(minimal(sets), len(order)-1)
	d.out.root = root
	return d.out, err
}

// node returns the number of the node for the function, which depends on levels up
// to level only.
func (d *drawer) node(sets []uint64, level int) (int32, error) {
	if len(sets) == 0 {
		return 0, nil
	}
	if sets[0] == 0 {
		return 1, nil
	}
	all := uint64(0)
	for _, s := range sets {
		all |= s
	}
	for all>>d.order[level]&1 == 0 {
		level--
	}
	key := make([]byte, 0, 8*len(sets))
	for _, s := range sets {
		key = binary.LittleEndian.AppendUint64(key, s)
	}
	if at, ok := d.known[string(key)]; ok {
		return at, nil
	}
	if d.next > maxDiagramNodes {
		return 0, fmt.Errorf("%w: the diagram of the path sets has more than %d nodes", ErrTooLarge, maxDiagramNodes)
	}
	bit := uint64(1) << d.order[level]
	var with, without []uint64
	for _, s := range sets {
		with = append(with, s&^bit)
		if s&bit == 0 {
			without = append(without, s)
		}
	}
	works, err := d.node(minimal(with), level-1)
	if err != nil {
		return 0, err
	}
	fails, err := d.node(without, level-1) // some of an antichain in its order are one
	if err != nil {
		return 0, err
	}
	at := d.next
	d.next++
	d.known[string(key)] = at
	d.out.levels[level] = append(d.out.levels[level], diagramNode{at, works, fails})
	return at, nil
}

// minimal returns the sets that contain no other, the smallest first.
func minimal(sets []uint64) []uint64 {
	sets = slices.Clone(sets)
	slices.SortFunc(sets, func(a, b uint64) int {
		return cmp.Or(cmp.Compare(bits.OnesCount64(a), bits.OnesCount64(b)), cmp.Compare(a, b))
	})
	kept := sets[:0]
	for _, s := range sets {
		if !slices.ContainsFunc(kept, func(k uint64) bool { return k&^s == 0 }) {
			kept = append(kept, s)
		}
	}
	return kept
}

// An evaluator works out the unreliability of a system for subsystems in an order of
// its own. After set of one position, all later ones must be set anew before value.
type evaluator interface {
	set(position int, u float64)
	value() float64
}

// A diagramEvaluator has the values of the nodes of all levels set.
type diagramEvaluator struct {
	*diagram
	values []float64
}

func (d *diagram) evaluator() *diagramEvaluator {
	n := 2
	for _, level := range d.levels {
		n += len(level)
	}
	e := &diagramEvaluator{d, make([]float64, n)}
	e.values[0] = 1
	return e
}

func (e *diagramEvaluator) set(position int, u float64) {
	v := e.values
	for _, n := range e.levels[position] {
		v[n.at] = (1-u)*v[n.works] + u*v[n.fails]
	}
}

func (e *diagramEvaluator) value() float64 { return e.values[e.root] }

// A systemEvaluator asks a [System].
type systemEvaluator struct {
	system System
	order  []int
	u      []float64
}

func (e *systemEvaluator) set(position int, u float64) { e.u[e.order[position]] = u }
func (e *systemEvaluator) value() float64              { return e.system.Unreliability(e.u) }

// A treeSystem is a tree of groups as a [System].
type treeSystem struct {
	block Block
	index map[string]int
}

// Unreliability of the tree.
func (t treeSystem) Unreliability(u []float64) float64 { return t.of(t.block, u) }

func (t treeSystem) of(b Block, u []float64) float64 {
	switch {
	case b.Subsystem != "":
		return u[t.index[b.Subsystem]]
	case len(b.Series) > 0:
		failed := 0.0
		for _, c := range b.Series {
			failed = series(failed, t.of(c, u))
		}
		return failed
	}
	failed := 1.0
	for _, c := range b.Parallel {
		failed = parallel(failed, t.of(c, u))
	}
	return failed
}

// A shape makes evaluators of one system.
type shape struct {
	sets   []uint64 // path sets; nil where there is a system
	system System
}

func (s shape) evaluator(order []int) (evaluator, error) {
	if s.sets == nil {
		return &systemEvaluator{s.system, order, make([]float64, len(order))}, nil
	}
	d, err := draw(s.sets, order)
	if err != nil {
		return nil, err
	}
	return d.evaluator(), nil
}

// shapeOf returns the shape of a valid problem's system.
func shapeOf(p Problem) shape {
	index := map[string]int{}
	for i, s := range p.Subsystems {
		index[s.Name] = i
	}
	switch {
	case p.Structure.System != nil:
		return shape{system: p.Structure.System}
	case p.Structure.PathSets != nil:
		s := shape{sets: make([]uint64, len(p.Structure.PathSets))}
		for i, set := range p.Structure.PathSets {
			for _, name := range set {
				s.sets[i] |= 1 << index[name]
			}
		}
		return s
	}
	return shape{system: treeSystem{p.tree(), index}}
}

// tree returns the tree of a problem that has one: without any structure, all in
// series.
func (p Problem) tree() Block {
	if p.Structure.Tree != nil {
		return *p.Structure.Tree
	}
	var all Block
	for _, s := range p.Subsystems {
		all.Series = append(all.Series, Block{Subsystem: s.Name})
	}
	return all
}
