package assess

import (
	"ninefold/analysis/mesh"
	"ninefold/models"
)

// system turns a model into the structure the mesh engine works on: what can fail
// is what has a parameter.
func system(m models.Mesh, params *parameters) mesh.System {
	sys := mesh.System{}
	for _, d := range m.Domains {
		sys.Domains = append(sys.Domains, mesh.Domain{ID: d.ID, Title: d.Title, Parent: d.Parent, Fails: params.has("domain:" + d.ID)})
	}
	for _, s := range m.Services {
		sys.Services = append(sys.Services, mesh.Service{
			ID: s.ID, Title: s.Title, Shared: s.Shared,
			Fails: params.has("service:" + s.ID), Releases: params.has("release:" + s.ID), Instances: params.has("instance:" + s.ID),
		})
	}
	for _, p := range m.Placements {
		sys.Placements = append(sys.Placements, mesh.Placement{
			Service: p.Service, Location: p.Location, Replicas: p.Replicas, Required: p.Required, Spread: p.Spread,
		})
	}
	for _, l := range m.Links {
		sys.Links = append(sys.Links, mesh.Link{From: l.From, To: l.To, Fails: params.has("link:" + l.From + ">" + l.To)})
	}
	for _, d := range m.Dependencies {
		sys.Calls = append(sys.Calls, call(d))
	}
	for _, j := range m.Journeys {
		sys.Journeys = append(sys.Journeys, journey(j))
	}
	return sys
}

func call(d models.Dependency) mesh.Call {
	c := mesh.Call{From: d.From, To: d.To, Kind: d.Kind}
	if d.Failover != nil {
		c.Failover = &mesh.Failover{OutlierDetection: d.Failover.OutlierDetection, Order: d.Failover.Order}
	}
	if d.Fallback != nil {
		c.Fallback = &mesh.Fallback{Service: d.Fallback.Service}
	}
	return c
}

func journey(j models.Journey) mesh.Journey {
	out := mesh.Journey{ID: j.ID, Title: j.Title, Entries: j.Entries, Reroute: j.Reroute != nil}
	for _, in := range j.Ingress {
		out.Ingress = append(out.Ingress, mesh.Ingress{Location: in.Location, Share: in.Share})
	}
	return out
}
