// Package rbd quantifies reliability block diagrams.
//
// A [Diagram] is a tree of series, parallel and k-of-n blocks over components.
// [Analyze] turns it into a [Result]: how available it and each of its blocks
// are, in how many ways it can work, and which components matter. It is a pure
// function.
//
// # Conventions
//
//   - Components fail independently. A component that several blocks name is one
//     thing: it works in all of them or in none, which is how a bridge is drawn.
//   - Unavailability and availability are both sums of products; neither is
//     obtained from the other, so each keeps all its digits when it is small.
//   - Results follow the order of the diagram, importances that of the events'
//     IDs.
//
// # Method
//
// Every block is k of n: series n of n, parallel 1 of n. A block under which
// nothing repeats has the Poisson binomial distribution of its failed parts,
// computed by adding one part at a time in O(n·k) [BH84]. Others go through a
// reduced ordered BDD [Bry86]; the k-of-n blocks in it are counters, never
// expanded. Both are exact up to rounding.
//
// # References
//
//	[BH84]   R. Barlow, K. Heidtmann, Computing k-out-of-n system reliability,
//	         1984. https://doi.org/10.1109/TR.1984.5221843
//	[Bry86]  R. Bryant, Graph-based algorithms for Boolean function
//	         manipulation, 1986. https://doi.org/10.1109/TC.1986.1676819
package rbd
