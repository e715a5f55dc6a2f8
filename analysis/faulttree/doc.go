// Package faulttree quantifies static fault trees, coherent or not.
//
// A [Tree] is a directed acyclic graph of gates over basic events. [Analyze]
// turns it into a [Result]: the probability and frequency of the top event, its
// minimal cut sets, and the importance of every basic event under it. Who wants
// several top events, other probabilities or many samples of them calls [Compile]
// once and asks the [Diagram]. All are pure functions: they read no clock, file
// or database, keep nothing that shows, and give bit for bit the same answer for
// the same input.
//
// # Conventions
//
//   - A probability is a float64 in [0, 1]; NaN is never returned. What is
//     undefined, such as a ratio to 0, is absent.
//   - Basic events fail independently. Dependent failures must be modelled as
//     their own basic event.
//   - Events are known by ID outside the package and by dense index inside it:
//     [Diagram.Events] is the link. Results are sorted by ID, never in map order.
//   - A probability may be 1e-18 as well as 0.5: results are sums of products, and
//     nothing is subtracted from one to get a small number.
//
// # Method
//
// The tree is read into and, or, xor and k-of-n gates with complements and
// simplified by passes that can each be left out ([Pass]). Modules, found in
// linear time [DR96], are compiled apart, each to a reduced ordered BDD [Bry86],
// several at a time. Several variable orders start with few nodes and the third
// that comes furthest goes on with more; where none will do, the order is changed
// on the way [Rud93]. K of n is built as a counter, never expanded. The top event
// probability is one bottom-up pass, exact up to rounding [Rau93], and all
// importances but Fussell–Vesely together cost one more up and one down [DR01]. No
// approximation is made; the usual ones stand beside, see [CutSets].
//
// The minimal cut sets are a ZBDD derived from the BDD [Rau93]. They are counted
// and summed on it, and the most probable ones listed from it, without going
// through them one by one. [Bound] bounds coherent trees that are too large for
// all that. [Tree.Given] fixes events and gates, and [Conditional] says what they
// say about the top event.
//
// # Trees that are not coherent
//
// Where an event may help, a minimal cut set is a minimal set of events that
// causes the top event when no other event occurs. These are the minimal cut sets
// of the smallest coherent tree that is true wherever the tree is, and the prime
// implicants without what they say has not occurred, where no other is within.
// [Diagram.PrimeImplicants] gives those whole. Birnbaum importances may be
// negative, Fussell–Vesely importance is absent, and so is the frequency where an
// event with a rate may help: its end may cause the top event then [BC93].
//
// # Fussell–Vesely importance
//
// It is exact, too: the probability that some minimal cut set containing the
// event has occurred, over that of the top event. The union of those cut sets is
// built as a BDD of its own for every event, so it is by far the most expensive
// measure, and absent where it would take too long. It is not the share of the
// sum over cut sets, nor the criticality, which neglects that other cut sets may
// have occurred as well.
//
// # References
//
//	[Bry86]  R. Bryant, Graph-based algorithms for Boolean function
//	         manipulation, 1986. https://doi.org/10.1109/TC.1986.1676819
//	[Rau93]  A. Rauzy, New algorithms for fault trees analysis, 1993.
//	         https://doi.org/10.1016/0951-8320(93)90060-C
//	[Rud93]  R. Rudell, Dynamic variable ordering for ordered binary decision
//	         diagrams, 1993. https://doi.org/10.1109/ICCAD.1993.580029
//	[DR96]   Y. Dutuit, A. Rauzy, A linear-time algorithm to find modules of
//	         fault trees, 1996. https://doi.org/10.1109/24.537011
//	[DR01]   Y. Dutuit, A. Rauzy, Efficient algorithms to assess component and
//	         gate importance in fault tree analysis, 2001.
//	         https://doi.org/10.1016/S0951-8320(01)00004-7
//	[EP63]   J. Esary, F. Proschan, Coherent structures of non-identical
//	         components, Technometrics 5, 1963.
//	[BA01]   E. Borgonovo, G. Apostolakis, A new importance measure for
//	         risk-informed decision making, 2001.
//	[BC93]   G. Becker, L. Camarinopoulos, Failure frequencies of non-coherent
//	         structures, Reliab. Eng. Syst. Saf. 41 (1993) 209-215.
//	[Ves70]  W. Vesely, A time-dependent methodology for fault tree evaluation,
//	         1970. https://doi.org/10.1016/0029-5493(70)90167-6
package faulttree
