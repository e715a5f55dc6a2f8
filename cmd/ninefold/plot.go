package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/lifedata/plot"
	"ninefold/analysis/lifedata/study"
	"ninefold/analysis/slo"
	sloplot "ninefold/analysis/slo/plot"
	"ninefold/models/chart"
	drawn "ninefold/ui/chart"
	"ninefold/ui/report"
)

// plotFlag adds --plot to a command that draws its result.
func plotFlag(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().String("plot", "", "file to draw the result to as well: .svg or .pdf")
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		switch path := cmd.Flag("plot").Value.String(); filepath.Ext(path) {
		case ".svg", ".pdf":
		default:
			if cmd.Flags().Changed("plot") {
				return usage(cmd, fmt.Errorf("--plot %q ends in neither .svg nor .pdf", path))
			}
		}
		if before != nil {
			return before(cmd, args)
		}
		return nil
	}
	return cmd
}

// draw writes charts to the file that --plot names, if it names one.
func draw(cmd *cobra.Command, charts func(ctx context.Context) ([]chart.Chart, error)) error {
	path := cmd.Flag("plot").Value.String()
	if path == "" {
		return nil
	}
	all, err := charts(cmd.Context())
	if err != nil {
		return exit(exitInvalid, "%w", err)
	}
	return writeTo(cmd, path, func(w io.Writer) error {
		if filepath.Ext(path) == ".pdf" {
			return report.Charts(w, all[0].Title, time.Time{}, all...)
		}
		return drawn.SVG(w, drawn.SVGOptions{}, all...)
	})
}

// only makes a list of one chart, unless there is an error.
func only(c chart.Chart, err error) ([]chart.Chart, error) { return []chart.Chart{c}, err }

// drawFit draws a fitted distribution on probability paper.
func drawFit(cmd *cobra.Command, lives []lifedata.Life, fit *lifedata.Fitted, by plot.Bounds) error {
	return draw(cmd, func(ctx context.Context) ([]chart.Chart, error) {
		return only(plot.ProbabilityPaper(ctx, lives, fit, by))
	})
}

// drawSurvival draws the survival without a distribution, of groups in one chart.
func drawSurvival(cmd *cobra.Command, groups []study.LifeGroup, s study.Survival) error {
	return draw(cmd, func(context.Context) ([]chart.Chart, error) {
		curves := []study.SurvivalCurve{s.SurvivalCurve}
		if len(s.Groups) > 0 {
			curves = nil
			for _, g := range s.Groups {
				curves = append(curves, g.SurvivalCurve)
			}
		}
		var charts []chart.Chart // of groups whose failures lie in intervals, one each
		var together []plot.SurvivalGroup
		for i, c := range curves {
			switch {
			case c.Turnbull != nil:
				one, err := plot.IntervalSurvival(groups[i].Lives, *c.Turnbull)
				if err != nil {
					return nil, err
				}
				charts = append(charts, one)
			case c.Curve != nil:
				together = append(together, plot.SurvivalGroup{Name: groups[i].Name, Lives: groups[i].Lives, Curve: c.Curve, Bounds: c.Bounds})
			}
		}
		if len(charts) > 0 {
			return charts, nil
		}
		return only(plot.Survival(together, s.Level))
	})
}

// drawRecurrence draws mean cumulative functions, of groups in one chart.
func drawRecurrence(cmd *cobra.Command, groups []study.SystemGroup, r study.Recurrence) error {
	return draw(cmd, func(context.Context) ([]chart.Chart, error) {
		curves := []study.RecurrenceCurve{r.RecurrenceCurve}
		if len(r.Groups) > 0 {
			curves = nil
			for _, g := range r.Groups {
				curves = append(curves, g.RecurrenceCurve)
			}
		}
		var together []plot.RecurrenceGroup
		for i, c := range curves {
			if c.Curve != nil {
				together = append(together, plot.RecurrenceGroup{Name: groups[i].Name, History: groups[i].Systems, Curve: c.Curve, Bounds: c.Bounds})
			}
		}
		return only(plot.Recurrence(together, r.Level))
	})
}

// drawGrowth draws events and cumulative MTBF against the hours watched.
func drawGrowth(cmd *cobra.Command, h lifedata.History, level float64) error {
	return draw(cmd, func(context.Context) ([]chart.Chart, error) {
		var law *lifedata.Growth
		if g, err := lifedata.FitPowerLaw(h); err == nil { // else the chart says that there is none
			law = &g
		}
		var line *lifedata.DuaneLine
		if d, err := lifedata.Duane(h); err == nil {
			line = &d
		}
		events, err := plot.Growth(h, law, level)
		if err != nil {
			return nil, err
		}
		mtbf, err := plot.MTBFGrowth(h, line, law, level)
		return []chart.Chart{events, mtbf}, err
	})
}

// drawBudget draws how an error budget burns down.
func drawBudget(cmd *cobra.Command, h slo.History, r slo.Report, opt slo.Options) error {
	return draw(cmd, func(context.Context) ([]chart.Chart, error) {
		return only(sloplot.ErrorBudget(h, r, opt))
	})
}

// drawForAPI draws a chart for those who ask the server.
func drawForAPI(w io.Writer, c chart.Chart, width int, inline bool) error {
	o := drawn.SVGOptions{Options: drawn.Options{Width: float64(width)}}
	if inline {
		o.Mode = drawn.Inline
	}
	return drawn.SVG(w, o, c)
}
