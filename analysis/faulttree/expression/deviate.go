package expression

import (
	"fmt"
	"math"
	"sort"

	"ninefold/analysis/dist"
)

// uniform is the uniform distribution between two numbers.
type uniform struct{ lower, upper float64 }

func (d uniform) Mean() float64              { return d.lower + (d.upper-d.lower)/2 }
func (d uniform) Quantile(p float64) float64 { return d.lower + p*(d.upper-d.lower) }
func (d uniform) Validate() error {
	if !(d.lower <= d.upper) {
		return fmt.Errorf("lower bound %g is not below upper bound %g", d.lower, d.upper)
	}
	return nil
}

// normal is the normal distribution.
type normal struct{ mean, deviation float64 }

func (d normal) Mean() float64              { return d.mean }
func (d normal) Quantile(p float64) float64 { return d.mean + d.deviation*standardNormal(p) }
func (d normal) Validate() error {
	if !(d.deviation >= 0) {
		return fmt.Errorf("standard deviation %g is negative", d.deviation)
	}
	return nil
}

// standardNormal returns the quantile of the standard normal distribution.
func standardNormal(p float64) float64 { return -math.Sqrt2 * math.Erfcinv(2*p) }

// distribution returns the distribution of a deviate.
func distribution(op Op, args []float64) (dist.Distribution, error) {
	switch op {
	case UniformDeviate:
		return uniform{args[0], args[1]}, nil
	case NormalDeviate:
		return normal{args[0], args[1]}, nil
	case GammaDeviate:
		return dist.Gamma{Shape: args[0], Rate: 1 / args[1]}, nil
	case BetaDeviate:
		return dist.Beta{A: args[0], B: args[1]}, nil
	}
	if len(args) == 2 {
		return dist.Lognormal{Mu: args[0], Sigma: args[1]}, nil
	}
	mean, factor, level := args[0], args[1], args[2]
	switch {
	case !(mean > 0):
		return nil, fmt.Errorf("mean %g is not positive", mean)
	case !(factor >= 1):
		return nil, fmt.Errorf("error factor %g is below 1", factor)
	case !(level > 0.5 && level < 1):
		return nil, fmt.Errorf("level %g is not between 0.5 and 1", level)
	case factor == 1:
		return dist.Point{Value: mean}, nil
	}
	// The error factor is the quantile at the level over the median [MEF].
	sigma := math.Log(factor) / standardNormal(level)
	return dist.Lognormal{Mu: math.Log(mean) - sigma*sigma/2, Sigma: sigma}, nil
}

// smallest is as near to 0 and 1 as a draw may come: quantiles are finite there.
const smallest = 1e-16

// uniform returns the number drawn for a deviate, NaN where its mean counts.
func (v *Evaluation) uniform(key string) float64 {
	if v.set.Uniform == nil {
		return math.NaN()
	}
	return v.set.Uniform(key)
}

func (v *Evaluation) scale(key string) float64 {
	if v.set.Scale == nil {
		return 1
	}
	return v.set.Scale(key)
}

// drawn returns the quantile of d at u, or its mean where u is NaN.
func drawn(d dist.Distribution, u float64) float64 {
	if math.IsNaN(u) {
		return d.Mean()
	}
	return d.Quantile(inside(u))
}

func inside(u float64) float64 { return min(max(u, smallest), 1-smallest) }

// deviate returns the mean of a random deviate, or its quantile at the number
// drawn for it.
func (v *Evaluation) deviate(key string, op Op, args []float64) (float64, error) {
	d, err := distribution(op, args)
	if err == nil {
		err = d.Validate()
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", op, err)
	}
	return drawn(d, v.uniform(key)) * v.scale(key), nil
}

// histogram draws a bin by its width and returns the value of that bin; the mean
// weighs all by their widths.
func (v *Evaluation) histogram(key string, e Expr) (float64, error) {
	bounds := make([]float64, len(e.Args))
	for i, a := range e.Args {
		at, bound := child(key, i), a
		if i > 0 {
			if err := a.Check(); err != nil {
				return 0, fmt.Errorf("%s: %w", at, err)
			}
			at, bound = child(at, 0), a.Args[0]
		}
		x, err := v.Value(at, bound)
		if err != nil {
			return 0, err
		}
		if i > 0 && !(x > bounds[i-1]) {
			return 0, fmt.Errorf("%s: bound %g is not above the one before, %g", at, x, bounds[i-1])
		}
		bounds[i] = x
	}
	bin := func(i int) (float64, error) { return v.Value(child(child(key, i), 1), e.Args[i].Args[1]) }
	x, err := drawnBin(bounds, v.uniform(key), bin)
	return x * v.scale(key), err
}

// drawnBin returns the value of the bin between the bounds that u falls into, or
// the mean of all where u is NaN.
func drawnBin(bounds []float64, u float64, bin func(i int) (float64, error)) (float64, error) {
	lower, width := bounds[0], bounds[len(bounds)-1]-bounds[0]
	if !math.IsNaN(u) {
		i := 1 + sort.SearchFloat64s(bounds[1:], lower+inside(u)*width)
		return bin(min(i, len(bounds)-1))
	}
	mean := 0.0
	for i := 1; i < len(bounds); i++ {
		x, err := bin(i)
		if err != nil {
			return 0, err
		}
		mean += x * ((bounds[i] - bounds[i-1]) / width)
	}
	return mean, nil
}
