package mission

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"ninefold/analysis/mesh"
)

// A Model is a mesh with numbers, and with what its structure does not say: what
// stands by, and what breaks circuits.
type Model struct {
	System   mesh.System
	Parts    map[string]Part    // by parameter, as in mesh.Event
	Standby  map[string]float64 // by service@location: the rate of failure until it is needed over that in use; 0 is cold, 1 hot
	Breakers map[string]Breaker // by caller>callee, of soft calls
}

// A Part is how what has one parameter fails.
type Part struct {
	PerHour      float64 `json:"perHour,omitempty"`      // failures per hour of operation
	RestoreHours float64 `json:"restoreHours,omitempty"` // mean time to restore; 0: never
	Probability  float64 `json:"probability,omitempty"`  // of what is needed on demand: that it does not work, drawn at each demand
}

// A Breaker is a circuit breaker on a soft call: it keeps a failing callee from
// taking its caller down. A rate is that of its own failure: one that failed before
// the callee did does not open, one that fails later is open already.
type Breaker struct {
	Part

	OverloadHours float64 `json:"overloadHours,omitempty"` // mean time the caller takes to recover once the callee answers again; 0: none
}

// onDemand says whether a parameter is of what is needed on demand.
func onDemand(parameter string) bool {
	kind, _, _ := strings.Cut(parameter, ":")
	return mesh.Event{Kind: kind}.OnDemand()
}

// validate returns all that is wrong with the numbers.
func (m Model) validate() error {
	var faults []error
	failf := func(format string, args ...any) { faults = append(faults, fmt.Errorf("mission: "+format, args...)) }
	part := func(id string, p Part) {
		if !(p.PerHour >= 0) || math.IsInf(p.PerHour, 1) {
			failf("%s: rate %g is not a finite number from 0", id, p.PerHour)
		}
		if !(p.RestoreHours >= 0) || math.IsInf(p.RestoreHours, 1) {
			failf("%s: time to restore %g is not a finite number from 0", id, p.RestoreHours)
		}
		if !(p.Probability >= 0 && p.Probability <= 1) {
			failf("%s: probability %g is not between 0 and 1", id, p.Probability)
		}
	}
	for _, id := range sorted(m.Parts) {
		p := m.Parts[id]
		part(id, p)
		switch kind, _, _ := strings.Cut(id, ":"); {
		case !onDemand(id) && p.Probability > 0:
			failf("%s: has a rate, and no probability on demand", id)
		case onDemand(id) && kind != mesh.KindSwitch && p.PerHour > 0:
			failf("%s: has a probability on demand, and no rate", id)
		}
	}
	for _, id := range sorted(m.Standby) {
		service, location, _ := strings.Cut(id, "@")
		if !slices.ContainsFunc(m.System.Placements, func(p mesh.Placement) bool { return p.Service == service && p.Location == location }) {
			failf("standby %s: there is no such placement", id)
		}
		if d := m.Standby[id]; !(d >= 0 && d <= 1) {
			failf("standby %s: dormancy %g is not between 0 and 1", id, d)
		}
	}
	for _, id := range sorted(m.Breakers) {
		b := m.Breakers[id]
		part("breaker "+id, b.Part)
		if !(b.OverloadHours >= 0) || math.IsInf(b.OverloadHours, 1) {
			failf("breaker %s: time to recover %g is not a finite number from 0", id, b.OverloadHours)
		}
		if i := m.call(id); i < 0 || m.System.Calls[i].Kind != mesh.Soft {
			failf("breaker %s: there is no such soft call; without a hard callee the caller is down in any case, unless it has a fallback", id)
		}
	}
	return errors.Join(faults...)
}

// call returns the index of a call, or −1.
func (m Model) call(id string) int {
	return slices.IndexFunc(m.System.Calls, func(c mesh.Call) bool { return c.From+">"+c.To == id })
}

// system returns the mesh with soft calls that have a breaker as hard ones with a
// fallback of the caller itself, which works where the breaker does.
func (m Model) system() mesh.System {
	sys := m.System
	sys.Calls = slices.Clone(sys.Calls)
	for id := range m.Breakers {
		c := &sys.Calls[m.call(id)]
		c.Kind, c.Fallback = mesh.Hard, &mesh.Fallback{}
	}
	return sys
}

// part returns the numbers of an event.
func (m Model) part(e mesh.Event) (Part, bool) {
	if b, ok := m.Breakers[e.Service+">"+e.Callee]; ok && e.Kind == mesh.KindFallback {
		return b.Part, true
	}
	p, ok := m.Parts[e.Parameter]
	return p, ok
}

func sorted[T any](m map[string]T) []string {
	ids := make([]string, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
