package manifest

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ninefold/models"
)

// A unit is a service in the making: the versions of one workload, or an
// external host.
type unit struct {
	id        string
	name      string
	namespace string
	versions  []*workload // empty for an external service
	services  []string    // names of the Services that reach it
	host      string      // of an external service
	at        place       // of an external service
	evidence  []string    // of an external service
	named     bool        // an external service some workload names
	used      bool        // an external service that is called

	policies  map[models.CallPolicy][]string // of calls to it, with evidence
	failover  *models.Failover
	journey   []string // evidence that users come in here
	required  int
	requiring []string // evidence of required
}

// label is what messages call u.
func (u *unit) label() string { return cmp.Or(u.id, u.host, u.name) }

// size is the largest version of u.
func (u *unit) size() *workload {
	best := u.versions[0]
	for _, w := range u.versions[1:] {
		if w.replicas > best.replicas {
			best = w
		}
	}
	return best
}

// A draft turns a tree into a mesh.
type draft struct {
	*tree
	findings findings
	units    []*unit
	external map[string]*unit      // by host
	reach    map[*service][]*unit  // what a Service selects
	edges    map[[2]*unit][]string // evidence by caller and callee
	byName   map[string][]*service // Services by name
	inUnit   map[*workload]*unit
}

func newDraft(ctx context.Context, t *tree, found findings) (*draft, error) {
	d := &draft{
		tree: t, findings: found,
		external: map[string]*unit{}, reach: map[*service][]*unit{}, edges: map[[2]*unit][]string{},
		byName: map[string][]*service{}, inUnit: map[*workload]*unit{},
	}
	d.mergeWorkloads()
	d.makeUnits()
	d.reachServices()
	d.name()
	d.addExternal()
	d.applyScalers()
	d.applyBudgets()
	d.addCalls()
	if err := d.addPolicies(ctx); err != nil {
		return nil, err
	}
	d.applyTraffic()
	d.addJourneys()
	d.reportRedundancy()
	return d, ctx.Err()
}

// edge records that from calls to.
func (d *draft) edge(from, to *unit, evidence ...string) {
	k := [2]*unit{from, to}
	d.edges[k] = append(d.edges[k], evidence...)
}

// makeUnits groups the workloads into services.
func (d *draft) makeUnits() {
	type key struct {
		namespace, name string
		versioned       bool
	}
	namespaces := map[string][]string{} // of versioned applications
	for _, w := range d.workloads {
		if app, ok := w.app(); ok && w.namespace != "" && !slices.Contains(namespaces[app], w.namespace) {
			namespaces[app] = append(namespaces[app], w.namespace)
		}
	}
	units := map[key]*unit{}
	for _, w := range d.workloads {
		k := key{w.namespace, w.name, false}
		if app, ok := w.app(); ok {
			k.name, k.versioned = app, true
			if known := namespaces[app]; w.namespace == "" && len(known) == 1 {
				k.namespace, w.namespace = known[0], known[0] // a further version in a file of its own
			}
		}
		u := units[k]
		if u == nil {
			u = &unit{name: k.name, namespace: k.namespace, required: 1, policies: map[models.CallPolicy][]string{}}
			units[k] = u
			d.units = append(d.units, u)
		}
		u.versions = append(u.versions, w)
		d.inUnit[w] = u
	}
}

// app returns the application w is a version of, by the usual labels and name.
func (w *workload) app() (string, bool) {
	app := cmp.Or(w.labels["app"], w.labels["app.kubernetes.io/name"])
	version := cmp.Or(w.labels["version"], w.labels["app.kubernetes.io/version"])
	return app, app != "" && version != "" && w.name == app+"-"+version
}

// name gives each unit an ID: its name, with the namespace before it where two
// share the name.
func (d *draft) name() {
	sharing := map[string]int{}
	for _, u := range d.units {
		sharing[slug(u.name)]++
	}
	taken := map[string]bool{}
	for _, u := range d.units {
		id := slug(u.name)
		if sharing[id] > 1 && u.namespace != "" {
			id = slug(u.namespace + "-" + u.name)
		}
		u.id = unused(id, taken)
	}
}

// unused returns id, with a number after it if it is taken, and takes it.
func unused(id string, taken map[string]bool) string {
	free := id
	for i := 2; taken[free]; i++ {
		free = fmt.Sprintf("%s-%d", id, i)
	}
	taken[free] = true
	return free
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// slug makes an ID of a name: lower-case words joined by hyphens.
func slug(name string) string {
	return cmp.Or(strings.Trim(notInID.ReplaceAllString(strings.ToLower(name), "-"), "-"), "unnamed")
}

// mesh returns the draft as a model.
func (d *draft) mesh(name string) models.Mesh {
	m := models.Mesh{
		APIVersion: models.APIVersion, Kind: models.KindMesh,
		Metadata: models.Metadata{
			Name:        slug(cmp.Or(name, "mesh")),
			Description: "Drafted from Kubernetes and Istio manifests. Failure data, locations, targets and costs are not in them and must be added.",
		},
	}
	slices.SortFunc(d.units, func(a, b *unit) int { return strings.Compare(a.id, b.id) })
	for _, u := range d.units {
		m.Services = append(m.Services, u.service())
		if u.host == "" {
			m.Placements = append(m.Placements, u.placement())
		}
		if len(u.journey) > 0 {
			m.Journeys = append(m.Journeys, models.Journey{ID: u.id, Entries: []string{u.id}, Evidence: unique(u.journey)})
		}
	}
	for k, evidence := range d.edges {
		m.Dependencies = append(m.Dependencies, k[1].dependency(k[0], evidence))
	}
	slices.SortFunc(m.Dependencies, func(a, b models.Dependency) int {
		return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.To, b.To))
	})
	return m
}

func (u *unit) service() models.Service {
	s := models.Service{ID: u.id, Kind: models.ServiceExternal, Evidence: unique(u.evidence)}
	if u.host != "" {
		if u.host != u.id {
			s.Records = []string{u.host}
		}
		return s
	}
	s.Kind = u.size().guessKind()
	known := []string{u.name}
	known = append(known, u.services...)
	for _, w := range u.versions {
		known = append(known, w.name)
		for _, at := range w.files {
			s.Evidence = append(s.Evidence, fmt.Sprintf("%s %s at %s", w.kind, w.name, at))
		}
	}
	s.Evidence = unique(s.Evidence)
	s.Records = slices.DeleteFunc(unique(known), func(n string) bool { return n == u.id })
	return s
}

func (u *unit) placement() models.Placement {
	w := u.size()
	return models.Placement{
		Service: u.id, Replicas: w.replicas, Required: min(u.required, w.replicas),
		Evidence: append(unique(w.counted), unique(u.requiring)...),
	}
}

// dependency returns what from needs of u, with the one policy known for calls
// to u, if there is one.
func (u *unit) dependency(from *unit, evidence []string) models.Dependency {
	dep := models.Dependency{From: from.id, To: u.id, Kind: models.DependencyHard, Failover: u.failover, Evidence: unique(evidence)}
	if len(u.policies) == 1 {
		for p, where := range u.policies {
			if dep.Policy = p; p != (models.CallPolicy{}) {
				dep.Evidence = append(dep.Evidence, unique(where)...)
			}
		}
	}
	return dep
}

// unique returns the different texts of list, sorted.
func unique(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
