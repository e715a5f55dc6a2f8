package simulate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/internal/refcase"
	"ninefold/analysis/simulate"
)

// system is the structure of a case.
type system struct {
	Type string `json:"type"`
	Root struct {
		K  int      `json:"kofn"`
		Of []string `json:"of"`
	} `json:"root"`
	Types []struct {
		N      int     `json:"n"`
		Need   int     `json:"need"`
		Lambda float64 `json:"lambda"`
		Mu     float64 `json:"mu"`
	} `json:"types"`
	Crews     int      `json:"crews"`
	Terminals []string `json:"terminals"`
	EdgesFile string   `json:"edges_file"`
}

// component is one that is not repaired.
func component(id string, perHour float64) simulate.Component {
	return simulate.Component{ID: id, Life: rate(perHour)}
}

// The reference cases of rare events, by simulation to 5 % at 99.9 %. Probabilities
// are those of exponential lives to fail in an hour.
func TestCases(t *testing.T) {
	if raceDetector {
		t.Skip("what is found out has nothing to do with races")
	}
	refcase.RunTopic(t, "block-network-dynamic.json", "rare-event", answer)
}

func answer(t *testing.T, c refcase.Case) map[string]any {
	var s system
	if err := json.Unmarshal(c.Structure, &s); err != nil {
		t.Fatal(err)
	}
	opt := simulate.Options{RelativeError: 0.05, Level: 0.999, Seed: 1}
	q := simulate.Question{Hours: []float64{1}, Measures: []simulate.Measure{simulate.Reliability}}
	m := &simulate.Model{Top: "top"}
	switch s.Type {
	case "rbd":
		var in struct{ P map[string]float64 }
		c.Decode(t, &in)
		for _, id := range s.Root.Of {
			m.Components = append(m.Components, component(id, minusLog(in.P[id])))
		}
		m.Gates = []faulttree.Gate{{ID: "top", Op: faulttree.AtLeast, K: len(s.Root.Of) - s.Root.K + 1, Inputs: s.Root.Of}}
	case "network":
		var in struct {
			P float64 `json:"p_edge"`
		}
		c.Decode(t, &in)
		network(t, m, s, minusLog(in.P))
	default:
		q = simulate.Question{}
		m.Crews = []simulate.Crew{{ID: "crew", Size: s.Crews, Preemptive: true}}
		m.Gates = []faulttree.Gate{{ID: "top", Op: faulttree.Or}}
		for k, kind := range s.Types {
			g := faulttree.Gate{ID: fmt.Sprintf("kind %d", k), Op: faulttree.AtLeast, K: kind.N - kind.Need + 1}
			for i := range kind.N {
				id := fmt.Sprintf("unit %d of %d", i, k)
				m.Components = append(m.Components, simulate.Component{ID: id, Life: rate(kind.Lambda), Repair: rate(kind.Mu), Crew: "crew", Priority: k})
				g.Inputs = append(g.Inputs, id)
			}
			m.Gates = append(m.Gates, g)
			m.Gates[0].Inputs = append(m.Gates[0].Inputs, g.ID)
		}
	}
	r, err := simulate.Simulate(context.Background(), m, q, opt)
	if err != nil {
		t.Fatal(err)
	}
	span := func(name string, e simulate.Estimate) refcase.Interval {
		t.Logf("%s %g ± %.2g of itself, %d replications by %s", name, e.Value, *e.RelativeError, e.Replications, e.Method)
		return refcase.Interval{Low: e.Low, High: *e.High}
	}
	if r.Steady != nil {
		return map[string]any{"unavailability": span("unavailability", r.Steady.Unavailability), "mttf": span("MTTF", *r.MTTF)}
	}
	return map[string]any{"unreliability": span("unreliability", r.Points[0].Unreliability)}
}

// network makes components of the links of a square grid, and says whether the terminals are cut off.
func network(t *testing.T, m *simulate.Model, s system, perHour float64) {
	t.Helper()
	var side int
	if _, err := fmt.Sscanf(s.EdgesFile, "data/topologies/g%d.dat", &side); err != nil {
		t.Fatalf("%q is no square grid", s.EdgesFile)
	}
	var edges [][2]int
	nodes := side * side
	join := func(a, b int) {
		m.Components = append(m.Components, component(fmt.Sprintf("%d-%d", a, b), perHour))
		edges = append(edges, [2]int{a, b})
	}
	for i := 1; i <= nodes; i++ { // row by row
		if i%side != 0 {
			join(i, i+1)
		}
		if i+side <= nodes {
			join(i, i+side)
		}
	}
	var from, to int
	if _, err := fmt.Sscan(s.Terminals[0]+" "+s.Terminals[1], &from, &to); err != nil {
		t.Fatal(err)
	}
	m.Top = ""
	m.Down = func(failed []bool) bool { // by union of what links join
		root := make([]int, nodes+1)
		for i := range root {
			root[i] = i
		}
		find := func(i int) int {
			for root[i] != i {
				root[i] = root[root[i]]
				i = root[i]
			}
			return i
		}
		for i, e := range edges {
			if !failed[i] {
				root[find(e[0])] = find(e[1])
			}
		}
		return find(from) != find(to)
	}
}

// minusLog returns the rate of failure of what survives an hour with probability p;
// 1−p is exact for p near 1.
func minusLog(p float64) float64 { return -math.Log1p(-(1 - p)) }
