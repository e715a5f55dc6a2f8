package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/provenance"
)

// Importances are those of all events for each top event of a model.
type Importances struct {
	MissionTimeHours float64          `json:"missionTimeHours"`
	TopEvents        []TopImportance  `json:"topEvents" nullable:"false"`
	Provenance       provenance.Model `json:"provenance"`
	Partial          bool             `json:"partial"`
}

// A TopImportance is the importance of events and groups for one top event,
// those that matter most first.
type TopImportance struct {
	Name       string                      `json:"name"`
	Importance []faulttree.Importance      `json:"importance" nullable:"false"`
	Groups     []faulttree.GroupImportance `json:"groups,omitempty"`
	Gap
}

// Importance returns the importance of every event, and of groups of them, for
// each top event. Events of a group that are not below a top are no part of it
// there.
//
// It returns the faults of the model or of the options; where it was stopped, or a
// tree is too large, the error comes with what there is.
func Importance(ctx context.Context, m *risk.Model, groups []faulttree.Group, opt Options) (Importances, error) {
	out := Importances{MissionTimeHours: opt.At.MissionTimeHours, TopEvents: []TopImportance{}, Provenance: restsOn(m)}
	out.Provenance.Found("exact")
	trees, err := topTrees(m, opt)
	if err != nil {
		return out, err
	}
	if err := unknownMembers(m, trees, groups); err != nil {
		return out, err
	}
	out.TopEvents, err = each(ctx, trees, opt, func(t named, opt Options) (TopImportance, error) { return importance(ctx, m, t, groups, opt) })
	out.Partial = stopped(ctx, err)
	return out, err
}

func importance(ctx context.Context, m *risk.Model, t named, groups []faulttree.Group, opt Options) (TopImportance, error) {
	out := TopImportance{Name: t.name, Importance: []faulttree.Importance{}}
	d, err := t.compile(ctx, m, opt)
	if err != nil {
		return out, err
	}
	p, _ := t.tree.Parameters(d.Events())
	one := []float64{1}
	out.Importance = d.Importances(ctx, p, one)
	slices.SortStableFunc(out.Importance, func(a, b faulttree.Importance) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Birnbaum*b.Probability), math.Abs(a.Birnbaum*a.Probability)), cmp.Compare(a.ID, b.ID))
	})
	if len(groups) > 0 {
		out.Groups, err = d.GroupImportances(ctx, p, one, below(d, groups))
	}
	return out, err
}

// below returns the groups with those of their events that are in the diagram.
func below(d *faulttree.Diagram, groups []faulttree.Group) []faulttree.Group {
	known := map[string]bool{}
	for _, id := range d.Events() {
		known[id] = true
	}
	out := make([]faulttree.Group, len(groups))
	for i, g := range groups {
		out[i].ID = g.ID
		for _, id := range g.Events {
			if known[id] {
				out[i].Events = append(out[i].Events, id)
			}
		}
	}
	return out
}

// unknownMembers reports the events of groups that are neither in the model nor in
// one of the trees, which have common causes of their own.
func unknownMembers(m *risk.Model, trees []named, groups []faulttree.Group) error {
	known := map[string]bool{}
	for id, kind := range m.Kinds() {
		known[id] = kind == "basic-event"
	}
	for _, t := range trees {
		for _, e := range t.tree.Events {
			known[e.ID] = true
		}
	}
	var faults []error
	for _, g := range groups {
		for _, id := range g.Events {
			if !known[id] {
				faults = append(faults, fmt.Errorf("study: group %s: no basic event is called %q", g.ID, id))
			}
		}
	}
	return errors.Join(faults...)
}
