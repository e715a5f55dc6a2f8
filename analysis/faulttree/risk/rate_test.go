package risk_test

import (
	"context"
	"math"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

// Two repairable channels with a common cause: w = Σ Birnbaum·(1−q)·λ over the
// causes. A switch that fails on demand has no rate.
func TestTreeHasRates(t *testing.T) {
	m := parse(t, model(`
		<define-gate name="top"><or><and><basic-event name="a"/><basic-event name="b"/></and><basic-event name="switch"/></or></define-gate>
		<define-basic-event name="switch"><float value="0.001"/></define-basic-event>
		<define-CCF-group name="both" model="beta-factor">
			<members><basic-event name="a"/><basic-event name="b"/></members>
			<distribution><exponential><float value="1e-3"/><system-mission-time/></exponential></distribution>
			<factor level="2"><float value="0.1"/></factor>
		</define-CCF-group>`))
	tree, err := m.Tree("top", risk.At{MissionTimeHours: 100})
	if err != nil {
		t.Fatal(err)
	}
	q := -math.Expm1(-0.1)
	single, common := 0.9*q, 0.1*q
	w := 1e-3 * math.Exp(-0.1) // of the common distribution
	want := map[string]float64{"switch": 0, "[a]": 0.9 * w / (1 - single), "[b]": 0.9 * w / (1 - single), "[a b]": 0.1 * w / (1 - common)}
	for _, e := range tree.Events {
		if x, ok := want[e.ID]; !ok || math.Abs(e.RatePerHour-x) > 1e-14*x {
			t.Errorf("%s: rate %.17g, want %.17g", e.ID, e.RatePerHour, x)
		}
	}
	r, err := faulttree.Analyze(context.Background(), tree, faulttree.Options{})
	frequency := 0.999 * (0.1*w*(1-single*single) + 2*0.9*w*single*(1-common))
	if err != nil || r.FrequencyPerHour == nil || math.Abs(*r.FrequencyPerHour-frequency) > 1e-13*frequency {
		t.Errorf("frequency %v, want %.17g (%v)", r.FrequencyPerHour, frequency, err)
	}
}
