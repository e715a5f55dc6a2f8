package spec

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"time"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/prometheus"
	"ninefold/models"
	"ninefold/models/objective"
)

var severities = []string{"page", "ticket"}

// alert fills in the rules of a goal, and what its alerts are called.
func (b *builder) alert(g Goal, src *prometheus.Source) {
	src.Alerting = map[string]prometheus.Alerting{}
	rules := b.opt.Rules
	if !b.opt.Always {
		if of := b.ofWindows(g); of != nil {
			rules = of
		}
		if of, stated := b.ofConditions(g, src); stated {
			rules = of
		}
	}
	for _, a := range g.Spec.Alerts {
		b.dress(g, a, src)
	}
	period := cmp.Or(src.Period, g.Objective.Window.Rolling)
	for _, r := range rules {
		if err := r.Check(g.Objective.Target, period); err != nil {
			b.lose(g.Spec, "alerts", strings.ReplaceAll(err.Error(), "\n", "; "))
			continue
		}
		if r.Short() < g.Slice {
			b.lose(g.Spec, "alerts", fmt.Sprintf("rule %q looks back %v, which is less than a slice of %v", r.Name, r.Short(), g.Slice))
			continue
		}
		src.Rules = append(src.Rules, r)
	}
	for severity, label := range b.opt.Severities {
		a := src.Alerting[severity]
		if _, named := a.Labels["severity"]; !named {
			a.Labels = maps.Clone(a.Labels)
			if a.Labels == nil {
				a.Labels = map[string]string{}
			}
			a.Labels["severity"] = label
			src.Alerting[severity] = a
		}
	}
}

// ofWindows returns the rules of the alert windows for the period of a goal, nil if
// there are none.
func (b *builder) ofWindows(g Goal) []slo.Rule {
	for _, w := range b.windows {
		if g.Objective.Window.Calendar != nil || time.Duration(w.Period) != g.Objective.Window.Rolling {
			continue
		}
		var out []slo.Rule
		for _, r := range w.Rules {
			long, short := minutes(r.Long), minutes(r.Short)
			if long == 0 || short == 0 {
				b.lose(g.Spec, "windows", fmt.Sprintf("%s: windows of %s and %s are not in whole minutes", r.Name, r.Long, r.Short))
				continue
			}
			out = append(out, slo.Rule{Name: r.Name, Severity: r.Severity, BudgetShare: r.BudgetShare, LongMinutes: long, ShortMinutes: short})
		}
		return out
	}
	if len(b.windows) > 0 {
		b.doubt(g.Spec, "window", fmt.Sprintf("there are alert windows, but none for %s; others are taken", models.Duration(g.Objective.Window.Rolling)))
	}
	return nil
}

func minutes(d models.Duration) int {
	if time.Duration(d)%time.Minute != 0 {
		return 0
	}
	return int(time.Duration(d) / time.Minute)
}

// ofConditions returns the rules that the alerts of a goal state. stated is false
// where they leave the rules open.
func (b *builder) ofConditions(g Goal, src *prometheus.Source) (out []slo.Rule, stated bool) {
	period := cmp.Or(src.Period, g.Objective.Window.Rolling)
	names := map[string]int{}
	noData := false
	for _, a := range g.Spec.Alerts {
		if len(a.Conditions) == 0 {
			continue
		}
		stated = true
		noData = noData || a.WhenNoData == nil || *a.WhenNoData
		if a.WhenBreaching != nil && !*a.WhenBreaching {
			b.lose(g.Spec, "alerts", fmt.Sprintf("the alert %q is not for a burning budget", a.Name))
			continue
		}
		if len(a.Notifications) > 0 {
			b.lose(g.Spec, "notificationTargets", fmt.Sprintf("where the alert %q goes is for the routes of the Alertmanager", a.Name))
		}
		if a.WhenResolved != nil && *a.WhenResolved {
			b.doubt(g.Spec, "alertWhenResolved", "the Alertmanager says so where its receiver has send_resolved")
		}
		for _, c := range a.Conditions {
			if r, ok := b.condition(g, c, period); ok {
				r.Name = cmp.Or(c.Name, a.Name, "burn-rate")
				if names[r.Name]++; names[r.Name] > 1 {
					r.Name = fmt.Sprintf("%s-%d", r.Name, names[r.Name])
				}
				out = append(out, r)
			}
		}
	}
	if stated && !noData {
		src.NoBlind = true
		b.doubt(g.Spec, "alertWhenNoData", "no alert for lack of data, as the file asks: what is not seen will look well")
	}
	return out, stated
}

// condition returns a condition as a rule with one window.
func (b *builder) condition(g Goal, c objective.Condition, period time.Duration) (slo.Rule, bool) {
	lookback, after := minutes(c.Lookback), minutes(c.After)
	switch {
	case c.Ref != "":
		b.lose(g.Spec, "conditionRef", fmt.Sprintf("the condition %q is not in the file", c.Ref))
		return slo.Rule{}, false
	case c.Operator == "lt" || c.Operator == "lte":
		b.lose(g.Spec, "op", fmt.Sprintf("the condition %q holds while the budget burns slowly", c.Name))
		return slo.Rule{}, false
	case lookback == 0:
		b.lose(g.Spec, "lookbackWindow", fmt.Sprintf("that of the condition %q is not in whole minutes", c.Name))
		return slo.Rule{}, false
	case c.Operator == "gte":
		b.doubt(g.Spec, "op", fmt.Sprintf("the condition %q holds above its threshold, not at it", c.Name))
	}
	share := c.Threshold * float64(lookback) / period.Minutes() // of the budget, spent in the window at the threshold
	return slo.Rule{Severity: c.Severity, BudgetShare: share, LongMinutes: lookback, ShortMinutes: lookback, ForMinutes: after}, true
}

// dress takes names, labels and annotations from an alert: for its severity, for
// those of its conditions, or for all.
func (b *builder) dress(g Goal, a objective.Alert, src *prometheus.Source) {
	of := []string{a.Severity}
	switch {
	case a.Ref != "":
		b.lose(g.Spec, "alertPolicyRef", fmt.Sprintf("the alert %q is not in the file", a.Ref))
		return
	case len(a.Conditions) > 0:
		if of = nil; !b.opt.Always {
			for _, c := range a.Conditions {
				of = append(of, c.Severity)
			}
		}
	case a.Severity == "":
		of = severities
	}
	if a.Disabled {
		b.doubt(g.Spec, "alerts", fmt.Sprintf("%s of %s are switched off, as the file asks", strings.Join(of, " and "), g.Name))
	}
	for _, severity := range of {
		dressed := prometheus.Alerting{
			Off: a.Disabled, Name: alertName(a), Labels: b.labels(g.Spec, a.Labels, true), Annotations: b.annotations(g.Spec, a.Annotations),
		}
		if before, twice := src.Alerting[severity]; twice && !reflect.DeepEqual(before, dressed) {
			b.lose(g.Spec, "alerts", fmt.Sprintf("labels and annotations of %q are for all alerts of severity %s, instead of those before", a.Name, severity))
		}
		src.Alerting[severity] = dressed
	}
}

// alertName returns the name of an alert where the format means it for Prometheus.
func alertName(a objective.Alert) string {
	if len(a.Conditions) > 0 {
		return ""
	}
	return a.Name
}
