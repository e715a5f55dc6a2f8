package dynamic

import "slices"

// A Fragment is a part of a tree: what has to be added to one, and the gate that
// stands for it there.
type Fragment struct {
	Output       string
	Gates        []Gate
	Events       []Event
	Dependencies []Dependency
}

// Add returns a tree with fragments added, of which the inputs of a gate can now
// name the outputs.
func (t Tree) Add(fragments ...Fragment) Tree {
	t.Gates, t.Events, t.Dependencies = slices.Clone(t.Gates), slices.Clone(t.Events), slices.Clone(t.Dependencies)
	for _, f := range fragments {
		t.Gates = append(t.Gates, f.Gates...)
		t.Events = append(t.Events, f.Events...)
		t.Dependencies = append(t.Dependencies, f.Dependencies...)
	}
	return t
}

// Failover is a service that a spare takes over when its primary fails: a spare
// gate. The failure of the primary is covered, that is noticed and handled, with
// the probability given; one that is not takes the service down although the spare
// works. That is an event which a probabilistic dependency on the primary causes,
// of probability 1 − coverage.
//
// The dormancy of the spare's events says what it does meanwhile: 0 is a cold
// standby, 1 one that serves as well. Primary and spare are IDs of the tree; the
// spare may be shared by several failovers. The service is up while its output has
// not failed.
//
// Without repair and for one exponential spare in standby the mean time to failure
// is 1/λ + coverage/μ. Source: [DBB92], and for coverage K. Trivedi, Probability and
// statistics with reliability, queuing, and computer science applications, 2nd
// edition, 2002, section 8.5.
func Failover(id, primary, spare string, coverage float64) Fragment {
	f := Fragment{Output: id}
	takes := Gate{ID: id + " takes over", Op: Spare, Inputs: []string{primary, spare}}
	if coverage >= 1 {
		takes.ID = id
		f.Gates = []Gate{takes}
		return f
	}
	missed := id + " missed"
	f.Events = []Event{{ID: missed, Dormancy: 1}}
	f.Dependencies = []Dependency{{ID: id + " coverage", Trigger: primary, Probability: 1 - coverage, Dependents: []string{missed}}}
	f.Gates = []Gate{takes, {ID: id, Op: Or, Inputs: []string{takes.ID, missed}}}
	return f
}

// Breaker is a circuit breaker between a caller and what it calls. As long as it
// works, failures of the callee do not reach the caller: it opens, and the fallback
// answers. Where it fails before the callee does, nobody holds the failure up: a
// priority gate. A breaker that fails once it is open stays open. Where the
// fallback is not empty, its failure and that of the callee together reach the
// caller as well.
//
// Without repair and fallback, with failure rates b of the breaker and c of the
// callee, the caller is reached by t with probability 1 − e^(−ct) − c/(b+c)·(1 −
// e^(−(b+c)t)).
func Breaker(id, breaker, callee, fallback string) Fragment {
	through := Gate{ID: id + " lets through", Op: Pand, Strict: true, Inputs: []string{breaker, callee}}
	if fallback == "" {
		through.ID = id
		return Fragment{Output: id, Gates: []Gate{through}}
	}
	both := Gate{ID: id + " has no answer", Op: And, Inputs: []string{callee, fallback}}
	return Fragment{Output: id, Gates: []Gate{through, both, {ID: id, Op: Or, Inputs: []string{through.ID, both.ID}}}}
}
