// Package model reads and writes Markov chains as people state them, in YAML.
//
//	apiVersion: ninefold/v1
//	kind: MarkovChain
//	label: Two pumps and one crew
//	parameters:
//	  - {id: lambda, value: 1e-3, label: failures of a pump per hour}
//	  - {id: mttr, value: 8}
//	states:
//	  - {id: both, initial: 1}
//	  - {id: one, label: one pump works}
//	  - {id: none}
//	up: [both, one]
//	sets:
//	  - {id: degraded, states: [one]}
//	transitions:
//	  - {from: both, to: one, rate: 2 * lambda}
//	  - {from: one, to: none, rate: lambda}
//	  - {from: one, to: both, rate: 1 / mttr}
//	  - {from: none, to: one, rate: 1 / mttr}
//	rewards:
//	  - {id: flow, states: [{state: both, perHour: 100}, {state: one, perHour: 60}]}
//	  - {id: callouts, transitions: [{from: both, to: one, each: 1}]}
//	measures: [availability, mttf, reliability]
//	times: [8760]
//
// # Fields
//
//	apiVersion, kind   as above
//	label              any text, of the model, of a parameter or of a state
//	parameters         id (letters, digits and _) and value; they may use each other
//	states             id; initial, the probability of beginning there; absorbing: true
//	                   for a state that nothing leads out of
//	up                 the states in which the system works; may be left out
//	sets               other sets of states, by id
//	transitions        from, to and rate per hour; several between two states add up
//	rewards            id; states with perHour and transitions with each
//	measures           of [markov.Measures]; none means what there is an answer to
//	times              in hours
//
// Where no state has an initial probability, the chain begins in the first.
//
// # Expressions
//
// Values, probabilities, rates and rewards are numbers or formulas of parameters
// with + - * / ^, brackets, pi and the functions exp, log, log10, sqrt, abs, ceil,
// floor, min, max, mean, mod and pow. A minus binds less than a power: -2^2 is −4.
//
// # Safety
//
// Anchors and aliases are refused. Size and depth are bounded.
package model
