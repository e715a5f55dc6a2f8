package blocks

import "ninefold/analysis/dist"

// Kinds of blocks.
const (
	Component = "component" // works when its component does
	Series    = "series"    // works when all its blocks do
	Parallel  = "parallel"  // works when one of its blocks does
	KOfN      = "kOfN"      // works when blocks of weight K in all do
	Network   = "network"   // works when working edges lead from Source to Target
	Named     = "diagram"   // works when the diagram of that name does
)

// A System is components and a diagram of what it takes of them to work.
type System struct {
	Label      string
	Components []Part
	Groups     []Group   // common causes
	Diagrams   []Diagram // that blocks may name
	Root       Block
}

// A Part is a component, with one of Unavailability, Life, Standby and Sharing.
type Part struct {
	ID             string
	Label          string
	Unavailability *float64      // constant, in [0, 1]
	Life           dist.Lifetime // hours until it fails
	Repair         dist.Lifetime // hours until what has a Life works again, as new; nil: never
	Standby        *Standby
	Sharing        *Sharing
}

// A Standby is units of which the first that work serve, as many as are needed. The
// others wait. When one has to take over, the switch fails with probability
// SwitchFailure: then all is down and nothing fails until somebody switches by hand,
// at SwitchRate. To go back to a unit that was repaired takes no switch.
type Standby struct {
	Needed        int    // 0 is read as 1
	Units         []Unit // in the order in which they are used
	SwitchFailure float64
	SwitchRate    float64 // per hour; 0 where nothing is repaired
	Crews         int     // for repairs, of the first units first; 0: one for each unit
}

// A Unit is one of a standby group; its lives are exponential.
type Unit struct {
	FailureRate float64 // per hour, while it serves
	Dormancy    float64 // share of it at which it fails while it waits: 0 cold, 1 hot
	RepairRate  float64 // per hour; 0: never
}

// A Sharing is like units that share a load.
type Sharing struct {
	Needed     int
	Load       []float64 // failures per hour of each unit when 1, 2, … work
	RepairRate float64   // per hour; 0: never
	Crews      int       // 0: one for each unit
}

// A Group is components that have causes of failure in common. Its members have a
// constant unavailability or a life, the same for all. Either Beta or Alpha is
// given; other components' shares of the hazard follow.
type Group struct {
	ID        string
	Members   []string
	Beta      float64   // share of failures that strike all members
	Alpha     []float64 // shares of the failure events that strike 1, 2, … members; sum to 1
	Staggered bool      // Alpha is of components tested one after the other
}

// A Diagram is a block with a name.
type Diagram struct {
	ID    string
	Label string
	Root  Block
}

// A Block is a component, or blocks of which some must work. Fields that its Kind
// has no use for are empty.
type Block struct {
	Kind    string
	Label   string
	Of      string  // ID of the component or diagram
	As      string  // of a diagram: its components are copies of their own, named As/ID; empty: they are those of the system
	K       int     // of k of n
	Weights []int   // of k of n: what each block counts; none: 1 each
	Blocks  []Block // of series, parallel and k of n

	Source, Target string // nodes of a network
	Edges          []Edge
	Nodes          []Node // that may fail; the others never do
}

// An Edge joins two nodes of a network.
type Edge struct {
	From, To string
	Directed bool
	Block    *Block // nil: it never fails
}

// A Node of a network may fail.
type Node struct {
	ID    string
	Block Block
}

// children calls visit with all blocks within b, and their place within it.
func (b *Block) children(visit func(place string, b *Block)) {
	for i := range b.Blocks {
		visit(placeOf("blocks", i), &b.Blocks[i])
	}
	for i := range b.Edges {
		if b.Edges[i].Block != nil {
			visit(placeOf("edges", i)+".block", b.Edges[i].Block)
		}
	}
	for i := range b.Nodes {
		visit(placeOf("nodes", i)+".block", &b.Nodes[i].Block)
	}
}
