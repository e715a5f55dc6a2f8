package openslo

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ninefold/ingest/specfile"
	"ninefold/models"
	"ninefold/models/objective"
)

// slo reads an SLO object.
func (r *reader) slo(o *specfile.Object) objective.Spec {
	s := objective.Spec{Meta: r.metas[o], Place: o.Place()}
	spec := o.Object("spec")
	if spec == nil {
		o.Failf("spec", "it must be given")
		return s
	}
	s.Description = r.describe(spec)
	s.Service = spec.Need("service")
	s.Method = spec.Need("budgetingMethod")
	if methods := []string{objective.Occurrences, objective.Timeslices, objective.RatioTimeslices}; s.Method != "" && !slices.Contains(methods, s.Method) {
		spec.Failf("budgetingMethod", "%q is none of %s", s.Method, strings.Join(methods, ", "))
	}
	s.Window = r.window(spec)
	s.Indicator = r.indicatorOf(spec)
	targets := spec.Objects("objectives")
	if len(targets) == 0 {
		spec.Failf("objectives", "it needs at least one")
	}
	for _, t := range targets {
		s.Targets = append(s.Targets, r.target(t, s))
	}
	if s.Indicator != nil && s.Indicator.Threshold != nil && len(targets) > 1 {
		spec.Failf("objectives", "an indicator with a threshold has one objective, not %d", len(targets))
	}
	for _, a := range spec.Objects("alertPolicies") {
		s.Alerts = append(s.Alerts, policies.in(r, a))
	}
	return s
}

// target reads one objective.
func (r *reader) target(t *specfile.Object, s objective.Spec) objective.Target {
	out := objective.Target{Title: t.Text("displayName"), Operator: r.operator(t), Value: t.Number("value"), Weight: t.Number("compositeWeight")}
	share, percent := t.Number("target"), t.Text("targetPercent")
	switch {
	case (share != nil) == (percent != ""):
		t.Failf("target", "give either target, a fraction, or targetPercent")
	case share != nil:
		out.Objective = *share
		if !(*share >= 0 && *share < 1) {
			t.Failf("target", "%g is not at least 0 and below 1; targetPercent is for percentages", *share)
		}
	default:
		fraction, ok := objective.Fraction(percent)
		if !ok || !(fraction < 1) {
			t.Failf("targetPercent", "%q is not at least 0 and below 100", percent)
		}
		out.Objective = fraction
	}
	if out.Objective == 0 {
		r.note(t, "target", objective.Doubtful, "a target of 0 allows everything")
	}
	out.SliceTarget = t.Number("timeSliceTarget")
	if x := out.SliceTarget; x != nil && !(*x >= 0 && *x <= 1) {
		t.Failf("timeSliceTarget", "%g is not between 0 and 1", *x)
	}
	out.SliceWindow = r.sliceWindow(t)
	if s.Method == objective.Timeslices && out.SliceTarget == nil {
		t.Failf("timeSliceTarget", "%s needs it", s.Method)
	}
	if s.Method == objective.Timeslices || s.Method == objective.RatioTimeslices {
		if out.SliceWindow == 0 {
			t.Failf("timeSliceWindow", "%s needs it", s.Method)
		}
	}
	out.Indicator = r.indicatorOf(t)
	if s.Indicator == nil && out.Indicator == nil {
		t.Failf("indicator", "there is none, neither here nor in the SLO")
	}
	if s.Indicator != nil && out.Indicator != nil {
		t.Failf("indicator", "the SLO has one already")
	}
	if i := cmp.Or(out.Indicator, s.Indicator); i != nil && i.Threshold != nil && (out.Value == nil || out.Operator == "") {
		t.Failf("value", "an indicator with a threshold needs op and value")
	}
	return out
}

func (r *reader) operator(o *specfile.Object) string {
	op := o.Text("op")
	if op != "" && !slices.Contains([]string{"lt", "lte", "gt", "gte"}, op) {
		o.Failf("op", "%q is none of lt, lte, gt, gte", op)
	}
	return op
}

// A span is a duration-shorthand.
type span struct {
	n    int
	unit string
}

var units = map[string]string{"m": "minute", "h": "hour", "d": "day", "w": "week", "M": "month", "Q": "quarter", "Y": "year"}

// lengths of units; those of the calendar are nominal.
var lengths = map[string]time.Duration{
	"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour,
	"month": 30 * 24 * time.Hour, "quarter": 91 * 24 * time.Hour, "year": 365 * 24 * time.Hour,
}

// maxCount keeps durations below 100 years.
var maxCount = map[string]int{"minute": 1_000_000, "hour": 100_000, "day": 36_500, "week": 5_200, "month": 1_200, "quarter": 400, "year": 100}

// parseSpan reads "4w".
func parseSpan(text string) (span, error) {
	if text == "" {
		return span{}, errUnit
	}
	unit, ok := units[text[len(text)-1:]]
	n, err := strconv.Atoi(text[:len(text)-1])
	if !ok || err != nil || n < 1 || text[0] == '+' {
		return span{}, errUnit
	}
	if n > maxCount[unit] {
		return span{}, fmt.Errorf("longer than %d %ss", maxCount[unit], unit)
	}
	return span{n, unit}, nil
}

func (s span) duration() models.Duration {
	return models.Duration(time.Duration(s.n) * lengths[s.unit])
}

// duration reads a span of fixed length, 0 if it is absent.
func (r *reader) duration(o *specfile.Object, key string) models.Duration {
	text := o.Text(key)
	if text == "" || text == "0m" {
		return 0
	}
	s, err := parseSpan(text)
	if err != nil {
		o.Failf(key, "%q is %v", text, err)
		return 0
	}
	r.nominal(o, key, s)
	return s.duration()
}

// nominal notes that the length of a unit is taken as fixed.
func (r *reader) nominal(o *specfile.Object, key string, s span) {
	if slices.Contains([]string{"month", "quarter", "year"}, s.unit) {
		r.note(o, key, objective.Doubtful, fmt.Sprintf("%d %s is read as %s", s.n, s.unit, s.duration()))
	}
}

// sliceWindow reads a span, or minutes.
func (r *reader) sliceWindow(t *specfile.Object) models.Duration {
	text := t.Text("timeSliceWindow")
	if n, err := strconv.Atoi(text); err == nil {
		if n < 1 || n > maxCount["minute"] {
			t.Failf("timeSliceWindow", "%d minutes are out of range", n)
			return 0
		}
		return models.Duration(time.Duration(n) * time.Minute)
	}
	return r.duration(t, "timeSliceWindow")
}

// window reads the time window, of which there is at most one.
func (r *reader) window(spec *specfile.Object) objective.Window {
	all := spec.Objects("timeWindow")
	if len(all) == 0 {
		if !spec.Has("timeWindow") {
			r.note(spec, "timeWindow", objective.Doubtful, "no window is stated")
		}
		return objective.Window{}
	}
	if len(all) > 1 {
		spec.Failf("timeWindow", "it must have just one item")
	}
	w := all[0]
	text := w.Need("duration")
	calendar := w.Object("calendar")
	rolling := w.Bool("isRolling")
	if text == "" {
		return objective.Window{}
	}
	s, err := parseSpan(text)
	if err != nil {
		w.Failf("duration", "%q is %v", text, err)
		return objective.Window{}
	}
	if rolling != nil && *rolling {
		if calendar != nil {
			w.Failf("calendar", "a rolling window has none")
		}
		r.nominal(w, "duration", s)
		return objective.Window{Rolling: s.duration()}
	}
	if calendar == nil && rolling == nil {
		r.nominal(w, "duration", s)
		r.note(w, "duration", objective.Doubtful, "neither isRolling nor calendar is given; it is read as rolling")
		return objective.Window{Rolling: s.duration()}
	}
	c := objective.Calendar{Count: s.n, Unit: s.unit}
	if calendar != nil {
		c.Start, c.TimeZone = calendar.Need("startTime"), calendar.Need("timeZone")
		if _, err := c.Begin(); err != nil {
			calendar.Failf("startTime", "%v", err)
		}
	} else {
		r.note(w, "isRolling", objective.Doubtful, "no calendar is given; windows begin with the unit in UTC")
	}
	if s.unit == "minute" || s.unit == "hour" {
		r.note(w, "duration", objective.Doubtful, fmt.Sprintf("a calendar window of %d %s: a month is M, not m", s.n, s.unit))
	}
	return objective.Window{Calendar: &c}
}
