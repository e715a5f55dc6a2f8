// Package study answers what is asked of a model of fault trees and event trees:
// it puts together, for every top event and sequence in it, what the packages
// beside it compute.
//
// A study is stopped by its context. What was found until then is returned with
// the error and is marked partial, each top event by itself; where one was not
// reached there is none, and where its exact probability was not reached, there
// are bounds of it where a few seconds were enough to find some.
package study
