package openslo

import (
	"strings"

	"ninefold/ingest/specfile"
	"ninefold/models/objective"
)

// find returns the object of a kind by name, or notes that there is none.
func (r *reader) find(o *specfile.Object, key, kind, name string) *specfile.Object {
	found := r.byName[kind][name]
	if found == nil {
		r.note(o, key, objective.Lost, "the file has no "+kind+" "+name)
		return nil
	}
	r.used[found] = true
	return found
}

// indicatorOf reads the indicator of an SLO or of one of its objectives, inline or
// by name.
func (r *reader) indicatorOf(o *specfile.Object) *objective.Indicator {
	inline, ref := o.Object("indicator"), o.Text("indicatorRef")
	switch {
	case inline != nil && ref != "":
		o.Failf("indicator", "give either indicator or indicatorRef")
		return nil
	case ref != "":
		found := r.find(o, "indicatorRef", "SLI", ref)
		if found == nil {
			return &objective.Indicator{Ref: ref}
		}
		shared := *once(r, found, func() *objective.Indicator { return r.indicator(found, r.metas[found]) })
		return &shared
	case inline != nil:
		return r.indicator(inline, r.meta(inline))
	}
	return nil
}

// indicator reads an SLI.
func (r *reader) indicator(o *specfile.Object, m objective.Meta) *objective.Indicator {
	out := &objective.Indicator{Meta: m}
	spec := o.Object("spec")
	if spec == nil {
		o.Failf("spec", "it must be given")
		return out
	}
	out.Description = r.describe(spec)
	ratio, threshold := spec.Object("ratioMetric"), spec.Object("thresholdMetric")
	switch {
	case (ratio != nil) == (threshold != nil):
		spec.Failf("ratioMetric", "give either ratioMetric or thresholdMetric")
	case threshold != nil:
		out.Threshold = r.query(spec, "thresholdMetric")
	default:
		r.ratio(ratio, out)
	}
	return out
}

// ratio reads a ratio metric: good or bad, and total; or a ratio as it is.
func (r *reader) ratio(o *specfile.Object, out *objective.Indicator) {
	out.Counter = o.Bool("counter")
	out.Good, out.Bad, out.Total = r.query(o, "good"), r.query(o, "bad"), r.query(o, "total")
	raw, kind := r.query(o, "raw"), o.Text("rawType")
	counted := out.Good != nil || out.Bad != nil || out.Total != nil
	switch {
	case raw != nil && counted:
		o.Failf("raw", "it cannot be used together with good, bad or total")
	case raw != nil && kind == "success":
		out.GoodShare = raw
	case raw != nil && kind == "failure":
		out.BadShare = raw
	case raw != nil || kind != "":
		o.Failf("rawType", "raw goes with success or failure")
	case out.Total == nil || (out.Good != nil) == (out.Bad != nil):
		o.Failf("total", "give total and one of good and bad, or raw")
	}
}

// query reads the metric source under a key.
func (r *reader) query(o *specfile.Object, key string) *objective.Query {
	metric := o.Object(key)
	if metric == nil {
		return nil
	}
	source := metric.Object("metricSource")
	if source == nil {
		metric.Failf("metricSource", "it must be given")
		return nil
	}
	q := &objective.Query{Type: source.Text("type"), Ref: source.Text("metricSourceRef")}
	if found := r.byName["DataSource"][q.Ref]; found != nil {
		r.used[found] = true
		if q.Type == "" {
			q.Type = found.Object("spec").Text("type")
		}
	}
	spec := source.Object("spec")
	if spec == nil {
		return q
	}
	if strings.EqualFold(q.Type, "prometheus") && spec.Has("query") {
		q.Text = spec.Text("query")
	}
	q.Fields = spec.Rest()
	return q
}
