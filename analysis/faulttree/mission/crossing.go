package mission

import (
	"context"
	"math"
)

// A crossing is where a track passes an end between two points: its value less the
// end, times factor, is negative at the first and not at the second.
type crossing struct {
	track, round     int
	end, factor      float64
	low, high        float64 // times
	atLow, atHigh    float64
	first, tolerance float64 // width of the bracket at first, and half of that to stop at
}

func newCrossing(track int, p, q point, end float64) crossing {
	c := crossing{
		track: track, end: end, factor: 1, low: p.at, high: q.at,
		atLow: p.value - end, atHigh: q.value - end, first: q.at - p.at,
	}
	if c.atLow >= 0 { // downwards
		c.factor, c.atLow, c.atHigh = -1, -c.atLow, -c.atHigh
	}
	return c
}

func (c *crossing) root() float64 { return c.low + (c.high-c.low)/2 }

// next returns where to look, by the ITP method with κ₁ = 0.2 over the first width,
// κ₂ = 2 and n₀ = 1 [OT20]. done reports that the bracket is narrow enough.
func (c *crossing) next() (at float64, done bool) {
	width := c.high - c.low
	middle := c.root()
	if !(width > 2*c.tolerance) || middle <= c.low || middle >= c.high {
		return middle, true
	}
	bisections := math.Ceil(math.Log2(c.first/(2*c.tolerance))) + 1
	radius := math.Ldexp(c.tolerance, int(bisections)-c.round) - width/2
	inner := middle
	if d := c.atHigh - c.atLow; d > 0 {
		inner = (c.atHigh*c.low - c.atLow*c.high) / d
	}
	toward := math.Copysign(1, middle-inner)
	if shift := 0.2 / c.first * width * width; shift <= math.Abs(middle-inner) {
		inner += toward * shift
	} else {
		inner = middle
	}
	if math.Abs(inner-middle) > radius {
		inner = middle - toward*radius
	}
	if !(inner > c.low && inner < c.high) {
		inner = middle
	}
	return inner, false
}

func (c *crossing) learn(at, value float64) {
	c.round++
	if y := (value - c.end) * c.factor; y >= 0 {
		c.high, c.atHigh = at, y
	} else {
		c.low, c.atLow = at, y
	}
}

// solve narrows all crossings, together.
func (a *averaging) solve(ctx context.Context, tracks []track, all []crossing) error {
	for i := range all {
		all[i].tolerance = a.opt.Tolerance * all[i].first / 2
	}
	for {
		var open, of []int
		var times []float64
		for i := range all {
			if at, done := all[i].next(); !done {
				open, of, times = append(open, i), append(of, all[i].track), append(times, at)
			}
		}
		if len(open) == 0 {
			return nil
		}
		values, err := a.one(ctx, tracks, of, times)
		if err != nil {
			return err
		}
		for k, i := range open {
			all[i].learn(times[k], values[k])
		}
	}
}
