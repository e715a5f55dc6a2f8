package equations

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Paths are sets of components of which one suffices for Root to be up, if all in it are.
// They need not be minimal.
type Paths struct {
	Root       string     `json:"root"`
	Components []Part     `json:"components"`
	Paths      [][]string `json:"paths"` // IDs
}

// A Part is a component on [Paths].
type Part struct {
	ID            string  `json:"id"`
	Unreliability float64 `json:"unreliability"` // in [0, 1]
}

// System returns equations with the same solution, in which the hierarchy behind the
// paths is found again: components that always go together are in series, and those that
// may replace each other everywhere are parallel; each such group becomes one component,
// until there are none left. This takes time in proportion to the length of the paths for
// every layer of the hierarchy.
//
// New components are named after the first of their members, with a mark of their own.
// It returns all that is wrong with p.
func (p Paths) System() (System, error) {
	f, err := p.factoring()
	if err != nil {
		return System{}, err
	}
	for {
		before := len(f.parts)
		f.merge(f.together(), "series ")
		f.merge(f.exchangeable(), "parallel ")
		if len(f.parts) == before {
			break
		}
	}
	root := Component{ID: p.Root}
	if len(f.paths) > 0 {
		root.Needs = []Need{{K: 1}}
	}
	for i, path := range f.paths {
		c := Component{ID: fmt.Sprintf("path %d\x00%s", i+1, p.Root)}
		for _, v := range path {
			c.Needs = append(c.Needs, Need{1, []string{f.parts[v].ID}})
		}
		f.parts = append(f.parts, c)
		root.Needs[0].Of = append(root.Needs[0].Of, c.ID)
	}
	return System{append(f.parts, root)}, nil
}

// A factoring has the paths by number of component, each sorted, all different.
type factoring struct {
	parts []Component
	paths [][]int
}

func (p Paths) factoring() (*factoring, error) {
	f := &factoring{}
	for _, c := range p.Components {
		f.parts = append(f.parts, Component{ID: c.ID, Unreliability: c.Unreliability})
	}
	at, err := System{append(slices.Clone(f.parts), Component{ID: p.Root})}.index()
	faults := []error{err}
	if len(p.Paths) == 0 {
		faults = append(faults, &InvalidError{p.Root, ErrNoPath})
	}
	for i, path := range p.Paths {
		var out []int
		for _, id := range path {
			v, ok := at[id]
			if !ok || id == p.Root {
				faults = append(faults, &InvalidError{p.Root, fmt.Errorf("path %d: %w: %q", i+1, ErrUnknownID, id)})
			}
			out = append(out, v)
		}
		f.paths = append(f.paths, out)
	}
	f.tidy()
	return f, errors.Join(faults...)
}

// tidy sorts the paths and leaves each once.
func (f *factoring) tidy() {
	for i := range f.paths {
		slices.Sort(f.paths[i])
		f.paths[i] = slices.Compact(f.paths[i])
	}
	slices.SortFunc(f.paths, slices.Compare[[]int])
	f.paths = slices.CompactFunc(f.paths, slices.Equal[[]int])
}

// A member is a part with a number that members of a group have in common.
type member struct {
	hash uint64
	part int
}

// mixed returns a number whose bits depend on all of those of x.
func mixed(x uint64) uint64 {
	x = (x + 1) * 0x9E3779B97F4A7C15
	x ^= x >> 32
	x *= 0xD6E8FEB86659FD93
	return x ^ x>>29
}

// uses returns the paths that each part is on.
func (f *factoring) uses() [][]int {
	out := make([][]int, len(f.parts))
	for i, path := range f.paths {
		for _, v := range path {
			out[v] = append(out[v], i)
		}
	}
	return out
}

// groups returns the groups of two or more that are the same: the hash only says who may
// be.
func groups(members []member, same func(v, w int) bool) [][]int {
	slices.SortFunc(members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.part, b.part))
	})
	var out [][]int
	for len(members) > 0 {
		n := 1
		for n < len(members) && members[n].hash == members[0].hash && same(members[0].part, members[n].part) {
			n++
		}
		if n > 1 {
			var group []int
			for _, m := range members[:n] {
				group = append(group, m.part)
			}
			out = append(out, group)
		}
		members = members[n:]
	}
	return out
}

// together returns the groups of parts that are on the same paths.
func (f *factoring) together() [][]int {
	uses := f.uses()
	var members []member
	for v, on := range uses {
		hash := uint64(0)
		for _, i := range on {
			hash += mixed(uint64(i))
		}
		if len(on) > 0 {
			members = append(members, member{hash, v})
		}
	}
	return groups(members, func(v, w int) bool { return slices.Equal(uses[v], uses[w]) })
}

// exchangeable returns the groups of parts whose paths are the same but for themselves.
func (f *factoring) exchangeable() [][]int {
	uses := f.uses()
	hash := make([]uint64, len(f.paths))
	for i, path := range f.paths {
		for _, v := range path {
			hash[i] += mixed(uint64(v))
		}
	}
	var members []member
	for v, on := range uses {
		sum := uint64(0)
		for _, i := range on {
			sum += mixed(hash[i] - mixed(uint64(v)))
		}
		if len(on) > 0 {
			members = append(members, member{sum, v})
		}
	}
	rests := func(v int) [][]int {
		var out [][]int
		for _, i := range uses[v] {
			out = append(out, slices.DeleteFunc(slices.Clone(f.paths[i]), func(w int) bool { return w == v }))
		}
		slices.SortFunc(out, slices.Compare[[]int])
		return out
	}
	return groups(members, func(v, w int) bool {
		return slices.EqualFunc(rests(v), rests(w), slices.Equal[[]int])
	})
}

// merge makes one part of each group.
func (f *factoring) merge(groups [][]int, mark string) {
	if len(groups) == 0 {
		return
	}
	now := make([]int, len(f.parts))
	for v := range now {
		now[v] = v
	}
	for _, group := range groups {
		c := Component{ID: mark + f.parts[group[0]].ID + "\x00"}
		if mark == "series " {
			for _, v := range group {
				c.Needs = append(c.Needs, Need{1, []string{f.parts[v].ID}})
			}
		} else {
			c.Needs = []Need{{K: 1}}
			for _, v := range group {
				c.Needs[0].Of = append(c.Needs[0].Of, f.parts[v].ID)
			}
		}
		for _, v := range group {
			now[v] = len(f.parts)
		}
		f.parts = append(f.parts, c)
	}
	for _, path := range f.paths {
		for i, v := range path {
			path[i] = now[v]
		}
	}
	f.tidy()
}
