package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/provenance"
	"ninefold/models/store"
)

// Models as JSON, which is YAML as well.
const (
	pumpChain = `{"apiVersion": "ninefold/v1", "kind": "MarkovChain", "label": "Two pumps \ud83d\udca7",
		"parameters": [{"id": "lambda", "value": 1e-3}, {"id": "mttr", "value": 8}],
		"states": [{"id": "both"}, {"id": "one"}, {"id": "none"}], "up": ["both", "one"],
		"transitions": [{"from": "both", "to": "one", "rate": "2 * lambda"}, {"from": "one", "to": "none", "rate": "lambda"},
			{"from": "one", "to": "both", "rate": "1 / mttr"}, {"from": "none", "to": "one", "rate": "1 / mttr"}],
		"rewards": [{"id": "callouts", "transitions": [{"from": "both", "to": "one", "each": 1}]}], "times": [0, 8760]}`
	pumpSystem = `{"apiVersion": "ninefold/v1", "kind": "Simulation", "components": [
		{"id": "a", "life": {"rate": 1e-4}, "repair": {"exponential": {"mean": 1}}, "crew": "day"},
		{"id": "b", "life": {"rate": 1e-4}, "repair": {"rate": 1}, "crew": "day"}],
		"top": "both", "gates": [{"id": "both", "and": ["a", "b"]}], "crews": [{"id": "day", "size": 1}]}`
	pumpOffer = `{"apiVersion": "ninefold/v1", "kind": "RedundancyAllocation", "resources": [{"name": "cost", "limit": 8}], "subsystems": [
		{"name": "valve", "components": [{"name": "v", "reliability": 0.9, "uses": {"cost": 1}}]},
		{"name": "pump", "components": [{"name": "p", "reliability": 0.8, "uses": {"cost": 2}}]}]}`
	bridgeOffer = `{"apiVersion": "ninefold/v1", "kind": "RedundancyAllocation", "resources": [{"name": "cost", "limit": 14.5}], "subsystems": [
		{"name": "a", "mixed": true, "components": [{"name": "x", "reliability": 0.7, "uses": {"cost": 1.25}}, {"name": "y", "reliability": 0.9, "uses": {"cost": 2.5}}]},
		{"name": "b", "mixed": true, "components": [{"name": "x", "reliability": 0.8, "uses": {"cost": 1.5}}, {"name": "y", "reliability": 0.9, "uses": {"cost": 2}}]},
		{"name": "c", "mixed": true, "components": [{"name": "x", "reliability": 0.6, "uses": {"cost": 1}}, {"name": "y", "reliability": 0.9, "uses": {"cost": 3}}]},
		{"name": "d", "mixed": true, "components": [{"name": "x", "reliability": 0.7, "uses": {"cost": 1.25}}, {"name": "y", "reliability": 0.9, "uses": {"cost": 2}}]},
		{"name": "e", "mixed": true, "components": [{"name": "x", "reliability": 0.5, "uses": {"cost": 1}}]}],
		"pathSets": [["a", "b"], ["c", "d"], ["a", "e", "d"], ["c", "e", "b"]]}`
	pumpBlocks = `{"apiVersion": "ninefold/v1", "kind": "BlockDiagram", "components": [
		{"id": "a", "mttf": 1000, "mttr": 8}, {"id": "b", "mttf": 1000, "mttr": 8}],
		"root": {"parallel": ["a", "b"]}, "times": [1000]}`
	pumpTree = `{"apiVersion": "ninefold/v1", "kind": "FaultTree", "top": "both", "gates": [{"id": "both", "op": "and", "inputs": ["a", "b"]}],
		"events": [{"id": "a", "probability": 0.1}, {"id": "b", "probability": 0.02}]}`
	vagueTree = `{"apiVersion": "ninefold/v1", "kind": "FaultTree", "top": "t", "gates": [{"id": "t", "op": "or", "inputs": ["a"]}],
		"events": [{"id": "a", "probability": {"lognormal": {"mean": 1e-3, "errorFactor": 3}}}]}`
	pumpSpare = `{"top": "s", "gates": [{"id": "s", "op": "spare", "inputs": ["a", "b"]}],
		"events": [{"id": "a", "ratePerHour": 1e-3, "dormancy": 1}, {"id": "b", "ratePerHour": 1e-3, "dormancy": 0}]}`
	pumpBridge = `{"apiVersion": "ninefold/v1", "kind": "Network", "defaults": {"edges": {"reliability": 0.9}}, "edges": [
		{"from": "s", "to": "a"}, {"from": "s", "to": "b"}, {"from": "a", "to": "b"}, {"from": "a", "to": "t"}, {"from": "b", "to": "t"}],
		"terminals": ["s", "t"]}`
	pumpCircle = `{"apiVersion": "ninefold/v1", "kind": "BooleanSystem", "components": [
		{"id": "a", "unavailability": 0.01, "needs": ["b"]}, {"id": "b", "unavailability": 0.02, "needs": [{"k": 1, "of": ["a", "c"]}]},
		{"id": "c", "unavailability": 0.1}], "tops": ["a"]}`
	pumpGalileo = "toplevel \"s\";\n\"s\" csp \"a\" \"b\";\n\"a\" lambda=1e-3;\n\"b\" lambda=1e-3 dorm=0;\n"
)

// model asks about a model with scope read.
func model(path, doc, options string) call {
	return ask(path, fmt.Sprintf(`{"model": %s, "options": {%s}}`, doc, options))
}

// text asks about what a file contains.
func text(path, content, options string) call {
	quoted, err := json.Marshal(content)
	if err != nil { // a text can be written
		panic(err)
	}
	return ask(path, fmt.Sprintf(`{"text": %s, "options": {%s}}`, quoted, options))
}

func ask(path, body string) call {
	return call{
		method: http.MethodPost, path: "/api/v1/analyses/" + path, scope: store.ScopeRead, body: body,
		header: map[string]string{"Content-Type": "application/json"},
	}
}

// number returns what stands at a path of an answer, such as data.system.unavailability.
func number(t *testing.T, body []byte, path string) float64 {
	t.Helper()
	var at any
	if err := json.Unmarshal(body, &at); err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(path, ".") {
		switch in := at.(type) {
		case map[string]any:
			at = in[name]
		case []any:
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(in) {
				t.Fatalf("no %s in %.500s", path, body)
			}
			at = in[i]
		}
	}
	x, ok := at.(float64)
	if !ok {
		t.Fatalf("%s is %v in %.500s", path, at, body)
	}
	return x
}

// The figures are those that can be derived by hand; a model as JSON and as text has
// one answer, to the last bit and the digest.
func TestAnalyses(t *testing.T) {
	f := start(t)
	x := 8e-3 // failure rate times time to repair
	for _, tt := range []struct {
		path, doc, options, kind, figure string
		want, tol                        float64
	}{
		{"markov", pumpChain, "", "MarkovReport", "data.system.unavailability", 2 * x * x / (1 + 2*x + 2*x*x), 1e-12},
		{"markov", pumpChain, `"set": {"mttr": 4}, "measures": ["mttf"]`, "MarkovReport", "data.mttf.mean", (3e-3 + 0.25) / 2e-6, 1e-12},
		{"markov", pumpChain, `"times": [1, 2], "measures": ["transient", "steady", "rewards", "sensitivity", "curve"]`, "MarkovReport", "data.transient.hours.1", 2, 0},
		{"simulation", pumpSystem, `"relativeError": 0.1, "seed": 3`, "SimulationReport", "data.steady.unavailability.value", 2e-8, 0.2},
		{"allocation", pumpOffer, `"timeLimitSeconds": 20`, "RedundancyAllocation", "data.unreliability", 1 - 0.99*0.992, 1e-12},
		{"frontier", pumpOffer, `"pareto": ["cost"]`, "RedundancyFrontier", "data.points.0.unreliability", 1 - 0.99*0.992, 1e-12},
		{"block-diagram", pumpBlocks, "", "BlockDiagramAnalysis", "data.longRun.unavailability", (x / (1 + x)) * (x / (1 + x)), 1e-12},
		{"block-diagram", pumpBlocks, `"times": [500], "limit": 0`, "BlockDiagramAnalysis", "data.mttf.hours", 1500, 1e-9},
		{"network", pumpBridge, "", "NetworkAnalysis", "data.answers.0.unreliability", 1 - (2*0.81 + 2*0.729 - 5*0.6561 + 2*0.59049), 1e-12},
		{"network", pumpBridge, `"terminals": ["a", "b"], "limit": 1`, "NetworkAnalysis", "data.answers.0.unreliability", 0.1 * 0.19 * 0.19, 1e-12},
		{"network", pumpBridge, `"terminals": ["all"], "pairs": true, "cutSets": "off"`, "NetworkAnalysis", "data.answers.0.pairs.count", 6, 0},
		{"boolean-system", pumpCircle, "", "BooleanSystemAnalysis", "data.tops.0.steady.unreliability", 0.01 + 0.99*0.02, 1e-12},
		{"boolean-system", pumpCircle, `"limit": 1`, "BooleanSystemAnalysis", "data.tops.0.coldStart.unreliability", 1 - 0.99*0.98*0.9, 1e-12},
		{"boolean-system", pumpCircle, `"tops": ["c"], "semantics": "coldStart"`, "BooleanSystemAnalysis", "data.tops.0.coldStart.unreliability", 0.1, 1e-12},
		{"fault-tree", pumpTree, "", "FaultTreeAnalysis", "data.topEvents.0.probability.value", 0.002, 1e-15},
		{"fault-tree", pumpTree, `"set": {"a": true}, "cutSets": "list", "missionTime": 100, "curve": 2`, "FaultTreeAnalysis", "data.topEvents.0.cutSets.list.0.probability", 0.02, 1e-15},
		{"dynamic-tree", pumpSpare, `"times": [1000]`, "DynamicFaultTreeAnalysis", "data.points.0.unreliability.value", 1 - 2/math.E, 1e-9},
		{"fault-tree/importance", pumpTree, `"groups": [{"id": "all", "events": ["a", "b"]}]`, "Importance", "data.topEvents.0.importance.0.birnbaum", 0.02, 1e-15},
		{"fault-tree/uncertainty", pumpTree, `"samples": 100`, "Uncertainty", "data.topEvents.0.distribution.mean", 0.002, 1e-12},
		{"fault-tree/uncertainty", vagueTree, `"samples": 1000, "seed": 3, "sensitivity": ["tornado", "sobol"], "sobolSamples": 64`, "Uncertainty", "data.topEvents.0.distribution.mean", 1e-3, 0.05},
		{"dynamic-tree/importance", pumpSpare, `"missionTime": 1000`, "DynamicFaultTreeImportance", "data.events.0.ifFailed.value", 1 - 1/math.E, 1e-9},
		{"dynamic-tree", pumpSpare, `"missionTime": 2000, "curve": 2`, "DynamicFaultTreeAnalysis", "data.mttf", 2000, 1e-9},
	} {
		r := f.do(model(tt.path, tt.doc, tt.options))
		var got analysis[struct {
			Provenance provenance.Model `json:"provenance"`
		}]
		if r.status != http.StatusOK || json.Unmarshal(r.body, &got) != nil {
			t.Errorf("%s: %d %.500s", tt.path, r.status, r.body)
			continue
		}
		if got.Kind != tt.kind || got.Meta.Partial || len(got.Data.Provenance.InputsDigest) != 64 || got.Meta.Engine != "ninefold test, engine "+got.Data.Provenance.EngineVersion {
			t.Errorf("%s: %+v", tt.path, got)
		}
		if x := number(t, r.body, tt.figure); !(math.Abs(x-tt.want) <= tt.tol*tt.want) {
			t.Errorf("%s: %s is %.17g, want %.17g", tt.path, tt.figure, x, tt.want)
		}
		doc := strings.Replace(tt.doc, `\ud83d\udca7`, "💧", 1) // an escape that YAML has not
		if strings.HasPrefix(tt.path, "dynamic-tree") {
			doc = pumpGalileo
		}
		if other := f.do(text(tt.path, doc, tt.options)); !bytes.Equal(other.body, r.body) {
			t.Errorf("%s: as text %.500s, as JSON %.500s", tt.path, other.body, r.body)
		}
	}
}

// Trees of other formats say what they are.
func TestAnalysesOfFormats(t *testing.T) {
	f := start(t)
	static := "toplevel t;\nt and a b;\na prob=0.1;\nb prob=0.02;\n"
	xml := `<opsa-mef><define-fault-tree name="f"><define-gate name="t"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
		<define-basic-event name="a"><float value="0.1"/></define-basic-event><define-basic-event name="b"><float value="0.02"/></define-basic-event></define-fault-tree></opsa-mef>`
	for _, body := range []string{static, xml} {
		r := f.do(text("fault-tree", body, ""))
		if x := number(t, r.body, "data.topEvents.0.probability.value"); math.Abs(x-0.002) > 1e-15 {
			t.Errorf("%g of %s", x, body)
		}
	}
	for body, says := range map[string]string{
		pumpGalileo: "dynamic-tree",
		`<opsa-mef><include file="/etc/passwd"/></opsa-mef>`: "include",
		`<!DOCTYPE a [<!ENTITY b "c">]><opsa-mef/>`:          "",
		"no tree at all": "say its format",
		`{"apiVersion": "ninefold/v1", "kind": "FaultTree", "gates": [{"id": "a", "op": "or", "inputs": ["a"]}]}`: "",
	} {
		if p := f.problem(f.do(text("fault-tree", body, "")), http.StatusUnprocessableEntity, "invalid_model"); !strings.Contains(p.Detail, says) {
			t.Errorf("%q: %s", body, p.Detail)
		}
	}
}

// Networks come in three formats, and say which; what those leave open is an option.
func TestAnalysesOfNetworks(t *testing.T) {
	f := start(t)
	edges := "s a\ns b\na b\na t\nb t\n"
	graphML := `<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected"><node id="s"/><node id="a"/><node id="b"/><node id="t"/>
		<edge source="s" target="a"/><edge source="s" target="b"/><edge source="a" target="b"/><edge source="a" target="t"/><edge source="b" target="t"/></graph></graphml>`
	const open = `"terminals": ["s", "t"], "reliability": 0.9`
	want := number(t, f.do(model("network", pumpBridge, "")).body, "data.answers.0.unreliability")
	for format, content := range map[string]string{"edges": edges, "graphml": graphML, "yaml": pumpBridge} {
		for _, named := range []string{"", `"format": "` + format + `", `} {
			c := text("network", content, open)
			c.body = strings.Replace(c.body, `{"text"`, `{`+named+`"text"`, 1)
			if x := number(t, f.do(c).body, "data.answers.0.unreliability"); x != want {
				t.Errorf("%s: %g, want %g", format, x, want)
			}
		}
	}
	half := number(t, f.do(text("network", "s t\n", `"terminals": ["s", "t"], "nodeReliability": 0.5, "reliability": 0.5`)).body, "data.answers.0.reliability")
	if half != 0.125 {
		t.Errorf("%g, want an eighth", half)
	}
	if r := f.do(text("network", edges, "")); !bytes.Contains(r.body, []byte("state a reliability")) {
		t.Errorf("no warning: %s", r.body)
	}
	for format, content := range map[string]string{"graphml": edges, "edges": pumpBridge, "openpsa": graphML} {
		c := text("network", content, open)
		c.body = strings.Replace(c.body, `{"text"`, `{"format": "`+format+`", "text"`, 1)
		if r := f.do(c); r.status != http.StatusUnprocessableEntity || !bytes.Contains(r.body, []byte("body.")) {
			t.Errorf("%s: %d %s", format, r.status, r.body)
		}
	}
}

// grid is a network of n by n nodes.
func grid(n int) string {
	var edges []string
	for i := range n {
		for j := range n {
			if j+1 < n {
				edges = append(edges, fmt.Sprintf(`{"from": "%d %d", "to": "%d %d"}`, i, j, i, j+1), fmt.Sprintf(`{"from": "%d %d", "to": "%d %d"}`, j, i, j+1, i))
			}
		}
	}
	return fmt.Sprintf(`{"apiVersion": "ninefold/v1", "kind": "Network", "defaults": {"edges": {"reliability": 0.9}}, "edges": [%s], "terminals": ["0 0", "%d %d"]}`, strings.Join(edges, ","), n-1, n-1)
}

// What ends before its time is marked, and what there is holds.
func TestAnalysesPartial(t *testing.T) {
	f := start(t)
	for _, tt := range []struct{ path, doc, options, shows string }{
		{"simulation", pumpSystem, `"method": "crude", "replications": 1000`, `"complete":false`},
		{"simulation", pumpSystem, `"method": "crude", "timeLimitSeconds": 0.2`, `"complete":false`},
		{"allocation", bridgeOffer, `"nodes": 1`, `"proved":false`},
		{"dynamic-tree", spares(6), `"times": [1000], "states": 20`, `"truncated":true`},
		{"fault-tree", largeTree(), `"nodes": 200, "cutSets": "off", "timeLimitSeconds": 1`, `"lower":`},
		{"fault-tree", largeTree(), `"nodes": 200, "method": "exact"`, `"reason":`},
		{"network", grid(8), `"states": 20`, `"bounds":{"reliability":{"low":0.`},
		{"network", grid(8), `"states": 20, "method": "exact"`, `"what":"exact"`},
		{"network", grid(30), `"timeLimitSeconds": 1`, `"method":"bounds"`},
		{"network", grid(8), `"nodes": 20`, `"what":"cutSets"`},
		{"boolean-system", pumpCircle, `"nodes": 1`, `"what":"solution"`},
	} {
		r := f.do(model(tt.path, tt.doc, tt.options))
		if r.status != http.StatusOK || !bytes.Contains(r.body, []byte(`"partial":true`)) || !bytes.Contains(r.body, []byte(tt.shows)) {
			t.Errorf("%s %s: %d %.1000s", tt.path, tt.options, r.status, r.body)
		}
	}
}

// spares is a tree of shared spares, whose units are all different.
func spares(n int) string {
	var gates, events, inputs []string
	for i := range n {
		gates = append(gates, fmt.Sprintf(`{"id": "g%d", "op": "spare", "inputs": ["e%d", "s%d", "s%d"]}`, i, i, i%3, (i+1)%3))
		events = append(events, fmt.Sprintf(`{"id": "e%d", "ratePerHour": %g, "dormancy": 1}`, i, 1e-3*float64(i+1)))
		inputs = append(inputs, fmt.Sprintf(`"g%d"`, i))
	}
	for i := range 3 {
		events = append(events, fmt.Sprintf(`{"id": "s%d", "ratePerHour": %g, "dormancy": 0.5}`, i, 1e-3*float64(i+1)))
	}
	return fmt.Sprintf(`{"top": "t", "gates": [{"id": "t", "op": "and", "inputs": [%s]}, %s], "events": [%s]}`, strings.Join(inputs, ","), strings.Join(gates, ","), strings.Join(events, ","))
}

// largeTree is a tree of which the diagram is large: pairs far from each other.
func largeTree() string {
	const n = 300
	var gates, events, all []string
	for i := range n {
		gates = append(gates, fmt.Sprintf(`{"id": "g%d", "op": "atLeast", "k": 3, "inputs": ["e%d", "e%d", "e%d", "e%d", "e%d"]}`, i, i, (i*7+1)%n, (i*31+5)%n, (i*53+9)%n, (i*101+3)%n))
		events = append(events, fmt.Sprintf(`{"id": "e%d", "probability": 0.01}`, i))
		all = append(all, fmt.Sprintf(`"g%d"`, i))
	}
	return fmt.Sprintf(`{"apiVersion": "ninefold/v1", "kind": "FaultTree", "top": "t", "gates": [{"id": "t", "op": "or", "inputs": [%s]}, %s], "events": [%s]}`, strings.Join(all, ","), strings.Join(gates, ","), strings.Join(events, ","))
}

func TestAnalysesRefusals(t *testing.T) {
	f := start(t)
	noToken := model("markov", pumpChain, "")
	noToken.scope = ""
	for _, tt := range []struct {
		name   string
		call   call
		status int
		code   string
		says   string
	}{
		{"no token", noToken, 401, "unauthorized", ""},
		{"no body", ask("markov", ""), 400, "bad_request", ""},
		{"another form", call{method: http.MethodPost, path: "/api/v1/analyses/markov", scope: store.ScopeRead, body: "x", header: map[string]string{"Content-Type": "text/csv"}}, 415, "unsupported_media_type", "application/json"},
		{"no JSON", ask("markov", `{"model": {`), 400, "bad_request", ""},
		{"neither", ask("markov", `{}`), 422, "invalid_body", "either"},
		{"null", ask("markov", `{"model": null}`), 422, "invalid_body", "either"},
		{"both", ask("markov", `{"model": {}, "text": "a"}`), 422, "invalid_body", "either"},
		{"format", ask("fault-tree", `{"text": "a", "format": "csv"}`), 422, "invalid_body", "format"},
		{"format of a model", ask("fault-tree", `{"model": {}, "format": "yaml"}`), 422, "invalid_body", "format"},
		{"unknown option", model("markov", pumpChain, `"tmies": [1]`), 422, "invalid_body", "tmies"},
		{"infinite", model("markov", pumpChain, `"times": [1e999]`), 422, "invalid_body", "times"},
		{"time", model("markov", pumpChain, `"times": [-1]`), 400, "bad_request", "time -1"},
		{"measure", model("markov", pumpChain, `"measures": ["bliss"]`), 400, "bad_request", `unknown measure "bliss"`},
		{"states", model("markov", pumpChain, `"states": 1000001`), 400, "bad_request", "body.options.states: 1000001 is not between"},
		{"time limit", model("markov", pumpChain, `"timeLimitSeconds": -1`), 400, "bad_request", "timeLimitSeconds"},
		{"no parameter", model("markov", pumpChain, `"set": {"mu": 1}`), 422, "invalid_model", `no parameter "mu"`},
		{"budget of states", model("markov", pumpChain, `"states": 2`), 413, "too_large", "3 states, at most 2"},
		{"level", model("simulation", pumpSystem, `"level": 1`), 400, "bad_request", "level 1"},
		{"method", model("simulation", pumpSystem, `"method": "luck"`), 422, "invalid_model", `unknown method "luck"`},
		{"nothing to ask", model("simulation", pumpSystem, `"measures": ["curve"]`), 422, "invalid_model", "needs times"},
		{"infeasible", model("allocation", strings.Replace(pumpOffer, `"limit": 8`, `"limit": 1`, 1), ""), 422, "infeasible", "no allocation"},
		{"no resource", model("frontier", pumpOffer, ""), 400, "bad_request", "pareto"},
		{"another resource", model("frontier", pumpOffer, `"pareto": ["mass"]`), 422, "invalid_model", "mass"},
		{"starts", model("allocation", pumpOffer, `"starts": 100001`), 400, "bad_request", "starts"},
		{"blocks in time", model("block-diagram", pumpBlocks, `"times": [-1]`), 400, "bad_request", "time -1"},
		{"cut sets", model("fault-tree", pumpTree, `"cutSets": "some"`), 400, "bad_request", `unknown word "some"`},
		{"tree method", model("fault-tree", pumpTree, `"method": "guess"`), 400, "bad_request", `unknown method "guess"`},
		{"unknown event", model("fault-tree", pumpTree, `"given": {"z": true}`), 422, "invalid_model", `"z"`},
		{"samples", model("fault-tree/uncertainty", vagueTree, `"samples": 1000000`), 400, "bad_request", "samples: 1000000 is not between"},
		{"one sample", model("fault-tree/uncertainty", vagueTree, `"samples": 1`), 400, "bad_request", "one sample"},
		{"words", model("fault-tree/uncertainty", vagueTree, `"quantiles": [0, 1], "sensitivity": ["x"], "sampling": "dice"`), 400, "bad_request", `"dice"`},
		{"members", model("fault-tree/importance", pumpTree, `"groups": [{"id": "g", "events": ["z"]}]`), 422, "invalid_model", `"z"`},
		{"importance in time", model("dynamic-tree/importance", pumpSpare, `"missionTime": -1`), 400, "bad_request", "time -1"},
		{"network in time", model("network", pumpBridge, `"missionTime": -1, "reliability": 2, "cutSets": "some", "method": "luck"`), 400, "bad_request", `unknown method "luck"`},
		{"too many states", model("network", pumpBridge, `"states": 100000000`), 400, "bad_request", "states: 100000000 is not between"},
		{"ratio", model("network", pumpBridge, `"ratio": 0.5`), 400, "bad_request", "ratio 0.5"},
		{"terminal", model("network", pumpBridge, `"terminals": ["s", "z"]`), 422, "invalid_model", `body.options.terminals: there is no node "z"`},
		{"sense", model("boolean-system", pumpCircle, `"semantics": "warm"`), 400, "bad_request", `unknown word "warm"`},
		{"tops", model("boolean-system", pumpCircle, `"tops": ["z"]`), 422, "invalid_model", `body.options.tops: component "z"`},
		{"long answers", model("network", questions(200, grid(8)), `"limit": 1000`), 413, "too_large", "201 questions about 176 parts"},
		{"mission", model("fault-tree", pumpTree, `"missionTime": -1`), 400, "bad_request", "time -1"},
		{"two times", model("dynamic-tree", pumpSpare, `"times": [1], "curve": 2`), 400, "bad_request", "stands instead"},
		{"dynamic event", model("dynamic-tree", pumpSpare, `"set": {"z": true}`), 422, "invalid_model", `no event "z"`},
		{"dynamic key", model("dynamic-tree", `{"top": 1}`, ""), 422, "invalid_model", "body.model.top"},
		{"another kind", model("markov", pumpTree, ""), 422, "invalid_model", "has no states"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := f.problem(f.do(tt.call), tt.status, tt.code)
			if !strings.Contains(p.Detail, tt.says) {
				t.Errorf("%q does not say %q", p.Detail, tt.says)
			}
		})
	}
}

// questions asks something many times.
func questions(n int, doc string) string {
	list := strings.Repeat(`,{"terminals": ["0 0", "1 1"]}`, n)
	return strings.Replace(doc, `"terminals"`, `"questions": [`+list[1:]+`], "terminals"`, 1)
}

// All that is wrong with a model is said at once: of JSON by its path, of a text by its
// line.
func TestAnalysesPlaces(t *testing.T) {
	f := start(t)
	for _, tt := range []struct {
		call call
		want []string
	}{
		{model("markov", `{"apiVersion":"ninefold/v1","kind":"MarkovChain","label":"Ä\u0085","states":[{"id":"a"},{"id":"b","absorbing":true}],
			"transitions":[{"from":"a","to":"b","rate":"2 *"},{"from":"a","to":"c","rate":-1}],"tmies":[]}`, ""), []string{
			"body.model.tmies", "body.model.transitions[0].rate", "body.model.transitions[1].rate", "body.model.transitions[1].to",
		}},
		{text("markov", "apiVersion: ninefold/v1\nkind: MarkovChain\nstates: [{id: a}]\ntransitions:\n  - {from: a, to: c, rate: 1}\n", ""), []string{"body.text:5"}},
		{model("simulation", `{"apiVersion":"ninefold/v1","kind":"Simulation","components":[{"id":"a","lief":{"rate":1}}],"top":"a"}`, ""), []string{
			"body.model.components[0]", "body.model.components[0].lief",
		}},
		{model("allocation", `{"apiVersion":"ninefold/v1","kind":"RedundancyAllocation","subsystems":[{"name":"v","max":2,"components":[{"name":"v","reliability":0.9,"uses":{"mass":1}}]}]}`, ""), []string{
			"body.model.subsystems[0].components[0]",
		}},
		{model("block-diagram", `{"apiVersion":"ninefold/v1","kind":"BlockDiagram","components":[{"id":"a","life":{"exponential":{"mttf":0}}}],"root":{"kOfN":["a","b"],"k":3}}`, ""), []string{
			"body.model.components[0].life", "body.model.root.k", "body.model.root.kOfN[1]",
		}},
		{model("dynamic-tree", `{"top":"t","gates":[{"id":"t","op":"pand","inputs":["x","y"]}],"events":[{"id":"x","ratePerHour":-1,"dormancy":1}]}`, ""), []string{
			"body.model.events[0]", "body.model.gates[0]",
		}},
		{model("network", `{"apiVersion":"ninefold/v1","kind":"Network","nodes":["a","b"],"edges":[{"from":"a","to":"c"},{"from":"a","to":"b","reliability":2}]}`, ""), []string{
			"body.model.edges[0].to", "body.model.edges[1].reliability",
		}},
		{text("network", "s t 0.9\ns t 2\n", ""), []string{"body.text:2"}},
		{model("boolean-system", `{"apiVersion":"ninefold/v1","kind":"BooleanSystem","components":[{"id":"a","needs":["b"]},{"id":"c","down":{"xor":["a"]}}]}`, `"tops":["z"]`), []string{
			"body.model.components[0].needs[0]", "body.model.components[1].down", "body.model.components[1].down.xor", "body.options.tops",
		}},
		{text("dynamic-tree", "toplevel \"T\";\n\"T\" pand \"A\" \"Z\";\n\"A\" lambda=-1;\n", ""), []string{"body.text:2", "body.text:3"}},
	} {
		p := f.problem(f.do(tt.call), http.StatusUnprocessableEntity, "invalid_model")
		got := map[string]bool{}
		for _, e := range p.Errors {
			at := e.Location
			if e.Line > 0 {
				at = fmt.Sprintf("%s:%d", at, e.Line)
			}
			got[at] = true
		}
		want := map[string]bool{}
		for _, at := range tt.want {
			want[at] = true
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %v", tt.call.path, p.Errors, tt.want)
		}
	}
}
