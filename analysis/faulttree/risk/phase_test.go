package risk_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
)

// near fails where got is not want within a relative 1e-12.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12*math.Abs(want) {
		t.Errorf("%s: %.17g, want %.17g", what, got, want)
	}
}

// In the example, a plant is in operation for a quarter of 1000 hours, in maintenance for the rest. In
// operation a fails at 1e-3 per hour, over 250 h: P(a) = 1 − e^−0.25. In maintenance
// the valve is shut (house event), the rate is 2e-4 over 750 h, P(b) is 0.5 and g is
// b alone:
//
//	operation    top = a ∧ b      (1 − e^−0.25)·0.2
//	maintenance  top = shut ∨ … = 1, g = b: 0.5
func TestPhases(t *testing.T) {
	m := parse(t, example(t, "phased"))
	phases, err := m.Phases(risk.At{MissionTimeHours: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if len(phases) != 2 || phases[0].Phase != "operation" || phases[1].Alignment != "year" {
		t.Fatalf("%+v", phases)
	}
	inOperation := -math.Expm1(-0.25) * 0.2
	for i, want := range []struct{ fraction, hours, top, g, a float64 }{
		{0.25, 250, inOperation, inOperation, -math.Expm1(-0.25)},
		{0.75, 750, 1, 0.5, -math.Expm1(-0.15)},
	} {
		p := phases[i]
		near(t, p.Phase+" fraction", p.Fraction, want.fraction)
		near(t, p.Phase+" hours", p.At.MissionTimeHours, want.hours)
		for gate, p0 := range map[string]float64{"top": want.top, "g": want.g, "a": want.a} {
			tree, err := m.Tree(gate, p.At)
			if err != nil {
				t.Fatal(err)
			}
			near(t, p.Phase+" "+gate, probabilityOf(t, tree), p0)
		}
	}
	// Frequencies are means over the mission: 0.25·0.1·P(operation) + 0.75·0.1·0.5.
	mean, each, err := m.AlignmentOutcomes(context.Background(), "year", risk.At{MissionTimeHours: 1000}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "loss", mean.EndStates[1].Frequency, 0.25*0.1*inOperation+0.75*0.1*0.5)
	near(t, "loss in maintenance", each[1].EndStates[1].Frequency, 0.05)
	near(t, "everything", mean.EndStates[0].Frequency+mean.EndStates[1].Frequency, 0.1)
	if _, _, err := m.AlignmentOutcomes(context.Background(), "month", risk.At{}, faulttree.Options{}); err == nil {
		t.Error("an alignment that is not there has outcomes")
	}
	// What the caller replaces is replaced in all phases, but for what they set.
	phases, err = m.Phases(risk.At{House: map[string]bool{"shut": true}})
	if err != nil || !phases[0].At.House["shut"] {
		t.Errorf("%v, %+v", err, phases[0].At)
	}
}

func TestPhaseFaults(t *testing.T) {
	for _, tt := range []struct{ name, body, parse, run string }{
		{"half", `<define-phase name="p" time-fraction="0.5"/>`, "the time fractions add up to 0.5 instead of 1", ""},
		{"none", "", "the time fractions add up to 0 instead of 1", ""},
		{"negative", `<define-phase name="p" time-fraction="-0.5"/><define-phase name="q" time-fraction="1.5"/>`, `time-fraction "-0.5" is not above 0`, ""},
		{"collects", `<define-phase name="p" time-fraction="1"><collect-formula><basic-event name="a"/></collect-formula></define-phase>`, "",
			`risk: phase "A/p": nothing can be collected or linked there`},
		{"no value", `<define-phase name="p" time-fraction="1"><if><log><float value="-1"/></log><block/></if></define-phase>`, "", "log is NaN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := `<opsa-mef><model-data>` + abc + `</model-data><define-alignment name="A">` + tt.body + `</define-alignment></opsa-mef>`
			m, err := openpsa.Parse("m", strings.NewReader(text), openpsa.Options{})
			if tt.parse != "" {
				if err == nil || !strings.Contains(err.Error(), tt.parse) {
					t.Errorf("%v, want %q", err, tt.parse)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.Phases(risk.At{}); err == nil || !strings.Contains(err.Error(), tt.run) {
				t.Errorf("%v, want %q", err, tt.run)
			}
		})
	}
}

// Fractions of four digits may miss 1 by their rounding; they are made to sum to 1.
func TestRoundedFractions(t *testing.T) {
	body := ""
	for _, name := range []string{"p", "q", "r"} {
		body += `<define-phase name="` + name + `" time-fraction="0.33333"/>`
	}
	m := parse(t, `<opsa-mef><define-alignment name="A">`+body+`</define-alignment></opsa-mef>`)
	phases, err := m.Phases(risk.At{MissionTimeHours: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range phases {
		near(t, p.Phase, p.Fraction, 1.0/3)
		near(t, p.Phase+" hours", p.At.MissionTimeHours, 1)
	}
}
