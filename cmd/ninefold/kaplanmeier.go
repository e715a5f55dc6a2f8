package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/lifedata/study"
	"ninefold/analysis/lifedata/table"
)

// newKaplanMeier estimates survival without a distribution.
func newKaplanMeier(_ *global) *cobra.Command {
	var opt study.SurvivalOptions
	var format string
	cmd := &cobra.Command{
		Use:   "km FILE",
		Short: "Share of units that survive, by age, without assuming a distribution",
		Long: `Share of units that survive, by age, without assuming a distribution.

FILE is CSV as for fit. The estimate is that of Kaplan and Meier, or where the time
of some failures is known only to lie between two, that of Turnbull. With a column
group, the groups are compared by the log-rank test.`,
		Example: `  ninefold km disks.csv
  ninefold km disks.csv -o csv > survival.csv`,
		Args: exactlyOne("one CSV file of lives"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opt.Validate(); err != nil {
				return usage(cmd, err)
			}
			groups, err := readLifeGroups(args[0])
			if err != nil {
				return err
			}
			out, err := study.EstimateSurvival(cmd.Context(), groups, opt)
			if err != nil {
				return studyError(args[0], err)
			}
			if err := drawSurvival(cmd, groups, out); err != nil {
				return err
			}
			return survivalReport(out).print(cmd.OutOrStdout(), format, nil)
		},
	}
	cmd.Flags().Float64Var(&opt.Level, "level", 0.9, "of two-sided bounds, log-log")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return plotFlag(cmd)
}

// readLifeGroups reads a CSV file of lives, of which a column may say whose they are.
func readLifeGroups(path string) ([]study.LifeGroup, error) {
	found, err := readTable(path, table.ParseLifeGroups)
	return study.LifeGroups(found.Names, found.Of), err
}

// survivalReport shows survival. A spreadsheet gets a row for each step, or mass, of
// each group; without groups there is none to name.
func survivalReport(s study.Survival) treeResult {
	r := treeResult{kind: "KaplanMeier", data: s}
	curve := kaplanMeierSheet
	if s.Estimator == study.Turnbull {
		r.kind, curve = "Turnbull", turnbullSheet
	}
	r.csv.columns = survivalColumns[s.Estimator]
	if len(s.Groups) == 0 {
		r.tables = []sheet{curve(&r.csv, nil, s.SurvivalCurve)}
		return r
	}
	r.csv.columns = slices.Concat(names("group"), r.csv.columns)
	for _, g := range s.Groups {
		if g.Reason != "" {
			r.tables = append(r.tables, reasonSheet(g.Name, g.Reason))
			continue
		}
		shown := curve(&r.csv, []any{g.Name}, g.SurvivalCurve)
		shown.title = strings.TrimSuffix(g.Name+"\n"+shown.title, "\n")
		r.tables = append(r.tables, shown)
	}
	r.tables = append(r.tables, logRankSheet(s))
	return r
}

// survivalColumns are the columns for spreadsheets.
var survivalColumns = map[study.Estimator][]column{
	study.KaplanMeier: names("hours", "at_risk", "failures", "survival", "std_err", "low", "high"),
	study.Turnbull:    names("after", "up_to", "share", "survival"),
}

// kaplanMeierSheet shows one curve; first are the first cells of its rows for
// spreadsheets.
func kaplanMeierSheet(csv *sheet, first []any, c study.SurvivalCurve) sheet {
	s := sheet{title: "median life: " + estimateText(*c.Median), columns: []column{{"hours", true}, {"at risk", true}, {"failures", true}, {"survival", true}, {"bounds", false}}}
	for i, x := range c.Curve {
		s.add(figure(x.Hours), x.AtRisk, x.Failures, figure(x.Survival), span(c.Bounds[i].Low, c.Bounds[i].High))
		csv.add(slices.Concat(first, []any{x.Hours, x.AtRisk, x.Failures, x.Survival, x.StdErr, c.Bounds[i].Low, c.Bounds[i].High})...)
	}
	return s
}

// turnbullSheet is kaplanMeierSheet of the other estimator.
func turnbullSheet(csv *sheet, first []any, c study.SurvivalCurve) sheet {
	s := sheet{columns: []column{{"after (h)", true}, {"up to (h)", true}, {"share", true}, {"survival", true}}}
	left := 1.0
	for _, m := range c.Turnbull.Masses {
		left = max(0, left-m.Share)
		var to any = "∞"
		if m.Hours != nil {
			to = figure(*m.Hours)
		}
		csv.add(slices.Concat(first, []any{m.Since, m.Hours, m.Share, left})...)
		s.add(figure(m.Since), to, share(m.Share), share(left))
	}
	return s
}

// logRankSheet shows whether the groups live alike.
func logRankSheet(s study.Survival) sheet {
	test := s.Comparison.LogRank
	if test == nil {
		return reasonSheet("log-rank test", s.Comparison.Reason)
	}
	out := sheet{title: "log-rank test: p " + chance(test.PValue), columns: []column{{"group", false}, {"failures", true}, {"expected, living alike", true}}}
	for i, g := range test.Groups {
		out.add(s.Groups[i].Name, figure(g.Observed), figure(g.Expected))
	}
	return out
}

// reasonSheet says why there is nothing to show.
func reasonSheet(of, reason string) sheet {
	s := sheet{columns: []column{{"not known", false}, {"reason", false}}}
	s.add(of, reason)
	return s
}

func estimateText(e lifedata.Estimate) string {
	if e.Value == nil {
		return "not known: " + e.Reason
	}
	return strings.TrimSpace(figure(*e.Value) + "  " + span(e.Low, e.High))
}
