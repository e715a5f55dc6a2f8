// Package optimize allocates redundancy: which components, and how many of each,
// every subsystem of a system gets, so that the system is as reliable as its
// limits allow, or as cheap as its target allows.
//
// A [Problem] is a list of subsystems, each with components to choose from, the
// resources these use, and how the subsystems make the system. [Solve] returns the
// best [Result] and either proves it, or says how much better any other could be.
// [Front] returns every trade-off between reliability and some resources.
//
// # Conventions
//
//   - Reliability is carried as unreliability, which is the sum and product of
//     positive numbers: 1e-27 has as many digits as 0.1.
//   - Components fail independently; a subsystem works when at least K of its
//     components do.
//   - Amounts of a resource are counted in decimal units, without rounding as long
//     as they have nine decimals or fewer, so limits are kept and met exactly. Of
//     others fifteen digits count.
//   - Two unreliabilities that differ by less than 1e-12 of themselves are the same.
//   - The same problem and options give the same bits, whatever the number of
//     workers. Only the end of the context stops a search at another place.
//
// # Method
//
// Choices of a subsystem that another is no worse than in everything are dropped;
// what is left is its menu. The menus of a series or parallel group are combined
// to one, two at a time, without those dominated: a dynamic programme over Pareto
// fronts [NM81]. A system that is one series, or one parallel group, of menus is an
// additive problem in the logarithms; Lagrange multipliers give it a bound [Eve63],
// which leaves few states to the dynamic programme. Other coherent systems are
// searched: exchanges of the choices of two subsystems at once from many starts,
// then branch and bound. No completion is better than one in which every open
// subsystem has the best choice that is left to it alone, as the system is monotone.
// The system is a decision diagram whose last levels are the last subsystems to be
// assigned, so that a step works out those alone.
//
// # References
//
//	[NM81]  Y. Nakagawa, S. Miyazaki, Surrogate constraints algorithm for
//	        reliability optimization problems with two constraints, 1981.
//	        https://doi.org/10.1109/TR.1981.5221024
//	[Eve63] H. Everett, Generalized Lagrange multiplier method for solving problems
//	        of optimum allocation of resources, 1963.
//	        https://doi.org/10.1287/opre.11.3.399
//	[FHL68] D. Fyffe, W. Hines, N. Lee, System reliability allocation and a
//	        computational algorithm, 1968. https://doi.org/10.1109/TR.1968.5217517
//	[CS96]  D. Coit, A. Smith, Reliability optimization of series-parallel systems
//	        using a genetic algorithm, 1996. https://doi.org/10.1109/24.510811
package optimize
