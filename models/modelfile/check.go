package modelfile

import (
	"math"
	"strings"

	"ninefold/models"
)

// maxDepth bounds how deep domains nest and scenarios build on each other, so
// that walking up stays cheap.
const maxDepth = 64

// A pair is a caller and a callee, a service and a location, or the ends of a link.
type pair struct{ from, to string }

// check reports what is wrong between fields. References are resolved before.
func (r *reader) check(m *models.Mesh) {
	parents := r.checkDomains(m.Domains)
	r.checkPlacements(m.Placements, parents)
	r.checkUnplaced(m)
	r.checkLinks(m.Links)
	r.checkDependencies(m.Dependencies)
	r.checkJourneys(m.Journeys)
	for i, s := range m.SLOs {
		help := "give exactly one of journey and service"
		switch {
		case s.Journey == "" && s.Service == "" && r.sound("slos", i, "journey", "service"):
			r.reportf(r.at("slos", i), help, "slo %q names neither a journey nor a service", s.ID)
		case s.Journey != "" && s.Service != "":
			r.reportf(r.at("slos", i), help, "slo %q names both a journey and a service", s.ID)
		}
	}
	r.checkScenarios(m)
}

// sound reports whether none of the keys of an item has a problem, so that what
// was read from them may be compared.
func (r *reader) sound(section string, item int, keys ...string) bool {
	for _, k := range keys {
		if r.reported[r.at(section, item, k)] {
			return false
		}
	}
	return true
}

// checkDomains reports parent cycles and returns the parent of each domain.
func (r *reader) checkDomains(domains []models.FailureDomain) map[string]string {
	parents, index := map[string]string{}, map[string]int{}
	var order []string
	for i, d := range domains {
		if _, again := index[d.ID]; again {
			continue
		}
		index[d.ID] = i
		order = append(order, d.ID)
		if d.Parent != "" {
			parents[d.ID] = d.Parent
		}
	}
	for _, c := range cycles(order, parents) {
		r.reportf(r.at("domains", index[c[0]], "parent"), "a domain cannot contain itself; remove one parent", "domain cycle: %s", path(c))
		delete(parents, c[len(c)-1])
	}
	for _, id := range tooDeep(order, parents) {
		r.reportf(r.at("domains", index[id], "parent"), "leave out domains that hold only one other", "domain %q is nested more than %d deep", id, maxDepth)
	}
	return parents
}

// within reports whether the domain is the location or inside it.
func within(domain, location string, parents map[string]string) bool {
	for range maxDepth + 1 {
		if domain == location {
			return true
		}
		up, ok := parents[domain]
		if !ok {
			return false
		}
		domain = up
	}
	return false
}

func (r *reader) checkPlacements(placements []models.Placement, parents map[string]string) {
	first := map[pair]int{}
	for i, p := range placements {
		if n, k := max(p.Replicas, 1), max(p.Required, 1); k > n && r.sound("placements", i, "replicas", "required") {
			r.reportf(r.at("placements", i, "required"), "lower required, or raise replicas", "placement of %q requires %d of %d replicas", p.Service, k, n)
		}
		for j, domain := range p.Spread {
			if p.Location != "" && r.ids[nounDomain][domain] != nil && r.sound("placements", i, "location") && !within(domain, p.Location, parents) {
				r.reportf(r.at("placements", i, "spread", j), "name a domain inside the location, or correct its parent", "domain %q is not inside %q", domain, p.Location)
			}
		}
		if p.Service == "" {
			continue
		}
		at := pair{p.Service, p.Location}
		if j, again := first[at]; again {
			r.reportf(r.at("placements", i, "service"), "give one placement with the sum of the replicas",
				"service %q is placed twice %s; first in line %d", p.Service, where(p.Location), r.at("placements", j).node.Line)
			continue
		}
		first[at] = i
	}
}

// checkUnplaced reports failure data of releases and replicas that run nowhere.
func (r *reader) checkUnplaced(m *models.Mesh) {
	placed := map[string]bool{}
	for _, p := range m.Placements {
		placed[p.Service] = true
	}
	for i, s := range m.Services {
		if placed[s.ID] {
			continue
		}
		const help = "give the service a placement, or write the data as failure"
		if s.Release != nil {
			r.reportf(r.at("services", i, "release"), help, "service %q has no placement where a release could fail", s.ID)
		}
		if s.Instance != nil {
			r.reportf(r.at("services", i, "instance"), help, "service %q has no placement where a replica could fail", s.ID)
		}
	}
}

// where names a location in a message.
func where(location string) string {
	if location == "" {
		return "without a location"
	}
	return "in " + location
}

func (r *reader) checkLinks(links []models.Link) {
	first := map[pair]int{}
	for i, l := range links {
		if l.From == "" || l.To == "" {
			continue
		}
		if l.From == l.To {
			r.reportf(r.at("links", i, "to"), "name two locations", "the link joins %q to itself", l.From)
			continue
		}
		ends := pair{min(l.From, l.To), max(l.From, l.To)}
		if j, again := first[ends]; again {
			r.reportf(r.at("links", i, "from"), "a link works in both directions; keep one", "duplicate link between %q and %q; first in line %d",
				l.From, l.To, r.at("links", j).node.Line)
			continue
		}
		first[ends] = i
	}
}

func (r *reader) checkDependencies(dependencies []models.Dependency) {
	first := map[pair]int{}
	var order []string
	fallbacks := map[string]map[string]string{} // caller → callee → who answers in its place
	for i, d := range dependencies {
		if d.From == "" || d.To == "" {
			continue
		}
		if d.From == d.To {
			r.reportf(r.at("dependencies", i, "to"), "remove it: a service is down without itself anyway", "service %q depends on itself", d.From)
			continue
		}
		call := pair{d.From, d.To}
		if j, again := first[call]; again {
			r.reportf(r.at("dependencies", i, "to"), "merge the two", "duplicate dependency of %q on %q; first in line %d", d.From, d.To, r.at("dependencies", j).node.Line)
			continue
		}
		first[call] = i
		if r.sound("dependencies", i, "kind", "buffer") {
			r.checkBuffer(r.at("dependencies", i, "buffer"), call, d.Kind, d.Buffer)
		}
		if d.Fallback == nil || !r.checkFallback(r.at("dependencies", i, "fallback", "service"), call, d.Fallback.Service) {
			continue
		}
		if fallbacks[d.From] == nil {
			order = append(order, d.From)
			fallbacks[d.From] = map[string]string{}
		}
		fallbacks[d.From][d.To] = d.Fallback.Service
	}
	callees := map[string][]string{}
	for _, d := range dependencies {
		callees[d.From] = append(callees[d.From], d.To)
	}
	for _, from := range order {
		for _, c := range cycles(callees[from], fallbacks[from]) {
			r.reportf(r.at("dependencies", first[pair{from, c[0]}], "fallback", "service"), "let the last fallback be one that needs no other",
				"fallback cycle of %q: %s", from, path(c))
		}
	}
}

// checkBuffer reports an async dependency without a buffer, and a buffer that
// nothing uses.
func (r *reader) checkBuffer(at place, call pair, kind string, buffer models.Duration) {
	switch {
	case kind == models.DependencyAsync && buffer == 0:
		r.reportf(at, "add buffer: how long the caller does without it, such as 4h", "async dependency of %q on %q has no buffer", call.from, call.to)
	case kind != models.DependencyAsync && buffer != 0:
		r.reportf(at, "write kind: async, or remove the buffer", "a buffer is for async dependencies; that of %q on %q is %s", call.from, call.to, kindOf(kind))
	}
}

func kindOf(kind string) string {
	if kind == "" {
		return models.DependencyHard
	}
	return kind
}

// checkFallback reports a fallback that cannot help and whether there is another
// service that answers.
func (r *reader) checkFallback(at place, call pair, service string) bool {
	switch service {
	case "":
		return false
	case call.to:
		r.reportf(at, "name another service", "the fallback for %q is %q itself", call.to, service)
		return false
	case call.from:
		r.reportf(at, "leave service out: the caller then answers itself", "the fallback of the caller %q is itself", service)
		return false
	}
	return true
}

func (r *reader) checkJourneys(journeys []models.Journey) {
	for i, j := range journeys {
		if len(j.Ingress) == 0 {
			continue
		}
		sum, sound := 0.0, true
		first := map[string]int{}
		for k, in := range j.Ingress {
			sum += in.Share
			sound = sound && in.Share > 0
			if before, again := first[in.Location]; again && in.Location != "" {
				r.reportf(r.at("journeys", i, "ingress", k, "location"), "add the shares up in one", "ingress of %q at %q is listed twice; first in line %d",
					j.ID, in.Location, r.at("journeys", i, "ingress", before).node.Line)
				continue
			}
			first[in.Location] = k
		}
		if sound && !(math.Abs(sum-1) <= 1e-6) {
			r.reportf(r.at("journeys", i, "ingress"), "the shares of a journey add up to 1, within a millionth", "the ingress shares of %q add up to %s", j.ID, rounded(sum))
		}
	}
}

// rounded returns x with 7 digits: sums of decimal fractions end in noise.
func rounded(x float64) string {
	return number(math.Round(x*1e7) / 1e7)
}

// path shows a cycle: a → b → a.
func path(cycle []string) string {
	return strings.Join(cycle, " → ") + " → " + cycle[0]
}

// cycles returns the cycles of a graph in which each node has at most one
// successor, each once, beginning where the nodes in the given order lead into it.
// Linear time.
func cycles(order []string, next map[string]string) [][]string {
	var found [][]string
	walk := map[string]int{} // node → number of the walk that came by first, from 1
	for i, start := range order {
		at, ok := start, true
		for ok && walk[at] == 0 {
			walk[at] = i + 1
			at, ok = next[at]
		}
		if !ok || walk[at] != i+1 {
			continue
		}
		cycle := []string{at}
		for n := next[at]; n != at; n = next[n] {
			cycle = append(cycle, n)
		}
		found = append(found, cycle)
	}
	return found
}

// tooDeep returns the nodes with more than maxDepth successors whose next one
// has not: those where the depth is first exceeded. The graph has no cycles.
func tooDeep(order []string, next map[string]string) []string {
	depth := map[string]int{}
	var found []string
	for _, start := range order {
		var trail []string
		at := start
		for _, known := depth[at]; !known; _, known = depth[at] {
			trail = append(trail, at)
			up, ok := next[at]
			if !ok {
				break
			}
			at = up
		}
		for i := len(trail) - 1; i >= 0; i-- {
			if up, ok := next[trail[i]]; ok {
				depth[trail[i]] = depth[up] + 1
			} else {
				depth[trail[i]] = 0
			}
			if depth[trail[i]] == maxDepth+1 {
				found = append(found, trail[i])
			}
		}
	}
	return found
}
