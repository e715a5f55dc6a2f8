package manifest

import (
	"fmt"
	"strconv"
	"strings"
)

// applyScalers lets an autoscaler's minimum replace the replicas of its target:
// so many run when the load is low.
func (d *draft) applyScalers() {
	for _, h := range d.scalers {
		target := h.spec.Target
		found := false
		for _, w := range d.workloads {
			if w.kind != target.Kind || w.name != target.Name || !meet(w.namespace, h.namespace) {
				continue
			}
			found = true
			floor := 1
			if h.spec.MinReplicas != nil && h.spec.MinReplicas.N > 0 {
				floor = h.spec.MinReplicas.N
			}
			evidence := fmt.Sprintf("minReplicas of HorizontalPodAutoscaler %s at %s", h.name, h.at)
			switch {
			case !w.scaled || floor < w.replicas:
				w.replicas, w.counted, w.scaled = floor, []string{evidence}, true
			case floor == w.replicas:
				w.counted = append(w.counted, evidence)
			}
		}
		if !found {
			d.findings.addf(DanglingReference, h.name, h.at, "HorizontalPodAutoscaler %s scales %s %s, which is not here%s", h.name, target.Kind, target.Name, d.nearName(target.Name))
		}
	}
}

// nearName returns a hint at the workloads whose names differ by one letter.
func (d *draft) nearName(name string) string {
	var near []string
	for _, w := range d.workloads {
		if oneLetterApart(w.name, name) {
			near = append(near, w.name)
		}
	}
	if len(near) == 0 {
		return ""
	}
	return "; " + strings.Join(unique(near), ", ") + " is"
}

// applyBudgets takes the absolute minAvailable of a PodDisruptionBudget for the
// replicas required.
func (d *draft) applyBudgets() {
	for _, b := range d.budgets {
		if b.spec.Selector.all() {
			continue
		}
		units := d.selected(b.spec.Selector, b.namespace)
		if len(units) == 0 {
			d.findings.addf(DanglingReference, b.name, b.at, "PodDisruptionBudget %s: selector %s matches no pod", b.name, b.spec.Selector)
			continue
		}
		n, err := strconv.Atoi(b.spec.MinAvailable.Value)
		if err != nil || n < 1 { // a percentage, or only maxUnavailable
			continue
		}
		pods := 0
		for _, u := range units {
			for _, w := range u.versions {
				pods += w.replicas
			}
		}
		if n >= pods {
			d.findings.addf(BlocksEviction, b.name, b.at, "PodDisruptionBudget %s wants %d of %d replicas: no pod may be evicted, so nodes cannot be drained", b.name, n, pods)
		}
		if len(units) > 1 { // it does not say which of them need how many
			continue
		}
		u := units[0]
		u.required = max(u.required, n)
		u.requiring = append(u.requiring, fmt.Sprintf("minAvailable of PodDisruptionBudget %s at %s", b.name, place{b.at.file, b.spec.MinAvailable.Line}))
	}
}

// reportRedundancy reports services with one replica, and replicas that may all
// run in one place.
func (d *draft) reportRedundancy() {
	var single []string
	var first place
	ours := 0
	for _, u := range d.units {
		if u.host != "" {
			continue
		}
		ours++
		w := u.size()
		if w.replicas == 1 && w.kind != "DaemonSet" {
			if single = append(single, u.id); len(single) == 1 || w.at.compare(first) < 0 {
				first = w.at
			}
		}
		d.reportSpread(u, w)
	}
	if len(single) > 0 {
		d.findings.addf(NoRedundancy, "", first, "%d of %d services run one replica: %s", len(single), ours, strings.Join(unique(single), ", "))
	}
}

func (d *draft) reportSpread(u *unit, w *workload) {
	hard := len(w.pod.Affinity.PodAntiAffinity.Required) > 0
	soft := ""
	if len(w.pod.Affinity.PodAntiAffinity.Preferred) > 0 {
		soft = "its anti-affinity is only preferred"
	}
	for _, s := range w.pod.Spread {
		if s.WhenUnsatisfiable == "ScheduleAnyway" {
			soft = fmt.Sprintf("its spread over %s is ScheduleAnyway", s.TopologyKey)
			continue
		}
		hard = true
	}
	switch {
	case hard || w.kind == "DaemonSet":
	case soft != "":
		d.findings.addf(SoftSpread, u.id, w.at, "%s may run in one place: %s", w.name, soft)
	case w.replicas > 1:
		d.findings.addf(NoSpread, u.id, w.at, "the %d replicas of %s may run on one node: neither topology spread nor anti-affinity keeps them apart", w.replicas, w.name)
	}
}
