// Package dynamic quantifies dynamic fault trees [DBB92]: those whose top depends on the
// order of failures, on spares and what they are used for, on failures that cause
// others, and on repair.
//
// A [Tree] is gates over events with dependencies, restraints and inspections.
// [Analyze] turns it into a [Result]: the probability of having failed by the times
// asked, of being failed then, the mean time to failure, the long run. It is a pure
// function.
//
// # Conventions
//
//   - Times are in hours and rates per hour. Small probabilities keep their digits
//     on both sides: what has failed and what has not are found apart.
//   - What is undefined, such as the mean time to a failure that may never come, is
//     absent. Bounds stand where a number takes too many states.
//   - Events fail one at a time. What one failure causes follows in steps that take
//     no time, one after the other: dependents in the order of the tree, each with
//     all gates worked out before the next. A gate over a common event fails in the
//     same step as its input; simultaneous is in order, unless a gate is strict.
//     Where the opposite order leads elsewhere there are both results, and no claim
//     that others are between them.
//   - Spare gates keep what they use until it fails, also while they are dormant
//     themselves, and when nobody needs them any more. What failed in use stays in
//     use: the rest of it does not fall dormant again.
//
// # Method
//
// Static gates over independent parts become a decision diagram, and one of its
// complement; each part that is dynamic becomes a chain [GD97]. Of a part, what
// reaches the rest through one gate is solved first, with what dependencies from
// outside do to it, and lumped by bisimulation to one leaf of few states [BCS10]
// [DHS03]. States are found on the fly: what no longer matters is forgotten, inputs
// that can be exchanged, with all below them, are put in one order, and so are
// columns of several such inputs at once; all failed states of what is not repaired
// are one [VJK18]. Dependencies whose order nobody asks become Or gates, also where
// they form circles. The most probable states come
// first; where the budget ends, those not looked at count as working for the lower
// bound of the unreliability and as failed for the upper. Chains are solved by
// package markov. The mean time to failure of a diagram over chains is an integral
// of its reliability, to a relative 1e-11.
//
// # References
//
//	[DBB92]  J. B. Dugan, S. Bavuso, M. Boyd, Dynamic fault-tree models for
//	         fault-tolerant computer systems, 1992. https://doi.org/10.1109/24.159800
//	[GD97]   R. Gulati, J. B. Dugan, A modular approach for analyzing static and
//	         dynamic fault trees, 1997. https://doi.org/10.1109/RAMS.1997.571665
//	[BCS10]  H. Boudali, P. Crouzen, M. Stoelinga, A rigorous, compositional, and
//	         extensible framework for dynamic fault tree analysis, IEEE Trans.
//	         Dependable and Secure Computing 7, 2010.
//	[DHS03]  S. Derisavi, H. Hermanns, W. Sanders, Optimal state-space lumping in
//	         Markov chains, 2003. https://doi.org/10.1016/S0020-0190(03)00343-0
//	[VJK18]  M. Volk, S. Junges, J.-P. Katoen, Fast dynamic fault tree analysis by
//	         model checking techniques, IEEE Trans. Industrial Informatics 14, 2018.
package dynamic
