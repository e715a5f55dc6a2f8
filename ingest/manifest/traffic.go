package manifest

import (
	"fmt"
	"slices"
	"strings"

	"ninefold/models"
)

// applyTraffic takes timeouts and retries from VirtualServices, and failover from
// DestinationRules.
func (d *draft) applyTraffic() {
	for _, v := range d.virtual {
		for _, r := range v.spec.HTTP {
			if appliesInMesh(v.spec.Gateways) {
				d.applyRoute(v, r)
			}
		}
	}
	for _, u := range d.units {
		if len(u.policies) > 1 {
			var where []string
			for _, at := range u.policies {
				where = append(where, at...)
			}
			d.findings.addf(Conflict, u.id, place{}, "routes to %s have different timeouts or retries, so none is used: %s", u.id, strings.Join(unique(where), ", "))
		}
	}
	for _, r := range d.destinations {
		d.applyDestination(r)
	}
}

// appliesInMesh reports whether a route with these gateways rules calls between
// services.
func appliesInMesh(gateways []string) bool {
	return len(gateways) == 0 || slices.Contains(gateways, "mesh")
}

func (d *draft) applyRoute(v *object[virtualServiceSpec], r route) {
	policy := models.CallPolicy{Retries: max(r.Retries.Attempts, 0)}
	if r.Timeout.Value != "" {
		t, err := models.ParseDuration(r.Timeout.Value)
		if err != nil {
			d.findings.addf(NotParsed, v.name, place{v.at.file, r.Timeout.Line}, "timeout of VirtualService %s: %v", v.name, err)
			return
		}
		policy.Timeout = t
	}
	for _, to := range r.Route {
		if u := d.destination(v.origin, to.Destination.Host); u != nil && u.host == "" {
			u.policies[policy] = append(u.policies[policy], fmt.Sprintf("VirtualService %s at %s", v.name, place{v.at.file, to.Destination.Host.Line}))
		}
	}
}

// destination returns the service that a route or rule names. One that is not
// here is a finding.
func (d *draft) destination(o origin, host text) *unit {
	name := strings.ToLower(host.Value)
	if name == "" || strings.Contains(name, "*") {
		return nil
	}
	u, problem := d.resolve(name, o.namespace)
	if u == nil {
		d.findings.addf(problem.kind, o.name, place{o.at.file, host.Line}, "%s %s: host %s, which %s", o.kind, o.name, name, problem.text)
	}
	return u
}

func (d *draft) applyDestination(r *object[destinationRuleSpec]) {
	u := d.destination(r.origin, r.spec.Host)
	policy := r.spec.TrafficPolicy
	locality := policy.LoadBalancer.Locality
	if u == nil || locality == nil || locality.Enabled != nil && !*locality.Enabled {
		return
	}
	if len(locality.Failover) == 0 && len(locality.FailoverPriority) == 0 {
		return
	}
	outliers := policy.OutlierDetection != nil
	if !outliers {
		d.findings.addf(InertFailover, u.label(), r.at, "DestinationRule %s sets locality failover for %s without outlierDetection: it does nothing", r.name, u.label())
	}
	u.failover = &models.Failover{OutlierDetection: outliers, Source: r.String()}
}
