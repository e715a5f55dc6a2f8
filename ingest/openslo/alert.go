package openslo

import (
	"ninefold/ingest/specfile"
	"ninefold/models/objective"
)

// A part is a kind of object that stands in another, or is named there.
type part[T any] struct {
	kind, key string // the key holds the name
	absent    func(name string) T
	read      func(r *reader, o *specfile.Object, m objective.Meta) T
}

var (
	policies = part[objective.Alert]{
		"AlertPolicy", "alertPolicyRef", func(name string) objective.Alert { return objective.Alert{Ref: name} }, (*reader).policy,
	}
	conditions = part[objective.Condition]{
		"AlertCondition", "conditionRef", func(name string) objective.Condition { return objective.Condition{Ref: name} }, (*reader).burn,
	}
	receivers = part[objective.Notification]{
		"AlertNotificationTarget", "targetRef", func(name string) objective.Notification { return objective.Notification{Ref: name} }, (*reader).receiver,
	}
)

// in reads the part that o is or names.
func (p part[T]) in(r *reader, o *specfile.Object) T {
	if name := o.Text(p.key); name != "" {
		found := r.find(o, p.key, p.kind, name)
		if found == nil {
			return p.absent(name)
		}
		return once(r, found, func() T { return p.read(r, found, r.metas[found]) })
	}
	if k := o.Text("kind"); k != "" && k != p.kind {
		o.Failf("kind", "expected %s", p.kind)
	}
	return p.read(r, o, r.meta(o))
}

// policy reads an alert policy.
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
		out.Conditions = append(out.Conditions, conditions.in(r, c))
	}
	if len(out.Conditions) != 1 {
		spec.Failf("conditions", "the format allows just one, not %d", len(out.Conditions))
	}
	for _, n := range spec.Objects("notificationTargets") {
		out.Notifications = append(out.Notifications, receivers.in(r, n))
	}
	return out
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
