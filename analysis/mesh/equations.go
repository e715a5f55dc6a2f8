package mesh

import (
	"fmt"
	"strconv"
)

// A subject is what an unknown is about. In the full system soft calls are hard.
type subject struct {
	service  string // Down(service, location)
	callee   string // if not empty: Unreach(call service → callee, location)
	journey  string // if not empty: Down(journey, location)
	location string
	full     bool
}

// equations are the equations of the package comment, for all that was asked
// of them, built on demand.
type equations struct {
	*index
	unknowns map[subject]int
	right    []expr    // right sides, by unknown
	subjects []subject // left sides, by unknown
	order    []int     // unknowns, callees first as far as there are no cycles
	events   []Event
	eventIDs map[string]int
}

func newEquations(ix *index) *equations {
	return &equations{index: ix, unknowns: map[subject]int{}, eventIDs: map[string]int{}}
}

// unknown returns the unknown of a subject, with its equation and all it leads to.
func (q *equations) unknown(s subject) expr {
	i, ok := q.unknowns[s]
	if !ok {
		i = len(q.right)
		q.unknowns[s] = i
		q.subjects = append(q.subjects, s)
		q.right = append(q.right, expr{})
		right := q.define(s)
		q.right[i] = right
		q.order = append(q.order, i)
	}
	return expr{op: unknown, index: i}
}

func (q *equations) define(s subject) expr {
	switch {
	case s.journey != "":
		return q.journeyDown(s)
	case s.callee != "":
		return q.unreach(s)
	}
	return q.down(s)
}

// down is Down(s, ℓ).
func (q *equations) down(s subject) expr {
	service := q.services[s.service]
	var parts []expr
	if service.Fails {
		parts = append(parts, q.event(Event{
			Kind: KindService, Service: service.ID, Parameter: "service:" + service.ID,
			Label: q.serviceLabel(service.ID),
		}))
	}
	if p, ok := q.placement(s.service, s.location); ok {
		parts = append(parts, q.atPlacement(service, p)...)
	}
	for _, d := range service.Shared {
		parts = append(parts, q.domainDown(d))
	}
	for _, c := range q.calls[service.ID] {
		parts = append(parts, q.called(c, s))
	}
	return anyOf(name("down", s.full)+place(service.ID, s.location), q.serviceLabel(service.ID)+down(s.full)+q.at(s.location), parts...)
}

// atPlacement is the part of Down(s, ℓ) that has a place: the release, the
// location and the replicas.
func (q *equations) atPlacement(s Service, p Placement) []expr {
	var parts []expr
	if s.Releases {
		parts = append(parts, q.event(Event{
			Kind: KindRelease, Service: s.ID, Location: p.Location, Parameter: "release:" + s.ID,
			Label: q.serviceLabel(s.ID) + " release" + q.at(p.Location),
		}))
	}
	return append(parts, q.domainDown(p.Location), atLeastOf(p.Replicas-p.Required+1,
		"replicas:"+place(s.ID, p.Location),
		fmt.Sprintf("Fewer than %d of %d replicas of %s work%s", p.Required, p.Replicas, q.serviceLabel(s.ID), q.at(p.Location)),
		q.replicas(s, p)...))
}

// replicas are the failures of each replica, without what takes the whole
// location down.
func (q *equations) replicas(s Service, p Placement) []expr {
	all := make([]expr, p.Replicas)
	for i := range all {
		number := "#" + strconv.Itoa(i+1)
		title := fmt.Sprintf("%s replica %d%s", q.serviceLabel(s.ID), i+1, q.at(p.Location))
		var own, domain expr
		if s.Instances {
			own = q.event(Event{
				Kind: KindInstance, Service: s.ID, Location: p.Location, Parameter: "instance:" + s.ID,
				ID: "instance:" + place(s.ID, p.Location) + number, Label: title,
			})
		}
		if len(p.Spread) > 0 {
			domain = q.domainDownInside(p.Spread[i%len(p.Spread)], p.Location)
		}
		all[i] = anyOf("replica:"+place(s.ID, p.Location)+number, title+" down", own, domain)
	}
	return all
}

// called is what a call adds to the failure of its caller.
func (q *equations) called(c Call, caller subject) expr {
	switch {
	case c.Kind == Soft && !caller.full:
		return expr{}
	case c.Kind == Async:
		return allOf(name("overdue", caller.full)+place(c.From+">"+c.To, caller.location),
			fmt.Sprintf("%s away from %s for longer than the buffer lasts", q.serviceLabel(c.To), q.callerLabel(c, caller.location)),
			q.callEvent(KindBuffer, c, "", "away for longer than the buffer lasts"),
			q.unreachable(c, caller))
	}
	return q.unreachable(c, caller)
}

func (q *equations) unreachable(c Call, from subject) expr {
	return q.unknown(subject{service: c.From, callee: c.To, location: from.location, full: from.full})
}

// unreach is Unreach(c, ℓ).
func (q *equations) unreach(s subject) expr {
	c := q.call(s.service, s.callee)
	from, to, suffix := q.callerLabel(c, s.location), q.serviceLabel(c.To), place(c.From+">"+c.To, s.location)
	candidates := q.candidates(c, s.location)
	parts := []expr{q.answer(c, s, candidates[0])}
	if others := candidates[1:]; len(others) > 0 {
		answers := make([]expr, len(others))
		for i, l := range others {
			answers[i] = q.answer(c, s, l)
		}
		parts = append(parts, anyOf(name("noFailover", s.full)+suffix, from+" does not fail over to another "+to,
			q.callEvent(KindSwitch, c, s.location, "failover does not switch"),
			allOf(name("elsewhere", s.full)+suffix, "No other "+to+" answers "+from, answers...)))
	}
	if c.Fallback != nil {
		parts = append(parts, q.fallback(c, s))
	}
	return allOf(name("unreachable", s.full)+suffix, from+" has no answer from "+to, parts...)
}

// answer is that a call from s gets no answer from its callee at a location.
func (q *equations) answer(c Call, s subject, location string) expr {
	down := q.unknown(subject{service: c.To, location: location, full: s.full})
	if location == s.location {
		return down
	}
	return anyOf(name("outOfReach", s.full)+place(c.To, location)+">"+s.location,
		fmt.Sprintf("%s%s out of reach%s", q.serviceLabel(c.To), q.at(location), q.from(s.location)),
		q.link(s.location, location), down)
}

// fallback is that the fallback of a call does not answer either.
func (q *equations) fallback(c Call, s subject) expr {
	event := q.callEvent(KindFallback, c, "", "fallback does not work") // the same code, rule or cache policy wherever the caller runs
	if c.Fallback.Service == "" {
		return event
	}
	return anyOf(name("noFallback", s.full)+place(c.From+">"+c.To, s.location),
		fmt.Sprintf("%s has no fallback for %s", q.callerLabel(c, s.location), q.serviceLabel(c.To)),
		event, q.unreachable(q.call(c.From, c.Fallback.Service), s))
}

// journeyDown is Down(J, ℓ).
func (q *equations) journeyDown(s subject) expr {
	j := q.journeys[s.journey]
	parts := []expr{q.domainDown(s.location)}
	for _, e := range j.Entries {
		entry := Call{To: e}
		parts = append(parts, q.answer(entry, s, q.candidates(entry, s.location)[0]))
	}
	return anyOf(name("journeyDown", s.full)+place(j.ID, s.location), label(j.Title, j.ID)+down(s.full)+q.at(s.location), parts...)
}

// notServed is NotServed(J, ℓ) for the i-th ingress of j.
func (q *equations) notServed(j Journey, ingress []Ingress, i int, full bool) expr {
	at := func(l string) expr { return q.unknown(subject{journey: j.ID, location: l, full: full}) }
	here := ingress[i].Location
	if !j.Reroute || len(ingress) == 1 {
		return at(here)
	}
	var elsewhere []expr
	for k, in := range ingress {
		if k != i {
			elsewhere = append(elsewhere, at(in.Location))
		}
	}
	title, suffix := label(j.Title, j.ID), place(j.ID, here)
	return allOf(name("notServed", full)+suffix, title+down(full)+" for users"+q.from(here), at(here),
		anyOf(name("notRerouted", full)+suffix, title+down(full)+" elsewhere for users"+q.from(here),
			q.event(Event{
				Kind: KindReroute, Journey: j.ID, Location: here, Parameter: "reroute:" + j.ID,
				Label: title + ": users" + q.from(here) + " not rerouted",
			}),
			allOf(name("journeyElsewhere", full)+suffix, title+down(full)+" everywhere but at "+label(q.domainLabel(here), "the unnamed location"), elsewhere...)))
}

// domainDown is DomainDown(x); it cannot occur for the location without a name.
func (q *equations) domainDown(id string) expr { return q.domainDownInside(id, "") }

// domainDownInside is DomainDown(x) without the domains that hold the location,
// which take more down than x.
func (q *equations) domainDownInside(id, location string) expr {
	if id == "" || location != "" && q.inside(location, id) {
		return expr{}
	}
	var own expr
	d := q.domains[id]
	if d.Fails {
		own = q.event(Event{Kind: KindDomain, Domain: id, Parameter: "domain:" + id, Label: q.domainLabel(id)})
	}
	return anyOf("domainDown:"+place(id, location), q.domainLabel(id)+" down", own, q.domainDownInside(d.Parent, location))
}

// link is that the network between two locations fails.
func (q *equations) link(from, to string) expr {
	l, ok := q.links[pair{from, to}]
	if !ok || !l.Fails {
		return expr{}
	}
	return q.event(Event{
		Kind: KindLink, Parameter: "link:" + l.From + ">" + l.To,
		Label: fmt.Sprintf("Network between %s and %s", q.domainLabel(l.From), q.domainLabel(l.To)),
	})
}

// callEvent is a basic event of a call from a location.
func (q *equations) callEvent(kind string, c Call, location, what string) expr {
	return q.event(Event{
		Kind: kind, Service: c.From, Callee: c.To, Location: location, Parameter: kind + ":" + c.From + ">" + c.To,
		Label: fmt.Sprintf("%s → %s: %s", q.callerLabel(c, location), q.serviceLabel(c.To), what),
	})
}

// event returns the basic event e. Its ID, unless set, is its parameter and place.
func (q *equations) event(e Event) expr {
	if e.ID == "" {
		e.ID = place(e.Parameter, e.Location)
	}
	i, ok := q.eventIDs[e.ID]
	if !ok {
		i = len(q.events)
		q.eventIDs[e.ID] = i
		q.events = append(q.events, e)
	}
	return expr{op: basic, index: i}
}

// callerLabel names the caller of a call and where it runs.
func (q *equations) callerLabel(c Call, location string) string {
	return q.serviceLabel(c.From) + q.at(location)
}

// name returns the prefix of a gate's ID. In the full system it says so.
func name(kind string, full bool) string {
	if full {
		return kind + "OrDegraded:"
	}
	return kind + ":"
}

// down returns the same for labels.
func down(full bool) string {
	if full {
		return " down or degraded"
	}
	return " down"
}

// place returns the ID of something at a location.
func place(id, location string) string {
	if location == "" {
		return id
	}
	return id + "@" + location
}
