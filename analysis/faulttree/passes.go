package faulttree

import "slices"

// maxRounds bounds how often the passes are repeated; they hardly ever find
// anything after the third time.
const maxRounds = 6

// simplified returns the graph after all passes but those to skip, which also
// leave out what the tops do not reach.
func (g *graph) simplified(skip Pass) *graph {
	for range maxRounds {
		before := g.weight()
		if skip&Coalescing == 0 {
			g = g.rebuilt(skip, (*rebuilder).coalesced)
		}
		if skip&CommonArguments == 0 {
			g = g.rebuilt(skip, (*rebuilder).factored)
		}
		if skip&Contexts == 0 {
			g = g.settled(skip)
		}
		if g.weight() == before {
			break
		}
	}
	return g.rebuilt(skip, (*rebuilder).plain)
}

// weight is the number of gates and inputs.
func (g *graph) weight() int {
	n := len(g.gates)
	for _, gate := range g.gates {
		n += len(gate.inputs)
	}
	return n
}

// A rebuilder copies a graph gate by gate, changing each.
type rebuilder struct {
	builder
	old     *graph
	parents []int // in old
	now     []lit // by old node, once done
	done    []bool
}

// rebuilt copies what the tops reach; remake makes one gate of the new graph from
// one of the old.
func (g *graph) rebuilt(skip Pass, remake func(*rebuilder, int) lit) *graph {
	r := rebuilder{
		builder: newBuilder(g.leaves, skip), old: g, parents: g.parents(),
		now: make([]lit, g.nodes()), done: make([]bool, g.nodes()),
	}
	for i := range g.leaves {
		r.now[i], r.done[i] = literal(i), true
	}
	var finish func(l lit)
	finish = func(l lit) {
		if l.constant() || r.done[l.node()] {
			return
		}
		gate := g.gateOf(l.node())
		for _, in := range gate.inputs {
			finish(in.lit)
		}
		r.now[l.node()], r.done[l.node()] = remake(&r, l.node()), true
	}
	for _, t := range g.tops {
		finish(t)
		r.tops = append(r.tops, r.renew(t))
	}
	return &r.graph
}

// renew returns what a literal of the old graph is in the new one.
func (r *rebuilder) renew(l lit) lit {
	if l.constant() {
		return l
	}
	return r.now[l.node()] ^ l&1
}

func (r *rebuilder) renewed(inputs []input) []input {
	out := make([]input, len(inputs))
	for i, in := range inputs {
		out[i] = input{r.renew(in.lit), in.weight}
	}
	return out
}

func (r *rebuilder) plain(n int) lit {
	g := r.old.gateOf(n)
	return r.add(g.op, g.k, r.renewed(g.inputs))
}

// coalesced copies a gate with the inputs of those it can take in.
func (r *rebuilder) coalesced(n int) lit {
	g := r.old.gateOf(n)
	if g.op != And && g.op != Or {
		return r.plain(n)
	}
	return r.add(g.op, 0, r.renewed(r.joined(g.op, g.inputs, nil)))
}

func (r *rebuilder) joined(op Op, inputs, out []input) []input {
	for _, in := range inputs {
		inner, ok := r.old.as(op, in.lit)
		if ok && r.parents[in.node()] == 1 {
			out = r.joined(op, inner, out)
			continue
		}
		out = append(out, in)
	}
	return out
}

// factored copies a gate, taking out of some of its inputs the one input that
// most of them share.
func (r *rebuilder) factored(n int) lit {
	g := r.old.gateOf(n)
	if g.op != And && g.op != Or {
		return r.plain(n)
	}
	uses := map[lit]int{}
	most := never
	for _, in := range g.inputs {
		for _, i := range r.factors(g.op, in) {
			uses[i.lit]++
			if u := uses[i.lit]; u > 1 && (most == never || u > uses[most]) {
				most = i.lit
			}
		}
	}
	if most == never {
		return r.plain(n)
	}
	var out, rests []input
	for _, in := range g.inputs {
		inner := r.factors(g.op, in)
		if !slices.ContainsFunc(inner, func(i input) bool { return i.lit == most }) {
			out = append(out, input{r.renew(in.lit), 1})
			continue
		}
		rest := slices.DeleteFunc(slices.Clone(inner), func(i input) bool { return i.lit == most })
		rests = append(rests, input{r.add(dual(g.op), 0, r.renewed(rest)), 1})
	}
	common := []input{{r.renew(most), 1}, {r.add(g.op, 0, rests), 1}}
	out = append(out, input{r.add(dual(g.op), 0, common), 1})
	return r.add(g.op, 0, out)
}

// factors returns the inputs of in where it is a gate of the dual op that
// nothing else needs, and none where not.
func (r *rebuilder) factors(op Op, in input) []input {
	inner, ok := r.old.as(dual(op), in.lit)
	if !ok || r.parents[in.node()] != 1 {
		return nil
	}
	if slices.ContainsFunc(inner, func(i input) bool { return i.constant() }) {
		return nil
	}
	return inner
}
