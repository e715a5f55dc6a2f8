// Package mission follows the top events of a fault tree through the mission time:
// probability and failure intensity at any time, their means, how often the top
// events occur, and the safety integrity levels that come of it.
//
// A [Study] is a compiled tree with the probabilities of its events as functions
// of time. [Curve] evaluates it at given times, [Average] over the whole mission.
//
// # Conventions
//
//   - Times are hours since the mission began, intensities are per hour.
//   - Uncertain numbers count with their mean. Where the result is not linear in
//     them, that is not the mean of the result.
//   - At the moment of a test, values are those just before it.
//   - The mean probability is the PFDavg of a safety function, and the mean failure
//     intensity its PFH, as IEC 61508-6 defines them [IEC6, annex B].
//
// # Failure intensity
//
// It is w(t) = Σ Birnbaum(i) · (1 − q(i)) · λ(i), the failures of the top event to
// be expected per hour at t, whether or not there were failures before [Ves70]. The
// rates λ are those of [expression.Inputs.Rates]. It is absent where an event that
// matters has no rate, and for trees that are not coherent, where repairs may cause
// the top event, too. An event matters when it can be critical and may be working.
//
// What happens at one moment is not in it: a test that breaks a component or takes
// it out of service. That is counted apart, from above: were all that ends at that
// moment to end before all that begins, [Result.AtMoments] failures of the top
// event would be expected. It is exact unless some components come back at the very
// moment in which others go.
//
// # Method
//
// The mission is cut where something may jump. Between the cuts, mean values are
// adaptive Gauss–Kronrod integrals [QP83]: the pieces with the largest estimated
// errors are halved until their sum is within the tolerance; that sum is reported.
// The estimate is three times the difference of the rules with 7 and 15 points, thus
// about the error of the worse one. What is narrower than the distance of these
// points may be missed unless it begins at a moment that is known.
//
// The time spent in a band of values comes from the times at which the value passes
// its ends, by the ITP method [OT20] between neighbouring points of the integral.
// Turning points are searched where they may reach an end. Both take the values of
// many times in one pass over the diagram, on all processors.
//
// # References
//
//	[IEC1]   IEC 61508-1:2010, Functional safety, part 1, tables 2 and 3
//	[IEC6]   IEC 61508-6:2010, Functional safety, part 6, annex B
//	[Ves70]  W. Vesely, A time-dependent methodology for fault tree evaluation,
//	         1970. https://doi.org/10.1016/0029-5493(70)90167-6
//	[QP83]   R. Piessens et al., QUADPACK, 1983.
//	         https://doi.org/10.1007/978-3-642-61786-7
//	[OT20]   I. Oliveira, R. Takahashi, An enhancement of the bisection method
//	         average performance preserving minmax optimality, 2020.
//	         https://doi.org/10.1145/3423597
package mission
