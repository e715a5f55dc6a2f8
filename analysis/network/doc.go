// Package network quantifies networks: graphs whose nodes and edges fail.
//
// A [Graph] is directed or not; a [Query] says which of its nodes, the terminals,
// must be up and connected. [Reliability] gives the probability that they are,
// [Analyze] the importance of everything that can fail besides, [PathSets] and
// [CutSets] what suffices and what is fatal, [Polynomial] the numbers of sets of
// edges that connect, and [Bound] an interval where the exact answer takes too
// long. All are pure functions.
//
// # Conventions
//
//   - Edges and nodes fail independently, each with its Unreliability. A node that
//     has failed takes its edges with it; a terminal that has failed is a failure.
//   - In a directed graph the first terminal must reach all others.
//   - Several edges may join two nodes. A loop is allowed and irrelevant.
//   - Reliability and unreliability are both sums of products; neither is obtained
//     from the other, so each keeps its digits when it is small.
//
// # Method
//
// What no terminal needs is left out. Edges in parallel and in series are joined,
// dangling parts become factors, and cut nodes split the graph into pieces [SC83].
// Joining also eliminates terminals: a link between two nodes may have terminals
// within, and its law says with which end they are connected when the ends are
// not. This has the reach of polygon-to-chain reductions [SW85] without their
// divisions, which can lose all digits of a small unreliability.
//
// Each piece is solved by the frontier method [HLL07]: nodes enter one by one, and
// all that matters of the past is which nodes at the frontier are connected, and
// which blocks of them have a terminal. One level of such states is kept, hashed,
// each with its probability. The order of nodes comes from a beam search for small
// frontiers. A frontier of 12 takes about a second, each more about 3.6 times as
// long. Directed graphs keep who reaches whom, which is larger. Where nodes are
// interchangeable, as in a complete graph, states are how many have been reached
// [Gil59].
//
// For importances the levels are kept: one pass up and one down give those of all
// edges and nodes together. Minimal sets come from the same diagram as a BDD.
//
// # References
//
//	[Gil59]  E. Gilbert, Random graphs, 1959.
//	         https://doi.org/10.1214/aoms/1177706098
//	[SC83]   A. Satyanarayana, M. Chang, Network reliability and the factoring
//	         theorem, 1983. https://doi.org/10.1002/net.3230130107
//	[SW85]   A. Satyanarayana, R. Wood, A linear-time algorithm for computing
//	         K-terminal reliability in series-parallel networks, 1985.
//	         https://doi.org/10.1137/0214057
//	[HLL07]  G. Hardy, C. Lucet, N. Limnios, K-terminal network reliability
//	         measures with binary decision diagrams, 2007.
//	         https://doi.org/10.1109/TR.2007.898572
package network
