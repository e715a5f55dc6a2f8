// Package openpsa reads and writes models of fault trees and event trees in the
// Open-PSA Model Exchange Format 2.0d [MEF].
//
// [Parse] turns a file into a [risk.Model], in which references are resolved, and
// reports all that is wrong at once, with file, line and element. [Write] is its
// inverse.
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
//   - The time fractions of an alignment may miss 1 by 1e-4.
//   - Members of a common-cause group need not be defined elsewhere.
//   - What package risk says of votes and substitutions. Of substitutions with a
//     source there is a warning.
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
package openpsa
