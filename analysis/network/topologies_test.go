package network

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/internal/bench"
)

// A reference is an expected value of the shared cases.
type reference struct {
	Structure system `json:"structure"`
	Inputs    struct {
		Edge float64 `json:"p_edge"`
		Node float64 `json:"p_node"`
	} `json:"inputs"`
	Expected struct {
		Unreliability float64 `json:"unreliability"`
	} `json:"expected"`
}

func references(t *testing.T) []reference {
	t.Helper()
	data, err := os.ReadFile(shared(t, "cases", "block-network-dynamic.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Cases []json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	var out []reference
	for _, raw := range all.Cases {
		var r reference
		if json.Unmarshal(raw, &r) == nil && r.Structure.File != "" {
			out = append(out, r)
		}
	}
	return out
}

// farthest returns two nodes that are as many edges apart as any, the first such pair.
func farthest(g Graph) Query {
	near := map[string][]string{}
	for _, e := range g.Edges {
		near[e.From], near[e.To] = append(near[e.From], e.To), append(near[e.To], e.From)
	}
	var q Query
	most := 0
	for _, from := range g.Nodes {
		depth := map[string]int{from.ID: 0}
		for todo := []string{from.ID}; len(todo) > 0; todo = todo[1:] {
			v := todo[0]
			if depth[v] > most {
				most, q.Terminals = depth[v], []string{from.ID, v}
			}
			for _, w := range near[v] {
				if _, ok := depth[w]; !ok {
					depth[w] = depth[v] + 1
					todo = append(todo, w)
				}
			}
		}
	}
	return q
}

// recorded are the reliabilities, with edges of 0.99, that a frontier programme was seen to
// find, for two terminals and for all. Source: ALGORITHMS.md §A.2, 12 digits.
var recorded = map[string][2]float64{
	"Cogentco":         {0.920976100145, 0.707475514948},
	"Kdl":              {0.994387903316, 0.415190594738},
	"TataNld":          {0, 0.898076320676},
	"sndlib_germany50": {0.999696089069, 0},
	"sndlib_india35":   {0.999799989597, 0},
	"sndlib_pioro40":   {1 - 4.03092822e-8, 0},
}

// A topology is a network of the shared data, with edges of 0.99.
type topology struct {
	name    string
	g       Graph
	queries [2]Query // two terminals, and all
}

// topologies returns those there are. Two terminals are those of a case where there is
// one, and else as far apart as any.
func topologies(t *testing.T) []topology {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shared(t, "data", "models", "topologies"), "*.dat"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	cases := references(t)
	var out []topology
	for _, file := range files {
		x := topology{name: strings.TrimSuffix(filepath.Base(file), ".dat"), g: graph(1-0.99, edgeList(t, file)...)}
		x.queries = [2]Query{farthest(x.g), {All: true}}
		for _, c := range cases {
			if strings.HasSuffix(c.Structure.File, "/"+x.name+".dat") && c.Structure.Measure == "two-terminal" {
				_, x.queries[0] = c.Structure.pose(t, 0, 0)
			}
		}
		out = append(out, x)
	}
	return out
}

// terminals returns the terminals of q as a set.
func (x topology) terminals(q Query) map[string]bool {
	out := map[string]bool{}
	for _, id := range q.Terminals {
		out[id] = true
	}
	for _, n := range x.g.Nodes {
		if q.All {
			out[n.ID] = true
		}
	}
	return out
}

// Small topologies agree with a programme that reduces nothing, for two terminals
// and for all, and have as many minimal path sets for all as there are spanning trees.
func TestTopologies(t *testing.T) {
	for _, x := range topologies(t) {
		if !slices.Contains([]string{"UsCarrier", "g6", "ladder50", "sndlib_ta2", "sndlib_zib54"}, x.name) {
			continue // make bench-network has all
		}
		for _, q := range x.queries {
			got, want := reliability(t, x.g, q), edgeByEdge(x.g, x.terminals(q))
			if relErr(got.Unreliability, want.Unreliability) > 1e-11 || relErr(got.Reliability, want.Reliability) > 1e-11 {
				t.Errorf("%s, %v: %+v, want %+v", x.name, q, got, want)
			}
		}
		s, err := PathSets(context.Background(), x.g, Query{All: true}, SetOptions{Limit: -1})
		if trees := spanningTrees(x.g); err != nil || s.Count.Cmp(trees) != 0 {
			t.Errorf("%s: %v minimal path sets, want %v spanning trees (%v)", x.name, s.Count, trees, err)
		}
	}
}

// benchTopologies solves all networks there are for two terminals and for all, and
// compares each answer with a case, with what others have recorded, or with a programme
// that reduces nothing.
func benchTopologies(t *testing.T, g *bench.Goals) {
	fmt.Printf("\n%-18s %5s %5s  %-9s %20s %10s %10s  %s\n", "network, p=0.99", "V", "E", "terminals", "U", "CPU ms", "plain, ms", "off by, at most")
	right, all := 0, 0
	cases := references(t)
	for _, x := range topologies(t) {
		for i, q := range x.queries {
			all++
			start := bench.Processor(t)
			v, err := Reliability(context.Background(), x.g, q, Options{})
			took := bench.Processor(t) - start
			if err != nil {
				t.Error(x.name, err)
				continue
			}
			off := map[string]float64{}
			if u := expectedOf(cases, x.name, q); u > 0 {
				off["a case"] = relErr(v.Unreliability, u)
			}
			if r := recorded[x.name][i]; r > 0 && math.Abs(v.Reliability-r) > 0.6e-12 {
				off["a record"] = math.Abs(v.Reliability - r)
			} else if r > 0 {
				off["a record"] = 0
			}
			start = bench.Processor(t)
			if len(off) == 0 || len(x.g.Edges) < 200 { // for larger ones it is slow
				want := edgeByEdge(x.g, x.terminals(q))
				off["the plain programme"] = max(relErr(v.Unreliability, want.Unreliability), relErr(v.Reliability, want.Reliability))
			}
			plainly := bench.Processor(t) - start
			worst := 0.0
			var by []string
			for name, e := range off {
				worst, by = max(worst, e), append(by, name)
			}
			slices.Sort(by)
			if worst <= 1e-9 {
				right++
			}
			fmt.Printf("%-18s %5d %5d  %-9s %20.12g %10.1f %10.1f  %.1e, %s\n", x.name, len(x.g.Nodes), len(x.g.Edges), strings.Join(q.Terminals, "-")+strings.Repeat("all", int(bit(q.All))),
				v.Unreliability, took.Seconds()*1000, plainly.Seconds()*1000, worst, strings.Join(by, ", "))
		}
	}
	g.Checkf(right == all && all > 0, "%d of %d answers for networks right to 1e-9, each compared with another programme", right, all)
}

// expectedOf returns the unreliability that a case with edges of 0.99 and perfect nodes
// expects, or 0 where there is none.
func expectedOf(cases []reference, name string, q Query) float64 {
	for _, c := range cases {
		var terminals []string
		isAll := json.Unmarshal(c.Structure.Terminals, &terminals) != nil
		if strings.HasSuffix(c.Structure.File, "/"+name+".dat") && c.Inputs.Edge == 0.99 && c.Inputs.Node == 1 && isAll == q.All && slices.Equal(terminals, q.Terminals) {
			return c.Expected.Unreliability
		}
	}
	return 0
}
