package manifest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// addJourneys finds where users come in. Each workload they meet first is the
// entry of one journey.
func (d *draft) addJourneys() {
	for _, s := range d.services {
		if s.Type == "LoadBalancer" || s.Type == "NodePort" {
			for _, u := range d.reach[s] {
				u.journey = append(u.journey, fmt.Sprintf("%s %s", s.Type, s.origin))
			}
		}
	}
	d.enterGateways()
	d.enterIngresses()
	d.enterRoutes()
	if !slices.ContainsFunc(d.units, func(u *unit) bool { return len(u.journey) > 0 }) {
		d.findings.addf(NoEntry, "", place{}, "no Ingress, gateway route or Service of type LoadBalancer or NodePort leads to a workload: no journey is drafted")
	}
	for _, host := range sortedKeys(d.external) {
		if u := d.external[host]; !u.named {
			d.findings.addf(UnusedExternal, host, u.at, "nothing here is seen to call %s, which ServiceEntry %s admits", host, u.name)
		}
	}
}

// enter records that users reach the host of a route.
func (d *draft) enter(o origin, host text) {
	u := d.destination(o, host)
	if u != nil && u.host == "" {
		u.journey = append(u.journey, fmt.Sprintf("%s %s at %s", o.kind, o.name, place{o.at.file, host.Line}))
	}
}

// enterGateways follows the VirtualServices of gateways. Those of an egress
// gateway lead out.
func (d *draft) enterGateways() {
	egress := map[string]bool{}
	for _, g := range d.gateways {
		egress[g.name] = strings.Contains(g.spec.Selector["istio"], "egress")
	}
	for _, v := range d.virtual {
		for _, r := range slices.Concat(v.spec.HTTP, v.spec.TCP, v.spec.TLS) {
			gateways := v.spec.Gateways
			for _, m := range r.Match {
				if len(m.Gateways) > 0 {
					gateways = m.Gateways
				}
			}
			leadsIn := slices.ContainsFunc(gateways, func(g string) bool { return g != "mesh" && !egress[path.Base(g)] })
			for _, to := range r.Route {
				if leadsIn {
					d.enter(v.origin, to.Destination.Host)
				}
			}
		}
	}
}

func (d *draft) enterIngresses() {
	for _, i := range d.ingresses {
		backends := []backend{i.spec.DefaultBackend, i.spec.Backend}
		for _, r := range i.spec.Rules {
			for _, p := range r.HTTP.Paths {
				backends = append(backends, p.Backend)
			}
		}
		for _, b := range backends {
			for _, name := range []text{b.Service.Name, b.ServiceName} {
				d.enter(i.origin, name)
			}
		}
	}
}

// enterRoutes follows the routes of the Gateway API. One whose parent is a Service
// rules calls inside the mesh.
func (d *draft) enterRoutes() {
	for _, r := range d.routes {
		if slices.Contains(r.spec.ParentRefs, parentRef{"Service"}) {
			continue
		}
		for _, rule := range r.spec.Rules {
			for _, b := range rule.BackendRefs {
				host := b.Name
				if b.Namespace != "" {
					host.Value += "." + b.Namespace
				}
				d.enter(r.origin, host)
			}
		}
	}
}
