package risk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"ninefold/analysis/faulttree"
)

// SubstituteOptions control [Model.Substitute]. The zero value means the defaults.
type SubstituteOptions struct {
	MaxSets int // minimal cut sets to go through; 0 is read as 100 000
	faulttree.Options
}

const defaultMaxSets = 100_000

// Substituted is a tree after substitutions.
type Substituted struct {
	Tree    faulttree.Tree `json:"tree"`
	Sets    int            `json:"sets"`    // minimal cut sets there were
	Changed int            `json:"changed"` // of them changed or discarded
}

// Substitute applies the substitutions that have a source to the minimal cut sets of
// a tree, made by [Model.Tree] or [Model.SequenceTree] at the same circumstances. The
// result is the tree of the changed sets, which may be quantified exactly, and whose
// minimal cut sets are those of them that remain minimal.
//
// In every minimal cut set for which the hypothesis holds, when its events occur and
// no others, the source is removed and the target added: nothing for true, while
// false discards the set [MEF, chapter Meta-Logical Layer]. The format gives no order
// of substitutions. Here all are judged on the set as it was and applied at once, so
// that their order means nothing. Substitutions without source are constraints, which
// the tree has already and the result keeps. Of a tree that is not coherent for other
// reasons, the result holds what makes its minimal cut sets occur, which is more.
// Without any substitution that has a source, the tree is returned as it is.
//
// Events that instructions made another, named with an @, are not those which a
// substitution names.
//
// It returns an error for a source or target in a common-cause group, for which the
// format has no meaning, and for a target without probability; one that wraps
// [faulttree.ErrTooLarge] for too many sets, as the events of the result would be;
// and those of [faulttree.Compile]. Time is linear in the number of sets.
func (m *Model) Substitute(ctx context.Context, t faulttree.Tree, at At, opt SubstituteOptions) (Substituted, error) {
	var rules []Substitution
	for c := range m.Containers() {
		for _, s := range c.Substitutions {
			if len(s.Source) > 0 {
				rules = append(rules, s)
			}
		}
	}
	if len(rules) == 0 {
		return Substituted{Tree: t}, nil
	}
	b := m.builder(at)
	if err := b.checkRules(rules); err != nil {
		return Substituted{}, err
	}
	sets, err := minimalCutSets(ctx, t, opt)
	if err != nil {
		return Substituted{}, err
	}
	out := Substituted{Sets: len(sets)}
	kept := sets[:0]
	for i, set := range sets {
		if i%1024 == 0 && ctx.Err() != nil {
			return Substituted{}, ctx.Err()
		}
		next, changed, discarded := b.substitute(set, rules)
		if changed {
			out.Changed++
		}
		if !discarded {
			kept = append(kept, next)
		}
	}
	out.Tree, err = b.treeOfSets(t, kept)
	return out, err
}

// checkRules reports events that a substitution cannot be about.
func (b *builder) checkRules(rules []Substitution) error {
	var faults []error
	for _, s := range rules {
		for _, id := range slices.Concat(s.Source, s.Target) {
			if _, event := b.probability(b.plain, id); !event && b.formula(b.plain, id) != nil {
				faults = append(faults, fmt.Errorf("risk: substitution %q: %q is in a common-cause group, of which it is not said what becomes", s.Name, id))
			}
		}
	}
	return errors.Join(faults...)
}

func minimalCutSets(ctx context.Context, t faulttree.Tree, opt SubstituteOptions) ([][]string, error) {
	limit := opt.MaxSets
	if limit <= 0 {
		limit = defaultMaxSets
	}
	d, err := faulttree.Compile(ctx, t, nil, opt.Options)
	if err != nil {
		return nil, err
	}
	count, err := d.CutSets(ctx, t.Top, make([]float64, len(d.Events())), faulttree.CutSetOptions{Limit: -1})
	if err != nil {
		return nil, err
	}
	if count.Count.Cmp(big.NewInt(int64(limit))) > 0 {
		return nil, fmt.Errorf("risk: substitutions in %s minimal cut sets, more than %d: %w", count.Count, limit, faulttree.ErrTooLarge)
	}
	all, err := d.MinimalCutSets(t.Top) //nolint:contextcheck // they were made when they were counted
	if err != nil {
		return nil, err
	}
	return slices.Collect(all), nil
}

// substitute applies all rules that hold for a set.
func (b *builder) substitute(set []string, rules []Substitution) (next []string, changed, discarded bool) {
	occurs := map[string]bool{}
	for _, id := range set {
		occurs[id] = true
	}
	after := maps.Clone(occurs)
	added := map[string]bool{}
	for _, s := range rules {
		if !b.holds(s.Hypothesis, occurs, map[string]bool{}) {
			continue
		}
		if s.Constant != nil && !*s.Constant {
			return nil, true, true
		}
		for _, id := range s.Source {
			delete(after, id)
		}
		for _, id := range s.Target {
			added[id] = true
		}
	}
	maps.Copy(after, added)
	return slices.Sorted(maps.Keys(after)), !maps.Equal(after, occurs), false
}

// holds reports whether a formula is true when just the events in occurs have
// occurred; gates keeps what is known of gates.
func (b *builder) holds(f Formula, occurs, gates map[string]bool) bool {
	if f.Ref != "" {
		return b.occurs(f.Ref, occurs, gates)
	}
	n, all := 0, len(f.Args)
	for _, a := range f.Args {
		if b.holds(a, occurs, gates) {
			n++
		}
	}
	switch f.Op {
	case "constant":
		return f.Value
	case "and":
		return n == all
	case "or":
		return n > 0
	case "not", "nor":
		return n == 0
	case "nand":
		return n < all
	case "xor":
		return n%2 == 1
	case "iff": // associative
		return (all-n)%2 == 0
	case "atleast":
		return n >= f.Min
	case "cardinality":
		return n >= f.Min && n <= f.Max
	}
	return !b.holds(f.Args[0], occurs, gates) || b.holds(f.Args[1], occurs, gates) // imply
}

func (b *builder) occurs(id string, occurs, gates map[string]bool) bool {
	if _, event := b.probability(b.plain, id); event {
		return occurs[id]
	}
	formula := b.formula(b.plain, id)
	if formula == nil {
		return occurs[id] || b.state(b.plain, id)
	}
	v, known := gates[id]
	if !known {
		v = b.holds(*formula, occurs, gates)
		gates[id] = v
	}
	return v
}

// treeOfSets returns the tree that is true when all events of one of the sets
// occur, within the constraints that touch t. Events are those of t where it has
// them.
func (b *builder) treeOfSets(t faulttree.Tree, sets [][]string) (faulttree.Tree, error) {
	touched := map[string]bool{}
	known := map[string]faulttree.BasicEvent{}
	for _, e := range t.Events {
		known[e.ID], touched[e.ID] = e, true
	}
	uses := map[string]int{}
	for _, set := range sets {
		for _, id := range set {
			uses[id]++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(uses)) {
		if e, ok := known[id]; ok {
			b.seen[id] = true
			b.tree.Events = append(b.tree.Events, e)
		} else {
			touched[b.need(id)] = true
		}
	}
	place := places(t, uses)
	for _, set := range sets {
		slices.SortFunc(set, func(a, c string) int { return place[a] - place[c] })
	}
	slices.SortFunc(sets, func(a, c []string) int {
		return slices.CompareFunc(a, c, func(a, c string) int { return place[a] - place[c] })
	})
	s := setTree{b, map[[3]string]string{}}
	top := b.fresh(t.Top + "/substituted")
	b.add(faulttree.Gate{ID: top, Op: faulttree.Or, Inputs: []string{s.node(sets, 0)}})
	b.drain()
	b.tree.Top = b.constrained(top, touched, b.flavors)
	return b.done()
}

// places returns an order of events, those in t as a walk in depth comes to them.
func places(t faulttree.Tree, uses map[string]int) map[string]int {
	gates := map[string][]string{}
	for _, g := range t.Gates {
		gates[g.ID] = g.Inputs
	}
	place, seen := map[string]int{}, map[string]bool{}
	open := []string{t.Top}
	for len(open) > 0 {
		id := open[len(open)-1]
		open = open[:len(open)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		if uses[id] > 0 {
			place[id] = len(place)
		}
		for _, in := range slices.Backward(gates[id]) {
			open = append(open, in)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(uses)) {
		if _, ok := place[id]; !ok {
			place[id] = len(place)
		}
	}
	return place
}

// A setTree builds the gates of sets, one for all families of sets that are the
// same: a zero-suppressed diagram of them.
type setTree struct {
	*builder
	nodes map[[3]string]string
}

// node returns the or of the sets from their place at on. They are sorted, so
// those which begin with the same are neighbours.
func (s *setTree) node(sets [][]string, at int) string {
	if len(sets) == 0 {
		return s.constant(false)
	}
	if len(sets[0]) == at {
		return s.constant(true)
	}
	var starts []int
	for i, set := range sets {
		if i == 0 || set[at] != sets[i-1][at] {
			starts = append(starts, i)
		}
	}
	id, next := "", len(sets)
	for _, i := range slices.Backward(starts) {
		with := s.and(sets[i][at], s.node(sets[i:next], at+1))
		if next == len(sets) {
			id = with
		} else {
			id = s.join(faulttree.Or, with, id)
		}
		next = i
	}
	return id
}

func (s *setTree) and(event, rest string) string {
	if rest == s.constant(true) {
		return event
	}
	return s.join(faulttree.And, event, rest)
}

// join returns the gate of two inputs.
func (s *setTree) join(op faulttree.Op, a, b string) string {
	key := [3]string{string(op), a, b}
	id, ok := s.nodes[key]
	if !ok {
		id = s.fresh("sets/" + strconv.Itoa(len(s.nodes)+1))
		s.nodes[key] = id
		s.add(faulttree.Gate{ID: id, Op: op, Inputs: []string{a, b}})
	}
	return id
}
