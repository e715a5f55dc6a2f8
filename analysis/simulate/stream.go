package simulate

import (
	"math"
	"math/rand/v2"

	"ninefold/analysis/dist"
)

// A stream is the random numbers of one replication. They are a function of the
// seed, of what the replication is for and of its number alone.
type stream struct{ source rand.PCG }

func (r *stream) start(seed, purpose, number uint64) {
	a := mix(seed ^ mix(purpose))
	r.source.Seed(a, mix(a^mix(number)))
}

// mix is the finaliser of SplitMix64: each bit depends on all.
//
// Source: G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number
// generators, 2014. https://doi.org/10.1145/2660193.2660195
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// uniform is never 0 or 1.
func (r *stream) uniform() float64 { return (float64(r.source.Uint64()>>12) + 0.5) * 0x1p-52 }

func (r *stream) exponential() float64 { return -math.Log(r.uniform()) }

func (r *stream) below(n int) int { return min(int(r.uniform()*float64(n)), n-1) }

// A law is the distribution of hours until a clock rings.
type law struct {
	d    dist.Lifetime
	mean float64 // of an exponential one, which needs no quantiles; else 0
}

func lawOf(d dist.Lifetime) law {
	if e, ok := d.(dist.Exponential); ok {
		return law{d, e.MTTF}
	}
	if w, ok := d.(dist.Weibull); ok && w.Shape == 1 && w.Shift == 0 {
		return law{d, w.Scale}
	}
	return law{d: d}
}

// draw returns the hours on the clock when it rings, of those after used.
func (l law) draw(used float64, r *stream) float64 {
	if l.mean > 0 {
		return used + l.mean*r.exponential()
	}
	return l.after(used, -math.Log(r.uniform()))
}

// after returns the hours at which the cumulative hazard is that at used and more.
// Of both tails it works on the smaller.
func (l law) after(used, more float64) float64 {
	if l.mean > 0 {
		return used + l.mean*more
	}
	f, s := l.d.CDF(used), l.d.Survival(used)
	if p := f - s*math.Expm1(-more); p < 0.5 {
		return max(used, l.d.Quantile(p))
	}
	return max(used, l.d.UpperQuantile(s*math.Exp(-more)))
}

// hazard returns the cumulative hazard between two counts of hours.
func (l law) hazard(from, to float64) float64 {
	if l.mean > 0 {
		return (to - from) / l.mean
	}
	return max(0, l.d.CumulativeHazard(to)-l.d.CumulativeHazard(from))
}
