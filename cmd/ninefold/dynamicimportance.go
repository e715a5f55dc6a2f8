package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/dynamic/study"
	treestudy "ninefold/analysis/faulttree/study"
	"ninefold/analysis/markov"
)

// importanceDynamic is importance of events in a dynamic fault tree.
func importanceDynamic(cmd *cobra.Command, t *treeFile, f *treeFlags, opt treestudy.Options) (treeResult, error) {
	r, err := study.Importances(cmd.Context(), *t.dynamic, study.Options{MissionTime: f.hours, Set: opt.Set}, func(done, all int) {
		opt.Progress(treestudy.Progress{Done: done, Total: all, Name: t.dynamic.Top, Step: "importance"})
	})
	if errors.Is(err, markov.ErrBudget) {
		return treeResult{}, &exitError{exitPartial, err}
	}
	if err != nil {
		return treeResult{}, err
	}
	out := treeResult{kind: "DynamicFaultTreeImportance", data: r}
	s := sheet{
		title:   fmt.Sprintf("%s: unreliability %v at %g hours", t.dynamic.Top, dynamicProbability(r.Unreliability), r.Hours),
		columns: []column{{"event", false}, {"if failed from the start", true}, {"if it never fails", true}, {"raw", true}, {"rrw", true}},
	}
	out.csv.columns = names("event", "if_failed_lower", "if_failed_upper", "if_perfect_lower", "if_perfect_upper", "risk_achievement_worth", "risk_reduction_worth")
	for _, e := range r.Events {
		s.add(e.ID, dynamicProbability(e.IfFailed), dynamicProbability(e.IfPerfect), worth(e.RiskAchievementWorth), worth(e.RiskReductionWorth))
		a, b := ends(e.IfFailed)
		c, d := ends(e.IfPerfect)
		out.csv.add(e.ID, a, b, c, d, e.RiskAchievementWorth, e.RiskReductionWorth)
	}
	out.tables = []sheet{s}
	return out, nil
}

// worth shows a ratio with more digits than tables have: many are near 1.
func worth(x *float64) any {
	if x == nil {
		return nil
	}
	return fmt.Sprintf("%.5g", *x)
}

// ends are the bounds of a probability, alike where it is a number.
func ends(p *dynamic.Probability) (lower, upper any) {
	switch {
	case p == nil:
		return nil, nil
	case p.Value != nil:
		return *p.Value, *p.Value
	}
	return *p.Lower, *p.Upper
}
