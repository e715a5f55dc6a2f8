package plot

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

// plotted returns where failures stand, in the order of time, and how that was found.
func plotted(ctx context.Context, lives []lifedata.Life) ([]chart.Point, string, error) {
	var marks []chart.Point
	method, approximate := "failures at their median ranks", len(lives) > manyLives
	if approximate {
		method += " after Benard"
	}
	points, err := lifedata.PlottingPoints(lives, approximate)
	if err == nil {
		for _, p := range points {
			marks = append(marks, chart.Point{X: p.Hours, Y: p.Rank})
		}
		return marks, method, nil
	}
	if !errors.Is(err, lifedata.ErrUnsupported) {
		return nil, "", err
	}
	if slices.ContainsFunc(lives, between) {
		return turnbullPoints(ctx, lives)
	}
	curve, err := lifedata.KaplanMeier(lives)
	before := 1.0
	for _, s := range curve {
		if s.Survival < before {
			marks = append(marks, chart.Point{X: s.Hours, Y: math.Min(1-(before+s.Survival)/2, 1-1e-9)})
		}
		before = s.Survival
	}
	return marks, "failures in the middle of the steps of the product-limit estimate", err
}

// turnbullPoints are where an interval with failures ends: only there is the share
// that has failed known.
func turnbullPoints(ctx context.Context, lives []lifedata.Life) ([]chart.Point, string, error) {
	curve, err := lifedata.Turnbull(ctx, lives)
	if err != nil {
		return nil, "", err
	}
	var marks []chart.Point
	failed := 0.0
	for _, m := range curve.Masses {
		failed += m.Share
		if m.Hours != nil && failed < 1-1e-9 {
			marks = append(marks, chart.Point{X: *m.Hours, Y: failed})
		}
	}
	if len(marks) == 0 {
		return nil, "", fmt.Errorf("plot: %w: all failures lie in one interval", lifedata.ErrTooFew)
	}
	return marks, "Turnbull's estimate where intervals end", nil
}
