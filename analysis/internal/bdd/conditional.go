package bdd

// A Sensitivity says how the sum of the roots' probabilities, each times its
// weight, depends on every variable.
type Sensitivity struct {
	Value      float64
	Derivative []float64 // see [Flat.Gradient]
	Given      []float64 // the sum given that the variable is true
	Without    []float64 // the sum given that the variable is false
}

// Sensitivity returns what [Flat.Gradient] does and the conditional sums, which
// cost hardly more: with derivative D, that given the variable is Value + (1−p)·D
// and that given it is not is Value − p·D. Where little of Value is left it has few
// digits; then the sums of that part are made node by node, without a difference,
// so that a condition that leaves nothing gives exactly 0.
func (f *Flat) Sensitivity(p, weights []float64) Sensitivity {
	a := f.ascend(p)
	defer ascents.Put(a)
	n := f.vars
	memory := make([]float64, 3*n)
	s := Sensitivity{a.sum(f.roots, weights), memory[:n:n], memory[n : 2*n : 2*n], memory[2*n:]}
	for k := len(f.parts) - 1; k >= 0; k-- {
		part := &f.parts[k]
		roots, weights := a.rootsOf(part, weights)
		a.descend(part, roots, weights, s.Derivative)
		yes, no := s.Given[part.first:part.end], s.Without[part.first:part.end]
		if a.split(part, roots, weights, s.Derivative, yes, no) {
			a.resolve(part, roots, weights, yes, no)
		}
		if m := part.module; m.level != free {
			a.compose(part, s.Derivative, yes, no, s.Given[m.level], s.Without[m.level])
		}
		part.chain(s.Derivative)
	}
	return s
}

// compose turns the conditional probabilities of a module into those of the whole,
// which are given and without where the module is true and where it is false.
func (a *ascent) compose(part *part, derivative, yes, no []float64, given, without float64) {
	m := part.module
	if m.not == m.root {
		for i, y := range yes {
			n := no[i]
			yes[i] = float64(given*y) + float64(without*max(0, 1-y))
			no[i] = float64(given*n) + float64(without*max(0, 1-n))
		}
		return
	}
	a.not[0], a.not[1] = sized(a.not[0], len(yes)), sized(a.not[1], len(no))
	notYes, notNo := a.not[0], a.not[1]
	a.opposite = sized(a.opposite, a.f.vars)
	for level := part.first; level < part.end; level++ {
		a.opposite[level] = -derivative[level]
	}
	roots, weights := a.only(m.not)
	if a.split(part, roots, weights, a.opposite, notYes, notNo) {
		a.descend(part, roots, weights, a.opposite)
		a.resolve(part, roots, weights, notYes, notNo)
	}
	for i := range yes {
		yes[i] = float64(given*yes[i]) + float64(without*notYes[i])
		no[i] = float64(given*no[i]) + float64(without*notNo[i])
	}
}

const (
	least = 1.0 / 1024 // how much of a sum a difference may leave: it loses ten bits, three of sixteen digits
	few   = 4          // variables are gone through one by one,
	small = 16         // as are all where there are so few nodes
)

// split works out the conditional sums of a part, for its variables, and tells
// whether some must be resolved.
func (a *ascent) split(part *part, roots []uint32, weights, derivative, given, without []float64) bool {
	whole := a.sum(roots, weights)
	a.vague = a.vague[:0]
	for i := range given {
		level := part.first + uint32(i)
		d := derivative[level]
		given[i] = whole + float64(a.q[level].no.hi*d)
		without[i] = whole - float64(a.q[level].yes.hi*d)
		if !(given[i] >= least*whole && without[i] >= least*whole) {
			a.vague = append(a.vague, level)
		}
	}
	return len(a.vague) > 0
}

// resolve works out the conditional sums that are vague. The weights of roots must
// have been spread.
func (a *ascent) resolve(part *part, roots []uint32, weights, given, without []float64) {
	if len(a.vague) > few && part.to-part.from > small {
		a.spread(part, roots, weights, given, without)
		return
	}
	for _, level := range a.vague {
		given[level-part.first], without[level-part.first] = a.cut(part, roots, weights, level)
	}
}

// cut returns the conditional sums of one variable, without a difference: what
// goes through a node of the variable, and what passes its level by.
func (a *ascent) cut(part *part, roots []uint32, weights []float64, level uint32) (given, without float64) {
	nodes := a.f.nodes
	past := 0.0
	for i, root := range roots {
		if nodes[root].level > level {
			past += float64(weights[i] * a.at[root].hi)
		}
	}
	for i := part.from; i < part.to; i++ {
		n := &nodes[i]
		if n.level > level {
			continue
		}
		hi, lo := a.reach[i]*a.at[n.hi].hi, a.reach[i]*a.at[n.lo].hi
		if n.level == level {
			given += hi
			without += lo
			continue
		}
		if nodes[n.hi].level > level {
			past += float64(a.q[n.level].yes.hi * hi)
		}
		if nodes[n.lo].level > level {
			past += float64(a.q[n.level].no.hi * lo)
		}
	}
	return given + past, without + past
}

// spread is cut for all variables at once.
func (a *ascent) spread(part *part, roots []uint32, weights, given, without []float64) {
	clear(given)
	clear(without)
	vars := len(given)
	a.skipped = sized(a.skipped, 2*vars)
	clear(a.skipped)
	skipped := a.skipped
	local := func(n uint32) int { return min(int(a.f.nodes[n].level-part.first), vars) }
	for i, root := range roots {
		skipped.add(0, local(root), weights[i]*a.at[root].hi)
	}
	for i := part.from; i < part.to; i++ {
		n := &a.f.nodes[i]
		level := local(i)
		hi, lo := a.reach[i]*a.at[n.hi].hi, a.reach[i]*a.at[n.lo].hi
		given[level] += hi
		without[level] += lo
		q := &a.q[n.level]
		skipped.add(level+1, local(n.hi), q.yes.hi*hi)
		skipped.add(level+1, local(n.lo), q.no.hi*lo)
	}
	for level := range given {
		s := skipped.at(level)
		given[level] += s
		without[level] += s
	}
}

// spans is a binary tree over 0 … len/2-1 that adds a number to a range of them
// in O(log len). Only sums are made.
type spans []float64

// add adds x to every number from low up to but not including high.
func (s spans) add(low, high int, x float64) {
	if x == 0 {
		return
	}
	half := len(s) / 2
	for low, high = low+half, high+half; low < high; low, high = low/2, high/2 {
		if low%2 == 1 {
			s[low] += x
			low++
		}
		if high%2 == 1 {
			high--
			s[high] += x
		}
	}
}

// at returns the number at i.
func (s spans) at(i int) float64 {
	sum := 0.0
	for i += len(s) / 2; i >= 1; i /= 2 {
		sum += s[i]
	}
	return sum
}
