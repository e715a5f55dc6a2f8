package lifedata

import (
	"math"

	"ninefold/analysis/dist"
)

// LogLikelihood returns the logarithm of the likelihood of lives under d: of
// densities of the hours, and probabilities of what is censored, given that the
// life could be seen. It is −Inf where d makes them impossible, and NaN when d is not
// valid.
func LogLikelihood(lives []Life, d dist.Lifetime) (float64, error) {
	if err := Validate(lives); err != nil {
		return 0, err
	}
	if err := d.Validate(); err != nil {
		return 0, err
	}
	return logLikelihood(lives, d), nil
}

func logLikelihood(lives []Life, d dist.Lifetime) float64 {
	sum := 0.0
	for i := range lives {
		l := &lives[i]
		until := math.Inf(1)
		if l.Until > 0 {
			until = l.Until
		}
		var one float64
		switch {
		case l.Interval:
			one = logProbability(d, l.Since, l.Hours)
		case l.Failed:
			one = d.LogDensity(l.Hours)
		default:
			one = logProbability(d, l.Hours, until)
		}
		if l.Entry > 0 || l.Until > 0 {
			one -= logProbability(d, l.Entry, until)
		}
		sum += float64(l.Number()) * one
	}
	return sum
}

// logProbability returns ln P(low < T ≤ high); from 0 on is from −Inf on.
func logProbability(d dist.Lifetime, low, high float64) float64 {
	switch {
	case low == 0:
		return d.LogCDF(high)
	case math.IsInf(high, 1):
		return -d.CumulativeHazard(low)
	}
	if up := d.CumulativeHazard(low); up > math.Ln2 {
		return -up + log1mexp(d.CumulativeHazard(high)-up)
	}
	f := d.LogCDF(high)
	return f + log1mexp(f-d.LogCDF(low))
}
