// Package uncertainty says how well the probability of a top event is known, given
// how well its inputs are.
//
// A [Study] is a compiled tree and the expressions of its events. [Propagate] draws
// the uncertain inputs many times and describes how the tops are distributed.
// [OneAtATime] and [Sobol] say which inputs that is due to. All are pure functions:
// the same arguments give the same bits, whatever the number of workers.
//
// # Conventions
//
//   - An input is a random deviate, named by its key: the parameter or event it
//     stands in, see [expression.Inputs.Deviates]. A parameter that several events
//     use is one input, drawn once: not to know a rate is no independent mishap of
//     each component that has it (state-of-knowledge correlation).
//   - The point estimate has all inputs at their means. It is not the mean of the
//     top where the top is not linear in them.
//   - An interval says how uncertain the top is. The standard error of the mean and
//     the bounds of quantiles say how far the figures may be off because the samples
//     are not more.
//   - What is undefined is absent.
//
// # Method
//
// The draws of an input are a function of the seed, its key and the number of the
// sample, and of nothing else: no other input, block or worker changes them. For a
// Latin hypercube [MBC79] a keyed permutation [BR02] gives the stratum, so that no
// matrix of draws is stored and any part of the samples can be made alone. Because
// the permutation is as good as random, such a part is a random choice of the
// strata, no worse than independent draws.
//
// The variance of a mean over a Latin hypercube of n samples is at most n/(n-1)
// times that of independent ones [Owe97], usually far less. The standard error and
// the bounds of quantiles are those of independent samples; of a hypercube they are
// too wide rather than too narrow.
//
// Sobol' indices follow the design and the estimator of the first order that
// [Sal10] recommend, centred, and Jansen's estimator of the total effect [Jan99].
// The noise in an index shows in the bounds of its bootstrap.
//
// # References
//
//	[BR02]   J. Black, P. Rogaway, Ciphers with arbitrary finite domains, 2002.
//	         https://doi.org/10.1007/3-540-45760-7_9
//	[Jan99]  M. Jansen, Analysis of variance designs for model output, 1999.
//	         https://doi.org/10.1016/S0010-4655(98)00154-4
//	[LR88]   M. Luby, C. Rackoff, How to construct pseudorandom permutations from
//	         pseudorandom functions, 1988. https://doi.org/10.1137/0217022
//	[MBC79]  M. McKay, R. Beckman, W. Conover, A comparison of three methods for
//	         selecting values of input variables, 1979.
//	         https://doi.org/10.1080/00401706.1979.10489755
//	[Owe97]  A. Owen, Monte Carlo variance of scrambled net quadrature, 1997.
//	         https://doi.org/10.1137/S0036142994277468
//	[Sal10]  A. Saltelli et al., Variance based sensitivity analysis of model
//	         output, 2010. https://doi.org/10.1016/j.cpc.2009.09.018
//	[SLF14]  G. Steele, D. Lea, C. Flood, Fast splittable pseudorandom number
//	         generators, 2014. https://doi.org/10.1145/2660193.2660195
package uncertainty
