// Package study answers what is asked of a model of a Markov chain, and says what the
// answer rests on. The command line and the API both print its [Report].
//
// All that is wrong with a model or with options is said at once. A study is stopped
// by its context; it gives an answer or an error, never a part of one.
package study
