package risk

import (
	"iter"
	"slices"
	"strings"

	"ninefold/analysis/faulttree/expression"
)

// Containers goes through all containers, the one outside fault trees last.
func (m *Model) Containers() iter.Seq[*Container] {
	return func(yield func(*Container) bool) {
		var walk func(c *Container) bool
		walk = func(c *Container) bool {
			if !yield(c) {
				return false
			}
			for i := range c.Components {
				if !walk(&c.Components[i]) {
					return false
				}
			}
			return true
		}
		for i := range m.FaultTrees {
			if !walk(&m.FaultTrees[i]) {
				return
			}
		}
		walk(&m.Data)
	}
}

// Kinds returns what each ID of the model is: gate, basic-event or house-event, as
// [Formula].Op has it. Members of common-cause groups are basic events.
func (m *Model) Kinds() map[string]string {
	kinds := map[string]string{}
	for c := range m.Containers() {
		for _, g := range c.Gates {
			kinds[g.ID] = "gate"
		}
		for _, e := range c.Events {
			kinds[e.ID] = "basic-event"
		}
		for _, h := range c.House {
			kinds[h.ID] = "house-event"
		}
		for _, g := range c.Groups {
			for _, id := range g.Members {
				kinds[id] = "basic-event"
			}
		}
	}
	return kinds
}

// A Use is an element and what it is made of.
type Use struct {
	ID    string
	Names []string // IDs, in order, each as often as it is named
}

// Uses returns the gates, with all that their formulas name, and the parameters,
// with the parameters that their expressions name, in the order of
// [Model.Containers].
func (m *Model) Uses() (gates, parameters []Use) {
	for c := range m.Containers() {
		for _, g := range c.Gates {
			u := Use{ID: g.ID}
			g.Formula.refs(func(id string) { u.Names = append(u.Names, id) })
			gates = append(gates, u)
		}
		for _, p := range c.Parameters {
			u := Use{ID: p.ID}
			u.parameters(p.Expr)
			parameters = append(parameters, u)
		}
	}
	return gates, parameters
}

func (u *Use) parameters(e expression.Expr) {
	if e.Op == expression.Parameter {
		u.Names = append(u.Names, e.Name)
	}
	for _, a := range e.Args {
		u.parameters(a)
	}
}

// refs calls f with every reference in a formula.
func (f Formula) refs(each func(id string)) {
	if f.Ref != "" {
		each(f.Ref)
	}
	for _, a := range f.Args {
		a.refs(each)
	}
}

// A Loop is IDs of which each names the next, and the last the first.
type Loop []string

// String shows a loop, of long ones the two ends.
func (l Loop) String() string {
	ids := []string(l)
	if len(ids) > 20 {
		ids = slices.Concat(ids[:10], []string{"…"}, ids[len(ids)-10:])
	}
	return strings.Join(ids, " → ") + " → " + l[0]
}

// Loops returns a loop for every use that closes one in a walk in depth, 100 at most.
// It does not recurse: chains may be as long as a model.
func Loops(uses []Use) []Loop {
	const open, done = 1, 2
	next := map[string][]string{}
	for _, u := range uses {
		next[u.ID] = append(next[u.ID], u.Names...)
	}
	state := map[string]int{}
	var found []Loop
	type step struct {
		id string
		at int
	}
	for _, u := range uses {
		if state[u.ID] != 0 {
			continue
		}
		state[u.ID] = open
		path := []step{{u.ID, 0}}
		for len(path) > 0 {
			top := &path[len(path)-1]
			if top.at == len(next[top.id]) {
				state[top.id] = done
				path = path[:len(path)-1]
				continue
			}
			to := next[top.id][top.at]
			top.at++
			switch state[to] {
			case 0:
				state[to] = open
				path = append(path, step{to, 0})
			case open:
				var loop Loop
				for i := len(path) - 1; i >= 0; i-- {
					loop = append(loop, path[i].id)
					if path[i].id == to {
						break
					}
				}
				slices.Reverse(loop)
				if found = append(found, loop); len(found) >= 100 {
					return found
				}
			}
		}
	}
	return found
}
