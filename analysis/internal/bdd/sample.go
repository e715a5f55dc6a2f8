package bdd

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// blockBytes is the memory of one block of samples, about a second-level cache.
const blockBytes = 1 << 18

// leastBlock is the least number of samples in a block: with fewer, finding a row
// takes longer than filling it.
const leastBlock = 32

// Sample returns the probability of every root for each of many samples of p:
// p[variable][sample] gives out[root][sample]. It goes through the nodes once per
// block of samples, on all processors; every sample has the very bits of
// [Flat.Probability] whatever their number. It ends early with the error of ctx.
//
// The first call takes 12 bytes for each node, which are kept.
func (f *Flat) Sample(ctx context.Context, p [][]float64, samples int) ([][]float64, error) {
	out := make([][]float64, len(f.roots))
	for i := range out {
		out[i] = make([]float64, samples)
	}
	f.planning.Do(f.plan)
	size := max(leastBlock, min(samples, blockBytes/8/f.rows))
	blocks := (samples + size - 1) / size
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), blocks) {
		group.Go(func() {
			values := make([]float64, f.rows*size)
			for ctx.Err() == nil {
				from := (int(next.Add(1)) - 1) * size
				if from >= samples {
					return
				}
				f.block(p, from, min(size, samples-from), values)
				for i, r := range f.roots {
					copy(out[i][from:min(from+size, samples)], values[int(f.places[r].to)*size:])
				}
			}
		})
	}
	group.Wait()
	return out, ctx.Err()
}

// A place says in which row the values of a node go, and where those of its
// children are.
type place struct{ to, hi, lo uint32 }

// plan gives every node a row for as long as a later node needs its values. Few
// are needed at a time, hardly one for a hundred nodes, so that rows stay in the
// cache. What has no parents, such as the root of a module, keeps its row.
func (f *Flat) plan() {
	const always = math.MaxUint32        // and never again
	last := make([]uint32, len(f.nodes)) // who needs a node last
	for i := 2; i < len(f.nodes); i++ {
		last[f.nodes[i].hi], last[f.nodes[i].lo] = uint32(i), uint32(i)
	}
	last[flatFalse], last[flatTrue] = always, always
	for _, r := range f.roots {
		last[r] = always
	}
	f.places = make([]place, len(f.nodes))
	f.places[flatTrue].to = flatTrue
	f.rows = 2
	var idle []uint32
	for i := 2; i < len(f.nodes); i++ {
		at := &f.places[i]
		for _, child := range []struct{ node, row *uint32 }{{&f.nodes[i].hi, &at.hi}, {&f.nodes[i].lo, &at.lo}} {
			*child.row = f.places[*child.node].to
			if last[*child.node] == uint32(i) { // its row may be the one of i
				idle = append(idle, *child.row)
			}
		}
		if n := len(idle); n > 0 {
			at.to, idle = idle[n-1], idle[:n-1]
		} else {
			at.to = uint32(f.rows)
			f.rows++
		}
	}
}

// block computes the values of every node for n samples from the given one.
func (f *Flat) block(p [][]float64, from, n int, values []float64) {
	size := len(values) / f.rows
	row := func(k uint32) []float64 { return values[int(k)*size:][:n] }
	for i := range n {
		values[flatTrue*size+i] = 1
	}
	modules := make([]module, f.vars) // by the variable that stands for it; root 0 for none
	for k := range f.parts {
		part := &f.parts[k]
		for i := part.from; i < part.to; i++ {
			level, at := f.nodes[i].level, &f.places[i]
			hi, lo, to := row(at.hi), row(at.lo), row(at.to)
			if m := modules[level]; m.root != m.not {
				q, no := row(f.places[m.root].to), row(f.places[m.not].to)
				for s := range to {
					to[s] = mix(odds{q[s], no[s]}, hi[s], lo[s])
				}
				continue
			} else if m.root != 0 {
				mixRow(to, row(f.places[m.root].to), hi, lo)
				continue
			}
			mixRow(to, p[level][from:from+n], hi, lo)
		}
		if m := part.module; m.level != free {
			modules[m.level] = m
		}
	}
}

// mixRow mixes sample by sample; to may be hi or lo.
func mixRow(to, q, hi, lo []float64) {
	hi, lo = hi[:len(to)], lo[:len(to)]
	for s, q := range q[:len(to)] {
		to[s] = mix(odds{q, 1 - q}, hi[s], lo[s])
	}
}
