package main

import (
	"slices"

	"github.com/spf13/cobra"
)

// Flags that mean something to a kind of file, in the commands that have them.
var (
	meshOnly    = []string{"seed", "samples", "no-records", "journey"}
	missionOnly = []string{"mission", "mission-states", "standby", "breaker", "switch"}
	anyTree     = []string{"mission-time", "set", "time-limit"}
	staticTree  = append([]string{
		"staggered-testing", "nodes", "skip", "method", "cut-sets", "limit", "given", "max-order", "min-probability", "curve", "times", "average",
		"prime-implicants", "group",
	}, anyTree...)
	dynamicTree = append([]string{"curve", "times", "states"}, anyTree...)
	ofNetwork   = []string{
		"terminals", "reliability", "node-reliability", "pairs", "ratio", "fail-above", "mission-time", "method", "limit", "states", "nodes",
		"cut-sets", "time-limit",
	}
	ofSystem = []string{"top", "semantics", "fail-above", "mission-time", "limit", "nodes", "cut-sets", "time-limit"}
)

// runMesh is what a command does with the file of a mesh: what it did before it took
// others.
func runMesh(cmd *cobra.Command) func(*cobra.Command, *source) error {
	ofMesh := cmd.RunE
	return func(cmd *cobra.Command, file *source) error { return ofMesh(cmd, []string{file.path}) }
}

// analyzeAnything is analyze of every kind of file.
func analyzeAnything(g *global) *cobra.Command {
	cmd := onMission(g, newAnalyze(g))
	mesh, trees := runMesh(cmd), flagsOfTrees(g, cmd, analyzeTrees)
	systems, networks := flagsOfSystems(g, cmd, wholeReport), flagsOfNetworks(g, cmd, wholeReport)
	return takes(g, cmd,
		taker{meshKind, slices.Concat(meshOnly, missionOnly, []string{"save", "exit-zero"}), mesh},
		taker{staticKind, staticTree, trees},
		taker{dynamicKind, dynamicTree, trees},
		taker{diagramKind, []string{"times", "limit", "nodes", "time-limit"}, analyzeBlocks},
		taker{networkKind, ofNetwork, networks},
		taker{equationKind, ofSystem, systems})
}

// cutSetsOfAnything is cutsets of every kind of file that has them.
func cutSetsOfAnything(g *global) *cobra.Command {
	cmd := newCutSets(g)
	mesh, trees := runMesh(cmd), flagsOfTrees(g, cmd, cutSetsOfTrees)
	systems, networks := flagsOfSystems(g, cmd, setsOnly), flagsOfNetworks(g, cmd, setsOnly)
	return takes(g, cmd,
		taker{meshKind, append([]string{"limit"}, meshOnly...), mesh},
		taker{staticKind, staticTree, trees},
		taker{diagramKind, staticTree, trees},
		taker{networkKind, ofNetwork, networks},
		taker{equationKind, ofSystem, systems})
}

// importanceInAnything is importance in every kind of file.
func importanceInAnything(g *global) *cobra.Command {
	cmd := newImportance(g)
	mesh, trees := runMesh(cmd), flagsOfTrees(g, cmd, importanceInTrees)
	systems, networks := flagsOfSystems(g, cmd, rankingOnly), flagsOfNetworks(g, cmd, rankingOnly)
	return takes(g, cmd,
		taker{meshKind, meshOnly, mesh},
		taker{staticKind, staticTree, trees},
		taker{dynamicKind, dynamicTree, trees},
		taker{diagramKind, staticTree, trees},
		taker{networkKind, ofNetwork, networks},
		taker{equationKind, ofSystem, systems})
}
