package modelfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const suspicious = head + `
domains: [{id: eu, kind: region}, {id: us, kind: region}]
services:
  - id: web
    failure: {perYear: 1, meanTimeToRestore: 1h}
  - id: core
  - id: ads
  - id: old
  - id: batch
placements:
  - {service: web, location: eu}
  - {service: web}
dependencies:
  - {from: web, to: core, failover: {outlierDetection: false}}
  - {from: web, to: ads, kind: soft, failover: {outlierDetection: true}}
  - {from: ads, to: web, failover: {outlierDetection: true, order: [us]}}
journeys:
  - {id: buy, entries: [web], critical: true, ingress: [{location: us, share: 1}], reroute: {effectiveness: 1}, cost: {currency: EUR, perMinute: 1}}
  - {id: batch, entries: [batch], target: 0.9, cost: {currency: USD, perMinute: 1}}
waivers:
  - {rule: single-point, subject: "service:core", reason: r, approver: a, until: 2030-01-01}
  - {rule: single-point, subject: cora, reason: r, approver: a, until: 2030-01-01}
`

func TestWarnings(t *testing.T) {
	m, err := Parse("f", []byte(suspicious))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`service "core" has no failure data, and a critical journey needs it`,
		`service "old" is used by no journey and no other service`,
		`service "web" is placed both in named locations and without one`,
		`failover of "web" to "core" does nothing: it has no outlier detection`,
		`failover of "web" to "ads" does nothing: "ads" runs in fewer than two places`,
		`failover of "ads" to "web" names "us", where "web" does not run`,
		`journey "buy" has no target, so it will not be judged`,
		`users of journey "buy" come in at "us", where its entry "web" does not run: they are served from elsewhere`,
		`journey "buy" reroutes its users, but they come in at one location only`,
		`entry "batch" of journey "batch" has no placement`,
		`the cost of journey "batch" is in USD, that of others in EUR: they are not added up`,
		`the waiver of single-point for "cora" is about nothing in the model`,
	}
	if diff := cmp.Diff(want, Warnings(m)); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	empty, err := Parse("f", []byte(head))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"the model has no journeys, so nothing can be assessed"}, Warnings(empty)); diff != "" {
		t.Errorf("warnings of an empty mesh:\n%s", diff)
	}
}
