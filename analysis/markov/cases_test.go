package markov_test

import (
	"context"
	"encoding/json"
	"testing"

	"ninefold/analysis/internal/refcase"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/generate"
)

// system is the structure of a case.
type system struct {
	Type      string     `json:"type"`
	Model     string     `json:"model"`
	N         int        `json:"n"`
	Need      int        `json:"need"`
	Crews     int        `json:"crews"`
	Tolerates int        `json:"tolerates"`
	States    []string   `json:"states"`
	Up        []string   `json:"up"`
	Rates     [][]any    `json:"rates"`
	Types     []unitType `json:"types"`
}

type unitType struct {
	N      int     `json:"n"`
	Need   int     `json:"need"`
	Lambda float64 `json:"lambda"`
	Mu     float64 `json:"mu"`
}

func (s system) chain(t *testing.T, lambda, mu float64) (*markov.Chain, error) {
	t.Helper()
	ctx := context.Background()
	switch s.Model {
	case "machine-repair":
		return generate.Group{Units: s.N, Needed: s.Need, Crews: s.Crews, FailureRate: lambda, RepairRate: mu}.Chain(ctx)
	case "raid":
		return generate.Group{Units: s.N, Needed: s.N - s.Tolerates, Crews: 1, FailureRate: lambda, RepairRate: mu}.Chain(ctx)
	case "priority-repair":
		shop := generate.Shop{Crews: max(s.Crews, 1)}
		for _, u := range s.Types {
			shop.Kinds = append(shop.Kinds, generate.Kind{Units: u.N, Needed: u.Need, FailureRate: u.Lambda, RepairRate: u.Mu})
		}
		return shop.Chain(ctx)
	}
	c := &markov.Chain{States: s.States, Initial: []markov.Share{{State: 0, Probability: 1}}, Sets: map[string][]int{}}
	for _, name := range s.Up {
		c.Sets[markov.Up] = append(c.Sets[markov.Up], c.Index(name))
	}
	for _, r := range s.Rates {
		c.Transitions = append(c.Transitions, markov.Transition{From: c.Index(r[0].(string)), To: c.Index(r[1].(string)), PerHour: r[2].(float64)})
	}
	return c, nil
}

func answer(t *testing.T, c refcase.Case) map[string]any {
	var s system
	if err := json.Unmarshal(c.Structure, &s); err != nil {
		t.Fatal(err)
	}
	if s.Type != "ctmc" {
		t.Skipf("a case of another package: its structure is %s", s.Type)
	}
	var in struct {
		Lambda, Mu float64
		T          *float64
	}
	c.Decode(t, &in)
	chain, err := s.chain(t, in.Lambda, in.Mu)
	if err != nil {
		t.Fatal(err)
	}
	q := markov.Question{}
	if in.T != nil {
		q.Hours = []float64{*in.T}
	}
	r, err := markov.Analyze(context.Background(), chain, q, markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d states, %+v", r.States, r.System.Accuracy)
	got := map[string]any{
		"availability": r.System.Availability, "unavailability": r.System.Unavailability,
		"mttf": r.MTTF.Mean, "mttdl_hours": r.MTTF.Mean,
	}
	if r.Curve != nil {
		got["point_unavailability_t"] = r.Curve.Points[0].Unavailability
		got["unreliability_t"] = r.Curve.Points[0].Unreliability
	}
	return got
}

// The reference cases of chains, each with its source.
func TestCases(t *testing.T) {
	refcase.RunFile(t, "block-network-dynamic.json", refcase.Answers{"ctmc": answer, "rare-event": answer})
}
