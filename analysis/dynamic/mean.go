package dynamic

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

const (
	nodes     = 16    // of each panel
	precision = 1e-11 // relative, of the mean time to failure
	doublings = 200
	endOfTime = 1e300 // hours: beyond, sums may not be numbers
)

// integrate finds the mean time to failure as the integral of the reliability, by
// Gauss–Legendre quadrature on panels that double: a sum of exponentials, it is
// smooth on each. Panels are halved until that changes nothing.
func (a *analysis) integrate(s *static) error {
	scale := a.scale()
	before := math.NaN()
	for panels := 2; panels <= 32; panels *= 2 {
		total, err := a.area(s, scale, panels)
		if err != nil || total == 0 {
			return err
		}
		if math.Abs(total-before) <= precision*total {
			a.result.MTTF = &total
			return nil
		}
		before = total
	}
	return nil
}

// scale returns a time in which little happens: the shortest mean of any rate.
func (a *analysis) scale() float64 {
	fastest := 0.0
	for _, e := range a.plan.tree.Events {
		if _, in := a.plan.unit[e.ID]; in {
			fastest = max(fastest, e.RatePerHour)
		}
	}
	return 1 / fastest
}

// area integrates the reliability on panels [0, h], [h, 2h], [2h, 4h], …, each in
// so many parts.
func (a *analysis) area(s *static, h float64, parts int) (float64, error) {
	total, from, to := 0.0, 0.0, h
	var x, w [nodes]float64
	for n := 0; n < doublings && to < endOfTime; n++ {
		var hours, weights []float64
		step := (to - from) / float64(parts)
		for i := range parts {
			quad.Legendre{}.FixedLocations(x[:], w[:], from+float64(i)*step, from+float64(i+1)*step)
			hours, weights = append(hours, x[:]...), append(weights, w[:]...)
		}
		courses, err := a.coursesAt(hours)
		if err != nil {
			return 0, err
		}
		panel, last := 0.0, 0.0
		for i := range hours {
			last = diagram(s.works, s.workAt, func(u int) bracket { return courses[u].working[i] }).lower
			panel += weights[i] * last
		}
		total += panel
		if last*to <= 1e-14*total {
			return total, nil
		}
		from, to = to, 2*to
	}
	return 0, nil
}

// coursesAt returns the reliability of all units at other times.
func (a *analysis) coursesAt(hours []float64) ([]*course, error) {
	out := make([]*course, len(a.courses))
	for i, c := range a.courses {
		if c.solver == nil {
			out[i] = a.plan.simple(i, hours)
			continue
		}
		f, err := c.solver.FirstPassage(a.ctx, c.goal, hours)
		if err != nil {
			return nil, err
		}
		out[i] = &course{}
		for _, p := range f.Not {
			out[i].working = append(out[i].working, exactly(min(p, 1)))
		}
	}
	return out, nil
}
