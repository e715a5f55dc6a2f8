package prometheus

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/slo"
)

// A Source is an objective with the queries that measure it. Queries are PromQL
// with {{.window}} where a range goes, and each gives one series. Either Bad and
// Total are set, or BadShare.
type Source struct {
	Name      string            // of the objective
	Service   string            //
	Labels    map[string]string // added to every series and alert
	Objective slo.Objective     //
	Period    time.Duration     // of a calendar window, whose length changes; 0 for a rolling one
	Bad       string            // bad requests, a rate or a count over the window
	Total     string            // all requests, in the same unit
	PerSecond bool              // that unit is per second: the queries are rates
	BadShare  string            // bad requests of all
	Rules     []slo.Rule        // alert rules
	Interval  time.Duration     // between evaluations; 0: Prometheus decides

	Alerting map[string]Alerting // what is changed about the alerts of a severity
	NoBlind  bool                // no alert for the case that there is nothing to judge by
}

// A Group is a group of rules in a rules file.
type Group struct {
	Name     string `yaml:"name"`
	Interval string `yaml:"interval,omitempty"`
	Rules    []Rule `yaml:"rules"`
}

// A Rule is a recording rule or an alert.
type Rule struct {
	Record      string            `yaml:"record,omitempty"`
	Alert       string            `yaml:"alert,omitempty"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels,omitempty"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

// Names of the series and alerts.
const (
	series     = "ninefold:slo_bad:"
	burnAlert  = "SLOErrorBudgetBurn"
	blindAlert = "SLONoData"
)

// Marshal returns a rules file with a group for each source, in the order given.
//
// It returns an error that names all that is wrong: an objective or rule that
// package slo refuses, a query without {{.window}}, a label that Prometheus would
// not take or would expand as a template, two sources of one name.
func Marshal(sources []Source) ([]byte, error) {
	g, err := groups(sources)
	if err != nil {
		return nil, err
	}
	return encode(file{g})
}

// A file is a rules file, or the spec of a PrometheusRule.
type file struct {
	Groups []Group `yaml:"groups"`
}

func groups(sources []Source) ([]Group, error) {
	var out []Group
	var errs []error
	seen := map[string]bool{}
	for _, s := range sources {
		g, err := s.group()
		if err != nil {
			errs = append(errs, fmt.Errorf("prometheus: objective %q of %q: %w", s.Name, s.Service, err))
		}
		if seen[g.Name] {
			errs = append(errs, fmt.Errorf("prometheus: two objectives are called %q of %q", s.Name, s.Service))
		}
		seen[g.Name] = true
		out = append(out, g)
	}
	return out, errors.Join(errs...)
}

func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return out.Bytes(), enc.Close()
}

var (
	windowMark = regexp.MustCompile(`\{\{\s*\.window\s*\}\}`)
	labelName  = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
)

// period returns how long the objective's window is.
func (s Source) period() time.Duration { return cmp.Or(s.Period, s.Objective.Window.Rolling) }

// Validate says all that is wrong with s, as [Marshal] does.
func (s Source) Validate() error {
	errs := []error{s.Objective.Validate()}
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if s.Name == "" || s.Service == "" {
		bad("it needs a name and a service")
	}
	if s.Interval < 0 || s.Interval%time.Second != 0 {
		bad("an interval of %v is not in whole seconds", s.Interval)
	}
	switch {
	case s.Objective.Window.Calendar != nil && s.Period <= 0:
		bad("a window of the calendar needs a period to derive thresholds from")
	case s.Objective.Window.Calendar == nil && s.Period != 0:
		bad("a rolling window is its own period")
	}
	switch counted := s.Bad != "" && s.Total != ""; {
	case counted == (s.BadShare != "") || !counted && s.Bad+s.Total != "":
		bad("give queries for bad and total, or one for the share of bad")
	case counted && s.Objective.Method != slo.Requests:
		bad("queries for bad and total measure an objective of requests, not of %s", s.Objective.Method)
	}
	for _, q := range []string{s.Bad, s.Total, s.BadShare} {
		if q != "" && !windowMark.MatchString(q) {
			bad("the query %q has no {{.window}}", q)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Labels)) {
		if err := CheckLabel(name, s.Labels[name]); err != nil || name == severityLabel {
			bad("%q cannot be a label here: %w", name, cmp.Or(err, errReserved))
		}
	}
	for _, text := range []string{s.Name, s.Service} {
		if strings.Contains(text, "{{") {
			bad("Prometheus would expand the template in %q", text)
		}
	}
	return errors.Join(append(errs, s.validateRules(), s.validateAlerting())...)
}

func (s Source) validateRules() error {
	if len(s.Rules) == 0 {
		return errors.New("no rules")
	}
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	names := map[string]bool{}
	for _, r := range s.Rules {
		errs = append(errs, r.Check(s.Objective.Target, s.period()))
		if names[r.Name] || r.Name == "" || strings.Contains(r.Name+r.Severity, "{{") {
			bad("rule %q needs a name of its own", r.Name)
		}
		names[r.Name] = true
		if (r.MinRequests > 0 || r.MinFailures > 0) && s.BadShare != "" {
			bad("rule %q has a minimum of requests, which a share does not tell", r.Name)
		}
	}
	return errors.Join(errs...)
}

func (s Source) group() (Group, error) {
	g := Group{Name: "ninefold-slo-" + s.Service + "-" + s.Name}
	if err := s.Validate(); err != nil {
		return g, err
	}
	if s.Interval > 0 {
		g.Interval = span(s.Interval)
	}
	windows := map[time.Duration]bool{}
	for _, r := range s.Rules {
		windows[r.Long()], windows[r.Short()] = true, true
	}
	for _, w := range slices.Sorted(maps.Keys(windows)) {
		g.Rules = append(g.Rules, Rule{Record: shareName(w), Expr: s.shareQuery(w), Labels: s.labels(nil)})
	}
	g.Rules = append(g.Rules, s.counts()...)
	for _, r := range s.Rules {
		if !s.Alerting[r.Severity].Off {
			g.Rules = append(g.Rules, s.alert(r))
		}
	}
	if !s.NoBlind && !s.Alerting[ticket].Off {
		g.Rules = append(g.Rules, s.blind(slices.Min(slices.Collect(maps.Keys(windows)))))
	}
	return g, nil
}

// blind returns the alert for the case that the share over a window is not known.
func (s Source) blind(w time.Duration) Rule {
	return Rule{
		Alert: blindAlert,
		// A share of no requests is NaN, which no comparison lets through.
		Expr:        fmt.Sprintf("absent(%s >= 0)", s.selector(shareName(w))),
		For:         span(w),
		Labels:      s.labels(s.severity(ticket)),
		Annotations: s.annotations(ticket, fmt.Sprintf("Objective %s of %s cannot be judged: no data, or no requests, for %s.", s.Name, s.Service, span(w))),
	}
}

// counts returns the recording rules for rules that need a minimum.
func (s Source) counts() []Rule {
	var out []Rule
	seen := map[string]bool{}
	add := func(name, query string, w time.Duration) {
		if seen[name] {
			return
		}
		seen[name] = true
		expr := "(" + Within(query, w) + ")"
		if s.PerSecond {
			expr += " * " + strconv.FormatFloat(w.Seconds(), 'g', -1, 64)
		}
		out = append(out, Rule{Record: name, Expr: expr, Labels: s.labels(nil)})
	}
	for _, r := range s.Rules {
		if r.MinRequests > 0 {
			add(countName("total", r.Long()), s.Total, r.Long())
		}
		if r.MinFailures > 0 {
			add(countName("bad", r.Long()), s.Bad, r.Long())
		}
	}
	return out
}

// alert returns the alert of r. A count that Prometheus extrapolates is seldom
// whole, so that of failures is taken from half below.
func (s Source) alert(r slo.Rule) Rule {
	limit := fmt.Sprintf("(%s * %s)", number(r.Threshold(s.period())), number(slo.BudgetShare(s.Objective.Target)))
	terms := []string{
		s.selector(shareName(r.Long())) + " > " + limit,
		s.selector(shareName(r.Short())) + " > " + limit,
	}
	if r.MinRequests > 0 {
		terms = append(terms, s.selector(countName("total", r.Long()))+" >= "+number(r.MinRequests))
	}
	if r.MinFailures > 0 {
		terms = append(terms, s.selector(countName("bad", r.Long()))+" >= "+number(r.MinFailures-0.5))
	}
	out := Rule{
		Alert:  cmp.Or(s.Alerting[r.Severity].Name, burnAlert),
		Expr:   strings.Join(terms, "\nand\n"),
		Labels: s.labels(s.severity(r.Severity)),
		Annotations: s.annotations(r.Severity, fmt.Sprintf("Objective %s of %s, %s %%: more than %s %% of the error budget spent in %s, and still so in %s.",
			s.Name, s.Service, number(100*s.Objective.Target), number(100*r.BudgetShare), span(r.Long()), span(r.Short()))),
	}
	out.Labels["rule"] = r.Name
	if r.ForMinutes > 0 {
		out.For = span(time.Duration(r.ForMinutes) * time.Minute)
	}
	return out
}

// shareQuery returns the share of bad requests over a window.
func (s Source) shareQuery(w time.Duration) string {
	if s.BadShare != "" {
		return Within(s.BadShare, w)
	}
	return "(" + Within(s.Bad, w) + ")\n/\n(" + Within(s.Total, w) + ")"
}

// Within fills a window, of whole seconds, into a query.
func Within(query string, w time.Duration) string {
	return windowMark.ReplaceAllLiteralString(strings.TrimSpace(query), span(w))
}

func shareName(w time.Duration) string { return series + "ratio_rate" + span(w) }

func countName(what string, w time.Duration) string {
	return "ninefold:slo_" + what + ":increase" + span(w)
}

// labels returns those of every series of s, and more.
func (s Source) labels(more map[string]string) map[string]string {
	out := map[string]string{"slo": s.Name, "service": s.Service}
	maps.Copy(out, s.Labels)
	maps.Copy(out, more)
	return out
}

// selector returns the series of this source.
func (s Source) selector(name string) string {
	return fmt.Sprintf("%s{service=%s, slo=%s}", name, strconv.Quote(s.Service), strconv.Quote(s.Name))
}

// number writes x without the noise of its last digits.
func number(x float64) string { return strconv.FormatFloat(x, 'g', 12, 64) }

// span writes a duration of whole seconds as Prometheus does: 3d, 1h, 5m, 90s.
func span(d time.Duration) string {
	for _, u := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d%u.length == 0 {
			return strconv.FormatInt(int64(d/u.length), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(d/time.Second), 10) + "s"
}
