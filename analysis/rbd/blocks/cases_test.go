package blocks

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/dist"
	"ninefold/analysis/internal/refcase"
)

// A caseBlock is a block as the reference cases write it.
type caseBlock struct {
	Series   []caseBlock `json:"series"`
	Parallel []caseBlock `json:"parallel"`
	Of       []caseBlock `json:"of"`
	KofN     int         `json:"kofn"`

	component string
}

func (b *caseBlock) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &b.component) == nil {
		return nil
	}
	type plain caseBlock
	return json.Unmarshal(data, (*plain)(b))
}

func (b caseBlock) block() Block {
	all := func(list []caseBlock) (out []Block) {
		for _, c := range list {
			out = append(out, c.block())
		}
		return out
	}
	switch {
	case b.component != "":
		return part(b.component)
	case b.Series != nil:
		return series(all(b.Series)...)
	case b.Parallel != nil:
		return parallel(all(b.Parallel)...)
	}
	return kOfN(b.KofN, all(b.Of)...)
}

type caseUnit struct {
	Exp      float64 `json:"exp"`
	Dormancy float64 `json:"dormancy"`
}

// caseSystem reads a system as the reference cases write it.
func caseSystem(t *testing.T, c refcase.Case) (s *System, hours float64) {
	t.Helper()
	var d struct {
		Type    string     `json:"type"`
		Model   string     `json:"model"`
		Root    caseBlock  `json:"root"`
		Group   []string   `json:"group"`
		Alpha   []float64  `json:"alpha"`
		Qt      float64    `json:"Qt"`
		Lambda  float64    `json:"lambda"`
		Beta    float64    `json:"beta"`
		Primary caseUnit   `json:"primary"`
		Spares  []caseUnit `json:"spares"`
		Switch  float64    `json:"switch"`
		Weights []int      `json:"weights"`
		K       int        `json:"k"`
	}
	var in struct {
		P    json.RawMessage `json:"p"`
		Dist map[string]struct {
			Weibull []float64 `json:"weibull"`
			Exp     float64   `json:"exp"`
		} `json:"dist"`
		T float64 `json:"t"`
	}
	if err := json.Unmarshal(c.Structure, &d); err != nil {
		t.Fatal(err)
	}
	c.Decode(t, &in)
	s = &System{Root: d.Root.block()}
	switch d.Type {
	case "ccf":
		for _, id := range d.Group {
			p := Part{ID: id, Life: exp(d.Lambda)}
			if d.Model == "alpha" {
				p = Part{ID: id, Unavailability: &d.Qt}
			}
			s.Components = append(s.Components, p)
		}
		s.Groups = []Group{{ID: "ccf", Members: d.Group, Beta: d.Beta, Alpha: d.Alpha}}
	case "standby":
		group := &Standby{SwitchFailure: 1 - d.Switch}
		for _, u := range append([]caseUnit{d.Primary}, d.Spares...) {
			group.Units = append(group.Units, Unit{FailureRate: u.Exp, Dormancy: u.Dormancy})
		}
		s.Components, s.Root = []Part{{ID: "group", Standby: group}}, part("group")
	case "weighted_kofn":
		var p []float64
		if err := json.Unmarshal(in.P, &p); err != nil {
			t.Fatal(err)
		}
		s.Root = Block{Kind: KOfN, K: d.K, Weights: d.Weights}
		for i, r := range p {
			id := string(rune('a' + i))
			s.Components = append(s.Components, Part{ID: id, Unavailability: constant(1 - r)})
			s.Root.Blocks = append(s.Root.Blocks, part(id))
		}
	default:
		var p map[string]float64
		if in.P != nil && json.Unmarshal(in.P, &p) != nil {
			t.Fatalf("inputs of %s", c.ID)
		}
		for id, r := range p {
			s.Components = append(s.Components, Part{ID: id, Unavailability: constant(1 - r)})
		}
		for id, l := range in.Dist {
			life := exp(l.Exp)
			if l.Weibull != nil {
				life = dist.Weibull{Shape: l.Weibull[0], Scale: l.Weibull[1]}
			}
			s.Components = append(s.Components, Part{ID: id, Life: life})
		}
		slices.SortFunc(s.Components, func(a, b Part) int { return strings.Compare(a.ID, b.ID) })
	}
	return s, in.T
}

func TestReferenceCases(t *testing.T) {
	answer := func(t *testing.T, c refcase.Case) map[string]any {
		t.Helper()
		var d struct {
			Type string `json:"type"`
		}
		if err := json.Unmarshal(c.Structure, &d); err != nil {
			t.Fatal(err)
		}
		if d.Type == "network" || d.Type == "ctmc" {
			t.Skip("another package answers networks and chains")
		}
		s, hours := caseSystem(t, c)
		r, err := Analyze(context.Background(), s, Question{Hours: []float64{hours}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		birnbaum := map[string]float64{}
		for _, i := range r.Importances {
			birnbaum[i.ID] = i.Birnbaum
		}
		out := map[string]any{"reliability": r.Points[0].Reliability, "unreliability": r.Points[0].Unreliability, "birnbaum": birnbaum}
		if r.MTTF != nil {
			out["mttf"] = r.MTTF.Hours
		}
		return out
	}
	refcase.RunFile(t, "block-network-dynamic.json", refcase.Answers{"rbd": answer, "rare-event": answer})
}
