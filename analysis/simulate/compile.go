package simulate

import (
	"math"
	"slices"

	"ninefold/analysis/faulttree"
)

// A kind is what a clock is of.
type kind uint8

const (
	ofComponent kind = iota
	ofShock
	ofMaintenance
	ofPart
)

// A bell is what never changes of a clock.
type bell struct {
	kind kind
	of   int // component, shock or stock
	law  law // of life, interval or lead
}

// A node is a gate with its inputs as indices: components, storms, then gates.
type node struct {
	k      int // failed inputs that make it fail
	inputs []int
}

// A unit is a component with all that is named by index; −1 is none.
type unit struct {
	repair, duration law
	repaired, asOld  bool
	crew, stock      int
	priority         int
	cascades         []int // of which it is the source
	raised           []int // of which it is a target, with a factor
	storms           []int
}

// A compiled model is what replications share.
type compiled struct {
	m          *Model
	bells      []bell
	units      []unit
	targets    [][]int   // of shocks
	effects    [][]int   // of cascades
	sources    []int     // of cascades
	members    [][]int   // of storms
	nodes      []node    // inputs first
	top        int       // index of component, storm or gate
	width      int       // components and storms
	shared     bool      // speeds change
	memoryless bool      // all laws are exponential and there is no maintenance
	renews     bool      // a state in which all is new is one of regeneration
	likely     []float64 // about how likely a component, and then a shock, fails while another is in repair
	needed     int       // failures that bring the system down, at least, from new
}

// compile makes indices of the names of a valid model.
func compile(m *Model) *compiled {
	c := &compiled{m: m, memoryless: true, renews: true, width: len(m.Components) + len(m.Storms)}
	index := map[string]int{}
	for i, x := range m.Components {
		index[x.ID] = i
	}
	for i, x := range m.Storms {
		index[x.ID] = len(m.Components) + i
	}
	for _, x := range m.Components {
		c.add(bell{ofComponent, len(c.units), lawOf(x.Life)})
		c.unit(x)
	}
	for i, x := range m.Shocks {
		c.add(bell{ofShock, i, lawOf(x.Interval)})
		c.targets = append(c.targets, indices(index, x.Targets))
	}
	for i, x := range m.Components {
		if x.Maintenance != nil {
			c.bells = append(c.bells, bell{kind: ofMaintenance, of: i})
			c.memoryless, c.renews = false, false
		}
	}
	for i, x := range m.Stocks {
		for range x.Parts {
			b := bell{kind: ofPart, of: i}
			c.renews = c.renews && x.Lead != nil
			if x.Lead != nil {
				b.law = lawOf(x.Lead)
				c.memoryless = c.memoryless && b.law.mean > 0
			}
			c.bells = append(c.bells, b)
		}
	}
	c.spread(index)
	c.guess()
	c.gates(index)
	c.needed = c.distance(make([]bool, c.width), newScratch(c))
	return c
}

// add adds a clock of failures.
func (c *compiled) add(b bell) {
	c.bells = append(c.bells, b)
	c.memoryless = c.memoryless && b.law.mean > 0
	c.renews = c.renews && b.law.mean > 0
}

func indices(index map[string]int, ids []string) []int {
	out := make([]int, len(ids))
	for i, id := range ids {
		out[i] = index[id]
	}
	return out
}

func (c *compiled) unit(x Component) {
	u := unit{repaired: x.Repair != nil, asOld: x.AsOld, priority: x.Priority}
	if x.Repair != nil {
		u.repair = lawOf(x.Repair)
		c.memoryless = c.memoryless && u.repair.mean > 0
	}
	c.renews = c.renews && u.repaired
	if x.Maintenance != nil {
		u.duration = lawOf(x.Maintenance.Duration)
	}
	u.crew = slices.IndexFunc(c.m.Crews, func(o Crew) bool { return o.ID == x.Crew })
	u.stock = slices.IndexFunc(c.m.Stocks, func(o Stock) bool { return o.ID == x.Stock })
	c.units = append(c.units, u)
}

// spread says who is hit by what.
func (c *compiled) spread(index map[string]int) {
	for i, x := range c.m.Cascades {
		c.effects = append(c.effects, indices(index, x.Targets))
		source := index[x.Source]
		c.sources = append(c.sources, source)
		c.units[source].cascades = append(c.units[source].cascades, i)
		for _, t := range c.effects[i] {
			if x.Factor > 1 {
				c.units[t].raised = append(c.units[t].raised, i)
				c.shared = true
			}
		}
	}
	for i, x := range c.m.Storms {
		c.members = append(c.members, indices(index, x.Members))
		for _, t := range c.members[i] {
			c.units[t].storms = append(c.units[t].storms, i)
		}
		c.shared = c.shared || x.Exponent > 0
	}
}

// gates makes nodes of the gates, inputs first, or of what is found out about the
// function.
func (c *compiled) gates(index map[string]int) {
	if c.m.Down != nil {
		c.cutNodes()
		return
	}
	of := map[string]int{}
	for i, g := range c.m.Gates {
		of[g.ID] = i
	}
	for at, i := range sorted(c.m.Gates, of) {
		index[c.m.Gates[i].ID] = c.width + at
	}
	for _, i := range sorted(c.m.Gates, of) {
		g := c.m.Gates[i]
		n := node{inputs: indices(index, g.Inputs), k: g.K}
		switch g.Op {
		case faulttree.And:
			n.k = len(n.inputs)
		case faulttree.Or:
			n.k = 1
		}
		c.nodes = append(c.nodes, n)
	}
	c.top = index[c.m.Top]
}

// A scratch is room for walks over the gates.
type scratch struct {
	far    []int     // of components, storms and gates, failures until they fail
	chance []float64 // of them, to fail about now
	slope  []float64 // of the chance of the top, by theirs
	list   []int
	counts []float64
}

func newScratch(c *compiled) *scratch {
	n := c.width + len(c.nodes)
	return &scratch{far: make([]int, n), chance: make([]float64, n), slope: make([]float64, n)}
}

// unreachable is further than any distance.
const unreachable = math.MaxInt32

// isDown says whether the system is.
func (c *compiled) isDown(failed []bool, w *scratch) bool {
	if c.m.Down != nil {
		return c.m.Down(failed)
	}
	return c.distance(failed, w) == 0
}

// distance returns how many more failures bring the system down, at least: exactly
// so for trees in which nothing is repeated, and an upper bound where something is.
// A storm breaks out when so many members fail that the rest cannot bear the demand.
func (c *compiled) distance(failed []bool, w *scratch) int {
	for i, f := range failed {
		w.far[i] = 1
		if f {
			w.far[i] = 0
		}
	}
	for i := range c.members {
		if at := len(c.units) + i; !failed[at] {
			w.far[at] = c.margin(i, failed)
		}
	}
	for at, n := range c.nodes {
		near := w.list[:0]
		for _, i := range n.inputs {
			near = append(near, w.far[i])
		}
		if n.k < len(near) {
			slices.Sort(near)
		}
		sum := 0
		for _, far := range near[:n.k] {
			sum = min(sum+far, unreachable)
		}
		w.far[c.width+at], w.list = sum, near
	}
	return w.far[c.top]
}

// margin returns how many more members a storm needs, at least 1.
func (c *compiled) margin(storm int, failed []bool) int {
	working, s := c.working(storm, failed), c.m.Storms[storm]
	least := min(float64(working), math.Floor(s.Demand/s.Capacity)) // that bear the demand, but for rounding
	for n := int(least); n <= working; n++ {
		if s.bears(n) >= s.Demand {
			return max(1, working-n+1)
		}
	}
	return 1
}

// working returns how many members of a storm do.
func (c *compiled) working(storm int, failed []bool) int {
	n := 0
	for _, i := range c.members[storm] {
		if !failed[i] {
			n++
		}
	}
	return n
}

// bears returns the capacity of so many members: of all of them as it was validated,
// which a sum is not, to the last digit.
func (s *Storm) bears(members int) float64 { return s.Capacity * float64(members) }
