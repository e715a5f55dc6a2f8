package lifedata

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// ErrUnsupported is of lives or figures that a method cannot answer.
var ErrUnsupported = errors.New("not supported")

// modified fits a modified Weibull distribution: over the logarithm of its shape
// and its wear, with the rate that is best for both, which is the failures over
// Σ x^shape·exp(wear·x) less the same of the entries.
func (f *Fitted) modified(lives []Life) error {
	longest, times := 0.0, 0.0
	failures := float64(f.Failures)
	for i := range lives {
		l := &lives[i]
		if l.Interval || l.Until > 0 {
			return fmt.Errorf("%w: life %d: intervals and right truncation", ErrUnsupported, i)
		}
		longest = math.Max(longest, l.Hours)
		if l.Failed {
			times += float64(l.Number()) * l.Hours
		}
	}
	// In units of the longest life, where wear is a number of the size of one.
	profile := func(shape, wear float64) (value, rate float64) {
		sum, logs := 0.0, 0.0
		power := func(x float64) float64 {
			if x == 0 {
				return 0
			}
			return math.Exp(shape*math.Log(x) + wear*(x-1))
		}
		for i := range lives {
			l := &lives[i]
			n, x := float64(l.Number()), l.Hours/longest
			sum += n * (power(x) - power(l.Entry/longest))
			if l.Failed {
				logs += n * (math.Log(shape/x+wear) + shape*math.Log(x) + wear*(x-1))
			}
		}
		rate = failures / sum
		return failures*math.Log(rate) + logs - failures, rate
	}
	// For each wear the best shape; both profiles have one hump.
	best := func(wear float64) float64 {
		return math.Exp(golden(math.Log(1e-3), math.Log(50), func(u float64) float64 {
			value, _ := profile(math.Exp(u), wear)
			return value
		}))
	}
	wear := golden(0, 200, func(wear float64) float64 {
		value, _ := profile(best(wear), wear)
		return value
	})
	if none, _ := profile(best(0), 0); wear < 1e-6 || none >= first(profile(best(wear), wear)) {
		wear = 0
		f.Notes = append(f.Notes, "the likelihood is highest without wear: the Weibull distribution fits as well")
	}
	shape := best(wear)
	value, rate := profile(shape, wear)
	if shape > 49 || wear > 199 {
		return fmt.Errorf("%w: %s", ErrNoEstimate, runaway(lives))
	}
	f.LogLikelihood = value - failures*math.Log(longest)
	d := dist.ModifiedWeibull{Rate: rate * math.Exp(-wear) * math.Pow(longest, -shape), Shape: shape, Wear: wear / longest}
	f.Distribution = d
	values := []float64{d.Rate, d.Shape, d.Wear}
	for i, name := range []string{"rate", "shape", "wear"} {
		f.Parameters = append(f.Parameters, Parameter{Name: name, Value: values[i]})
	}
	if wear > 0 {
		f.numericErrors(values, func(p []float64) float64 {
			return logLikelihood(lives, dist.ModifiedWeibull{Rate: p[0], Shape: p[1], Wear: p[2]})
		}, values)
	}
	return nil
}

func first(a, _ float64) float64 { return a }
