// Package mission answers questions about the first outage of a journey: how
// probable one is within a mission, and how long it takes in the mean. It turns a
// mesh with numbers into a dynamic fault tree, for what the static tree of package
// mesh cannot say: what failed first.
//
// [Build] makes the tree, [Analyze] solves it; both are pure functions.
//
// # Mapping
//
//   - Replicas, domains and shared domains are gates and repeated events, as in the
//     static tree and with its names. A domain is no FDEP gate: its replicas are back
//     with it, and need no repair of their own.
//   - What is needed on demand (failover, fallback, rerouting, buffer) is a gate that
//     a probabilistic dependency (PDEP) makes fail: on what it is needed for, drawn
//     at each need, and released when it is needed no more.
//   - A switch with a rate of its own does harm where it failed before what it
//     switches away from: a priority gate (PAND).
//   - A placement that stands by is spares (SPARE), which fail at a part of their rate
//     until a failover to it is needed.
//   - A soft call with a circuit breaker takes its caller down where the breaker does
//     not open (PDEP) or had failed before (PAND), and longer than the callee is away
//     where the caller has to recover from overload (FDEP).
//
// # Method
//
// Gates are first written so that less has to be drawn and remembered: events that
// alone are an outage are inputs of the top, and what is beside an event in an Or
// gate does not have it inside. The events alone have the sum of their rates; what is
// left is solved as a chain whose states are followed to the first outage, the most
// probable first [VJK18]; bounds are certain where the budget of states ends. Beyond
// 64 events or 16 draws there is no chain, but bounds from the static tree: from all up
// nothing is down more often than in the long run. On
// demand and in the long run the tree has the unavailability of the static one: each
// draw is independent of all else.
//
// # References
//
//	[DBB92]  J. B. Dugan, S. Bavuso, M. Boyd, Dynamic fault-tree models for
//	         fault-tolerant computer systems, 1992. https://doi.org/10.1109/24.159800
//	[VJK18]  M. Volk, S. Junges, J.-P. Katoen, Fast dynamic fault tree analysis by
//	         model checking techniques, 2018. https://doi.org/10.1109/TII.2017.2710316
package mission
