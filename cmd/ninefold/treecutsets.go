package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ninefold/analysis/faulttree/study"
)

// cutSetSheets list the most probable cut sets of each top event.
func cutSetSheets(all []study.TopEvent) []sheet {
	var sheets []sheet
	for _, e := range all {
		if e.CutSets == nil || len(e.CutSets.List) == 0 {
			continue
		}
		s := sheet{
			title:   fmt.Sprintf("%s: %d of %s minimal cut sets", e.Name, len(e.CutSets.List), e.CutSets.Count),
			columns: []column{{"rank", true}, {"order", true}, {"cut set", false}, {"probability", true}},
		}
		for i, c := range e.CutSets.List {
			s.add(i+1, c.Order, strings.Join(c.Events, ", "), c.Probability)
		}
		sheets = append(sheets, s)
	}
	return sheets
}

// cutSetsOfTrees is cutsets of fault trees.
var cutSetsOfTrees = treeReport{
	flags: func(f *treeFlags, flags *pflag.FlagSet) {
		f.cutOffs(flags)
		flags.BoolVar(&f.primes, "prime-implicants", false, "list prime implicants: with what must not have occurred")
	},
	run: func(cmd *cobra.Command, t *treeFile, f *treeFlags, opt study.Options) (treeResult, error) {
		limit, err := cmd.Flags().GetInt("limit")
		if err != nil {
			return treeResult{}, err
		}
		if opt.List.Limit = limit; limit <= 0 {
			opt.List.Limit = -1
		}
		if f.primes {
			return primeImplicants(cmd, t, opt)
		}
		opt.CutSets = study.List
		a, err := study.Analyze(cmd.Context(), t.model, opt)
		r := treeResult{kind: "CutSets", data: a, partial: a.Partial, tables: cutSetSheets(a.TopEvents)}
		r.csv.columns = names("top_event", "rank", "order", "probability", "events")
		for _, e := range a.TopEvents {
			if e.CutSets == nil {
				continue
			}
			for i, c := range e.CutSets.List {
				r.csv.add(e.Name, i+1, c.Order, c.Probability, strings.Join(c.Events, " "))
			}
		}
		return r, err
	},
}

func primeImplicants(cmd *cobra.Command, t *treeFile, opt study.Options) (treeResult, error) {
	a, err := study.PrimeImplicants(cmd.Context(), t.model, opt)
	r := treeResult{kind: "PrimeImplicants", data: a, partial: a.Partial}
	r.csv.columns = names("top_event", "rank", "order", "probability", "events", "absent")
	for _, e := range a.TopEvents {
		s := sheet{
			title:   fmt.Sprintf("%s: %d of %s prime implicants", e.Name, len(e.List), e.Count),
			columns: []column{{"rank", true}, {"order", true}, {"occurred", false}, {"not occurred", false}, {"probability", true}},
		}
		for i, c := range e.List {
			s.add(i+1, c.Order, strings.Join(c.Events, ", "), strings.Join(c.Absent, ", "), c.Probability)
			r.csv.add(e.Name, i+1, c.Order, c.Probability, strings.Join(c.Events, " "), strings.Join(c.Absent, " "))
		}
		r.tables = append(r.tables, s)
	}
	return r, err
}
