package manifest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A reference is a host that a workload's environment names.
type reference struct {
	address
	env string
	at  place
}

func (r reference) String() string { return fmt.Sprintf("env %s at %s", r.env, r.at) }

// references returns the addresses in the environment of all containers of w,
// init containers included: what a pod waits for to start, it needs.
func (d *draft) references(w *workload) []reference {
	var out []reference
	for _, c := range slices.Concat(w.pod.InitContainers, w.pod.Containers) {
		values := map[string]string{}
		add := func(env, value string, at place) {
			value = expand(value, values)
			values[env] = value
			for _, a := range addresses(env, value) {
				out = append(out, reference{a, env, at})
			}
		}
		for _, from := range c.EnvFrom {
			cm := d.config(w, from.ConfigMap.Name)
			if cm == nil {
				continue
			}
			for _, key := range sortedKeys(cm.data) {
				v := cm.data[key]
				add(from.Prefix+key, v.Value, place{cm.at.file, v.Line})
			}
		}
		for _, e := range c.Env {
			value := e.Value.Value
			if ref := e.ValueFrom.ConfigMap; ref.Name != "" {
				if cm := d.config(w, ref.Name); cm != nil {
					value = cm.data[ref.Key].Value
				}
			}
			add(e.Name.Value, value, place{w.at.file, e.Name.Line})
		}
	}
	return out
}

// config returns the ConfigMap that w means by name: of its own file and
// namespace rather than of another, for variants of one system share names.
func (d *draft) config(w *workload, name string) *config {
	var best *config
	for _, c := range d.configs {
		if name == "" || c.name != name || !meet(c.namespace, w.namespace) {
			continue
		}
		if best == nil || c.at.file == w.at.file && best.at.file != w.at.file {
			best = c
		}
	}
	return best
}

var envUse = regexp.MustCompile(`\$\(([A-Za-z_.-][A-Za-z0-9_.-]*)\)`)

// expand replaces $(NAME) by the variables defined before, as the kubelet does.
func expand(value string, earlier map[string]string) string {
	if !strings.Contains(value, "$(") {
		return value
	}
	var b strings.Builder
	from := 0
	for _, use := range envUse.FindAllStringIndex(value, -1) {
		v, ok := earlier[value[use[0]+2:use[1]-1]]
		if !ok {
			continue
		}
		b.WriteString(value[from:use[0]])
		b.WriteString(v)
		from = use[1]
		if b.Len() > maxValue { // variables that double each other
			return ""
		}
	}
	b.WriteString(value[from:])
	return b.String()
}

// addCalls makes a dependency of each address that every version of a service
// holds.
func (d *draft) addCalls() {
	for _, u := range slices.Clone(d.units) { // external services join the list as they are found
		calls := map[*unit]map[*workload][]string{}
		var callees []*unit // in order, so that IDs do not depend on that of a map
		for _, w := range u.versions {
			for _, r := range w.refs {
				to := d.callee(u, w, r)
				if to == nil {
					continue
				}
				if calls[to] == nil {
					calls[to] = map[*workload][]string{}
					callees = append(callees, to)
				}
				calls[to][w] = append(calls[to][w], r.String())
			}
		}
		for _, to := range callees {
			d.addCall(u, to, calls[to])
		}
	}
}

func (d *draft) addCall(u, to *unit, by map[*workload][]string) {
	if len(by) < len(u.versions) {
		for _, w := range u.versions {
			if len(by[w]) > 0 {
				d.findings.addf(VersionReference, u.label(), w.at, "%s calls %s (%s), other versions of %s do not; which of them serve is not in the files, so no dependency", w.name, to.label(), by[w][0], u.label())
			}
		}
		return
	}
	d.use(to)
	for _, evidence := range by {
		d.edge(u, to, evidence...)
	}
}

// callee returns the service that r of w names. Where it is none, or u itself,
// that is a finding.
func (d *draft) callee(u *unit, w *workload, r reference) *unit {
	to, problem := d.resolve(r.host, w.namespace)
	switch {
	case to == u:
		d.findings.addf(SelfReference, u.label(), r.at, "env %s of %s names the service itself (%s)", r.env, w.name, r.host)
	case to != nil:
		to.named = true
		return to
	case problem.kind == AmbiguousReference:
		d.findings.addf(problem.kind, u.label(), r.at, "env %s of %s names %s: %s", r.env, w.name, r.host, problem.text)
	case r.sure:
		d.findings.addf(DanglingReference, u.label(), r.at, "env %s of %s names %s, which %s", r.env, w.name, r.host, problem.text)
	}
	return nil
}
