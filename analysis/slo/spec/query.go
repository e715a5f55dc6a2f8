package spec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/prometheus"
	"ninefold/models/objective"
)

// sample is how often what has no window of its own is looked at.
const sample = time.Minute

const (
	mark     = "{{.window}}"
	selector = `(?:[a-zA-Z_:][a-zA-Z0-9_:]*\s*(?:\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})?|\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})`
)

var (
	marked  = regexp.MustCompile(`\{\{\s*\.window\s*\}\}`)
	counter = regexp.MustCompile(`^` + selector + `$`)
	summed  = regexp.MustCompile(`^(sum\s*(?:(?:by|without)\s*\([^()]*\)\s*)?\(\s*)(` + selector + `)(\s*\)(?:\s*(?:by|without)\s*\([^()]*\))?)$`)
	rated   = regexp.MustCompile(`\b(?:i?rate|increase|i?delta)\s*\(`)
)

// measure fills in the queries that measure a goal. It reports false, with a note,
// where there are none.
func (b *builder) measure(g Goal, src *prometheus.Source) bool {
	i := g.Indicator
	switch {
	case i == nil || i.Ref != "":
		b.lose(g.Spec, "indicator", "what is measured is not in the file")
		return false
	case !b.readable(g):
		return false
	}
	if g.Target.Operator != "" && i.Threshold == nil {
		b.doubt(g.Spec, "op", "it has a meaning only with a threshold, and is not looked at")
	}
	src.PerSecond = i.PerSecond
	if g.Objective.Method == slo.Requests && i.Total != nil {
		bad, total, ok := b.counts(g)
		src.Bad, src.Total = bad, total
		return ok
	}
	share, ok := b.share(g)
	if !ok {
		return false
	}
	switch slice := duration(g.Slice); g.Objective.Method {
	case slo.Windows:
		// What a slice may have of bad, with room for rounding.
		limit := slo.BudgetShare(g.Objective.SliceTarget) * (1 + 1e-9)
		share = fmt.Sprintf("avg_over_time((((%s) >= 0) > bool %s)[%s:%s])", prometheus.Within(share, g.Slice), strconv.FormatFloat(limit, 'g', 12, 64), mark, slice)
	case slo.Ratios:
		share = fmt.Sprintf("avg_over_time(((%s) >= 0)[%s:%s])", prometheus.Within(share, g.Slice), mark, slice)
	}
	src.BadShare = share
	return true
}

// readable notes queries that are not of Prometheus, or are not there.
func (b *builder) readable(g Goal) bool {
	i, ok := g.Indicator, true
	for _, q := range []struct {
		name  string
		query *objective.Query
	}{{"good", i.Good}, {"bad", i.Bad}, {"total", i.Total}, {"raw", i.GoodShare}, {"raw", i.BadShare}, {"thresholdMetric", i.Threshold}} {
		switch {
		case q.query == nil:
			continue
		case !strings.EqualFold(q.query.Type, "prometheus"):
			b.lose(g.Spec, q.name, fmt.Sprintf("the source is of type %q, not Prometheus", q.query.Type))
			ok = false
		case strings.TrimSpace(q.query.Text) == "":
			b.lose(g.Spec, q.name, "there is no query")
			ok = false
		case len(q.query.Fields) > 0:
			b.lose(g.Spec, q.name, "only the query is taken, not "+strings.Join(slices.Sorted(maps.Keys(q.query.Fields)), ", "))
		}
	}
	for _, label := range i.Grouping {
		if err := prometheus.CheckLabel(label, ""); err != nil {
			b.lose(g.Spec, "grouping", fmt.Sprintf("by %s: %v", label, err))
			ok = false
		}
	}
	if ok && i.Good == nil && i.Bad == nil && i.GoodShare == nil && i.BadShare == nil && i.Threshold == nil {
		b.lose(g.Spec, "indicator", "it measures nothing")
		ok = false
	}
	return ok
}

// counts returns queries with a window for bad and for all requests.
func (b *builder) counts(g Goal) (bad, total string, ok bool) {
	i := g.Indicator
	total, ok = b.ranged(g, "total", i.Total)
	if !ok {
		return "", "", false
	}
	of, name := i.Bad, "bad"
	if of == nil {
		of, name = i.Good, "good"
	}
	counted, ok := b.ranged(g, name, of)
	if !ok {
		return "", "", false
	}
	// Requests that came to nothing yet have no series.
	counted = fmt.Sprintf("(%s) or 0 * (%s)", counted, total)
	if i.Bad == nil {
		counted = fmt.Sprintf("(%s) - (%s)", total, counted)
	}
	return counted, total, true
}

// ranged returns a query with a window for a count.
func (b *builder) ranged(g Goal, name string, q *objective.Query) (string, bool) {
	text := strings.TrimSpace(q.Text)
	if marked.MatchString(text) {
		return text, true
	}
	isCounter := g.Indicator.Counter
	parts := summed.FindStringSubmatch(text)
	switch {
	case isCounter != nil && *isCounter && counter.MatchString(text):
		b.doubt(g.Spec, name, "the query has no "+mark+"; the increase of the counter is taken")
		return "sum(increase(" + text + "[" + mark + "]))", true
	case isCounter != nil && *isCounter && parts != nil:
		b.doubt(g.Spec, name, "the query has no "+mark+"; the increase of the counter is taken")
		return parts[1] + "increase(" + parts[2] + "[" + mark + "])" + parts[3], true
	case isCounter != nil && *isCounter:
		b.lose(g.Spec, name, "the query has no "+mark+", and is neither a counter nor the sum of one")
		return "", false
	case isCounter == nil && !rated.MatchString(text):
		b.lose(g.Spec, name, "the query has no "+mark+", and the file does not say whether it is a counter")
		return "", false
	}
	b.doubt(g.Spec, name, "the query has no "+mark+"; it is looked at once a minute and added up")
	return fmt.Sprintf("sum_over_time((%s)[%s:%s])", text, mark, duration(sample)), true
}

// share returns a query with a window for the share of bad requests, or of bad
// samples.
func (b *builder) share(g Goal) (string, bool) {
	i := g.Indicator
	switch {
	case i.Total != nil:
		bad, total, ok := b.counts(g)
		return "(" + bad + ")\n/\n(" + total + ")", ok
	case i.Threshold != nil:
		return b.threshold(g)
	}
	q := i.BadShare
	if q == nil {
		q = i.GoodShare
	}
	text := strings.TrimSpace(q.Text)
	if !marked.MatchString(text) {
		b.doubt(g.Spec, "raw", "the query has no "+mark+"; the mean of its samples is taken, one a minute, however many requests each stands for")
		text = fmt.Sprintf("avg_over_time((%s)[%s:%s])", text, mark, duration(sample))
	}
	if i.BadShare == nil {
		text = "1 - (" + text + ")"
	}
	return text, true
}

// threshold returns the share of samples that are beyond the value of a target.
func (b *builder) threshold(g Goal) (string, bool) {
	text, t := strings.TrimSpace(g.Indicator.Threshold.Text), g.Target
	beyond := map[string]string{"lt": ">=", "lte": ">", "gt": "<=", "gte": "<"}[t.Operator]
	switch {
	case beyond == "" || t.Value == nil:
		b.lose(g.Spec, "value", "a threshold needs op and value")
		return "", false
	case marked.MatchString(text):
		b.lose(g.Spec, "thresholdMetric", "a threshold is for samples, but the query is of a whole window")
		return "", false
	}
	step := sample
	if g.Slice > 0 {
		step = min(step, g.Slice)
	}
	b.doubt(g.Spec, "thresholdMetric", "the metric is looked at every "+duration(step)+"; these samples are what is counted")
	// Comparing with -Inf drops samples that are not a number.
	return fmt.Sprintf("avg_over_time((((%s) >= -Inf) %s bool %s)[%s:%s])", text, beyond, strconv.FormatFloat(*t.Value, 'g', -1, 64), mark, duration(step)), true
}

// duration writes d as PromQL does.
func duration(d time.Duration) string { return prometheus.Within(mark, d) }
