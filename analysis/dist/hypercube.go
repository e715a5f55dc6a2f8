package dist

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
)

// A Parameter is one dimension of a Latin hypercube.
type Parameter struct {
	Key  string // names its random numbers; unique
	Dist Distribution
}

// LatinHypercube draws n samples of all parameters: out[i][j] is sample j of
// parameter i. Of every parameter it draws once from each of n strata of equal
// probability, in an order of its own [MBC79], so that means and percentiles
// settle sooner than with independent draws.
//
// The random numbers of a parameter depend on seed, n and its Key alone. Two
// models that share a parameter therefore get the same draws for it (common
// random numbers), whatever else they have.
//
// It returns an error when n is below 1, a key comes twice, or a distribution is
// missing or not valid. Cost: n quantiles per parameter.
func LatinHypercube(seed uint64, n int, parameters []Parameter) ([][]float64, error) {
	if err := checkParameters(n, parameters); err != nil {
		return nil, err
	}
	out := make([][]float64, len(parameters))
	for i, p := range parameters {
		r := stream(seed, p.Key)
		out[i] = make([]float64, n)
		for j, stratum := range r.Perm(n) {
			out[i][j] = p.Dist.Quantile((float64(stratum) + r.Float64()) / float64(n))
		}
	}
	return out, nil
}

// checkParameters says all that is wrong with the arguments of LatinHypercube.
func checkParameters(n int, parameters []Parameter) error {
	var errs []error
	if n < 1 {
		errs = append(errs, fmt.Errorf("dist: latin hypercube: %d samples", n))
	}
	seen := make(map[string]bool, len(parameters))
	for _, p := range parameters {
		if seen[p.Key] {
			errs = append(errs, fmt.Errorf("dist: latin hypercube: parameter %q comes twice", p.Key))
		}
		seen[p.Key] = true
		if p.Dist == nil {
			errs = append(errs, fmt.Errorf("dist: latin hypercube: parameter %q has no distribution", p.Key))
		} else if err := p.Dist.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("parameter %q: %w", p.Key, err))
		}
	}
	return errors.Join(errs...)
}

// stream returns the random numbers of key. A cryptographic hash spreads keys
// that differ in one letter over unrelated states.
func stream(seed uint64, key string) *rand.Rand {
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, seed), key...))
	//nolint:gosec // G404: draws must repeat, not surprise
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))
}
