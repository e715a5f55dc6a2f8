package lifedata

import "math"

// powers are what the likelihood of Weibull lives that are exact or right-censored
// depends on, left truncation included: the failures and, for each θ, the sums
// Σ exp(θ·y), Σ y·exp(θ·y) and Σ y²·exp(θ·y) over all lives less those over their
// entries.
//
// Many lives are kept as moments about the middles of cells of y: with half a cell
// times θ below 0.25 the series of the exponential, of 11 terms, ends within 1e-14.
// Then no evaluation looks at the lives again. Cells are made for a θ of up to 4 (it
// is 1.3 of Weibull lives whose logarithms have a standard deviation of 1); beyond,
// the lives are added up.
type powers struct {
	lives    *columns
	failures float64
	times    float64 // Σ y over failures
	top      float64 // largest y: exponents are of y − top
	cells    []cell
	middle   float64 // of the first cell
	width    float64
}

// moments is how many moments a cell has: sums of n·δ^k for k below it.
const moments = 13

type cell [moments]float64

// maxCells is how many cells there are at most.
const maxCells = 1000

// leastRows is how many lives make cells worth their while.
const leastRows = 500

// newPowers adds up lives, which must be exact or right-censored and not truncated
// on the right.
func newPowers(c *columns) *powers {
	p := &powers{lives: c, top: math.Inf(-1)}
	p.failures, p.times = c.exact.total()
	bottom := math.Inf(1)
	each(c, func(y, _ float64) {
		p.top = math.Max(p.top, y)
		bottom = math.Min(bottom, y)
	})
	n := len(c.exact.y) + len(c.right.y) + len(c.truncated)
	if n < leastRows {
		return p
	}
	count := int(8 * (p.top - bottom))
	if count > maxCells {
		return p
	}
	count = max(count, 16)
	p.cells = make([]cell, count+1)
	p.width = math.Max(p.top-bottom, 1e-9) / float64(count)
	p.middle = bottom - p.top
	each(c, func(y, n float64) {
		y -= p.top
		i := min(max(int((y-p.middle)/p.width+0.5), 0), count)
		delta := y - (p.middle + float64(i)*p.width)
		at := &p.cells[i]
		for k := range at {
			at[k] += n
			n *= delta
		}
	})
	return p
}

// each calls f with every time and how often it counts.
func each(c *columns, f func(y, n float64)) {
	for _, k := range []*column{&c.exact, &c.right} {
		for i, y := range k.y {
			f(y, k.number(i))
		}
	}
	for _, w := range c.truncated {
		if !math.IsInf(w.a, -1) {
			f(w.a, -w.n)
		}
	}
}

// sums returns Σ n·e^(θy), Σ n·y·e^(θy) and Σ n·y²·e^(θy), of y less top.
func (p *powers) sums(theta float64) (s0, s1, s2 float64) {
	if p.cells == nil || theta*p.width > 0.5 {
		each(p.lives, func(y, n float64) {
			y -= p.top
			e := n * math.Exp(theta*y)
			s0 += e
			s1 += e * y
			s2 += e * y * y
		})
		return s0, s1, s2
	}
	for i := range p.cells {
		c := &p.cells[i]
		if c[0] == 0 && c[2] == 0 {
			continue
		}
		y := p.middle + float64(i)*p.width
		e := math.Exp(theta * y)
		if e == 0 {
			continue
		}
		// m0 = Σ n·e^(θδ) = Σ_k θ^k/k!·c[k]; m1 and m2 with one and two more δ.
		var m0, m1, m2 float64
		factor := 1.0
		for k := range moments - 2 {
			m0 += factor * c[k]
			m1 += factor * c[k+1]
			m2 += factor * c[k+2]
			factor *= theta / float64(k+1)
		}
		s0 += e * m0
		s1 += e * (y*m0 + m1)
		s2 += e * (y*y*m0 + 2*y*m1 + m2)
	}
	return s0, s1, s2
}

// surface is the logarithm of the likelihood over φ and θ:
// r·ln θ + θ·Σ y − r·φ − Σ exp(θ·y − φ).
func (p *powers) surface(phi, theta float64) (value float64, grad [2]float64, hess [3]float64) {
	s0, s1, s2 := p.sums(theta)
	// Back from y − top to y.
	s1, s2 = s1+p.top*s0, s2+2*p.top*s1+p.top*p.top*s0
	e := math.Exp(theta*p.top - phi)
	value = p.value(phi, theta, s0)
	grad = [2]float64{e*s0 - p.failures, p.failures/theta + p.times - e*s1}
	hess = [3]float64{-e * s0, e * s1, -p.failures/(theta*theta) - e*s2}
	return value, grad, hess
}

// value returns that of surface, of the sum Σ exp(θ·(y − top)).
func (p *powers) value(phi, theta, sum float64) float64 {
	return p.failures*(math.Log(theta)-phi) + theta*p.times - math.Exp(theta*p.top-phi)*sum
}
