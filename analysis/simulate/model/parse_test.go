package model

import (
	"strings"
	"testing"
)

const good = `apiVersion: ninefold/v1
kind: Simulation
components:
  - {id: a, life: {weibull: {shape: 2, scale: 8000}}, repair: {exponential: {mean: 8}}, crew: day, stock: parts}
  - {id: b, life: {gamma: {shape: 2, scale: 50}}, maintenance: {every: 100, duration: {normal: {mean: 9, sigma: 1}}}}
top: both
gates: [{id: both, atLeast: 2, of: [a, b]}]
crews: [{id: day, size: 1, preemptive: true}]
stocks: [{id: parts, parts: 2, lead: {loglogistic: {shape: 3, scale: 5}}}]
shocks: [{id: flood, interval: {rate: 1e-5}, targets: [a, b]}]
cascades: [{source: a, targets: [b], factor: 2}]
storms: [{id: load, members: [a, b], demand: 1, capacity: 1, retries: 3, backoff: 0.5, waste: 0.1, exponent: 1}]
measures: [reliability]
times: [8760]
`

// FuzzParse checks that whatever the input, Parse does not panic, and that what it
// accepts is valid.
func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add("kind: [")
	f.Add("components: [{id: a, life: {rate: .nan}}]\ntop: *x")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("f.yaml", strings.NewReader(text))
		if err != nil {
			return
		}
		if err := m.Model.Validate(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestParse(t *testing.T) {
	m, err := Parse("f.yaml", strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	x := m.Model
	if x.Components[0].Life.Mean() < 7000 || x.Components[1].Life.Mean() != 100 || x.Components[1].Maintenance.First != 100 || x.Gates[0].K != 2 ||
		!x.Crews[0].Preemptive || x.Stocks[0].Parts != 2 || x.Shocks[0].Probability != 1 || x.Cascades[0].Factor != 2 || x.Storms[0].Waste != 0.1 || m.Question.Hours[0] != 8760 {
		t.Errorf("%+v", m)
	}
}
