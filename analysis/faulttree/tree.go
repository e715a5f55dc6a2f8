package faulttree

// An Op is what a gate does with its inputs.
type Op string

// The gates. A tree of And, Or and AtLeast alone is coherent; the others may make
// an event help.
const (
	And         Op = "and"
	Or          Op = "or"
	AtLeast     Op = "atLeast"     // at least K of the inputs
	Cardinality Op = "cardinality" // at least K and at most Max of the inputs
	Not         Op = "not"         // of one input
	Nand        Op = "nand"
	Nor         Op = "nor"
	Xor         Op = "xor"   // an odd number of the inputs
	Iff         Op = "iff"   // both of two inputs, or neither
	Imply       Op = "imply" // the second of two inputs, or not the first
)

// A Tree is a directed acyclic graph of gates over basic events. Gates and
// events share one name space.
type Tree struct {
	Top    string       `json:"top"` // ID of a gate or basic event
	Gates  []Gate       `json:"gates" nullable:"false"`
	Events []BasicEvent `json:"events" nullable:"false"`
	House  []HouseEvent `json:"house,omitempty"`
}

// A HouseEvent is a leaf that is fixed, to switch parts of a tree on and off.
type HouseEvent struct {
	ID    string `json:"id"`
	State bool   `json:"state"`
}

// A Gate occurs when its inputs do, as Op says. It has at least one input; an
// input named twice counts twice under AtLeast.
type Gate struct {
	ID     string   `json:"id"`
	Op     Op       `json:"op"`
	K      int      `json:"k,omitempty"`   // of AtLeast: 1 ≤ K ≤ len(Inputs); of Cardinality: 0 ≤ K ≤ Max
	Max    int      `json:"max,omitempty"` // of Cardinality: Max ≤ len(Inputs)
	Inputs []string `json:"inputs" nullable:"false"`
}

// A BasicEvent is a leaf. Basic events fail independently.
type BasicEvent struct {
	ID          string  `json:"id"`
	Probability float64 `json:"probability"`           // in [0, 1]
	RatePerHour float64 `json:"ratePerHour,omitempty"` // failures per hour of operation; 0 for events without one, such as a failed switch
}

// IDs returns what t has names for: gates, events and house events.
func (t Tree) IDs() map[string]bool {
	ids := map[string]bool{}
	for _, g := range t.Gates {
		ids[g.ID] = true
	}
	for _, e := range t.Events {
		ids[e.ID] = true
	}
	for _, h := range t.House {
		ids[h.ID] = true
	}
	return ids
}
