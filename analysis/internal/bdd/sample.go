package bdd

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// blockBytes is the memory of one block of samples, about a second-level cache.
const blockBytes = 1 << 18

// Sample returns the probability of every root for each of many samples of p:
// p[variable][sample] gives out[root][sample]. It goes through the nodes once per
// block of samples, on all processors; every sample has the very bits of
// [Flat.Probability] whatever their number. It ends early with the error of ctx.
func (f *Flat) Sample(ctx context.Context, p [][]float64, samples int) ([][]float64, error) {
	out := make([][]float64, len(f.roots))
	for i := range out {
		out[i] = make([]float64, samples)
	}
	size := max(16, min(samples, blockBytes/8/len(f.nodes)))
	blocks := (samples + size - 1) / size
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), blocks) {
		group.Go(func() {
			values := make([]float64, len(f.nodes)*size)
			for ctx.Err() == nil {
				from := (int(next.Add(1)) - 1) * size
				if from >= samples {
					return
				}
				f.block(p, from, min(size, samples-from), values)
				for i, r := range f.roots {
					copy(out[i][from:min(from+size, samples)], values[int(r)*size:])
				}
			}
		})
	}
	group.Wait()
	return out, ctx.Err()
}

// block computes the values of every node for n samples from the given one.
func (f *Flat) block(p [][]float64, from, n int, values []float64) {
	size := len(values) / len(f.nodes)
	row := func(node uint32) []float64 { return values[int(node)*size:][:n] }
	for i := range n {
		values[flatTrue*size+i] = 1
	}
	modules := make([]module, f.vars) // by the variable that stands for it; root 0 for none
	for k := range f.parts {
		part := &f.parts[k]
		for i := part.from; i < part.to; i++ {
			node := &f.nodes[i]
			hi, lo, to := row(node.hi), row(node.lo), row(i)
			if m := modules[node.level]; m.root != m.not {
				q, no := row(m.root), row(m.not)
				for s := range to {
					to[s] = mix(odds{q[s], no[s]}, hi[s], lo[s])
				}
				continue
			} else if m.root != 0 {
				mixRow(to, row(m.root), hi, lo)
				continue
			}
			mixRow(to, p[node.level][from:from+n], hi, lo)
		}
		if m := part.module; m.level != free {
			modules[m.level] = m
		}
	}
}

func mixRow(to, q, hi, lo []float64) {
	hi, lo = hi[:len(to)], lo[:len(to)]
	for s, q := range q[:len(to)] {
		to[s] = mix(odds{q, 1 - q}, hi[s], lo[s])
	}
}
