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
// # Method
//
// [Fit] maximises the likelihood: of families of location and scale by Newton's
// method where it is concave, from sums of powers of which many Weibull lives need
// but one pass. [RankRegression] draws a line on probability paper [Joh64],
// [Weibayes] takes a shape that is known. Bounds are of one of four methods, see
// [Method]: with few failures those of Conditional [Law78] and Calibrated [JM00] are
// the ones to trust. [Choose] ranks families, and may say that none is clearly better.
//
// [KaplanMeier], [NelsonAalen] and [Turnbull] estimate survival without a
// distribution [KM58], [Nel72], [Tur76]; [LogRank] compares groups.
//
// Of systems that are repaired, [MeanCumulative] counts what happens [Nel03], and
// [Diagnose] looks for a trend and for dependence before it gives a mean time between
// failures. [FitPowerLaw] follows growth and wear [Cro74], [HB189].
//
// What else a function is built on it says itself, under Source.
//
// # References
//
//	[Cro74] L. Crow, Reliability analysis for complex, repairable systems, in
//	        Reliability and Biometry, SIAM 1974; as AMSAA technical report TR-138,
//	        1975.
//	[HB189] Department of Defense Handbook: Reliability Growth Management,
//	        MIL-HDBK-189C, 2011, which supersedes MIL-HDBK-189 of 1981.
//	[JM00]  S. Jeng, W. Meeker, Comparisons of approximate confidence interval
//	        procedures for type I censored data, Technometrics 42 (2000) 135-148.
//	[Joh64] L. Johnson, The statistical treatment of fatigue experiments, 1964.
//	[KM58]  E. Kaplan, P. Meier, Nonparametric estimation from incomplete
//	        observations, 1958. https://doi.org/10.1080/01621459.1958.10501452
//	[Law78] J. Lawless, Confidence interval estimation for the Weibull and extreme
//	        value distributions, Technometrics 20 (1978) 355-364.
//	[Nel03] W. Nelson, Recurrent events data analysis, 2003.
//	        https://doi.org/10.1137/1.9780898718454
//	[Nel72] W. Nelson, Theory and applications of hazard plotting for censored
//	        failure data, 1972. https://doi.org/10.1080/00401706.1972.10488991
//	[Smi85] R. Smith, Maximum likelihood estimation in a class of nonregular
//	        cases, 1985. https://doi.org/10.1093/biomet/72.1.67
//	[Tur76] B. Turnbull, The empirical distribution function with arbitrarily grouped,
//	        censored and truncated data, 1976.
//	        https://doi.org/10.1111/j.2517-6161.1976.tb01597.x
package lifedata
