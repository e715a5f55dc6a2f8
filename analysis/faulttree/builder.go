package faulttree

import (
	"encoding/binary"
	"slices"
)

// A Pass is a way to simplify a tree before it is compiled. Passes change time
// and memory, never what a tree means.
type Pass uint

// The passes.
const (
	Constants       Pass = 1 << iota // house events and what they decide vanish
	SingleInputs                     // a gate of one input is that input
	Duplicates                       // gates that say the same are one; an input named twice counts once
	Coalescing                       // a gate joins its only parent when both do the same
	Absorption                       // a and (a or b) is a; a and (not a or b) is a and b
	CommonArguments                  // (a and b) or (a and c) is a and (b or c)
	Contexts                         // what every way from the tops to a gate decides is a constant there
	Modules                          // parts that share no event with the rest are compiled apart
	Reordering                       // where no order of the events will do, one is looked for while compiling
)

// A builder adds gates to a graph, simplifying each as the local passes say.
type builder struct {
	graph
	skip Pass
	same map[string]lit // by what a gate says
}

func newBuilder(leaves int, skip Pass) builder {
	return builder{graph: graph{leaves: leaves}, skip: skip, same: map[string]lit{}}
}

func (b *builder) runs(p Pass) bool { return b.skip&p == 0 }

// add returns what the gate is, making it where it is nothing simpler. It takes
// over inputs.
func (b *builder) add(op Op, k int, inputs []input) lit {
	flip := lit(0) // 1 where the result is the complement of the gate
	if b.runs(Constants) {
		var decided bool
		if k, inputs, flip, decided = b.dropConstants(op, k, inputs); decided {
			return never ^ flip
		}
	}
	if op == AtLeast {
		inputs = mergeWeights(inputs, k)
		op, k = threshold(k, inputs)
	}
	if b.runs(Duplicates) && op != AtLeast {
		var more lit
		var decided bool
		if inputs, more, decided = dropRepeated(op, inputs); decided {
			return never ^ flip ^ more
		}
		flip ^= more
	}
	if b.runs(Absorption) && (op == And || op == Or) {
		var decided bool
		if inputs, decided = b.absorb(op, inputs); decided {
			return constantOf(op).not() ^ flip
		}
	}
	if b.runs(SingleInputs) && len(inputs) == 1 && op != AtLeast {
		return inputs[0].lit ^ flip
	}
	return b.insert(op, k, inputs) ^ flip
}

// constantOf returns what op is of no inputs at all.
func constantOf(op Op) lit {
	if op == And {
		return always
	}
	return never
}

// dropConstants removes constant inputs. When they decide the gate, it is never,
// or the complement of that as flip says.
func (b *builder) dropConstants(op Op, k int, inputs []input) (int, []input, lit, bool) {
	kept, flip := inputs[:0], lit(0)
	for _, in := range inputs {
		switch {
		case !in.constant():
			kept = append(kept, in)
		case op == AtLeast && in.lit == always:
			k -= in.weight
		case op == Xor && in.lit == always:
			flip ^= 1
		case op == And && in.lit == never:
			return 0, nil, 0, true
		case op == Or && in.lit == always:
			return 0, nil, 1, true
		}
	}
	switch {
	case op == AtLeast && k <= 0:
		return 0, nil, 1, true
	case op == AtLeast && total(kept) < k:
		return 0, nil, 0, true
	case len(kept) == 0 && op != AtLeast:
		return 0, nil, flip ^ constantOf(op) ^ never, true
	}
	return k, kept, flip, false
}

func total(inputs []input) int {
	sum := 0
	for _, in := range inputs {
		sum += in.weight
	}
	return sum
}

// mergeWeights lists every input once, as heavy as all its mentions, up to k.
func mergeWeights(inputs []input, k int) []input {
	at := map[lit]int{}
	kept := inputs[:0]
	for _, in := range inputs {
		if i, ok := at[in.lit]; ok {
			kept[i].weight += in.weight
			continue
		}
		at[in.lit] = len(kept)
		kept = append(kept, in)
	}
	for i := range kept {
		kept[i].weight = min(kept[i].weight, max(k, 1))
	}
	return kept
}

// threshold returns And or Or where "at least k" means that.
func threshold(k int, inputs []input) (Op, int) {
	if len(inputs) == 0 || k <= 0 || total(inputs) < k {
		return AtLeast, k
	}
	least := k
	for _, in := range inputs {
		least = min(least, in.weight)
	}
	switch {
	case least == k:
		return Or, 0
	case total(inputs)-least < k:
		return And, 0
	}
	return AtLeast, k
}

// dropRepeated removes repeated inputs of an And, Or or Xor, where of Xor pairs
// cancel. An input with its complement decides an And or Or, which is then never
// with flip. The order of the inputs stays.
func dropRepeated(op Op, inputs []input) (kept []input, flip lit, decided bool) {
	seen := make(map[int]lit, len(inputs)) // literal by node
	odd := map[int]bool{}
	kept = inputs[:0]
	for _, in := range inputs {
		if in.constant() {
			kept = append(kept, in)
			continue
		}
		if op == Xor {
			flip ^= in.lit & 1
			in.lit &^= 1
			odd[in.node()] = !odd[in.node()]
		}
		before, ok := seen[in.node()]
		switch {
		case !ok:
			seen[in.node()] = in.lit
			kept = append(kept, in)
		case op != Xor && before != in.lit:
			return nil, constantOf(op).not() ^ never, true
		}
	}
	if op == Xor {
		kept = slices.DeleteFunc(kept, func(in input) bool { return !in.constant() && !odd[in.node()] })
		if len(kept) == 0 {
			return nil, flip, true
		}
	}
	return kept, flip, false
}

// dual returns Or of And and And of Or.
func dual(op Op) Op {
	if op == And {
		return Or
	}
	return And
}

// as returns the inputs of l when it is a gate that does op, be it by complement.
func (g *graph) as(op Op, l lit) ([]input, bool) {
	if l.constant() || g.isLeaf(l.node()) {
		return nil, false
	}
	gate := g.gateOf(l.node())
	if gate.op != And && gate.op != Or || (gate.op == op) != (l&1 == 0) {
		return nil, false
	}
	if l&1 == 0 {
		return gate.inputs, true
	}
	inputs := slices.Clone(gate.inputs)
	for i := range inputs {
		inputs[i].lit = inputs[i].not()
	}
	return inputs, true
}

// absorb removes inputs that another one implies, and from an input what another
// one decides. An input that others contradict decides the gate.
func (b *builder) absorb(op Op, inputs []input) ([]input, bool) {
	for again := true; again; {
		again = false
		has := make(map[lit]bool, len(inputs))
		for _, in := range inputs {
			has[in.lit] = true
		}
		kept := make([]input, 0, len(inputs))
		for _, in := range inputs {
			inner, ok := b.as(dual(op), in.lit)
			if !ok {
				kept = append(kept, in)
				continue
			}
			if slices.ContainsFunc(inner, func(i input) bool { return has[i.lit] }) {
				continue
			}
			rest := slices.DeleteFunc(slices.Clone(inner), func(i input) bool { return has[i.not()] })
			if len(rest) == 0 {
				return nil, true
			}
			if len(rest) < len(inner) {
				in.lit = b.add(dual(op), 0, rest)
				again = true
			}
			kept = append(kept, in)
		}
		inputs = kept
	}
	return inputs, false
}

// insert returns the gate with these inputs, an equal one that is there already
// where there is one.
func (b *builder) insert(op Op, k int, inputs []input) lit {
	var key string
	if b.runs(Duplicates) {
		key = says(op, k, inputs)
		if l, ok := b.same[key]; ok {
			return l
		}
	}
	size := len(inputs)
	for _, in := range inputs {
		size = min(size+b.size(in.node()), maxSize)
	}
	b.gates = append(b.gates, gate{op, k, inputs, size})
	l := literal(b.nodes() - 1)
	if key != "" {
		b.same[key] = l
	}
	return l
}

// says returns what is the same for gates that mean the same whatever the order
// of their inputs.
func says(op Op, k int, inputs []input) string {
	sorted := slices.Clone(inputs)
	slices.SortFunc(sorted, func(a, b input) int { return int(a.lit - b.lit) })
	key := binary.AppendVarint([]byte(op), int64(k))
	for _, in := range sorted {
		key = binary.AppendVarint(key, int64(in.lit))
		if op == AtLeast {
			key = binary.AppendVarint(key, int64(in.weight))
		}
	}
	return string(key)
}
