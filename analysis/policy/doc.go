// Package policy judges a mesh by rules. [Rules] is the rule pack; [Evaluate]
// applies it to facts and waivers at an instant.
//
// A rule is judged on each of its subjects, with one of five results. What is not
// known is not evaluated and never passes; what a rule is not about is not
// applicable. Only a failure can be waived, and a waiver ends at its instant: then
// the failure is back without anybody doing anything.
package policy
