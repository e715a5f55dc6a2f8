package lifedata

import (
	"math"
)

// A column holds times of one kind.
type column struct {
	y []float64
	n []float64 // how many of each; nil when all are 1
}

func (c *column) add(y, n float64) {
	if n != 1 && c.n == nil {
		c.n = make([]float64, len(c.y), cap(c.y))
		for i := range c.n {
			c.n[i] = 1
		}
	}
	c.y = append(c.y, y)
	if c.n != nil {
		c.n = append(c.n, n)
	}
}

// number returns how many there are of time i.
func (c *column) number(i int) float64 {
	if c.n == nil {
		return 1
	}
	return c.n[i]
}

// total returns how many there are, and the sum of their times.
func (c *column) total() (n, sum float64) {
	for i, y := range c.y {
		n += c.number(i)
		sum += c.number(i) * y
	}
	return n, sum
}

// A window is an interval of time, closed above; its ends may be infinite. Its width
// has more digits than their difference.
type window struct{ a, b, n, width float64 }

// columns are the lives sorted by kind.
type columns struct {
	log      bool    // times are logarithms of hours
	mean, sd float64 // of the times before they were standardised
	jacobian float64 // what makes densities of the standardised times those of hours, as a logarithm

	exact, right column
	inside       []window // failures in an interval
	truncated    []window // what could have been seen, of lives that could be missed
}

// arrange sorts lives by kind.
func arrange(lives []Life, log bool) *columns {
	c := &columns{log: log}
	exact, right, inside, truncated := 0, 0, 0, 0
	for i := range lives {
		l := &lives[i]
		switch {
		case l.Interval:
			inside++
		case l.Failed:
			exact++
		case l.Until == 0:
			right++
		default:
			inside++
		}
		if l.Entry > 0 || l.Until > 0 {
			truncated++
		}
	}
	c.exact.y, c.right.y = make([]float64, 0, exact), make([]float64, 0, right)
	c.inside, c.truncated = make([]window, 0, inside), make([]window, 0, truncated)
	for i := range lives {
		l := &lives[i]
		n := float64(l.Number())
		end := math.Inf(1)
		if l.Until > 0 {
			end = l.Until
		}
		switch {
		case l.Interval:
			c.inside = append(c.inside, c.window(l.Since, l.Hours, n))
		case l.Failed:
			c.exact.add(c.time(l.Hours), n)
		case l.Until == 0:
			c.right.add(c.time(l.Hours), n)
		default: // it failed by the time it had to, to be seen
			c.inside = append(c.inside, c.window(l.Hours, end, n))
		}
		if l.Entry > 0 || l.Until > 0 {
			c.truncated = append(c.truncated, c.window(l.Entry, end, n))
		}
	}
	return c
}

// window returns the interval of hours (low, high] on the scale of c: that from 0
// on is open below.
func (c *columns) window(low, high, n float64) window {
	w := window{math.Inf(-1), c.time(high), n, math.Inf(1)}
	switch {
	case low == 0:
	case c.log:
		w.a, w.width = c.time(low), math.Log1p((high-low)/low)
	default:
		w.a, w.width = low, high-low
	}
	return w
}

// time returns hours on the scale of c.
func (c *columns) time(hours float64) float64 {
	if c.log {
		return math.Log(hours)
	}
	return hours
}

// moments returns mean and standard deviation of the times, of which intervals
// count by their middle.
func (c *columns) moments() (mean, sd float64) {
	each := func(f func(y, n float64)) {
		for _, k := range []*column{&c.exact, &c.right} {
			for i, y := range k.y {
				f(y, k.number(i))
			}
		}
		for _, w := range c.inside {
			if math.IsInf(w.a, -1) {
				f(w.b, w.n)
			} else {
				f(w.a+(w.b-w.a)/2, w.n)
			}
		}
	}
	var n, sum, squares float64
	each(func(y, k float64) { n += k; sum += k * y })
	mean = sum / n
	each(func(y, k float64) { squares += k * (y - mean) * (y - mean) })
	return mean, math.Sqrt(squares / n)
}

// standardise moves and stretches the times to mean 0 and standard deviation 1.
func (c *columns) standardise() {
	c.mean, c.sd = c.moments()
	if !(c.sd > 1e-12*math.Abs(c.mean)) {
		c.sd = math.Max(math.Abs(c.mean), 1e-3)
	}
	failures, times := c.exact.total()
	c.jacobian = -failures * math.Log(c.sd)
	if c.log {
		c.jacobian -= times
	}
	for _, k := range []*column{&c.exact, &c.right} {
		for i, y := range k.y {
			k.y[i] = (y - c.mean) / c.sd
		}
	}
	for _, ws := range [][]window{c.inside, c.truncated} {
		for i, w := range ws {
			ws[i].a, ws[i].b, ws[i].width = (w.a-c.mean)/c.sd, (w.b-c.mean)/c.sd, w.width/c.sd
		}
	}
}
