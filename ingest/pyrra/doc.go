// Package pyrra reads the objectives of Pyrra: the Kubernetes kind
// ServiceLevelObjective of pyrra.dev/v1alpha1.
//
// Pyrra names metrics where others have queries. [Parse] makes queries of them,
// with {{.window}} where a range goes: rates of errors and of all for ratios and
// latencies, samples that are 0 and all samples for boolean gauges.
//
// Targets are percentages there, and here the fraction with the same digits.
//
// Source: https://github.com/pyrra-dev/pyrra, package kubernetes/api/v1alpha1.
package pyrra
