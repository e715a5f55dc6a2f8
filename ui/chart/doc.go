// Package chart lays charts out and draws them as SVG.
//
// [Lay] decides where everything is, once for screen and paper: the result is a
// [Drawing] of lines, areas, dots and texts, with names of ui/tokens.json for
// colours. [SVG] writes one; package ninefold/ui/report draws the same on a page.
//
// # Rules
//
//   - Lengths are pixels from the top left. The least type is 13.
//   - Numbers on axes never overlap: those that would are left out. What does not
//     fit beside a point is said under the chart.
//   - Series differ in dashes and markers as well as in colour.
//   - Widths of text are estimated for the widest of the typefaces that may be
//     used, as a file does not know which of them a reader has.
//   - Same chart, same bytes.
package chart
