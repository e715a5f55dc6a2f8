package faulttree

// An Op is what a gate does with its inputs.
type Op string

// The gates of a coherent tree.
const (
	And     Op = "and"
	Or      Op = "or"
	AtLeast Op = "atLeast" // at least K of the inputs
)

// A Tree is a directed acyclic graph of gates over basic events. Gates and
// events share one name space.
type Tree struct {
	Top    string       `json:"top"` // ID of a gate or basic event
	Gates  []Gate       `json:"gates" nullable:"false"`
	Events []BasicEvent `json:"events" nullable:"false"`
}

// A Gate occurs when its inputs do, as Op says. It has at least one input; an
// input named twice counts twice under AtLeast.
type Gate struct {
	ID     string   `json:"id"`
	Op     Op       `json:"op"`
	K      int      `json:"k,omitempty"` // of AtLeast: 1 ≤ K ≤ len(Inputs)
	Inputs []string `json:"inputs" nullable:"false"`
}

// A BasicEvent is a leaf. Basic events fail independently.
type BasicEvent struct {
	ID          string  `json:"id"`
	Probability float64 `json:"probability"`           // in [0, 1]
	RatePerHour float64 `json:"ratePerHour,omitempty"` // failures per hour of operation; 0 for events without one, such as a failed switch
}
