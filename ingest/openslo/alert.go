package openslo

import (
	"ninefold/ingest/specfile"
	"ninefold/models/objective"
)

// alert reads an alert policy of an SLO, inline or by name.
func (r *reader) alert(o *specfile.Object) objective.Alert {
	if ref := o.Text("alertPolicyRef"); ref != "" {
		found := r.find(o, "alertPolicyRef", "AlertPolicy", ref)
		if found == nil {
			return objective.Alert{Ref: ref}
		}
		return once(r, found, func() objective.Alert { return r.policy(found, r.metas[found]) })
	}
	r.kind(o, "AlertPolicy")
	return r.policy(o, r.meta(o))
}

// kind checks the kind of an inline object.
func (r *reader) kind(o *specfile.Object, want string) {
	if k := o.Text("kind"); k != "" && k != want {
		o.Failf("kind", "expected %s", want)
	}
}

func (r *reader) policy(o *specfile.Object, m objective.Meta) objective.Alert {
	out := objective.Alert{Meta: m}
	spec := o.Object("spec")
	if spec == nil {
		o.Failf("spec", "it must be given")
		return out
	}
	out.Description = r.describe(spec)
	out.WhenBreaching, out.WhenResolved, out.WhenNoData = spec.Bool("alertWhenBreaching"), spec.Bool("alertWhenResolved"), spec.Bool("alertWhenNoData")
	for _, c := range spec.Objects("conditions") {
		out.Conditions = append(out.Conditions, r.condition(c))
	}
	if len(out.Conditions) != 1 {
		spec.Failf("conditions", "the format allows just one, not %d", len(out.Conditions))
	}
	for _, n := range spec.Objects("notificationTargets") {
		out.Notifications = append(out.Notifications, r.notification(n))
	}
	return out
}

func (r *reader) condition(o *specfile.Object) objective.Condition {
	if ref := o.Text("conditionRef"); ref != "" {
		found := r.find(o, "conditionRef", "AlertCondition", ref)
		if found == nil {
			return objective.Condition{Ref: ref}
		}
		return once(r, found, func() objective.Condition { return r.burn(found, r.metas[found]) })
	}
	r.kind(o, "AlertCondition")
	return r.burn(o, r.meta(o))
}

// burn reads a condition on the burn rate.
func (r *reader) burn(o *specfile.Object, m objective.Meta) objective.Condition {
	out := objective.Condition{Meta: m}
	spec := o.Object("spec")
	c := spec.Object("condition")
	if c == nil {
		o.Failf("spec", "it must have a condition")
		return out
	}
	out.Description, out.Severity, out.Operator = r.describe(spec), spec.Need("severity"), r.operator(c)
	if k := c.Text("kind"); k != "" && k != "burnrate" {
		c.Failf("kind", "%q is not burnrate", k)
	}
	if x := c.Number("threshold"); x != nil {
		out.Threshold = *x
	} else if !c.Has("threshold") {
		c.Failf("threshold", "it must be given")
	}
	out.Lookback, out.After = r.duration(c, "lookbackWindow"), r.duration(c, "alertAfter")
	if out.Lookback == 0 {
		c.Failf("lookbackWindow", "it must be given")
	}
	if out.Operator == "lt" || out.Operator == "lte" {
		r.note(c, "op", objective.Doubtful, "an alert when the budget burns more slowly than the threshold")
	}
	return out
}

func (r *reader) notification(o *specfile.Object) objective.Notification {
	if ref := o.Text("targetRef"); ref != "" {
		found := r.find(o, "targetRef", "AlertNotificationTarget", ref)
		if found == nil {
			return objective.Notification{Ref: ref}
		}
		return once(r, found, func() objective.Notification { return r.receiver(found, r.metas[found]) })
	}
	r.kind(o, "AlertNotificationTarget")
	return r.receiver(o, r.meta(o))
}

// receiver reads a notification target.
func (r *reader) receiver(o *specfile.Object, m objective.Meta) objective.Notification {
	out := objective.Notification{Meta: m}
	spec := o.Object("spec")
	if spec == nil {
		o.Failf("spec", "it must be given")
		return out
	}
	out.Description, out.Target = r.describe(spec), spec.Need("target")
	return out
}
