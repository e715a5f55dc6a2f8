package assess

import (
	"cmp"

	"ninefold/models"
)

// A component is a part of a model that can fail on its own.
type component struct {
	id      string          // service:ID, release:ID, instance:ID, domain:ID or link:FROM>TO
	item    string          // what it is a part of, or is itself
	part    string          // which part: release or replica; empty for the software and all else
	failure *models.Failure // as stated; nil for a service of which nothing is
}

func (c component) label() string {
	if c.part != "" {
		return c.item + ": " + c.part
	}
	return c.item
}

// components lists what can fail in m, in its order: what the model states failure
// data for, and the software of services that it says nothing about.
func components(m models.Mesh) []component {
	var all []component
	add := func(id, item, part string, f *models.Failure) {
		if f != nil {
			all = append(all, component{id, item, part, f})
		}
	}
	for _, d := range m.Domains {
		add("domain:"+d.ID, domainLabel(d), "", d.Failure)
	}
	for _, s := range m.Services {
		add("service:"+s.ID, s.Label(), "", s.Failure)
		add("release:"+s.ID, s.Label(), "release", s.Release)
		add("instance:"+s.ID, s.Label(), "replica", s.Instance)
		if s.Failure == nil && s.Release == nil && s.Instance == nil {
			all = append(all, component{id: "service:" + s.ID, item: s.Label()})
		}
	}
	for _, l := range m.Links {
		add("link:"+l.From+">"+l.To, "Network "+l.From+" – "+l.To, "", l.Failure)
	}
	return all
}

// stated returns the failure data of m by component.
func stated(m models.Mesh) map[string]models.Failure {
	byID := map[string]models.Failure{}
	for _, c := range components(m) {
		if c.failure != nil {
			byID[c.id] = *c.failure
		}
	}
	return byID
}

func domainLabel(d models.FailureDomain) string { return cmp.Or(d.Title, d.ID) }

func serviceLabel(m models.Mesh, id string) string {
	for _, s := range m.Services {
		if s.ID == id {
			return s.Label()
		}
	}
	return id
}
