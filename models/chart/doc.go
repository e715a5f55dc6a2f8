// Package chart has the charts that screen and paper share: what is drawn, not
// how. A [Chart] says its message, its axes and its layers in the units of the
// data; package ninefold/ui/chart decides where that is on a page.
//
// # Conventions
//
//   - A chart is data: it marshals to JSON and back, and holds no colour, no
//     length and no font.
//   - Times are hours, shares are fractions.
//   - Series are told apart by number, 1 to 6, which a drawing turns into colour
//     and dashes and markers, never colour alone. Series 0 is what others are
//     compared with, and is grey.
//   - [Chart.Check] says all that is wrong; what it passes can be drawn.
//
// # Scales
//
// An axis is straight in [Scale.Position] of its values. The scales of probability
// make the distribution function of one family of location and scale a straight
// line: over a logarithmic axis of time Weibull, lognormal and loglogistic, over a
// linear one Gumbel's two, normal, logistic and exponential.
package chart
