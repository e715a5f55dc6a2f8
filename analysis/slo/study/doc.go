// Package study judges an objective on what is known of a service, and says what the
// answer rests on. The command line and the API both print its [ObjectiveReport].
package study
