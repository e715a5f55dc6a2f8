package fmea

import (
	"fmt"
	"math"
)

// Effects of a failure mode on a journey.
const (
	Down       = "down"
	Degraded   = "degraded"
	Unaffected = "unaffected"
)

// Severity returns the rank of an effect on a journey.
//
// A journey that is down is ranked by the share of its users that are hit:
//
//	                    all users   a tenth or more   fewer
//	critical journey    9           8                 7
//	other journey       7           6                 5
//
// A degraded critical journey is 5, another 4. Where no journey is affected the
// rank is 2: redundancy is lost.
//
// It returns an error for an unknown effect and for users outside [0, 1].
func Severity(effect string, users float64, critical bool) (int, error) {
	if !(users >= 0 && users <= 1) {
		return 0, fmt.Errorf("fmea: share of users %g is not in [0, 1]", users)
	}
	const all = 1 - 1e-9 // shares are sums
	switch effect {
	case Down:
		rank := 5
		if critical {
			rank = 7
		}
		if users >= 0.1 {
			rank++
		}
		if users >= all {
			rank++
		}
		return rank, nil
	case Degraded:
		if critical {
			return 5, nil
		}
		return 4, nil
	case Unaffected:
		return 2, nil
	}
	return 0, fmt.Errorf("fmea: effect %q is not %s, %s or %s", effect, Down, Degraded, Unaffected)
}

// occurrenceAbove holds, for each rank from 10 down to 3, the failures per year
// that are below it: the rank is for more often than that.
var occurrenceAbove = []float64{
	24 * 365, // 10: more than one an hour
	6 * 365,  // 9: more than six a day
	3 * 365,  // 8: more than one in eight hours
	365,      // 7: more than one a day
	52,       // 6: more than one a week
	12,       // 5: more than one a month
	1,        // 4: more than one a year
	1. / 3,   // 3: more than one in three years
}

// Occurrence returns the rank of a number of failures per year: 10 for more than
// one an hour, 9 for more than six a day, 8 for more than one in eight hours, 7
// for more than one a day, 6 a week, 5 a month, 4 a year, 3 for more than one in
// three years, and else 2.
//
// Rank the posterior mean, and the upper bound beside it: no failure in 30 days
// is 4 by the mean and 5 by the bound. It returns an error unless perYear is
// finite and not negative.
func Occurrence(perYear float64) (int, error) {
	if !(perYear >= 0) || math.IsInf(perYear, 1) {
		return 0, fmt.Errorf("fmea: %g failures per year is not a rate", perYear)
	}
	for i, limit := range occurrenceAbove {
		if perYear > limit {
			return 10 - i, nil
		}
	}
	return 2, nil
}

// Detection returns the rank of how a failure is noticed: 3 by an alert, 7 by
// users, 10 by nobody, and 8 where that is not known or in words of its own.
func Detection(detectedBy string) int {
	switch detectedBy {
	case "alert":
		return 3
	case "users":
		return 7
	case "nobody":
		return 10
	}
	return 8
}

// RPN returns the product of the ranks. It returns an error for a rank outside 1
// to 10.
func RPN(severity, occurrence, detection int) (int, error) {
	if err := checkRanks(severity, occurrence, detection); err != nil {
		return 0, err
	}
	return severity * occurrence * detection, nil
}

func checkRanks(severity, occurrence, detection int) error {
	for _, r := range []struct {
		name string
		rank int
	}{{"severity", severity}, {"occurrence", occurrence}, {"detection", detection}} {
		if r.rank < 1 || r.rank > 10 {
			return fmt.Errorf("fmea: %s %d is not a rank from 1 to 10", r.name, r.rank)
		}
	}
	return nil
}
