package generate

import (
	"fmt"
	"math"
)

// Phases are the time a chain takes to go through some phases: a distribution that
// can have any shape (phase-type).
type Phases struct {
	Begin []float64   `json:"begin"` // probability of each phase at first; sums to 1
	Move  [][]float64 `json:"move"`  // rate from each phase to each other; the diagonal is not looked at
	End   []float64   `json:"end"`   // rate from each phase to the end
}

// Erlang returns the sum of like exponential times: the spread is 1/√stages of the
// mean.
func Erlang(stages int, mean float64) (Phases, error) {
	c := &check{system: "erlang"}
	c.count("stages", stages, 1, 1000)
	c.rate("mean", mean)
	if err := c.err(); err != nil {
		return Phases{}, err
	}
	rates, on := make([]float64, stages), make([]float64, stages)
	for i := range rates {
		rates[i], on[i] = float64(stages)/mean, 1
	}
	on[stages-1] = 0
	return Coxian(rates, on)
}

// Coxian returns the time through phases in a row, each of which may be the last:
// on has the probability of going on after each, 0 for the last.
//
// Source: D. Cox, A use of complex probabilities in the theory of stochastic
// processes, 1955. https://doi.org/10.1017/S0305004100030231
func Coxian(rates, on []float64) (Phases, error) {
	c := &check{system: "coxian"}
	n := len(rates)
	if n == 0 || len(on) != n || on[n-1] != 0 {
		c.addf("%d rates and %d probabilities of going on, of which the last must be 0", n, len(on))
	}
	for i, rate := range rates {
		c.rate(fmt.Sprintf("rate %d", i), rate)
	}
	for i, p := range on {
		c.share(fmt.Sprintf("probability %d of going on", i), p)
	}
	if err := c.err(); err != nil {
		return Phases{}, err
	}
	p := Phases{Begin: make([]float64, n), Move: make([][]float64, n), End: make([]float64, n)}
	p.Begin[0] = 1
	for i, rate := range rates {
		p.Move[i] = make([]float64, n)
		if i+1 < n {
			p.Move[i][i+1] = rate * on[i]
		}
		p.End[i] = rate * (1 - on[i])
	}
	return p, nil
}

// WithMoments returns phases with a mean and a coefficient of variation, the
// standard deviation over the mean: a mixture of two Erlang distributions with one
// rate below 1, of two exponential ones with equal shares of the mean above it. It
// returns an error for coefficients below 0.032, which take over a thousand phases,
// and for those whose square, or the rates, are beyond numbers.
//
// Source: H. Tijms, Stochastic Models: An Algorithmic Approach, 1994, section A.2.
func WithMoments(mean, variation float64) (Phases, error) {
	c := &check{system: "moments"}
	c.rate("mean", mean)
	c.rate("coefficient of variation", variation)
	v := variation * variation
	if v*1000 < 1 {
		c.addf("coefficient of variation %g takes more than 1000 phases", variation)
	}
	if math.IsInf(v, 1) {
		c.addf("coefficient of variation %g is too large", variation)
	}
	if err := c.err(); err != nil {
		return Phases{}, err
	}
	if v > 1 {
		w := math.Sqrt((v - 1) / (v + 1))
		p, q := (1+w)/2, 1/((v+1)*(1+w)) // q = (1−w)/2, without a difference
		often, rarely := 2*p/mean, 2*q/mean
		c.rate("rate 0", often)
		c.rate("rate 1", rarely)
		return Phases{Begin: []float64{p, q}, Move: [][]float64{{0, 0}, {0, 0}}, End: []float64{often, rarely}}, c.err()
	}
	k := math.Ceil(1 / v)
	root := math.Sqrt(max(k*(1+v)-k*k*v, 0)) // where one stage less would just do, rounding brings it below 0
	short := max((k*v-root)/(1+v), 0)        // probability of one stage less
	n := int(k)
	rates, on := make([]float64, n), make([]float64, n)
	for i := range rates {
		rates[i], on[i] = (k-short)/mean, 1
	}
	if on[n-1] = 0; n > 1 {
		on[n-2] = 1 - short
	}
	return Coxian(rates, on)
}

// validate says what is wrong with p.
func (p Phases) validate(c *check, name string) {
	n := len(p.Begin)
	if n == 0 || len(p.Move) != n || len(p.End) != n {
		c.addf("%s: %d beginnings, %d rows of moves and %d ends are not as many phases", name, n, len(p.Move), len(p.End))
		return
	}
	total := 0.0
	for i, x := range p.Begin {
		c.share(fmt.Sprintf("%s: beginning %d", name, i), x)
		total += x
		c.maybe(fmt.Sprintf("%s: end %d", name, i), p.End[i])
		if len(p.Move[i]) != n {
			c.addf("%s: row %d has %d moves, not %d", name, i, len(p.Move[i]), n)
			continue
		}
		leaves := p.End[i]
		for j, rate := range p.Move[i] {
			if j != i {
				c.maybe(fmt.Sprintf("%s: move %d to %d", name, i, j), rate)
				leaves += rate
			}
		}
		if !(leaves > 0) {
			c.addf("%s: nothing leads out of phase %d", name, i)
		}
	}
	if !(math.Abs(total-1) <= 1e-9) {
		c.addf("%s: beginnings sum to %g, not to 1", name, total)
	}
}
