package sloth

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"ninefold/ingest/specfile"
	"ninefold/models"
	"ninefold/models/objective"
)

// What heads a file.
const (
	version    = "prometheus/v1"
	apiVersion = "sloth.slok.dev/v1"
)

const defaultWindow = models.Duration(30 * 24 * time.Hour)

// A spelling is how a form of the format writes its keys.
type spelling struct{ errorQuery, totalQuery, errorRatio, pageAlert, ticketAlert, plugins string }

var (
	snake = spelling{"error_query", "total_query", "error_ratio_query", "page_alert", "ticket_alert", "slo_plugins"}
	camel = spelling{"errorQuery", "totalQuery", "errorRatioQuery", "pageAlert", "ticketAlert", "sloPlugins"}
)

type reader struct {
	file *specfile.File
	out  objective.Import
}

// Parse reads a file. Its notes say what was not carried over.
//
// It returns an error that names all that is wrong, each with file:line:col: what
// is no YAML or beyond the limits of package specfile, another version or kind,
// and values that Sloth does not allow.
func Parse(name string, data []byte) (objective.Import, error) {
	r := &reader{file: specfile.Read(name, data)}
	if err := r.file.Err(); err != nil {
		return objective.Import{}, err
	}
	if len(r.file.Objects) == 0 {
		return objective.Import{}, fmt.Errorf("%s:1:1: no objects", name)
	}
	for _, o := range r.file.Objects {
		object := r.document(o)
		r.out.Notes = append(r.out.Notes, o.Unread(object, "it is not carried over")...)
	}
	if err := r.file.Err(); err != nil {
		return objective.Import{}, err
	}
	return r.out, nil
}

// document reads one document and returns what to call it.
func (r *reader) document(o *specfile.Object) string {
	if o.Has("version") {
		if v := o.Text("version"); v != version {
			o.Failf("version", "%q is not %s", v, version)
		}
		return r.service(o, objective.Spec{}, snake)
	}
	if v := o.Need("apiVersion"); v != "" && v != apiVersion {
		o.Failf("apiVersion", "%q is not %s", v, apiVersion)
		return ""
	}
	spec := o.Object("spec")
	if spec == nil {
		o.Failf("spec", "it must be given")
		return ""
	}
	switch kind := o.Need("kind"); kind {
	case "AlertWindows":
		r.windows(spec)
		return kind
	case "PrometheusServiceLevel":
		m := o.Object("metadata")
		name, namespace := m.Text("name"), m.Text("namespace")
		r.service(spec, objective.Spec{Namespace: namespace}, camel)
		return kind + " " + name
	default:
		o.Failf("kind", "%q is neither PrometheusServiceLevel nor AlertWindows", kind)
		return ""
	}
}

func (r *reader) note(o *specfile.Object, key, kind, object, message string) {
	r.out.Notes = append(r.out.Notes, o.Note(key, kind, object, message))
}

// service reads a service and its objectives.
func (r *reader) service(o *specfile.Object, s objective.Spec, names spelling) string {
	s.Service = o.Need("service")
	labels := o.TextMap("labels")
	if o.Has(names.plugins) {
		r.note(o, names.plugins, objective.Lost, "service "+s.Service, "plug-ins change what Sloth makes of the file")
		o.Ignore(names.plugins)
	}
	all := o.Objects("slos")
	if len(all) == 0 {
		o.Failf("slos", "it needs at least one")
	}
	seen := map[string]bool{}
	for _, item := range all {
		spec := r.slo(item, s, labels, names)
		if seen[spec.Name] && spec.Name != "" {
			item.Failf("name", "there are two of %q", spec.Name)
		}
		seen[spec.Name] = true
		r.out.Specs = append(r.out.Specs, spec)
	}
	return "service " + s.Service
}

func (r *reader) slo(o *specfile.Object, s objective.Spec, labels map[string]string, names spelling) objective.Spec {
	s.Place = o.Place()
	s.Name, s.Description, s.Method = o.Need("name"), o.Text("description"), objective.Occurrences
	object := "slo " + s.Name
	merged := maps.Clone(labels)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, o.TextMap("labels"))
	for k, v := range merged {
		if s.Labels == nil {
			s.Labels = map[string][]string{}
		}
		s.Labels[k] = []string{v}
	}
	target := o.Need("objective")
	fraction, ok := objective.Fraction(target)
	if target != "" && (!ok || !(fraction > 0 && fraction <= 1)) {
		o.Failf("objective", "%q is not a percentage above 0 and at most 100", target)
	}
	if fraction == 1 {
		o.Failf("objective", "100 leaves no error budget")
	}
	s.Targets = []objective.Target{{Objective: fraction}}
	s.Window = objective.Window{Rolling: defaultWindow, Assumed: true}
	r.note(o, "objective", objective.Doubtful, object, "the file states no window; 30d is taken, as Sloth does unless told otherwise")
	s.Indicator = r.indicator(o, object, names)
	if o.Has("plugins") {
		r.note(o, "plugins", objective.Lost, object, "plug-ins change what Sloth makes of the file")
		o.Ignore("plugins")
	}
	s.Alerts = r.alerts(o, names)
	return s
}

// indicator reads an SLI: two queries, or one for the share of errors.
func (r *reader) indicator(o *specfile.Object, object string, names spelling) *objective.Indicator {
	sli := o.Object("sli")
	if sli == nil {
		o.Failf("sli", "it must be given")
		return nil
	}
	events, raw := sli.Object("events"), sli.Object("raw")
	plugin := sli.Has("plugin")
	given := 0
	for _, is := range []bool{events != nil, raw != nil, plugin} {
		if is {
			given++
		}
	}
	out := &objective.Indicator{}
	switch {
	case given != 1:
		o.Failf("sli", "give just one of events, raw and plugin")
	case events != nil:
		out.Bad, out.Total = query(events, names.errorQuery), query(events, names.totalQuery)
	case raw != nil:
		out.BadShare = query(raw, names.errorRatio)
	default:
		r.note(sli, "plugin", objective.Lost, object, "the plug-in, a program, has the queries: the objective has no indicator")
		sli.Ignore("plugin")
	}
	return out
}

func query(o *specfile.Object, key string) *objective.Query {
	text := strings.TrimSpace(o.Need(key))
	if text != "" && !strings.Contains(strings.ReplaceAll(text, " ", ""), "{{.window}}") {
		o.Failf(key, "the query has no {{.window}}")
	}
	return &objective.Query{Type: "Prometheus", Text: text}
}

// alerts reads the page and the ticket alert.
func (r *reader) alerts(o *specfile.Object, names spelling) []objective.Alert {
	a := o.Object("alerting")
	if a == nil {
		return nil
	}
	name, labels, annotations := a.Text("name"), a.TextMap("labels"), a.TextMap("annotations")
	var out []objective.Alert
	for _, kind := range []struct{ key, other, severity string }{
		{names.pageAlert, snake.pageAlert, "page"}, {names.ticketAlert, snake.ticketAlert, "ticket"},
	} {
		key := kind.key
		if !a.Has(key) && a.Has(kind.other) { // Sloth's own examples have it in either form
			key = kind.other
			r.note(a, key, objective.Doubtful, "alerting "+name, "Kubernetes writes "+kind.key+" and would not read it")
		}
		alert := objective.Alert{Severity: kind.severity}
		alert.Name = name
		own := a.Object(key)
		if off := own.Bool("disable"); off != nil {
			alert.Disabled = *off
		}
		alert.Annotations = join(annotations, own.TextMap("annotations"))
		for k, v := range join(labels, own.TextMap("labels")) {
			if alert.Labels == nil {
				alert.Labels = map[string][]string{}
			}
			alert.Labels[k] = []string{v}
		}
		out = append(out, alert)
	}
	return out
}

// join returns the union of two maps, in which the second wins; nil if it is
// empty.
func join(a, b map[string]string) map[string]string {
	if len(a)+len(b) == 0 {
		return nil
	}
	out := map[string]string{}
	maps.Copy(out, a)
	maps.Copy(out, b)
	return out
}

// windows reads a set of alert windows.
func (r *reader) windows(o *specfile.Object) {
	w := objective.AlertWindows{Period: duration(o, "sloPeriod"), Place: o.Place()}
	for _, severity := range []string{"page", "ticket"} {
		for _, name := range []string{"quick", "slow"} {
			both := o.Object(severity)
			rule := both.Object(name)
			if rule == nil {
				o.Failf(severity, "it must have quick and slow")
				continue
			}
			b := objective.BurnRule{Name: severity + "-" + name, Severity: severity, Long: duration(rule, "longWindow"), Short: duration(rule, "shortWindow")}
			percent := rule.Need("errorBudgetPercent")
			share, ok := objective.Fraction(percent)
			if percent != "" && (!ok || !(share > 0 && share <= 1)) {
				rule.Failf("errorBudgetPercent", "%q is not a percentage above 0 and at most 100", percent)
			}
			if b.Short > b.Long {
				rule.Failf("shortWindow", "it is longer than the long one")
			}
			b.BudgetShare = share
			w.Rules = append(w.Rules, b)
		}
	}
	r.out.Windows = append(r.out.Windows, w)
}

func duration(o *specfile.Object, key string) models.Duration {
	text := o.Need(key)
	if text == "" {
		return 0
	}
	d, err := models.ParseDuration(text)
	if err != nil || d <= 0 {
		o.Failf(key, "%q is not a duration like 5m, 1h or 30d", text)
		return 0
	}
	return d
}
