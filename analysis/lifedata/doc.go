// Package lifedata learns from lives: hours that units worked until they failed,
// or until they were last seen working. It fits distributions, estimates survival
// without one, and follows systems that are repaired and fail again.
//
// # Conventions
//
//   - Times are hours. A [Life] is an exact failure, a right-censored life, or a
//     failure in a half-open interval (Since, Hours]; each may be truncated and
//     counted more than once. [Validate] says all that is wrong with them.
//   - At one time, failures come before censorings: a unit censored at a failure
//     time counts as at risk for it.
//   - Levels of confidence are two-sided unless a name says otherwise.
//   - Log-likelihoods are of densities on the scale of hours, not of their
//     logarithms, and carry no multinomial constants.
//   - What is undefined is absent (nil), never 0. Functions do not modify lives,
//     which need no order, and draw nothing from chance but from a seed.
//
// # Fitted distributions
//
// [Fit] maximises the likelihood, [RankRegression] draws a line on probability
// paper, [Weibayes] takes a shape that is known. Bounds on a fit are of one of three
// methods, see [Method]; with few failures those of [Conditional] are the ones to
// trust. [Choose] ranks families, and may say that none is clearly better.
//
// # References
//
//	[Joh64] L. Johnson, The statistical treatment of fatigue experiments, 1964.
//	[Law78] J. Lawless, Confidence interval estimation for the Weibull and extreme
//	        value distributions, Technometrics 20 (1978) 355-364.
//	[Smi85] R. Smith, Maximum likelihood estimation in a class of nonregular
//	        cases, 1985. https://doi.org/10.1093/biomet/72.1.67
package lifedata
