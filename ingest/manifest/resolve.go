package manifest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A problem is why a host names no service.
type problem struct {
	kind string // DanglingReference or AmbiguousReference
	text string // completes "…, which"
}

// meet reports whether two namespaces may be the same one. An object without a
// namespace goes wherever kubectl puts it.
func meet(a, b string) bool { return a == b || a == "" || b == "" }

// reachServices finds what each Service selects.
func (d *draft) reachServices() {
	for _, s := range d.services {
		d.byName[s.name] = append(d.byName[s.name], s)
		if s.externalHost() != "" || len(s.Selector) == 0 {
			continue
		}
		units := d.selected(selector{MatchLabels: s.Selector}, s.namespace)
		d.reach[s] = units
		if len(units) == 0 {
			d.findings.addf(DanglingReference, s.name, s.at, "Service %s selects no workload (%s)", s.name, selector{MatchLabels: s.Selector})
		}
		for _, u := range units {
			u.services = append(u.services, s.name)
		}
	}
}

// selected returns the units with a version that sel matches in the namespace ns.
// Those that state it are preferred to those that may be anywhere.
func (d *draft) selected(sel selector, ns string) []*unit {
	var exact, near []*unit
	for _, w := range d.workloads {
		if !meet(w.namespace, ns) || !sel.matches(w.labels) {
			continue
		}
		list := &near
		if w.namespace == ns {
			list = &exact
		}
		if u := d.inUnit[w]; !slices.Contains(*list, u) {
			*list = append(*list, u)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return near
}

// resolve returns the service that host means in the namespace ns, as
// cluster DNS does: svc, svc.namespace, svc.namespace.svc…, and pod.svc… for the
// pods of a StatefulSet. Other hosts are external ones.
func (d *draft) resolve(host, ns string) (*unit, problem) {
	labels := strings.Split(host, ".")
	if len(labels) > 2 && isClusterName(host) {
		i := slices.Index(labels, "svc")
		labels = labels[:i]
	}
	if len(labels) > 1 && len(d.byName[labels[0]]) == 0 && len(d.byName[labels[1]]) > 0 && d.isPod(labels[0]) {
		labels = labels[1:]
	}
	switch len(labels) {
	case 1:
		return d.lookup(labels[0], ns)
	case 2:
		if u, p := d.lookup(labels[0], labels[1]); u != nil || len(d.byName[labels[0]]) > 0 {
			return u, p
		}
	}
	if u := d.externalOf(host); u != nil {
		return u, problem{}
	}
	if len(labels) == 2 && d.isOptional(labels[0]) {
		return d.lookup(labels[0], labels[1])
	}
	return nil, problem{DanglingReference, "no Service or ServiceEntry here serves"}
}

// isPod reports whether name is one of a StatefulSet's pods: db-0.
func (d *draft) isPod(name string) bool {
	return slices.ContainsFunc(d.workloads, func(w *workload) bool {
		number, ok := strings.CutPrefix(name, w.name+"-")
		return ok && w.kind == "StatefulSet" && number != "" && strings.Trim(number, "0123456789") == ""
	})
}

func (d *draft) isOptional(name string) bool {
	_, ok := d.optional[name]
	return ok
}

// lookup returns what the Service name in ns reaches.
func (d *draft) lookup(name, ns string) (*unit, problem) {
	var exact, near []*service
	for _, s := range d.byName[name] {
		switch {
		case s.namespace == ns:
			exact = append(exact, s)
		case meet(s.namespace, ns):
			near = append(near, s)
		}
	}
	if len(exact) == 0 {
		exact = near
	}
	if len(exact) == 0 {
		if at, ok := d.optional[name]; ok {
			return nil, problem{DanglingReference, fmt.Sprintf("is not deployed by default (%s)", at)}
		}
		return nil, problem{DanglingReference, "no Service here serves"}
	}
	units := map[*unit]bool{}
	for _, s := range exact {
		if s.externalHost() != "" {
			units[d.externalName(s)] = true
		}
		for _, u := range d.reach[s] {
			units[u] = true
		}
	}
	switch list := slices.Collect(maps.Keys(units)); len(list) {
	case 0:
		return nil, problem{DanglingReference, fmt.Sprintf("is Service %s at %s, which selects no workload", name, exact[0].at)}
	case 1:
		return list[0], problem{}
	default:
		var labels []string
		for _, u := range list {
			labels = append(labels, u.label())
		}
		return nil, problem{AmbiguousReference, "may mean " + strings.Join(unique(labels), " or ")}
	}
}

// addExternal lists the hosts of the ServiceEntries. They become services when
// something calls them.
func (d *draft) addExternal() {
	for _, e := range d.entries {
		for _, h := range e.spec.Hosts {
			host := strings.ToLower(h.Value)
			if host == "" || d.external[host] != nil {
				if u := d.external[host]; u != nil {
					u.evidence = append(u.evidence, serviceEntry(e, h))
				}
				continue
			}
			d.external[host] = &unit{name: e.name, host: host, at: place{e.at.file, h.Line}, evidence: []string{serviceEntry(e, h)}}
		}
	}
}

func serviceEntry(e *object[serviceEntrySpec], host text) string {
	return fmt.Sprintf("ServiceEntry %s at %s", e.name, place{e.at.file, host.Line})
}

// externalHost is where a Service of type ExternalName leads; others have none.
func (s *service) externalHost() string {
	return strings.ToLower(strings.TrimSuffix(s.ExternalName, "."))
}

// externalName returns the external service behind a Service of that type.
func (d *draft) externalName(s *service) *unit {
	host := s.externalHost()
	u := d.external[host]
	if u == nil {
		u = &unit{name: s.name, host: host, at: s.at}
		d.external[host] = u
	}
	u.evidence = append(u.evidence, fmt.Sprintf("Service %s of type ExternalName at %s", s.name, s.at))
	return u
}

// externalOf returns the external service of a host that a ServiceEntry names,
// itself or by a wildcard like *.example.com.
func (d *draft) externalOf(host string) *unit {
	if u := d.external[host]; u != nil {
		return u
	}
	for rest := host; ; {
		_, after, ok := strings.Cut(rest, ".")
		if !ok {
			return nil
		}
		if w := d.external["*."+after]; w != nil {
			u := &unit{name: w.name, host: host, at: w.at, evidence: w.evidence}
			d.external[host] = u
			w.named = true
			return u
		}
		rest = after
	}
}

// use makes a service of an external host.
func (d *draft) use(u *unit) {
	if u.host == "" || u.used {
		return
	}
	u.used = true
	taken := map[string]bool{}
	for _, other := range d.units {
		taken[other.id] = true
	}
	u.id = unused(slug(u.host), taken)
	d.units = append(d.units, u)
}

// sortedKeys returns the keys of m in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
