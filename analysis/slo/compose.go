package slo

import (
	"errors"
	"fmt"
	"math"
)

// Serial returns the availability of something that needs all of its independent
// dependencies: their product, which no objective for it can exceed.
//
// It returns an error for an availability outside [0, 1], and for none at all.
func Serial(availabilities ...float64) (float64, error) {
	if err := checkShares(availabilities); err != nil {
		return 0, err
	}
	var log float64
	for _, a := range availabilities {
		log += math.Log1p(-BudgetShare(a))
	}
	return math.Exp(log), nil
}

// Parallel returns the unavailability of something that needs one of its
// independent dependencies: the product of theirs.
//
// It returns an error for an availability outside [0, 1], and for none at all.
func Parallel(availabilities ...float64) (unavailability float64, err error) {
	if err := checkShares(availabilities); err != nil {
		return 0, err
	}
	unavailability = 1
	for _, a := range availabilities {
		unavailability *= BudgetShare(a)
	}
	return unavailability, nil
}

// Redundant returns the unavailability of n like replicas of which one is needed,
// when the share beta of what takes one down takes down all (beta factor, with
// the two kinds of failure added up).
//
// It returns an error for an availability or beta outside [0, 1] and for n < 1.
//
// Source: K. Fleming, A reliability model for common mode failures in redundant
// safety systems, 1975.
func Redundant(availability float64, n int, beta float64) (unavailability float64, err error) {
	if err := checkShares([]float64{availability, beta}); err != nil {
		return 0, err
	}
	if n < 1 {
		return 0, fmt.Errorf("slo: %d replicas are none", n)
	}
	q := BudgetShare(availability)
	if n == 1 {
		return q, nil
	}
	return math.Min(1, beta*q+math.Pow((1-beta)*q, float64(n))), nil
}

// MaxDependencies returns how many independent dependencies, each of the given
// availability and each needed, a target leaves room for.
//
// It returns an error for a target or availability outside (0, 1), and where the
// number has no exact float64.
func MaxDependencies(target, each float64) (int, error) {
	if !(target > 0 && target < 1) || !(each > 0 && each < 1) {
		return 0, fmt.Errorf("slo: target %g and availability %g are not between 0 and 1", target, each)
	}
	n := math.Log1p(-BudgetShare(target)) / math.Log1p(-BudgetShare(each))
	if !(n < 1<<53) {
		return 0, fmt.Errorf("slo: %g dependencies cannot be counted", n)
	}
	return int(math.Floor(n * (1 + rounding))), nil
}

func checkShares(shares []float64) error {
	if len(shares) == 0 {
		return errors.New("slo: nothing to compose")
	}
	var errs []error
	for i, a := range shares {
		if !(a >= 0 && a <= 1) {
			errs = append(errs, fmt.Errorf("slo: share %d, %g, is not between 0 and 1", i, a))
		}
	}
	return errors.Join(errs...)
}
