// Package study simulates a system as it is stated in a file, and says what the answer
// rests on. The command line and the API both print its [Report].
//
// All that is wrong with a model or with options is said at once. A study that is
// stopped, by its context or by the replications allowed, gives what is known until
// then with the error; its intervals hold all the same.
package study
