package blocks

import (
	"errors"
	"fmt"
	"slices"

	"ninefold/analysis/dist"
)

const (
	mostUnits   = 20     // of a standby group whose units differ: its chain has 2^units states
	mostWeight  = 10_000 // of a k of n: a gate has as many inputs
	mostMembers = 12     // of a group by alpha factors: it has 2^members causes
	mostDepth   = 10_000 // blocks in blocks
	mostBlocks  = 1_000_000
)

// Validate reports all that is wrong with s, as [Fault]s joined; nil when it can be
// analysed.
func (s *System) Validate() error {
	v := &validation{system: s, parts: map[string]*Part{}, diagrams: map[string]int{}, grouped: map[string]string{}}
	for i := range s.Components {
		v.component(placeOf("components", i), &s.Components[i])
	}
	for i := range s.Groups {
		v.group(placeOf("groups", i), &s.Groups[i], i)
	}
	for i, d := range s.Diagrams {
		place := placeOf("diagrams", i)
		if _, twice := v.diagrams[d.ID]; twice {
			v.addf(place, "another diagram is called %q", d.ID)
			continue
		}
		if d.ID == "" {
			v.addf(place, "has no name")
		}
		v.diagrams[d.ID] = i
	}
	v.block("root", &s.Root, 0)
	for i := range s.Diagrams {
		v.block(placeOf("diagrams", i)+".root", &s.Diagrams[i].Root, 0)
	}
	v.circles()
	if len(v.faults) == 0 && v.size(&s.Root, map[int]int{}) > mostBlocks {
		v.addf("root", "more than %d blocks once diagrams are copied", mostBlocks)
	}
	return errors.Join(v.faults...)
}

type validation struct {
	system   *System
	faults   []error
	parts    map[string]*Part
	diagrams map[string]int
	grouped  map[string]string // group by member
}

func (v *validation) addf(place, format string, args ...any) {
	v.faults = append(v.faults, &Fault{place, fmt.Sprintf(format, args...)})
}

func (v *validation) component(place string, c *Part) {
	if c.ID == "" {
		v.addf(place, "has no name")
	} else if v.parts[c.ID] != nil {
		v.addf(place, "another component is called %q", c.ID)
	}
	v.parts[c.ID] = c
	given := 0
	for _, is := range []bool{c.Unavailability != nil, c.Life != nil, c.Standby != nil, c.Sharing != nil} {
		if is {
			given++
		}
	}
	if given != 1 {
		v.addf(place, "has %d of unavailability, life, standby and load sharing, want one", given)
	}
	if u := c.Unavailability; u != nil && !(*u >= 0 && *u <= 1) {
		v.addf(place+".unavailability", "%g is not between 0 and 1", *u)
	}
	v.lifetime(place+".life", c.Life)
	v.lifetime(place+".repair", c.Repair)
	if c.Repair != nil && c.Life == nil {
		v.addf(place+".repair", "only what has a life is repaired after a time")
	}
	if c.Standby != nil {
		v.standby(place+".standby", c.Standby)
	}
	if c.Sharing != nil {
		v.sharing(place+".loadSharing", c.Sharing)
	}
}

// lifetime refuses what may end before it begins.
func (v *validation) lifetime(place string, d dist.Lifetime) {
	if d == nil {
		return
	}
	if err := d.Validate(); err != nil {
		v.addf(place, "%v", err)
	} else if d.CDF(0) > 0 {
		v.addf(place, "has ended at time 0 with probability %.3g", d.CDF(0))
	}
}

func (v *validation) standby(place string, s *Standby) {
	if len(s.Units) == 0 {
		v.addf(place+".units", "there are none")
	}
	if needed := max(s.Needed, 1); needed > len(s.Units) || s.Needed < 0 {
		v.addf(place+".needed", "needs %d of %d units", s.Needed, len(s.Units))
	}
	repaired := false
	for i, u := range s.Units {
		at := place + "." + placeOf("units", i)
		v.number(at+".rate", u.FailureRate, true)
		v.number(at+".repairRate", u.RepairRate, false)
		v.share(at+".dormancy", u.Dormancy)
		repaired = repaired || u.RepairRate > 0
	}
	v.share(place+".switchFailure", s.SwitchFailure)
	v.number(place+".switchRate", s.SwitchRate, repaired && s.SwitchFailure > 0)
	if s.Crews < 0 {
		v.addf(place+".crews", "%d is negative", s.Crews)
	}
	if len(s.Units) > mostUnits && !s.alike() {
		v.addf(place+".units", "%d units that differ, at most %d", len(s.Units), mostUnits)
	}
}

func (v *validation) sharing(place string, s *Sharing) {
	if s.Needed < 1 || s.Needed > len(s.Load) {
		v.addf(place+".needed", "needs %d of %d units", s.Needed, len(s.Load))
	}
	for i, rate := range s.Load {
		v.number(place+"."+placeOf("load", i), rate, true)
	}
	v.number(place+".repairRate", s.RepairRate, false)
	if s.Crews < 0 {
		v.addf(place+".crews", "%d is negative", s.Crews)
	}
}

// number wants a finite number that is positive, or not negative.
func (v *validation) number(place string, x float64, positive bool) {
	switch {
	case !(x >= 0) || x-x != 0: // an infinity less itself is no number
		v.addf(place, "%g is negative or not finite", x)
	case positive && x == 0:
		v.addf(place, "is 0")
	}
}

func (v *validation) share(place string, x float64) {
	if !(x >= 0 && x <= 1) {
		v.addf(place, "%g is not between 0 and 1", x)
	}
}

func (v *validation) group(place string, g *Group, index int) {
	if g.ID == "" {
		v.addf(place, "has no name")
	} else if slices.ContainsFunc(v.system.Groups[:index], func(o Group) bool { return o.ID == g.ID }) {
		v.addf(place, "another group is called %q", g.ID)
	}
	if len(g.Members) < 2 {
		v.addf(place, "has %d members, want two or more", len(g.Members))
	}
	var first *Part
	for i, id := range g.Members {
		at := place + "." + placeOf("members", i)
		c := v.parts[id]
		switch {
		case c == nil:
			v.addf(at, "component %q is not defined", id)
			continue
		case v.grouped[id] != "":
			v.addf(at, "component %q is in group %q already", id, v.grouped[id])
		case c.Standby != nil || c.Sharing != nil:
			v.addf(at, "%q is several units, which have no cause in common with others", id)
		case c.Repair != nil && !exponential(c.Life):
			v.addf(at, "%q is repaired and its life is not exponential", id)
		}
		v.grouped[id] = g.ID
		if first == nil {
			first = c
		} else if !alike(first, c) {
			v.addf(at, "%q fails or is repaired otherwise than %q", id, first.ID)
		}
	}
	v.factors(place, g)
}

func (v *validation) factors(place string, g *Group) {
	switch {
	case len(g.Alpha) == 0:
		v.share(place+".beta", g.Beta)
	case g.Beta != 0:
		v.addf(place, "has both beta and alpha")
	case len(g.Alpha) != len(g.Members) || len(g.Members) > mostMembers:
		v.addf(place+".alpha", "%d factors for %d members; want one for each of at most %d", len(g.Alpha), len(g.Members), mostMembers)
	default:
		sum := 0.0
		for i, a := range g.Alpha {
			v.share(place+"."+placeOf("alpha", i), a)
			sum += a
		}
		if !(sum > 1-1e-9 && sum < 1+1e-9) {
			v.addf(place+".alpha", "factors sum to %g, not 1", sum)
		}
	}
}

func exponential(d dist.Lifetime) bool {
	_, ok := d.(dist.Exponential)
	return ok
}

// alike reports whether two components fail and are repaired the same way.
func alike(a, b *Part) bool {
	same := func(x, y *float64) bool { return x == y || x != nil && y != nil && *x == *y }
	return same(a.Unavailability, b.Unavailability) && fmt.Sprintf("%#v", a.Life) == fmt.Sprintf("%#v", b.Life) &&
		fmt.Sprintf("%#v", a.Repair) == fmt.Sprintf("%#v", b.Repair)
}
