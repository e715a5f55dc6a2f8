package api

import (
	"context"
	"errors"
	"fmt"
	"slices"

	dynamicstudy "ninefold/analysis/dynamic/study"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
	treestudy "ninefold/analysis/faulttree/study"
	"ninefold/analysis/faulttree/uncertainty"
)

// What one analysis may take. The command line has no such limits.
const (
	mostSamples      = 100_000
	mostSobolSamples = 16_384
	mostBins         = 1000
	mostQuantiles    = 100
)

// A treeAsk is what questions about fault trees have in common.
type treeAsk struct {
	MissionTime      *float64        `json:"missionTime,omitempty" doc:"Hours at which to quantify; 8760 without it."`
	StaggeredTesting bool            `json:"staggeredTesting,omitempty" doc:"Read alpha factors of Open-PSA as those of staggered tests."`
	Set              map[string]bool `json:"set,omitempty" doc:"Gates and events to fix."`
	Nodes            int             `json:"nodes,omitempty" minimum:"0" maximum:"5000000" doc:"Of a decision diagram; 0 is the most."`
	timed
}

func (o treeAsk) study() treestudy.Options {
	return treestudy.Options{
		At: risk.At{MissionTimeHours: or(o.MissionTime, usualMission)}, Set: o.Set,
		Engine: faulttree.Options{NodeLimit: nonZero(o.Nodes, mostNodes)},
	}
}

func (o treeAsk) check() error {
	var b bounded
	b.number("nodes", o.Nodes, mostNodes)
	b.time(o.timed)
	return b.join(o.study().Validate())
}

// Options of the importance of events in fault trees.
type faultTreeImportanceOptions struct {
	treeAsk
	Groups []faulttree.Group `json:"groups,omitempty" maxItems:"100" doc:"Events of which the importance together is wanted."`
}

func (o faultTreeImportanceOptions) check() error {
	var b bounded
	b.number("groups", len(o.Groups), 100)
	return b.join(o.treeAsk.check())
}

func importanceInTree(ctx context.Context, d modelText, o faultTreeImportanceOptions) (out found[treestudy.Importances], err error) {
	m, err := readTree(d, o.StaggeredTesting)
	if err != nil {
		return out, err
	}
	out.warnings = m.Warnings
	out.data, err = treestudy.Importance(ctx, m, o.Groups, o.study())
	if out.partial = out.data.Partial; out.partial {
		err = nil
	}
	return out, err
}

// Options of the uncertainty of fault trees.
type uncertaintyOptions struct {
	treeAsk
	Samples      int       `json:"samples,omitempty" minimum:"0" maximum:"100000" doc:"How often to draw; 10000 without it."`
	Seed         *uint64   `json:"seed,omitempty" doc:"The same seed gives the same figures; 1 without it."`
	Sampling     string    `json:"sampling,omitempty" enum:"latinHypercube,monteCarlo" doc:"latinHypercube without it."`
	Quantiles    []float64 `json:"quantiles,omitempty" maxItems:"100" doc:"Which to give; 0.05, 0.5 and 0.95 without it."`
	Bins         int       `json:"bins,omitempty" minimum:"0" maximum:"1000" doc:"Of the histogram; 20 without it."`
	Sensitivity  []string  `json:"sensitivity,omitempty" doc:"tornado (one input at a time), sobol (shares of the variance), or both."`
	SobolSamples int       `json:"sobolSamples,omitempty" minimum:"0" maximum:"16384" doc:"Of each column of the design for sobol; 4096 without it."`
}

func (o uncertaintyOptions) ask() treestudy.UncertaintyOptions {
	out := treestudy.UncertaintyOptions{Propagate: uncertainty.Options{
		Samples: nonZero(o.Samples, 10_000), Seed: or(o.Seed, 1), Method: uncertainty.Method(o.Sampling),
		Quantiles: slices.Sorted(slices.Values(o.Quantiles)), Bins: nonZero(o.Bins, 20), Workers: 1,
	}}
	if len(o.Quantiles) == 0 {
		out.Propagate.Quantiles = []float64{0.05, 0.5, 0.95}
	}
	if slices.Contains(o.Sensitivity, "tornado") {
		out.Tornado = &uncertainty.TornadoOptions{Workers: 1}
	}
	if slices.Contains(o.Sensitivity, "sobol") {
		out.Sobol = &uncertainty.SobolOptions{Samples: nonZero(o.SobolSamples, 4096), Seed: or(o.Seed, 1), Method: out.Propagate.Method, Workers: 1}
	}
	return out
}

func (o uncertaintyOptions) check() error {
	var b bounded
	b.number("samples", o.Samples, mostSamples)
	b.number("sobolSamples", o.SobolSamples, mostSobolSamples)
	b.number("bins", o.Bins, mostBins)
	b.number("quantiles", len(o.Quantiles), mostQuantiles)
	for _, q := range o.Quantiles {
		if !(q > 0 && q < 1) {
			b.faults = append(b.faults, fmt.Errorf("body.options.quantiles: %g is not between 0 and 1", q))
		}
	}
	for _, s := range o.Sensitivity {
		if s != "tornado" && s != "sobol" {
			b.faults = append(b.faults, fmt.Errorf("body.options.sensitivity: unknown word %.40q, want tornado or sobol", s))
		}
	}
	if m := uncertainty.Method(o.Sampling); m != "" && m != uncertainty.LatinHypercube && m != uncertainty.MonteCarlo {
		b.faults = append(b.faults, fmt.Errorf("body.options.sampling: unknown word %.40q, want latinHypercube or monteCarlo", m))
	}
	if o.Samples == 1 || o.SobolSamples == 1 {
		b.faults = append(b.faults, errors.New("body.options: one sample says nothing"))
	}
	return b.join(o.treeAsk.check())
}

func uncertaintyOfTree(ctx context.Context, d modelText, o uncertaintyOptions) (out found[treestudy.Uncertainties], err error) {
	m, err := readTree(d, o.StaggeredTesting)
	if err != nil {
		return out, err
	}
	out.warnings, out.seed = m.Warnings, or(o.Seed, 1)
	out.data, err = treestudy.Uncertainty(ctx, m, o.ask(), o.study())
	if out.partial = out.data.Partial; out.partial {
		err = nil
	}
	return out, err
}

// Options of the importance of events in a dynamic fault tree.
type dynamicTreeImportanceOptions struct {
	MissionTime *float64        `json:"missionTime,omitempty" doc:"Hours at which to look; 8760 without it."`
	Set         map[string]bool `json:"set,omitempty" doc:"Events that have failed from the start (true), or never fail by themselves (false)."`
	timed
}

func (o dynamicTreeImportanceOptions) study() dynamicstudy.Options {
	return dynamicstudy.Options{MissionTime: or(o.MissionTime, usualMission), Set: o.Set, States: mostDynamicState}
}

func (o dynamicTreeImportanceOptions) check() error {
	var b bounded
	b.time(o.timed)
	return b.join(o.study().Validate())
}

func importanceInDynamicTree(ctx context.Context, d modelText, o dynamicTreeImportanceOptions) (out found[*dynamicstudy.Ranking], err error) {
	t, err := readDynamicTree(d)
	if err != nil {
		return out, err
	}
	out.data, err = dynamicstudy.Importances(ctx, t, o.study(), nil)
	return out, err
}
