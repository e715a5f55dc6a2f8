package dynamic

// An Op is what a gate does with its inputs.
type Op string

// The gates. Those of order look at when inputs fail; simultaneous failures, which
// a common input may cause, count as in order unless the gate is Strict.
const (
	And     Op = "and"
	Or      Op = "or"
	AtLeast Op = "atLeast" // at least K of the inputs
	Pand    Op = "pand"    // all inputs, from left to right
	Por     Op = "por"     // the first input, before any other
	Spare   Op = "spare"   // no input is left to use: see [Tree]
)

// The restraints.
const (
	Seq   Op = "seq"   // inputs cannot fail but from left to right
	Mutex Op = "mutex" // no two inputs can fail
)

// A Tree is a dynamic fault tree: gates over events, what else makes events fail or
// keeps them from failing, and what repairs them. All share one name space.
//
// A spare gate uses its first input that works and that no other spare gate uses:
// it keeps what it uses until that fails, in whatever state the gate itself is.
// What it does not use is dormant, with all below it that nothing else needs: its
// events fail at their rate times their dormancy.
//
// Where there are repairs, a gate follows its inputs: it works again when they do.
// Order is then that of the failures which last. A spare gate goes back to an
// earlier input once that works and is free. A dependent event stays failed as long
// as its trigger does.
type Tree struct {
	Top          string       `json:"top"`
	Gates        []Gate       `json:"gates" nullable:"false"`
	Events       []Event      `json:"events" nullable:"false"`
	Dependencies []Dependency `json:"dependencies,omitempty"`
	Restraints   []Restraint  `json:"restraints,omitempty"`
	Inspections  []Inspection `json:"inspections,omitempty"`
}

// A Gate fails when its inputs do, as Op says.
type Gate struct {
	ID     string   `json:"id"`
	Op     Op       `json:"op"`
	K      int      `json:"k,omitempty"`      // of AtLeast: 1 ≤ K ≤ len(Inputs)
	Strict bool     `json:"strict,omitempty"` // of Pand and Por: simultaneous is not in order
	Inputs []string `json:"inputs" nullable:"false"`
}

// An Event is a leaf. Its life is exponential, or a sum of Phases exponential ones
// of the same rate (Erlang); without a rate it never fails by itself.
type Event struct {
	ID            string   `json:"id"`
	RatePerHour   float64  `json:"ratePerHour,omitempty"`   // out of each phase, while in use
	Phases        int      `json:"phases,omitempty"`        // 0 and 1: exponential
	Dormancy      float64  `json:"dormancy"`                // rate while dormant over that in use: 0 cold, 1 hot
	Probability   *float64 `json:"probability,omitempty"`   // without a rate: that it has failed from the start; with one: that it ever fails
	RepairPerHour float64  `json:"repairPerHour,omitempty"` // rate of repair once failed; 0: none
	Threshold     int      `json:"threshold,omitempty"`     // phases after which an inspection finds it worn; 0: once failed
}

// A Dependency makes its dependents fail once its trigger has failed: in steps of
// their own, one after the other. With a probability below 1, one draw decides for
// all dependents.
type Dependency struct {
	ID          string   `json:"id"`
	Trigger     string   `json:"trigger"`
	Probability float64  `json:"probability"`                 // above 0; 1 is functional
	Dependents  []string `json:"dependents" nullable:"false"` // events or gates
}

// A Restraint prevents each failure of an event that would break its rule, by itself
// or by what it causes through dependencies at the same time.
type Restraint struct {
	ID     string   `json:"id"`
	Op     Op       `json:"op"` // Seq or Mutex
	Inputs []string `json:"inputs" nullable:"false"`
}

// An Inspection renews events that have failed, or are worn, in no time: at fixed
// times, or at the ends of Phases exponential spells.
type Inspection struct {
	ID          string   `json:"id"`
	PeriodHours float64  `json:"periodHours,omitempty"` // fixed: at this time and its multiples
	Phases      int      `json:"phases,omitempty"`
	RatePerHour float64  `json:"ratePerHour,omitempty"`   // of each phase
	Inputs      []string `json:"inputs" nullable:"false"` // events; of a gate, its inputs must be named
}

// Repairable reports whether anything is ever repaired.
func (t Tree) Repairable() bool {
	for _, e := range t.Events {
		if e.RepairPerHour > 0 {
			return true
		}
	}
	return len(t.Inspections) > 0
}

// Dynamic reports whether t has more in it than a static tree.
func (t Tree) Dynamic() bool {
	for _, g := range t.Gates {
		if g.Op == Pand || g.Op == Por || g.Op == Spare {
			return true
		}
	}
	return t.Repairable() || len(t.Dependencies)+len(t.Restraints) > 0
}
