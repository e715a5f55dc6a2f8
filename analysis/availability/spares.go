package availability

import (
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// A Stock is a number of spares with the probability that it suffices.
type Stock struct {
	Demand   float64 `json:"demand"` // mean number asked for
	Spares   int     `json:"spares"`
	Suffices float64 `json:"suffices"`
	Short    float64 `json:"short"` // 1 − Suffices
}

// mostDemand bounds the mean demand that [Spares] looks at.
const mostDemand = 1e9

// Spares returns the smallest stock that meets a Poisson demand with at least the
// probability, in (0, 1). The demand is units × exposure ÷ mean time between
// failures: of 20 units with 5000 h each, in 720 h to resupply, 2.88.
//
// It returns an error for a demand that is negative, not finite or above 1e9, and
// for what is not a probability.
//
// Source: MIL-HDBK-338B, 1998, section 10.
func Spares(demand, probability float64) (Stock, error) {
	if err := checkLevel(probability); err != nil {
		return Stock{}, err
	}
	if !(demand >= 0 && demand <= mostDemand) {
		return Stock{}, fmt.Errorf("availability: demand %g is not in [0, %g]", demand, mostDemand)
	}
	if demand == 0 {
		return Stock{Suffices: 1}, nil
	}
	enough := func(s int) bool {
		return dist.Gamma{Shape: float64(s) + 1, Rate: 1}.CDF(demand) <= 1-probability
	}
	low, high := -1, 1
	for !enough(high) {
		low, high = high, 2*high
	}
	for high-low > 1 {
		if mid := (low + high) / 2; enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	waiting := dist.Gamma{Shape: float64(high) + 1, Rate: 1} // time until one more is asked for
	return Stock{Demand: demand, Spares: high, Suffices: waiting.Survival(demand), Short: waiting.CDF(demand)}, nil
}

// OutagesToDetect returns how many outages each of two periods must have for a test
// of the logarithms of their durations, two-sided with the significance alpha, to
// see with probability power that durations changed by a ratio: 0.9 is 10 %
// shorter. logSpread is the standard deviation of the logarithm, about 1 to 1.5.
//
// It returns an error for a ratio that is 1 or not positive and finite, a spread
// that is not, and for an alpha or power outside (0, 1) or a power below alpha.
//
// Source: normal theory; Š. Davidovič, Incident Metrics in SRE, 2021, shows the
// same by simulation.
func OutagesToDetect(ratio, logSpread, alpha, power float64) (int, error) {
	z, err := detectionSpread(logSpread, alpha, power)
	if err != nil {
		return 0, err
	}
	n := 2 * math.Pow(z/math.Log(ratio), 2)
	if !(ratio > 0) || !(n >= 0 && n < math.MaxInt32) {
		return 0, fmt.Errorf("availability: a change by a ratio of %g cannot be detected", ratio)
	}
	return max(2, int(math.Ceil(n))), nil
}

// DetectableRatio returns the smallest improvement that so many outages per period
// would show, as a ratio below 1; a deterioration must be by one over it. See
// [OutagesToDetect].
func DetectableRatio(outages int, logSpread, alpha, power float64) (float64, error) {
	z, err := detectionSpread(logSpread, alpha, power)
	if err != nil {
		return 0, err
	}
	if outages < 2 {
		return 0, fmt.Errorf("availability: %d outages per period show no change", outages)
	}
	return math.Exp(-z * math.Sqrt(2/float64(outages))), nil
}

func detectionSpread(logSpread, alpha, power float64) (float64, error) {
	if err := positive("spread", logSpread); err != nil {
		return 0, err
	}
	if !(alpha > 0 && alpha < power && power < 1) {
		return 0, fmt.Errorf("availability: test with significance %g and power %g", alpha, power)
	}
	return (normalQuantile(1-alpha/2) + normalQuantile(power)) * logSpread, nil
}
