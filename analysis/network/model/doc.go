// Package model reads networks as people state them: in YAML or JSON, as GraphML and as
// lists of edges. [Read] tells them apart.
//
//	apiVersion: ninefold/v1
//	kind: Network
//	label: Three sites
//	defaults:
//	  edges: {mttf: 4000, mttr: 6}
//	nodes:
//	  - north
//	  - {id: south, label: South exchange, unavailability: 1e-5}
//	  - {id: west, reliability: 0.9999}
//	edges:
//	  - {from: north, to: south}
//	  - {from: south, to: west}
//	  - {id: relay, from: north, to: west, directed: true, unavailability: 0.002}
//	questions:
//	  - {id: link, label: From north to west, terminals: [north, west]}
//	  - {id: ring, terminals: all, source: north}
//	  - {id: everyone, pairs: all}
//
// # Fields
//
//	apiVersion, kind   as above
//	label              any text, of the network, a node, an edge or a question
//	missionTime        in hours, for what is never repaired
//	directed           true makes every edge lead from its from to its to
//	defaults           nodes, edges: what those have that state nothing themselves
//	nodes              an id, or a mapping with id, label and figures. Without nodes,
//	                   they are those the edges name
//	edges              from, to; id, which else is made of them; label; directed; figures
//	terminals          two nodes or more, or all: a question of its own
//	questions          id, label and one of
//	                   terminals: must all be up and connected; source is the one that
//	                     must reach the others, which without it is the first
//	                   pairs: all, or a list of nodes: every two of them
//
// Figures are reliability or unavailability, or mttf with mttr, in hours: then the
// unavailability is that of the long run. With mttf alone, nothing is repaired and it is
// the probability of having failed at the missionTime. What states nothing, and has no
// default, never fails. Without a question, all nodes are terminals.
//
// # Lists of edges
//
// Two nodes on every line, apart by blanks, and the reliability of the edge where there
// is a third word. Blank lines, and those that begin with # or %, mean nothing.
//
// # GraphML
//
// Nodes and edges as the Internet Topology Zoo writes them: with a label, and figures
// where there are data of these names. Hyperedges, ports and graphs within nodes are
// refused.
//
// # Safety
//
// Anchors and aliases of YAML and document types of XML are refused. Sizes are bounded.
package model
