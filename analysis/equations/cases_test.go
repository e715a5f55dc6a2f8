package equations

import (
	"context"
	"encoding/json"
	"testing"

	"ninefold/analysis/internal/refcase"
)

func TestCases(t *testing.T) {
	refcase.RunFile(t, "block-network-dynamic.json", refcase.Answers{"cyclic": answerCyclic, "topology": answerTopology})
}

func answerCyclic(t *testing.T, c refcase.Case) map[string]any {
	var structure struct {
		Services map[string]struct {
			Q     float64 `json:"q"`
			Needs []Need  `json:"needs"`
		} `json:"services"`
		Root string `json:"root"`
	}
	if err := json.Unmarshal(c.Structure, &structure); err != nil {
		t.Fatal(err)
	}
	var s System
	for id, v := range structure.Services {
		s.Components = append(s.Components, Component{ID: id, Unreliability: v.Q, Needs: v.Needs})
	}
	got := map[string]any{}
	for key, start := range map[string]Semantics{"P_down_steady": Steady, "P_down_cold_start": ColdStart} {
		r, err := Analyze(context.Background(), s, structure.Root, Options{Semantics: start})
		if err != nil {
			t.Fatal(err)
		}
		got[key] = r.Unreliability
	}
	return got
}

func answerTopology(t *testing.T, c refcase.Case) map[string]any {
	var structure struct {
		Type     string `json:"type"`
		K        int    `json:"k"`
		Replicas int    `json:"replicas"`
	}
	if err := json.Unmarshal(c.Structure, &structure); err != nil || structure.Type != "fat-tree" {
		t.Fatalf("structure %q: %v", structure.Type, err)
	}
	var q struct {
		Core   float64 `json:"q_core"`
		Agg    float64 `json:"q_agg"`
		Tor    float64 `json:"q_tor"`
		Server float64 `json:"q_server"`
	}
	c.Decode(t, &q)
	f := fatTree{structure.K, structure.Replicas, q.Core, q.Agg, q.Tor, q.Server}
	got := map[string]any{"devices": f.devices()}
	for i, r := range f.results(t) { // from devices, and from paths
		if i == 0 {
			got["unreliability"], got["minimal_cut_sets"] = r.Unreliability, r.CutSets.Count
		} else if relErr(r.Unreliability, got["unreliability"].(float64)) > 1e-12 || r.CutSets.Count.String() != got["minimal_cut_sets"].(interface{ String() string }).String() {
			t.Errorf("from paths: %g and %v cut sets", r.Unreliability, r.CutSets.Count)
		}
	}
	return got
}
