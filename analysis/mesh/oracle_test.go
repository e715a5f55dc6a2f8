package mesh

import (
	"fmt"
	"slices"
)

// An oracle evaluates the equations of the package comment on one state of the
// basic events, by iteration from false until nothing changes. It shares no code
// with the engine: it searches the model as it stands, spells the event IDs
// itself, and never builds an expression. It looks at every event, also where the
// value is settled, so that seen is all a model has.
type oracle struct {
	sys   System
	state map[string]bool // basic events that occur
	full  bool            // soft calls count as hard
	seen  map[string]bool
	downs map[[2]string]bool // service, location
	lacks map[[3]string]bool // caller, callee, location
}

func newOracle(sys System, state map[string]bool, full bool) *oracle {
	o := &oracle{sys: sys, state: state, full: full, seen: map[string]bool{}, downs: map[[2]string]bool{}, lacks: map[[3]string]bool{}}
	places := []string{""}
	for _, d := range sys.Domains {
		places = append(places, d.ID)
	}
	for changed := true; changed; {
		changed = false
		for _, l := range places {
			for _, s := range sys.Services {
				if v := o.down(s, l); v != o.downs[[2]string{s.ID, l}] {
					o.downs[[2]string{s.ID, l}], changed = v, true
				}
			}
			for _, c := range sys.Calls {
				key := [3]string{c.From, c.To, l}
				if v := o.unreach(c, l); v != o.lacks[key] {
					o.lacks[key], changed = v, true
				}
			}
		}
	}
	return o
}

func (o *oracle) occurs(format string, args ...any) bool {
	id := fmt.Sprintf(format, args...)
	o.seen[id] = true
	return o.state[id]
}

func sign(l string) string {
	if l != "" {
		return "@" + l
	}
	return ""
}

// chain lists a domain and all that enclose it.
func (o *oracle) chain(domain string) []string {
	var all []string
	for domain != "" {
		all = append(all, domain)
		i := slices.IndexFunc(o.sys.Domains, func(d Domain) bool { return d.ID == domain })
		domain = o.sys.Domains[i].Parent
	}
	return all
}

func (o *oracle) domain(x string, except ...string) bool {
	v := false
	for _, id := range o.chain(x) {
		i := slices.IndexFunc(o.sys.Domains, func(d Domain) bool { return d.ID == id })
		if o.sys.Domains[i].Fails && !slices.Contains(except, id) {
			v = o.occurs("domain:%s", id) || v
		}
	}
	return v
}

func (o *oracle) placesOf(service string) []string {
	var all []string
	for _, p := range o.sys.Placements {
		if p.Service == service {
			all = append(all, p.Location)
		}
	}
	return all
}

// lost counts the replicas of a placement that are down though its location is up.
func (o *oracle) lost(s Service, p Placement) int {
	n := 0
	for i := range max(p.Replicas, 1) {
		failed := s.Instances && o.occurs("instance:%s%s#%d", s.ID, sign(p.Location), i+1)
		if len(p.Spread) > 0 {
			failed = o.domain(p.Spread[i%len(p.Spread)], o.chain(p.Location)...) || failed
		}
		if failed {
			n++
		}
	}
	return n
}

func (o *oracle) down(s Service, l string) bool {
	v := s.Fails && o.occurs("service:%s", s.ID)
	for _, x := range s.Shared {
		v = o.domain(x) || v
	}
	for _, p := range o.sys.Placements {
		if p.Service != s.ID || p.Location != l {
			continue
		}
		v = o.domain(l) || v
		v = s.Releases && o.occurs("release:%s%s", s.ID, sign(l)) || v
		working := max(p.Replicas, 1) - o.lost(s, p)
		v = working < max(p.Required, 1) || v
	}
	for _, c := range o.sys.Calls {
		if c.From != s.ID {
			continue
		}
		lacks := o.lacks[[3]string{c.From, c.To, l}]
		switch c.Kind {
		case Soft:
			v = v || o.full && lacks
		case Async:
			v = o.occurs("buffer:%s>%s", c.From, c.To) && lacks || v
		default:
			v = v || lacks
		}
	}
	return v
}

// silent is that a callee at one place does not answer a call from another.
func (o *oracle) silent(to, from, at string) bool {
	v := o.downs[[2]string{to, at}]
	for _, k := range o.sys.Links {
		if k.Fails && from != at && (k.From == from && k.To == at || k.From == at && k.To == from) {
			v = o.occurs("link:%s>%s", k.From, k.To) || v
		}
	}
	return v
}

// first is where a call is answered normally.
func (o *oracle) first(c Call, l string) string {
	places := o.placesOf(c.To)
	switch {
	case len(places) == 0 || slices.Contains(places, l):
		return l
	case c.Failover != nil && c.Failover.OutlierDetection:
		for _, x := range c.Failover.Order {
			if slices.Contains(places, x) {
				return x
			}
		}
	}
	return places[0]
}

func (o *oracle) unreach(c Call, l string) bool {
	first := o.first(c, l)
	v := o.silent(c.To, l, first)
	if c.Failover != nil && c.Failover.OutlierDetection {
		order := c.Failover.Order
		if len(order) == 0 {
			order = o.placesOf(c.To)
		}
		others, all := 0, true
		for _, x := range order {
			if x != first && slices.Contains(o.placesOf(c.To), x) {
				others++
				all = o.silent(c.To, l, x) && all
			}
		}
		if others > 0 {
			v = (o.occurs("switch:%s>%s%s", c.From, c.To, sign(l)) || all) && v
		}
	}
	if c.Fallback != nil {
		f := o.occurs("fallback:%s>%s", c.From, c.To)
		if to := c.Fallback.Service; to != "" {
			i := slices.IndexFunc(o.sys.Calls, func(x Call) bool { return x.From == c.From && x.To == to })
			if i >= 0 {
				f = o.lacks[[3]string{c.From, to, l}] || f
			} else {
				plain := Call{To: to}
				f = o.silent(to, l, o.first(plain, l)) || f
			}
		}
		v = f && v
	}
	return v
}

func (o *oracle) journey(j Journey, l string) bool {
	v := o.domain(l)
	for _, e := range j.Entries {
		v = o.silent(e, l, o.first(Call{To: e}, l)) || v
	}
	return v
}

// users are the places users come in at.
func (o *oracle) users(j Journey) []string {
	var all []string
	for _, in := range j.Ingress {
		all = append(all, in.Location)
	}
	if len(all) == 0 {
		all = o.placesOf(j.Entries[0])
	}
	if len(all) == 0 {
		all = []string{""}
	}
	return all
}

func (o *oracle) notServed(j Journey, l string) bool {
	others, all := 0, true
	for _, x := range o.users(j) {
		if x != l {
			others++
			all = o.journey(j, x) && all
		}
	}
	v := o.journey(j, l)
	if j.Reroute && others > 0 {
		v = (o.occurs("reroute:%s%s", j.ID, sign(l)) || all) && v
	}
	return v
}
