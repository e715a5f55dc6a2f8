package agree

import (
	"testing"

	"pgregory.net/rapid"
)

// All exact engines say the same of systems drawn at random.
func TestEnginesAgree(t *testing.T) {
	answers := map[string]int{}
	drawn := 0
	rapid.Check(t, func(t *rapid.T) {
		if drawn++; drawn > mostSystems {
			return
		}
		s := systems().Draw(t, "system")
		hours := rapid.Float64Range(5, 100).Draw(t, "hours")
		want := engines[0].ask(t, s, hours)
		for _, e := range engines[1:] {
			got := e.ask(t, s, hours)
			compare(t, e.name, got, want)
			answers[e.name] += len(got)
		}
	})
	for _, e := range engines[1:] {
		if answers[e.name] == 0 {
			t.Errorf("%s was never asked", e.name)
		}
		t.Logf("%-12s %6d figures compared with those of the chain", e.name, answers[e.name])
	}
}
