package dynamic_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"ninefold/analysis/dynamic"
)

// A history is the events that failed, in order, at steps 1, 2, …: the oracle's
// only state. It knows no reduction, no module and no memory of gates: when a gate
// failed follows from when its inputs did.
type history []string

const never = math.MaxInt32

// An oracle works out trees without repair from their histories.
type oracle struct {
	t      dynamic.Tree
	gates  map[string]dynamic.Gate
	events map[string]dynamic.Event
	sorted []string // gates, inputs first
}

func newOracle(t dynamic.Tree) *oracle {
	o := &oracle{t: t, gates: map[string]dynamic.Gate{}, events: map[string]dynamic.Event{}}
	for _, g := range t.Gates {
		o.gates[g.ID] = g
	}
	for _, e := range t.Events {
		o.events[e.ID] = e
	}
	for len(o.sorted) < len(t.Gates) {
		for _, g := range t.Gates {
			ready := !slices.Contains(o.sorted, g.ID)
			for _, in := range g.Inputs {
				if _, gate := o.gates[in]; gate && !slices.Contains(o.sorted, in) {
					ready = false
				}
			}
			if ready {
				o.sorted = append(o.sorted, g.ID)
			}
		}
	}
	return o
}

// A view is what a history says: when everything failed, and what spare gates use
// and have used until it failed.
type view struct {
	failed map[string]int
	uses   map[string]string
	worn   map[string]bool // gate|input
}

func (o *oracle) view(h history) view {
	v := view{failed: map[string]int{}, uses: map[string]string{}, worn: map[string]bool{}}
	for id := range o.events {
		v.failed[id] = never
	}
	for id := range o.gates {
		v.failed[id] = never
	}
	for step := 0; step <= len(h); step++ {
		if step > 0 {
			v.failed[h[step-1]] = step
		}
		for _, id := range o.sorted {
			if v.failed[id] == never {
				v.failed[id] = o.when(o.gates[id], v, step)
			}
		}
	}
	return v
}

// when returns the step at which a gate fails, as far as known at this one.
func (o *oracle) when(g dynamic.Gate, v view, step int) int {
	times := make([]int, len(g.Inputs))
	for i, in := range g.Inputs {
		times[i] = v.failed[in]
	}
	switch g.Op {
	case dynamic.And:
		return slices.Max(times)
	case dynamic.Or:
		return slices.Min(times)
	case dynamic.AtLeast:
		slices.Sort(times)
		return times[g.K-1]
	case dynamic.Pand:
		for i := 1; i < len(times); i++ {
			if times[i] < times[i-1] || g.Strict && times[i] == times[i-1] {
				return never
			}
		}
		return times[len(times)-1]
	case dynamic.Por:
		for i := 1; i < len(times); i++ {
			if times[i] < times[0] || g.Strict && times[i] == times[0] {
				return never
			}
		}
		return times[0]
	}
	used, begun := v.uses[g.ID]
	if begun && v.failed[used] == never {
		return never
	}
	if begun {
		v.worn[g.ID+"|"+used] = true
	}
	for _, in := range g.Inputs {
		taken := false
		for other, what := range v.uses {
			taken = taken || other != g.ID && what == in && v.failed[other] == never
		}
		if v.failed[in] == never && !taken {
			v.uses[g.ID] = in
			return never
		}
	}
	return step
}

// active reports whether something is in use.
func (o *oracle) active(id string, v view) bool {
	alone := true
	for _, g := range o.t.Gates {
		if !slices.Contains(g.Inputs, id) {
			continue
		}
		alone = false
		mine := g.Op != dynamic.Spare || v.uses[g.ID] == id && v.failed[g.ID] == never || v.worn[g.ID+"|"+id]
		if mine && o.active(g.ID, v) {
			return true
		}
	}
	return alone
}

// allowed reports whether the last step of a history breaks no restraint.
func (o *oracle) allowed(h history) bool {
	v := o.view(h)
	for _, r := range o.t.Restraints {
		for i, in := range r.Inputs {
			if v.failed[in] != len(h) {
				continue
			}
			for j, other := range r.Inputs {
				if r.Op == dynamic.Seq && j < i && v.failed[other] == never || r.Op == dynamic.Mutex && j != i && v.failed[other] != never {
					return false
				}
			}
		}
	}
	return true
}

// after returns what a step of an event leads to, with all that it triggers.
func (o *oracle) after(h history, event string) map[string]float64 {
	out := map[string]float64{}
	next := append(slices.Clone(h), event)
	if o.allowed(next) {
		o.trigger(next, len(h), nil, 1, out)
	}
	return out
}

// trigger queues what fails because of the steps after from, and takes the next of
// it.
func (o *oracle) trigger(h history, from int, queue []string, p float64, out map[string]float64) {
	v, before := o.view(h), queue
	for i, d := range o.t.Dependencies {
		if at := v.failed[d.Trigger]; at <= from || at > len(h) {
			continue
		}
		if d.Probability < 1 {
			rest := newOracle(o.t) // without this dependency for this trigger
			rest.t.Dependencies = slices.Delete(slices.Clone(o.t.Dependencies), i, i+1)
			certain := newOracle(o.t)
			certain.t.Dependencies = slices.Clone(o.t.Dependencies)
			certain.t.Dependencies[i].Probability = 1
			rest.trigger(h, from, before, p*(1-d.Probability), out)
			certain.trigger(h, from, before, p*d.Probability, out)
			return
		}
		queue = append(slices.Clone(queue), d.Dependents...)
	}
	for i, id := range queue {
		next := append(slices.Clone(h), id)
		if v.failed[id] != never {
			continue
		}
		if o.allowed(next) {
			o.trigger(next, len(h), queue[i+1:], p, out)
		}
		return // a rule prevents all of it
	}
	out[strings.Join(h, " ")] += p
}

// unreliability builds the generator over all histories and takes its exponential.
func (o *oracle) unreliability(hours float64) (float64, error) {
	index := map[string]int{"": 0}
	keys := []string{""}
	type entry struct {
		from, to int
		rate     float64
	}
	var entries []entry
	var down []bool
	for i := 0; i < len(keys); i++ {
		h := history(strings.Fields(keys[i]))
		v := o.view(h)
		down = append(down, v.failed[o.t.Top] != never)
		if down[i] {
			continue
		}
		for _, e := range o.t.Events {
			rate := e.RatePerHour
			if !o.active(e.ID, v) {
				rate *= e.Dormancy
			}
			if v.failed[e.ID] != never || rate == 0 {
				continue
			}
			for key, p := range o.after(h, e.ID) {
				j, known := index[key]
				if !known {
					j = len(keys)
					index[key] = j
					keys = append(keys, key)
				}
				entries = append(entries, entry{i, j, rate * p})
			}
		}
		if len(keys) > 400 {
			return 0, fmt.Errorf("%d histories", len(keys))
		}
	}
	q := mat.NewDense(len(keys), len(keys), nil)
	for _, e := range entries {
		q.Set(e.from, e.to, q.At(e.from, e.to)+e.rate*hours)
		q.Set(e.from, e.from, q.At(e.from, e.from)-e.rate*hours)
	}
	var p mat.Dense
	p.Exp(q)
	total := 0.0
	for i, failed := range down {
		if failed {
			total += p.At(0, i)
		}
	}
	return total, nil
}
