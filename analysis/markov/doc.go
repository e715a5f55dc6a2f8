// Package markov solves continuous-time Markov chains: where a system is in the
// long run and at any time, how long until it first fails, and what it earns or
// loses on the way.
//
// A [Chain] is states with names and rates between them. [Compile] makes a
// [Solver] of it, whose methods each answer one question; [Analyze] answers those
// of a list. All are pure functions.
//
// # Conventions
//
//   - Times are in hours and rates per hour. A rate of 0 is no transition.
//   - The set "up" of states is where the system works; it fails when it leaves it.
//   - What is undefined, such as the mean time to a failure that may never come, is
//     absent; NaN and infinities are refused.
//   - Every result has an [Accuracy].
//
// # Method
//
// Nothing is ever subtracted, so that small probabilities keep their digits: a
// generator is known by its rates between different states, and what is left of a
// state is the sum of its rates [GTH85]. States are eliminated in the order of
// least fill; the expected time in every state before some set is left then takes
// two passes over the factors. Long-run probabilities, mean first passage times,
// class probabilities and derivatives are all such times. Relative errors are
// bounded by counting operations: perturbing the rates out of d states by ε
// changes no probability by more than 2dε, for it is a ratio of sums over trees,
// which hold one rate out of a state [OCi93]. Chains too large for that are solved
// by Gauss–Seidel sweeps from what the rates along a tree of transitions suggest, and
// where these are slow by aggregation over many levels with sweeps between [HL94].
//
// Probabilities in time are found by uniformisation [Gra77] with Poisson weights
// down to 1e-290, unless those left can add no more than a rounding; or, where small chains are stiff, by squaring the matrix of a
// short time, whose rows are made to sum to one each time by way of their
// diagonal [XY13]. That a chain is in its steady state is said when no probability
// is further from it than the tolerance, relatively: from then on it cannot
// depart again, for each such ratio is a mean of those before.
//
// # References
//
//	[GTH85]  W. Grassmann, M. Taksar, D. Heyman, Regenerative analysis and steady
//	         state distributions for Markov chains, 1985.
//	         https://doi.org/10.1287/opre.33.5.1107
//	[OCi93]  C. O'Cinneide, Entrywise perturbation theory and error analysis for
//	         Markov chains, 1993. https://doi.org/10.1007/BF01385743
//	[HL94]   G. Horton, S. Leutenegger, A multi-level solution algorithm for
//	         steady-state Markov chains, 1994. https://doi.org/10.1145/183019.183040
//	[Gra77]  W. Grassmann, Transient solutions in Markovian queueing systems,
//	         1977. https://doi.org/10.1016/0305-0548(77)90007-7
//	[XY13]   J. Xue, Q. Ye, Computing exponentials of essentially non-negative
//	         matrices entrywise to high relative accuracy, 2013.
//	         https://doi.org/10.1090/S0025-5718-2013-02677-4
package markov
