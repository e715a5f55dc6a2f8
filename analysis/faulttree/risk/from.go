package risk

import (
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// FromTree returns a model of one fault tree with the given name. The rates of
// events become notes; see [RateNote]. The top event is named where it is not the
// only gate that no other uses; see [TopNote].
func FromTree(name string, t faulttree.Tree) *Model {
	kind := map[string]string{}
	for _, g := range t.Gates {
		kind[g.ID] = "gate"
	}
	for _, h := range t.House {
		kind[h.ID] = "house-event"
	}
	mef := map[faulttree.Op]string{}
	for word, op := range ops {
		mef[op] = word
	}
	tree := Container{Name: name}
	for _, g := range t.Gates {
		f := Formula{Op: mef[g.Op], Min: g.K, Max: g.Max}
		for _, in := range g.Inputs {
			of := kind[in]
			if of == "" {
				of = "basic-event"
			}
			f.Args = append(f.Args, Formula{Op: of, Ref: in})
		}
		tree.Gates = append(tree.Gates, Gate{Identity{ID: g.ID, Name: g.ID}, f})
	}
	top := slices.IndexFunc(tree.Gates, func(g Gate) bool { return g.ID == t.Top })
	if top > 0 { // readers expect it first
		tree.Gates = slices.Concat(tree.Gates[top:top+1], tree.Gates[:top], tree.Gates[top+1:])
	}
	for _, e := range t.Events {
		p := expression.Num(e.Probability)
		event := BasicEvent{Identity{ID: e.ID, Name: e.ID}, &p}
		if e.RatePerHour != 0 {
			event.Attributes = []Attribute{{RateNote, strconv.FormatFloat(e.RatePerHour, 'g', -1, 64), "hours-1"}}
		}
		tree.Events = append(tree.Events, event)
	}
	for _, h := range t.House {
		tree.House = append(tree.House, HouseEvent{Identity{ID: h.ID, Name: h.ID}, h.State})
	}
	m := &Model{FaultTrees: []Container{tree}}
	if strings.Contains(name, ".") { // dots separate containers
		m.FaultTrees[0].Name = strings.ReplaceAll(name, ".", "-")
	}
	m.NameTops(map[int]string{0: t.Top})
	m.Prepare(PrepareOptions{})
	return m
}
