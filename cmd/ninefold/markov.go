package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/faulttree/study"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/model"
)

// markovFlags are what the command is asked.
type markovFlags struct {
	*global
	times     []float64
	measures  []string
	set       []string
	timeLimit time.Duration
	states    int
	steps     int
}

// newMarkov solves a chain.
func newMarkov(g *global) *cobra.Command {
	f := &markovFlags{global: g}
	var format string
	cmd := &cobra.Command{
		Use:   "markov FILE",
		Short: "Solve a Markov chain: availability, time to failure, probabilities in time, rewards",
		Long: `Solve a Markov chain: availability, time to failure, probabilities in time, rewards.

FILE is YAML: states, transitions with rates that may be formulas of parameters,
the states in which the system is up, rewards, and what is asked:

  apiVersion: ninefold/v1
  kind: MarkovChain
  parameters: [{id: lambda, value: 1e-3}, {id: mttr, value: 8}]
  states: [{id: working}, {id: failed}]
  up: [working]
  transitions:
    - {from: working, to: failed, rate: lambda}
    - {from: failed, to: working, rate: 1 / mttr}
  measures: [availability, mttf, reliability]
  times: [720, 8760]

Measures are ` + measureNames() + `.`,
		Example: `  ninefold markov pumps.yaml
  ninefold markov pumps.yaml --set lambda=2e-3 --times 24,8760 --measure curve -o csv`,
		Args: exactlyOne("one file of a Markov chain"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0], format) },
	}
	cmd.Flags().Float64SliceVar(&f.times, "times", nil, "hours at which to look, instead of those of the file")
	cmd.Flags().StringSliceVar(&f.measures, "measure", nil, "what to find out, instead of what the file asks; repeatable")
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "parameter `NAME=VALUE` instead of that of the file; repeatable")
	cmd.Flags().DurationVar(&f.timeLimit, "time-limit", 0, "stop after this time, such as 10m; 0 is no limit")
	cmd.Flags().IntVar(&f.states, "states", 0, "states there may be; 0 is 10 million")
	cmd.Flags().IntVar(&f.steps, "steps", 0, "steps of uniformisation there may be; 0 is 10 million")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return cmd
}

func measureNames() string {
	var list []string
	for _, m := range markov.Measures() {
		list = append(list, string(m))
	}
	return strings.Join(list, ", ")
}

// question returns what is asked, or all that is wrong with the flags.
func (f *markovFlags) question() (q markov.Question, set map[string]float64, err error) {
	var faults []error
	q.Hours = f.times
	for _, t := range f.times {
		if !(t >= 0 && t <= markov.LongestHours) {
			faults = append(faults, fmt.Errorf("--times %g is not between 0 and %g hours", t, float64(markov.LongestHours)))
		}
	}
	for _, name := range f.measures {
		m := markov.Measure(name)
		if !slices.Contains(markov.Measures(), m) {
			faults = append(faults, fmt.Errorf("unknown --measure=%s, want one of %s", name, measureNames()))
		}
		q.Measures = append(q.Measures, m)
	}
	set = map[string]float64{}
	for _, text := range f.set {
		name, value, _ := strings.Cut(text, "=")
		x, err := strconv.ParseFloat(value, 64)
		if err != nil || name == "" || x-x != 0 { // an infinity less itself is no number
			faults = append(faults, fmt.Errorf("--set %q is not of the form NAME=VALUE", text))
		}
		set[name] = x
	}
	if f.timeLimit < 0 || f.states < 0 || f.steps < 0 {
		faults = append(faults, errors.New("--time-limit, --states or --steps is negative"))
	}
	return q, set, errors.Join(faults...)
}

func (f *markovFlags) run(cmd *cobra.Command, path, format string) error {
	q, set, err := f.question()
	if err != nil {
		return usage(cmd, err)
	}
	file, err := os.Open(path)
	if err != nil {
		return readError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	m, err := model.Parse(path, file)
	if err != nil {
		return &exitError{exitInvalid, err}
	}
	c, err := m.Chain(set)
	if err != nil {
		return &exitError{exitInvalid, err}
	}
	if q.Hours == nil {
		q.Hours = m.Hours
	}
	if q.Measures == nil {
		q.Measures = m.Measures
	}
	if slices.Contains(q.Measures, markov.Slopes) {
		var all []string
		for _, p := range m.Parameters {
			all = append(all, p.ID)
		}
		if q.Slopes, err = m.Slopes(set, all); err != nil {
			return &exitError{exitInvalid, err}
		}
	}
	ctx := cmd.Context()
	if f.timeLimit > 0 {
		limited, stop := context.WithTimeout(ctx, f.timeLimit)
		defer stop()
		ctx = limited
	}
	show := newProgress(cmd.ErrOrStderr(), f.quiet)
	r, err := markov.Analyze(ctx, c, q, markov.Options{MaxStates: f.states, MaxSteps: f.steps, Progress: func(p markov.Progress) {
		show.step(study.Progress{Name: path, Step: p.Step, Done: p.Done, Total: p.Total})
	}})
	show.end()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return exit(exitPartial, "%s: stopped after %s without an answer", path, f.timeLimit)
	case errors.Is(err, markov.ErrBudget):
		return exit(exitPartial, "%s: %w", path, err)
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return exit(exitInvalid, "%s: %w", path, err)
	}
	return markovReport(m.Label, c.States, r).print(cmd.OutOrStdout(), format, nil)
}
