package study

import (
	"context"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

// Implicants are the prime implicants of each top event of a model.
type Implicants struct {
	MissionTimeHours float64         `json:"missionTimeHours"`
	TopEvents        []TopImplicants `json:"topEvents" nullable:"false"`
	Partial          bool            `json:"partial"`
}

// TopImplicants are those of one top event. Numbers of them are decimal strings.
type TopImplicants struct {
	Name    string                `json:"name"`
	Count   string                `json:"count,omitempty"`
	ByOrder []string              `json:"byOrder,omitempty"` // byOrder[i] have order i+1
	List    []faulttree.Implicant `json:"list,omitempty"`
	Gap
}

// PrimeImplicants returns the prime implicants of each top event, the most probable
// of them listed. Errors are those of [Analyze].
func PrimeImplicants(ctx context.Context, m *risk.Model, opt Options) (Implicants, error) {
	out := Implicants{MissionTimeHours: opt.At.MissionTimeHours, TopEvents: []TopImplicants{}}
	trees, err := topTrees(m, opt)
	if err != nil {
		return out, err
	}
	out.TopEvents, err = each(ctx, trees, opt, func(t named, opt Options) (TopImplicants, error) { return primeImplicants(ctx, m, t, opt) })
	out.Partial = stopped(ctx, err)
	return out, err
}

func primeImplicants(ctx context.Context, m *risk.Model, t named, opt Options) (TopImplicants, error) {
	out := TopImplicants{Name: t.name}
	d, err := t.compile(ctx, m, opt)
	if err != nil {
		return out, err
	}
	p, _ := t.tree.Parameters(d.Events())
	found, err := d.PrimeImplicants(ctx, t.tree.Top, p, opt.List)
	if err != nil {
		return out, err
	}
	out.Count, out.ByOrder, out.List = found.Count.String(), texts(found.ByOrder), found.Top
	return out, nil
}
