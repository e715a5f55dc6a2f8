package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"ninefold/analysis/dynamic"
	dynamicgalileo "ninefold/analysis/dynamic/galileo"
	dynamicstudy "ninefold/analysis/dynamic/study"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/galileo"
	"ninefold/analysis/faulttree/galileo/syntax"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	treestudy "ninefold/analysis/faulttree/study"
	"ninefold/analysis/faulttree/yamltree"
	blockmodel "ninefold/analysis/rbd/model"
	blockstudy "ninefold/analysis/rbd/study"
)

// What one analysis may take. The command line has no such limits.
const (
	mostNodes        = 5_000_000 // of a diagram, some 36 bytes each
	mostSets         = 1000
	mostCurve        = 1000
	mostDynamicState = 200_000
)

// usualMission is the mission time where none is given, a year.
const usualMission = 8760

// Options of the analysis of fault trees.
type faultTreeOptions struct {
	MissionTime      *float64        `json:"missionTime,omitempty" doc:"Hours at which to quantify; 8760 without it."`
	StaggeredTesting bool            `json:"staggeredTesting,omitempty" doc:"Read alpha factors of Open-PSA as those of staggered tests."`
	Method           string          `json:"method,omitempty" enum:"auto,exact,rareEvent,minCutUpperBound,bounds" doc:"Of the probability; auto is exact, or bounds where the tree is too large."`
	CutSets          string          `json:"cutSets,omitempty" enum:"off,count,list" doc:"What to say of minimal cut sets; count without it."`
	Limit            *int            `json:"limit,omitempty" minimum:"0" maximum:"1000" doc:"How many cut sets to list; 50 without it."`
	MaxOrder         int             `json:"maxOrder,omitempty" minimum:"0" doc:"Leave out cut sets with more events; 0 is no limit."`
	MinProbability   float64         `json:"minProbability,omitempty" minimum:"0" maximum:"1" doc:"Leave out cut sets that are less probable."`
	Set              map[string]bool `json:"set,omitempty" doc:"Gates and events to fix."`
	Given            map[string]bool `json:"given,omitempty" doc:"What was observed of gates and events: probabilities are conditional on it."`
	Curve            int             `json:"curve,omitempty" minimum:"0" maximum:"1000" doc:"Probabilities at the ends of so many steps of the mission."`
	Times            []float64       `json:"times,omitempty" maxItems:"1000" doc:"Hours at which to give probabilities, instead of missionTime and curve; the rest is of the last of them."`
	Average          bool            `json:"average,omitempty" doc:"Means over the mission (PFDavg, PFH) and safety integrity level."`
	Nodes            int             `json:"nodes,omitempty" minimum:"0" maximum:"5000000" doc:"Of a decision diagram; 0 is the most."`
	timed
}

var treeDetails = map[string]treestudy.Detail{"": treestudy.Count, "off": treestudy.Off, "count": treestudy.Count, "list": treestudy.List}

func (o faultTreeOptions) study() treestudy.Options {
	opt := treestudy.Options{
		At: risk.At{MissionTimeHours: or(o.MissionTime, usualMission)}, Method: treestudy.Method(o.Method),
		Set: o.Set, Given: o.Given, CutSets: treeDetails[o.CutSets],
		List:  faulttree.CutSetOptions{Limit: or(o.Limit, 50), MaxOrder: o.MaxOrder, MinProbability: o.MinProbability},
		Curve: o.Curve, Hours: o.Times, Average: o.Average, Engine: faulttree.Options{NodeLimit: nonZero(o.Nodes, mostNodes)},
	}
	if len(o.Times) > 0 {
		opt.At.MissionTimeHours = slices.Max(o.Times)
	}
	if opt.Method == "auto" {
		opt.Method = treestudy.Auto
	}
	if opt.List.Limit == 0 {
		opt.List.Limit = -1
	}
	return opt
}

func (o faultTreeOptions) check() error {
	var b bounded
	b.number("limit", or(o.Limit, 0), mostSets)
	b.number("curve", o.Curve, mostCurve)
	b.number("times", len(o.Times), mostTimes)
	b.number("nodes", o.Nodes, mostNodes)
	b.instead(o.Times, o.Curve, o.MissionTime)
	b.time(o.timed)
	if _, known := treeDetails[o.CutSets]; !known {
		b.faults = append(b.faults, fmt.Errorf("body.options.cutSets: unknown word %.40q, want off, count or list", o.CutSets))
	}
	return b.join(o.study().Validate())
}

func analyzeTree(ctx context.Context, d modelText, o faultTreeOptions) (out found[treestudy.Analysis], err error) {
	m, err := readTree(d, o.StaggeredTesting)
	if err != nil {
		return out, err
	}
	out.warnings = m.Warnings
	out.data, err = treestudy.Analyze(ctx, m, o.study())
	if out.partial = out.data.Partial; out.partial {
		err = nil // each part says what is missing of it, and why
	}
	return out, err
}

// readTree reads the model of fault trees. Other files cannot be included.
func readTree(d modelText, staggered bool) (*risk.Model, error) {
	format := d.format
	if d.json {
		format = treestudy.YAML
	}
	if format == "" {
		format = treestudy.FormatOf(d.text[:min(len(d.text), 4096)])
	}
	var m *risk.Model
	var err error
	switch format {
	case treestudy.OpenPSA:
		m, err = readDocument(d, func(name string, r io.Reader) (*risk.Model, error) {
			return openpsa.Parse(name, r, openpsa.Options{StaggeredTesting: staggered})
		})
	case treestudy.YAML:
		m, err = readDocument(d, yamltree.Parse)
	case treestudy.Galileo:
		m, err = readDocument(d, staticGalileo)
	default:
		return nil, newProblem(http.StatusUnprocessableEntity, "invalid_model", "body.text: it does not look like a fault tree: say its format")
	}
	if err == nil && len(m.NamedTops()) == 0 && len(m.InitiatingEvents) == 0 {
		err = newProblem(http.StatusUnprocessableEntity, "invalid_model", "the model has no top event: every gate is used by another")
	}
	return m, err
}

// staticGalileo reads trees without gates of order.
func staticGalileo(name string, r io.Reader) (*risk.Model, error) {
	file, err := syntax.Read(name, r)
	if err != nil {
		return nil, err
	}
	if dynamicgalileo.Dynamic(file) {
		return nil, newProblem(http.StatusUnprocessableEntity, "invalid_model", "this is a dynamic tree: send it to analyses/dynamic-tree")
	}
	return galileo.FromFile(file)
}

// Options of the analysis of a block diagram.
type blockDiagramOptions struct {
	Times []float64 `json:"times,omitempty" maxItems:"1000" doc:"Hours at which to look, instead of those of the model."`
	Limit *int      `json:"limit,omitempty" minimum:"0" maximum:"1000" doc:"How many minimal cut sets and path sets to list; 50 without it."`
	Nodes int       `json:"nodes,omitempty" minimum:"0" maximum:"5000000" doc:"Of a decision diagram; 0 is the most."`
	timed
}

func (o blockDiagramOptions) study() blockstudy.Options {
	return blockstudy.Options{Hours: o.Times, Limit: or(o.Limit, 50), Nodes: nonZero(o.Nodes, mostNodes), MostTime: mostTimes}
}

func (o blockDiagramOptions) check() error {
	var b bounded
	b.number("times", len(o.Times), mostTimes)
	b.number("limit", or(o.Limit, 0), mostSets)
	b.number("nodes", o.Nodes, mostNodes)
	b.time(o.timed)
	return b.join(o.study().Validate())
}

func analyzeBlocks(ctx context.Context, d modelText, o blockDiagramOptions) (out found[*blockstudy.Report], err error) {
	m, err := readDocument(d, blockmodel.Parse)
	if err != nil {
		return out, err
	}
	out.data, err = blockstudy.Analyze(ctx, m, o.study())
	return out, err
}

// Options of the analysis of a dynamic fault tree.
type dynamicTreeOptions struct {
	MissionTime *float64        `json:"missionTime,omitempty" doc:"Hours at which to look; 8760 without it."`
	Curve       int             `json:"curve,omitempty" minimum:"0" maximum:"1000" doc:"Look at the ends of so many steps of the mission."`
	Times       []float64       `json:"times,omitempty" maxItems:"1000" doc:"Hours at which to look, instead of missionTime and curve."`
	Set         map[string]bool `json:"set,omitempty" doc:"Events that have failed from the start (true), or never fail by themselves (false)."`
	States      int             `json:"states,omitempty" minimum:"0" maximum:"200000" doc:"Looked at in each chain; 0 is the most. Beyond, there are bounds."`
	timed
}

func (o dynamicTreeOptions) study() dynamicstudy.Options {
	return dynamicstudy.Options{
		MissionTime: or(o.MissionTime, usualMission), Curve: o.Curve, Hours: o.Times, Set: o.Set,
		States: nonZero(o.States, mostDynamicState), MostTime: mostTimes,
	}
}

func (o dynamicTreeOptions) check() error {
	var b bounded
	b.number("times", len(o.Times), mostTimes)
	b.number("curve", o.Curve, mostCurve)
	b.number("states", o.States, mostDynamicState)
	b.time(o.timed)
	b.instead(o.Times, o.Curve, o.MissionTime)
	return b.join(o.study().Validate())
}

func analyzeDynamicTree(ctx context.Context, d modelText, o dynamicTreeOptions) (out found[*dynamicstudy.Report], err error) {
	t, err := readDynamicTree(d)
	if err != nil {
		return out, err
	}
	if out.data, err = dynamicstudy.Analyze(ctx, t, o.study()); err == nil {
		out.partial = out.data.Truncated()
	}
	return out, err
}

// readDynamicTree reads a tree of Galileo, or the JSON in which it is converted.
func readDynamicTree(d modelText) (dynamic.Tree, error) {
	if !d.json {
		return readDocument(d, dynamicgalileo.Parse)
	}
	t, err := decodeBody[dynamic.Tree](d.text)
	if p, ok := errors.AsType[*Problem](err); ok {
		return t, newProblem(p.Status, "invalid_model", strings.Replace(p.Detail, "body", "body.model", 1))
	}
	if err = t.Validate(); err != nil {
		return t, faultyDynamic(t, err)
	}
	return t, nil
}

// faultyDynamic is all that is wrong with a tree, each at the list it is in.
func faultyDynamic(t dynamic.Tree, err error) *Problem {
	place := map[string]string{}
	for i, r := range slices.Backward(t.Restraints) {
		place[r.ID] = fmt.Sprintf("restraints[%d]", i)
	}
	for i, r := range slices.Backward(t.Inspections) {
		place[r.ID] = fmt.Sprintf("inspections[%d]", i)
	}
	for i, r := range slices.Backward(t.Dependencies) {
		place[r.ID] = fmt.Sprintf("dependencies[%d]", i)
	}
	for i, e := range slices.Backward(t.Events) {
		place[e.ID] = fmt.Sprintf("events[%d]", i)
	}
	for i, g := range slices.Backward(t.Gates) {
		place[g.ID] = fmt.Sprintf("gates[%d]", i)
	}
	var all []ProblemDetail
	collect(err, func(e error) {
		detail := ProblemDetail{Message: e.Error(), Location: "body.model"}
		if f, ok := errors.AsType[*dynamic.Fault](e); ok {
			detail.Message = f.Message
			if at := place[f.ID]; at != "" {
				detail.Location += "." + at
			} else if f.ID == t.Top {
				detail.Location += ".top"
			}
		}
		all = append(all, detail)
	})
	return faultyModel(all)
}

// collect visits the errors that are joined.
func collect(err error, visit func(error)) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		visit(err)
		return
	}
	for _, e := range joined.Unwrap() {
		collect(e, visit)
	}
}
