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
	for i := range n {
		values[flatTrue*size+i] = 1
	}
	for i := 2; i < len(f.nodes); i++ {
		node := &f.nodes[i]
		q := p[node.level][from : from+n]
		hi := values[int(node.hi)*size:][:n]
		lo := values[int(node.lo)*size:][:n]
		to := values[i*size:][:n]
		for s, q := range q {
			to[s] = mix(q, hi[s], lo[s])
		}
	}
}
