package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Files of each kind, with what makes their answers hard: formulas, crews, shared
// spares, common causes, a bridge.
const (
	chainFile = `apiVersion: ninefold/v1
kind: MarkovChain
label: Two pumps
parameters: [{id: lambda, value: 1e-3}, {id: mttr, value: 8}]
states: [{id: both}, {id: one}, {id: none}]
up: [both, one]
transitions:
  - {from: both, to: one, rate: 2 * lambda}
  - {from: one, to: none, rate: lambda}
  - {from: one, to: both, rate: 1 / mttr}
  - {from: none, to: one, rate: 1 / mttr}
rewards: [{id: callouts, transitions: [{from: both, to: one, each: 1}]}]
times: [1, 8760]
`
	systemFile = `apiVersion: ninefold/v1
kind: Simulation
label: Three pumps
components:
  - {id: a, life: {weibull: {shape: 2, scale: 800}}, repair: {lognormal: {mu: 2, sigma: 0.5}}, crew: day}
  - {id: b, life: {rate: 1e-3}, repair: {gamma: {shape: 2, scale: 4}}, crew: day, priority: 1}
  - {id: c, life: {rate: 2e-3}, repair: {rate: 0.1}, crew: day}
top: two
gates: [{id: two, atLeast: 2, of: [a, b, c]}]
crews: [{id: day, size: 1, preemptive: true}]
measures: [reliability, interval]
times: [500]
`
	bridgeFile = `apiVersion: ninefold/v1
kind: RedundancyAllocation
resources: [{name: cost, limit: 14.5}]
subsystems:
  - {name: a, mixed: true, components: [{name: x, reliability: 0.7, uses: {cost: 1.25}}, {name: y, reliability: 0.9, uses: {cost: 2.5}}]}
  - {name: b, components: [{name: x, reliability: 0.8, uses: {cost: 1.5}}, {name: y, reliability: 0.9, uses: {cost: 2}}]}
  - {name: c, components: [{name: x, reliability: 0.6, uses: {cost: 1}}, {name: y, reliability: 0.9, uses: {cost: 3}}]}
  - {name: d, components: [{name: x, reliability: 0.7, uses: {cost: 1.25}}, {name: y, reliability: 0.9, uses: {cost: 2}}]}
  - {name: e, components: [{name: x, reliability: 0.5, uses: {cost: 1}}]}
pathSets: [[a, b], [c, d], [a, e, d], [c, e, b]]
`
	blocksFile = `apiVersion: ninefold/v1
kind: BlockDiagram
label: Two lines
components:
  - {id: pump 1, mttf: 1000, mttr: 8}
  - {id: pump 2, mttf: 1000, mttr: 8}
  - {id: valve, life: {weibull: {shape: 2, scale: 9000}}, repair: {lognormal: {mu: 2, sigma: 1}}}
  - {id: supply, standby: {units: [{count: 2, rate: 1e-3, dormancy: 0.1, repairRate: 0.1}], switchFailure: 0.02, switchRate: 1}}
commonCauses: [{id: pumps, members: [pump 1, pump 2], beta: 0.05}]
root: {series: [{parallel: [pump 1, pump 2]}, valve, supply]}
times: [720, 8760]
`
	treeFileText = `apiVersion: ninefold/v1
kind: FaultTree
top: system
gates:
  - {id: system, op: atLeast, k: 2, inputs: [a, b, c]}
  - {id: c, op: and, inputs: [pump, {op: not, inputs: [maintenance]}]}
events:
  - {id: a, probability: 0.01}
  - {id: b, probability: {exponential: {rate: {parameter: lambda}, time: missionTime}}}
  - {id: pump, probability: {lognormal: {mean: 1e-3, errorFactor: 3}}}
house: [{id: maintenance, state: false}]
parameters: [{id: lambda, value: 1e-4, unit: hours-1}]
`
	networkFile = `apiVersion: ninefold/v1
kind: Network
label: Ring and a chord
missionTime: 100
defaults: {edges: {mttf: 4000, mttr: 6}, nodes: {unavailability: 1e-4}}
nodes: [{id: north, label: North}, south, {id: west, unavailability: 0.001}, east]
edges:
  - {from: north, to: south}
  - {from: south, to: west, mttf: 1000}
  - {from: west, to: east}
  - {from: east, to: north, directed: true}
  - {id: chord, from: north, to: west, reliability: 0.999999}
questions: [{terminals: [north, west]}, {terminals: all, source: south}, {pairs: all}]
`
	circleFile = `apiVersion: ninefold/v1
kind: BooleanSystem
label: Who needs whom
defaults: {unavailability: 0.001}
components:
  - {id: api, needs: [auth, {k: 2, of: [n1, n2, n3]}]}
  - {id: auth, down: {or: [api, {and: [n1, n2]}]}}
  - {id: n1, label: first}
  - {id: n2, mttf: 1000, mttr: 1}
  - {id: n3, paths: [[n1], [n2, auth]]}
tops: [api]
`
	dynamicFile = `toplevel "T";
"T" and "P" "S";
"P" pand "A" "B";
"S" wsp "C" "D" "E";
"F" fdep "A" "C";
"A" lambda=1e-3;
"B" lambda=2e-3;
"C" lambda=1e-3;
"D" lambda=3e-3 dorm=0.5;
"E" lambda=1e-3 dorm=0;
`
)

// What the command line says of a file is what the API says of the model, as text and
// as JSON: the whole envelope, to the last bit, with what it rests on.
func TestOneAnalysisEverywhere(t *testing.T) {
	s := serve(t, filepath.Join(t.TempDir(), "none.db"))
	s.signIn()
	for _, tt := range []struct {
		args                []string
		path, file, options string
	}{
		{[]string{"markov"}, "markov", chainFile, ""},
		{[]string{"markov", "--times", "10,20", "--set", "mttr=4", "--measure", "steady,transient,sensitivity,rewards,mttf"}, "markov", chainFile,
			`"times": [10, 20], "set": {"mttr": 4}, "measures": ["steady", "transient", "sensitivity", "rewards", "mttf"]`},
		{[]string{"simulate"}, "simulation", systemFile, ""},
		{[]string{"simulate", "--seed", "7", "--relative-error", "0.1", "--level", "0.9", "--times", "10,100", "--measure", "downtime,curve"}, "simulation", systemFile,
			`"seed": 7, "relativeError": 0.1, "level": 0.9, "times": [10, 100], "measures": ["downtime", "curve"]`},
		{[]string{"optimize"}, "allocation", bridgeFile, ""},
		{[]string{"optimize", "--starts", "5", "--seed", "3"}, "allocation", strings.Split(bridgeFile, "pathSets")[0], `"starts": 5, "seed": 3`},
		{[]string{"optimize", "--pareto", "cost"}, "frontier", bridgeFile, `"pareto": ["cost"]`},
		{[]string{"analyze"}, "block-diagram", blocksFile, ""},
		{[]string{"analyze", "--times", "100", "--limit", "1"}, "block-diagram", blocksFile, `"times": [100], "limit": 1`},
		{[]string{"analyze"}, "fault-tree", treeFileText, ""},
		{[]string{"analyze", "--mission-time", "100", "--cut-sets", "list", "--limit", "1", "--curve", "3", "--average", "--given", "a=true"}, "fault-tree", treeFileText,
			`"missionTime": 100, "cutSets": "list", "limit": 1, "curve": 3, "average": true, "given": {"a": true}`},
		{[]string{"analyze", "--times", "10,1000,100"}, "fault-tree", treeFileText, `"times": [10, 1000, 100]`},
		{[]string{"analyze", "--method", "upper-bound", "--set", "a=true", "--max-order", "1"}, "fault-tree", treeFileText, `"method": "minCutUpperBound", "set": {"a": true}, "maxOrder": 1`},
		{[]string{"importance", "--group", "both=a,b", "--mission-time", "100"}, "fault-tree/importance", treeFileText, `"missionTime": 100, "groups": [{"id": "both", "events": ["a", "b"]}]`},
		{[]string{"uncertainty", "--samples", "500", "--seed", "9", "--sensitivity", "tornado,sobol", "--sobol-samples", "32", "--bins", "5", "--quantiles", "0.9,0.1"}, "fault-tree/uncertainty", treeFileText,
			`"samples": 500, "seed": 9, "sensitivity": ["tornado", "sobol"], "sobolSamples": 32, "bins": 5, "quantiles": [0.9, 0.1]`},
		{[]string{"uncertainty"}, "fault-tree/uncertainty", treeFileText, ""},
		{[]string{"importance", "--mission-time", "500"}, "dynamic-tree/importance", dynamicFile, `"missionTime": 500`},
		{[]string{"analyze"}, "network", networkFile, ""},
		{[]string{"analyze", "--terminals", "North,east", "--limit", "1", "--mission-time", "50", "--method", "bounds", "--ratio", "1"}, "network", networkFile,
			`"terminals": ["North", "east"], "limit": 1, "missionTime": 50, "method": "bounds", "ratio": 1`},
		{[]string{"analyze", "--pairs", "--cut-sets", "off", "--reliability", "0.999", "--node-reliability", "0.99999"}, "network", networkFile,
			`"pairs": true, "cutSets": "off", "reliability": 0.999, "nodeReliability": 0.99999`},
		{[]string{"analyze"}, "boolean-system", circleFile, ""},
		{[]string{"analyze", "--top", "n3,auth", "--semantics", "coldStart", "--limit", "2"}, "boolean-system", circleFile, `"tops": ["n3", "auth"], "semantics": "coldStart", "limit": 2`},
		{[]string{"analyze"}, "dynamic-tree", dynamicFile, ""},
		{[]string{"analyze", "--mission-time", "500", "--curve", "2", "--set", "D=true", "--states", "5"}, "dynamic-tree", dynamicFile, `"missionTime": 500, "curve": 2, "set": {"D": true}, "states": 5`},
	} {
		file := filepath.Join(t.TempDir(), "model")
		if err := os.WriteFile(file, []byte(tt.file), 0o600); err != nil {
			t.Fatal(err)
		}
		printed, _ := ninefold(t, exitDone, append(tt.args, file, "-o", "json")...)
		want := decode[map[string]any](t, []byte(printed))
		for _, body := range []map[string]any{{"text": tt.file}, {"model": asJSON(t, tt.file, file)}} {
			body["options"] = json.RawMessage("{" + tt.options + "}")
			sent, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			got := decode[map[string]any](t, s.send(http.StatusOK, http.MethodPost, "/api/v1/analyses/"+tt.path, "application/json", string(sent)))
			compare(t, tt.path, got, want)
			data, _ := got["data"].(map[string]any)
			if of, ok := data["provenance"].(map[string]any); !ok || len(of["inputsDigest"].(string)) != 64 || len(of["methods"].([]any)) == 0 {
				t.Errorf("%s: provenance %v", tt.path, data["provenance"])
			}
		}
	}
	s.stop(t)
}

// What the command line says of missions of the stored mesh, with its records, is what the
// API says of them.
func TestOneMissionEverywhere(t *testing.T) {
	database := bankDatabase(t)
	s := serve(t, database)
	s.signIn()
	for _, tt := range []struct {
		args []string
		body string
	}{
		{[]string{"--mission", "30d,1y", "--journey", "statements"}, `{"hours": [720, 8760], "journey": "statements"}`},
		{[]string{"--mission", "1y", "--mission-states", "20"}, `{"hours": [8760], "maxStates": 20}`},
	} {
		printed, _ := ninefold(t, exitDone, append([]string{"analyze", "--database", database, "-o", "json"}, tt.args...)...)
		got := s.send(http.StatusOK, http.MethodPost, "/api/v1/models/bank-mesh/missions", "application/json", tt.body)
		compare(t, tt.body, decode[map[string]any](t, got), decode[map[string]any](t, []byte(printed)))
	}
	s.stop(t)
}

// asJSON is the model of a file: of YAML the same, of Galileo what it is converted to.
func asJSON(t *testing.T, content, file string) any {
	t.Helper()
	if strings.HasPrefix(content, "toplevel") {
		printed, _ := ninefold(t, exitDone, "convert", file, "-o", "json")
		return decode[any](t, []byte(printed))
	}
	var out any
	if err := yaml.Unmarshal([]byte(content), &out); err != nil {
		t.Fatal(err)
	}
	return out
}
