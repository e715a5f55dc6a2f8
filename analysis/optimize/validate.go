package optimize

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Validate reports all that is wrong with p, as [InvalidError]s joined; nil when p
// can be solved. Whether it has a solution is not looked at.
func (p Problem) Validate() error {
	v := &validator{p: p, resources: map[string]bool{}, subsystems: map[string]int{}}
	v.limits()
	for i, s := range p.Subsystems {
		path := fmt.Sprintf("subsystems[%d]", i)
		if _, twice := v.subsystems[s.Name]; twice || s.Name == "" {
			v.addf(path, ErrName, "%q", s.Name)
		} else {
			v.subsystems[s.Name] = i
		}
		v.subsystem(path, s)
	}
	if len(p.Subsystems) == 0 || len(p.Subsystems) > maxSubsystems {
		v.addf("subsystems", ErrEmpty, "%d subsystems, want 1 to %d", len(p.Subsystems), maxSubsystems)
	}
	v.target()
	v.structure()
	return errors.Join(v.faults...)
}

type validator struct {
	p          Problem
	resources  map[string]bool // known; true where limited
	subsystems map[string]int
	faults     []error
}

func (v *validator) addf(path string, cause error, format string, args ...any) {
	v.faults = append(v.faults, &InvalidError{path, fmt.Errorf("%w: "+format, append([]any{cause}, args...)...)})
}

func (v *validator) limits() {
	for i, r := range v.p.Resources {
		path := fmt.Sprintf("resources[%d]", i)
		if _, twice := v.resources[r.Name]; twice || r.Name == "" {
			v.addf(path, ErrName, "%q", r.Name)
		}
		if r.Limit != nil && !(*r.Limit >= 0 && *r.Limit <= maxAmount) {
			v.addf(path, ErrLimit, "%g, want 0 to %g", *r.Limit, maxAmount)
		}
		v.resources[r.Name] = r.Limit != nil
	}
}

func (v *validator) subsystem(path string, s Subsystem) {
	if s.K < 0 || s.Min < 0 || s.Max < 0 || s.Max > 0 && (s.Max < s.least() || s.Max < s.needed()) {
		v.addf(path, ErrCounts, "k %d, min %d, max %d", s.K, s.Min, s.Max)
	}
	if len(s.Components) == 0 {
		v.addf(path, ErrEmpty, "no components")
	}
	names := map[string]bool{}
	for i, c := range s.Components {
		at := fmt.Sprintf("%s.components[%d]", path, i)
		if names[c.Name] || c.Name == "" {
			v.addf(at, ErrName, "%q", c.Name)
		}
		names[c.Name] = true
		if !(c.Unreliability >= 0 && c.Unreliability < 1) {
			v.addf(at, ErrComponent, "unreliability %g", c.Unreliability)
		}
		bounded := s.Max > 0
		for _, name := range sortedKeys(c.Uses) {
			limited, known := v.resources[name]
			amount := c.Uses[name]
			if !known {
				v.addf(at, ErrName, "no resource %q", name)
			}
			if !(amount >= 0 && amount <= maxAmount) {
				v.addf(at, ErrComponent, "uses %g of %q", amount, name)
			}
			bounded = bounded || limited && amount > 0
		}
		if !bounded {
			v.addf(at, ErrUnbounded, "it uses nothing that is limited")
		}
	}
}

func (v *validator) target() {
	p := v.p
	switch _, known := v.resources[p.Minimize]; {
	case p.Minimize == "" && p.MaxUnreliability != 0:
		v.addf("minimize", ErrTarget, "no resource, but an unreliability of %g", p.MaxUnreliability)
	case p.Minimize != "" && !known:
		v.addf("minimize", ErrName, "no resource %q", p.Minimize)
	case p.Minimize != "" && !(p.MaxUnreliability > 0 && p.MaxUnreliability < 1):
		v.addf("maxUnreliability", ErrTarget, "%g", p.MaxUnreliability)
	}
}

func (v *validator) structure() {
	s := v.p.Structure
	ways := 0
	for _, said := range []bool{s.Tree != nil, s.PathSets != nil, s.System != nil} {
		if said {
			ways++
		}
	}
	if ways > 1 {
		v.addf("structure", ErrStructure, "want one of tree, path sets and a system")
	}
	if s.Tree != nil {
		seen := map[string]bool{}
		v.block("structure.tree", *s.Tree, seen)
		for _, sub := range v.p.Subsystems {
			if !seen[sub.Name] {
				v.addf("structure.tree", ErrName, "subsystem %q is missing", sub.Name)
			}
		}
	}
	if s.PathSets != nil {
		v.pathSets(s.PathSets)
	}
	if s.System != nil && len(v.faults) == 0 {
		v.system(s.System)
	}
}

func (v *validator) block(path string, b Block, seen map[string]bool) {
	said := 0
	if b.Subsystem != "" {
		said++
		if _, known := v.subsystems[b.Subsystem]; !known || seen[b.Subsystem] {
			v.addf(path, ErrName, "subsystem %q", b.Subsystem)
		}
		seen[b.Subsystem] = true
	}
	for _, group := range []struct {
		name   string
		blocks []Block
	}{{"series", b.Series}, {"parallel", b.Parallel}} {
		if len(group.blocks) > 0 {
			said++
		}
		for i, c := range group.blocks {
			v.block(fmt.Sprintf("%s.%s[%d]", path, group.name, i), c, seen)
		}
	}
	if said != 1 {
		v.addf(path, ErrStructure, "a block is a subsystem, a series or a parallel group of at least one")
	}
}

func (v *validator) pathSets(sets [][]string) {
	if len(sets) == 0 {
		v.addf("structure.pathSets", ErrEmpty, "no path sets")
	}
	if len(v.p.Subsystems) > maxDiagram {
		v.addf("structure.pathSets", ErrStructure, "%d subsystems, at most %d can have path sets", len(v.p.Subsystems), maxDiagram)
	}
	for i, set := range sets {
		path := fmt.Sprintf("structure.pathSets[%d]", i)
		if len(set) == 0 {
			v.addf(path, ErrEmpty, "no subsystems")
		}
		for j, name := range set {
			if _, known := v.subsystems[name]; !known || slices.Contains(set[:j], name) {
				v.addf(path, ErrName, "subsystem %q", name)
			}
		}
	}
}

// system tries a system at some points: in every subsystem, its unreliability must
// be linear and not fall.
func (v *validator) system(s System) {
	n := len(v.p.Subsystems)
	u := make([]float64, n)
	for trial := range 4 {
		for i := range u {
			u[i] = math.Mod(0.37+0.618*float64(i+1)+0.29*float64(trial), 1)
		}
		for i := range u {
			was := u[i]
			at := func(x float64) float64 { u[i] = x; return s.Unreliability(u) }
			low, mid, high := at(0), at(0.5), at(1)
			u[i] = was
			if !(low >= 0 && high <= 1+1e-9 && low <= high+1e-9 && math.Abs(mid-(low+high)/2) <= 1e-9) {
				v.addf("structure.system", ErrNotCoherent, "unreliability %g, %g, %g when that of %q is 0, 0.5, 1", low, mid, high, v.p.Subsystems[i].Name)
				return
			}
		}
	}
}

// needed is the number of components that must work.
func (s Subsystem) needed() int { return max(s.K, 1) }

// least is the number of components there must be.
func (s Subsystem) least() int {
	if s.Min > 0 {
		return s.Min
	}
	return s.needed()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
