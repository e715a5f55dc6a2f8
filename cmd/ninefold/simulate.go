package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/simulate"
	"ninefold/analysis/simulate/model"
	"ninefold/analysis/simulate/study"
)

// simulateFlags are what the command is asked.
type simulateFlags struct {
	*global
	times     []float64
	measures  []string
	method    string
	timeLimit time.Duration
	opt       simulate.Options
}

// newSimulate draws the histories of a system.
func newSimulate(g *global) *cobra.Command {
	f := &simulateFlags{global: g}
	var format string
	cmd := &cobra.Command{
		Use:   "simulate FILE",
		Short: "Simulate a system with crews, spares, shocks and storms, rare failures too",
		Long: `Simulate a system with crews, spares, shocks and storms, rare failures too.

FILE is YAML: components with lives and repairs, what they share, the gates that say
when the system is down, and what is asked:

` + indented(simulationExample) + `

Replications go on until half of each confidence interval is --relative-error of its
value. Measures are ` + joined(simulate.Measures()) + `.
With the measure components there is what each component, crew and stock does until the
last time: failures, share of the time down, hours that it waits, failures of the system
that it brings about; how busy crews are, how many parts are used; and what all costs,
where a component (each failure), a crew (each hour of one who works), a stock (each
part) has a cost, or there is a downCost (each hour in which the system is down).

Lives, repairs, leads, durations and intervals are one of
  rate: 1e-4                      fixed: 8                 exponential: {mean}
  weibull: {shape, scale, shift}  lognormal: {mu, sigma}   gamma: {shape, scale}
  normal: {mean, sigma}           gumbelMin: {mu, sigma}   gumbelMax: {mu, sigma}
  loglogistic: {shape, scale}     modifiedWeibull: {rate, shape, wear}
  mixture: [{weight: 0.2, rate: 1e-2}, {weight: 0.8, rate: 1e-5}]
  competing: [{rate: 1e-5}, {weibull: {shape: 3, scale: 9000}}]`,
		Example: `  ninefold simulate pumps.yaml
  ninefold simulate pumps.yaml --method biasing --relative-error 0.01 --time-limit 1m -o json
  ninefold simulate pumps.yaml --measure components --times 8760 -o csv`,
		Args: exactlyOne("one file of a system"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0], format) },
	}
	cmd.Flags().Float64SliceVar(&f.times, "times", nil, "hours at which to look, instead of those of the file")
	cmd.Flags().StringSliceVar(&f.measures, "measure", nil, "what to find out, instead of what the file asks; repeatable")
	cmd.Flags().StringVar(&f.method, "method", "auto", "auto, "+joined(simulate.Methods()))
	cmd.Flags().Float64Var(&f.opt.RelativeError, "relative-error", 0.05, "half of a confidence interval over its value, to stop at")
	cmd.Flags().Float64Var(&f.opt.Level, "level", 0.95, "confidence of the intervals")
	cmd.Flags().Uint64Var(&f.opt.Seed, "seed", 1, "of the random numbers; the same gives the same results")
	cmd.Flags().IntVar(&f.opt.Workers, "workers", 0, "processors to use; 0 is all. Results do not depend on it")
	cmd.Flags().Int64Var(&f.opt.MaxReplications, "replications", 0, "replications there may be; 0 is 100 million")
	cmd.Flags().DurationVar(&f.timeLimit, "time-limit", 0, "stop after this time, such as 10m, with what is known; 0 is no limit")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return cmd
}

func joined[T ~string](list []T) string {
	text := make([]string, len(list))
	for i, x := range list {
		text[i] = string(x)
	}
	return strings.Join(text, ", ")
}

func (f *simulateFlags) run(cmd *cobra.Command, path, format string) error {
	if f.method != "auto" {
		f.opt.Method = simulate.Method(f.method)
	}
	show := newProgress(cmd.ErrOrStderr(), f.quiet)
	f.opt.Progress = func(p simulate.Progress) {
		show.say(fmt.Sprintf("%s: %d replications by %s", harmless(path), p.Replications, p.Method))
	}
	ask := study.Options{Hours: f.times, Engine: f.opt}
	for _, name := range f.measures {
		ask.Measures = append(ask.Measures, simulate.Measure(name))
	}
	err := ask.Validate()
	if f.timeLimit < 0 {
		err = errors.Join(err, fmt.Errorf("--time-limit %s is negative", f.timeLimit))
	}
	if err != nil {
		return usage(cmd, err)
	}
	file, err := readDocument(path, model.Parse)
	if err != nil {
		return err
	}
	ctx, stop := within(cmd.Context(), f.timeLimit)
	defer stop()
	r, err := study.Simulate(ctx, file, ask)
	show.end()
	partial := errors.Is(err, simulate.ErrBudget) || errors.Is(err, context.DeadlineExceeded)
	switch {
	case err != nil && !partial && errors.Is(err, context.Canceled):
		return err
	case err != nil && !partial || r == nil:
		return exit(exitInvalid, "%s: %w", path, err)
	}
	if err := simulateReport(r).print(cmd.OutOrStdout(), format, nil); err != nil {
		return err
	}
	if partial {
		return exit(exitPartial, "%s: stopped before all is as accurate as wanted: %w", path, err)
	}
	return nil
}
