// Package model reads systems to be simulated as people state them, in YAML.
//
//	apiVersion: ninefold/v1
//	kind: Simulation
//	label: Two pumps and one crew
//	components:
//	  - {id: a, life: {weibull: {shape: 2, scale: 8000}}, repair: {exponential: {mean: 8}}, crew: day}
//	  - {id: b, life: {rate: 1e-4}, repair: {lognormal: {mu: 2, sigma: 0.5}}, crew: day, priority: 1}
//	top: both
//	gates:
//	  - {id: both, and: [a, b]}
//	crews: [{id: day, size: 1, preemptive: true}]
//	measures: [reliability, interval]
//	times: [8760]
//
// # Fields
//
//	components   id, life, repair, asOld, crew, priority, stock, maintenance with
//	             first, every and duration; cost, of a failure
//	top, gates   what fails when the system does; a gate has an id and one of
//	             and, or, atLeast with of: a list
//	crews        id, size, preemptive; cost, of an hour of one who works
//	stocks       id, parts, lead; cost, of a part
//	downCost     of an hour in which the system is down
//	shocks       id, interval, targets, probability
//	cascades     source, targets, factor, probability
//	storms       id, members, demand, capacity, retries, backoff, waste,
//	             exponent
//	measures     of [ninefold/analysis/simulate.Measures]
//	times        hours; downtimes, of their distribution, too
//
// Lives, repairs, leads, durations and intervals are one of rate (a number, per
// hour), fixed (hours), exponential (mean), weibull (shape, scale, shift),
// modifiedWeibull (rate, shape, wear), lognormal (mu, sigma), gamma (shape, scale),
// normal (mean, sigma), loglogistic (shape, scale), gumbelMin and gumbelMax (mu,
// sigma), of those a mixture: a list, each with its weight, or competing: a list of
// causes, of which the first ends it. Of what may be negative only hours above 0
// come.
//
// Anchors and aliases are refused, and so are keys that are not known.
package model
