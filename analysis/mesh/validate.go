package mesh

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// maxReplicas bounds a placement, and with it the size of a tree.
const maxReplicas = 1000

// shareTolerance is for the rounding of a sum, not for shares that are wrong.
const shareTolerance = 1e-6

// Validate reports all faults of sys, joined: IDs that are empty, twice or hold a
// reserved character, references to nothing, domains inside themselves, placements
// with k > n or replicas outside their location, and shares that are no shares.
func (sys System) Validate() error {
	v := &validator{sys: sys, domains: map[string]Domain{}, services: map[string]bool{}}
	v.ids()
	v.domainFaults()
	v.serviceFaults()
	v.placementFaults()
	v.linkFaults()
	v.callFaults()
	for _, j := range sys.Journeys {
		v.journeyFaults(j)
	}
	return errors.Join(v.faults...)
}

type validator struct {
	sys      System
	domains  map[string]Domain
	services map[string]bool
	faults   []error
}

func (v *validator) faultf(format string, args ...any) {
	v.faults = append(v.faults, fmt.Errorf("mesh: "+format, args...))
}

// ids checks that each kind of ID is usable and unique, and fills the maps.
func (v *validator) ids() {
	for _, d := range v.sys.Domains {
		_, twice := v.domains[d.ID]
		v.id("domain", d.ID, twice)
		v.domains[d.ID] = d
	}
	for _, s := range v.sys.Services {
		v.id("service", s.ID, v.services[s.ID])
		v.services[s.ID] = true
	}
	journeys := map[string]bool{}
	for _, j := range v.sys.Journeys {
		v.id("journey", j.ID, journeys[j.ID])
		journeys[j.ID] = true
	}
}

func (v *validator) id(kind, id string, twice bool) {
	switch {
	case id == "":
		v.faultf("%s without ID", kind)
	case strings.ContainsAny(id, "@#>~"):
		v.faultf("%s %q: an ID must not contain @ # > or ~", kind, id)
	case twice:
		v.faultf("%s %q is there twice", kind, id)
	}
}

// domain checks a reference to a domain.
func (v *validator) domain(id, where string, args ...any) bool {
	_, ok := v.domains[id]
	if !ok {
		v.faultf("%s: no domain %q", fmt.Sprintf(where, args...), id)
	}
	return ok
}

// location checks a reference to a domain or to the location without a name.
func (v *validator) location(id, where string, args ...any) bool {
	return id == "" || v.domain(id, where, args...)
}

// service checks a reference to a service.
func (v *validator) service(id, where string, args ...any) {
	if !v.services[id] {
		v.faultf("%s: no service %q", fmt.Sprintf(where, args...), id)
	}
}

func (v *validator) domainFaults() {
	for _, d := range v.sys.Domains {
		if v.location(d.Parent, "parent of domain %q", d.ID) && v.enclosing(d.Parent, d.ID) {
			v.faultf("domain %q is inside itself", d.ID)
		}
	}
}

// enclosing reports whether outer is the domain id or encloses it. It ends on
// cycles, which domainFaults reports.
func (v *validator) enclosing(id, outer string) bool {
	for range len(v.domains) + 1 {
		if id == outer {
			return true
		}
		if id == "" {
			return false
		}
		id = v.domains[id].Parent
	}
	return false
}

func (v *validator) serviceFaults() {
	placed := map[string]bool{}
	for _, p := range v.sys.Placements {
		placed[p.Service] = true
	}
	for _, s := range v.sys.Services {
		for _, d := range s.Shared {
			v.domain(d, "shared by service %q", s.ID)
		}
		if (s.Releases || s.Instances) && !placed[s.ID] {
			v.faultf("service %q: a release or replica can fail, but it has no placement", s.ID)
		}
	}
}

func (v *validator) placementFaults() {
	seen := map[pair]bool{}
	for _, p := range v.sys.Placements {
		where := fmt.Sprintf("placement of %q", place(p.Service, p.Location))
		v.service(p.Service, "%s", where)
		known := v.location(p.Location, "%s", where)
		for _, d := range p.Spread {
			if v.domain(d, "spread of the %s", where) && known && p.Location != "" && !v.enclosing(d, p.Location) {
				v.faultf("%s: spread over %q, which is not inside", where, d)
			}
		}
		if seen[pair{p.Service, p.Location}] {
			v.faultf("%s is there twice", where)
		}
		seen[pair{p.Service, p.Location}] = true
		switch n, k := max(p.Replicas, 1), max(p.Required, 1); {
		case p.Replicas < 0 || p.Required < 0:
			v.faultf("%s: replicas and required must not be negative", where)
		case k > n:
			v.faultf("%s: %d replicas required, %d there", where, k, n)
		case n > maxReplicas:
			v.faultf("%s: %d replicas, more than %d", where, n, maxReplicas)
		}
	}
}

func (v *validator) linkFaults() {
	seen := map[pair]bool{}
	for _, l := range v.sys.Links {
		where := fmt.Sprintf("link %s–%s", l.From, l.To)
		v.domain(l.From, "%s", where)
		v.domain(l.To, "%s", where)
		if l.From == l.To {
			v.faultf("%s: a location needs no network to itself", where)
		}
		if seen[pair{l.From, l.To}] {
			v.faultf("%s is there twice", where)
		}
		seen[pair{l.From, l.To}], seen[pair{l.To, l.From}] = true, true
	}
}

func (v *validator) callFaults() {
	seen := map[pair]bool{}
	for _, c := range v.sys.Calls {
		where := fmt.Sprintf("call %s→%s", c.From, c.To)
		v.service(c.From, "%s", where)
		v.service(c.To, "%s", where)
		if !slices.Contains([]string{"", Hard, Soft, Async}, c.Kind) {
			v.faultf("%s: kind %q is not %s, %s or %s", where, c.Kind, Hard, Soft, Async)
		}
		if seen[pair{c.From, c.To}] {
			v.faultf("%s is there twice", where)
		}
		seen[pair{c.From, c.To}] = true
		if c.Failover != nil {
			for _, l := range c.Failover.Order {
				v.location(l, "failover of the %s", where)
			}
		}
		if f := c.Fallback; f != nil && f.Service != "" {
			v.service(f.Service, "fallback of the %s", where)
			if f.Service == c.To || f.Service == c.From {
				v.faultf("%s: %q is no fallback for it; name another service, or none where the caller answers itself", where, f.Service)
			}
		}
	}
}

func (v *validator) journeyFaults(j Journey) {
	where := fmt.Sprintf("journey %q", j.ID)
	if len(j.Entries) == 0 {
		v.faultf("%s has no entry service", where)
	}
	for _, e := range j.Entries {
		v.service(e, "entry of %s", where)
	}
	if len(j.Ingress) == 0 {
		return
	}
	sum := 0.0
	seen := map[string]bool{}
	for _, in := range j.Ingress {
		v.location(in.Location, "ingress of %s", where)
		if seen[in.Location] {
			v.faultf("%s: ingress %q is there twice", where, in.Location)
		}
		seen[in.Location] = true
		if !(in.Share > 0 && in.Share <= 1) {
			v.faultf("%s: share %g of ingress %q is not in (0, 1]", where, in.Share, in.Location)
		}
		sum += in.Share
	}
	if !(math.Abs(sum-1) <= shareTolerance) {
		v.faultf("%s: shares of its ingress add up to %g, not 1", where, sum)
	}
}
