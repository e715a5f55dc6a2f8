package modelfile

import (
	"ninefold/models"
)

// A scenarioCheck holds what scenarios refer to, and the state of what the
// scenario at hand has changed so far.
type scenarioCheck struct {
	r          *reader
	mesh       *models.Mesh
	index      map[string]int // of the scenarios, by ID
	calls      map[pair]int
	placements map[pair]int

	replicas  map[pair]models.Placement // changed placements
	fallbacks map[pair]string           // changed fallbacks; "" is none, or the caller itself
}

// checkScenarios reports the changes that cannot be applied. Each scenario is
// followed through those it builds on, but each problem is reported once, where
// it is.
func (r *reader) checkScenarios(m *models.Mesh) {
	c := scenarioCheck{r: r, mesh: m, index: map[string]int{}, calls: map[pair]int{}, placements: map[pair]int{}}
	for i, d := range m.Dependencies {
		c.calls[pair{d.From, d.To}] = i
	}
	for i, p := range m.Placements {
		c.placements[pair{p.Service, p.Location}] = i
	}
	bases := map[string]string{}
	var order []string
	for i, s := range m.Scenarios {
		if s.Currency == "" && (s.CostOnce > 0 || s.CostYear > 0) {
			r.reportf(r.at("scenarios", i, "currency"), "add currency: an ISO 4217 code, such as EUR", "scenario %q has a cost without a currency", s.ID)
		}
		if _, again := c.index[s.ID]; again {
			continue
		}
		c.index[s.ID] = i
		order = append(order, s.ID)
		if s.BuildsOn != "" {
			bases[s.ID] = s.BuildsOn
		}
	}
	for _, cycle := range cycles(order, bases) {
		r.reportf(r.at("scenarios", c.index[cycle[0]], "buildsOn"), "a scenario cannot build on itself; remove one", "scenario cycle: %s", path(cycle))
		delete(bases, cycle[len(cycle)-1])
	}
	for _, id := range tooDeep(order, bases) {
		r.reportf(r.at("scenarios", c.index[id], "buildsOn"), "merge some of them", "scenario %q builds on more than %d others", id, maxDepth)
	}
	for i, s := range m.Scenarios {
		c.replicas, c.fallbacks = map[pair]models.Placement{}, map[pair]string{}
		c.base(bases[s.ID], bases, maxDepth)
		for k, change := range s.Changes {
			c.change(i, k, change)
		}
	}
}

// base follows the changes of a scenario and of those it builds on, first one
// first, without reporting.
func (c *scenarioCheck) base(id string, bases map[string]string, depth int) {
	i, ok := c.index[id]
	if !ok || depth == 0 {
		return
	}
	c.base(bases[id], bases, depth-1)
	for _, change := range c.mesh.Scenarios[i].Changes {
		if f := change.SetFallback; f != nil {
			c.fallbacks[pair{f.From, f.To}] = f.Fallback.Service
		}
		if s := change.SetReplicas; s != nil {
			c.place(s)
		}
	}
}

// place applies a change of replicas and returns the placement after it.
func (c *scenarioCheck) place(s *models.SetReplicas) models.Placement {
	at := pair{s.Service, s.Location}
	p, changed := c.replicas[at]
	if i, ok := c.placements[at]; ok && !changed {
		p = c.mesh.Placements[i]
	}
	p.Replicas = s.Replicas
	if s.Required > 0 {
		p.Required = s.Required
	}
	c.replicas[at] = p
	return p
}

// change checks change k of scenario i.
func (c *scenarioCheck) change(i, k int, change models.Change) {
	at := func(steps ...any) place { return c.r.at(append([]any{"scenarios", i, "changes", k}, steps...)...) }
	parts := 0
	for _, set := range []bool{change.SetFallback != nil, change.SetFailure != nil, change.SetReplicas != nil, change.SetKind != nil, change.SetFailover != nil} {
		if set {
			parts++
		}
	}
	if parts != 1 {
		c.r.reportf(at(), "write one of setFallback, setFailure, setReplicas, setKind, setFailover, and each further one as its own item",
			"a change has exactly one part, not %d", parts)
	}
	if f := change.SetFallback; f != nil && c.call(at("setFallback", "to"), pair{f.From, f.To}) {
		call := pair{f.From, f.To}
		c.fallbacks[call] = f.Fallback.Service
		where := at("setFallback", "fallback", "service")
		if c.r.checkFallback(where, call, f.Fallback.Service) && c.fallbackCycle(call) {
			c.r.reportf(where, "let the last fallback be one that needs no other", "the change makes a fallback cycle of %q through %q", call.from, call.to)
		}
	}
	if f := change.SetFailure; f != nil && f.RateFactor == nil && f.RestoreFactor == nil && f.Component != "" {
		c.r.reportf(at("setFailure"), "give rateFactor, restoreFactor or both", "the change leaves %q as it is", clip(f.Component))
	}
	if s := change.SetReplicas; s != nil {
		c.replicasOf(at, s)
	}
	if s := change.SetKind; s != nil && c.call(at("setKind", "to"), pair{s.From, s.To}) && !c.r.reported[at("setKind", "kind")] && !c.r.reported[at("setKind", "buffer")] {
		c.r.checkBuffer(at("setKind", "buffer"), pair{s.From, s.To}, s.Kind, s.Buffer)
	}
	if s := change.SetFailover; s != nil {
		c.call(at("setFailover", "to"), pair{s.From, s.To})
	}
}

// call reports whether the mesh has the dependency; where both services are
// known but it is missing, it is a problem.
func (c *scenarioCheck) call(at place, call pair) bool {
	if _, ok := c.calls[call]; ok {
		return true
	}
	if ids := c.r.ids[nounService]; ids[call.from] != nil && ids[call.to] != nil {
		c.r.reportf(at, "a scenario changes dependencies that the model has; add it there", "no dependency of %q on %q", call.from, call.to)
	}
	return false
}

func (c *scenarioCheck) replicasOf(at func(...any) place, s *models.SetReplicas) {
	if c.r.ids[nounService][s.Service] == nil || c.r.reported[at("setReplicas", "location")] {
		return // reported as unknown
	}
	if _, ok := c.placements[pair{s.Service, s.Location}]; !ok {
		c.r.reportf(at("setReplicas", "service"), "a scenario changes placements that the model has; add it there, or correct the location",
			"service %q has no placement %s", s.Service, where(s.Location))
		return
	}
	if p := c.place(s); s.Replicas > 0 && p.Required > s.Replicas {
		c.r.reportf(at("setReplicas", "replicas"), "lower required, or raise replicas", "placement of %q requires %d of %d replicas", s.Service, p.Required, s.Replicas)
	}
}

// fallbackCycle reports whether the fallbacks of a caller lead from a callee
// back to it, with the changes so far.
func (c *scenarioCheck) fallbackCycle(call pair) bool {
	at := call.to
	for range len(c.calls) {
		next, changed := c.fallbacks[pair{call.from, at}]
		if i, ok := c.calls[pair{call.from, at}]; ok && !changed {
			if f := c.mesh.Dependencies[i].Fallback; f != nil {
				next = f.Service
			}
		}
		if next == "" || next == call.to {
			return next == call.to
		}
		at = next
	}
	return false
}
