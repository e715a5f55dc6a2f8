package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/optimize"
	"ninefold/analysis/optimize/problemfile"
	"ninefold/analysis/optimize/study"
)

// newOptimize allocates redundancy.
func newOptimize(g *global) *cobra.Command {
	var format string
	var pareto []string
	var limit time.Duration
	var opt optimize.Options
	cmd := &cobra.Command{
		Use:   "optimize FILE",
		Short: "Which components, and how many, make a system most reliable within limits, or cheapest",
		Long: `Which components, and how many of each, make a system most reliable within
limits, or cheapest at a reliability. The answer is proved best, or comes with
its gap.

FILE is YAML: resources with limits, subsystems with components to choose from,
and how the subsystems make the system: a tree of series and parallel groups, or
path sets.

` + indented(allocationExample) + `

Instead of the most reliable within limits, minimize: cost beside reliability:
0.99 asks for the cheapest. With --pareto all trade-offs between reliability and
the resources named are listed.`,
		Example: `  ninefold optimize gateway.yaml
  ninefold optimize gateway.yaml --pareto cost -o csv
  ninefold optimize network.yaml --time-limit 1m`,
		Args: exactlyOne("one YAML file of a problem"),
		RunE: func(cmd *cobra.Command, args []string) error {
			err := study.Validate(opt)
			if limit < 0 {
				err = errors.Join(err, fmt.Errorf("--time-limit %s is negative", limit))
			}
			if err != nil {
				return usage(cmd, err)
			}
			p, err := readDocument(args[0], problemfile.Parse)
			if err != nil {
				return err
			}
			ctx, stop := within(cmd.Context(), limit)
			defer stop()
			show := newProgress(cmd.ErrOrStderr(), g.quiet)
			opt.Progress = func(s optimize.Progress) { show.say(optimizeProgress(s)) }
			r, stopped, err := optimized(ctx, p, pareto, opt)
			show.end()
			if err != nil {
				return optimizeError(args[0], err)
			}
			r.seed, r.partial = opt.Seed, stopped != nil
			if err := r.print(cmd.OutOrStdout(), format, nil); err != nil {
				return err
			}
			if stopped != nil {
				return exit(exitPartial, "stopped without a proof: %w", stopped)
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&pareto, "pareto", nil, "list all trade-offs between reliability and these resources")
	cmd.Flags().DurationVar(&limit, "time-limit", 0, "give the best there is and its gap after this time, such as 10m; 0 is no limit")
	cmd.Flags().IntVar(&opt.Nodes, "nodes", 0, "of branch and bound; 0 is no limit")
	cmd.Flags().IntVar(&opt.Starts, "starts", 40, "of the local search")
	cmd.Flags().Uint64Var(&opt.Seed, "seed", 1, "of the starts; the same seed gives the same allocation")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return cmd
}

// optimized solves p, and says why without a proof, where there is none.
func optimized(ctx context.Context, p *optimize.Problem, pareto []string, opt optimize.Options) (treeResult, error, error) {
	if len(pareto) > 0 {
		if err := resourcesOf(p, pareto); err != nil {
			return treeResult{}, nil, err
		}
		f, err := study.Trade(ctx, p, pareto, opt)
		if err != nil {
			return treeResult{}, nil, err
		}
		return frontReport(f), f.Stopped, nil
	}
	r, err := study.Allocate(ctx, p, opt)
	if err != nil {
		return treeResult{}, nil, err
	}
	return allocationReport(r), r.Stopped, nil
}

// resourcesOf refuses names of resources that the problem does not have.
func resourcesOf(p *optimize.Problem, wanted []string) error {
	var known []string
	for _, r := range p.Resources {
		known = append(known, r.Name)
	}
	for _, name := range wanted {
		if !slices.Contains(known, name) {
			return fmt.Errorf("--pareto: no resource %q, want one of %s", name, strings.Join(known, ", "))
		}
	}
	return nil
}

func optimizeError(path string, err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, optimize.ErrTooLarge):
		return exit(exitPartial, "%s: stopped before anything was found: %w", path, err)
	case errors.Is(err, optimize.ErrInfeasible):
		return finding("%s: %w", path, err)
	}
	return exit(exitInvalid, "%s: %w", path, err)
}

func optimizeProgress(s optimize.Progress) string {
	text := fmt.Sprintf("%d nodes", s.Nodes)
	if s.Best != nil {
		text += ", best " + figure(*s.Best)
	}
	if s.Bound != nil {
		text += ", none below " + figure(*s.Bound)
	}
	return text
}

// allocationReport shows one allocation.
func allocationReport(r *study.Allocation) treeResult {
	out := treeResult{kind: "RedundancyAllocation", data: r}
	verdict := "proved best"
	if !r.Proved {
		verdict = fmt.Sprintf("not proved best: at most %s of it can be gained", share(r.Gap))
	}
	what := sheet{title: verdict, columns: []column{{"figure", false}, {"value", true}, {"limit", true}}}
	what.add("unreliability", r.Unreliability, "")
	for _, u := range r.Uses {
		limit := "—"
		if u.Limit != nil {
			limit = amountText(*u.Limit)
		}
		what.add(u.Resource, amountText(u.Amount), limit)
	}
	who := sheet{columns: []column{{"subsystem", false}, {"components", false}, {"unreliability", true}}}
	out.csv.columns = names("subsystem", "component", "count", "unreliability")
	for _, a := range r.Subsystems {
		who.add(a.Subsystem, countsText(a.Components), a.Unreliability)
		for _, c := range a.Components {
			out.csv.add(a.Subsystem, c.Component, c.Count, a.Unreliability)
		}
	}
	out.tables = []sheet{what, who}
	return out
}

// frontReport shows trade-offs, one in a row.
func frontReport(f *study.Frontier) treeResult {
	out := treeResult{kind: "RedundancyFrontier", data: f}
	s := sheet{title: fmt.Sprintf("%d trade-offs", len(f.Points)), columns: []column{{"unreliability", true}}}
	if !f.Proved {
		s.title += ", others are missing"
	}
	header := []string{"unreliability"}
	for _, name := range f.Over {
		s.columns = append(s.columns, column{name, true})
		header = append(header, name)
	}
	s.columns = append(s.columns, column{"allocation", false})
	out.csv.columns = names(append(header, "allocation")...)
	for _, p := range f.Points {
		row, csv := []any{p.Unreliability}, []any{p.Unreliability}
		for _, name := range f.Over {
			u := p.Uses[slices.IndexFunc(p.Uses, func(u optimize.Use) bool { return u.Resource == name })]
			row, csv = append(row, amountText(u.Amount)), append(csv, u.Amount)
		}
		var parts []string
		for _, a := range p.Subsystems {
			parts = append(parts, a.Subsystem+": "+countsText(a.Components))
		}
		text := strings.Join(parts, "; ")
		s.add(append(row, text)...)
		out.csv.add(append(csv, text)...)
	}
	out.tables = []sheet{s}
	return out
}

func countsText(counts []optimize.Count) string {
	if len(counts) == 0 {
		return "none"
	}
	var parts []string
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%d × %s", c.Count, c.Component))
	}
	return strings.Join(parts, ", ")
}

// amountText shows an amount of a resource with all its digits.
func amountText(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
