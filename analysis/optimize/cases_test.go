package optimize

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ninefold/analysis/internal/refcase"
)

// shared reads a file of the shared reference data, which are not part of the
// repository; it skips the test where there is none.
func shared(tb testing.TB, path ...string) []byte {
	tb.Helper()
	dir := os.Getenv("NINEFOLD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(append([]string{dir}, path...)...))
	if err != nil {
		tb.Skipf("shared reference data not found; set NINEFOLD_SHARED to their folder: %v", err)
	}
	return data
}

// fyffe is the table of components of Fyffe, Hines and Lee 1968 and the optima of
// the 33 instances of Nakagawa and Miyazaki 1981.
type fyffe struct {
	Subsystems [][]struct {
		R float64 `json:"r"`
		C float64 `json:"c"`
		W float64 `json:"w"`
	} `json:"subsystems"`
	Instances []struct {
		W       float64 `json:"W"`
		C       float64 `json:"C"`
		Optimal float64 `json:"optimal_reliability"`
		Known   float64 `json:"best_known_literature"` // to six digits
	} `json:"instances"`
}

func readFyffe(tb testing.TB) fyffe {
	tb.Helper()
	var f fyffe
	if err := json.Unmarshal(shared(tb, "data", "models", "rap", "fyffe33.json"), &f); err != nil {
		tb.Fatal(err)
	}
	return f
}

// problem has at most eight components in each of 14 subsystems, which may be mixed.
func (f fyffe) problem(cost, weight float64) Problem {
	p := Problem{Resources: []Resource{{Name: "cost", Limit: &cost}, {Name: "weight", Limit: &weight}}}
	for i, kinds := range f.Subsystems {
		s := Subsystem{Name: fmt.Sprint(i + 1), Max: 8, Mixed: true}
		for h, c := range kinds {
			s.Components = append(s.Components, Component{fmt.Sprint(h + 1), 1 - c.R, map[string]float64{"cost": c.C, "weight": c.W}})
		}
		p.Subsystems = append(p.Subsystems, s)
	}
	return p
}

// A networkCase is the structure of a case about a network.
type networkCase struct {
	Type        string        `json:"type"`
	W           float64       `json:"W"`
	C           float64       `json:"C"`
	PathSets    [][]int       `json:"min_path_sets"`
	Budgets     []float64     `json:"budgets"`
	Reliability [][]float64   `json:"reliability"`
	Use         [][][]float64 `json:"resource_use"` // by resource, subsystem and kind
}

func (n networkCase) problem() Problem {
	var p Problem
	for r := range n.Budgets {
		p.Resources = append(p.Resources, Resource{fmt.Sprint(r), &n.Budgets[r]})
	}
	for j, kinds := range n.Reliability {
		s := Subsystem{Name: fmt.Sprint(j), Mixed: true}
		for h, rel := range kinds {
			c := Component{fmt.Sprint(h), 1 - rel, map[string]float64{}}
			for r := range n.Budgets {
				c.Uses[fmt.Sprint(r)] = n.Use[r][j][h]
			}
			s.Components = append(s.Components, c)
		}
		p.Subsystems = append(p.Subsystems, s)
	}
	for _, set := range n.PathSets {
		var names []string
		for _, j := range set {
			names = append(names, fmt.Sprint(j))
		}
		p.Structure.PathSets = append(p.Structure.PathSets, names)
	}
	return p
}

func caseProblem(t *testing.T, c refcase.Case) Problem {
	t.Helper()
	var n networkCase
	if err := json.Unmarshal(c.Structure, &n); err != nil {
		t.Fatal(err)
	}
	if n.Type == "rap" {
		return readFyffe(t).problem(n.C, n.W)
	}
	return n.problem()
}

// longSearches take seconds, ten times as long with the race detector.
var longSearches = []string{"rap-ijoc-S8-ns9_nh6_m2_g0.5_seed4", "rap-ijoc-S9-ns10_nh4_m2_seed2"}

func TestReferenceCases(t *testing.T) {
	refcase.RunFile(t, "block-network-dynamic.json", refcase.Answers{
		"redundancy-allocation": func(t *testing.T, c refcase.Case) map[string]any {
			if (testing.Short() || raceDetector) && slices.Contains(longSearches, c.ID) {
				t.Skip("a long search: run it without -short and -race")
			}
			r, err := Solve(context.Background(), caseProblem(t, c), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !r.Proved {
				t.Errorf("not proved: gap %g", r.Gap)
			}
			t.Logf("%s: %d nodes, %d states", r.Method, r.Nodes, r.States)
			return map[string]any{"optimal_reliability": r.Reliability}
		},
	})
}
