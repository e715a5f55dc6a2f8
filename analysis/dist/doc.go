// Package dist has the distributions that uncertain parameters and lives follow,
// exact where it matters here: for tiny probabilities.
//
// A [Distribution] is a plain value. [LatinHypercube] draws from many of them at
// once, [Sample] from one; [Quantiles] reads the answer off the results. A
// [Lifetime] is the distribution of the hours until a failure, with its hazard:
// [Exponential], [Weibull], [Lognormal], [Normal], [Gamma], [GumbelMin] (of smallest
// values), [GumbelMax] (of largest), [Loglogistic], [ModifiedWeibull], and made of
// others [Mixture] and [CompetingRisks].
//
// # Conventions
//
//   - Validate says whether the parameters make a distribution. Constructors
//     return valid ones; of one that is not, methods return NaN and do not panic.
//   - Quantile accepts any p and is finite: p ≤ 0 (and NaN) gives the lower end
//     of the support, p ≥ 1 the quantile of the largest number below 1.
//   - Both tails keep their digits: CDF and Survival are each computed directly,
//     and Quantile works on whichever is smaller. A Lifetime has logarithms of both,
//     which go on below the least number, down to a relative error of 1e-11 in the
//     probability.
//
// # Method
//
// Incomplete gamma and beta functions are gonum's. Its inverses are not used:
// they lose small quantiles, and some calls panic (TestGonumFaults has both).
// Quantiles solve ln tail(u) = ln p by Newton's method in u = ln x (gamma) or u = logit x (beta).
// In u both log-densities are concave (their second derivatives are −x and
// −(a+b)·x·(1−x)), so the logarithms of both tails are as well [BB05], and from
// the outer side of the root Newton's steps never pass it: no bracket is needed.
//
// Weibull, lognormal, loglogistic, normal and Gumbel lives are moved and stretched
// forms of a few standard ones, whose logarithms of density, hazard and tails are
// written out. Mean residual lives are closed forms in incomplete gamma and beta
// functions, with quadrature where there is none; quantiles of mixtures and
// competing risks are found by halving the interval of numbers to the last bit.
//
// # References
//
//	[BB05]  M. Bagnoli, T. Bergstrom, Log-concave probability and its
//	        applications, 2005. https://doi.org/10.1007/s00199-004-0514-4
//	[MBC79] M. McKay, R. Beckman, W. Conover, A comparison of three methods for
//	        selecting values of input variables, 1979.
//	        https://doi.org/10.1080/00401706.1979.10489755
package dist
