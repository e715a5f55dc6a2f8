package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/lifedata/study"
	"ninefold/analysis/lifedata/table"
)

// A historyFile is what commands about repairable systems read.
type historyFile struct{ failureTerminated bool }

const historyForm = `FILE is CSV with the columns hours, what (from, event or to: watching began, an
event, watching ended) and, for several systems, system.`

func (f *historyFile) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.failureTerminated, "failure-terminated", false, "watching ended because of the last event, which needs no line to say so")
}

// groups reads systems, of which a column may say which belong together.
func (f *historyFile) groups(path string) ([]study.SystemGroup, error) {
	found, err := readTable(path, func(name string, r io.Reader) (table.Groups[lifedata.History], error) {
		return table.ParseHistoryGroups(name, r, f.failureTerminated)
	})
	return study.SystemGroups(found.Names, found.Of), err
}

func (f *historyFile) read(path string) (lifedata.History, error) {
	return readTable(path, func(name string, r io.Reader) (lifedata.History, error) {
		return table.ParseHistory(name, r, f.failureTerminated)
	})
}

// newMeanCumulative estimates the mean number of events by age.
func newMeanCumulative(_ *global) *cobra.Command {
	var f historyFile
	var opt study.RecurrenceOptions
	var format string
	cmd := &cobra.Command{
		Use:   "mcf FILE",
		Short: "Mean number of events of a repairable system, by age",
		Long: `Mean number of events of a repairable system, by age: the mean cumulative function.

` + historyForm + ` With a column group, two groups
are compared.`,
		Example: "  ninefold mcf restarts.csv",
		Args:    exactlyOne("one CSV file of events"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opt.Validate(); err != nil {
				return usage(cmd, err)
			}
			groups, err := f.groups(args[0])
			if err != nil {
				return err
			}
			out, err := study.EstimateRecurrence(cmd.Context(), groups, opt)
			if err != nil {
				return studyError(args[0], err)
			}
			if err := drawRecurrence(cmd, groups, out); err != nil {
				return err
			}
			return recurrenceReport(out).print(cmd.OutOrStdout(), format, nil)
		},
	}
	f.flags(cmd)
	cmd.Flags().Float64Var(&opt.Level, "level", 0.9, "of two-sided bounds")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return plotFlag(cmd)
}

// recurrenceReport shows mean cumulative functions.
func recurrenceReport(m study.Recurrence) treeResult {
	r := treeResult{kind: "MeanCumulative", data: m}
	r.csv.columns = names("hours", "at_risk", "events", "mean", "std_err", "low", "high")
	if len(m.Groups) == 0 {
		r.tables = []sheet{recurrenceSheet(&r.csv, nil, m.RecurrenceCurve)}
		return r
	}
	r.csv.columns = append(names("group"), r.csv.columns...)
	for _, g := range m.Groups {
		if g.Reason != "" {
			r.tables = append(r.tables, reasonSheet(g.Name, g.Reason))
			continue
		}
		s := recurrenceSheet(&r.csv, []any{g.Name}, g.RecurrenceCurve)
		s.title = g.Name
		r.tables = append(r.tables, s)
	}
	if c := m.Comparison; c.Test == nil {
		r.tables = append(r.tables, reasonSheet("comparison", c.Reason))
	} else {
		s := sheet{columns: []column{{"as many events in both groups", false}, {"p", true}}}
		s.add("normal variable "+figure(c.Test.Statistic), chance(c.Test.PValue))
		r.tables = append(r.tables, s)
	}
	return r
}

// recurrenceSheet shows one function; first are the first cells of its rows for
// spreadsheets.
func recurrenceSheet(csv *sheet, first []any, c study.RecurrenceCurve) sheet {
	s := sheet{columns: []column{{"hours", true}, {"at risk", true}, {"events", true}, {"mean", true}, {"bounds", false}}}
	for i, x := range c.Curve {
		low, high := c.Bounds[i].Low, c.Bounds[i].High
		s.add(figure(x.Hours), x.AtRisk, x.Events, figure(x.Mean), span(low, high))
		csv.add(slices.Concat(first, []any{x.Hours, x.AtRisk, x.Events, x.Mean, x.StdErr, low, high})...)
	}
	return s
}

// newGrowth says whether events become rarer, before it gives a mean time.
func newGrowth(_ *global) *cobra.Command {
	var f historyFile
	var opt study.GrowthOptions
	var format string
	cmd := &cobra.Command{
		Use:   "growth FILE",
		Short: "Do failures become rarer or more frequent? With MTBF where there is one",
		Long: `Do failures become rarer or more frequent? A mean time between failures is given
only where there is no trend; else what the power law says of now.

` + historyForm,
		Example: "  ninefold growth incidents.csv -o json",
		Args:    exactlyOne("one CSV file of events"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opt.Validate(); err != nil {
				return usage(cmd, err)
			}
			h, err := f.read(args[0])
			if err != nil {
				return err
			}
			out, err := study.DiagnoseGrowth(cmd.Context(), h, opt)
			if err != nil {
				return studyError(args[0], err)
			}
			if err := drawGrowth(cmd, h, opt.Level); err != nil {
				return err
			}
			return growthReport(out).print(cmd.OutOrStdout(), format, nil)
		},
	}
	f.flags(cmd)
	cmd.Flags().Float64Var(&opt.Level, "level", 0.9, "of two-sided intervals")
	cmd.Flags().Float64Var(&opt.Significance, "significance", 0.05, "p-values below it count")
	cmd.Flags().IntVar(&opt.Draws, "draws", 2000, "behind each simulated p-value")
	cmd.Flags().Uint64Var(&opt.Seed, "seed", 1, "the same seed gives the same figures")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return plotFlag(cmd)
}

func growthReport(v study.Growth) treeResult {
	r := treeResult{kind: "Growth", data: v}
	if v.Provenance.Seed != nil {
		r.seed = *v.Provenance.Seed
	}
	r.csv.columns = names("figure", "value", "low", "high", "p_value", "reason")
	s := sheet{title: strings.Join(v.Words, "\n"), columns: []column{{"figure", false}, {"value", false}}}
	estimate := func(name string, e lifedata.Estimate) {
		s.add(name, estimateText(e))
		r.csv.add(name, e.Value, e.Low, e.High, nil, e.Reason)
	}
	r.csv.add("verdict", string(v.Kind), nil, nil, nil, strings.Join(v.Words, " "))
	estimate("events per hour of a system", v.Rate)
	estimate("MTBF (h)", v.MTBF)
	if v.MTBFNow != nil {
		estimate("MTBF now (h)", *v.MTBFNow)
	}
	if v.Growth != nil {
		s.add("shape of the power law", figure(v.Growth.Shape))
		r.csv.add("shape of the power law", v.Growth.Shape, nil, nil, nil, nil)
	}
	tests := sheet{columns: []column{{"trend test", false}, {"without a trend", false}, {"p", true}}}
	for _, t := range v.Trends {
		tests.add(t.Name, t.Null, chance(t.PValue))
		r.csv.add("trend test: "+t.Name, t.Statistic, nil, nil, t.PValue, t.Null)
	}
	r.tables = []sheet{s, tests}
	return r
}

// chance shows a p-value.
func chance(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return share(p)
}
