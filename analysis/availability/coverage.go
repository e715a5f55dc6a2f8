package availability

import (
	"fmt"

	"ninefold/analysis/dist"
)

// Coverage returns the probability that a failover works, which was seen to work
// passed times and not to failed times: the Jeffreys posterior. For the
// probability that it does not, swap the arguments. It returns an error for negative
// counts.
//
// Source: NUREG/CR-6823, Handbook of Parameter Estimation for Probabilistic Risk
// Assessment, 2003, section 6.3.2.
func Coverage(passed, failed int) (dist.Beta, error) {
	if passed < 0 || failed < 0 {
		return dist.Beta{}, fmt.Errorf("availability: failover worked %d times and did not %d times", passed, failed)
	}
	return dist.Beta{A: float64(passed) + 0.5, B: float64(failed) + 0.5}, nil
}
