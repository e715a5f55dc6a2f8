package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/faulttree/problem"
	treestudy "ninefold/analysis/faulttree/study"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/model"
	"ninefold/analysis/markov/study"
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

` + indented(chainExample) + `

Measures are ` + study.Measures() + `.`,
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

// options returns what is asked, or all that is wrong with the flags.
func (f *markovFlags) options() (study.Options, error) {
	opt := study.Options{Hours: f.times, Set: map[string]float64{}, States: f.states, Steps: f.steps}
	for _, name := range f.measures {
		opt.Measures = append(opt.Measures, markov.Measure(name))
	}
	faults := []error{opt.Validate()}
	for _, text := range f.set {
		name, value, _ := strings.Cut(text, "=")
		x, err := strconv.ParseFloat(value, 64)
		if err != nil || name == "" || x-x != 0 { // an infinity less itself is no number
			faults = append(faults, fmt.Errorf("--set %q is not of the form NAME=VALUE", text))
		}
		opt.Set[name] = x
	}
	if f.timeLimit < 0 {
		faults = append(faults, fmt.Errorf("--time-limit %s is negative", f.timeLimit))
	}
	return opt, errors.Join(faults...)
}

func (f *markovFlags) run(cmd *cobra.Command, path, format string) error {
	opt, err := f.options()
	if err != nil {
		return usage(cmd, err)
	}
	m, err := readDocument(path, model.Parse)
	if err != nil {
		return err
	}
	ctx, stop := within(cmd.Context(), f.timeLimit)
	defer stop()
	show := newProgress(cmd.ErrOrStderr(), f.quiet)
	opt.Progress = func(p markov.Progress) {
		show.step(treestudy.Progress{Name: path, Step: p.Step, Done: p.Done, Total: p.Total})
	}
	r, err := study.Analyze(ctx, m, opt)
	show.end()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return exit(exitPartial, "%s: stopped after %s without an answer", path, f.timeLimit)
	case errors.Is(err, markov.ErrBudget):
		return exit(exitPartial, "%s: %w", path, err)
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, new(problem.List)): // says the file
		return &exitError{exitInvalid, err}
	case err != nil:
		return exit(exitInvalid, "%s: %w", path, err)
	}
	return markovReport(r).print(cmd.OutOrStdout(), format, nil)
}

// readDocument reads a file by a parser that is told its name. One of a kind that
// analyze takes is refused.
func readDocument[T any](path string, parse func(name string, r io.Reader) (T, error)) (T, error) {
	var none T
	file, done, err := openSource(path)
	if err != nil {
		return none, err
	}
	defer done()
	if file.kind != nil && otherCommands[file.kindName()] == "" {
		return none, exit(exitInvalid, "%s is %s, which another command takes: ninefold analyze %s", path, file.kind.one, path)
	}
	out, err := parse(path, file)
	if err != nil {
		return none, &exitError{exitInvalid, err}
	}
	return out, nil
}

// within limits time, where there is a limit. The function returned is to be called
// at the end.
func within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if limit > 0 {
		return context.WithTimeout(ctx, limit)
	}
	return ctx, func() {}
}
