package risk

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"ninefold/analysis/faulttree/expression"
)

// A resolver says what the elements of a model are in a setting: the same as in
// the model at some circumstances, or a copy with a name of its own where the
// setting makes a difference to it.
type resolver struct {
	*index
	at     At
	system expression.System // with the copies made so far
	eval   *expression.Evaluation
	own    bool // the system is ours to add to
	faults []error

	plain   *flavor
	known   map[*setting]*flavor
	flavors map[string]*flavor   // by what is different in them
	said    map[any]int          // a number for what a formula or expression says, by its address
	texts   map[string]int       // the same, by text
	copies  map[[2]string]string // IDs of copies, by ID and what they say
	counts  map[string]int       // of copies
}

// A flavor is all that settings with the same differences have in common.
type flavor struct {
	*setting                    // nil where nothing is different
	named    map[string]string  // what gates and events are called here; empty while one is being made
	params   map[string]*string // the same for parameters; nil while one is being made
}

func (ix *index) resolver(at At) *resolver {
	r := &resolver{
		index: ix, at: at, system: ix.system, plain: &flavor{}, known: map[*setting]*flavor{}, flavors: map[string]*flavor{},
		said: map[any]int{}, texts: map[string]int{}, copies: map[[2]string]string{}, counts: map[string]int{},
	}
	r.restart()
	for id, e := range at.Parameters {
		r.define(id, expression.Definition{Expr: e, Unit: ix.system[id].Unit})
	}
	return r
}

func (r *resolver) restart() {
	r.eval = r.system.At(expression.Settings{MissionTimeHours: r.at.MissionTimeHours, Uniform: r.at.Uniform})
}

// define adds a parameter to the system.
func (r *resolver) define(name string, d expression.Definition) {
	if !r.own {
		r.own = true
		r.system = maps.Clone(r.system)
		r.restart()
	}
	r.system[name] = d
}

// formula returns that of a gate, nil where there is none.
func (r *resolver) formula(f *flavor, id string) *Formula {
	if f.setting != nil {
		if set, ok := f.gates[id]; ok {
			return set
		}
	}
	if set, ok := r.at.Gates[id]; ok {
		return &set
	}
	return r.gates[id]
}

// probability returns that of a basic event, and whether there is such an event.
// A member of a common-cause group is one where it has been set.
func (r *resolver) probability(f *flavor, id string) (*expression.Expr, bool) {
	if f.setting != nil {
		if set, ok := f.events[id]; ok {
			return set, true
		}
	}
	if set, ok := r.at.Events[id]; ok {
		return &set, true
	}
	e, ok := r.events[id]
	return e, ok
}

func (r *resolver) state(f *flavor, id string) bool {
	if f.setting != nil {
		if set, ok := f.house[id]; ok {
			return set
		}
	}
	if set, ok := r.at.House[id]; ok {
		return set
	}
	return r.house[id]
}

// flavor returns that of a setting.
func (r *resolver) flavor(c *setting) *flavor {
	if c == nil || !r.tests && c.size() == 0 {
		return r.plain
	}
	if f, ok := r.known[c]; ok {
		return f
	}
	c, atoms := r.differences(c)
	key := strings.Join(atoms, "\n")
	f := r.flavors[key]
	if f == nil {
		f = r.plain
		if len(atoms) > 0 {
			f = &flavor{c, map[string]string{}, map[string]*string{}}
		}
		r.flavors[key] = f
	}
	r.known[c] = f
	return f
}

// differences returns a setting without what holds anyway, and names for all the
// rest, sorted.
func (r *resolver) differences(c *setting) (*setting, []string) {
	d := &setting{initiating: c.initiating, states: c.states}
	var atoms []string
	for id, state := range c.house {
		if state != r.state(r.plain, id) {
			d.house = put(d.house, id, state)
			atoms = append(atoms, atom("house", id, state))
		}
	}
	for id, set := range c.gates {
		if !reflect.DeepEqual(set, r.formula(r.plain, id)) {
			d.gates = put(d.gates, id, set)
			atoms = append(atoms, atom("gate", id, r.text(set, *set)))
		}
	}
	for id, set := range c.events {
		if before, ok := r.probability(r.plain, id); !ok || !reflect.DeepEqual(set, before) {
			d.events = put(d.events, id, set)
			atoms = append(atoms, atom("event", id, r.text(set, *set)))
		}
	}
	for id, set := range c.params {
		if before := r.system[id].Expr; !reflect.DeepEqual(*set, before) {
			d.params = put(d.params, id, set)
			atoms = append(atoms, atom("parameter", id, r.text(set, *set)))
		}
	}
	if r.tests {
		atoms = append(atoms, atom("initiating event", c.initiating, ""))
		last := map[string]string{}
		for _, s := range c.states {
			last[s.FunctionalEvent] = s.State
		}
		for name, state := range last {
			atoms = append(atoms, atom("state", name, state))
		}
	}
	slices.Sort(atoms)
	return d, atoms
}

func atom(kind, id string, value any) string {
	return fmt.Sprintf("%s %q %q", kind, id, fmt.Sprint(value))
}

// text returns the same number for what says the same.
func (r *resolver) text(address, value any) int {
	n, ok := r.said[address]
	if !ok {
		text := fmt.Sprintf("%#v", value)
		if n, ok = r.texts[text]; !ok {
			n = len(r.texts)
			r.texts[text] = n
		}
		r.said[address] = n
	}
	return n
}
