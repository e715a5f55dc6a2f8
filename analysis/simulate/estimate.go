package simulate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/stat/distuv"
)

// A tally is what is known of the numbers of replications.
type tally struct {
	n     int64
	mean  []float64
	cross []float64 // sums of products of what each is off its mean, for each pair
	cube  []float64 // sums of the third power of what each is off its mean
	hits  []int64   // replications in which it is not 0
	event float64   // events, as a measure of work
}

func newTally(width int, pairs bool) *tally {
	t := &tally{mean: make([]float64, width), cross: make([]float64, width), cube: make([]float64, width), hits: make([]int64, width)}
	if pairs {
		t.cross = make([]float64, width*width)
	}
	return t
}

// at is where the product of two numbers is; of one with itself alone where there
// are no pairs.
func (t *tally) at(i, j int) int {
	if len(t.cross) == len(t.mean) {
		return i
	}
	return i*len(t.mean) + j
}

// add takes in one replication.
//
// Source: B. Welford, Note on a method for calculating corrected sums of squares and
// products, 1962. https://doi.org/10.1080/00401706.1962.10490022
func (t *tally) add(out []float64) {
	t.n++
	pairs := len(t.cross) > len(t.mean)
	for i, x := range out {
		off := x - t.mean[i]
		t.mean[i] += off / float64(t.n)
		if x != 0 {
			t.hits[i]++
		}
		others := out[:i]
		if !pairs {
			others = nil
		}
		for j, y := range others {
			t.cross[t.at(i, j)] += off * (y - t.mean[j])
			t.cross[t.at(j, i)] = t.cross[t.at(i, j)]
		}
		more := off * (x - t.mean[i])
		t.cube[i] += more*(x-t.mean[i]-off/float64(t.n)) - 3*off/float64(t.n)*t.cross[t.at(i, i)]
		t.cross[t.at(i, i)] += more
	}
}

// merge takes in another tally.
//
// Source: T. Chan, G. Golub, R. LeVeque, Algorithms for computing the sample
// variance, 1983. https://doi.org/10.1080/00031305.1983.10483115
func (t *tally) merge(o *tally) {
	if o.n == 0 {
		return
	}
	n := float64(t.n + o.n)
	both := float64(t.n) * float64(o.n) / n
	pairs := len(t.cross) > len(t.mean)
	for i := range t.mean {
		off, a, b := o.mean[i]-t.mean[i], float64(t.n), float64(o.n)
		t.cube[i] += o.cube[i] + off*off*off*both*(a-b)/n + 3*off*(a*o.cross[o.at(i, i)]-b*t.cross[t.at(i, i)])/n
	}
	for i := range t.mean {
		for j := range t.mean {
			if pairs || i == j {
				t.cross[t.at(i, j)] += o.cross[o.at(i, j)] + both*(o.mean[i]-t.mean[i])*(o.mean[j]-t.mean[j])
			}
		}
	}
	for i := range t.mean {
		t.mean[i] += (o.mean[i] - t.mean[i]) * float64(o.n) / n
		t.hits[i] += o.hits[i]
	}
	t.n += o.n
	t.event += o.event
}

// skew returns the skewness of a number, 0 of one that is always the same. That of n
// numbers is at most √n, beyond is rounding.
func (t *tally) skew(i int) float64 {
	n, square := float64(t.n), t.cross[t.at(i, i)]
	if !(square > 0) {
		return 0
	}
	return max(-math.Sqrt(n), min(t.cube[i]/square*math.Sqrt(n/square), math.Sqrt(n)))
}

// spread returns how many standard errors a mean may be below and above its
// estimate, of t by Student, where numbers are skewed: no fewer than t.
//
// Source: P. Hall, On the removal of skewness by transformation, 1992.
// https://doi.org/10.1111/j.2517-6161.1992.tb01876.x
func spread(t, skew, n float64) (below, above float64) {
	g := skew / math.Sqrt(n)
	if math.Abs(g) < 1e-9 {
		return t, t
	}
	inverse := func(x float64) float64 { return 3 / g * (math.Cbrt(1+g*(x-g/6)) - 1) }
	return math.Max(t, inverse(t)), math.Max(t, -inverse(-t))
}

// effective is how many replications, all with the same number, tell as much of a
// mean as these do.
//
// Source: L. Kish, Survey sampling, 1965, section 11.7.
func (t *tally) effective(i int) float64 {
	square := t.mean[i] * t.mean[i]
	if square == 0 {
		return 0
	}
	return float64(t.n) * square / (square + t.cross[t.at(i, i)]/float64(t.n))
}

// An Estimate is a number that was drawn at random.
type Estimate struct {
	Value         float64  `json:"value"`
	Low           float64  `json:"low"`                     // of the confidence interval
	High          *float64 `json:"high,omitempty"`          // nil where nothing bounds it
	RelativeError *float64 `json:"relativeError,omitempty"` // half the width of the interval over the value; nil where that is 0
	Replications  int64    `json:"replications"`
	Hits          int64    `json:"hits"` // replications that saw it
	Method        Method   `json:"method"`
}

// fewHits is below which normal theory is not trusted: of replications that saw
// something, and of those that did not.
const fewHits = 50

// unseen is the relative share that kinds of histories may have of which none of those
// that count is, if they are worth as much as all seen: what is likelier than that would
// have been seen at this level. Without it an interval may have no width.
func unseen(count, level float64) float64 { return -math.Log1p(-level) / count }

// estimate returns what is known of a goal, with a confidence interval.
func (p *plan) estimate(t *tally, g goal, level float64) Estimate {
	e := Estimate{Value: t.mean[g.of], Replications: t.n, Hits: t.hits[g.of], Method: p.method}
	n := float64(t.n)
	if t.n < 2 {
		return Estimate{Method: p.method, Replications: t.n}
	}
	variance := t.cross[t.at(g.of, g.of)] / (n - 1) / n
	if g.over >= 0 { // by the delta method
		over := t.mean[g.over]
		e.Hits = min(e.Hits, t.hits[g.over])
		if ratio := e.Value / over; over > 0 && ratio <= math.MaxFloat64 {
			e.Value = ratio
		} else {
			e.Value = 0
			return e
		}
		variance += e.Value*e.Value*t.cross[t.at(g.over, g.over)]/(n-1)/n - 2*e.Value*t.cross[t.at(g.of, g.over)]/(n-1)/n
		variance = math.Max(variance, 0) / (over * over)
	}
	few := e.Hits < fewHits || n*(1-e.Value/g.bound) < fewHits // or all but a few
	if g.bound > 0 && p.method == Crude && few {
		low, high := chernoff(e.Value/g.bound, n, level)
		low, high = low*g.bound, high*g.bound
		e.Low, e.High = low, &high
		e.relate(g)
		return e
	}
	if e.Hits > 1 {
		count := t.effective(g.of)
		if g.over >= 0 {
			count = math.Min(count, t.effective(g.over))
		}
		quantile := distuv.StudentsT{Sigma: 1, Nu: math.Max(count-1, 1)}.Quantile((1 + level) / 2)
		below, above := spread(quantile, t.skew(g.of), n)
		high := e.Value + above*math.Sqrt(variance) + e.Value*unseen(count, level)
		if g.bound > 0 {
			high = math.Min(high, math.Max(g.bound, e.Value))
		}
		if low := e.Value - below*math.Sqrt(variance) - e.Value*unseen(count, level); low > 0 {
			e.Low = low
		}
		if high <= math.MaxFloat64 {
			e.High = &high
		}
	} else if g.bound > 0 {
		e.High = &g.bound
	}
	e.relate(g)
	return e
}

// relate finds the relative error and changes the unit.
func (e *Estimate) relate(g goal) {
	if e.High != nil && e.Value > 0 {
		if off := math.Max(*e.High-e.Value, e.Value-e.Low) / e.Value; off <= math.MaxFloat64 {
			e.RelativeError = &off
		}
	}
	e.Value *= g.scale
	e.Low *= g.scale
	if e.High != nil {
		high := *e.High * g.scale
		e.High = &high
	}
}

// chernoff returns an interval of the mean of numbers in [0, 1] that holds it with
// at least that probability, whatever their distribution.
//
// Source: W. Hoeffding, Probability inequalities for sums of bounded random
// variables, 1963, theorem 1. https://doi.org/10.1080/01621459.1963.10500830
func chernoff(mean, n, level float64) (low, high float64) {
	mean = math.Min(mean, 1)
	limit := math.Log(2/(1-level)) / n
	far := func(x float64) bool { return divergence(mean, x) > limit }
	high = 1
	a, b := mean, mean
	for range 100 {
		if mid := (a + high) / 2; far(mid) {
			high = mid
		} else {
			a = mid
		}
	}
	for range 100 {
		if mid := (low + b) / 2; far(mid) {
			low = mid
		} else {
			b = mid
		}
	}
	return low, high
}

// divergence is that of Kullback and Leibler between two coins.
func divergence(p, q float64) float64 {
	d := 0.0
	if p > 0 {
		d += p * math.Log(p/q)
	}
	if p < 1 {
		d += (1 - p) * (math.Log1p(-p) - math.Log1p(-q))
	}
	return d
}

// met says whether a goal is as accurate as wanted.
func (p *plan) met(t *tally, g goal, opt Options) bool {
	e := p.estimate(t, g, opt.Level)
	enough := int64(fewHits)
	if p.method == Splitting {
		enough = p.least
	}
	return e.Hits >= enough && e.RelativeError != nil && *e.RelativeError <= opt.RelativeError
}

func (p *plan) done(t *tally, opt Options) bool {
	for _, g := range p.goals {
		if g.asked && !p.met(t, g, opt) {
			return false
		}
	}
	return true
}

// sample adds replications until all that is asked is accurate enough. It looks
// when there are a fifth more than at the look before: few looks, so that the one at which it
// stops is hardly more favourable than any [CR65]. Replications are done in blocks
// by number, and blocks are merged in their order: results do not depend on workers.
func (p *plan) sample(ctx context.Context, t *tally, opt Options) error {
	target := p.least
	for {
		target = min(max(target, t.n+t.n/5), opt.MaxReplications)
		if err := p.extend(ctx, t, target, opt); err != nil {
			return err
		}
		if opt.Progress != nil {
			opt.Progress(p.progress(t, opt))
		}
		if p.done(t, opt) {
			return nil
		}
		if t.n >= opt.MaxReplications {
			return ErrBudget
		}
	}
}

// progress says how far the least accurate goal is.
func (p *plan) progress(t *tally, opt Options) Progress {
	out := Progress{Method: p.method, Replications: t.n}
	for _, g := range p.goals {
		if e := p.estimate(t, g, opt.Level); g.asked && (e.RelativeError == nil || out.RelativeError < *e.RelativeError) {
			if e.RelativeError == nil {
				return Progress{Method: p.method, Replications: t.n}
			}
			out.RelativeError = *e.RelativeError
		}
	}
	return out
}

// round is how many blocks each worker does before they are merged: few, for each has
// a tally of its own, and enough that nobody waits long for the last one.
const round = 64

// extend adds replications up to a number.
func (p *plan) extend(ctx context.Context, t *tally, target int64, opt Options) error {
	workers := opt.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	for t.n < target {
		if err := p.blocks(ctx, t, min(target, t.n+int64(p.block)*int64(min(workers, maxUnits))*round), workers); err != nil {
			return err
		}
	}
	return nil
}

// blocks adds replications up to a number and keeps the tallies of all blocks of them.
func (p *plan) blocks(ctx context.Context, t *tally, target int64, workers int) error {
	blocks := int((target - t.n + int64(p.block) - 1) / int64(p.block))
	parts, errs := make([]*tally, blocks), make([]error, blocks)
	var next atomic.Int64
	var wg sync.WaitGroup
	first := t.n
	for range min(workers, blocks) {
		wg.Go(func() {
			s := newSim(p.c)
			s.stopped = ctx.Err
			for {
				b := int(next.Add(1) - 1)
				if b >= blocks {
					return
				}
				from := first + int64(b*p.block)
				parts[b], errs[b] = p.batch(ctx, s, from, min(from+int64(p.block), target))
				if errs[b] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	for b, part := range parts {
		if errs[b] != nil {
			return errs[b]
		}
		if part == nil { // its worker had stopped at another block
			break
		}
		t.merge(part)
	}
	return errors.Join(errs...)
}

// largest is what a replication may observe: sums of cubes of it are numbers.
const largest = 1e95

// batch does replications of some numbers.
func (p *plan) batch(ctx context.Context, s *sim, from, to int64) (*tally, error) {
	t, out := newTally(p.width, p.paired()), make([]float64, p.width)
	for number := from; number < to; number++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		clear(out)
		if err := p.run(s, uint64(number), out); err != nil {
			return nil, err
		}
		for _, x := range out {
			if !(math.Abs(x) <= largest) {
				return nil, fmt.Errorf("simulate: of %g hours, or by a likelihood ratio of as much, no mean can be taken", x)
			}
		}
		t.add(out)
		t.event += float64(s.events)
	}
	return t, nil
}

// paired says whether there are ratios.
func (p *plan) paired() bool {
	for _, g := range p.goals {
		if g.over >= 0 {
			return true
		}
	}
	return false
}
