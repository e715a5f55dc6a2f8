package dynamic

// An arc leads to a state of an automaton.
type arc struct {
	to     int32
	rate   float64
	repair bool
}

// A chance is a state of an automaton to begin in.
type chance struct {
	state int32
	p     float64
}

// An automaton is the life of a leaf: of an event, or of a block, which is a part
// of the tree that was solved by itself.
type automaton struct {
	failed  []bool
	moves   [][]arc   // by state, while in use
	idle    [][]arc   // while dormant; nil where that makes no difference
	hits    [][]int32 // by dependency from outside, then by state: where its failure leads
	restore []int32   // by state: where an inspection leads
	start   []chance
}

// fault of the automaton of an event: what makes it fail.
const killed = 0

// life returns the automaton of an event: its phases, then failed, then a state
// that never fails by itself where it may have been spared.
func (e Event) life() *automaton {
	phases := max(e.Phases, 1)
	failed := int32(phases)
	n := phases + 1
	p := 1.0
	if e.Probability != nil {
		p = *e.Probability
	}
	rate := e.RatePerHour
	spared := e.Probability != nil && p < 1 && rate > 0
	if spared {
		n++
	}
	a := &automaton{failed: make([]bool, n), moves: make([][]arc, n), hits: [][]int32{make([]int32, n)}, restore: make([]int32, n)}
	a.failed[failed] = true
	for i := range n {
		a.hits[killed][i], a.restore[i] = failed, int32(i)
	}
	threshold := failed
	if e.Threshold > 0 {
		threshold = int32(e.Threshold)
	}
	for i := threshold; i <= failed; i++ {
		a.restore[i] = 0
	}
	if rate > 0 {
		for i := range failed {
			a.moves[i] = []arc{{to: i + 1, rate: rate}}
		}
		if e.Dormancy != 1 {
			a.idle = make([][]arc, n)
			for i := range failed {
				if e.Dormancy > 0 {
					a.idle[i] = []arc{{to: i + 1, rate: rate * e.Dormancy}}
				}
			}
		}
	}
	if e.RepairPerHour > 0 {
		a.moves[failed] = []arc{{rate: e.RepairPerHour, repair: true}}
		if a.idle != nil {
			a.idle[failed] = a.moves[failed]
		}
	}
	switch {
	case spared:
		a.start = []chance{{0, p}, {int32(n - 1), 1 - p}}
	case e.Probability != nil && rate == 0 && p > 0:
		a.start = []chance{{failed, p}, {0, 1 - p}}
	default:
		a.start = []chance{{0, 1}}
	}
	return a
}

// arcs returns the ways out of a state.
func (a *automaton) arcs(state uint32, active bool) []arc {
	if active || a.idle == nil {
		return a.moves[state]
	}
	return a.idle[state]
}

// equal reports whether two automata are the same, state by state.
func (a *automaton) equal(b *automaton) bool {
	if a == b {
		return true
	}
	return equalSlices(a.failed, b.failed) && equalGrids(a.moves, b.moves) && equalGrids(a.idle, b.idle) &&
		equalGrids(a.hits, b.hits) && equalSlices(a.restore, b.restore) && equalSlices(a.start, b.start)
}

func equalSlices[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func equalGrids[T comparable](a, b [][]T) bool {
	if len(a) != len(b) || (a == nil) != (b == nil) {
		return false
	}
	for i := range a {
		if !equalSlices(a[i], b[i]) {
			return false
		}
	}
	return true
}
