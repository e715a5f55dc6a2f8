package mesh

// An operator is what an expression does with its inputs.
type operator uint8

const (
	never   operator = iota // cannot occur; the zero expression
	basic                   // a basic event
	unknown                 // the left side of an equation
	or
	and
	atLeast
)

// An expr is the right side of an equation: a monotone Boolean function of basic
// events and unknowns.
type expr struct {
	op     operator
	index  int // of the basic event or unknown
	k      int // of atLeast
	inputs []expr
	name   string // of the gate it becomes
	label  string // the same for people
}

// anyOf returns the disjunction of its inputs. One input is itself.
func anyOf(name, label string, inputs ...expr) expr {
	kept := make([]expr, 0, len(inputs))
	for _, in := range inputs {
		if in.op != never {
			kept = append(kept, in)
		}
	}
	switch len(kept) {
	case 0:
		return expr{}
	case 1:
		return kept[0]
	}
	return expr{op: or, inputs: kept, name: name, label: label}
}

// allOf returns the conjunction of its inputs, of which there is at least one.
// One input is itself.
func allOf(name, label string, inputs ...expr) expr {
	for _, in := range inputs {
		if in.op == never {
			return expr{}
		}
	}
	if len(inputs) == 1 {
		return inputs[0]
	}
	return expr{op: and, inputs: inputs, name: name, label: label}
}

// atLeastOf says that k or more of its inputs occur, 1 ≤ k ≤ len(inputs). An input
// given twice counts twice.
func atLeastOf(k int, name, label string, inputs ...expr) expr {
	return expr{op: atLeast, k: k, inputs: inputs, name: name, label: label}
}

// holds returns the truth of e, given that of the basic events and unknowns.
func (e expr) holds(occurs, unknowns []bool) bool {
	switch e.op {
	case basic:
		return occurs[e.index]
	case unknown:
		return unknowns[e.index]
	case never:
		return false
	}
	n := 0
	for _, in := range e.inputs {
		if in.holds(occurs, unknowns) {
			n++
		}
	}
	switch e.op {
	case and:
		return n == len(e.inputs)
	case atLeast:
		return n >= e.k
	}
	return n > 0
}

// eachUnknown calls f for the unknowns of e. merely is true where the unknown
// alone makes e true.
func (e expr) eachUnknown(merely bool, f func(index int, merely bool)) {
	if e.op == unknown {
		f(e.index, merely)
	}
	for _, in := range e.inputs {
		in.eachUnknown(merely && e.op == or, f)
	}
}
