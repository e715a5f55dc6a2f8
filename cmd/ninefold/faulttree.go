package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/faulttree"
	"ninefold/models/assessment"
)

// treeFlags are the flags of commands that take a fault tree.
type treeFlags struct {
	cutSets   string
	hours     float64
	staggered bool
}

// treeOnly names the flags that mean nothing to a model of a mesh.
var treeOnly = []string{"cut-sets", "mission-time", "staggered-testing"}

// A treeReport prints what a command says about the top events of a file.
type treeReport func(cmd *cobra.Command, trees *trees, f treeFlags, format string) error

// onTrees lets a command that takes the file of a mesh take one of fault trees as
// well: Open-PSA, Galileo or our own. The file says what it is.
func onTrees(g *global, cmd *cobra.Command, report treeReport) *cobra.Command {
	var f treeFlags
	cmd.Flags().Float64Var(&f.hours, "mission-time", 8760, "hours at which a fault tree is quantified")
	cmd.Flags().BoolVar(&f.staggered, "staggered-testing", false, "read alpha factors of a fault tree as those of staggered tests")
	if cmd.Flags().Lookup("limit") == nil && cmd.Name() == "analyze" {
		cmd.Flags().StringVar(&f.cutSets, "cut-sets", "count", "minimal cut sets of a fault tree: off, count or list")
		cmd.Flags().Int("limit", 50, "how many cut sets of a fault tree to list")
	}
	mesh := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if f.cutSets != "" && !slices.Contains([]string{"off", "count", "list"}, f.cutSets) {
			return usage(cmd, fmt.Errorf("unknown --cut-sets=%s, want off, count or list", f.cutSets))
		}
		if !(f.hours >= 0) || f.hours > 1e12 {
			return usage(cmd, fmt.Errorf("--mission-time %g is not between 0 and 1e12 hours", f.hours))
		}
		if len(args) == 1 {
			t, err := readTrees(args[0], f)
			if err != nil {
				return err
			}
			if t != nil {
				for _, w := range t.warnings {
					if !g.quiet {
						printf(cmd.ErrOrStderr(), "warning: %s\n", w)
					}
				}
				return report(cmd, t, f, cmd.Flags().Lookup("output").Value.String())
			}
		}
		for _, name := range treeOnly {
			if cmd.Flags().Changed(name) {
				return usage(cmd, fmt.Errorf("--%s is for fault trees", name))
			}
		}
		return mesh(cmd, args)
	}
	return cmd
}

// A digits is a float64 that is written with 17 significant digits: as many as
// tell any two apart.
type digits float64

func (d digits) MarshalJSON() ([]byte, error) { //nolint:unparam // json.Marshaler
	return strconv.AppendFloat(nil, float64(d), 'g', 17, 64), nil
}

// A treeAnalysis is the result of analyze.
type treeAnalysis struct {
	MissionTimeHours float64         `json:"missionTimeHours"`
	TopEvents        []topEvent      `json:"topEvents"`
	Sequences        []eventSequence `json:"sequences,omitempty"`
}

// A topEvent is what analyze and cutsets say about one.
type topEvent struct {
	Name        string         `json:"name"`
	FaultTree   string         `json:"faultTree,omitempty"`
	Gates       int            `json:"gates"`
	BasicEvents int            `json:"basicEvents"`
	Probability topProbability `json:"probability"`
	CutSets     *topCutSets    `json:"cutSets,omitempty"`
}

type topProbability struct {
	Value  digits `json:"value"`
	Method string `json:"method"`
}

// topCutSets counts minimal cut sets, in decimal strings: there may be more than a
// JSON number holds.
type topCutSets struct {
	Count   string             `json:"count"`
	ByOrder []string           `json:"byOrder"` // byOrder[i] have order i+1
	List    []faulttree.CutSet `json:"list,omitempty"`
}

// treeError gives what the engine says its exit code.
func treeError(top string, err error) error {
	var invalid *faulttree.InvalidError
	switch {
	case errors.As(err, &invalid):
		return exit(exitInvalid, "%s: %w", top, err)
	case errors.Is(err, faulttree.ErrTooLarge):
		return exit(exitPartial, "%s: %w", top, err)
	}
	return err
}

// analyzeTop quantifies one top event. A negative limit counts no cut sets, 0
// lists none.
func analyzeTop(ctx context.Context, top namedTree, limit int) (topEvent, error) {
	d, err := faulttree.Compile(ctx, top.tree, nil, faulttree.Options{})
	if err != nil {
		return topEvent{}, treeError(top.name, err)
	}
	p := map[string]float64{}
	for _, e := range top.tree.Events {
		p[e.ID] = e.Probability
	}
	q := make([]float64, 0, len(p))
	for _, id := range d.Events() {
		q = append(q, p[id])
	}
	out := topEvent{
		Name: top.name, FaultTree: top.faultTree, Gates: len(top.tree.Gates), BasicEvents: len(top.tree.Events),
		Probability: topProbability{digits(d.Probability(q)[0]), "exact"},
	}
	if limit < 0 {
		return out, nil
	}
	listed := faulttree.CutSetOptions{Limit: limit}
	if limit == 0 {
		listed.Limit = -1
	}
	sets, err := d.CutSets(ctx, top.tree.Top, q, listed)
	if err != nil {
		return topEvent{}, treeError(top.name, err)
	}
	out.CutSets = &topCutSets{Count: sets.Count.String(), ByOrder: []string{}, List: sets.Top}
	for _, n := range sets.ByOrder {
		out.CutSets.ByOrder = append(out.CutSets.ByOrder, n.String())
	}
	return out, nil
}

// analyzeAll quantifies every top event of a file.
func analyzeAll(ctx context.Context, t *trees, limit int) ([]topEvent, error) {
	all := []topEvent{}
	for _, top := range t.tops {
		one, err := analyzeTop(ctx, top, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// print writes the envelope of a report.
func (t *trees) print(w io.Writer, kind string, data any, format string) error {
	return wrap(kind, data, t.warnings).print(w, format)
}

// reportTrees is analyze of fault trees.
func reportTrees(cmd *cobra.Command, t *trees, f treeFlags, format string) error {
	limit, err := cmd.Flags().GetInt("limit")
	if err != nil {
		return err
	}
	limit = map[string]int{"off": -1, "count": 0, "list": max(limit, 0)}[f.cutSets]
	all, err := analyzeAll(cmd.Context(), t, limit)
	if err != nil {
		return err
	}
	sequences, err := analyzeSequences(cmd.Context(), t)
	if err != nil {
		return err
	}
	if format != "table" {
		data := treeAnalysis{MissionTimeHours: f.hours, TopEvents: all, Sequences: sequences}
		return t.print(cmd.OutOrStdout(), "FaultTreeAnalysis", data, format)
	}
	rows := make([][]string, 0, len(all))
	for _, e := range all {
		count, orders := "—", "—"
		if e.CutSets != nil {
			count, orders = e.CutSets.Count, byOrder(e.CutSets.ByOrder)
		}
		rows = append(rows, []string{e.Name, fmt.Sprintf("%.9g", float64(e.Probability.Value)), e.Probability.Method, count, orders})
	}
	printTable(cmd.OutOrStdout(), []column{{"top event", false}, {"probability", true}, {"method", false}, {"cut sets", true}, {"by order", false}}, rows)
	if limit > 0 {
		printTreeCutSets(cmd.OutOrStdout(), all)
	}
	printSequences(cmd.OutOrStdout(), sequences)
	return nil
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

// printTreeCutSets lists the most probable cut sets of each top event.
func printTreeCutSets(w io.Writer, all []topEvent) {
	for _, e := range all {
		rows := make([][]string, 0, len(e.CutSets.List))
		for i, s := range e.CutSets.List {
			rows = append(rows, []string{strconv.Itoa(i + 1), strconv.Itoa(s.Order), strings.Join(s.Events, ", "), assessment.FormatProbability(s.Probability)})
		}
		printf(w, "\n%s: %d of %s minimal cut sets\n", e.Name, len(rows), e.CutSets.Count)
		printTable(w, []column{{"rank", true}, {"order", true}, {"cut set", false}, {"probability", true}}, rows)
	}
}

// reportCutSets is cutsets of fault trees.
func reportCutSets(cmd *cobra.Command, t *trees, _ treeFlags, format string) error {
	limit, err := cmd.Flags().GetInt("limit")
	if err != nil {
		return err
	}
	all, err := analyzeAll(cmd.Context(), t, max(limit, 0))
	if err != nil {
		return err
	}
	if format != "table" {
		return t.print(cmd.OutOrStdout(), "CutSets", map[string]any{"topEvents": all}, format)
	}
	printTreeCutSets(cmd.OutOrStdout(), all)
	return nil
}

// reportImportance is importance of fault trees.
func reportImportance(cmd *cobra.Command, t *trees, _ treeFlags, format string) error {
	type topImportance struct {
		Name       string                 `json:"name"`
		Importance []faulttree.Importance `json:"importance"`
	}
	all := []topImportance{}
	for _, top := range t.tops {
		r, err := faulttree.Analyze(cmd.Context(), top.tree, faulttree.Options{})
		if err != nil {
			return treeError(top.name, err)
		}
		slices.SortStableFunc(r.Importances, func(a, b faulttree.Importance) int {
			switch {
			case a.Birnbaum*a.Probability > b.Birnbaum*b.Probability:
				return -1
			case a.Birnbaum*a.Probability < b.Birnbaum*b.Probability:
				return 1
			}
			return strings.Compare(a.ID, b.ID)
		})
		all = append(all, topImportance{top.name, r.Importances})
	}
	if format != "table" {
		return t.print(cmd.OutOrStdout(), "Importance", map[string]any{"topEvents": all}, format)
	}
	for _, top := range all {
		rows := make([][]string, 0, len(top.Importance))
		for _, i := range top.Importance {
			row := []string{i.ID, assessment.FormatProbability(i.Probability), assessment.FormatProbability(i.Birnbaum)}
			for _, x := range []*float64{i.Criticality, i.FussellVesely, i.Diagnostic, i.RiskAchievementWorth, i.RiskReductionWorth} {
				if x == nil {
					row = append(row, "—")
				} else {
					row = append(row, assessment.FormatProbability(*x))
				}
			}
			rows = append(rows, row)
		}
		printf(cmd.OutOrStdout(), "%s\n", top.Name)
		printTable(cmd.OutOrStdout(), []column{{"event", false}, {"probability", true}, {"birnbaum", true}, {"criticality", true},
			{"fussell-vesely", true}, {"diagnostic", true}, {"raw", true}, {"rrw", true}}, rows)
	}
	return nil
}
