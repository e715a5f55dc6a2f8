// Package fmea drafts and ranks the rows of a failure mode and effects analysis.
//
// [Draft] turns what a model and its records say about each failure mode into a
// [Row] with the ranks severity, occurrence and detection, each from 1 to 10, their
// product and the action priority.
//
// # Scales
//
// The scales are ours, for services in operation; the wording of no handbook is
// repeated here. They are a first draft for people to correct:
//
//   - [Severity] follows what users lose. 10 is never drafted: harm to people or
//     breach of law is not in a model.
//   - [Occurrence] follows failures per year. 1 is never drafted: no record shows
//     that something cannot happen.
//   - [Detection] follows who notices. 1 and 2 are never drafted: a model says who
//     notices and not how surely.
//
// # Priority
//
// [ActionPriority] is the table of [AV19], the same for design and process: high
// asks for an action or a documented reason for none, medium says there should be
// one, low that there could. It is not a threshold on the product, and the product
// is no measure: (10, 4, 3) and (4, 5, 6) both give 120, and are high and low.
//
// # References
//
//	[AV19]  AIAG & VDA, FMEA Handbook, 1st edition, 2019, action priority tables
//	        for DFMEA and PFMEA. ISBN 978-1-60534-367-9
package fmea
