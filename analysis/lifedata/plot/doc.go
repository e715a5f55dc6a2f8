// Package plot turns results of lifedata into charts: probability paper, survival,
// recurrence and growth. It decides what is drawn and which words go with it; it
// estimates nothing.
//
// # Conventions
//
//   - Titles are messages, with the interval that goes with their number.
//   - Points, curves and bands are thinned out to what a chart may hold. What is
//     left differs from the whole by less than a hundredth of an axis, mostly by
//     less than a thousandth, and keeps all extremes.
//   - What the data do not say is not drawn: no fitted curve of fewer than five
//     failures, no band where there are no bounds, no survival after the last unit
//     was watched.
//
// # References
//
//	[JJHM14] U. Jugel, Z. Jerzak, G. Hackenbroich, V. Markl, M4: a visualization-
//	         oriented time series data aggregation, 2014.
//	         https://doi.org/10.14778/2732951.2732953
package plot
