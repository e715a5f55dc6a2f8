package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/models/assessment"
	"ninefold/ui/report"
)

// newAnalyze prints what to expect of each journey, and why.
func newAnalyze(g *global) *cobra.Command {
	a := &analysis{global: g}
	var format string
	var exitZero bool
	cmd := &cobra.Command{
		Use:   "analyze [FILE]",
		Short: "What to expect of a mesh, fault tree, block diagram, network or system, and why",
		Example: `  ninefold analyze bank.yaml
  ninefold analyze bank.yaml --save
  ninefold analyze bank.yaml -o json | jq '.data.journeys[].outagesPerYear'
  ninefold analyze model.xml --limit 10 --cut-sets list
  ninefold analyze spares.dft --times 720,8760
  ninefold analyze map.graphml --terminals Ulm,Bonn --reliability 0.999
  ninefold analyze edges.dat --pairs --reliability 0.99 --time-limit 1m -o csv
  ninefold analyze equations.yaml --semantics coldStart --top api`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			result, err := a.assess(cmd, args)
			if err != nil {
				return err
			}
			if format == "table" || format == "csv" {
				for _, w := range result.Warnings {
					g.hintf(cmd, "warning: %s", w)
				}
			}
			switch format {
			case "table":
				printAssessment(cmd.OutOrStdout(), result)
			case "csv":
				err = report.Table(cmd.OutOrStdout(), result, "journeys", false)
			default:
				e := wrap("Assessment", result, result.Warnings)
				e.Meta.ModelHash, e.Meta.Seed = result.Model.Digest, result.Seed
				err = e.print(cmd.OutOrStdout(), format)
			}
			if err != nil {
				return err
			}
			return overLimit(result, exitZero)
		},
	}
	a.flags(cmd)
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	cmd.Flags().BoolVar(&a.save, "save", false, "store the model and its assessment, for the dashboard and later reports")
	cmd.Flags().BoolVar(&exitZero, "exit-zero", false, "exit 0 also when a limit is exceeded")
	return cmd
}

// overLimit is the finding that journeys exceed their limits.
func overLimit(a *assessment.Assessment, exitZero bool) error {
	var over []string
	for _, j := range a.Journeys {
		if j.DowntimeMinutesPerYear.Status == assessment.Breached {
			over = append(over, fmt.Sprintf("%s is expected to exceed its limit of %s min/yr: %s", j.Name,
				assessment.FormatMinutes(*j.LimitMinutesPerYear), j.DowntimeMinutesPerYear.Display))
		}
	}
	if exitZero || len(over) == 0 {
		return nil
	}
	return finding("%s", strings.Join(over, "\n"))
}

func printAssessment(w io.Writer, a *assessment.Assessment) {
	printf(w, "%s\n%s\n\n", a.Overview.Headline, a.Overview.Decision)
	records := "no records"
	if a.Records.Incidents > 0 {
		records = fmt.Sprintf("%d incident(s) to %s", a.Records.Incidents, a.DataCutoff.Format("2 Jan 2006"))
	}
	printf(w, "%s, model %d · %s · %d samples, seed %d\n", a.Model.Title, a.Model.Version, records, a.Samples, a.Seed)
	for _, j := range a.Journeys {
		printJourney(w, j)
	}
}

func printJourney(w io.Writer, j assessment.Journey) {
	line := func(name string, e assessment.Estimate, note string) {
		text := fmt.Sprintf("  %-18s  %-14s  %-36s%s", name, e.Display, e.Interval, note)
		printf(w, "%s\n", strings.TrimRight(text, " "))
	}
	printf(w, "\n%s\n", j.Name)
	line("Unavailability", j.Unavailability, "")
	line("Availability", j.Availability, assessment.FormatNines(*j.Unavailability.Value))
	line("Expected downtime", j.DowntimeMinutesPerYear, limitNote(j))
	line("Outages a year", j.OutagesPerYear, "")
	line("Mean outage", j.MeanOutageMinutes, "")
	if j.DegradedMinutesPerYear != nil {
		line("Degraded", *j.DegradedMinutesPerYear, "")
	}
	if j.CostPerYear != nil {
		line("Cost a year", *j.CostPerYear, "")
	}
	if j.DowntimeMinutesPerYear.Status == assessment.NotJudged {
		printf(w, "  Not judged: %s\n", j.DowntimeMinutesPerYear.Reason)
	}
	single := 0
	if len(j.CutSets.ByOrder) > 0 {
		single = j.CutSets.ByOrder[0]
	}
	printf(w, "  %-18s  %s (%d of order 1)\n\n", "Cut sets", j.CutSets.Count, single)
	printCutSets(w, j.CutSets.Top[:min(10, len(j.CutSets.Top))])
}

func limitNote(j assessment.Journey) string {
	if j.LimitMinutesPerYear == nil {
		return "no target"
	}
	note := "limit " + assessment.FormatMinutes(*j.LimitMinutesPerYear) + " min"
	if over := *j.DowntimeMinutesPerYear.Value - *j.LimitMinutesPerYear; over > 0 {
		note += "  OVER by " + assessment.FormatMinutes(over)
	}
	return note
}

func printCutSets(w io.Writer, sets []assessment.CutSet) {
	rows := make([][]string, 0, len(sets))
	for _, s := range sets {
		rows = append(rows, []string{strconv.Itoa(s.Rank), strconv.Itoa(s.Order), s.Title, s.Display, assessment.FormatShare(s.Share), assessment.FormatProbability(s.Probability)})
	}
	printTable(w, []column{{"rank", true}, {"order", true}, {"cut set", false}, {"min/yr", true}, {"share", true}, {"probability", true}}, rows)
}

// newCutSets lists the cut sets of one journey.
func newCutSets(g *global) *cobra.Command {
	a := &analysis{global: g}
	var format, journey string
	var limit int
	cmd := &cobra.Command{
		Use: "cutsets [FILE]", Short: "What must fail together: cut sets of a journey, tree, diagram or network",
		Example: `  ninefold cutsets bank.yaml --journey payments --limit 10
  ninefold cutsets model.xml --max-order 2 -o csv`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			result, j, err := a.journey(cmd, args, journey)
			if err != nil {
				return err
			}
			sets := j.CutSets
			sets.Top = sets.Top[:min(len(sets.Top), max(0, limit))]
			if format == "csv" {
				j.CutSets = sets
				return tableOf(cmd.OutOrStdout(), *result, j, "cut-sets")
			}
			if format != "table" {
				return wrap("CutSets", sets, result.Warnings).print(cmd.OutOrStdout(), format)
			}
			printCutSets(cmd.OutOrStdout(), sets.Top)
			g.hintf(cmd, "%d of %s minimal cut sets of %s", len(sets.Top), sets.Count, j.Name)
			return nil
		},
	}
	a.flags(cmd)
	cmd.Flags().StringVar(&journey, "journey", "", "ID of the journey; the first without it")
	cmd.Flags().IntVar(&limit, "limit", 50, "how many to list")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return cmd
}

// newImportance ranks the basic events of one journey.
func newImportance(g *global) *cobra.Command {
	a := &analysis{global: g}
	var format, journey string
	cmd := &cobra.Command{
		Use: "importance [FILE]", Short: "Which parts matter most to a journey, tree, diagram, network or equations",
		Example: `  ninefold importance bank.yaml --journey payments
  ninefold importance model.xml --group pumps=p1,p2 -o csv`,
		Args: atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			result, j, err := a.journey(cmd, args, journey)
			if err != nil {
				return err
			}
			if format == "csv" {
				return tableOf(cmd.OutOrStdout(), *result, j, "importance")
			}
			if format != "table" {
				return wrap("Importance", j.Importance, result.Warnings).print(cmd.OutOrStdout(), format)
			}
			optional := func(x *float64) string {
				if x == nil {
					return "—"
				}
				return assessment.FormatProbability(*x)
			}
			rows := make([][]string, 0, len(j.Importance))
			for _, i := range j.Importance {
				rows = append(rows, []string{i.Label, assessment.FormatProbability(i.Probability), assessment.FormatProbability(i.Birnbaum),
					optional(i.Criticality), optional(i.FussellVesely), optional(i.RiskAchievementWorth), optional(i.RiskReductionWorth)})
			}
			printTable(cmd.OutOrStdout(), []column{{"event", false}, {"probability", true}, {"birnbaum", true}, {"criticality", true},
				{"fussell-vesely", true}, {"raw", true}, {"rrw", true}}, rows)
			return nil
		},
	}
	a.flags(cmd)
	cmd.Flags().StringVar(&journey, "journey", "", "ID of the journey; the first without it")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return cmd
}

// tableOf writes what a table of the assessment says of one journey.
func tableOf(w io.Writer, a assessment.Assessment, j assessment.Journey, name string) error {
	a.Journeys = []assessment.Journey{j}
	return report.Table(w, &a, name, false)
}

// journey assesses and picks one journey.
func (a *analysis) journey(cmd *cobra.Command, args []string, id string) (*assessment.Assessment, assessment.Journey, error) {
	result, err := a.assess(cmd, args)
	if err != nil {
		return nil, assessment.Journey{}, err
	}
	var known []string
	for _, j := range result.Journeys {
		if id == "" || j.ID == id {
			return result, j, nil
		}
		known = append(known, j.ID)
	}
	if len(known) == 0 {
		return nil, assessment.Journey{}, exit(exitInvalid, "the model has no journey")
	}
	return nil, assessment.Journey{}, exit(exitNotFound, "no journey %q in the model, want one of %s", id, strings.Join(known, ", "))
}
