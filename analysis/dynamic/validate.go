package dynamic

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	mostFaults  = 1000    // that Validate returns: more most likely have one cause
	mostInputs  = 24      // of a spare gate, whose use is one number
	mostOrdered = 30      // of a gate of order
	mostPhases  = 1 << 16 // of an event
	mostRate    = 1e50    // per hour: sums of rates times hours must be numbers
)

// A Fault is one thing wrong with a tree.
//
//nolint:errname // as of package markov: it is data first
type Fault struct {
	ID      string // of the gate, event, … that it is about
	Message string
	Missing string // the ID that is not defined, where that is what is wrong
}

// Error returns the ID and the message.
func (f *Fault) Error() string { return fmt.Sprintf("dynamic: %q: %s", f.ID, f.Message) }

// Validate returns all that is wrong with t, as [Fault] values joined: IDs that are
// empty or come twice, unknown inputs, gates with too few or many, cycles, rates and
// probabilities out of range, spares that are the first input of another spare
// gate, and dependencies and restraints that contradict themselves. Time is linear
// in the tree.
func (t Tree) Validate() error {
	v := &validation{t: t, kind: map[string]rank{}}
	for _, g := range t.Gates {
		v.declare(g.ID, aGate)
	}
	for _, e := range t.Events {
		v.declare(e.ID, anEvent)
	}
	for _, d := range t.Dependencies {
		v.declare(d.ID, aRule)
	}
	for _, r := range t.Restraints {
		v.declare(r.ID, aRule)
	}
	for _, i := range t.Inspections {
		v.declare(i.ID, aRule)
	}
	switch v.kind[t.Top] {
	case unknown:
		v.add(&Fault{ID: t.Top, Message: "the top event is not defined", Missing: t.Top})
	case aRule:
		v.addf(t.Top, "the top event is neither a gate nor an event")
	}
	for _, g := range t.Gates {
		v.gate(g)
	}
	for _, e := range t.Events {
		v.event(e)
	}
	for _, d := range t.Dependencies {
		v.dependency(d)
	}
	for _, r := range t.Restraints {
		v.restraint(r)
	}
	for _, i := range t.Inspections {
		v.inspection(i)
	}
	v.cycles()
	v.spares()
	return errors.Join(v.faults...)
}

// A rank is what an ID stands for.
type rank int

const (
	unknown rank = iota
	aGate
	anEvent
	aRule
)

type validation struct {
	t      Tree
	kind   map[string]rank
	faults []error
}

func (v *validation) addf(id, format string, args ...any) {
	v.add(&Fault{ID: id, Message: fmt.Sprintf(format, args...)})
}

func (v *validation) add(f *Fault) {
	if len(v.faults) < mostFaults {
		v.faults = append(v.faults, f)
	}
}

func (v *validation) declare(id string, k rank) {
	switch {
	case id == "":
		v.addf(id, "the ID is empty")
	case v.kind[id] != unknown:
		v.addf(id, "the ID is given twice")
	default:
		v.kind[id] = k
	}
}

// inputs reports those that are unknown or no gates or events.
func (v *validation) inputs(id string, names []string) {
	for _, in := range names {
		switch v.kind[in] {
		case unknown:
			v.add(&Fault{ID: id, Message: fmt.Sprintf("its input %q is not defined", in), Missing: in})
		case aRule:
			v.addf(id, "its input %q is neither a gate nor an event", in)
		}
	}
}

func (v *validation) gate(g Gate) {
	v.inputs(g.ID, g.Inputs)
	n := len(g.Inputs)
	if n == 0 {
		v.addf(g.ID, "has no inputs")
	}
	switch g.Op {
	case And, Or:
	case AtLeast:
		if g.K < 1 || g.K > n {
			v.addf(g.ID, "%d of %d inputs", g.K, n)
		}
	case Pand, Por:
		if n > mostOrdered {
			v.addf(g.ID, "has %d inputs, at most %d", n, mostOrdered)
		}
		v.different(g.ID, g.Inputs)
	case Spare:
		if n > mostInputs {
			v.addf(g.ID, "has %d inputs, at most %d", n, mostInputs)
		}
		v.different(g.ID, g.Inputs)
	default:
		v.addf(g.ID, "unknown gate %q", g.Op)
	}
}

func (v *validation) different(id string, names []string) {
	for i, in := range names {
		if slices.Contains(names[:i], in) {
			v.addf(id, "names %q twice", in)
		}
	}
}

// rate reports what is no finite number from 0, or too large.
func (v *validation) rate(id, what string, x float64) {
	switch {
	case !(x >= 0) || math.IsInf(x, 1):
		v.addf(id, "%s %g is not a finite number from 0", what, x)
	case x > mostRate:
		v.addf(id, "%s %g is above %g", what, x, mostRate)
	}
}

func (v *validation) event(e Event) {
	v.rate(e.ID, "rate", e.RatePerHour)
	v.rate(e.ID, "dormancy", e.Dormancy)
	v.rate(e.ID, "repair rate", e.RepairPerHour)
	if x := e.RatePerHour * e.Dormancy; x > mostRate && max(e.RatePerHour, e.Dormancy) <= mostRate {
		v.rate(e.ID, "rate while dormant", x)
	}
	if p := e.Probability; p != nil && !(*p >= 0 && *p <= 1) {
		v.addf(e.ID, "probability %g is not between 0 and 1", *p)
	}
	if e.Phases < 0 || e.Phases > mostPhases {
		v.addf(e.ID, "%d phases, at most %d", e.Phases, mostPhases)
	}
	if e.Threshold < 0 || e.Threshold > max(e.Phases, 1) {
		v.addf(e.ID, "is worn after %d of %d phases", e.Threshold, max(e.Phases, 1))
	}
}

func (v *validation) dependency(d Dependency) {
	v.inputs(d.ID, append([]string{d.Trigger}, d.Dependents...))
	v.different(d.ID, d.Dependents)
	if len(d.Dependents) == 0 {
		v.addf(d.ID, "has no dependents")
	}
	if slices.Contains(d.Dependents, d.Trigger) {
		v.addf(d.ID, "%q depends on itself", d.Trigger)
	}
	if !(d.Probability > 0 && d.Probability <= 1) {
		v.addf(d.ID, "probability %g is not above 0 and at most 1", d.Probability)
	}
}

func (v *validation) restraint(r Restraint) {
	v.inputs(r.ID, r.Inputs)
	v.different(r.ID, r.Inputs)
	if r.Op != Seq && r.Op != Mutex {
		v.addf(r.ID, "unknown restraint %q", r.Op)
	}
	if len(r.Inputs) < 2 {
		v.addf(r.ID, "restrains %d inputs, needs two", len(r.Inputs))
	}
}

func (v *validation) inspection(i Inspection) {
	v.inputs(i.ID, i.Inputs)
	if len(i.Inputs) == 0 {
		v.addf(i.ID, "inspects nothing")
	}
	v.rate(i.ID, "rate", i.RatePerHour)
	v.rate(i.ID, "period", i.PeriodHours)
	if i.Phases < 0 || i.Phases > mostPhases {
		v.addf(i.ID, "%d phases, at most %d", i.Phases, mostPhases)
	}
	if (i.PeriodHours > 0) == (i.Phases > 0 && i.RatePerHour > 0) {
		v.addf(i.ID, "has either a period or phases with a rate")
	}
}

// cycles reports each gate by which a cycle of inputs closes.
func (v *validation) cycles() {
	inputs := map[string][]string{}
	for _, g := range v.t.Gates {
		inputs[g.ID] = g.Inputs
	}
	const open, done = 1, 2
	mark := map[string]int{}
	var path []string
	type frame struct {
		id   string
		next int
	}
	for _, g := range v.t.Gates {
		stack := []frame{{id: g.ID}}
		for len(stack) > 0 {
			f := &stack[len(stack)-1]
			if f.next == 0 {
				if mark[f.id] == done {
					stack = stack[:len(stack)-1]
					continue
				}
				mark[f.id] = open
				path = append(path, f.id)
			}
			if f.next < len(inputs[f.id]) {
				in := inputs[f.id][f.next]
				f.next++
				if mark[in] == open {
					from := slices.Index(path, in)
					v.addf(in, "is an input of itself: %s", strings.Join(append(slices.Clone(path[from:]), in), " -> "))
				} else if mark[in] == 0 && v.kind[in] == aGate {
					stack = append(stack, frame{id: in})
				}
				continue
			}
			mark[f.id] = done
			path, stack = path[:len(path)-1], stack[:len(stack)-1]
		}
	}
}

// spares reports inputs that spare gates cannot share: one that a gate begins with
// is its own.
func (v *validation) spares() {
	first := map[string]string{}
	for _, g := range v.t.Gates {
		if g.Op == Spare && len(g.Inputs) > 0 {
			if other, taken := first[g.Inputs[0]]; taken {
				v.addf(g.ID, "%q is the first input of spare gate %q as well: only spares can be shared", g.Inputs[0], other)
				continue
			}
			first[g.Inputs[0]] = g.ID
		}
	}
	for _, g := range v.t.Gates {
		if g.Op != Spare || len(g.Inputs) == 0 {
			continue
		}
		for _, in := range g.Inputs[1:] {
			if owner, taken := first[in]; taken && owner != g.ID {
				v.addf(g.ID, "its spare %q is the first input of spare gate %q, which never lets go of it", in, owner)
			}
		}
	}
}
