package spec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/prometheus"
	"ninefold/models/objective"
)

// Options say what files leave open.
type Options struct {
	Window     time.Duration     // of objectives that state none; 0 is 30 days
	Rules      []slo.Rule        // of objectives whose file has none
	Always     bool              // Rules are for all objectives, whatever the file has
	Severities map[string]string // values of the label severity, instead of page and ticket
	Interval   time.Duration     // between evaluations; 0: Prometheus decides
}

// A builder turns goals into sources.
type builder struct {
	notes
	opt     Options
	windows []objective.AlertWindows
}

// Sources returns the objectives of a file as sources of Prometheus rules, in its
// order, each of which [prometheus.Marshal] takes. It notes what is not converted.
func Sources(in objective.Import, opt Options) ([]prometheus.Source, []objective.Note) {
	goals, n := Goals(in, opt.Window)
	b := builder{notes: n, opt: opt, windows: in.Windows}
	var out []prometheus.Source
	seen := map[string]bool{}
	for _, g := range goals {
		src, ok := b.source(g)
		if !ok {
			continue
		}
		name := src.Service + "-" + src.Name // as their groups are called
		if seen[name] {
			b.lose(g.Spec, "name", fmt.Sprintf("there are rules for %s already", name))
			continue
		}
		seen[name] = true
		out = append(out, src)
	}
	return out, b.once()
}

func (b *builder) source(g Goal) (prometheus.Source, bool) {
	src := prometheus.Source{Name: g.Name, Service: g.Spec.Service, Objective: g.Objective, Interval: b.opt.Interval}
	if c := g.Objective.Window.Calendar; c != nil {
		src.Period = b.period(g, *c)
	}
	if !b.measure(g, &src) {
		return src, false
	}
	src.Labels = b.labels(g.Spec, g.Spec.Labels, false)
	b.alert(g, &src)
	if len(src.Rules) == 0 {
		b.lose(g.Spec, "alerts", "no alert rule is left for "+g.Name)
		return src, false
	}
	if err := src.Validate(); err != nil {
		b.lose(g.Spec, "objective", strings.ReplaceAll(err.Error(), "\n", "; "))
		return src, false
	}
	return src, true
}

// period returns how long windows of the calendar are taken to be: thresholds are
// fixed, and months are not of one length.
func (b *builder) period(g Goal, c slo.Calendar) time.Duration {
	length := map[slo.Unit]time.Duration{
		slo.Minute: time.Minute, slo.Hour: time.Hour, slo.Day: 24 * time.Hour, slo.Week: 7 * 24 * time.Hour,
		slo.Month: 30 * 24 * time.Hour, slo.Quarter: 91 * 24 * time.Hour, slo.Year: 365 * 24 * time.Hour,
	}[c.Unit] * time.Duration(c.Count)
	if c.Unit == slo.Month || c.Unit == slo.Quarter || c.Unit == slo.Year {
		b.doubt(g.Spec, "timeWindow", fmt.Sprintf("thresholds are those of a window of %d days", int(length.Hours()/24)))
	}
	return length
}

var noLabel = regexp.MustCompile(`[^a-zA-Z0-9_]`)

// labels returns labels as Prometheus takes them. That of severity is kept for
// alerts only.
func (b *builder) labels(s objective.Spec, in map[string][]string, ofAlert bool) map[string]string {
	out := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(in)) {
		name := noLabel.ReplaceAllString(strings.TrimPrefix(key, "pyrra.dev/"), "_")
		value := strings.Join(in[key], ",")
		err := prometheus.CheckLabel(name, value)
		if _, twice := out[name]; twice || name == "severity" && !ofAlert {
			err = fmt.Errorf("there is a label %s already", name)
		}
		switch {
		case err != nil:
			b.lose(s, "labels."+key, err.Error())
			continue
		case name != key && !strings.HasPrefix(key, "pyrra.dev/"):
			b.doubt(s, "labels."+key, "Prometheus has it as "+name)
		}
		out[name] = value
	}
	return out
}

// annotations returns those that Prometheus takes.
func (b *builder) annotations(s objective.Spec, in map[string]string) map[string]string {
	out := maps.Clone(in)
	for _, key := range slices.Sorted(maps.Keys(in)) {
		if noLabel.MatchString(key) {
			b.lose(s, "annotations."+key, "Prometheus takes no such name")
			delete(out, key)
		}
	}
	return out
}
