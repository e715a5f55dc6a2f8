package network

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"ninefold/analysis/internal/refcase"
)

// system is the structure of a case.
type system struct {
	Type      string          `json:"type"`
	Directed  bool            `json:"directed"`
	Measure   string          `json:"measure"`
	Terminals json.RawMessage `json:"terminals"` // a list, or "all"
	Edges     [][2]string     `json:"edges"`
	File      string          `json:"edges_file"`
	Complete  int             `json:"complete_graph"`
}

func (s system) pose(t *testing.T, edge, node float64) (Graph, Query) {
	t.Helper()
	if s.File != "" { // which begins with data/ for data/models
		s.Edges = edgeList(t, shared(t, "data", "models", filepath.FromSlash(s.File[len("data/"):])))
	}
	for i := range s.Complete {
		for j := range i {
			s.Edges = append(s.Edges, [2]string{fmt.Sprint(j), fmt.Sprint(i)})
		}
	}
	g := graph(edge, s.Edges...)
	g.Directed = s.Directed
	for i := range g.Nodes {
		g.Nodes[i].Unreliability = node
	}
	var q Query
	if json.Unmarshal(s.Terminals, &q.Terminals) != nil {
		q = Query{All: true}
	}
	return g, q
}

// coefficients answers how many sets of so many edges connect the terminals, by keys
// such as N_19_to_30.
func coefficients(t *testing.T, s system, c refcase.Case) map[string]any {
	t.Helper()
	g, q := s.pose(t, 0, 0)
	n, err := Polynomial(context.Background(), g, q, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]any{"N": n}
	for key := range c.Expected {
		var from, to int
		if _, err := fmt.Sscanf(key, "N_%d_to_%d", &from, &to); err == nil && 0 <= from && from <= to && to < len(n) {
			got[key] = n[from : to+1]
		}
	}
	return got
}

func TestCases(t *testing.T) {
	answer := func(t *testing.T, c refcase.Case) map[string]any {
		var s system
		if err := json.Unmarshal(c.Structure, &s); err != nil || s.Type != "network" {
			t.Skipf("of another package: %s (%v)", s.Type, err)
		}
		in := struct {
			Edge *float64 `json:"p_edge"`
			Node *float64 `json:"p_node"`
		}{}
		c.Decode(t, &in)
		if strings.HasPrefix(s.Measure, "polynomial") {
			return coefficients(t, s, c)
		}
		if strings.HasPrefix(c.ID, "net-grid1") && (raced || testing.Short()) { // 10 × 10 and larger
			t.Skip("too slow with the race detector, and for short tests")
		}
		g, q := s.pose(t, 1-*in.Edge, 1-*in.Node)
		v, err := Reliability(context.Background(), g, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return map[string]any{"reliability": v.Reliability, "unreliability": v.Unreliability}
	}
	refcase.RunFile(t, "block-network-dynamic.json", refcase.Answers{"network": answer, "rare-event": answer})
}
