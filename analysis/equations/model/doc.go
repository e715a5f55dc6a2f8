// Package model reads systems of Boolean equations as people state them, in YAML or JSON:
// components, and what brings each of them down.
//
//	apiVersion: ninefold/v1
//	kind: BooleanSystem
//	label: A service and what it needs
//	defaults: {unavailability: 1e-4}
//	components:
//	  - {id: api, unavailability: 0.001, needs: [auth, {k: 2, of: [n1, n2, n3]}]}
//	  - {id: auth, label: Who is who, mttf: 2000, mttr: 1, down: {or: [api, {and: [cache, disk]}]}}
//	  - {id: cache, paths: [[n1, disk], [n2, n3]]}
//	  - {id: disk}
//	  - {id: n1, down: n2}
//	  - {id: n2, down: n3}
//	  - {id: n3, down: n1}
//	tops: [api]
//
// # Fields
//
//	apiVersion, kind   as above
//	label              any text, of the system or a component
//	missionTime        in hours, for what is never repaired
//	defaults           figures of the components that state none
//	components         id, label, figures of failing by itself, and what else brings it
//	                   down: each of down, needs and paths does so alone
//	  down             an equation: an id, or a mapping with and, or, or atLeast and k, of
//	                   a list of such: it is down when that is true of what is down
//	  needs            a list of what must be up: an id, or k of some
//	  paths            lists of ids: it is up while all of one list are
//	fatTree            ports, replicas, and figures of core, aggregate, rack and server; id
//	                   of the service, which is else called service
//	tops               the components to ask about; else those that no other names
//	semantics          steady, coldStart or both; see package equations
//
// Figures are reliability or unavailability, or mttf with mttr, in hours: then the
// unavailability is that of the long run. With mttf alone, it is the probability of having
// failed at the missionTime. What states nothing, and has no default, never fails by
// itself. Components may need each other in circles.
//
// A fat tree of k ports has k pods, each with k/2 racks of k/2 servers below k/2 aggregate
// switches, and (k/2)² core switches, k/2 of which are above the i-th aggregate switch of
// every pod. The service has replicas on servers of different pods, and is up while one of
// them reaches a core switch.
//
// # Safety
//
// Anchors and aliases are refused. Sizes and depth are bounded.
package model
