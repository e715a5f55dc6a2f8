package faulttree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// Parse decodes a tree from JSON and validates it. A field it does not know is
// an error, for it is most likely a misspelt one.
func Parse(data []byte) (Tree, error) {
	t := Tree{}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil {
		return Tree{}, fmt.Errorf("faulttree: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Tree{}, errors.New("faulttree: more than one JSON value")
	}
	if t.Gates == nil { // [] and null mean the same; what is returned marshals to []
		t.Gates = []Gate{}
	}
	if t.Events == nil {
		t.Events = []BasicEvent{}
	}
	return t, t.Validate()
}

// Validate reports all that is wrong with t, as [InvalidError]s joined; nil when
// t can be analysed. Gates and events that the top event does not need must be
// valid, too.
func (t Tree) Validate() error {
	v := validation{kind: map[string]int{}, gates: t.Gates}
	for i, g := range t.Gates {
		v.declare(g.ID, i)
	}
	for _, e := range t.Events {
		v.declare(e.ID, isEvent)
	}
	for _, h := range t.House {
		v.declare(h.ID, isEvent)
	}
	for _, g := range t.Gates {
		v.checkGate(g)
	}
	for _, e := range t.Events {
		if !(e.Probability >= 0 && e.Probability <= 1) {
			v.add(e.ID, fmt.Errorf("%w: %g", ErrProbability, e.Probability))
		}
		if !(e.RatePerHour >= 0) || math.IsInf(e.RatePerHour, 1) {
			v.add(e.ID, fmt.Errorf("%w: %g", ErrRate, e.RatePerHour))
		}
	}
	if _, ok := v.kind[t.Top]; !ok {
		v.add(t.Top, fmt.Errorf("%w: top event", ErrUnknownID))
	}
	v.findCycles()
	return errors.Join(v.faults...)
}

const isEvent = -1

type validation struct {
	kind   map[string]int // of an ID: its index in gates, or isEvent
	gates  []Gate
	faults []error

	state []visit // by gate
	path  []int   // the gates being visited
}

func (v *validation) add(id string, err error) {
	v.faults = append(v.faults, &InvalidError{id, err})
}

func (v *validation) declare(id string, kind int) {
	switch _, taken := v.kind[id]; {
	case id == "":
		v.add(id, ErrEmptyID)
	case taken:
		v.add(id, ErrDuplicateID)
	default:
		v.kind[id] = kind
	}
}

func (v *validation) checkGate(g Gate) {
	n := len(g.Inputs)
	switch {
	case n == 0:
		v.add(g.ID, fmt.Errorf("%w: no inputs", ErrBadGate))
	case g.Op == AtLeast && (g.K < 1 || g.K > n):
		v.add(g.ID, fmt.Errorf("%w: at least %d of %d inputs", ErrBadGate, g.K, n))
	case g.Op == Cardinality && (g.K < 0 || g.K > g.Max || g.Max > n):
		v.add(g.ID, fmt.Errorf("%w: %d to %d of %d inputs", ErrBadGate, g.K, g.Max, n))
	case g.Op == Not && n != 1:
		v.add(g.ID, fmt.Errorf("%w: %q of %d inputs, not of one", ErrBadGate, g.Op, n))
	case (g.Op == Iff || g.Op == Imply) && n != 2:
		v.add(g.ID, fmt.Errorf("%w: %q of %d inputs, not of two", ErrBadGate, g.Op, n))
	case !g.Op.known():
		v.add(g.ID, fmt.Errorf("%w: op %q", ErrBadGate, g.Op))
	}
	if g.K != 0 && g.Op != AtLeast && g.Op != Cardinality {
		v.add(g.ID, fmt.Errorf("%w: K = %d, but op %q has none", ErrBadGate, g.K, g.Op))
	}
	if g.Max != 0 && g.Op != Cardinality {
		v.add(g.ID, fmt.Errorf("%w: Max = %d, but op %q has none", ErrBadGate, g.Max, g.Op))
	}
	for _, in := range g.Inputs {
		if _, ok := v.kind[in]; !ok {
			v.add(g.ID, fmt.Errorf("%w: input %q", ErrUnknownID, in))
		}
	}
}

func (o Op) known() bool {
	switch o {
	case And, Or, AtLeast, Cardinality, Not, Nand, Nor, Xor, Iff, Imply:
		return true
	}
	return false
}

// A visit is how far the search for cycles has come with a gate.
type visit uint8

const (
	unseen visit = iota
	open         // on the path
	done
)

// findCycles reports one cycle for every input that leads back to a gate on the
// way to it.
func (v *validation) findCycles() {
	v.state = make([]visit, len(v.gates))
	for i := range v.gates {
		v.search(i)
	}
}

func (v *validation) search(g int) {
	if v.state[g] != unseen {
		return
	}
	v.state[g] = open
	v.path = append(v.path, g)
	for _, in := range v.gates[g].Inputs {
		next, ok := v.kind[in]
		if !ok || next == isEvent {
			continue
		}
		if v.state[next] == open {
			v.addCycle(v.path[slices.Index(v.path, next):])
			continue
		}
		v.search(next)
	}
	v.path = v.path[:len(v.path)-1]
	v.state[g] = done
}

func (v *validation) addCycle(gates []int) {
	var names []string
	for _, g := range gates {
		names = append(names, v.gates[g].ID)
	}
	first := names[0]
	v.add(first, fmt.Errorf("%w: %s", ErrCycle, strings.Join(append(names, first), " -> ")))
}
