// Package bdd holds Boolean functions and families of sets as decision diagrams.
//
// A [Manager] builds reduced ordered binary decision diagrams (BDD) [Bry86] with
// complement edges [BRB90]. [Manager.Flatten] turns some of them into a [Flat],
// which is immutable and is what numbers are computed on. [Flat.MinimalSets] gives
// the minimal sets of variables that make a monotone function true as [Sets], a
// zero-suppressed diagram (ZBDD) [Min93]: it stays small where the sets are
// counted in billions. [Join] makes one diagram of many whose variables stand for
// one another, which is how modules are put together.
//
// # Conventions
//
//   - A variable is its level, 0 at the top. Who calls chooses the order;
//     [Manager.Sift] looks for a better one.
//   - Nodes are numbers in one slice, children before parents, so passes are
//     loops. What is no longer needed is collected between operations where the
//     caller says what is ([Manager.Keep]); else only with the manager.
//   - Building stops for good at the first error, the end of the context or
//     [ErrLimit]: ask [Manager.Err] once at the end.
//   - Probabilities are sums of products of given numbers and of their
//     complements. Nothing is subtracted from one to get a small number, so 1e-18
//     has as many digits as 0.5.
//
// # References
//
//	[Bry86]  R. Bryant, Graph-based algorithms for Boolean function
//	         manipulation, 1986. https://doi.org/10.1109/TC.1986.1676819
//	[BRB90]  K. Brace, R. Rudell, R. Bryant, Efficient implementation of a BDD
//	         package, 1990. https://doi.org/10.1145/123186.123222
//	[Min93]  S. Minato, Zero-suppressed BDDs for set manipulation in
//	         combinatorial problems, 1993. https://doi.org/10.1145/157485.164890
//	[Rud93]  R. Rudell, Dynamic variable ordering for ordered binary decision
//	         diagrams, 1993. https://doi.org/10.1109/ICCAD.1993.580029
//	[Rau93]  A. Rauzy, New algorithms for fault trees analysis, 1993.
//	         https://doi.org/10.1016/0951-8320(93)90060-C
//	[CM92]   O. Coudert, J. Madre, Implicit and incremental computation of
//	         primes and essential primes of Boolean functions, 1992.
//	         https://doi.org/10.1109/DAC.1992.227866
//	[DR01]   Y. Dutuit, A. Rauzy, Efficient algorithms to assess component and
//	         gate importance in fault tree analysis, 2001.
//	         https://doi.org/10.1016/S0951-8320(01)00004-7
//	[Dek71]  T. Dekker, A floating-point technique for extending the available
//	         precision, 1971. https://doi.org/10.1007/BF01397083
package bdd
