package lifedata

import "math"

// simulations returns how many of full to run: fewer under the race detector, which
// looks for races and finds them in few as well.
func simulations(full int) int {
	if raced {
		return max(full/8, 50)
	}
	return full
}

// between reports whether a share of n simulations is between low and high. They are
// for the full number; of fewer, chance may take the share out by three standard
// errors.
func between(share, low, high float64, n int) bool {
	slack := func(p float64) float64 {
		if !raced {
			return 0
		}
		p = min(max(p, 1/float64(n)), 1-1/float64(n))
		return 3 * math.Sqrt(p*(1-p)/float64(n))
	}
	return share >= low-slack(low) && share <= high+slack(high)
}
