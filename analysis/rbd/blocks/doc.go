// Package blocks quantifies block diagrams whose components fail, are repaired and
// stand by for each other: reliability and availability in time and in the long
// run, mean times, failure frequency, importance, minimal cut and path sets.
//
// A [System] is components with lives, and a diagram of blocks over them: series,
// parallel, k of n with weights, networks such as a bridge, and diagrams by name.
// [Compile] makes a [Solver] of it, whose methods each answer one question;
// [Analyze] answers all. [System.FaultTree] and [FromTree] lead to fault trees and
// back, [System.Chain] to a Markov chain. All are pure functions.
//
// # Conventions
//
//   - Times are in hours, rates and frequencies per hour.
//   - Components are independent but for common causes. A component that several
//     blocks name is one thing: it works in all of them or in none.
//   - Reliability, and the mean time to failure, are those of a system in which
//     nothing is repaired; availability is that with the repairs. Where nothing is
//     repaired at all they are the same.
//   - Each of a probability and its complement is a sum of products; neither is
//     obtained from the other, so each keeps its digits when it is small.
//   - What is undefined or not known exactly is absent.
//
// # Method
//
// The blocks become the gates of a fault tree: k of n works unless n−k+1 fail. A
// network becomes gates for "cannot be reached in so many steps", layer by layer,
// so that nothing goes in a circle. Tree and dual tree (works for fails) are each
// compiled to a decision diagram, whose minimal sets are the cut and path sets.
//
// Standby and units that share a load are not Boolean functions of their units.
// They are solved as Markov chains, and are components with the curves of these.
// A common cause is a component of its own in series with each of those it strikes:
// it has a share of their hazard [NRC88].
//
// How often the system fails is Σ Birnbaum(i) · availability(i) · hazard(i) of what
// works; in the long run a component with any life and any repair time fails once
// in MTTF + MTTR, and is down MTTR of it [BP75].
//
// The mean time to failure of exponential components is that of the chain of all of
// their states, if these are few. Otherwise the reliability is integrated by
// Gauss–Legendre rules on pieces that are halved until they agree. As it only
// falls, sums of its values at the ends of steps are certain bounds; beyond the last
// step, a system of which one of some components must work lives no longer than
// these one after the other.
//
// # References
//
//	[BP75]   R. Barlow, F. Proschan, Statistical Theory of Reliability and Life
//	         Testing, 1975, section 7.2.
//	[NRC88]  NUREG/CR-4780, Procedures for treating common cause failures, 1988;
//	         NUREG/CR-5485, Guidelines on modeling common-cause failures, 1998.
package blocks
