// Package openpsa reads and writes fault tree models in the Open-PSA Model Exchange
// Format 2.0d [MEF].
//
// [Parse] turns a file into a [Model], in which references are resolved, and
// reports all that is wrong at once, with file, line and element. [Model.Tree] is
// the fault tree under a gate, ready for analysis: formulas flattened to gates,
// common-cause groups expanded, probabilities evaluated at a mission time.
// [Model.Sequences] walks the event trees, [Model.SequenceTree] is the fault tree of
// one way through them, [Model.SequenceTrees] are those of many in one, and
// [Model.Outcomes] is how often they and what they lead to happen. [Model.Phases]
// are the circumstances in the phases of a mission. [Model.Substitute] rewrites
// minimal cut sets. [Write] is the inverse of Parse.
//
// # What is read
//
// Fault trees and components with public and private names; all connectives,
// nested; house events, basic events, parameters and all expressions but extern
// functions; common-cause groups of the four models; substitutions; event trees
// with initiating and functional events, forks, branches, sequences, rules, links
// and all instructions in all directions; alignments and phases; consequences; groups
// of initiating events and of consequences; labels and attributes. A consequence
// named within an initiating event is not read. Extern libraries and functions are
// kept, never loaded or run; what uses one is refused.
//
// # Where this departs from the letter of the format
//
//   - A name defined twice is an error, not the last definition.
//   - A gate or house event that is not defined is an error; a basic event may be
//     undefined, but has then no probability.
//   - k-of-n with k of 0 or above n is true or false, as the definition says.
//   - Substitutions without source are constraints on the trees that hold one of
//     their events. Others leave trees as they are, with a warning, until they are
//     asked for.
//   - The time fractions of an alignment may miss 1 by 1e-4.
//   - Members of a common-cause group need not be defined elsewhere.
//
// # Safety
//
// Files come from strangers: document types are refused, and with them entities;
// only files under a given root are included; nothing is fetched or run; size,
// depth and number of elements are bounded.
//
// # References
//
//	[MEF]  S. Epstein, A. Rauzy, Open-PSA Model Exchange Format, 2.0d, 2017.
//	       https://open-psa.github.io/mef
//	NUREG/CR-4780, Procedures for treating common cause failures, 1988
//	NUREG/CR-5485, Guidelines on modeling common-cause failures, 1998
package openpsa
