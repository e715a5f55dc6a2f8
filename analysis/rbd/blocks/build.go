package blocks

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
)

// A structure is a system as gates over events, each made before what uses it.
type structure struct {
	top    string
	gates  []faulttree.Gate
	events []source
	house  []faulttree.HouseEvent // what is fixed
}

// A builder makes the structure of a valid system.
type builder struct {
	system   *System
	parts    map[string]*Part
	diagrams map[string]*Diagram
	groups   map[string]*Group // by member
	out      structure
	taken    map[string]int    // the last number behind a name, 1 of none
	made     map[string]string // gate or event by what it stands for
	shown    map[string]string // prefixes as people see them
	stopped  func() error      // why it is to stop, if it is
	inputs   int               // of all gates
	err      error             // why it stopped
}

// mostInputs is how many inputs the gates of a system may have together: a network of
// n nodes takes up to n gates for each.
const mostInputs = 1_000_000

// goesOn says whether it does, and notes why not.
func (b *builder) goesOn() bool {
	if b.err == nil {
		b.err = b.stopped()
	}
	if b.err == nil && b.inputs > mostInputs {
		b.err = fmt.Errorf("blocks: %w: the gates of its networks have more than %d inputs", ErrTooLarge, mostInputs)
	}
	return b.err == nil
}

// structure returns that of a valid system, [ErrTooLarge] or the error of ctx.
func (s *System) structure(ctx context.Context) (structure, error) {
	b := &builder{
		system: s, parts: map[string]*Part{}, diagrams: map[string]*Diagram{}, groups: map[string]*Group{},
		taken: map[string]int{}, made: map[string]string{}, shown: map[string]string{}, stopped: ctx.Err,
	}
	for i := range s.Components {
		b.parts[s.Components[i].ID] = &s.Components[i]
	}
	for i := range s.Diagrams {
		b.diagrams[s.Diagrams[i].ID] = &s.Diagrams[i]
	}
	for i := range s.Groups {
		for _, id := range s.Groups[i].Members {
			b.groups[id] = &s.Groups[i]
		}
	}
	b.events(&s.Root, "") // they keep their names
	name := s.Root.Label
	if name == "" {
		name = "system"
	}
	b.out.top = b.block(&s.Root, name, "")
	if len(b.out.house) > 0 && b.out.top == b.out.house[0].ID { // a tree has a gate or an event on top
		b.out.gates = append(b.out.gates, faulttree.Gate{ID: b.unique(name), Op: faulttree.Or, Inputs: []string{b.out.top}})
		b.out.top = b.out.gates[len(b.out.gates)-1].ID
	}
	if b.err != nil {
		return structure{}, b.err
	}
	return b.out.pruned(), nil
}

// pruned leaves out what is not under the top, such as edges on no way.
func (s structure) pruned() structure {
	used := map[string]bool{s.top: true}
	for _, g := range slices.Backward(s.gates) {
		for _, in := range g.Inputs {
			used[in] = used[in] || used[g.ID]
		}
	}
	s.gates = slices.DeleteFunc(s.gates, func(g faulttree.Gate) bool { return !used[g.ID] })
	s.events = slices.DeleteFunc(s.events, func(e source) bool { return !used[e.id] })
	s.house = slices.DeleteFunc(s.house, func(h faulttree.HouseEvent) bool { return !used[h.ID] })
	return s
}

// events declares the components under a block.
func (b *builder) events(k *Block, prefix string) {
	if k.Kind == Component {
		b.component(k.Of, prefix)
	}
	if k.Kind == Named {
		if within := b.inside(k, prefix); b.made["seen "+within+"\x00"+k.Of] == "" {
			b.made["seen "+within+"\x00"+k.Of] = "yes"
			b.events(&b.diagrams[k.Of].Root, within)
		}
	}
	k.children(func(_ string, child *Block) { b.events(child, prefix) })
}

// inside returns the prefix of the components of a named diagram. Copies within copies
// differ from a copy with a slash in its name.
func (b *builder) inside(k *Block, prefix string) string {
	if k.As == "" {
		return prefix
	}
	within := prefix + strconv.Quote(k.As)
	b.shown[within] = b.shown[prefix] + k.As + "/"
	return within
}

// component returns the event, or the gate over its causes, that a component fails.
func (b *builder) component(id, prefix string) string {
	key := "component " + prefix + "\x00" + id
	if made, ok := b.made[key]; ok {
		return made
	}
	g := b.groups[id]
	if g == nil {
		b.made[key] = b.event(sourceOf(b.parts[id], b.shown[prefix]+id, 1))
		return b.made[key]
	}
	var causes []string
	g.causes(id, func(members []string, share float64) {
		cause := fmt.Sprintf("cause %s\x00%q", prefix, members)
		made, ok := b.made[cause]
		if !ok {
			made = b.event(sourceOf(b.parts[id], b.shown[prefix]+"["+strings.Join(members, " ")+"]", share))
			b.made[cause] = made
		}
		causes = append(causes, made)
	})
	b.made[key] = b.gate(faulttree.Gate{ID: b.shown[prefix] + id, Op: faulttree.Or, Inputs: causes})
	return b.made[key]
}

func (b *builder) event(e source) string {
	e.id = b.unique(e.id)
	b.out.events = append(b.out.events, e)
	return e.id
}

// gate adds a gate, or returns its only input.
func (b *builder) gate(g faulttree.Gate) string {
	if len(g.Inputs) == 1 {
		return g.Inputs[0]
	}
	b.inputs += len(g.Inputs)
	g.ID = b.unique(g.ID)
	b.out.gates = append(b.out.gates, g)
	return g.ID
}

// unique returns a name that nothing has.
func (b *builder) unique(id string) string {
	name := id
	for b.taken[name] > 0 {
		b.taken[id]++
		name = id + "@" + strconv.Itoa(b.taken[id])
	}
	b.taken[name] = 1
	return name
}

// block returns the event or gate that a block fails. The name is for the gate.
func (b *builder) block(k *Block, name, prefix string) string {
	switch k.Kind {
	case Component:
		return b.component(k.Of, prefix)
	case Named:
		within := b.inside(k, prefix)
		key := "diagram " + within + "\x00" + k.Of
		if _, ok := b.made[key]; !ok {
			b.made[key] = b.block(&b.diagrams[k.Of].Root, b.shown[within]+k.Of, within)
		}
		return b.made[key]
	case Network:
		return b.network(k, name, prefix)
	}
	g := faulttree.Gate{ID: name, Op: faulttree.AtLeast}
	for i := range k.Blocks {
		in := b.block(&k.Blocks[i], childName(&k.Blocks[i], name, i), prefix)
		for range k.weight(i) {
			g.Inputs = append(g.Inputs, in)
		}
	}
	switch {
	case k.Kind == Series || k.Kind == KOfN && k.K == len(g.Inputs):
		g.Op = faulttree.Or
	case k.Kind == Parallel || k.K == 1:
		g.Op = faulttree.And
	default:
		g.K = len(g.Inputs) - k.K + 1
	}
	return b.gate(g)
}

func childName(k *Block, parent string, i int) string {
	if k.Label != "" {
		return k.Label
	}
	return parent + "/" + strconv.Itoa(i+1)
}

// constant returns what never happens.
func (b *builder) constant() string {
	if len(b.out.house) == 0 {
		b.out.house = []faulttree.HouseEvent{{ID: b.unique("never")}}
	}
	return b.out.house[0].ID
}

// dual returns the structure of working: what works when components do.
func (s structure) dual() structure {
	out := s
	out.gates, out.house = slices.Clone(s.gates), slices.Clone(s.house)
	for i, g := range out.gates {
		switch g.Op {
		case faulttree.Or:
			out.gates[i].Op = faulttree.And
		case faulttree.And:
			out.gates[i].Op = faulttree.Or
		default:
			out.gates[i].K = len(g.Inputs) - g.K + 1
		}
	}
	for i := range out.house {
		out.house[i].State = !out.house[i].State
	}
	return out
}

// tree returns a fault tree with a probability, and a rate, for each event.
func (s structure) tree(p func(i int) (probability, rate float64)) faulttree.Tree {
	t := faulttree.Tree{Top: s.top, Gates: slices.Clone(s.gates), Events: []faulttree.BasicEvent{}, House: s.house}
	if s.gates == nil {
		t.Gates = []faulttree.Gate{}
	}
	for i, e := range s.events {
		q, rate := p(i)
		t.Events = append(t.Events, faulttree.BasicEvent{ID: e.id, Probability: q, RatePerHour: rate})
	}
	return t
}

// sizes works something out for every gate, from that of its inputs in increasing
// order and how many of them must happen, and returns that of the top.
func (s structure) sizes(event func(i int) float64, house func(h faulttree.HouseEvent) float64, gate func(k int, inputs []float64) float64) float64 {
	known := map[string]float64{}
	for i := range s.events {
		known[s.events[i].id] = event(i)
	}
	for _, h := range s.house {
		known[h.ID] = house(h)
	}
	for _, g := range s.gates {
		inputs := make([]float64, 0, len(g.Inputs))
		for _, in := range g.Inputs {
			inputs = append(inputs, known[in])
		}
		slices.Sort(inputs)
		k := g.K
		switch g.Op {
		case faulttree.Or:
			k = 1
		case faulttree.And:
			k = len(inputs)
		}
		known[g.ID] = gate(k, inputs)
	}
	return known[s.top]
}

// smallest returns how many events the smallest set has that makes the top happen; more
// where they repeat, but no more than there are.
func (s structure) smallest() int {
	never := func(h faulttree.HouseEvent) float64 {
		if h.State {
			return 0
		}
		return math.Inf(1)
	}
	one := func(int) float64 { return 1 }
	return int(min(s.sizes(one, never, func(k int, inputs []float64) float64 { return sum(inputs[:k]) }), float64(len(s.events))))
}

// effort is about how many nodes a diagram has in which nothing repeats.
func (s structure) effort() int {
	n := len(s.events)
	for _, g := range s.gates {
		n += len(g.Inputs) * max(min(g.K, len(g.Inputs)-g.K), 1)
	}
	return n
}

func sum(list []float64) (total float64) {
	for _, x := range list {
		total += x
	}
	return total
}
