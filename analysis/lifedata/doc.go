// Package lifedata learns from lives: hours that units worked until they failed,
// or until they were last seen working. It fits distributions, estimates survival
// without one, and follows systems that are repaired and fail again.
//
// # Conventions
//
//   - Times are hours. A [Life] is an exact failure, a right-censored life, or a
//     failure in a half-open interval (Since, Hours]; each may be truncated and
//     counted more than once. [Validate] says all that is wrong with them.
//   - At one time, failures come before censorings: a unit censored at a failure
//     time counts as at risk for it.
//   - Levels of confidence are two-sided unless a name says otherwise.
//   - Log-likelihoods are of densities on the scale of hours, not of their
//     logarithms, and carry no multinomial constants.
//   - What is undefined is absent (nil), never 0. Functions do not modify lives,
//     which need no order, and draw nothing from chance but from a seed.
package lifedata
