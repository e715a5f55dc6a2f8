package optimize

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A ground is what a search goes over: the menus and how their choices make the
// system, within limits.
type ground struct {
	menus   []*menu
	finders []*finder
	limit   []int64
	shape   shape
}

func newGround(menus []*menu, limit []int64, s shape) *ground {
	g := &ground{menus: menus, limit: slices.Clone(limit), shape: s}
	for _, m := range menus {
		g.finders = append(g.finders, newFinder(m, limit))
	}
	return g
}

// within returns the ground under other limits.
func (g *ground) within(limit []int64) *ground {
	out := *g
	out.limit = limit
	return &out
}

// unreliability of a selection.
func (g *ground) unreliability(e evaluator, chosen []int) float64 {
	for j, i := range chosen {
		e.set(j, g.menus[j].u[i])
	}
	return e.value()
}

func (g *ground) used(chosen []int) []int64 {
	used := make([]int64, len(g.limit))
	for j, i := range chosen {
		for r, x := range g.menus[j].uses(i) {
			used[r] += x
		}
	}
	return used
}

// A climb is where the local search got to; nil chosen where it found nothing within
// the limits.
type climb struct {
	chosen []int
	u      float64
}

// climb searches from several starts and returns the best place, the one of the
// earliest start among equals: the same whatever the number of workers.
func (g *ground) climb(ctx context.Context, opt Options) (climb, error) {
	starts := opt.Starts
	if starts == 0 {
		starts = defaultStarts
	}
	workers := opt.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	places := make([]climb, starts)
	var next atomic.Int64
	var wg sync.WaitGroup
	failed := make([]error, min(workers, starts))
	for w := range failed {
		wg.Go(func() {
			c, err := g.newClimber()
			if failed[w] = err; err != nil {
				return
			}
			for {
				at := int(next.Add(1)) - 1
				if at >= starts || ctx.Err() != nil && at > 0 {
					return
				}
				places[at] = c.from(at, opt.Seed)
			}
		})
	}
	wg.Wait()
	var best climb
	for _, p := range places {
		if p.chosen != nil && (best.chosen == nil || p.u < best.u*(1-sameU)) {
			best = p
		}
	}
	for _, err := range failed {
		if err != nil {
			return best, err
		}
	}
	return best, nil
}

// sameU is how much unreliabilities may differ and still count as the same.
const sameU = 1e-12

// A climber climbs from one start at a time.
type climber struct {
	*ground
	eval   evaluator
	chosen []int
	u      []float64
	used   []int64
	room   []int64
}

func (g *ground) newClimber() (*climber, error) {
	order := make([]int, len(g.menus))
	for i := range order {
		order[i] = i
	}
	e, err := g.shape.evaluator(order)
	if err != nil {
		return nil, err
	}
	return &climber{g, e, make([]int, len(order)), make([]float64, len(order)), nil, make([]int64, len(g.limit))}, nil
}

func (c *climber) choose(j, i int) {
	m := c.menus[j]
	for r, x := range m.uses(i) {
		c.used[r] += x - m.uses(c.chosen[j])[r]
	}
	c.chosen[j], c.u[j] = i, m.u[i]
}

// from climbs from a start: the least reliable choices, or random ones.
func (c *climber) from(start int, seed uint64) climb {
	r := rand.New(rand.NewPCG(seed, uint64(start))) //nolint:gosec // reproducible by design
	for j, m := range c.menus {
		c.chosen[j] = m.len() - 1
		if start > 0 {
			c.chosen[j] = r.IntN(m.len())
		}
		c.u[j] = m.u[c.chosen[j]]
	}
	c.used = c.ground.used(c.chosen)
	if !c.repair(r) {
		return climb{}
	}
	value := c.unreliability(c.eval, c.chosen)
	for improved := true; improved; {
		improved = false
		for j := range c.menus {
			if j > 0 {
				c.eval.set(j-1, c.u[j-1])
			}
			if len(c.menus) == 1 {
				improved = c.improve(j, j, &value) || improved
			}
			for l := j + 1; l < len(c.menus); l++ {
				improved = c.improve(j, l, &value) || improved
			}
		}
	}
	return climb{slices.Clone(c.chosen), value}
}

// repair makes random changes that use no more until the limits are kept, and
// reports whether they are.
func (c *climber) repair(r *rand.Rand) bool {
	excess := func(j, i int) float64 {
		e := 0.0
		for k, x := range c.used {
			x += c.menus[j].uses(i)[k] - c.menus[j].uses(c.chosen[j])[k]
			e += math.Max(0, float64(x-c.limit[k])) / math.Max(1, float64(c.limit[k]))
		}
		return e
	}
	over := excess(0, c.chosen[0])
	for range 50 * len(c.menus) {
		if over == 0 {
			return true
		}
		j := r.IntN(len(c.menus))
		i := r.IntN(c.menus[j].len())
		if e := excess(j, i); e <= over {
			c.choose(j, i)
			over = e
		}
	}
	for j := range c.menus { // what used to be luck: the least of each, one after the other
		best, least := c.chosen[j], over
		for i := range c.menus[j].len() {
			if e := excess(j, i); e < least {
				best, least = i, e
			}
		}
		c.choose(j, best)
		over = least
	}
	return over == 0
}

// improve makes the best change of the choices of j and l together, if any makes the
// system more reliable. The unreliability is linear in each of the two, so its values
// at the four corners say all.
func (c *climber) improve(j, l int, value *float64) bool {
	at := c.corners(j, l)
	mj, ml := c.menus[j], c.menus[l]
	base := make([]int64, len(c.limit))
	for r := range base {
		base[r] = c.limit[r] - c.used[r] + mj.uses(c.chosen[j])[r] + ml.uses(c.chosen[l])[r]
	}
	if j == l {
		for r := range base {
			base[r] -= ml.uses(c.chosen[l])[r]
		}
	}
	best, bestJ, bestL := *value*(1-sameU), -1, -1
	for a := range mj.len() {
		for r, x := range mj.uses(a) {
			c.room[r] = base[r] - x
		}
		b := a
		if j != l {
			b = c.finders[l].fit(c.room)
		} else if slices.ContainsFunc(c.room, func(x int64) bool { return x < 0 }) {
			continue
		}
		if b == ml.len() {
			continue
		}
		if x := at.mix(mj.u[a], ml.u[b]); x < best {
			best, bestJ, bestL = x, a, b
		}
	}
	if bestJ < 0 {
		return false
	}
	c.choose(j, bestJ)
	if j != l {
		c.choose(l, bestL)
	}
	*value = best
	return true
}

// corners are the unreliabilities of the system when two subsystems work or fail:
// the first index is of the one, the second of the other; 1 is failed.
type corners [2][2]float64

func (at corners) mix(a, b float64) float64 {
	return (1-a)*((1-b)*at[0][0]+b*at[0][1]) + a*((1-b)*at[1][0]+b*at[1][1])
}

// corners of j ≤ l; those before j must be set.
func (c *climber) corners(j, l int) corners {
	var at corners
	for a := range 2 {
		for b := range 2 {
			for k := j; k < len(c.u); k++ {
				switch k {
				case j:
					c.eval.set(k, float64(a))
				case l:
					c.eval.set(k, float64(b))
				default:
					c.eval.set(k, c.u[k])
				}
			}
			at[a][b] = c.eval.value()
		}
	}
	return at
}
