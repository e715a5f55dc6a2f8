package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/study"
)

func newSLO(g *global) *cobra.Command {
	return newGroup("slo", "Judge objectives and their error budgets; watch them with Prometheus; try alert rules on history",
		newSLOEvaluate(g), newSLOBacktest(g), newSLORules(g), newSLOConvert(g))
}

// sloFlags are those of slo evaluate.
type sloFlags struct {
	objectiveFlags
	historyFlags
	level                  float64
	at, rules, corrections string
	forecast               bool
	seed                   uint64
}

// newSLOEvaluate judges an objective on counts.
func newSLOEvaluate(g *global) *cobra.Command {
	var f sloFlags
	var format string
	cmd := &cobra.Command{
		Use:   "evaluate [FILE]",
		Short: "What was attained of an objective, what is left of its budget, and what alerts say",
		Long: `What was attained of an objective, what is left of its error budget, what alert
rules say, and whether the traffic is enough for that.

` + countsForm + `

Corrections, CSV or YAML with from, to, why, who and at, are taken out of the
objective; both figures are shown, with what each correction takes out.`,
		Example: `  ninefold slo evaluate requests.csv --target 0.999 --window 30d
  ninefold slo evaluate requests.csv --window month --zone Europe/Berlin --forecast -o json
  ninefold slo evaluate requests.csv --spec openslo.yaml --slo checkout --corrections corrections.csv
  ninefold slo evaluate --method time --outages outages.csv --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.objective(g, cmd)
			if err != nil {
				return err
			}
			h, notes, err := f.read(cmd, args, o)
			if err != nil {
				return err
			}
			at, opt, err := f.options(h)
			if err != nil {
				return usage(cmd, err)
			}
			if opt.Corrections, err = readCorrections(f.corrections, at, &notes); err != nil {
				return err
			}
			opt.Objective, opt.At = o.Objective, at
			report, err := study.Evaluate(cmd.Context(), h, opt)
			if err != nil {
				return orCode(exitInvalid, err)
			}
			if err := drawBudget(cmd, h, report.Report, opt.Engine()); err != nil {
				return err
			}
			report.Notes = append(notes, report.Notes...)
			g.printNotes(cmd, format, report.Notes)
			return sloReport(o.name, report).print(cmd.OutOrStdout(), format, report.Notes)
		},
	}
	f.objectiveFlags.flags(cmd)
	f.historyFlags.flags(cmd)
	cmd.Flags().StringVar(&f.corrections, "corrections", "", "CSV or YAML file of times that do not count")
	cmd.Flags().StringVar(&f.at, "at", "", "when to judge, RFC 3339; at the end of the history without it")
	cmd.Flags().StringVar(&f.rules, "rules", "workbook", "alert rules: "+strings.Join(ruleSets(), ", ")+" or "+study.NoRules)
	cmd.Flags().Float64Var(&f.level, "level", 0.9, "of intervals")
	cmd.Flags().BoolVar(&f.forecast, "forecast", false, "when the budget is likely to run out")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "of the forecast; the same seed gives the same figures")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return plotFlag(cmd)
}

func ruleSets() []string { return study.RuleSets() }

// options returns when and what to evaluate.
func (f sloFlags) options(h slo.History) (time.Time, study.Options, error) {
	at, opt := h.Watched.To, study.Options{Level: f.level, Rules: f.rules, Forecast: f.forecast, Seed: f.seed}
	if f.at != "" {
		var err error
		if at, err = instant("at", f.at); err != nil {
			return at, opt, err
		}
	}
	if !(f.level > 0 && f.level < 1) {
		return at, opt, fmt.Errorf("--level %g is not between 0 and 1", f.level)
	}
	if f.rules != study.NoRules {
		if _, err := ruleSet(f.rules); err != nil {
			return at, opt, fmt.Errorf("%w, or %s", err, study.NoRules)
		}
	}
	return at, opt, nil
}

// printNotes says what a table has no place for; JSON and YAML have it among their
// warnings.
func (g *global) printNotes(cmd *cobra.Command, format string, notes []string) {
	if format == "json" || format == "yaml" {
		return
	}
	for _, n := range notes {
		g.hintf(cmd, "note: %s", n)
	}
}

// isYAML tells a YAML file by its name.
func isYAML(path string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(path)))
}
