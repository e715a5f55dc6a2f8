package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ninefold/analysis/dynamic"
	dynamicgalileo "ninefold/analysis/dynamic/galileo"
	"ninefold/analysis/dynamic/study"
	treestudy "ninefold/analysis/faulttree/study"
	"ninefold/analysis/markov"
)

// analyzeDynamic is analyze of a dynamic fault tree.
func analyzeDynamic(cmd *cobra.Command, t *treeFile, f *treeFlags, opt treestudy.Options) (treeResult, error) {
	if err := f.noOtherTimes(cmd); err != nil {
		return treeResult{}, err
	}
	if f.states < 0 {
		return treeResult{}, usage(cmd, fmt.Errorf("--states %d is negative", f.states))
	}
	ask := study.Options{MissionTime: f.hours, Curve: f.curve, Hours: f.times, Set: opt.Set, States: f.states}
	if opt.Progress != nil {
		ask.Progress = func(step string) { opt.Progress(treestudy.Progress{Name: t.dynamic.Top, Total: 1, Step: step}) }
	}
	r, err := study.Analyze(cmd.Context(), *t.dynamic, ask)
	if errors.Is(err, markov.ErrBudget) {
		return treeResult{}, &exitError{exitPartial, err}
	}
	if err != nil {
		return treeResult{}, err
	}
	return dynamicResult(r), nil
}

func dynamicResult(r *study.Report) treeResult {
	out := treeResult{kind: "DynamicFaultTreeAnalysis", data: r, partial: r.Truncated()}
	figures := sheet{columns: []column{{"figure", false}, {"value", true}}}
	figures.add("method", r.Method)
	figures.add("states", r.States)
	if r.MTTF != nil {
		figures.add("mean time to failure, hours", fmt.Sprintf("%.9g", *r.MTTF))
	}
	if r.MTTFAtLeast != nil {
		figures.add("mean time to failure, hours", fmt.Sprintf("at least %.9g", *r.MTTFAtLeast))
	}
	if r.EverFails != nil {
		figures.add("ever fails", dynamicProbability(r.EverFails))
	}
	if r.LongRun != nil {
		figures.add("unavailability in the long run", fmt.Sprintf("%.9g", r.LongRun.Unavailability))
		if r.LongRun.FailureFrequency != nil {
			figures.add("failures per hour in the long run", fmt.Sprintf("%.9g", *r.LongRun.FailureFrequency))
		}
	}
	if r.OrderMatters {
		figures.add("order of simultaneous steps", "matters: see the opposite order")
	}
	for _, w := range r.Warnings {
		figures.add("warning", w)
	}
	out.csv = pointsCSV(&r.Result)
	out.tables = []sheet{figures, pointsSheet("", &r.Result)}
	if r.Opposite != nil {
		out.tables = append(out.tables, pointsSheet("Simultaneous steps in the opposite order", r.Opposite))
	}
	units := sheet{columns: []column{{"chain", false}, {"events", true}, {"blocks", true}, {"states", true}, {"transitions", true}, {"found by", false}}}
	for _, u := range r.Units {
		method := u.Method
		if u.Truncated {
			method += ", cut: bounds"
		}
		units.add(u.ID, u.Events, u.Blocks, u.States, u.Transitions, method)
	}
	out.tables = append(out.tables, units)
	return out
}

func pointsSheet(title string, r *dynamic.Result) sheet {
	s := sheet{title: title, columns: []column{{"hours", true}, {"unreliability", true}}}
	if r.Repairable {
		s.columns = append(s.columns, column{"unavailability", true})
	}
	for _, p := range r.Points {
		row := []any{fmt.Sprintf("%g", p.Hours), dynamicProbability(p.Unreliability)}
		if r.Repairable {
			row = append(row, dynamicProbability(p.Unavailability))
		}
		s.add(row...)
	}
	return s
}

// pointsCSV has all digits, and numbers as bounds that are equal.
func pointsCSV(r *dynamic.Result) sheet {
	s := sheet{columns: names("hours", "figure", "lower", "upper")}
	for _, p := range r.Points {
		for _, f := range []struct {
			name string
			p    *dynamic.Probability
		}{{"unreliability", p.Unreliability}, {"unavailability", p.Unavailability}} {
			if lower, upper := ends(f.p); f.p != nil {
				s.add(p.Hours, f.name, lower, upper)
			}
		}
	}
	return s
}

// dynamicProbability shows a number or the bounds of it.
func dynamicProbability(p *dynamic.Probability) any {
	switch {
	case p == nil:
		return nil
	case p.Value != nil:
		return fmt.Sprintf("%.9g", *p.Value)
	}
	return fmt.Sprintf("%.6g … %.6g", *p.Lower, *p.Upper)
}

// convertDynamic writes a dynamic tree as Galileo, which is what is meant where no
// format is said, or JSON. Static trees are not written as Galileo.
func convertDynamic(cmd *cobra.Command, t *treeFile, format string) error {
	w := cmd.OutOrStdout()
	switch {
	case t.dynamic == nil:
		note := ""
		if t.kind == diagramKind {
			note = ". Of a diagram, each component, with its standby units, becomes one basic event"
		}
		return exit(exitInvalid, "%s is %s, and only dynamic fault trees are written as galileo; it can be written as openpsa, yaml, json, dot, svg and blocks%s", t.path, t.kind.one, note)
	case format == "json":
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(t.dynamic)
	case format == "galileo" || !cmd.Flags().Changed("output"):
		if err := dynamicgalileo.Write(w, *t.dynamic); err != nil {
			return exit(exitInvalid, "%w", err)
		}
		return nil
	}
	what := t.kind.one
	if t.kind == meshKind {
		what += ", whose journey is a dynamic fault tree"
	}
	return exit(exitInvalid, "%s is %s; it can be written as galileo and json", t.path, what)
}
