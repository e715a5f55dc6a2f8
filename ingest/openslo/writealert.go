package openslo

import (
	"cmp"
	"fmt"

	"ninefold/models/objective"
)

// alert writes an alert policy, nil for what the format has no form of.
func (w *writer) alert(a objective.Alert) block {
	switch {
	case a.Ref != "":
		return block{{"alertPolicyRef", a.Ref}}
	case len(a.Conditions) == 0:
		w.lose("alerts", fmt.Sprintf("the alert %q has no condition of its own: the format has one burn rate per policy", cmp.Or(a.Name, a.Severity)))
		return nil
	case a.Disabled:
		w.lose("alerts", fmt.Sprintf("the alert %q is disabled, which the format cannot say", a.Name))
		return nil
	}
	var spec block
	add(&spec, "description", a.Description)
	add(&spec, "alertWhenBreaching", a.WhenBreaching)
	add(&spec, "alertWhenResolved", a.WhenResolved)
	add(&spec, "alertWhenNoData", a.WhenNoData)
	var conditions, targets []block
	for _, c := range a.Conditions {
		conditions = append(conditions, w.condition(c))
	}
	for _, n := range a.Notifications {
		targets = append(targets, w.notification(n))
	}
	add(&spec, "conditions", conditions)
	add(&spec, "notificationTargets", targets)
	return w.inline("AlertPolicy", a.Meta, "alert", spec)
}

// inline is an object that stands in another. One without a name has that of the
// objective, and a suffix.
func (w *writer) inline(kind string, m objective.Meta, suffix string, spec block) block {
	return block{{"kind", kind}, {"metadata", w.meta(w.named(m, suffix))}, {"spec", spec}}
}

func (w *writer) condition(c objective.Condition) block {
	if c.Ref != "" {
		return block{{"conditionRef", c.Ref}}
	}
	var spec block
	add(&spec, "description", c.Description)
	add(&spec, "severity", c.Severity)
	burn := block{{"kind", "burnrate"}}
	add(&burn, "op", c.Operator)
	add(&burn, "threshold", &c.Threshold)
	add(&burn, "lookbackWindow", w.minutes("lookbackWindow", c.Lookback))
	add(&burn, "alertAfter", cmp.Or(w.minutes("alertAfter", c.After), "0m"))
	add(&spec, "condition", burn)
	return w.inline("AlertCondition", c.Meta, "condition", spec)
}

func (w *writer) notification(n objective.Notification) block {
	if n.Ref != "" {
		return block{{"targetRef", n.Ref}}
	}
	var spec block
	add(&spec, "description", n.Description)
	add(&spec, "target", n.Target)
	return w.inline("AlertNotificationTarget", n.Meta, "target", spec)
}
