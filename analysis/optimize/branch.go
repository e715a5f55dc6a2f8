package optimize

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
)

// A branching is branch and bound over a ground. Without a resource to minimise it
// looks for the least unreliability; with one, for the least use of it at which the
// unreliability is at most the target.
type branching struct {
	*ground
	ctx      context.Context //nolint:containedctx // of one search
	opt      Options
	minimize int     // resource, or -1
	target   float64 // of the unreliability, when minimising
	scale    scale   // of that resource

	order    []int // menus, in the order they are decided
	eval     evaluator
	least    [][]int64 // least use of each resource, of the menu at each position
	after    [][]int64 // sums of least from each position on
	chosen   []int     // by position
	best     climb     // chosen is by menu
	bestUse  int64
	open     float64 // least bound of what is left undone
	nodes    int64
	stopped  error
	rootLeft []float64 // least bound of the root's choices from each on, for progress
	buffers  [][]int64
}

var errNodes = errors.New("optimize: the limit of nodes is reached")

// run starts from the best place known and goes on until it is proved best, or the
// context ends or the nodes are used up; then stopped says so and open is a bound.
func (b *branching) run(start climb) error {
	b.best, b.open = start, math.Inf(1)
	if b.best.chosen == nil {
		b.best.u = math.Inf(1)
	}
	b.bestUse = math.MaxInt64
	if b.minimize >= 0 {
		b.bestUse = b.limit[b.minimize] + 1
		if start.chosen != nil {
			b.bestUse = b.used(start.chosen)[b.minimize]
		}
		b.limit[b.minimize] = b.bestUse - 1
	}
	if err := b.arrange(); err != nil {
		return err
	}
	room := slices.Clone(b.limit)
	b.buffers = make([][]int64, 2*len(b.menus)+2)
	for i := range b.buffers {
		b.buffers[i] = make([]int64, len(b.limit))
	}
	if b.opt.Progress != nil && b.minimize < 0 {
		b.boundRoot(room)
	}
	b.descend(0, room)
	if b.stopped != nil && !errors.Is(b.stopped, errNodes) && !errors.Is(b.stopped, context.Canceled) && !errors.Is(b.stopped, context.DeadlineExceeded) {
		return b.stopped
	}
	return nil
}

// arrange decides the menus first that matter most: by how much the system's
// unreliability changes over the menu, at the best place known.
func (b *branching) arrange() error {
	c, err := b.newClimber()
	if err != nil {
		return err
	}
	for j, m := range b.menus {
		c.u[j] = m.u[m.len()/2]
		if b.best.chosen != nil {
			c.u[j] = m.u[b.best.chosen[j]]
		}
	}
	weight := make([]float64, len(b.menus))
	for j := range b.menus {
		at := c.corners(0, j)
		weight[j] = at.mix(c.u[0], 1) - at.mix(c.u[0], 0)
		if j == 0 {
			weight[j] = at[0][1] - at[0][0]
		}
	}
	if len(b.menus) > 1 { // corners of one menu twice say nothing
		at := c.corners(0, 1)
		weight[0] = at.mix(1, c.u[1]) - at.mix(0, c.u[1])
	}
	b.order = make([]int, len(b.menus))
	for i := range b.order {
		b.order[i] = i
	}
	slices.SortStableFunc(b.order, func(x, y int) int { return cmp.Compare(weight[y], weight[x]) })
	if b.eval, err = b.shape.evaluator(b.order); err != nil {
		return err
	}
	b.chosen = make([]int, len(b.order))
	b.least, b.after = make([][]int64, len(b.order)), make([][]int64, len(b.order)+1)
	b.after[len(b.order)] = make([]int64, len(b.limit))
	for k := len(b.order) - 1; k >= 0; k-- {
		b.least[k] = b.menus[b.order[k]].least()
		b.after[k] = slices.Clone(b.after[k+1])
		for r, x := range b.least[k] {
			b.after[k][r] += x
		}
	}
	return nil
}

// stop looks, now and then, whether to go on.
func (b *branching) stop() bool {
	if b.stopped != nil {
		return true
	}
	b.nodes++
	if b.opt.Nodes > 0 && b.nodes > int64(b.opt.Nodes) {
		b.stopped = errNodes
	} else if b.nodes%1024 == 0 {
		b.stopped = b.ctx.Err()
		if b.opt.Progress != nil {
			b.opt.Progress(b.progress())
		}
	}
	return b.stopped != nil
}

func (b *branching) progress() Progress {
	p := Progress{Nodes: b.nodes}
	if b.best.chosen == nil {
		return p
	}
	best := b.best.u
	if b.minimize >= 0 {
		best = b.scale.amount(b.bestUse)
	} else {
		bound := math.Min(best, b.rootLeft[b.chosen[0]])
		p.Bound = &bound
	}
	p.Best = &best
	return p
}

// left returns what is left of each resource. When minimising, the limit of that
// resource falls with each find, and what is left of it with it.
func (b *branching) left(room []int64, r int) int64 {
	if r == b.minimize {
		return room[r] - (b.limit[r] - (b.bestUse - 1))
	}
	return room[r]
}

// descend decides position k. room is what the limits leave to it and all later.
func (b *branching) descend(k int, room []int64) {
	m := b.menus[b.order[k]]
	if k == len(b.order)-1 {
		b.last(k, room)
		return
	}
	next, slack := b.buffers[2*k], b.buffers[2*k+1]
	worst := b.worst(k, room, slack)
	for i := range m.len() {
		if m.u[i] > worst {
			return
		}
		if !b.take(k, i, room, next, slack) {
			continue
		}
		b.eval.set(k, m.u[i])
		bound, ok := b.bound(k+1, slack)
		if !ok || !b.promising(bound) {
			continue
		}
		b.chosen[k] = i
		if b.stop() {
			b.leave(k, bound, next)
			continue
		}
		b.descend(k+1, next)
	}
}

// take works out what choice i at position k leaves of the room, and what of that is
// more than all later positions need at least. It reports whether that is enough.
func (b *branching) take(k, i int, room, next, slack []int64) bool {
	fits := true
	for r, x := range b.menus[b.order[k]].uses(i) {
		next[r] = room[r] - x
		slack[r] = b.left(next, r) - b.after[k+1][r]
		fits = fits && slack[r] >= 0
	}
	return fits
}

// boundRoot works out, for progress, the least bound of the first position's choices
// from each on.
func (b *branching) boundRoot(room []int64) {
	m := b.menus[b.order[0]]
	b.rootLeft = make([]float64, m.len())
	least := math.Inf(1)
	for i := m.len() - 1; i >= 0; i-- {
		if next, slack := b.buffers[0], b.buffers[1]; b.take(0, i, room, next, slack) {
			b.eval.set(0, m.u[i])
			if bound, ok := b.bound(1, slack); ok {
				least = math.Min(least, bound)
			}
		}
		b.rootLeft[i] = least
	}
}

// worst is the unreliability of the menu at position k above which nothing comes of
// it, even if it used as little as any choice does.
func (b *branching) worst(k int, room, slack []int64) float64 {
	for r := range slack {
		if slack[r] = b.left(room, r) - b.after[k][r]; slack[r] < 0 {
			return -1
		}
	}
	b.eval.set(k, 0)
	works, ok := b.bound(k+1, slack)
	if !ok || !b.promising(works) {
		return -1
	}
	b.eval.set(k, 1)
	fails, _ := b.bound(k+1, slack)
	if b.promising(fails) {
		return 1
	}
	ceiling := b.target
	if b.minimize < 0 {
		ceiling = b.best.u
	}
	return (ceiling - works) / (fails - works) * (1 + 1e-9) // a little above, for rounding
}

// leave notes what a branch that is not looked into could come to.
func (b *branching) leave(k int, bound float64, next []int64) {
	if b.minimize >= 0 {
		total := b.limit[b.minimize] - next[b.minimize] + b.after[k+1][b.minimize]
		bound = float64(total)
	}
	b.open = math.Min(b.open, bound)
}

// promising reports whether a branch with such a bound can hold something better.
func (b *branching) promising(bound float64) bool {
	if b.minimize >= 0 {
		return bound <= b.target
	}
	return bound < b.best.u*(1-sameU) || b.best.chosen == nil
}

// bound returns the least unreliability when every menu from position k on has all
// the slack to itself; not ok where nothing fits.
func (b *branching) bound(k int, slack []int64) (float64, bool) {
	room := b.buffers[len(b.buffers)-1]
	for ; k < len(b.order); k++ {
		for r, x := range slack {
			room[r] = x + b.least[k][r]
		}
		j := b.order[k]
		i := b.finders[j].fit(room)
		if i == b.menus[j].len() {
			return 0, false
		}
		b.eval.set(k, b.menus[j].u[i])
	}
	return b.eval.value(), true
}

// last decides the last position.
func (b *branching) last(k int, room []int64) {
	j := b.order[k]
	m := b.menus[j]
	have := b.buffers[2*k]
	for r := range have {
		have[r] = b.left(room, r)
	}
	if b.minimize < 0 {
		if i := b.finders[j].fit(have); i < m.len() {
			b.eval.set(k, m.u[i])
			if u := b.eval.value(); b.promising(u) {
				b.chosen[k] = i
				b.found(u)
			}
		}
		return
	}
	for i := range m.len() {
		if !within(m.uses(i), have) {
			continue
		}
		b.eval.set(k, m.u[i])
		if u := b.eval.value(); u <= b.target {
			b.chosen[k] = i
			b.bestUse = b.limit[b.minimize] - room[b.minimize] + m.uses(i)[b.minimize]
			have[b.minimize] = b.left(room, b.minimize)
			b.found(u)
		}
	}
}

func (b *branching) found(u float64) {
	b.best = climb{make([]int, len(b.order)), u}
	for k, j := range b.order {
		b.best.chosen[j] = b.chosen[k]
	}
}
