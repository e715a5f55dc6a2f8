package manifest

import (
	"context"
	"fmt"
	"slices"
)

// addPolicies makes a dependency of each pair of workloads that a NetworkPolicy
// names as caller and callee. A policy for all pods, or that lets everybody in,
// names nobody.
func (d *draft) addPolicies(ctx context.Context) error {
	for _, p := range d.policies {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(p.PolicyTypes) > 0 && !slices.Contains(p.PolicyTypes, "Ingress") {
			continue
		}
		targets := d.pods(p, p.PodSelector, p.namespace)
		for _, rule := range p.Ingress {
			for _, peer := range rule.From {
				if peer.PodSelector == nil {
					continue
				}
				ns := p.namespace
				if peer.NamespaceSelector != nil {
					ns = ""
				}
				d.allow(p, d.pods(p, *peer.PodSelector, ns), targets)
			}
		}
	}
	return nil
}

// A reading is a unit a selector picks, with how the selector had to be read.
type reading struct {
	*unit
	note string
}

func (d *draft) allow(p *policy, callers, targets []reading) {
	for _, to := range targets {
		for _, from := range callers {
			if from.unit == to.unit {
				d.findings.addf(SelfReference, to.label(), p.at, "network policy %s lets %s call itself", p.name, to.label())
				continue
			}
			d.edge(from.unit, to.unit, fmt.Sprintf("network policy %s at %s%s%s", p.name, p.at, from.note, to.note))
		}
	}
}

// pods returns the units that sel of p names. Where it matches no pod but one
// workload is a letter away, that one is taken, and said so: the policy then
// protects nothing, but tells what its author meant.
func (d *draft) pods(p *policy, sel selector, ns string) []reading {
	if sel.all() {
		return nil
	}
	var out []reading
	for _, u := range d.selected(sel, ns) {
		out = append(out, reading{u, ""})
	}
	if len(out) > 0 {
		return out
	}
	u, value := d.misspelt(sel, ns)
	if u == nil {
		d.findings.addf(DanglingReference, p.name, p.at, "NetworkPolicy %s: selector %s matches no pod", p.name, sel)
		return nil
	}
	d.findings.addf(DanglingReference, p.name, p.at, "NetworkPolicy %s: selector %s matches no pod, but %s is one letter away; the policy does not protect it", p.name, sel, value)
	return []reading{{u, fmt.Sprintf("; selector %s matches no pod; read as %s", sel, value)}}
}
