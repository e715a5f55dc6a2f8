package openslo

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"ninefold/models"
	"ninefold/models/objective"
)

// A pair is a key and its value; a block is a mapping that keeps their order.
type pair struct {
	key   string
	value any
}

type block []pair

// add appends a pair unless the value is empty.
func add(b *block, key string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case *bool:
		if v == nil {
			return
		}
	case *float64:
		if v == nil {
			return
		}
	case block:
		if len(v) == 0 {
			return
		}
	case []block:
		if len(v) == 0 {
			return
		}
	case map[string]string:
		if len(v) == 0 {
			return
		}
	}
	*b = append(*b, pair{key, value})
}

// MarshalYAML writes the pairs in order.
func (b block) MarshalYAML() (any, error) {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, p := range b {
		var k, v yaml.Node
		if err := errors.Join(k.Encode(p.key), v.Encode(p.value)); err != nil {
			return nil, err
		}
		n.Content = append(n.Content, &k, &v)
	}
	return n, nil
}

// A writer collects notes on what the format cannot express.
type writer struct {
	notes []objective.Note
	errs  []error
	spec  objective.Spec
}

func (w *writer) lose(field, message string) {
	w.notes = append(w.notes, objective.Note{Place: w.spec.Place, Kind: objective.Lost, Object: "SLO " + w.spec.Name, Field: field, Message: message})
}

func (w *writer) failf(format string, args ...any) {
	w.errs = append(w.errs, fmt.Errorf("openslo: SLO %q: "+format, append([]any{w.spec.Name}, args...)...))
}

// Marshal writes objectives as SLO objects, and services as Service objects, each
// a document of its own, indicators and alerts inline. Its notes say what the
// format cannot express.
//
// It returns an error that names all that has no form at all: an objective without
// name, service, method or targets, durations that are not in whole minutes, and
// queries that cannot be written as YAML.
func Marshal(in objective.Import) ([]byte, []objective.Note, error) {
	w := &writer{}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	for _, s := range in.Services {
		spec := block{}
		add(&spec, "description", s.Description)
		if err := enc.Encode(w.object("Service", s.Meta, spec)); err != nil {
			return nil, nil, fmt.Errorf("openslo: service %q: %w", s.Name, err)
		}
	}
	for _, s := range in.Specs {
		w.spec = s
		if err := enc.Encode(w.object("SLO", s.Meta, w.slo(s))); err != nil {
			return nil, nil, fmt.Errorf("openslo: SLO %q: %w", s.Name, err)
		}
	}
	for _, a := range in.Windows {
		w.spec = objective.Spec{Place: a.Place}
		w.lose("windows", "the format has no sets of alert windows")
	}
	if err := errors.Join(w.errs...); err != nil {
		return nil, nil, err
	}
	if len(in.Services)+len(in.Specs) == 0 {
		return nil, w.notes, nil
	}
	return out.Bytes(), w.notes, enc.Close()
}

func (w *writer) object(kind string, m objective.Meta, spec block) block {
	return block{{"apiVersion", Version}, {"kind", kind}, {"metadata", w.meta(m)}, {"spec", spec}}
}

func (w *writer) meta(m objective.Meta) block {
	b := block{{"name", m.Name}}
	add(&b, "displayName", m.Title)
	var labels block
	for _, k := range slices.Sorted(maps.Keys(m.Labels)) {
		if v := m.Labels[k]; len(v) == 1 {
			add(&labels, k, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v[0], Style: yaml.DoubleQuotedStyle})
		} else {
			add(&labels, k, v)
		}
	}
	add(&b, "labels", labels)
	add(&b, "annotations", m.Annotations)
	return b
}

func (w *writer) slo(s objective.Spec) block {
	if s.Name == "" || s.Service == "" || s.Method == "" || len(s.Targets) == 0 {
		w.failf("it needs a name, a service, a method and a target")
	}
	if s.Namespace != "" {
		w.lose("namespace", "the format has no namespaces: "+s.Namespace)
	}
	var b block
	add(&b, "description", s.Description)
	add(&b, "service", s.Service)
	w.addIndicator(&b, s.Indicator)
	add(&b, "timeWindow", w.window(s.Window))
	add(&b, "budgetingMethod", s.Method)
	var targets []block
	for _, t := range s.Targets {
		targets = append(targets, w.target(t))
	}
	add(&b, "objectives", targets)
	var alerts []block
	for _, a := range s.Alerts {
		if a := w.alert(a); a != nil {
			alerts = append(alerts, a)
		}
	}
	add(&b, "alertPolicies", alerts)
	return b
}

func (w *writer) target(t objective.Target) block {
	var b block
	add(&b, "displayName", t.Title)
	add(&b, "op", t.Operator)
	add(&b, "value", t.Value)
	add(&b, "target", &t.Objective)
	add(&b, "timeSliceTarget", t.SliceTarget)
	add(&b, "timeSliceWindow", w.minutes("timeSliceWindow", t.SliceWindow))
	w.addIndicator(&b, t.Indicator)
	add(&b, "compositeWeight", t.Weight)
	return b
}

// minutes writes a duration in the largest unit of fixed length that divides it.
func (w *writer) minutes(field string, d models.Duration) string {
	if d == 0 {
		return ""
	}
	for _, u := range []string{"w", "d", "h", "m"} {
		if length := models.Duration(lengths[units[u]]); d%length == 0 {
			return strconv.FormatInt(int64(d/length), 10) + u
		}
	}
	w.failf("%s of %s is not in whole minutes", field, d)
	return ""
}

func (w *writer) window(win objective.Window) []block {
	switch {
	case win.Rolling != 0:
		return []block{{{"duration", w.minutes("window", win.Rolling)}, {"isRolling", true}}}
	case win.Calendar == nil:
		return nil
	}
	c := *win.Calendar
	b := block{{"duration", strconv.Itoa(c.Count) + letter(c.Unit)}}
	if _, err := c.Begin(); err != nil || c.Count < 1 || letter(c.Unit) == "" {
		w.failf("a window of %d %q is none of the calendar: %v", c.Count, c.Unit, err)
	}
	if c.Start != "" {
		start := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!timestamp", Value: c.Start} // as the format shows it: without quotes
		add(&b, "calendar", block{{"startTime", start}, {"timeZone", cmp.Or(c.TimeZone, time.UTC.String())}})
	}
	if c.Start == "" && c.TimeZone != "" {
		w.lose("timeZone", "the format has a time zone only with a start: "+c.TimeZone)
	}
	add(&b, "isRolling", false)
	return []block{b}
}

// letter returns the postfix of a unit, "" where there is none.
func letter(unit string) string {
	for postfix, name := range units {
		if name == unit {
			return postfix
		}
	}
	return ""
}

func (w *writer) addIndicator(b *block, i *objective.Indicator) {
	switch {
	case i == nil:
	case i.Ref != "":
		add(b, "indicatorRef", i.Ref)
	default:
		add(b, "indicator", block{{"metadata", w.meta(w.named(i.Meta, "sli"))}, {"spec", w.indicator(*i)}})
	}
}

// named gives what has no name one: the format asks for it.
func (w *writer) named(m objective.Meta, suffix string) objective.Meta {
	if m.Name == "" {
		m.Name = w.spec.Name + "-" + suffix
	}
	return m
}

func (w *writer) indicator(i objective.Indicator) block {
	var b, ratio block
	add(&b, "description", i.Description)
	if len(i.Grouping) > 0 {
		w.lose("grouping", fmt.Sprintf("the format has one series per objective, not one for each of %v", i.Grouping))
	}
	if i.PerSecond {
		w.lose("perSecond", "the format does not say that queries are rates")
	}
	if i.Threshold != nil {
		add(&b, "thresholdMetric", metric(i.Threshold))
		return b
	}
	add(&ratio, "counter", i.Counter)
	for _, q := range []struct {
		key   string
		query *objective.Query
	}{{"good", i.Good}, {"bad", i.Bad}, {"total", i.Total}} {
		if q.query != nil {
			add(&ratio, q.key, metric(q.query))
		}
	}
	if i.GoodShare != nil {
		ratio = append(ratio, pair{"rawType", "success"}, pair{"raw", metric(i.GoodShare)})
	}
	if i.BadShare != nil {
		ratio = append(ratio, pair{"rawType", "failure"}, pair{"raw", metric(i.BadShare)})
	}
	if len(ratio) == 0 {
		w.failf("indicator %q measures nothing", i.Name)
	}
	add(&b, "ratioMetric", ratio)
	return b
}

func metric(q *objective.Query) block {
	var source, spec block
	add(&source, "metricSourceRef", q.Ref)
	add(&source, "type", q.Type)
	add(&spec, "query", q.Text)
	for _, k := range slices.Sorted(maps.Keys(q.Fields)) {
		spec = append(spec, pair{k, q.Fields[k]})
	}
	if spec == nil {
		spec = block{}
	}
	source = append(source, pair{"spec", spec})
	return block{{"metricSource", source}}
}
