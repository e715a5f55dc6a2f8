// Package equations quantifies systems of Boolean equations: components that fail by
// themselves, or because too few of others are up, which may need them in turn.
//
// A [System] is a set of components with what they need. [Analyze] turns it and a root
// into a [Result]: how probable it is that the root is down, its minimal cut sets, and
// how important every component is. [Paths] are what suffices for something, listed one
// by one; [Paths.System] makes a system of them that keeps their hierarchy. All are pure
// functions.
//
// # Cycles
//
// Where components need each other in a circle, the equations have several solutions.
// Both extreme ones are offered. [Steady] is the least fixpoint of being down: what has
// no cause to be down is up, and so are components that hold each other up. [ColdStart]
// is the least fixpoint of being up: all begins down, and only what can come up does, so
// a circle of hard needs never starts. Without cycles they are the same. Where there are
// alternatives, being down after a cold start is the safe assumption.
//
// # Method
//
// Strongly connected components [Tar72] are solved one after another. The functions that
// tell who is down are BDDs [Bry86]; within a cycle they are iterated from below or from
// above until nothing changes [Tar55], which takes at most as many rounds as there are
// components in it. Several orders of variables are tried, with more and more nodes. The
// first always goes on where the fewest variables are missing for something to be
// complete, which follows a hierarchy even where much is shared, as in a fat tree: there,
// the order of the usual walk down from the root is exponential. Minimal cut sets are a
// ZBDD made of the BDD [Rau93], counted without being listed.
//
// # References
//
//	[Tar55]  A. Tarski, A lattice-theoretical fixpoint theorem and its
//	         applications, 1955. https://doi.org/10.2140/pjm.1955.5.285
//	[Tar72]  R. Tarjan, Depth-first search and linear graph algorithms, 1972.
//	         https://doi.org/10.1137/0201010
//	[Bry86]  R. Bryant, Graph-based algorithms for Boolean function
//	         manipulation, 1986. https://doi.org/10.1109/TC.1986.1676819
//	[Rau93]  A. Rauzy, New algorithms for fault trees analysis, 1993.
//	         https://doi.org/10.1016/0951-8320(93)90060-C
package equations
