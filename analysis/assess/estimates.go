package assess

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"ninefold/analysis/dist"
	"ninefold/models/assessment"
)

const exactMethod = "binary decision diagram, exact at the mean parameters; interval by Latin hypercube"

const missing = "—" // display of what has no value

// estimate starts an estimate with what all of an assessment share.
func (b *builder) estimate(unit string) assessment.Estimate {
	e := assessment.Estimate{Unit: unit, AssessmentID: b.out.ID}
	if !b.records.from.IsZero() {
		e.From, e.To = ptr(b.records.from), ptr(b.records.cutoff)
	}
	return e
}

// modelled is an estimate out of the model: exact at the mean parameters, with
// the 90 % interval of the samples. reason is why it may be blind, or empty.
func (b *builder) modelled(value float64, samples []float64, unit, reason string) assessment.Estimate {
	e := b.estimate(unit)
	e.Value, e.Method, e.N = ptr(value), exactMethod, len(b.records.counted)
	if len(samples) > 0 {
		q := dist.Quantiles(slices.Sorted(slices.Values(samples)), (1-level)/2, (1+level)/2)
		e.Low, e.High, e.Level = ptr(q[0]), ptr(q[1]), level
		e.Samples, e.Seed = len(samples), ptr(b.opt.Seed)
	}
	if reason != "" {
		e.Status, e.Reason = assessment.NotJudged, reason
	}
	return e
}

// withhold takes the figures out of estimates that have a reason to be blind: a 0
// would be read as a promise.
func withhold(estimates ...*assessment.Estimate) {
	for _, e := range estimates {
		e.Value, e.Low, e.High, e.Level, e.Samples, e.Seed = nil, nil, nil, 0, 0, nil
		e.Status, e.Display, e.Interval, e.Formula, e.Confidence = assessment.NotJudged, missing, "", "", ""
	}
}

// unknown is an estimate of something that cannot be said, with the reason.
func (b *builder) unknown(unit, reason string) assessment.Estimate {
	e := b.estimate(unit)
	e.Status, e.Reason, e.Display = assessment.NotJudged, reason, missing
	return e
}

// judge compares an expected downtime with its limit: breached when the value is
// beyond it, at risk when the interval is.
func judge(e *assessment.Estimate, limit float64) {
	switch {
	case e.Status == assessment.NotJudged:
	case *e.Value > limit:
		e.Status = assessment.Breached
	case e.High != nil && *e.High > limit:
		e.Status = assessment.AtRisk
	default:
		e.Status = assessment.Met
	}
}

// interval writes the interval of e with the given format, and the unit once.
func interval(e assessment.Estimate, format func(float64) string, unit string) string {
	if e.Low == nil || e.High == nil {
		return ""
	}
	return fmt.Sprintf("%.0f %% interval %s–%s%s", e.Level*100, format(*e.Low), format(*e.High), unit)
}

// availabilityInterval writes the interval of an unavailability as that of the
// availability, from which the digits could not be had.
func availabilityInterval(u assessment.Estimate) string {
	if u.Low == nil || u.High == nil {
		return ""
	}
	return fmt.Sprintf("%.0f %% interval %s–%s", u.Level*100, strings.TrimSuffix(assessment.FormatAvailability(*u.High), " %"), assessment.FormatAvailability(*u.Low))
}

// minutesText writes value and interval of an estimate in minutes per year.
func minutesText(e *assessment.Estimate) {
	e.Display = assessment.FormatMinutes(*e.Value) + " min"
	e.Interval = interval(*e, assessment.FormatMinutes, " min")
}

func scaled(samples []float64, by float64) []float64 {
	out := make([]float64, len(samples))
	for i, s := range samples {
		out[i] = s * by
	}
	return out
}

func complement(samples []float64) []float64 {
	out := make([]float64, len(samples))
	for i, s := range samples {
		out[i] = 1 - s
	}
	return out
}

// shareBelow returns the share of the samples that are at most limit.
func shareBelow(samples []float64, limit float64) float64 {
	if len(samples) == 0 {
		return 1
	}
	sorted := slices.Sorted(slices.Values(samples))
	return float64(sort.Search(len(sorted), func(i int) bool { return sorted[i] > limit })) / float64(len(sorted))
}

func ptr[T any](v T) *T { return &v }
