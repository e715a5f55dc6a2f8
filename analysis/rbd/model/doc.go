// Package model reads and writes block diagrams as people state them, in YAML or
// JSON.
//
//	apiVersion: ninefold/v1
//	kind: BlockDiagram
//	label: Two lines with a valve between
//	components:
//	  - {id: pump 1, mttf: 1000, mttr: 8}
//	  - {id: pump 2, mttf: 1000, mttr: 8}
//	  - {id: valve, life: {weibull: {shape: 2, scale: 9000}}, repair: {lognormal: {mu: 2, sigma: 1}}}
//	  - {id: controller, reliability: 0.999}
//	  - {id: supply, standby: {units: [{count: 2, rate: 1e-3, dormancy: 0.1}], switchFailure: 0.02}}
//	  - {id: fans, loadSharing: {needed: 1, load: [4e-4, 1e-4]}}
//	commonCauses:
//	  - {id: pumps, members: [pump 1, pump 2], beta: 0.05}
//	diagrams:
//	  - {id: pumps, root: {parallel: [pump 1, pump 2]}}
//	root:
//	  series:
//	    - {diagram: pumps}
//	    - {kOfN: [controller, supply, fans], k: 2}
//	    - valve
//	times: [720, 8760]
//
// # Fields
//
//	components    id, label, and one of
//	              reliability or unavailability, which do not change in time
//	              mttf, or life with a distribution; with mttr, or repair with one
//	              standby: units (rate, dormancy, repairRate, count), needed,
//	                switchFailure, switchRate, crews
//	              loadSharing: needed, load (rates when 1, 2, … work), repairRate, crews
//	commonCauses  id, members, and beta, or alpha with a factor for each number of
//	              members; staggered: true for members tested in turns
//	diagrams      id, label and root: a block that others may name
//	root          a block
//	times         in hours
//
// A distribution is exponential (mttf), weibull (shape, scale, shift), gamma (shape,
// rate), lognormal (mu, sigma) or loglogistic (scale, shape); times are in hours.
//
// A block is the id of a component, or a mapping with one of these keys, and label:
//
//	component, series, parallel
//	kOfN          a list, with k, and weights where blocks count differently
//	diagram       the id of one; as: a name makes copies of its components, as/id
//	network       source, target, edges (from, to, directed, block) and nodes (id,
//	              block); an edge without a block never fails
//
// # Safety
//
// Anchors and aliases are refused. Size and depth are bounded.
package model
