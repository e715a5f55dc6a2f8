package study

import (
	"context"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/mission"
	"ninefold/analysis/faulttree/risk"
)

// overMission says what a top event is during the mission, as far as it is asked
// for. Events of constant probability do not fail meanwhile: they are as they are.
func overMission(ctx context.Context, m *risk.Model, d *faulttree.Diagram, out *TopEvent, opt Options) error {
	s := mission.Study{Diagram: d, Inputs: m.Inputs(), FixedConstants: true}
	times := opt.Hours
	if len(times) == 0 && opt.Curve > 0 {
		times = evenly(opt.At.MissionTimeHours, opt.Curve)
	}
	if len(times) > 0 {
		points, err := mission.Curve(ctx, s, times)
		if err != nil {
			return err
		}
		for _, p := range points {
			out.Curve = append(out.Curve, Point{p.Hours, p.Tops[0]})
		}
	}
	if !opt.Average {
		return nil
	}
	a, err := mission.Average(ctx, s, opt.At.MissionTimeHours, mission.Options{})
	if err != nil {
		return err
	}
	out.Mission = &a.Tops[0]
	return nil
}

// A Point is a top event at one time of the mission.
type Point struct {
	Hours float64 `json:"hours"`
	mission.State
}

// evenly returns n steps from 0 to the end, both included.
func evenly(end float64, n int) []float64 {
	times := make([]float64, n+1)
	for i := range times {
		times[i] = end * float64(i) / float64(n)
	}
	return times
}
