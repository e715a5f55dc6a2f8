package risk

import "slices"

// lists returns the five lists of outcomes in [Outcomes], without frequencies.
func (m *Model) lists(sequences []Sequence) [5][]Outcome {
	p := [5][]Outcome{{}, {}, {}, {}, {}}
	add := func(list int, name, initiating string, ways []int) {
		once := slices.Compact(slices.Sorted(slices.Values(ways)))
		p[list] = append(p[list], Outcome{Name: name, InitiatingEvent: initiating, Sequences: once})
	}
	ends := map[[2]string][]int{}   // by initiating event and end
	passed := map[[2]string][]int{} // the same, with ends from where a way goes on
	states := map[string][]int{}    // by end
	var events, names []string      // in order; names are those of end states
	reached := map[string][]string{}
	for i, s := range sequences {
		key := [2]string{s.InitiatingEvent, s.Name}
		if len(states[s.Name]) == 0 {
			names = append(names, s.Name)
		}
		if len(ends[key]) == 0 {
			if len(reached[s.InitiatingEvent]) == 0 {
				events = append(events, s.InitiatingEvent)
			}
			reached[s.InitiatingEvent] = append(reached[s.InitiatingEvent], s.Name)
		}
		states[s.Name] = append(states[s.Name], i)
		ends[key] = append(ends[key], i)
		passed[key] = append(passed[key], i)
		for _, v := range s.Via {
			key[1] = v.Sequence
			passed[key] = append(passed[key], i)
		}
	}
	for _, name := range names {
		add(0, name, "", states[name])
	}
	for _, e := range events {
		for _, name := range reached[e] {
			add(1, name, e, ends[[2]string{e, name}])
		}
	}
	initiating := groupingOf(m.InitiatingGroups, "initiating-event-group")
	for _, g := range m.InitiatingGroups {
		within := initiating.within(g.Name)
		for _, name := range names {
			var ways []int
			for _, e := range within {
				ways = append(ways, ends[[2]string{e, name}]...)
			}
			if len(ways) > 0 {
				add(2, name, g.Name, ways)
			}
		}
	}
	led := map[string][]int{} // to consequences
	for _, c := range m.Consequences {
		led[c.Name] = passed[[2]string{c.InitiatingEvent, c.Sequence}]
		add(3, c.Name, c.InitiatingEvent, led[c.Name])
	}
	consequences := groupingOf(m.ConsequenceGroups, "consequence-group")
	for _, g := range m.ConsequenceGroups {
		var ways []int
		for _, c := range consequences.within(g.Name) {
			ways = append(ways, led[c]...)
		}
		add(4, g.Name, "", ways)
	}
	return p
}
