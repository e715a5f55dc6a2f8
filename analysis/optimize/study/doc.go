// Package study allocates redundancy and says what the answer rests on. The command
// line and the API both print its results.
//
//   - [Allocate]: the best allocation, proved or with its gap.
//   - [Trade]: all trade-offs between reliability and what is used.
//
// A study that is stopped gives the best there is, not proved; Stopped says why.
package study
