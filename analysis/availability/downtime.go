package availability

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/dist"
)

// A Sample is the law of times that were seen, each as likely as another.
type Sample struct{ sorted []float64 }

// NewSample returns the law of durations in hours. It returns [ErrNoOutages] for
// none and an error for those that are negative or not finite.
func NewSample(durations []float64) (Sample, error) {
	if len(durations) == 0 {
		return Sample{}, ErrNoOutages
	}
	sorted, err := inOrder(durations)
	return Sample{sorted}, err
}

// Mean returns the mean duration.
func (s Sample) Mean() float64 {
	var sum float64
	for _, h := range s.sorted {
		sum += h / float64(len(s.sorted))
	}
	return sum
}

// CDF returns the share of durations up to x.
func (s Sample) CDF(x float64) float64 {
	at, _ := slices.BinarySearchFunc(s.sorted, x, func(a, b float64) int {
		if a <= b {
			return -1
		}
		return 1
	})
	return float64(at) / float64(len(s.sorted))
}

// A Budget says how likely the downtime of a window stays within a budget.
type Budget struct {
	Expected float64 `json:"expectedHours"` // downtime, in the long run
	Miss     float64 `json:"miss"`          // probability that downtime is above the budget
	MissLow  float64 `json:"missLow"`       // bounds on the error of Miss: both equal to it where that is exact
	MissHigh float64 `json:"missHigh"`
	Within   float64 `json:"within"` // 1 − Miss
}

// lattice is the number of parts into which a budget is cut where the sum of
// repair times has no closed form.
const lattice = 2048

// MissBudget returns the probability that the downtime of a window, in hours, is
// above a budget, when outages begin at a constant rate per hour of uptime and take
// a time by the law of repair. The window begins up. The time up within which a
// budget is used is window − budget, so downtime is within it exactly when the
// repair times of a Poisson number of outages in that add up to no more (Takács).
//
// For [dist.Gamma] and [dist.Exponential] repair times it is exact. Any other law is
// rounded to a lattice both ways, which bounds it up to about 1e-12, by the recursion
// of Panjer; Miss is then the middle.
//
// It returns an error for a rate that is not positive and finite, a repair law
// without finite mean, a budget outside [0, window), and where more outages are
// expected than can be added up: a million, or 600 on a lattice. Cost is a gamma
// distribution function for each of some twenty standard deviations of their number,
// or four million multiplications.
//
// Sources: L. Takács, On certain sojourn time problems in the theory of stochastic
// processes, 1957. https://doi.org/10.1007/BF02020648; H. Panjer, Recursive
// evaluation of a family of compound distributions, 1981.
// https://doi.org/10.1017/S0515036100006796
func MissBudget(rate float64, repair Law, window, budget float64) (Budget, error) {
	err := errors.Join(positive("failure rate", rate), checkWindow(0, window))
	if repair == nil || !(repair.Mean() >= 0) || math.IsInf(repair.Mean(), 1) {
		err = errors.Join(err, errors.New("availability: repair times have no finite mean"))
	}
	if !(budget >= 0 && budget < window) {
		err = errors.Join(err, fmt.Errorf("availability: budget %g is not in [0, %g)", budget, window))
	}
	if err != nil {
		return Budget{}, err
	}
	out := Budget{Expected: window * rate * repair.Mean() / (1 + rate*repair.Mean())}
	mean := rate * (window - budget)
	const most, mostOnLattice = 1e6, 600 // beyond the latter exp(−mean) vanishes
	if e, ok := repair.(dist.Exponential); ok {
		repair = dist.Gamma{Shape: 1, Rate: 1 / e.MTTF}
	}
	law, gamma := repair.(dist.Gamma)
	switch {
	case gamma && mean <= most:
		out.Within, out.Miss = poissonGamma(mean, law, budget)
		out.MissLow, out.MissHigh = out.Miss, out.Miss
	case budget == 0 && repair.CDF(0) == 0: // missed as soon as anything fails
		out.Within, out.Miss = math.Exp(-mean), -math.Expm1(-mean)
		out.MissLow, out.MissHigh = out.Miss, out.Miss
	case budget > 0 && mean <= mostOnLattice:
		up, down := poissonLattice(mean, repair, budget)
		out.MissLow, out.MissHigh = max(0, 1-down), max(0, 1-up)
		out.Miss = (out.MissLow + out.MissHigh) / 2
		out.Within = 1 - out.Miss
	default:
		return Budget{}, fmt.Errorf("availability: %g outages expected in %g hours are too many to add up to %g", mean, window, budget)
	}
	return out, figures(out.Expected, out.Miss, out.Within)
}

// poissonGamma returns the probabilities that a Poisson number of gamma times adds
// up to at most x, and to more.
func poissonGamma(mean float64, g dist.Gamma, x float64) (within, above float64) {
	// Beyond ten standard deviations and a margin no term is left.
	reach := 10*math.Sqrt(mean) + 40
	from, to := max(1, math.Floor(mean-reach)), math.Ceil(mean+reach)
	within = math.Exp(-mean)
	for n := from; n <= to; n++ {
		norm, _ := math.Lgamma(n + 1)
		p := math.Exp(n*math.Log(mean) - mean - norm)
		sum := dist.Gamma{Shape: n * g.Shape, Rate: g.Rate}
		within += p * sum.CDF(x)
		above += p * sum.Survival(x)
	}
	return min(1, within), min(1, above)
}

// poissonLattice returns the probability that a Poisson number of times by the law
// adds up to at most x: too small with times rounded up to the lattice, and too
// large with times rounded down.
func poissonLattice(mean float64, law Law, x float64) (up, down float64) {
	step := x / lattice
	above, below := make([]float64, lattice+1), make([]float64, lattice+1)
	before := law.CDF(0)
	above[0] = before
	for i := 1; i <= lattice; i++ {
		at := law.CDF(float64(i) * step)
		above[i], below[i-1] = at-before, at-before
		before = at
	}
	below[0] += above[0]
	below[lattice] = law.CDF(float64(lattice+1)*step) - before
	return compound(mean, above), compound(mean, below)
}

// compound returns the probability that a Poisson number of lattice times adds up to
// no more than the lattice has.
func compound(mean float64, mass []float64) float64 {
	sums := make([]float64, len(mass))
	sums[0] = math.Exp(mean * (mass[0] - 1))
	total := sums[0]
	for j := 1; j < len(mass); j++ {
		for i := 1; i <= j; i++ {
			sums[j] += float64(i) * mass[i] * sums[j-i]
		}
		sums[j] *= mean / float64(j)
		total += sums[j]
	}
	return min(1, total)
}
