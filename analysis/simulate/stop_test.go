package simulate_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"ninefold/analysis/simulate"
)

// A simulation stops soon, also in the middle of a replication of millions of events.
func TestStops(t *testing.T) {
	const last = 60_000 // call of the function, after the search for its cuts
	for _, method := range simulate.Methods() {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var calls atomic.Int64
		m := &simulate.Model{
			Components: []simulate.Component{{ID: "a", Life: rate(1), Repair: rate(1)}, {ID: "b", Life: rate(1), Repair: rate(1)}},
			Down: func([]bool) bool {
				if calls.Add(1) == last {
					stop()
				}
				return false
			},
		}
		q := simulate.Question{Hours: []float64{1e9}, Measures: []simulate.Measure{simulate.Reliability}}
		_, err := simulate.Simulate(ctx, m, q, simulate.Options{Method: method, Workers: 1})
		if more := calls.Load() - last; !errors.Is(err, context.Canceled) || more > 200 {
			t.Errorf("%s: %v after %d more calls", method, err, more)
		}
	}
}
