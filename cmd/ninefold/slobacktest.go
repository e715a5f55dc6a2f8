package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/slo"
	"ninefold/models"
)

// backtestFlags are those of slo backtest.
type backtestFlags struct {
	objectiveFlags
	historyFlags
	incidents, step string
	rules           []string
	least, level    float64
}

// A backtest is how rule sets would have done.
type backtest struct {
	Objective  slo.Objective `json:"objective"`
	Over       slo.Span      `json:"over"`
	Incidents  string        `json:"incidents"`  // given, or derived from the counts
	LeastShare float64       `json:"leastShare"` // of the budget, that an incident must spend to deserve an alert
	Level      float64       `json:"level"`      // of intervals
	Sets       []setScores   `json:"sets"`
	Notes      []string      `json:"notes,omitempty"`
}

// setScores are what became of a rule set.
type setScores struct {
	Name    string        `json:"name"`
	Source  string        `json:"source"`
	Scores  []slo.Score   `json:"scores"` // of each rule, and of those of a severity together
	Refused []slo.Refusal `json:"refused,omitempty"`
}

// newSLOBacktest tries rule sets on a history.
func newSLOBacktest(g *global) *cobra.Command {
	var f backtestFlags
	var format string
	cmd := &cobra.Command{
		Use:   "backtest [FILE]",
		Short: "How alert rules would have done on history: precision, recall, time to detect",
		Long: `How alert rules would have done on history: the share of alerts that were due to
an incident, the share of incidents that raised one, how long that took, what it had
cost by then, and false alarms a month. Each rule is tried, and those of a severity
together.

` + countsForm + `

--incidents is CSV with the columns from and to: what should have raised an alert.
Those that overlap are one; those of which the counts show nothing were missed.
Without it incidents are derived from the same counts: stretches in which the budget
burned faster than it may, of which those count that spent the share --least.`,
		Example: `  ninefold slo backtest requests.csv --incidents incidents.csv --target 0.999
  ninefold slo backtest requests.csv --rules workbook --rules workbook-day --least 0.02 -o json`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := f.run(g, cmd, args)
			if err != nil {
				return err
			}
			g.printNotes(cmd, format, b.Notes)
			return b.report().print(cmd.OutOrStdout(), format, b.Notes)
		},
	}
	f.objectiveFlags.flags(cmd)
	f.historyFlags.flags(cmd)
	cmd.Flags().StringVar(&f.incidents, "incidents", "", "CSV file of what should have raised an alert: from, to")
	cmd.Flags().StringSliceVar(&f.rules, "rules", ruleSets(), "rule sets to compare; may be repeated")
	cmd.Flags().Float64Var(&f.least, "least", 0.01, "share of the budget that an incident must have spent to deserve an alert; 0 with --incidents")
	cmd.Flags().Float64Var(&f.level, "level", 0.9, "of intervals")
	cmd.Flags().StringVar(&f.step, "step", "1m", "time between evaluations of the rules")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return cmd
}

func (f *backtestFlags) run(g *global, cmd *cobra.Command, args []string) (backtest, error) {
	trial, err := f.trial(cmd)
	if err != nil {
		return backtest{}, usage(cmd, err)
	}
	o, err := f.objective(g, cmd)
	if err != nil {
		return backtest{}, err
	}
	h, notes, err := f.read(cmd, args, o)
	if err != nil {
		return backtest{}, err
	}
	trial.Over = h.Watched
	if trial.Incidents, err = readSpans(f.incidents, h.Watched.To, &notes); err != nil {
		return backtest{}, orCode(exitInvalid, err)
	}
	b := backtest{Objective: o.Objective, Over: trial.Over, Incidents: "given", LeastShare: trial.MinShare, Level: trial.Level, Notes: notes}
	if outside := outsideOf(trial.Over, trial.Incidents); outside > 0 {
		b.Notes = append(b.Notes, fmt.Sprintf("%d of %d incidents are outside of the history, and not looked at", outside, len(trial.Incidents)))
	}
	if trial.Incidents == nil {
		b.Incidents = "derived"
		b.Notes = append(b.Notes, fmt.Sprintf("no --incidents were given: incidents are stretches of the same counts that spent %s of the budget or more; so this says how rules follow the budget, not whether they told what people had to know", share(trial.MinShare)))
	}
	if w := o.Window.Rolling; b.Over.To.Sub(b.Over.From) < w {
		b.Notes = append(b.Notes, "the history is shorter than the window of the objective: shares of the budget take the rate of requests that was seen for that of the whole window")
	}
	for _, name := range f.rules {
		set, err := ruleSet(name)
		if err != nil {
			return b, usage(cmd, err)
		}
		if err := b.try(cmd, name, set, h, trial); err != nil {
			return b, err
		}
	}
	return b, nil
}

func outsideOf(over slo.Span, incidents []slo.Span) int {
	n := 0
	for _, s := range incidents {
		if !s.From.Before(over.To) || !s.To.After(over.From) {
			n++
		}
	}
	return n
}

// trial returns what the flags say of it.
func (f *backtestFlags) trial(cmd *cobra.Command) (slo.Trial, error) {
	t := slo.Trial{MinShare: f.least, Level: f.level}
	if f.incidents != "" && !cmd.Flags().Changed("least") {
		t.MinShare = 0
	}
	step, err := models.ParseDuration(f.step)
	t.Step = time.Duration(step)
	switch {
	case err != nil || t.Step < time.Second:
		return t, fmt.Errorf("--step %q is not a time of at least a second, such as 1m", f.step)
	case !(f.least >= 0 && f.least <= 1):
		return t, fmt.Errorf("--least %g is not between 0 and 1", f.least)
	case !(f.level > 0 && f.level < 1):
		return t, fmt.Errorf("--level %g is not between 0 and 1", f.level)
	case len(f.rules) == 0:
		return t, errors.New("--rules names no rule set")
	}
	return t, nil
}

// try adds what becomes of a rule set. Rules that cannot be used are not tried.
func (b *backtest) try(cmd *cobra.Command, name string, set slo.RuleSet, h slo.History, t slo.Trial) error {
	scores := setScores{Name: name, Source: set.Source, Scores: []slo.Score{}}
	from, to := b.Objective.Window.At(t.Over.From)
	for _, r := range set.Rules {
		if err := r.Check(b.Objective.Target, to.Sub(from)); err != nil {
			scores.Refused = append(scores.Refused, slo.Refusal{Rule: r, Reason: err.Error()})
			continue
		}
		t.Rules = append(t.Rules, r)
	}
	if len(t.Rules) > 0 {
		var err error
		if scores.Scores, err = slo.Backtest(cmd.Context(), b.Objective, h, t); err != nil {
			return orCode(exitInvalid, err)
		}
	}
	b.Sets = append(b.Sets, scores)
	return nil
}

// report shows a backtest to people and to spreadsheets.
func (b *backtest) report() treeResult {
	out := treeResult{kind: "Backtest", data: b}
	out.csv.columns = names("rules", "rule", "alerts", "incidents", "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high",
		"median_minutes_to_detect", "slowest_minutes_to_detect", "median_minutes_to_reset", "slowest_minutes_to_reset", "median_share_at_alert", "most_share_at_alert", "false_alarms_per_month", "refused")
	for _, set := range b.Sets {
		s := sheet{
			title: fmt.Sprintf("%s, from %s to %s, incidents %s", set.Name, b.Over.From.UTC().Format(time.RFC3339), b.Over.To.UTC().Format(time.RFC3339), b.Incidents),
			columns: []column{
				{"rule", false}, {"alerts", true}, {"precision", false}, {"recall", false}, {"minutes to detect", false},
				{"to reset", false}, {"budget at alert", false}, {"false a month", true},
			},
		}
		for _, x := range set.Scores {
			p, r := x.Precision, x.Recall
			name := x.Name
			if len(x.Rules) > 1 {
				name += " (" + strings.Join(x.Rules, ", ") + ")"
			}
			s.add(name, len(x.Alerts), countedShare(p), countedShare(r), middleAndMost(x.Median, x.Slowest, figure), middleAndMost(x.MedianReset, x.SlowestReset, figure),
				middleAndMost(x.MedianSpent, x.MostSpent, share), figure(x.FalseAlarms))
			out.csv.add(set.Name, x.Name, len(x.Alerts), r.Of, p.Value, p.Low, p.High, r.Value, r.Low, r.High,
				x.Median, x.Slowest, x.MedianReset, x.SlowestReset, x.MedianSpent, x.MostSpent, x.FalseAlarms, nil)
		}
		for _, x := range set.Refused {
			s.add(x.Rule.Name, nil, "not tried: "+x.Reason, nil, nil, nil, nil, nil)
			row := make([]any, len(out.csv.columns))
			row[0], row[1], row[len(row)-1] = set.Name, x.Rule.Name, x.Reason
			out.csv.add(row...)
		}
		out.tables = append(out.tables, s)
	}
	return out
}

// countedShare shows a share with its counts and interval.
func countedShare(s slo.Share) string {
	if s.Value == nil {
		return "— of 0"
	}
	return fmt.Sprintf("%s, %d of %d (%s … %s)", share(*s.Value), s.Hits, s.Of, share(s.Low), share(s.High))
}

func middleAndMost(median, most *float64, show func(float64) string) string {
	if median == nil || most == nil {
		return "—"
	}
	return show(*median) + ", at most " + show(*most)
}
