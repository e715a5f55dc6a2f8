package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ninefold/analysis/faulttree/study"
)

// analyzeTrees is analyze of fault trees.
var analyzeTrees = treeReport{
	flags: func(f *treeFlags, flags *pflag.FlagSet) {
		flags.StringVar(&f.method, "method", "auto", "exact, rare-event or upper-bound (of the cut sets of a tree), bounds, or auto: exact, or bounds where it is too large")
		flags.StringVar(&f.cutSets, "cut-sets", "count", "minimal cut sets: off, count or list")
		flags.IntVar(&f.limit, "limit", 50, "how many cut sets to list")
		flags.StringArrayVar(&f.given, "given", nil, "what was observed, `ID=true` or ID=false: probabilities are conditional on it; repeatable")
		f.cutOffs(flags)
		flags.IntVar(&f.curve, "curve", 0, "probabilities at the ends of so many steps of the mission")
		flags.Float64SliceVar(&f.times, "times", nil, "`HOURS` at which to look, instead of the mission time of a tree, or of those in the file of a block diagram")
		flags.IntVar(&f.states, "states", 0, "states that are looked at, of a tree in each chain; 0 is 1 million. Beyond, there are bounds")
		flags.BoolVar(&f.average, "average", false, "means over the mission (PFDavg, PFH) and safety integrity level; constant events stay as they are")
	},
	dynamic: analyzeDynamic,
	run: func(cmd *cobra.Command, t *treeFile, f *treeFlags, opt study.Options) (treeResult, error) {
		if err := f.noOtherTimes(cmd); err != nil {
			return treeResult{}, err
		}
		if opt.Hours = f.times; len(f.times) > 0 {
			opt.At.MissionTimeHours = slices.Max(f.times)
		}
		a, err := study.Analyze(cmd.Context(), t.model, opt)
		r := treeResult{kind: "FaultTreeAnalysis", data: a, partial: a.Partial, csv: analysisCSV(a)}
		r.tables = append([]sheet{topsSheet(a.TopEvents)}, cutSetSheets(a.TopEvents)...)
		r.tables = append(r.tables, missionSheets(a.TopEvents)...)
		r.tables = append(r.tables, sequenceSheet(a.Sequences), endsSheet("", a.Ends))
		for _, l := range a.Alignments {
			r.tables = append(r.tables, alignmentSheet(l), endsSheet(l.Name, l.Ends))
		}
		return r, err
	},
}

// noOtherTimes refuses --times beside the other flags that say when to look.
func (f *treeFlags) noOtherTimes(cmd *cobra.Command) error {
	if len(f.times) > 0 && (f.curve > 0 || cmd.Flags().Changed("mission-time")) {
		return usage(cmd, errors.New("--times stands instead of --mission-time and --curve"))
	}
	if err := (study.Options{Hours: f.times}).Validate(); err != nil {
		return usage(cmd, err)
	}
	return nil
}

func topsSheet(tops []study.TopEvent) sheet {
	s := sheet{columns: []column{{"top event", false}, {"probability", true}, {"method", false}, {"cut sets", true}, {"by order", false}, {"per hour", true}}}
	for _, e := range tops {
		var count, orders any
		if e.CutSets != nil {
			count, orders = e.CutSets.Count, byOrder(e.CutSets.ByOrder)
		}
		s.add(e.Name, probabilityText(e.Probability), methodText(e), count, orders, e.FrequencyPerHour)
	}
	return s
}

// probabilityText shows a number or the bounds of it.
func probabilityText(p study.Probability) any {
	switch {
	case p.Value != nil:
		return fmt.Sprintf("%.9g", float64(*p.Value))
	case p.Lower != nil && p.Upper != nil:
		return fmt.Sprintf("%.6g … %.6g", float64(*p.Lower), float64(*p.Upper))
	}
	return nil
}

func methodText(e study.TopEvent) string {
	if e.Partial {
		return string(e.Probability.Method) + ", partial: " + e.Reason
	}
	return string(e.Probability.Method)
}

// byOrder shows how many cut sets have each order, leaving out those there are
// none of.
func byOrder(counts []string) string {
	var parts []string
	for i, n := range counts {
		if n != "0" {
			parts = append(parts, fmt.Sprintf("%d: %s", i+1, n))
		}
	}
	return strings.Join(parts, ", ")
}
