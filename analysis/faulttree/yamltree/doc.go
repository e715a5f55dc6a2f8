// Package yamltree reads and writes fault tree models in the form of Ninefold's
// own, in YAML or JSON.
//
//	apiVersion: ninefold/v1
//	kind: FaultTree
//	top: system
//	gates:
//	  - {id: system, op: atLeast, k: 2, inputs: [a, b, c]}
//	  - {id: c, op: and, inputs: [pump, {op: not, inputs: [maintenance]}]}
//	events:
//	  - {id: a, probability: 0.01}
//	  - {id: b, label: Valve is stuck, probability: {exponential: {rate: {parameter: lambda}}}}
//	  - {id: pump, probability: {lognormal: {mean: 1e-3, errorFactor: 3}}}
//	house:
//	  - {id: maintenance, state: false}
//	parameters:
//	  - {id: lambda, value: 1e-4, unit: hours-1}
//	commonCauses:
//	  - {id: both, model: beta, members: [a, b], probability: 0.02, factors: [0.1]}
//
// # Gates
//
// The op of a gate is one of [faulttree.Op], or inhibit, which has one input and a
// condition, or transfer, which has one input and is the same as it: a gate of
// another tree, say. An input is an ID, a gate without an ID, or {constant: true}.
// Without top, every gate that no other uses is a top event.
//
// # Several trees
//
// A file may hold several fault trees, listed under trees, each with name, top and
// gates. They share all names. Gates outside of them are top events of none.
//
// # Probabilities
//
// A probability, the value of a parameter and every argument is a number, or an
// expression written as its name and what it is applied to:
//
//	{exponential: {rate, time}}                    1 − e^(−rate·time)
//	{glm: {onDemand, rate, repairRate, time}}
//	{weibull: {scale, shape, shift, time}}
//	{periodicTest: {rate, repairRate, interval, firstTest, time}}
//	{lognormal: {mean, errorFactor, level}}, or {mu, sigma}
//	{normal: {mean, deviation}}, {uniform: {min, max}}
//	{gamma: {shape, scale}}, {beta: {alpha, beta}}
//	{histogram: {lower, bins: [{upper, value}]}}
//	{parameter: name}, with unit: {parameter: {name, unit}}
//	{add: [x, y]} and so with sub, mul, div, min, max, mean, pow, mod, and, or, eq, …
//	{exp: x} and so with neg, abs, log, log10, sqrt, ceil, floor, sin, …, not
//	{ite: {if, then, else}}, {switch: {cases: [{if, then}], else}}
//	missionTime, {missionTime: unit}, pi, true, false
//
// Where they are left out, time is the mission time, onDemand and shift are 0, the
// level is 0.95, lower is 0 and the first test comes after one interval. A periodic
// test with outage takes also testRate, testFailure, testDuration, availableInTest,
// coverage and badRestart. What they mean is said in package expression. An event
// whose probability is null has none: its tree has cut sets only.
//
// # Common causes
//
// The model is beta, mgl, alpha or phi. Factors begin with that of level 2 for mgl,
// of level 1 for alpha and phi; beta takes one. Members need not be events.
//
// # Safety
//
// Anchors and aliases are refused, for a few lines of them could stand for any
// amount of memory. Size, number of values and depth are bounded.
package yamltree
