package mission

import (
	"fmt"
	"slices"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/mesh"
)

// standby makes an event of a placement that stands by a spare of what it stands by
// for: until a failover to it is needed it fails at a part of its rate. A spare
// gate fails when both have, as below the failover it was.
func (b *builder) standby(e mesh.Event) error {
	dormancy, ok := b.model.Standby[e.Service+"@"+e.Location]
	if !ok || e.Kind != mesh.KindInstance && e.Kind != mesh.KindRelease {
		return nil
	}
	var needs []string
	cut := map[string]bool{} // failover to the service
	for _, s := range b.out.static.Events {
		if s.Kind == mesh.KindSwitch && s.Callee == e.Service {
			uses := b.uses(s.ID)
			needs = append(needs, b.need(mesh.Event{ID: e.ID + ":" + s.ID, Label: e.Label}, uses))
			for _, u := range uses {
				cut[u.input] = true
			}
		}
	}
	if b.reached(e.ID, cut) {
		return fmt.Errorf("mission: standby %s@%s: it is called without failover, so it does not stand by", e.Service, e.Location)
	}
	if dormancy == 1 || !b.order {
		return nil
	}
	i := slices.IndexFunc(b.out.Events, func(x dynamic.Event) bool { return x.ID == e.ID })
	b.out.Events[i].Dormancy = dormancy
	need := b.gate("need:"+e.ID, dynamic.Or, e.Label+": needed", needs...)
	spare := b.gate("standby:"+e.ID, dynamic.Spare, e.Label+": failed when needed", need, e.ID)
	b.replace(e.ID, spare, func(g string) bool { return g == spare })
	b.sayf("%s at %s stands by: its replicas and releases fail at %g of their rates until it is needed.", e.Service, e.Location, dormancy)
	return nil
}

// reached reports whether the top needs an event by a way that leads through none
// of the gates cut.
func (b *builder) reached(event string, cut map[string]bool) bool {
	gates := b.out.index()
	seen := map[string]bool{}
	var visit func(id string) bool
	visit = func(id string) bool {
		if id == event {
			return true
		}
		if seen[id] || cut[id] {
			return false
		}
		seen[id] = true
		g, ok := gates[id]
		return ok && slices.ContainsFunc(g.Inputs, visit)
	}
	return visit(b.out.Top)
}

// index returns the gates by ID.
func (t *Tree) index() map[string]dynamic.Gate {
	gates := make(map[string]dynamic.Gate, len(t.Gates))
	for _, g := range t.Gates {
		gates[g.ID] = g
	}
	return gates
}
