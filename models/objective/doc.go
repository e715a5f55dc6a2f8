// Package objective holds service level objectives as specification files state
// them: what OpenSLO, Sloth and Pyrra have in common and what one of them adds,
// in one set of plain structs.
//
// Readers in ingest turn a file into an [Import]: what it says, and a [Note] for
// each thing that could not be carried over or that a person should look at.
// Nothing is dropped silently.
//
// Ratios are fractions; percentages are turned into the fraction with the same
// digits ([Fraction]).
package objective
