package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ninefold/analysis/faulttree/study"
)

// importanceInTrees is importance of fault trees.
var importanceInTrees = treeReport{
	flags: func(f *treeFlags, flags *pflag.FlagSet) {
		flags.StringArrayVar(&f.groups, "group", nil, "importance of a group of events, `NAME=ID,ID`; repeatable")
	},
	dynamic: importanceDynamic,
	run: func(cmd *cobra.Command, t *treeFile, f *treeFlags, opt study.Options) (treeResult, error) {
		groups, err := groupsOf(f.groups)
		if err != nil {
			return treeResult{}, usage(cmd, err)
		}
		all, err := study.Importance(cmd.Context(), t.model, groups, opt)
		r := treeResult{kind: "Importance", data: all, partial: all.Partial}
		r.csv.columns = names("top_event", "kind", "name", "probability", "birnbaum", "criticality", "fussell_vesely", "diagnostic",
			"risk_achievement_worth", "risk_reduction_worth", "differential")
		for _, top := range all.TopEvents {
			s := sheet{title: top.Name, columns: []column{{"event", false}, {"probability", true}, {"birnbaum", true}, {"criticality", true},
				{"fussell-vesely", true}, {"diagnostic", true}, {"raw", true}, {"rrw", true}, {"differential", true}}}
			for _, i := range top.Importance {
				s.add(i.ID, i.Probability, i.Birnbaum, i.Criticality, i.FussellVesely, i.Diagnostic, i.RiskAchievementWorth, i.RiskReductionWorth, i.Differential)
				r.csv.add(top.Name, "event", i.ID, i.Probability, i.Birnbaum, i.Criticality, i.FussellVesely, i.Diagnostic,
					i.RiskAchievementWorth, i.RiskReductionWorth, i.Differential)
			}
			r.tables = append(r.tables, s, groupSheet(top))
			for _, g := range top.Groups {
				r.csv.add(top.Name, "group", g.ID, nil, g.Birnbaum, nil, g.FussellVesely, nil, g.RiskAchievementWorth, g.RiskReductionWorth, g.Differential)
			}
		}
		return r, err
	},
}

func groupSheet(top study.TopImportance) sheet {
	s := sheet{title: top.Name + ": groups", columns: []column{{"group", false}, {"birnbaum", true}, {"fussell-vesely", true}, {"raw", true}, {"rrw", true}, {"differential", true}}}
	for _, g := range top.Groups {
		s.add(g.ID, g.Birnbaum, g.FussellVesely, g.RiskAchievementWorth, g.RiskReductionWorth, g.Differential)
	}
	return s
}
