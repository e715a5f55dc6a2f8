package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/table"
	"ninefold/ingest/openslo"
	"ninefold/ingest/pyrra"
	"ninefold/ingest/sloth"
	"ninefold/models"
	"ninefold/models/objective"
)

func newSLO(g *global) *cobra.Command {
	return newGroup("slo", "Judge objectives and their error budgets; convert their specifications", newSLOEvaluate(g), newSLOConvert(g))
}

// sloFlags are those of slo evaluate.
type sloFlags struct {
	target, sliceTarget, level float64
	method, window, at, rules  string
	forecast                   bool
	seed                       uint64
}

// newSLOEvaluate judges an objective on counts.
func newSLOEvaluate(_ *global) *cobra.Command {
	var f sloFlags
	var format string
	cmd := &cobra.Command{
		Use:   "evaluate FILE",
		Short: "What was attained of an objective, what is left of its budget, and what alerts say",
		Long: `What was attained of an objective, what is left of its error budget, what alert
rules say, and whether the traffic is enough for that.

FILE is CSV with the columns from (RFC 3339), good or total, bad, and where they
are known to and unknown. Time without a line counts as unknown, not as good.`,
		Example: `  ninefold slo evaluate requests.csv --target 0.999 --window 30d
  ninefold slo evaluate requests.csv --target 0.999 --window month --forecast -o json`,
		Args: exactlyOne("one CSV file of counts"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.objective()
			if err != nil {
				return usage(cmd, err)
			}
			h, err := readSlices(args[0])
			if err != nil {
				return err
			}
			at, opt, err := f.options(h)
			if err != nil {
				return usage(cmd, err)
			}
			report, err := slo.Evaluate(cmd.Context(), o, h, at, opt)
			if err != nil {
				return exit(exitInvalid, "%s: %w", args[0], err)
			}
			return sloReport(report, f.seed).print(cmd.OutOrStdout(), format, report.Notes)
		},
	}
	cmd.Flags().Float64Var(&f.target, "target", 0.999, "share of good requests or time")
	cmd.Flags().StringVar(&f.method, "method", "requests", "what counts: requests, windows (slices that were good) or ratios (the mean over slices)")
	cmd.Flags().Float64Var(&f.sliceTarget, "slice-target", 0, "of windows: share of good requests that makes a slice good")
	cmd.Flags().StringVar(&f.window, "window", "30d", "a time such as 28d, or day, week, month, quarter or year of the calendar, in UTC")
	cmd.Flags().StringVar(&f.at, "at", "", "when to judge, RFC 3339; at the end of the file without it")
	cmd.Flags().StringVar(&f.rules, "rules", "workbook", "alert rules: "+strings.Join(ruleSets(), ", ")+" or none")
	cmd.Flags().Float64Var(&f.level, "level", 0.9, "of intervals")
	cmd.Flags().BoolVar(&f.forecast, "forecast", false, "when the budget is likely to run out")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "of the forecast; the same seed gives the same figures")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return cmd
}

func ruleSets() []string {
	var all []string
	for name := range slo.RuleSets() {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// objective returns the one the flags describe.
func (f sloFlags) objective() (slo.Objective, error) {
	o := slo.Objective{Target: f.target, Method: slo.Method(f.method), SliceTarget: f.sliceTarget}
	if slices.Contains([]slo.Unit{slo.Day, slo.Week, slo.Month, slo.Quarter, slo.Year}, slo.Unit(f.window)) {
		o.Window.Calendar = &slo.Calendar{Unit: slo.Unit(f.window), Count: 1}
	} else {
		d, err := models.ParseDuration(f.window)
		if err != nil {
			return o, fmt.Errorf("--window %q is neither a time such as 28d nor day, week, month, quarter or year", f.window)
		}
		o.Window.Rolling = time.Duration(d)
	}
	if o.Method == slo.Time {
		return o, errors.New("--method time needs outages, which this file has not")
	}
	return o, o.Validate()
}

// options returns when and what to evaluate.
func (f sloFlags) options(h slo.History) (time.Time, slo.Options, error) {
	at, opt := h.Watched.To, slo.Options{Level: f.level}
	if f.at != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, f.at); err != nil {
			return at, opt, fmt.Errorf("--at %q is not a time such as 2026-01-31T12:00:00Z", f.at)
		}
	}
	if f.rules != "none" {
		set, ok := slo.RuleSets()[f.rules]
		if !ok {
			return at, opt, fmt.Errorf("unknown --rules=%s, want none or one of %s", f.rules, strings.Join(ruleSets(), ", "))
		}
		opt.Rules = set.Rules
	}
	if f.forecast {
		opt.Forecast = &slo.Draws{Seed: f.seed}
	}
	return at, opt, nil
}

// readSlices reads a CSV file of counts.
func readSlices(path string) (slo.History, error) {
	file, err := os.Open(path)
	if err != nil {
		return slo.History{}, readError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	found, err := table.Parse(path, file)
	if err != nil {
		return slo.History{}, &exitError{exitInvalid, err}
	}
	if len(found) == 0 {
		return slo.History{}, exit(exitInvalid, "%s holds no counts", path)
	}
	h := slo.History{Slices: found, Watched: slo.Span{From: found[0].From, To: found[0].To}}
	for _, s := range found {
		if s.To.After(h.Watched.To) {
			h.Watched.To = s.To
		}
	}
	return h, nil
}

// newSLOConvert writes specifications as OpenSLO.
func newSLOConvert(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "convert FILE",
		Short: "Write objectives of OpenSLO, Sloth or Pyrra as OpenSLO v1",
		Long: `Write objectives of OpenSLO, Sloth or Pyrra as OpenSLO v1. What cannot be carried
over is said on standard error, with its place.`,
		Example: "  ninefold slo convert sloth.yaml > openslo.yaml",
		Args:    exactlyOne("one file of objectives"),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return readError(err)
			}
			in, err := parserOf(string(data))(args[0], data)
			if err != nil {
				return &exitError{exitInvalid, err}
			}
			out, notes, err := openslo.Marshal(in)
			if err != nil {
				return &exitError{exitInvalid, err}
			}
			for _, n := range slices.Concat(in.Notes, notes) {
				g.hintf(cmd, "%s: %s", n.Kind, n)
			}
			_, err = cmd.OutOrStdout().Write(out)
			return err
		},
	}
}

// parserOf tells the form of a specification by what it says it is.
func parserOf(text string) func(name string, data []byte) (objective.Import, error) {
	switch {
	case strings.Contains(text, "pyrra.dev/"):
		return pyrra.Parse
	case strings.Contains(text, "prometheus/v1") || strings.Contains(text, "sloth.slok.dev/"):
		return sloth.Parse
	}
	return openslo.Parse
}
