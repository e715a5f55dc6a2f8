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
func only(f chart.Chart, err error) ([]chart.Chart, error) { return []chart.Chart{f}, err }

// drawFit draws a fitted distribution on probability paper.
func drawFit(cmd *cobra.Command, lives []lifedata.Life, fit *lifedata.Fitted, by plot.Bounds) error {
	return draw(cmd, func(ctx context.Context) ([]chart.Chart, error) {
		return only(plot.ProbabilityPaper(ctx, lives, fit, by))
	})
}

// drawSurvival draws the survival without a distribution.
func drawSurvival(cmd *cobra.Command, lives []lifedata.Life, level float64) error {
	return draw(cmd, func(ctx context.Context) ([]chart.Chart, error) {
		curve, err := lifedata.KaplanMeier(lives)
		if err != nil {
			masses, err := lifedata.Turnbull(ctx, lives)
			if err != nil {
				return nil, err
			}
			return only(plot.IntervalSurvival(lives, masses))
		}
		bounds, err := curve.Bounds(level, lifedata.TransformLogLog)
		if err != nil {
			return nil, err
		}
		return only(plot.Survival([]plot.SurvivalGroup{{Lives: lives, Curve: curve, Bounds: bounds}}, level))
	})
}

// drawRecurrence draws a mean cumulative function.
func drawRecurrence(cmd *cobra.Command, h lifedata.History, steps lifedata.Recurrence, bounds []lifedata.Point) error {
	return draw(cmd, func(context.Context) ([]chart.Chart, error) {
		level, err := cmd.Flags().GetFloat64("level")
		if err != nil {
			return nil, err
		}
		return only(plot.Recurrence([]plot.RecurrenceGroup{{History: h, Curve: steps, Bounds: bounds}}, level))
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
