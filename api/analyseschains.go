package api

import (
	"context"
	"errors"

	"ninefold/analysis/markov"
	chainmodel "ninefold/analysis/markov/model"
	chainstudy "ninefold/analysis/markov/study"
	"ninefold/analysis/optimize"
	"ninefold/analysis/optimize/problemfile"
	allocationstudy "ninefold/analysis/optimize/study"
	"ninefold/analysis/simulate"
	simulationmodel "ninefold/analysis/simulate/model"
	simulationstudy "ninefold/analysis/simulate/study"
)

// What one analysis may take. The command line has no such limits.
const (
	mostTimes        = 1000
	mostStates       = 100_000
	mostSteps        = 10_000_000
	mostFigures      = 1_000_000
	mostReplications = 100_000_000
	mostStarts       = 10_000
	mostSearchNodes  = 100_000_000
)

// Options of the analysis of a Markov chain.
type markovOptions struct {
	Times    []float64          `json:"times,omitempty" maxItems:"1000" doc:"Hours at which to look, instead of those of the model."`
	Measures []markov.Measure   `json:"measures,omitempty" doc:"What to find out, instead of what the model asks: availability, mttf, steady, transient, curve, reliability, rewards, sensitivity."`
	Set      map[string]float64 `json:"set,omitempty" doc:"Parameters that have other values than in the model."`
	States   int                `json:"states,omitempty" minimum:"0" maximum:"100000" doc:"States there may be; 0 is the most."`
	Steps    int                `json:"steps,omitempty" minimum:"0" maximum:"10000000" doc:"Of uniformisation; 0 is the most."`
	timed
}

func (o markovOptions) study() chainstudy.Options {
	return chainstudy.Options{
		Hours: o.Times, Measures: o.Measures, Set: o.Set,
		States: nonZero(o.States, mostStates), Steps: nonZero(o.Steps, mostSteps), Figures: mostFigures,
	}
}

func (o markovOptions) check() error {
	var b bounded
	b.number("times", len(o.Times), mostTimes)
	b.number("states", o.States, mostStates)
	b.number("steps", o.Steps, mostSteps)
	b.time(o.timed)
	return b.join(o.study().Validate())
}

func analyzeChain(ctx context.Context, d modelText, o markovOptions) (out found[*chainstudy.Report], err error) {
	m, err := readDocument(d, chainmodel.Parse)
	if err != nil {
		return out, err
	}
	out.data, err = chainstudy.Analyze(ctx, m, o.study())
	return out, err
}

// Options of a simulation.
type simulationOptions struct {
	Times         []float64          `json:"times,omitempty" maxItems:"1000" doc:"Hours at which to look, instead of those of the model."`
	Measures      []simulate.Measure `json:"measures,omitempty" doc:"What to find out, instead of what the model asks: availability, mttf, reliability, curve, interval, downtime, components."`
	Method        string             `json:"method,omitempty" enum:"auto,crude,biasing,splitting" doc:"How histories are drawn; auto is the first with which a trial sees enough failures."`
	RelativeError float64            `json:"relativeError,omitempty" doc:"Half of a confidence interval over its value, to stop at; 0.05 without it."`
	Level         float64            `json:"level,omitempty" doc:"Confidence of the intervals; 0.95 without it."`
	Seed          *uint64            `json:"seed,omitempty" doc:"The same seed gives the same results; 1 without it."`
	Replications  int                `json:"replications,omitempty" minimum:"0" maximum:"100000000" doc:"There may be; 0 is the most."`
	timed
}

func (o simulationOptions) study() simulationstudy.Options {
	e := simulate.Options{
		RelativeError: o.RelativeError, Level: o.Level, Seed: or(o.Seed, 1), Workers: 1,
		MaxReplications: int64(nonZero(o.Replications, mostReplications)),
	}
	if o.Method != "auto" {
		e.Method = simulate.Method(o.Method)
	}
	if e.RelativeError == 0 {
		e.RelativeError = 0.05
	}
	if e.Level == 0 {
		e.Level = 0.95
	}
	return simulationstudy.Options{Hours: o.Times, Measures: o.Measures, MostTime: mostTimes, Engine: e}
}

func (o simulationOptions) check() error {
	var b bounded
	b.number("times", len(o.Times), mostTimes)
	b.number("replications", o.Replications, mostReplications)
	b.time(o.timed)
	return b.join(o.study().Validate())
}

func runSimulation(ctx context.Context, d modelText, o simulationOptions) (out found[*simulationstudy.Report], err error) {
	f, err := readDocument(d, simulationmodel.Parse)
	if err != nil {
		return out, err
	}
	out.data, err = simulationstudy.Simulate(ctx, f, o.study())
	if out.data != nil {
		out.seed, out.partial = out.data.Seed, !out.data.Complete
		if errors.Is(err, simulate.ErrBudget) || errors.Is(err, context.DeadlineExceeded) {
			err = nil // what is known has intervals that hold
		}
	}
	return out, err
}

// Options of a search for allocations.
type searchOptions struct {
	Nodes  int     `json:"nodes,omitempty" minimum:"0" maximum:"100000000" doc:"Of branch and bound; 0 is the most."`
	Starts int     `json:"starts,omitempty" minimum:"0" maximum:"10000" doc:"Of the local search; 40 without it."`
	Seed   *uint64 `json:"seed,omitempty" doc:"Of the starts; the same seed gives the same allocation; 1 without it."`
	timed
}

func (o searchOptions) engine() optimize.Options {
	return optimize.Options{Nodes: nonZero(o.Nodes, mostSearchNodes), Starts: nonZero(o.Starts, 40), Seed: or(o.Seed, 1), Workers: 1}
}

func (o searchOptions) check() error {
	var b bounded
	b.number("nodes", o.Nodes, mostSearchNodes)
	b.number("starts", o.Starts, mostStarts)
	b.time(o.timed)
	return b.join(nil)
}

// Options of an allocation of redundancy.
type allocationOptions struct{ searchOptions }

func allocate(ctx context.Context, d modelText, o allocationOptions) (out found[*allocationstudy.Allocation], err error) {
	p, err := readDocument(d, problemfile.Parse)
	if err != nil {
		return out, err
	}
	out.seed = or(o.Seed, 1)
	if out.data, err = allocationstudy.Allocate(ctx, p, o.engine()); err == nil {
		out.partial = out.data.Stopped != nil
	}
	return out, err
}

// Options of trade-offs.
type frontierOptions struct {
	Pareto []string `json:"pareto,omitempty" doc:"Resources whose use is to be traded; at least one."`
	searchOptions
}

func (o frontierOptions) check() error {
	err := o.searchOptions.check()
	if len(o.Pareto) == 0 {
		err = errors.Join(err, errors.New("body.options.pareto: names no resource"))
	}
	return err
}

func trade(ctx context.Context, d modelText, o frontierOptions) (out found[*allocationstudy.Frontier], err error) {
	p, err := readDocument(d, problemfile.Parse)
	if err != nil {
		return out, err
	}
	out.seed = or(o.Seed, 1)
	if out.data, err = allocationstudy.Trade(ctx, p, o.Pareto, o.engine()); err == nil {
		out.partial = out.data.Stopped != nil
	}
	return out, err
}
