package risk

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// SequenceTree returns the fault tree of a sequence: all formulas collected on its
// way. The probability of the tree times the factor of the sequence is its
// frequency, or probability, as the initiating event has it.
//
// What instructions have set holds for the formulas they apply to. A gate or house
// event that is different then is a copy of its own, named with an @ and a number.
// So is a basic event whose probability may be different, be it that it was set, a
// parameter of it, or that it tests where it is: the format says nothing about how
// such an event depends on the one it replaces, and here the two are independent.
//
// Errors are those of [Model.Tree], and that a set gate or parameter depends on
// itself.
func (m *Model) SequenceTree(s Sequence, at At) (faulttree.Tree, error) {
	b := m.linker(at)
	top := b.sequence(s, b.inputs(s))
	b.tree.Top = b.constrained(top, b.seen, b.flavors)
	return b.done()
}

// Linked are the fault trees of several sequences in one, in which they share
// what they have in common.
type Linked struct {
	Tree   faulttree.Tree `json:"tree"` // its top is that of the first sequence
	Tops   []string       `json:"tops"` // gate of each sequence
	Inputs expression.Inputs

	// Factors are the factors of the sequences as expressions of the parameters in
	// Inputs; see [Sequence].FactorExpr.
	Factors []expression.Expr `json:"factors"`
}

// SequenceTrees returns the fault trees of sequences of the model in one. Compiled
// for all tops, it costs little more than what differs between the sequences. Its
// events are those of [Model.SequenceTree], with the same copy for all sequences in
// which the same is different.
//
// Errors are those of [Model.SequenceTree], and that there is no sequence.
func (m *Model) SequenceTrees(sequences []Sequence, at At) (Linked, error) {
	if len(sequences) == 0 {
		return Linked{}, errors.New("risk: there is no sequence")
	}
	b := m.linker(at)
	var out Linked
	var flavors [][]*flavor
	for _, s := range sequences {
		b.flavors = []*flavor{b.plain}
		out.Tops = append(out.Tops, b.sequence(s, b.chained(s)))
		flavors = append(flavors, b.flavors)
		out.Factors = append(out.Factors, b.product(s.terms))
	}
	if len(b.constraints) > 0 {
		reach := b.reach(out.Tops)
		for i, top := range out.Tops {
			out.Tops[i] = b.constrained(top, reach[i], flavors[i])
		}
	}
	b.flavors = slices.Concat(flavors...)
	b.tree.Top = out.Tops[0]
	var err error
	if out.Tree, err = b.done(); err != nil {
		return Linked{}, err
	}
	out.Inputs = expression.Inputs{Events: map[string]expression.Expr{}, Parameters: maps.Clone(b.system)}
	for id, e := range b.leaves {
		out.Inputs.Events[id] = *e
	}
	return out, nil
}

// A linker builds the trees of sequences.
type linker struct {
	*builder
	formulas map[place]string     // gates of collected formulas
	chains   map[[2]string]string // gates of two inputs
	numbered map[string]int
}

// A place is a formula in a flavor.
type place struct {
	formula *Formula
	flavor  *flavor
}

func (m *Model) linker(at At) *linker {
	return &linker{m.builder(at), map[place]string{}, map[[2]string]string{}, map[string]int{}}
}

// inputs returns the IDs of what was collected.
func (b *linker) inputs(s Sequence) []string {
	var ids []string
	for i, c := range s.collected {
		f := b.resolver.flavor(c.in)
		if !slices.Contains(b.flavors, f) {
			b.flavors = append(b.flavors, f)
		}
		key := place{c.formula, f}
		id, ok := b.formulas[key]
		if !ok {
			b.flavor = f
			id = b.input(s.Name, i, *c.formula)
			b.formulas[key] = id
			b.drain()
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		ids = append(ids, b.constant(true))
	}
	return ids
}

// chained returns the last of what was collected and a gate that is all the rest,
// which other sequences may share.
func (b *linker) chained(s Sequence) []string {
	ids := b.inputs(s)
	for len(ids) > 2 {
		pair := [2]string{ids[0], ids[1]}
		id, ok := b.chains[pair]
		if !ok {
			id = b.fresh("collected/" + strconv.Itoa(len(b.chains)+1))
			b.add(faulttree.Gate{ID: id, Op: faulttree.And, Inputs: pair[:]})
			b.chains[pair] = id
		}
		ids = append([]string{id}, ids[2:]...)
	}
	return ids
}

// sequence adds the gate of a sequence over its inputs.
func (b *linker) sequence(s Sequence, inputs []string) string {
	b.numbered[s.Name]++
	name := s.Name
	if n := b.numbered[s.Name]; n > 1 {
		name = fmt.Sprintf("%s (%d)", s.Name, n)
	}
	id := b.fresh(name)
	b.add(faulttree.Gate{ID: id, Op: faulttree.And, Inputs: inputs})
	return id
}

// reach returns, for each top, the IDs in the tree under it.
func (b *linker) reach(tops []string) []map[string]bool {
	gates := map[string][]string{}
	for _, g := range b.tree.Gates {
		gates[g.ID] = g.Inputs
	}
	var all []map[string]bool
	for _, top := range tops {
		under := map[string]bool{top: true}
		open := []string{top}
		for len(open) > 0 {
			last := open[len(open)-1]
			open = open[:len(open)-1]
			for _, in := range gates[last] {
				if !under[in] {
					under[in] = true
					open = append(open, in)
				}
			}
		}
		all = append(all, under)
	}
	return all
}
