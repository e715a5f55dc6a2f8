package lifedata

import "math"

// located is the likelihood of a family of location and scale: of times, or their
// logarithms, that are Mu + Sigma·Z.
//
// In the coordinates φ = mu/sigma and θ = 1/sigma the standard variable
// z = θ·y − φ is linear and the kernels are log-concave, so that without
// truncation the logarithm of the likelihood is concave (as products and marginals
// of log-concave functions are log-concave): it has one maximum or none.
//
// Source: J. Burridge, J. R. Stat. Soc. B 43 (1981) 41-45.
type located struct {
	kernel

	lives  *columns
	powers *powers // when set, it stands for the exact and right-censored lives
	fixed  bool    // sigma is 1
}

// straight is the surface over φ and θ of the standardised times.
func (d *located) straight(p [2]float64) (value float64, grad [2]float64, hess [3]float64) {
	phi, theta := p[0], p[1]
	if !(theta > 0) {
		return math.Inf(-1), grad, hess
	}
	if d.powers != nil {
		value, grad, hess = d.powers.surface(phi, theta)
	} else {
		value, grad, hess = d.points(phi, theta)
	}
	for _, w := range d.lives.inside {
		value += d.window(w, phi, theta, w.n, &grad, &hess)
	}
	if d.powers == nil {
		for _, w := range d.lives.truncated {
			value += d.window(w, phi, theta, -w.n, &grad, &hess)
		}
	}
	return value, grad, hess
}

// points adds up exact and right-censored lives.
func (d *located) points(phi, theta float64) (value float64, grad [2]float64, hess [3]float64) {
	failures := 0.0
	add := func(s slope, y, n float64) {
		value += n * s.l
		grad[0] -= n * s.d
		grad[1] += n * s.d * y
		hess[0] += n * s.dd
		hess[1] -= n * s.dd * y
		hess[2] += n * s.dd * y * y
	}
	for i, y := range d.lives.exact.y {
		n := d.lives.exact.number(i)
		add(d.density(theta*y-phi), y, n)
		failures += n
	}
	for i, y := range d.lives.right.y {
		add(d.upper(theta*y-phi), y, d.lives.right.number(i))
	}
	value += failures * math.Log(theta)
	grad[1] += failures / theta
	hess[2] -= failures / (theta * theta)
	return value, grad, hess
}

// window adds n times the logarithm of the probability of w.
func (d *located) window(w window, phi, theta, n float64, grad *[2]float64, hess *[3]float64) float64 {
	if s, ok := narrow(d.kernel, theta*(w.a+w.width/2)-phi, theta*w.width); ok {
		y := w.a + w.width/2
		grad[0] -= n * s.d
		grad[1] += n * (s.d*y + 1/theta)
		hess[0] += n * s.dd
		hess[1] -= n * s.dd * y
		hess[2] += n * (s.dd*y*y - 1/(theta*theta))
		return n * (s.l + math.Log(theta*w.width))
	}
	s := span(d.kernel, theta*w.a-phi, theta*w.b-phi)
	a, b := w.a, w.b
	if math.IsInf(a, -1) { // its slopes are 0
		a = 0
	}
	if math.IsInf(b, 1) {
		b = 0
	}
	grad[0] -= n * (s.a + s.b)
	grad[1] += n * (s.a*a + s.b*b)
	hess[0] += n * (s.aa + 2*s.ab + s.bb)
	hess[1] -= n * (s.aa*a + s.ab*(a+b) + s.bb*b)
	hess[2] += n * (s.aa*a*a + 2*s.ab*a*b + s.bb*b*b)
	return n * s.l
}

// surface is the logarithm of the likelihood of the hours over mu and ln sigma.
func (d *located) surface(p [2]float64) (value float64, grad [2]float64, hess [3]float64) {
	sd := d.lives.sd
	theta := sd * math.Exp(-p[1])
	phi := (p[0] - d.lives.mean) / sd * theta
	v, g, h := d.straight([2]float64{phi, theta})
	// With m = (mu − mean)/sd: φ = m·θ, dφ/dm = θ, dφ/dτ = −φ, dθ/dτ = −θ.
	slope := theta / sd // dφ/dmu
	grad = [2]float64{g[0] * slope, -phi*g[0] - theta*g[1]}
	hess = [3]float64{
		h[0] * slope * slope,
		-slope*(phi*h[0]+theta*h[1]) - slope*g[0],
		phi*phi*h[0] + 2*phi*theta*h[1] + theta*theta*h[2] + phi*g[0] + theta*g[1],
	}
	return v + d.lives.jacobian, grad, hess
}

// memo returns a function with the value of surface, which remembers the sums of
// powers of each sigma.
func (d *located) memo() func(p [2]float64) float64 {
	if d.powers == nil || len(d.lives.inside) > 0 {
		return func(p [2]float64) float64 {
			value, _, _ := d.surface(p)
			return value
		}
	}
	sums := map[float64]float64{}
	return func(p [2]float64) float64 {
		theta := d.lives.sd * math.Exp(-p[1])
		sum, ok := sums[p[1]]
		if !ok {
			sum, _, _ = d.powers.sums(theta)
			sums[p[1]] = sum
		}
		return d.powers.value((p[0]-d.lives.mean)/d.lives.sd*theta, theta, sum) + d.lives.jacobian
	}
}

// maximum returns the maximum of surface.
func (d *located) maximum() (summit, bool) {
	theta := 1.0
	if d.fixed {
		theta = d.lives.sd
	}
	// With one dimension, start where the exponent cannot overflow.
	top, ok := climb(d.straight, [2]float64{theta * d.highest(), theta}, d.dimensions())
	if !ok {
		return summit{}, false
	}
	sd := d.lives.sd
	at := [2]float64{d.lives.mean + sd*top.at[0]/top.at[1], math.Log(sd / top.at[1])}
	if d.fixed {
		at[1] = 0
	}
	value, _, hess := d.surface(at)
	return summit{at, value, hess}, concave(hess, d.dimensions())
}

func (d *located) dimensions() int {
	if d.fixed {
		return 1
	}
	return 2
}

// highest returns where to start: the middle, for fixed sigma the last time.
func (d *located) highest() float64 {
	if !d.fixed {
		return 0
	}
	most := 0.0
	for _, c := range []column{d.lives.exact, d.lives.right} {
		for _, y := range c.y {
			most = math.Max(most, y)
		}
	}
	for _, w := range d.lives.inside {
		if !math.IsInf(w.b, 1) {
			most = math.Max(most, w.b)
		} else {
			most = math.Max(most, w.a)
		}
	}
	return most
}
