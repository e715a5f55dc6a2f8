package risk

import "fmt"

// A grouping is the members of groups by name, and the kind of member that is a
// group itself.
type grouping struct {
	members map[string][]Member
	kind    string
}

func groupingOf(groups []Reference, kind string) grouping {
	g := grouping{map[string][]Member{}, kind}
	for _, r := range groups {
		g.members[r.Name] = r.Members
	}
	return g
}

// within returns what a group and the groups in it list, each once, in order.
func (g grouping) within(name string) []string {
	var names []string
	seen := map[Member]bool{}
	var open func(name string)
	open = func(name string) {
		for _, m := range g.members[name] {
			switch {
			case seen[m]:
			case m.Kind == g.kind:
				seen[m] = true
				open(m.Name)
			default:
				seen[m] = true
				names = append(names, m.Name)
			}
		}
	}
	open(name)
	return names
}

// TreesOfInitiatingEvents returns the name of the event tree of every initiating
// event that has one, by itself or by a group it is in, and what is wrong with a
// group, by its name.
func (m *Model) TreesOfInitiatingEvents() (trees, wrong map[string]string) {
	groups := groupingOf(m.InitiatingGroups, "initiating-event-group")
	trees, wrong = map[string]string{}, map[string]string{}
	for _, e := range m.InitiatingEvents {
		if e.EventTree != "" {
			trees[e.Name] = e.EventTree
		}
	}
	given := map[string]string{} // to groups: each is gone through once
	for _, g := range m.InitiatingGroups {
		if g.EventTree == "" {
			continue
		}
		var open func(name string)
		open = func(name string) {
			if before, ok := given[name]; ok {
				if before != g.EventTree {
					wrong[g.Name] = fmt.Sprintf("group %q has event tree %q already", name, before)
				}
				return
			}
			given[name] = g.EventTree
			for _, m := range groups.members[name] {
				before, ok := trees[m.Name]
				switch {
				case m.Kind == groups.kind:
					open(m.Name)
				case !ok:
					trees[m.Name] = g.EventTree
				case before != g.EventTree:
					wrong[g.Name] = fmt.Sprintf("initiating event %q has event tree %q already", m.Name, before)
				}
			}
		}
		open(g.Name)
	}
	return trees, wrong
}
