package pyrra

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ninefold/ingest/specfile"
	"ninefold/models"
	"ninefold/models/objective"
)

const (
	apiVersion = "pyrra.dev/v1alpha1"
	kind       = "ServiceLevelObjective"
)

type reader struct {
	file *specfile.File
	out  objective.Import
}

// Parse reads a file of objectives, or of lists of them. Its notes say what was
// not carried over.
//
// It returns an error that names all that is wrong, each with file:line:col: what
// is no YAML or beyond the limits of package specfile, another version or kind,
// and values that Pyrra does not allow.
func Parse(name string, data []byte) (objective.Import, error) {
	r := &reader{file: specfile.Read(name, data)}
	if err := r.file.Err(); err != nil {
		return objective.Import{}, err
	}
	if len(r.file.Objects) == 0 {
		return objective.Import{}, fmt.Errorf("%s:1:1: no objects", name)
	}
	for _, o := range r.file.Objects {
		if o.Text("kind") == kind+"List" {
			r.head(o, kind+"List")
			o.Ignore("metadata")
			for _, item := range o.Objects("items") {
				r.objective(item)
			}
		} else {
			r.objective(o)
		}
		r.out.Notes = append(r.out.Notes, o.Unread(kind, "the format has no such key, or it is not carried over")...)
	}
	if err := r.file.Err(); err != nil {
		return objective.Import{}, err
	}
	return r.out, nil
}

func (r *reader) head(o *specfile.Object, want string) {
	if v := o.Need("apiVersion"); v != "" && v != apiVersion {
		o.Failf("apiVersion", "%q is not %s", v, apiVersion)
	}
	if k := o.Need("kind"); k != "" && k != want {
		o.Failf("kind", "%q is not %s", k, want)
	}
}

func (r *reader) note(o *specfile.Object, key, noteKind, object, message string) {
	r.out.Notes = append(r.out.Notes, o.Note(key, noteKind, object, message))
}

// objective reads one objective.
func (r *reader) objective(o *specfile.Object) {
	r.head(o, kind)
	m, spec := o.Object("metadata"), o.Object("spec")
	if m == nil || spec == nil {
		o.Failf("spec", "metadata and spec must be given")
		return
	}
	o.Ignore("status") // what the cluster adds
	m.Ignore("creationTimestamp", "generation", "resourceVersion", "uid", "managedFields")
	s := objective.Spec{Method: objective.Occurrences, Place: o.Place()}
	s.Name, s.Namespace, s.Annotations = m.Need("name"), m.Text("namespace"), m.TextMap("annotations")
	for k, v := range m.TextMap("labels") {
		if s.Labels == nil {
			s.Labels = map[string][]string{}
		}
		s.Labels[k] = []string{v}
	}
	s.Service = s.Name
	object := kind + " " + s.Name
	r.note(m, "name", objective.Doubtful, object, "the format has no services; the objective's name is taken")
	s.Description = spec.Text("description")
	s.Targets = []objective.Target{{Objective: target(spec)}}
	if text := spec.Need("window"); text != "" {
		d, err := models.ParseDuration(text)
		if err != nil || d <= 0 {
			spec.Failf("window", "%q is not a duration like 7d or 4w", text)
		}
		s.Window.Rolling = d
	}
	s.Indicator = r.indicator(spec, object)
	s.Alerts = []objective.Alert{r.alert(spec)}
	r.out.Specs = append(r.out.Specs, s)
}

func target(spec *specfile.Object) float64 {
	text := spec.Need("target")
	fraction, ok := objective.Fraction(text)
	if text != "" && (!ok || !(fraction > 0 && fraction < 1)) {
		spec.Failf("target", "%q is not a percentage above 0 and below 100", text)
	}
	return fraction
}

func (r *reader) alert(spec *specfile.Object) objective.Alert {
	a := spec.Object("alerting")
	var out objective.Alert
	out.Name = a.Text("name")
	if out.Name == "" {
		out.Name = "ErrorBudgetBurn"
	}
	if off := a.Bool("disabled"); off != nil {
		out.Disabled = *off
	}
	return out
}

// indicator reads the one indicator that is given.
func (r *reader) indicator(spec *specfile.Object, object string) *objective.Indicator {
	in := spec.Object("indicator")
	kinds := []string{"ratio", "latency", "latencyNative", "bool_gauge"}
	given := slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return !in.Has(k) })
	if in == nil || len(given) != 1 {
		spec.Failf("indicator", "give just one of %s", strings.Join(kinds, ", "))
		return nil
	}
	of := in.Object(given[0])
	if of == nil {
		return nil
	}
	out := &objective.Indicator{Grouping: of.Texts("grouping"), PerSecond: true}
	if len(out.Grouping) > 0 {
		r.note(of, "grouping", objective.Doubtful, object, "one objective for each value of these labels")
	}
	for _, g := range out.Grouping {
		if !labelName.MatchString(g) {
			of.Failf("grouping", "%q is no label", g)
			return out
		}
	}
	by := ""
	if len(out.Grouping) > 0 {
		by = " by (" + strings.Join(out.Grouping, ", ") + ") "
	}
	sum := func(f, selector string) string { return "sum" + by + "(" + f + "(" + ranged(selector) + "))" }
	switch given[0] {
	case "ratio":
		out.Bad, out.Total = prometheus(sum("rate", metric(of, "errors"))), prometheus(sum("rate", metric(of, "total")))
	case "latency":
		out.Good, out.Total = prometheus(sum("rate", metric(of, "success"))), prometheus(sum("rate", metric(of, "total")))
	case "latencyNative":
		r.native(of, out, sum)
	default:
		selector := selectorOf(of, "metric")
		all := sum("count_over_time", selector)
		out.Bad, out.Total, out.PerSecond = prometheus(all+" - "+sum("sum_over_time", selector)), prometheus(all), false
	}
	return out
}

// native makes queries of a native histogram and a latency.
func (r *reader) native(of *specfile.Object, out *objective.Indicator, sum func(f, selector string) string) {
	selector := metric(of, "total")
	text := of.Need("latency")
	d, err := models.ParseDuration(text)
	if text != "" && (err != nil || d <= 0) {
		of.Failf("latency", "%q is not a duration like 250ms", text)
		return
	}
	rate := sum("rate", selector)
	all := "histogram_count(" + rate + ")"
	out.Good = prometheus(fmt.Sprintf("histogram_fraction(0, %g, %s) * %s", d.Hours()*3600, rate, all))
	out.Total = prometheus(all)
}

func prometheus(text string) *objective.Query {
	return &objective.Query{Type: "Prometheus", Text: text}
}

var labelName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)

// metric reads the metric under a key, which must be given.
func metric(o *specfile.Object, key string) string {
	inner := o.Object(key)
	if inner == nil {
		if !o.Has(key) {
			o.Failf(key, "it must be given")
		}
		return ""
	}
	return selectorOf(inner, "metric")
}

// A selector is a name, labels in braces, or both, and an offset.
var selectorForm = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(\{(?:[^{}"'` + "`" + `]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|` + "`[^`]*`" + `)*\})?(\s+offset\s+-?[0-9a-z]+)?$`)

// selectorOf reads a vector selector. Pyrra takes no other expression.
func selectorOf(o *specfile.Object, key string) string {
	text := strings.TrimSpace(o.Need(key))
	m := selectorForm.FindStringSubmatch(text)
	if text != "" && (m == nil || m[1]+m[2] == "") {
		o.Failf(key, "it is not the selector of a metric, like requests_total{code=~\"5..\"}")
		return ""
	}
	return text
}

// ranged puts a range into a selector: before its offset.
func ranged(selector string) string {
	m := selectorForm.FindStringSubmatch(selector)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + "[{{.window}}]" + m[3]
}
