package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// An exampleFile is a short file that a command takes.
type exampleFile struct {
	name     string
	title    string
	commands string
	text     string
}

const reportingCommands = "analyze, cutsets, importance, convert"

var exampleFiles = []exampleFile{
	{"mesh", "A model of a mesh", reportingCommands + ", check, import model, report", `apiVersion: ninefold/v1
kind: Mesh
metadata: {name: shop}
domains: [{id: east, kind: cluster}, {id: west, kind: cluster}]
services:
  - {id: web, failure: {perYear: 2, meanTimeToRestore: 30m}}
  - {id: db, instance: {perYear: 12, meanTimeToRestore: 1d}}
placements:
  - {service: web, location: east}
  - {service: db, location: east}
  - {service: db, location: west}
dependencies:
  - {from: web, to: db, failover: {outlierDetection: true, coverage: 0.99}}
journeys: [{id: buy, entries: [web]}]
`},
	{"tree", "A static fault tree; also Open-PSA (XML) and Galileo", reportingCommands + ", uncertainty", `apiVersion: ninefold/v1
kind: FaultTree
top: outage
gates:
  - {id: outage, op: or, inputs: [pumps, valve]}
  - {id: pumps, op: atLeast, k: 2, inputs: [p1, p2, p3]}
events:
  - {id: p1, probability: 0.01}
  - {id: p2, probability: {exponential: {rate: {parameter: lambda}}}}
  - {id: p3, probability: {lognormal: {mean: 1e-3, errorFactor: 3}}}
  - {id: valve, label: Valve is stuck, probability: 1e-4}
parameters: [{id: lambda, value: 1e-6, unit: hours-1}]
`},
	{"dynamic", "A dynamic fault tree in Galileo: a pump with a cold spare, and power for both", "analyze, importance, convert", `toplevel "outage";
"outage" or "pumps" "power";
"pumps" csp "pump" "spare";
"pump" lambda=0.001 dorm=0;
"spare" lambda=0.001 dorm=0;
"power" lambda=0.00001;
`},
	{"diagram", "A block diagram", reportingCommands + ", uncertainty", `apiVersion: ninefold/v1
kind: BlockDiagram
components:
  - {id: pump 1, mttf: 1000, mttr: 8}
  - {id: pump 2, mttf: 1000, mttr: 8}
  - {id: valve, unavailability: 0.0001}
  - {id: supply, standby: {units: [{count: 2, rate: 1e-4, dormancy: 0.1, repairRate: 0.1}], crews: 1}}
root: {series: [{parallel: [pump 1, pump 2]}, valve, supply]}
times: [24, 720]
`},
	{"network", "A network; also GraphML, and a list of edges, two nodes a line", reportingCommands, `apiVersion: ninefold/v1
kind: Network
defaults: {edges: {mttf: 4000, mttr: 6}}
nodes: [north, south, {id: west, reliability: 0.9999}]
edges: [{from: north, to: south}, {from: south, to: west}, {from: north, to: west}]
questions: [{terminals: [north, west]}, {terminals: all}, {pairs: all}]
`},
	{"system", "A system of Boolean equations, whose components may need each other in circles", "analyze, cutsets, importance", `apiVersion: ninefold/v1
kind: BooleanSystem
defaults: {unavailability: 0.001}
components:
  - {id: api, needs: [auth, {k: 2, of: [n1, n2, n3]}]}
  - {id: auth, down: {or: [api, {and: [n1, n2]}]}}
  - {id: n1}
  - {id: n2}
  - {id: n3, paths: [[n1], [n2, auth]]}
tops: [api]
`},
	{"chain", "A Markov chain", "markov", chainExample},
	{"simulation", "A system to simulate", "simulate", simulationExample},
	{"allocation", "A problem of redundancy allocation", "optimize", allocationExample},
}

const chainExample = `apiVersion: ninefold/v1
kind: MarkovChain
parameters: [{id: lambda, value: 1e-3}, {id: mttr, value: 8}]
states: [{id: working}, {id: failed}]
up: [working]
transitions:
  - {from: working, to: failed, rate: lambda}
  - {from: failed, to: working, rate: 1 / mttr}
measures: [availability, mttf, reliability]
times: [720, 8760]
`

const simulationExample = `apiVersion: ninefold/v1
kind: Simulation
components:
  - {id: a, life: {weibull: {shape: 2, scale: 8000}}, repair: {exponential: {mean: 8}}, crew: day}
  - {id: b, life: {rate: 1e-4}, repair: {lognormal: {mu: 2, sigma: 0.5}}, crew: day}
top: both
gates: [{id: both, and: [a, b]}]
crews: [{id: day, size: 1}]
measures: [reliability, interval]
times: [8760]
`

const allocationExample = `apiVersion: ninefold/v1
kind: RedundancyAllocation
resources: [{name: cost, limit: 20}]
subsystems:
  - name: gateway
    max: 8
    components:
      - {name: small, reliability: 0.9, uses: {cost: 1}}
      - {name: large, reliability: 0.99, uses: {cost: 3}}
  - name: store
    k: 2
    components: [{name: disk, reliability: 0.95, uses: {cost: 2}}]
tree: {series: [gateway, store]}
`

// indented is text as it stands in help.
func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ")
}

// newFiles shows what files look like.
func newFiles() *cobra.Command {
	var names []string
	for _, e := range exampleFiles {
		names = append(names, e.name)
	}
	return &cobra.Command{
		Use:   "files [NAME]",
		Short: "What files can hold, with a short example of each kind",
		Long: `What files can hold, with a short example of each kind.

With a name only that example is written, to begin with. Names are
` + strings.Join(names, ", ") + `.`,
		Example: `  ninefold files
  ninefold files network > network.yaml && ninefold analyze network.yaml`,
		ValidArgs: names,
		Args:      atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				printExamples(cmd.OutOrStdout())
				return nil
			}
			i := slices.Index(names, args[0])
			if i < 0 {
				return usage(cmd, fmt.Errorf("no example %q, want one of %s", args[0], strings.Join(names, ", ")))
			}
			printf(cmd.OutOrStdout(), "%s", exampleFiles[i].text)
			return nil
		},
	}
}

func printExamples(w io.Writer) {
	for i, e := range exampleFiles {
		if i > 0 {
			printf(w, "\n")
		}
		printf(w, "%s (%s). For: %s\n\n%s\n", e.title, e.name, e.commands, indented(e.text))
	}
}
