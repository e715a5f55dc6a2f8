package modelfile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/models"
)

// A reference is a name in the file that must be defined somewhere in it.
type reference struct {
	noun string
	name string
	node *yaml.Node
}

// define notes that n defines the ID of a noun.
func (r *reader) define(noun, id string, n *yaml.Node) {
	if r.ids[noun] == nil {
		r.ids[noun] = map[string]*yaml.Node{}
	}
	if first := r.ids[noun][id]; first != nil {
		r.reportf(place{node: n}, "rename one of the two", "duplicate %s %q; first in line %d", noun, clip(id), first.Line)
		return
	}
	r.ids[noun][id] = n
}

// resolveRefs reports the references that lead nowhere, or to the wrong kind of
// domain.
func (r *reader) resolveRefs(m *models.Mesh) {
	domains := map[string]models.FailureDomain{}
	for _, d := range m.Domains {
		domains[d.ID] = d
	}
	names := map[string][]string{} // noun → candidates, sorted for the same answer every time
	for _, noun := range []string{nounDomain, nounService, nounJourney, nounScenario} {
		for id := range r.ids[noun] {
			names[noun] = append(names[noun], id)
		}
		slices.Sort(names[noun])
	}
	withData := componentsOf(m)
	for _, ref := range r.refs {
		switch ref.noun {
		case nounComponent:
			r.resolveComponent(ref, names, withData)
		case nounLocation, nounShared:
			d, known := domains[ref.name]
			switch {
			case !known:
				r.unknown(ref.node, nounDomain, ref.name, names[nounDomain])
			case !slices.Contains(domainKinds, d.Kind): // reported
			case ref.noun == nounLocation && !d.Geographic():
				r.reportf(place{node: ref.node}, "name a provider, region, dataCentre, zone, cluster or node; a service lists the others under shared",
					"domain %q is a %s, which is no place", ref.name, d.Kind)
			case ref.noun == nounShared && d.Geographic():
				r.reportf(place{node: ref.node}, "give the service a placement there instead", "domain %q is a %s: services are placed in it, not shared by it", ref.name, d.Kind)
			}
		default:
			if r.ids[ref.noun][ref.name] == nil {
				r.unknown(ref.node, ref.noun, ref.name, names[ref.noun])
			}
		}
	}
}

func (r *reader) unknown(n *yaml.Node, noun, name string, candidates []string) {
	help := fmt.Sprintf("add it to the %ss, or correct the name", noun)
	if near := r.suggest(name, candidates); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	r.reportf(place{node: n}, help, "unknown %s %q", noun, clip(name))
}

// resolveComponent checks a component reference: that it has a known prefix, and
// that what it names has failure data to scale.
func (r *reader) resolveComponent(ref reference, names map[string][]string, withData map[string]bool) {
	prefix, id, ok := strings.Cut(ref.name, ":")
	noun := nounService
	if prefix == nounDomain {
		noun = nounDomain
	}
	if !ok || !slices.Contains([]string{"service", "release", "instance", "domain"}, prefix) {
		r.reportf(place{node: ref.node}, "write service:ID, release:ID, instance:ID or domain:ID", "%q is not a component", clip(ref.name))
		return
	}
	if r.ids[noun][id] == nil {
		r.unknown(ref.node, noun, id, names[noun])
		return
	}
	if !withData[ref.name] {
		r.reportf(place{node: ref.node}, "give it failure data first: there is nothing to scale", "component %q has no failure data", ref.name)
	}
}

// componentsOf returns the references of the components with failure data.
func componentsOf(m *models.Mesh) map[string]bool {
	refs := map[string]bool{}
	for _, d := range m.Domains {
		refs["domain:"+d.ID] = d.Failure != nil
	}
	for _, s := range m.Services {
		refs["service:"+s.ID] = s.Failure != nil
		refs["release:"+s.ID] = s.Release != nil
		refs["instance:"+s.ID] = s.Instance != nil
	}
	return refs
}
