package openpsa

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/risk"
)

// walk checks that sequences, in all phases, have finite factors and trees without
// faults, one by one and in one, or are refused.
func walk(t *testing.T, m *risk.Model) {
	phases, err := m.Phases(risk.At{MissionTimeHours: 100})
	if err != nil {
		return
	}
	for _, p := range append(phases, risk.PhaseAt{}) {
		sequences, err := m.Sequences(p.At)
		if err != nil || len(sequences) == 0 || len(sequences) > 100 {
			continue
		}
		for _, s := range sequences {
			if !(s.Factor >= 0) || math.IsInf(s.Factor, 1) {
				t.Fatalf("factor %g", s.Factor)
			}
		}
		linked, err := m.SequenceTrees(sequences, p.At)
		if err != nil {
			continue
		}
		if err := linked.Tree.Validate(); err != nil {
			t.Fatal(err)
		}
		for _, s := range sequences {
			if _, err := m.SequenceTree(s, p.At); err != nil {
				t.Fatalf("in one tree, but not alone: %v", err)
			}
		}
	}
}

// FuzzParse checks what every input must obey, however broken: Parse does not
// panic; what it accepts is written, read back as the same model, and turned into
// trees or refused.
func FuzzParse(f *testing.F) {
	f.Add(all)
	f.Add(components)
	texts := examples(f)
	f.Add(texts["phased"])
	f.Add(texts["consequences"])
	f.Add(model(`<define-basic-event name="a"><float value="0.1"/></define-basic-event><define-house-event name="off"/>`))
	f.Add(model(`<define-gate name="g"><gate name="g"/></define-gate>`))
	f.Add(`<!DOCTYPE x [<!ENTITY a "b">]><opsa-mef>&a;</opsa-mef>`)
	f.Add(model(`<define-basic-event name="a"><float value="1e-320"/></define-basic-event>`))
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("m.xml", strings.NewReader(text), Options{})
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := Write(&out, m); err != nil {
			t.Fatal(err)
		}
		again, err := Parse("m.xml", bytes.NewReader(out.Bytes()), Options{})
		if err != nil {
			t.Fatalf("%v in\n%s", err, out.String())
		}
		m.Warnings, again.Warnings = nil, nil
		if !reflect.DeepEqual(m, again) {
			t.Fatalf("another model was read back from\n%s", out.String())
		}
		for _, top := range m.Tops() {
			tree, err := m.Tree(top.Gate, risk.At{MissionTimeHours: 100})
			if err != nil {
				continue
			}
			for _, e := range tree.Events {
				if !(e.Probability >= 0 && e.Probability <= 1) {
					t.Fatalf("P(%s) = %g", e.ID, e.Probability)
				}
			}
		}
		_ = m.Inputs().Deviates()
		walk(t, m)
	})
}
