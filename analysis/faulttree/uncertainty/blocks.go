package uncertainty

import (
	"context"
	"errors"
	"runtime"
	"sync"
)

// A job is samples to go through in blocks, by several workers.
type job struct {
	samples  int
	size     int // of a block
	workers  int // 0 is read as one for each processor
	progress func(done, total int)
	weight   int // of a sample in progress
	do       func(ctx context.Context, from, to int) error
}

// blockValues bounds the numbers that a worker holds for the events of one block.
const blockValues = 1 << 21

// blockSize returns the size of blocks of so many samples of so many columns, a
// multiple of 4. Results do not depend on it.
func blockSize(samples, columns, workers int) int {
	share := samples / (4 * counted(workers))
	size := max(256, min(4096, blockValues/(columns+1), share))
	return size / 4 * 4
}

func counted(workers int) int {
	if workers > 0 {
		return workers
	}
	return runtime.GOMAXPROCS(0)
}

// run does all blocks. It returns which samples are done, all of them unless it
// returns an error: that of the first block that failed, or else of ctx. Which
// block fails first does not depend on the number of workers.
func (j job) run(ctx context.Context) (done []bool, err error) {
	done = make([]bool, j.samples)
	var (
		mu     sync.Mutex
		next   int
		count  int
		failed = j.samples // where the first block that failed begins
		group  sync.WaitGroup
	)
	take := func() (from int, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		from = next
		next += j.size
		return from, from < j.samples && failed == j.samples && ctx.Err() == nil
	}
	finish := func(from, to int, fault error) {
		mu.Lock()
		defer mu.Unlock()
		stopped := ctx.Err() != nil && errors.Is(fault, ctx.Err())
		switch {
		case fault == nil:
			for i := from; i < to; i++ {
				done[i] = true
			}
			if count += to - from; j.progress != nil {
				j.progress(count*max(j.weight, 1), j.samples*max(j.weight, 1))
			}
		case !stopped && from < failed:
			failed, err = from, fault
		}
	}
	for range counted(j.workers) {
		group.Go(func() {
			for {
				from, ok := take()
				if !ok {
					return
				}
				to := min(from+j.size, j.samples)
				finish(from, to, j.do(ctx, from, to))
			}
		})
	}
	group.Wait()
	if err == nil && count < j.samples {
		err = ctx.Err()
	}
	return done, err
}

// kept returns what of the values is done, in their memory.
func kept(values []float64, done []bool) []float64 {
	out := values[:0]
	for i, x := range values {
		if done[i] {
			out = append(out, x)
		}
	}
	return out
}
