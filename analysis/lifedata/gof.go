package lifedata

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"ninefold/analysis/dist"
)

// GoodnessOptions say how p-values are found.
type GoodnessOptions struct {
	Samples int    // of the bootstrap; 0 is 999
	Seed    uint64 // of its random numbers
}

// An EDF is a distance between a fitted distribution and the empirical one.
type EDF struct {
	Statistic float64 `json:"statistic"`
	P         float64 `json:"p"` // share of samples of the fitted distribution that lie as far from their own fit
}

// A Goodness says how well a distribution fits lives.
type Goodness struct {
	KolmogorovSmirnov EDF `json:"kolmogorovSmirnov"`
	CramerVonMises    EDF `json:"cramerVonMises"`
	AndersonDarling   EDF `json:"andersonDarling"`
	Samples           int `json:"samples"` // that p-values come from
}

// largestSample is how many lives samples of the bootstrap have at most: the
// distribution of the distances has settled long before.
const largestSample = 2000

// Goodness measures how far the empirical distribution of lives is from the fitted
// one, by the distances of Kolmogorov and Smirnov, Cramér and von Mises, and
// Anderson and Darling; lives must be those of the fit. Of censored lives the
// empirical distribution is that of Kaplan and Meier, and the distances end with
// the last life.
//
// Tables of these distances do not hold when the parameters were estimated from the
// same lives. The p-values come from a parametric bootstrap: samples of the fitted
// distribution are fitted in turn. Of complete lives in a family of location and
// scale that is exact, up to the number of samples, as their distribution does not
// depend on the parameters. A sample's censoring times are those of the lives, for
// failures drawn from the later ones.
//
// It returns an error wrapping [ErrUnsupported] for intervals and truncated lives,
// and that of ctx when it ends. Cost: as many fits as samples, of at most 2000 lives.
//
// Sources: R. D'Agostino, M. Stephens, Goodness-of-fit techniques, 1986, ch. 4, for
// the distances; W. Stute, W. González Manteiga, M. Presedo Quindimil, Bootstrap
// based goodness-of-fit-tests, 1993. https://doi.org/10.1007/BF02613687
func (f *Fitted) Goodness(ctx context.Context, lives []Life, options GoodnessOptions) (*Goodness, error) {
	sorted, err := rankable(lives)
	if err != nil {
		return nil, err
	}
	n := 0
	for i := range sorted {
		n += sorted[i].Number()
	}
	samples := options.Samples
	if samples == 0 {
		samples = 999
	}
	if samples < 1 {
		return nil, fmt.Errorf("lifedata: goodness of fit: %d samples", samples)
	}
	d := distances(sorted, f.Distribution)
	r := rand.New(rand.NewPCG(options.Seed, 0x9e3779b97f4a7c15)) //nolint:gosec // G404: draws must repeat, not surprise
	censoring := newCensoring(sorted, n)
	var beyond [3]int
	g := &Goodness{}
	for range samples {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sample := censoring.sample(r, f.Distribution)
		again, err := Fit(sample, f.Family)
		if err != nil { // a sample without an estimate tells nothing
			continue
		}
		slices.SortFunc(sample, byTime)
		other := distances(sample, again.Distribution)
		g.Samples++
		for i := range d {
			if other[i]/scaleOf(i, censoring.size) >= d[i]/scaleOf(i, n) {
				beyond[i]++
			}
		}
	}
	if 2*g.Samples < samples {
		return nil, fmt.Errorf("lifedata: goodness of fit: %w: %d of %d samples have none", ErrNoEstimate, samples-g.Samples, samples)
	}
	for i, e := range []*EDF{&g.KolmogorovSmirnov, &g.CramerVonMises, &g.AndersonDarling} {
		*e = EDF{d[i], float64(beyond[i]+1) / float64(g.Samples+1)}
	}
	return g, nil
}

// scaleOf makes distances of samples of unlike sizes comparable: the largest
// difference shrinks as 1/√n, the others have n in them.
func scaleOf(distance, n int) float64 {
	if distance == 0 {
		return 1 / math.Sqrt(float64(n))
	}
	return 1
}

// byTime orders lives, failures first.
func byTime(a, b Life) int {
	switch {
	case a.Hours < b.Hours:
		return -1
	case a.Hours > b.Hours:
		return 1
	case a.Failed == b.Failed:
		return 0
	case a.Failed:
		return -1
	}
	return 1
}

// distances returns D, W² and A² of sorted lives against d: integrals over u = F(t)
// of the step function c of Kaplan and Meier,
//
//	D = max |c − u|,  W² = n·∫(c − u)² du,  A² = n·∫(c − u)²/(u(1 − u)) du,
//
// which of complete lives are the usual sums. Over a step from u to v they are
// ((v−c)³ − (u−c)³)/3 and c²·ln(v/u) − (1−c)²·ln((1−v)/(1−u)) − (v−u).
func distances(sorted []Life, d dist.Lifetime) [3]float64 {
	total := 0
	for i := range sorted {
		total += sorted[i].Number()
	}
	n, left := float64(total), float64(total)
	survival, c := 1.0, 0.0
	var most, squares, weighted float64
	u, logU, hazard := 0.0, math.Inf(-1), 0.0
	step := func(v, logV, hazardV float64) {
		most = math.Max(most, math.Max(math.Abs(c-u), math.Abs(c-v)))
		squares += ((v-c)*(v-c)*(v-c) - (u-c)*(u-c)*(u-c)) / 3
		if c > 0 {
			weighted += c * c * (logV - logU)
		}
		if c < 1 {
			weighted += (1 - c) * (1 - c) * (hazardV - hazard)
		}
		weighted -= v - u
		u, logU, hazard = v, logV, hazardV
	}
	for i := 0; i < len(sorted); {
		failures, gone := 0.0, 0.0
		hours := sorted[i].Hours
		for ; i < len(sorted) && sorted[i].Hours == hours; i++ {
			k := float64(sorted[i].Number())
			gone += k
			if sorted[i].Failed {
				failures += k
			}
		}
		if failures > 0 || i == len(sorted) {
			step(d.CDF(hours), d.LogCDF(hours), d.CumulativeHazard(hours))
			survival *= 1 - failures/left
			c = 1 - survival
		}
		left -= gone
	}
	if survival == 0 {
		step(1, 0, math.Inf(1))
	} else {
		most = math.Max(most, math.Abs(c-u))
	}
	return [3]float64{most, n * squares, n * weighted}
}

// censoring draws samples that are censored like lives.
type censoring struct {
	size  int       // of a sample
	fixed []float64 // when each life would have been censored; +Inf for failures that are drawn
	after []float64 // failure times of those
	times []float64 // censoring times in their order
	left  []float64 // share not censored by each: Kaplan and Meier with the roles exchanged
}

func newCensoring(sorted []Life, n int) *censoring {
	c := &censoring{size: min(n, largestSample)}
	atRisk, left := float64(n), 1.0
	for i := range sorted {
		k := sorted[i].Number()
		if sorted[i].Censored() {
			left *= 1 - float64(k)/atRisk
			c.times, c.left = append(c.times, sorted[i].Hours), append(c.left, left)
		}
		atRisk -= float64(k)
	}
	// When there are more lives than a sample takes, every so manieth.
	next, seen := 0.0, 0.0
	for i := range sorted {
		hours := math.Inf(1)
		if sorted[i].Censored() {
			hours = sorted[i].Hours
		}
		for seen += float64(sorted[i].Number()); math.Ceil(next) < seen; next += float64(n) / float64(c.size) {
			c.fixed, c.after = append(c.fixed, hours), append(c.after, sorted[i].Hours)
		}
	}
	c.size = len(c.fixed)
	return c
}

// sample draws lives from d.
func (c *censoring) sample(r *rand.Rand, d dist.Lifetime) []Life {
	lives := make([]Life, c.size)
	for i := range lives {
		hours := math.Max(dist.Draw(r, d), math.SmallestNonzeroFloat64)
		end := c.fixed[i]
		if math.IsInf(end, 1) && len(c.times) > 0 {
			end = c.later(r.Float64(), c.after[i])
		}
		if hours <= end {
			lives[i] = Life{Hours: hours, Failed: true}
		} else {
			lives[i] = Life{Hours: end}
		}
	}
	return lives
}

// later draws a censoring time at or after hours; +Inf if it is beyond all of them.
func (c *censoring) later(uniform, hours float64) float64 {
	first, _ := slices.BinarySearch(c.times, hours)
	before := 1.0
	if first > 0 {
		before = c.left[first-1]
	}
	target := before * uniform
	for i := first; i < len(c.times); i++ {
		if c.left[i] <= target {
			return c.times[i]
		}
	}
	return math.Inf(1)
}
