package lifedata

import "math"

// uniformTail returns the chance that the Anderson-Darling statistic of n uniform
// variables exceeds a, to about five decimals; beyond 6, where that is no longer enough, to
// within a tenth.
//
// Source: G. Marsaglia, J. Marsaglia, J. Stat. Softw. 9 (2004) 2; and for large a
// the first term of the asymptotic series, with the factor sqrt(3) from the
// product of the other weights 1/(j(j+1)).
func uniformTail(n int, a float64) float64 {
	switch {
	case !(a > 0):
		return 1
	case a > 6:
		return math.Sqrt(3) * math.Erfc(math.Sqrt(a))
	}
	var below float64
	if a < 2 {
		below = math.Exp(-1.2337141/a) / math.Sqrt(a) *
			(2.00012 + (0.247105-(0.0649821-(0.0347962-(0.011672-0.00168691*a)*a)*a)*a)*a)
	} else {
		below = math.Exp(-math.Exp(1.0776 - (2.30695-(0.43424-(0.082433-(0.008056-0.0003146*a)*a)*a)*a)*a))
	}
	return min(1, max(0, 1-below-finiteSample(float64(n), below)))
}

// finiteSample corrects the limiting distribution function, which is x, for n.
func finiteSample(n, x float64) float64 {
	if x > 0.8 {
		return (-130.2137 + (745.2337-(1705.091-(1950.646-(1116.36-255.7844*x)*x)*x)*x)*x) / n
	}
	c := 0.01265 + 0.1757/n
	if x < c {
		v := x / c
		return math.Sqrt(v) * (1 - v) * (49*v - 102) * (0.0037/(n*n) + 0.00078/n + 0.00006) / n
	}
	v := (x - c) / (0.8 - c)
	v = -0.00022633 + (6.54034-(14.6538-(14.458-(8.259-1.91864*v)*v)*v)*v)*v
	return v * (0.04213 + 0.01365/n) / n
}
