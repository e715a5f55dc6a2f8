// Package study answers what is asked of lives and of histories of repairable
// systems: it puts together what package lifedata computes, and says what the answer
// rests on. The command line and the API both print its results.
//
//   - [Fit]: a distribution, chosen or named, with bounds on its parameters, on
//     quantiles and on the reliability.
//   - [EstimateSurvival]: survival without a distribution, and whether groups live
//     alike.
//   - [EstimateRecurrence]: the mean number of events of repairable systems, and
//     whether two groups have as many.
//   - [DiagnoseGrowth]: whether events become rarer, and the mean time between them
//     where there is one.
//
// All that is wrong with options, or with rows, is said at once. [Limits] bound what
// one answer costs where others pay for it. A study is stopped by its context; it
// gives an answer or an error, never a part of one.
package study
