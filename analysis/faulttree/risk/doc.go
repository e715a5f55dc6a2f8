// Package risk holds models of fault trees and event trees, whatever file they were
// read from, and says what is in them.
//
// In a [Model] references are resolved. [Model.Tree] is the fault tree under a gate,
// ready for analysis: formulas flattened to gates, common-cause groups expanded,
// probabilities evaluated at a mission time. [Model.Sequences] walks the event trees,
// [Model.SequenceTree] is the fault tree of one way through them,
// [Model.SequenceTrees] are those of many in one, and [Model.Outcomes] is how often
// they and what they lead to happen. [Model.Phases] are the circumstances in the
// phases of a mission. [Model.Substitute] rewrites minimal cut sets. [FromTree] is the
// model of a fault tree that no file was read for.
//
// The elements, and what they mean, are those of the Open-PSA Model Exchange Format
// 2.0d [MEF], as are the words in Formula.Op, Instruction.Op and Group.Model.
// Packages openpsa, yamltree and galileo read models from files.
//
// # Where this departs from the letter of the format
//
//   - k-of-n with k of 0 or above n is true or false, as the definition says.
//   - Substitutions without source are constraints on the trees that hold one of
//     their events. Others leave trees as they are until they are asked for.
//
// # References
//
//	[MEF]  S. Epstein, A. Rauzy, Open-PSA Model Exchange Format, 2.0d, 2017.
//	       https://open-psa.github.io/mef
//	NUREG/CR-4780, Procedures for treating common cause failures, 1988
//	NUREG/CR-5485, Guidelines on modeling common-cause failures, 1998
package risk
