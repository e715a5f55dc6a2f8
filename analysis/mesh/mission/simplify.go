package mission

import (
	"fmt"
	"slices"
	"strings"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/mesh"
)

// simplify returns the gates of the static tree below its top, written so that
// little is drawn or remembered which no longer matters: events that alone take the
// journey down are inputs of a new top, and what is beside an event in an Or gate
// need not have it inside. The Boolean function stays the same. It returns the top
// and the events that alone cause it, and no top where it cannot occur.
func simplify(syn mesh.Synthesis) (top string, gates []faulttree.Gate, labels map[string]string, singles []string) {
	s := &simplifier{
		gates: map[string]faulttree.Gate{}, demand: map[string]bool{},
		done: map[string]string{}, copies: map[string][]faulttree.Gate{}, labels: map[string]string{},
	}
	for _, g := range syn.Tree.Gates {
		s.gates[g.ID] = g
	}
	for _, e := range syn.Events {
		s.demand[e.ID] = e.OnDemand()
	}
	for _, e := range syn.Events {
		if !e.OnDemand() && s.alone(e.ID, syn.Any) {
			singles = append(singles, e.ID)
		}
	}
	s.singles = map[string]bool{}
	for _, e := range singles {
		s.singles[e] = true
	}
	rest := s.given(syn.Any, s.singles)
	for _, g := range s.out {
		if id, _, _ := strings.Cut(g.ID, copied); s.labels[g.ID] == "" {
			s.labels[g.ID] = syn.Labels[id]
		}
	}
	switch {
	case len(singles) == 0:
		return rest, s.out, s.labels, nil
	case rest == "" && len(singles) == 1:
		return singles[0], s.out, s.labels, singles
	}
	inputs := slices.Clone(singles)
	if rest != "" {
		inputs = append(inputs, rest)
	}
	top = "outage:" + strings.TrimPrefix(syn.Any, "any:")
	s.labels[top] = "An outage, for some users"
	return top, append(s.out, faulttree.Gate{ID: top, Op: faulttree.Or, Inputs: inputs}), s.labels, singles
}

const (
	copied      = "~given" // marks the further copies of a gate, which leave other events out
	mostCopies  = 4        // of one gate: further ones leave out no more than what is alone an outage
	mostWritten = 5000     // gates of a tree that is written anew; a larger one is left with what is beside
)

type simplifier struct {
	gates   map[string]faulttree.Gate
	singles map[string]bool
	demand  map[string]bool // what is needed on demand: it says when it is drawn, and stays
	done    map[string]string
	copies  map[string][]faulttree.Gate // by the gate they are of
	out     []faulttree.Gate            // inputs first
	labels  map[string]string
}

// alone reports whether an event takes the top down when nothing else has failed.
func (s *simplifier) alone(event, top string) bool {
	seen := map[string]bool{}
	var fails func(id string) bool
	fails = func(id string) bool {
		if down, ok := seen[id]; ok {
			return down
		}
		g, ok := s.gates[id]
		if !ok {
			return id == event
		}
		n := 0
		for _, in := range g.Inputs {
			if fails(in) {
				n++
			}
		}
		seen[id] = n >= needed(g)
		return seen[id]
	}
	return fails(top)
}

// needed returns how many inputs make a gate fail.
func needed(g faulttree.Gate) int {
	switch g.Op {
	case faulttree.Or:
		return 1
	case faulttree.AtLeast:
		return g.K
	}
	return len(g.Inputs)
}

// given returns what an element is when some events do not happen; empty where it
// cannot happen either.
func (s *simplifier) given(id string, without map[string]bool) string {
	g, ok := s.gates[id]
	if !ok {
		if without[id] {
			return ""
		}
		return id
	}
	if len(s.copies[id]) >= mostCopies {
		without = s.singles
	}
	without = s.relevant(id, without)
	key := fmt.Sprint(id, " ", sorted(without))
	if known, ok := s.done[key]; ok {
		return known
	}
	var beside map[string]bool
	if g.Op == faulttree.Or && len(s.gates) <= mostWritten {
		beside = s.leaves(id)
	}
	inputs := make([]string, 0, len(g.Inputs))
	for _, in := range g.Inputs {
		inner := without
		if _, gate := s.gates[in]; gate && len(beside) > 0 {
			own := s.leaves(in)
			inner = union(without, beside, func(e string) bool { return !own[e] })
		}
		if in = s.given(in, inner); in != "" {
			inputs = append(inputs, in)
		}
	}
	if g.Op == faulttree.And && len(inputs) < len(g.Inputs) || len(inputs) < needed(g) {
		inputs = nil
	}
	s.done[key] = s.emit(g, inputs)
	return s.done[key]
}

// emit adds a gate with the inputs that are left, unless there is one.
func (s *simplifier) emit(g faulttree.Gate, inputs []string) string {
	if g.Op != faulttree.AtLeast { // where an input given twice counts twice
		inputs = distinct(inputs)
	}
	switch len(inputs) {
	case 0:
		return ""
	case 1:
		return inputs[0]
	}
	of := g.ID
	for _, c := range s.copies[of] {
		if slices.Equal(c.Inputs, inputs) {
			return c.ID
		}
	}
	if n := len(s.copies[of]); n > 0 {
		g.ID = fmt.Sprintf("%s%s%d", of, copied, n+1)
	}
	g.Inputs = inputs
	s.copies[of] = append(s.copies[of], g)
	s.out = append(s.out, g)
	return g.ID
}

// leaves returns the events that make an element fail alone through Or gates: those
// with a rate.
func (s *simplifier) leaves(id string) map[string]bool {
	found := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		g, ok := s.gates[id]
		switch {
		case !ok && !s.demand[id]:
			found[id] = true
		case ok && g.Op == faulttree.Or:
			for _, in := range g.Inputs {
				visit(in)
			}
		}
	}
	visit(id)
	return found
}

// relevant returns those of some events that are below an element.
func (s *simplifier) relevant(id string, events map[string]bool) map[string]bool {
	found, seen := map[string]bool{}, map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if seen[id] {
			return
		}
		seen[id] = true
		if events[id] {
			found[id] = true
		}
		for _, in := range s.gates[id].Inputs {
			visit(in)
		}
	}
	visit(id)
	return found
}

func union(a, b map[string]bool, keep func(string) bool) map[string]bool {
	out := make(map[string]bool, len(a)+len(b))
	for e := range a {
		out[e] = true
	}
	for e := range b {
		if keep(e) {
			out[e] = true
		}
	}
	return out
}

// distinct returns strings without repetition, in their order.
func distinct(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
