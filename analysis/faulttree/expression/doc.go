// Package expression evaluates the stochastic expressions of fault tree models:
// the probability of a basic event as a function of the mission time and of
// uncertain parameters.
//
// An [Expr] is a plain value, a tree of operations. It may name parameters, which
// a [System] defines. [System.At] fixes the mission time and how uncertain
// numbers are drawn; the [Evaluation] then gives the value of any expression.
// [System.Over] and its [Batch] do the same for many samples at once.
//
// # Conventions
//
//   - Time is in hours and rates are per hour, unless a parameter says otherwise:
//     a reference that asks for another unit than its definition is converted, one
//     that asks for none is not. A year has 8760 hours.
//   - Truth is 1 and falsehood 0; every number but 0 is true.
//   - NaN and infinities are refused where they arise, with the path to the place.
//   - Without draws, an uncertain number counts with its mean. Where an expression
//     is not linear in it, that is not the mean of the expression.
//
// # Random numbers
//
// Every random deviate has a key: the parameter or event it stands in, and its
// place in there. A deviate takes one number in (0, 1) under its key and returns
// the quantile, so that a Latin hypercube keyed by [Inputs.Deviates] drives all of
// them. A parameter that several events use is drawn once.
//
// # Method
//
// Built-in probabilities are those of the Open-PSA Model Exchange Format 2.0d
// [MEF], written without subtracting from one. The periodic test is a Markov chain
// over (working, failed, in repair, repaired during a test); phases are advanced
// by uniformisation [Gra77] and whole periods by powers of one matrix, so the cost
// does not grow with the number of tests. All its sums are of positive terms.
//
// # References
//
//	[MEF]    S. Epstein, A. Rauzy, Open-PSA Model Exchange Format, 2.0d, 2017,
//	         chapter Stochastic Layer. https://open-psa.github.io/mef
//	[Gra77]  W. Grassmann, Transient solutions in Markovian queueing systems,
//	         1977. https://doi.org/10.1016/0305-0548(77)90007-7
package expression
