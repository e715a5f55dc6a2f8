// Package study answers what is asked of a dynamic fault tree, and says what the answer
// rests on. The command line and the API both print its [Report].
//
// A study is stopped by its context; it gives an answer or an error, never a part of
// one. Where states are cut off there are bounds, which are certain.
package study
