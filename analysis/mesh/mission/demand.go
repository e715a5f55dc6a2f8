package mission

import (
	"fmt"
	"slices"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/mesh"
)

// impossible is the event that never happens. What is drawn on demand is a gate
// over it, as only the forced failure of a gate ends with its trigger.
const impossible = "never"

// A use is a gate that needs something on demand: an And gate, which of its inputs
// holds it, and the inputs that say when it is needed.
type use struct {
	gate  string
	input string // the event itself, or the Or gate that has it
	need  []string
}

// uses finds where an event is needed. The equations of package mesh put what it
// is needed for before it, but for buffers, which come first.
func (b *builder) uses(event string) []use {
	holds := map[string]bool{event: true}
	for _, g := range b.out.Gates[:b.copied] {
		if g.Op == dynamic.Or && slices.Contains(g.Inputs, event) {
			holds[g.ID] = true
		}
	}
	var found []use
	for _, g := range b.out.Gates[:b.copied] {
		if g.Op != dynamic.And {
			continue
		}
		for k, in := range g.Inputs {
			if !holds[in] {
				continue
			}
			u := use{gate: g.ID, input: in, need: g.Inputs[:k]}
			if k == 0 {
				u.need = g.Inputs[1:]
			}
			u.need = slices.Clone(u.need)
			found = append(found, u)
			break
		}
	}
	return found
}

// need returns the gate which says that something on demand is needed somewhere.
func (b *builder) need(e mesh.Event, uses []use) string {
	var each []string
	for _, u := range uses {
		one := u.need[0]
		if len(u.need) > 1 {
			one = b.gate(fmt.Sprintf("need:%s:%s", e.ID, u.gate), dynamic.And, e.Label+": needed", u.need...)
		}
		if !slices.Contains(each, one) {
			each = append(each, one)
		}
	}
	if len(each) == 1 {
		return each[0]
	}
	return b.gate("need:"+e.ID, dynamic.Or, e.Label+": needed somewhere", each...)
}

// demand adds what is needed on demand: drawn when it is needed, and kept until it
// is needed no more. What has a rate as well must not have failed before.
func (b *builder) demand(e mesh.Event, p Part) {
	uses := b.uses(e.ID)
	need := b.need(e, uses)
	inputs := []string{impossible}
	breaker, breaks := b.model.Breakers[e.Service+">"+e.Callee]
	breaks = breaks && e.Kind == mesh.KindFallback
	if p.PerHour > 0 {
		op := dynamic.Pand
		if !b.order {
			op = dynamic.And
		}
		b.add(life("life:"+e.ID, p), e.Label+": failed by itself")
		inputs = []string{b.gate("first:"+e.ID, op, e.Label+": failed before it was needed", "life:"+e.ID, need)}
		b.sayf("A switch or breaker that fails by itself does harm only where it failed before it was needed, and until it is restored.")
	}
	label := e.Label
	if breaks {
		label = "Circuit breaker of " + e.Service + " on calls to " + e.Callee + ": does not open"
		b.sayf("The circuit breaker of %s on calls to %s is one for all locations: where it does not open, %s is down with %s.", e.Service, e.Callee, e.Service, e.Callee)
	}
	b.gate(e.ID, dynamic.Or, label, inputs...)
	if p.Probability > 0 {
		b.out.Dependencies = append(b.out.Dependencies, dynamic.Dependency{
			ID: "demand:" + e.ID, Trigger: need, Probability: p.Probability, Dependents: []string{e.ID},
		})
		b.sayf("What is needed on demand (failover, fallbacks, rerouting, buffers) is drawn once each time it is needed, and stays so until it is needed no more.")
	}
	if e.Kind == mesh.KindBuffer {
		b.sayf("An outage that outlasts a buffer counts from its start.")
	}
	if breaks && breaker.OverloadHours > 0 {
		for _, u := range uses {
			b.overload(e, u.gate, breaker.OverloadHours)
		}
	}
}

func overloadOf(gate string) string { return "overload:" + gate }

// overload keeps a caller down after its callee has come back.
func (b *builder) overload(e mesh.Event, gate string, hours float64) {
	id := overloadOf(gate)
	label := e.Service + " overloaded by calls to " + e.Callee
	b.add(dynamic.Event{ID: id, Dormancy: 1, RepairPerHour: 1 / hours}, label)
	b.out.Dependencies = append(b.out.Dependencies, dynamic.Dependency{ID: "cascade:" + gate, Trigger: gate, Probability: 1, Dependents: []string{id}})
	both := b.gate("cascaded:"+gate, dynamic.Or, label+", or by them", gate, id)
	b.replace(gate, both, func(g string) bool { return g == both })
	b.sayf("After a cascade %s recovers in %g hours in the mean, from when %s answers again.", e.Service, hours, e.Callee)
}
