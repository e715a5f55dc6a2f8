package bdd

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// lanes is how many samples go through the nodes together: two lines of a cache.
const lanes = 16

// A row holds a number for every sample of a block.
type row [lanes]float64

// Sample returns the probability of every root for each of many samples of p:
// p[variable][sample] gives out[root][sample]. It goes through the nodes once per
// block of samples, on all processors; every sample has the very bits of
// [Flat.Probability] whatever their number. It ends early with the error of ctx.
//
// Most nodes are used soon after they are made, so few values are kept at a time,
// which stay in the cache of a processor. The first call finds out which, and takes
// 20 bytes for each node, which are kept.
func (f *Flat) Sample(ctx context.Context, p [][]float64, samples int) ([][]float64, error) {
	out := make([][]float64, len(f.roots))
	for i := range out {
		out[i] = make([]float64, samples)
	}
	f.planning.Do(func() { f.planned = f.plan() })
	plan := f.planned
	blocks := (samples + lanes - 1) / lanes
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), blocks) {
		group.Go(func() {
			b := block{plan: plan, rows: make([]row, plan.rows), yes: make([]row, f.vars), no: make([]row, f.vars)}
			for ctx.Err() == nil {
				from := (int(next.Add(1)) - 1) * lanes
				if from >= samples {
					return
				}
				b.load(p, from, min(lanes, samples-from))
				b.run(ctx)
				for i, r := range f.roots {
					copy(out[i][from:], b.rows[plan.row[r]][:])
				}
			}
		})
	}
	group.Wait()
	return out, ctx.Err()
}

// A mixing computes the row of a node.
type mixing struct{ to, hi, lo, level uint32 }

// A plan says how to go through the nodes with few rows.
type plan struct {
	f     *Flat
	steps []mixing
	ends  []int // of the steps of every part
	rows  int
	row   []uint32 // by node, while it has one; roots always
}

// forever is the last use of what is never given up.
const forever = 1<<32 - 1

func (f *Flat) plan() *plan {
	pl := &plan{f: f, row: make([]uint32, len(f.nodes)), rows: 2}
	order := pl.order()
	last := make([]uint32, len(f.nodes)) // the last step that needs one
	for i, at := range order {
		last[f.nodes[at].hi], last[f.nodes[at].lo] = uint32(i), uint32(i)
	}
	last[flatFalse], last[flatTrue] = forever, forever
	for k := range f.parts {
		for _, r := range f.starts(&f.parts[k]) {
			last[r] = forever
		}
	}
	pl.row[flatTrue] = flatTrue
	pl.steps = make([]mixing, len(order))
	var unused []uint32
	for i, at := range order {
		n := f.nodes[at]
		s := mixing{hi: pl.row[n.hi], lo: pl.row[n.lo], level: n.level}
		for _, child := range [2]uint32{n.hi, n.lo} {
			if last[child] == uint32(i) {
				unused = append(unused, pl.row[child])
			}
		}
		if k := len(unused) - 1; k >= 0 {
			s.to, unused = unused[k], unused[:k]
		} else {
			s.to = uint32(pl.rows)
			pl.rows++
		}
		pl.row[at] = s.to
		pl.steps[i] = s
	}
	return pl
}

// order lists the nodes of each part as a walk in depth leaves them: soon after
// those they need.
func (pl *plan) order() []uint32 {
	f := pl.f
	order := make([]uint32, 0, len(f.nodes)-2)
	seen := make([]bool, len(f.nodes))
	seen[flatFalse], seen[flatTrue] = true, true
	var walk func(at uint32)
	walk = func(at uint32) {
		if seen[at] {
			return
		}
		seen[at] = true
		walk(f.nodes[at].lo)
		walk(f.nodes[at].hi)
		order = append(order, at)
	}
	for k := range f.parts {
		for _, r := range f.starts(&f.parts[k]) {
			walk(r)
		}
		pl.ends = append(pl.ends, len(order))
	}
	return order
}

// starts returns the nodes for which a part is there.
func (f *Flat) starts(part *part) []uint32 {
	if m := part.module; m.level != free {
		return []uint32{m.root, m.not}
	}
	return f.roots
}

// A block is the memory of one worker.
type block struct {
	*plan
	rows    []row
	yes, no []row // of every variable
}

// load takes n samples from the given one; the other lanes are of no meaning.
func (b *block) load(p [][]float64, from, n int) {
	for i := range b.rows[flatTrue] {
		b.rows[flatTrue][i] = 1
	}
	for v := range b.yes {
		if len(p[v]) == 0 { // stands for a module
			continue
		}
		copy(b.yes[v][:], p[v][from:from+n])
		b.complement(uint32(v))
	}
}

func (b *block) complement(v uint32) {
	for i, q := range &b.yes[v] {
		b.no[v][i] = 1 - q
	}
}

// run computes the rows of the roots.
func (b *block) run(ctx context.Context) {
	from := 0
	for k, part := range b.f.parts {
		steps := b.steps[from:b.ends[k]]
		from = b.ends[k]
		for len(steps) > 0 && ctx.Err() == nil {
			now := min(len(steps), 1<<16)
			b.do(steps[:now])
			steps = steps[now:]
		}
		m := part.module
		if m.level == free {
			continue
		}
		b.yes[m.level] = b.rows[b.row[m.root]]
		if m.not != m.root {
			b.no[m.level] = b.rows[b.row[m.not]]
		} else {
			b.complement(m.level)
		}
	}
}

// do computes rows as mix does, several lanes at a time.
func (b *block) do(steps []mixing) {
	rows := b.rows
	for i := range steps {
		s := &steps[i]
		to, hi, lo, yes, no := &rows[s.to], &rows[s.hi], &rows[s.lo], &b.yes[s.level], &b.no[s.level]
		for k := 0; k < lanes; k += 4 {
			to[k] = float64(yes[k]*hi[k]) + float64(no[k]*lo[k])
			to[k+1] = float64(yes[k+1]*hi[k+1]) + float64(no[k+1]*lo[k+1])
			to[k+2] = float64(yes[k+2]*hi[k+2]) + float64(no[k+2]*lo[k+2])
			to[k+3] = float64(yes[k+3]*hi[k+3]) + float64(no[k+3]*lo[k+3])
		}
	}
}
