package study

import (
	"errors"
	"fmt"
	"slices"

	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/provenance"
)

// Validate says all that is wrong with the options, whatever the model.
func (opt Options) Validate() error {
	var faults []error
	failf := func(format string, args ...any) { faults = append(faults, fmt.Errorf("study: "+format, args...)) }
	for _, t := range append([]float64{opt.At.MissionTimeHours}, opt.Hours...) {
		if !(t >= 0 && t <= longestMission) {
			failf("time %g is not between 0 and %g hours", t, float64(longestMission))
		}
	}
	if !slices.Contains(Methods(), opt.Method) {
		failf("unknown method %.40q, want one of %q", opt.Method, Methods())
	}
	if l := opt.List; l.MaxOrder < 0 || !(l.MinProbability >= 0 && l.MinProbability <= 1) {
		failf("largest order %d is negative or least probability %g is not between 0 and 1", l.MaxOrder, l.MinProbability)
	}
	if opt.Curve < 0 || opt.Curve > mostSteps {
		failf("%d steps of the curve are not between 0 and %d", opt.Curve, mostSteps)
	}
	if (opt.Average || opt.Curve > 0) && !(opt.At.MissionTimeHours > 0) {
		failf("means over the mission and the curve need a mission time")
	}
	if opt.Engine.NodeLimit < 0 {
		failf("%d nodes are negative", opt.Engine.NodeLimit)
	}
	return errors.Join(faults...)
}

const (
	longestMission = 1e12
	mostSteps      = 1_000_000
)

// Methods returns all methods.
func Methods() []Method { return []Method{Auto, Exact, RareEvent, UpperBound, Bounds} }

// restsOn returns the record of a model, whose warnings are about the file it was in.
func restsOn(m *risk.Model) provenance.Model {
	plain := *m
	plain.Warnings = nil
	return provenance.Of("faultTree", &plain)
}

// describe names the methods behind the analysis.
func (a *Analysis) describe() {
	p := &a.Provenance
	for i := range a.TopEvents {
		e := &a.TopEvents[i]
		if e.Probability.Value != nil || e.Probability.Lower != nil {
			p.Found(string(e.Probability.Method))
		}
		if e.Mission != nil {
			p.Found("mission: adaptive Gauss–Kronrod integrals")
		}
	}
	for i := range a.Sequences {
		p.Found("sequences: " + string(a.Sequences[i].Probability.Method))
	}
}
