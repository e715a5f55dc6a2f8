package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/rbd/blocks"
	"ninefold/analysis/rbd/model"
	"ninefold/analysis/rbd/study"
)

// treesOfBlocks is the block diagram of a file as a model of fault trees.
func treesOfBlocks(ctx context.Context, file *source, hours float64) (*treeFile, error) {
	m, err := model.Parse(file.path, file)
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	t := &treeFile{path: file.path, kind: diagramKind}
	var constant []string
	if t.model, constant, err = m.System.Model(ctx, hours); err != nil {
		return nil, treeError(err)
	}
	if constant != nil {
		t.warnings = append(t.warnings, fmt.Sprintf("a fault tree has no formula for %s: the probability is that at %g hours", strings.Join(constant, ", "), hours))
	}
	return t, nil
}

// writeBlocks writes the block diagram of a tree.
func writeBlocks(w io.Writer, name string, t faulttree.Tree) error {
	s, err := blocks.FromTree(t)
	if err != nil {
		return &exitError{exitInvalid, err}
	}
	s.Label = name
	return model.Write(w, &model.Model{System: *s})
}

// analyzeBlocks is analyze of a block diagram.
func analyzeBlocks(cmd *cobra.Command, file *source) error {
	m, err := model.Parse(file.path, file)
	if err != nil {
		return &exitError{exitInvalid, err}
	}
	flags := cmd.Flags()
	times, err0 := flags.GetFloat64Slice("times")
	limit, err1 := flags.GetInt("limit")
	nodes, err2 := flags.GetInt("nodes")
	after, err3 := flags.GetDuration("time-limit")
	if err := errors.Join(err0, err1, err2, err3); err != nil {
		return err
	}
	ctx, stop := within(cmd.Context(), after)
	defer stop()
	opt := study.Options{Limit: limit, Nodes: nodes}
	if flags.Changed("times") {
		opt.Hours = times
	}
	if err := opt.Validate(); err != nil {
		return usage(cmd, err)
	}
	r, err := study.Analyze(ctx, m, opt)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return exit(exitPartial, "%s: stopped after %s without an answer", file.path, after)
	case err != nil:
		return treeError(err)
	}
	return blocksReport(r).print(cmd.OutOrStdout(), flags.Lookup("output").Value.String(), nil)
}

// blocksReport shows what there is to know about a block diagram.
func blocksReport(r *study.Report) treeResult {
	t := treeResult{kind: "BlockDiagramAnalysis", data: r}
	t.csv.columns = names("measure", "hours", "name", "value")
	figures := sheet{title: r.Label, columns: []column{{"figure", false}, {"value", true}}}
	add := func(name string, text string, x *float64) {
		if x != nil {
			figures.add(name, text)
			t.csv.add("system", nil, name, *x)
		}
	}
	figures.add("components", r.Events)
	if l := r.LongRun; l != nil {
		add("availability", nearOne(l.Availability, l.Unavailability), &l.Availability)
		add("unavailability", figure(l.Unavailability), &l.Unavailability)
		add("failures per hour", figure(l.FailureFrequency), &l.FailureFrequency)
		for _, f := range []struct {
			name  string
			value *float64
		}{{"MTBF (h)", l.MTBF}, {"mean uptime (h)", l.MeanUptime}, {"mean downtime (h)", l.MeanDowntime}} {
			if f.value != nil {
				add(f.name, figure(*f.value), f.value)
			}
		}
	}
	if m := r.MTTF; m != nil {
		add("MTTF (h)", figure(m.Hours), &m.Hours)
		figures.add("MTTF is between", fmt.Sprintf("%.9g and %.9g, by %s", m.Lower, m.Upper, m.Method))
	}
	figures.add("minimal cut sets", countText(r.CutSets))
	figures.add("minimal path sets", countText(r.PathSets))
	if r.NotRepaired != nil {
		figures.add("no long run: never repaired", shortList(r.NotRepaired))
	}
	if r.Unsolved != nil {
		figures.add("availability in time not known of", shortList(r.Unsolved))
	}
	t.tables = []sheet{
		figures, curveSheet(&t.csv, r.Points),
		setsSheet(&t.csv, "cut set", "failing together makes it fail", r.CutSets),
		setsSheet(&t.csv, "path set", "working together makes it work", r.PathSets),
		importanceSheet(&t.csv, r),
	}
	return t
}

// countText is how many sets there are, where they are counted.
func countText(s blocks.Sets) string { return cmp.Or(s.Count, "not counted: see cutsets") }

func curveSheet(csv *sheet, points []blocks.Point) sheet {
	s := sheet{columns: []column{{"hours", true}, {"reliability", true}, {"unreliability", true}, {"availability", true}, {"unavailability", true}, {"failures per hour", true}}}
	for _, p := range points {
		cells := []any{figure(p.Hours), nearOne(p.Reliability, p.Unreliability), figure(p.Unreliability), nil, nil, nil}
		if p.Availability != nil {
			cells[3], cells[4], cells[5] = nearOne(*p.Availability, *p.Unavailability), figure(*p.Unavailability), figure(*p.FailureIntensity)
		}
		s.add(cells...)
		for _, f := range []struct {
			name  string
			value *float64
		}{
			{"reliability", &p.Reliability}, {"unreliability", &p.Unreliability}, {"failure rate", p.FailureRate},
			{"availability", p.Availability}, {"unavailability", p.Unavailability}, {"failure intensity", p.FailureIntensity},
		} {
			if f.value != nil {
				csv.add("system", p.Hours, f.name, *f.value)
			}
		}
	}
	return s
}

// setsSheet lists sets, of which people see as many names as fit a line.
func setsSheet(csv *sheet, measure, title string, sets blocks.Sets) sheet {
	s := sheet{columns: []column{{title, false}, {"probability", true}}}
	for _, c := range sets.Top {
		s.add(shortList(c.Events), figureOf(c.Probability))
		csv.add(measure, nil, strings.Join(c.Events, "; "), c.Probability)
	}
	return s
}

const listColumns = 64

// shortList joins names, or the first of them and how many more there are.
func shortList(names []string) string {
	all := strings.Join(names, ", ")
	if utf8.RuneCountInString(all) <= listColumns {
		return all
	}
	shown := 1
	for ; shown < len(names)-1; shown++ {
		if utf8.RuneCountInString(strings.Join(names[:shown+1], ", ")) > listColumns {
			break
		}
	}
	return fmt.Sprintf("%s … and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}

func importanceSheet(csv *sheet, a *study.Report) sheet {
	s := sheet{columns: []column{{"component", false}, {"unavailable", true}, {"birnbaum", true}, {"criticality", true}, {"fussell-vesely", true}, {"raw", true}, {"rrw", true}}}
	for _, i := range a.Importances {
		s.add(i.ID, figure(i.Probability), figure(i.Birnbaum), figureOf(i.Criticality), figureOf(i.FussellVesely), figureOf(i.RiskAchievementWorth), figureOf(i.RiskReductionWorth))
		csv.add("birnbaum", nil, i.ID, i.Birnbaum)
		for _, m := range []struct {
			name  string
			value *float64
		}{
			{"criticality", i.Criticality}, {"fussell-vesely", i.FussellVesely},
			{"risk achievement worth", i.RiskAchievementWorth}, {"risk reduction worth", i.RiskReductionWorth},
		} {
			if m.value != nil {
				csv.add(m.name, nil, i.ID, *m.value)
			}
		}
	}
	return s
}
