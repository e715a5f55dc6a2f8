package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/lifedata"
)

// newKaplanMeier estimates survival without a distribution.
func newKaplanMeier(_ *global) *cobra.Command {
	var format string
	var level float64
	cmd := &cobra.Command{
		Use:   "km FILE",
		Short: "Share of units that survive, by age, without assuming a distribution",
		Long: `Share of units that survive, by age, without assuming a distribution.

FILE is CSV as for fit. The estimate is that of Kaplan and Meier, or where the time
of some failures is known only to lie between two, that of Turnbull.`,
		Example: `  ninefold km disks.csv
  ninefold km disks.csv -o csv > survival.csv`,
		Args: exactlyOne("one CSV file of lives"),
		RunE: func(cmd *cobra.Command, args []string) error {
			lives, err := readLives(args[0])
			if err != nil {
				return err
			}
			var r treeResult
			if slices.ContainsFunc(lives, func(l lifedata.Life) bool { return l.Interval || l.Until > 0 }) {
				r, err = turnbull(cmd, lives)
			} else {
				r, err = kaplanMeier(lives, level)
			}
			if err != nil {
				return exit(exitInvalid, "%s: %w", args[0], err)
			}
			if err := drawSurvival(cmd, lives, level); err != nil {
				return err
			}
			return r.print(cmd.OutOrStdout(), format, nil)
		},
	}
	cmd.Flags().Float64Var(&level, "level", 0.9, "of two-sided bounds, log-log")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return plotFlag(cmd)
}

func kaplanMeier(lives []lifedata.Life, level float64) (treeResult, error) {
	curve, err := lifedata.KaplanMeier(lives)
	if err != nil {
		return treeResult{}, err
	}
	points, err := curve.Bounds(level, lifedata.TransformLogLog)
	if err != nil {
		return treeResult{}, err
	}
	median, err := curve.Quantile(0.5, level, lifedata.TransformLogLog)
	if err != nil {
		return treeResult{}, err
	}
	r := treeResult{kind: "KaplanMeier", data: map[string]any{"level": level, "curve": curve, "bounds": points, "median": median}}
	r.csv.columns = names("hours", "at_risk", "failures", "survival", "std_err", "low", "high")
	s := sheet{title: "median life: " + estimateText(median), columns: []column{{"hours", true}, {"at risk", true}, {"failures", true}, {"survival", true}, {"bounds", false}}}
	for i, c := range curve {
		s.add(figure(c.Hours), c.AtRisk, c.Failures, figure(c.Survival), span(points[i].Low, points[i].High))
		r.csv.add(c.Hours, c.AtRisk, c.Failures, c.Survival, c.StdErr, points[i].Low, points[i].High)
	}
	r.tables = []sheet{s}
	return r, nil
}

func estimateText(e lifedata.Estimate) string {
	if e.Value == nil {
		return "not known: " + e.Reason
	}
	return strings.TrimSpace(figure(*e.Value) + "  " + span(e.Low, e.High))
}

func turnbull(cmd *cobra.Command, lives []lifedata.Life) (treeResult, error) {
	curve, err := lifedata.Turnbull(cmd.Context(), lives)
	if err != nil {
		return treeResult{}, err
	}
	r := treeResult{kind: "Turnbull", data: map[string]any{"curve": curve}}
	r.csv.columns = names("after", "up_to", "share", "survival")
	s := sheet{columns: []column{{"after (h)", true}, {"up to (h)", true}, {"share", true}, {"survival", true}}}
	left := 1.0
	for _, m := range curve.Masses {
		left = max(0, left-m.Share)
		var to any = "∞"
		if m.Hours != nil {
			to = figure(*m.Hours)
		}
		r.csv.add(m.Since, m.Hours, m.Share, left)
		s.add(figure(m.Since), to, share(m.Share), share(left))
	}
	r.tables = []sheet{s}
	return r, nil
}
