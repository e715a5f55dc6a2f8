package mesh

import "slices"

// A pair is two IDs in an order.
type pair struct{ from, to string }

// An index finds the parts of a valid system.
type index struct {
	domains    map[string]Domain
	services   map[string]Service
	placements map[string][]Placement // by service, in model order
	links      map[pair]Link          // in both orders
	calls      map[string][]Call      // by caller, in model order
	journeys   map[string]Journey
}

func newIndex(sys System) *index {
	ix := &index{
		domains:    make(map[string]Domain, len(sys.Domains)),
		services:   make(map[string]Service, len(sys.Services)),
		placements: make(map[string][]Placement, len(sys.Services)),
		links:      make(map[pair]Link, 2*len(sys.Links)),
		calls:      make(map[string][]Call, len(sys.Services)),
		journeys:   make(map[string]Journey, len(sys.Journeys)),
	}
	for _, d := range sys.Domains {
		ix.domains[d.ID] = d
	}
	for _, s := range sys.Services {
		ix.services[s.ID] = s
	}
	for _, p := range sys.Placements {
		p.Replicas, p.Required = max(p.Replicas, 1), max(p.Required, 1)
		ix.placements[p.Service] = append(ix.placements[p.Service], p)
	}
	for _, l := range sys.Links {
		ix.links[pair{l.From, l.To}] = l
		ix.links[pair{l.To, l.From}] = l
	}
	for _, c := range sys.Calls {
		ix.calls[c.From] = append(ix.calls[c.From], c)
	}
	for _, j := range sys.Journeys {
		ix.journeys[j.ID] = j
	}
	return ix
}

// placement returns the placement of a service at a location.
func (ix *index) placement(service, location string) (Placement, bool) {
	for _, p := range ix.placements[service] {
		if p.Location == location {
			return p, true
		}
	}
	return Placement{}, false
}

// inside reports whether a domain is the location or lies in it. Every domain
// lies in the location without a name.
func (ix *index) inside(domain, location string) bool {
	for location != "" && domain != location {
		if domain == "" {
			return false
		}
		domain = ix.domains[domain].Parent
	}
	return true
}

// call returns the call from one service to another, plain and hard where the
// model has none.
func (ix *index) call(from, to string) Call {
	for _, c := range ix.calls[from] {
		if c.To == to {
			return c
		}
	}
	return Call{From: from, To: to}
}

// candidates returns where a call from location can be answered, the first to be
// tried first. It is never empty: a callee without placement answers at location.
func (ix *index) candidates(c Call, location string) []string {
	placed := ix.placements[c.To]
	if len(placed) == 0 {
		return []string{location}
	}
	order := make([]string, len(placed))
	for i, p := range placed {
		order[i] = p.Location
	}
	fails := c.Failover != nil && c.Failover.OutlierDetection
	nearest := order[0]
	if fails && len(c.Failover.Order) > 0 {
		order = slices.DeleteFunc(slices.Clone(c.Failover.Order), func(l string) bool { return !ix.placed(c.To, l) })
		if len(order) > 0 {
			nearest = order[0]
		}
	}
	if ix.placed(c.To, location) {
		nearest = location
	}
	found := []string{nearest}
	if fails {
		for _, l := range order {
			if !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
	return found
}

func (ix *index) placed(service, location string) bool {
	_, ok := ix.placement(service, location)
	return ok
}

// ingress returns where the users of j come in: as stated, or where its first
// entry is placed, in equal shares, or at one location without a name.
func (ix *index) ingress(j Journey) []Ingress {
	if len(j.Ingress) > 0 {
		return j.Ingress
	}
	placed := ix.placements[j.Entries[0]]
	if len(placed) == 0 {
		return []Ingress{{Share: 1}}
	}
	all := make([]Ingress, len(placed))
	for i, p := range placed {
		all[i] = Ingress{Location: p.Location, Share: 1 / float64(len(placed))}
	}
	return all
}

// label returns the title, or the ID where there is none.
func label(title, id string) string {
	if title != "" {
		return title
	}
	return id
}

func (ix *index) serviceLabel(id string) string { return label(ix.services[id].Title, id) }

func (ix *index) domainLabel(id string) string { return label(ix.domains[id].Title, id) }

// at returns the part of a label that names a place, if it has a name.
func (ix *index) at(location string) string {
	if location == "" {
		return ""
	}
	return " at " + ix.domainLabel(location)
}

// from is at, for where somebody comes from.
func (ix *index) from(location string) string {
	if location == "" {
		return ""
	}
	return " from " + ix.domainLabel(location)
}
