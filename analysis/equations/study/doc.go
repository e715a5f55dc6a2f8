// Package study answers what is asked of a system of Boolean equations: [Analyze] solves
// it for every top in both senses that circles of needs leave open, and says where these
// differ, and which circles are the cause. The command line and the API both print its
// results. It is a pure function: the same model and options give the same bits, as long
// as no time limit ends a step.
//
// Steady is how likely something is down in a system that runs: what has no cause to be
// down is up, though it be held up by what it holds up. ColdStart is how likely it is down
// after a start with everything down: what can only come up after itself stays down.
package study
