package expression

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Moment is a mission time at which a probability or a rate may jump.
type Moment struct {
	Hours float64
	Fails bool // components may fail in it: a test that breaks them or takes them out, a condition that changes
}

// ErrMoments reports tests that are too many to deal with one by one.
var ErrMoments = errors.New("too many tests")

// Moments returns, in increasing order, the mission times from 0 to hours at which
// the probability or rate of an event may jump: the beginnings and ends of its
// tests, the shift of its Weibull distribution, and where two numbers that a
// condition compares become equal, if both grow evenly with time. Jumps by other
// means, as in floor or mod of the mission time, are not found.
//
// It returns an error that wraps [ErrMoments] when there are more than limit.
func (in Inputs) Moments(ids []string, hours float64, limit int) ([]Moment, error) {
	eval := in.Parameters.At(Settings{MissionTimeHours: hours})
	f := finder{
		eval: eval, clock: newClock(eval), hours: hours, limit: limit,
		at: map[float64]bool{}, plans: map[plan]bool{}, seen: map[string]bool{},
	}
	for _, id := range ids {
		if e, ok := in.Events[id]; ok {
			if err := f.walk(EventKey(id), e); err != nil {
				return nil, err
			}
		}
	}
	out := make([]Moment, 0, len(f.at))
	for t, fails := range f.at {
		out = append(out, Moment{t, fails})
	}
	slices.SortFunc(out, func(a, b Moment) int {
		if a.Hours < b.Hours {
			return -1
		}
		return 1 // no two are equal
	})
	return out, nil
}

// A finder collects moments.
type finder struct {
	eval *Evaluation
	clock
	hours float64
	limit int
	at    map[float64]bool // whether something may fail then
	plans map[plan]bool
	seen  map[string]bool // parameters
}

// A plan is when a component is tested, on the line of its time.
type plan struct {
	time         line
	first, every float64
	fails        bool
}

func (f *finder) walk(key string, e Expr) error {
	if d, ok := f.eval.system[e.Name]; ok && e.Op == Parameter && !f.seen[e.Name] {
		f.seen[e.Name] = true
		if err := f.walk("parameter "+e.Name, d.Expr); err != nil {
			return err
		}
	}
	for i, a := range e.Args {
		if err := f.walk(child(key, i), a); err != nil {
			return err
		}
	}
	switch e.Op {
	case Lt, Gt, Leq, Geq, Eq, Df:
		return f.crossing(key, e)
	case Weibull, PeriodicTest:
		return f.builtIn(key, e)
	}
	return nil
}

// crossing adds when the two sides of a comparison are equal.
func (f *finder) crossing(key string, e Expr) error {
	var sides [2]line
	for i, a := range e.Args {
		if _, err := f.eval.Value(child(key, i), a); err != nil {
			return nil //nolint:nilerr // what has no value is in a branch that is not chosen, and adds no moment
		}
		var ok bool
		if sides[i], ok = f.line(child(key, i), a); !ok {
			return nil
		}
	}
	return f.add(key, (sides[0].start-sides[1].start)/(sides[1].slope-sides[0].slope), true)
}

// builtIn adds the moments of a built-in whose arguments but time are constant.
func (f *finder) builtIn(key string, e Expr) error {
	args := make([]float64, len(e.Args))
	for i, a := range e.Args {
		x, err := f.eval.Value(child(key, i), a)
		if err != nil || i < len(args)-1 && !f.timeless(a) {
			return nil //nolint:nilerr // what has no value is in a branch that is not chosen, and adds no moment
		}
		args[i] = x
	}
	last := len(args) - 1
	time, ok := f.line(child(key, last), e.Args[last])
	if !ok || !(time.slope > 0) {
		return nil
	}
	if e.Op == Weibull {
		return f.add(key, (args[2]-time.start)/time.slope, false)
	}
	switch len(args) {
	case 4:
		return f.tests(key, plan{time, args[2], args[1], false})
	case 5:
		return f.tests(key, plan{time, args[3], args[2], false})
	}
	begin := plan{time, args[4], args[3], true}
	if err := f.tests(key, begin); err != nil || args[6] == 0 {
		return err
	}
	end := begin
	end.first += args[6]
	return f.tests(key, end)
}

// tests adds the moments of a plan.
func (f *finder) tests(key string, p plan) error {
	if f.plans[p] || !(p.every > 0) {
		return nil
	}
	f.plans[p] = true
	if f.hours*p.time.slope/p.every > float64(f.limit) {
		return f.tooMany(key)
	}
	first := max(0, math.Ceil((p.time.start-p.first)/p.every))
	for k := range f.limit + 2 {
		t := (p.first + (first+float64(k))*p.every - p.time.start) / p.time.slope
		if !(t <= f.hours) {
			return nil
		}
		if err := f.add(key, t, p.fails); err != nil {
			return err
		}
	}
	return nil
}

func (f *finder) add(key string, t float64, fails bool) error {
	if !(t >= 0 && t <= f.hours) {
		return nil
	}
	if f.at[t] = f.at[t] || fails; len(f.at) > f.limit {
		return f.tooMany(key)
	}
	return nil
}

func (f *finder) tooMany(key string) error {
	return fmt.Errorf("%s: %w: more than %d moments in %g h", key, ErrMoments, f.limit, f.hours)
}
