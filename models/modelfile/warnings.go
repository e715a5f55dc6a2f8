package modelfile

import (
	"fmt"
	"slices"
	"strings"

	"ninefold/models"
)

// Warnings returns what is legal in m but probably not meant, or limits what an
// assessment can say: one sentence each, in the order of the model. It expects a
// mesh that [Parse] accepts. Linear time.
func Warnings(m models.Mesh) []string {
	w := warner{mesh: m, placed: map[string][]string{}, callees: map[string][]models.Dependency{}, services: map[string]models.Service{}}
	for _, s := range m.Services {
		w.services[s.ID] = s
	}
	for _, p := range m.Placements {
		w.placed[p.Service] = append(w.placed[p.Service], p.Location)
	}
	for _, d := range m.Dependencies {
		w.callees[d.From] = append(w.callees[d.From], d)
	}
	w.aboutServices()
	w.aboutPlacements()
	w.aboutDependencies()
	w.aboutJourneys()
	w.aboutWaivers()
	return w.out
}

// A warner collects warnings about a mesh.
type warner struct {
	mesh     models.Mesh
	services map[string]models.Service
	placed   map[string][]string            // service → locations
	callees  map[string][]models.Dependency // caller → its dependencies
	out      []string
}

func (w *warner) warnf(format string, args ...any) {
	w.out = append(w.out, fmt.Sprintf(format, args...))
}

func (w *warner) aboutServices() {
	used := map[string]bool{}
	for _, j := range w.mesh.Journeys {
		for _, e := range j.Entries {
			used[e] = true
		}
	}
	for _, d := range w.mesh.Dependencies {
		used[d.To] = true
		if d.Fallback != nil {
			used[d.Fallback.Service] = true
		}
	}
	critical := w.critical()
	for _, s := range w.mesh.Services {
		if critical[s.ID] && s.Failure == nil && s.Release == nil && s.Instance == nil {
			w.warnf("service %q has no failure data, and a critical journey needs it", s.ID)
		}
		if !used[s.ID] {
			w.warnf("service %q is used by no journey and no other service", s.ID)
		}
	}
}

// critical returns the services that a critical journey needs: its entries and
// all that is reached from them by dependencies that are not soft.
func (w *warner) critical() map[string]bool {
	found := map[string]bool{}
	var queue []string
	reach := func(service string) {
		if !found[service] {
			found[service] = true
			queue = append(queue, service)
		}
	}
	for _, j := range w.mesh.Journeys {
		if j.Critical {
			for _, e := range j.Entries {
				reach(e)
			}
		}
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		for _, d := range w.callees[next] {
			if d.Kind != models.DependencySoft {
				reach(d.To)
			}
		}
	}
	return found
}

func (w *warner) aboutPlacements() {
	for _, s := range w.mesh.Services {
		if at := w.placed[s.ID]; len(at) > 1 && slices.Contains(at, "") {
			w.warnf("service %q is placed both in named locations and without one", s.ID)
		}
	}
}

func (w *warner) aboutDependencies() {
	for _, d := range w.mesh.Dependencies {
		f := d.Failover
		if f == nil {
			continue
		}
		if !f.OutlierDetection {
			w.warnf("failover of %q to %q does nothing: it has no outlier detection", d.From, d.To)
			continue
		}
		if len(w.placed[d.To]) < 2 {
			w.warnf("failover of %q to %q does nothing: %q runs in fewer than two places", d.From, d.To, d.To)
			continue
		}
		for _, l := range f.Order {
			if !slices.Contains(w.placed[d.To], l) {
				w.warnf("failover of %q to %q names %q, where %q does not run", d.From, d.To, l, d.To)
			}
		}
	}
}

func (w *warner) aboutJourneys() {
	if len(w.mesh.Journeys) == 0 {
		w.warnf("the model has no journeys, so nothing can be assessed")
	}
	currency := ""
	for _, j := range w.mesh.Journeys {
		if j.Target == 0 {
			w.warnf("journey %q has no target, so it will not be judged", j.ID)
		}
		for _, e := range j.Entries {
			if len(w.placed[e]) == 0 {
				w.warnf("entry %q of journey %q has no placement", e, j.ID)
				continue
			}
			for _, in := range j.Ingress {
				if !slices.Contains(w.placed[e], in.Location) {
					w.warnf("users of journey %q come in at %q, where its entry %q does not run: they are served from elsewhere", j.ID, in.Location, e)
				}
			}
		}
		if j.Reroute != nil && len(j.Ingress) == 1 {
			w.warnf("journey %q reroutes its users, but they come in at one location only", j.ID)
		}
		if j.Cost == nil {
			continue
		}
		if currency == "" {
			currency = j.Cost.Currency
		}
		if j.Cost.Currency != currency {
			w.warnf("the cost of journey %q is in %s, that of others in %s: they are not added up", j.ID, j.Cost.Currency, currency)
		}
	}
}

// aboutWaivers warns of subjects that are nothing in the model: a waiver for
// something misspelt accepts nothing.
func (w *warner) aboutWaivers() {
	known := map[string]bool{}
	for _, d := range w.mesh.Domains {
		known[d.ID] = true
	}
	for _, s := range w.mesh.Services {
		known[s.ID] = true
	}
	for _, j := range w.mesh.Journeys {
		known[j.ID] = true
	}
	for _, s := range w.mesh.SLOs {
		known[s.ID] = true
	}
	for _, v := range w.mesh.Waivers {
		subject := v.Subject
		if prefix, id, ok := strings.Cut(subject, ":"); ok && slices.Contains([]string{"service", "release", "instance", "domain"}, prefix) {
			subject = id
		}
		if !known[subject] {
			w.warnf("the waiver of %s for %q is about nothing in the model", v.Rule, v.Subject)
		}
	}
}
