package mission

import (
	"errors"
	"fmt"
	"slices"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/mesh"
)

// A Tree is the dynamic fault tree of a journey. Gates and events have the names of
// the static tree of package mesh; those it does not have are:
//
//	first:switch:a>b@l      the switch failed before what it switches away from
//	life:switch:a>b@l       the switch itself, of its own
//	need:switch:a>b@l       what the switch is needed for
//	standby:instance:b@l#1  a replica that stands by, and what it stands by for
//	overload:a>b@l          the caller, after its breaker did not open
type Tree struct {
	dynamic.Tree

	Labels      map[string]string `json:"labels"`                       // of gates and events, for people
	Assumptions []string          `json:"assumptions" nullable:"false"` // what the tree takes to be so

	static  mesh.Synthesis
	singles []string // events that alone take the top down
	others  float64  // outages per hour beside those of singles, at most, where bounded
	bounded bool
}

// Build returns the dynamic tree of a journey: its top is that some users are not
// served. The top is empty where that cannot happen.
//
// It returns all that is wrong with the numbers, what mesh.FaultTree returns, and an
// error for each event without a part, and for placements said to stand by that are
// called directly. Cost is that of mesh.FaultTree.
func Build(m Model, journey string) (*Tree, error) { return build(m, journey, true) }

// build leaves out what depends on order, unless it is asked for.
func build(m Model, journey string, order bool) (*Tree, error) {
	if err := m.System.Validate(); err != nil {
		return nil, err
	}
	if err := m.validate(); err != nil {
		return nil, err
	}
	syn, err := mesh.FaultTree(m.system(), journey)
	if err != nil {
		return nil, err
	}
	t := &Tree{Labels: map[string]string{}, Assumptions: []string{}, static: syn}
	if syn.CannotFail() {
		return t, nil
	}
	b := &builder{model: m, out: t, order: order, said: map[string]bool{}}
	b.copyGates(syn)
	if err := b.events(syn); err != nil {
		return nil, err
	}
	t.Tree = without(t.Tree, nil)
	if t.Top == "" { // what could take it down has no rate
		return t, nil
	}
	b.sayf("A failed domain takes its replicas down as long as it lasts: they are back with it.")
	b.sayf("Times to failure and to restore are exponential, with the means stated; all is up at the start.")
	return t, t.Validate()
}

// A builder makes the tree of a journey.
type builder struct {
	model Model
	out   *Tree
	order bool
	said  map[string]bool

	copied int // gates of the static tree, which are the first
}

func (b *builder) sayf(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if !b.said[s] {
		b.said[s] = true
		b.out.Assumptions = append(b.out.Assumptions, s)
	}
}

func (b *builder) copyGates(syn mesh.Synthesis) {
	ops := map[faulttree.Op]dynamic.Op{faulttree.And: dynamic.And, faulttree.Or: dynamic.Or, faulttree.AtLeast: dynamic.AtLeast}
	top, gates, labels, singles := simplify(syn)
	b.out.Top, b.out.Labels, b.out.singles = top, labels, singles
	for _, g := range gates {
		b.out.Gates = append(b.out.Gates, dynamic.Gate{ID: g.ID, Op: ops[g.Op], K: g.K, Inputs: slices.Clone(g.Inputs)})
	}
	b.copied = len(b.out.Gates)
}

// events adds the events, each with the gates it needs.
func (b *builder) events(syn mesh.Synthesis) error {
	var faults []error
	b.add(dynamic.Event{ID: impossible, Dormancy: 1}, "Cannot happen")
	for _, e := range syn.Events {
		p, ok := b.model.part(e)
		if !ok {
			faults = append(faults, fmt.Errorf("mission: there are no numbers for %q", e.Parameter))
			continue
		}
		if e.OnDemand() {
			b.demand(e, p)
			continue
		}
		b.add(life(e.ID, p), e.Label)
		if p.RestoreHours == 0 && p.PerHour > 0 {
			b.sayf("%s is never restored.", e.Label)
		}
	}
	if len(faults) == 0 { // switches are known only now
		for _, e := range syn.Events {
			faults = append(faults, b.standby(e))
		}
	}
	return errors.Join(faults...)
}

func life(id string, p Part) dynamic.Event {
	e := dynamic.Event{ID: id, RatePerHour: p.PerHour, Dormancy: 1}
	if p.RestoreHours > 0 {
		e.RepairPerHour = 1 / p.RestoreHours
	}
	return e
}

func (b *builder) add(e dynamic.Event, label string) {
	b.out.Events = append(b.out.Events, e)
	b.out.Labels[e.ID] = label
}

func (b *builder) gate(id string, op dynamic.Op, label string, inputs ...string) string {
	b.out.Gates = append(b.out.Gates, dynamic.Gate{ID: id, Op: op, Inputs: inputs})
	b.out.Labels[id] = label
	return id
}

// replace puts something else where an element is an input of the gates that keep
// says.
func (b *builder) replace(id, with string, keep func(gate string) bool) {
	for i := range b.out.Gates {
		g := &b.out.Gates[i]
		for k, in := range g.Inputs {
			if in == id && g.ID != with && !keep(g.ID) {
				g.Inputs[k] = with
			}
		}
	}
	for i, d := range b.out.Dependencies {
		if d.Trigger == id && !slices.Contains(d.Dependents, overloadOf(id)) {
			b.out.Dependencies[i].Trigger = with
		}
	}
	if b.out.Top == id {
		b.out.Top = with
	}
}
