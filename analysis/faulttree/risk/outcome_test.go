package risk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
)

func outcomes(t testing.TB, text string) risk.Outcomes {
	t.Helper()
	out, err := parse(t, text).Outcomes(context.Background(), risk.At{}, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The example has two functional events, F = a and G = a ∨ b with P(a), P(b) = 0.1, 0.2, after I and
// J at 0.01 and 0.04 a year:
//
//	ok    ¬F          0.9
//	mild  F ∧ ¬G      0
//	bad   F ∧ G       0.1; after J it is linked to a tree in which c, 0.3, decides
//
// The success of G collects nothing in "loose", so its two ways overlap: F, and F ∧ G.
func TestOutcomes(t *testing.T) {
	out := outcomes(t, example(t, "consequences"))
	type row struct {
		name, initiating string
		frequency, sum   float64
	}
	const i, j, k = 0.01, 0.04, 0.5
	for name, tt := range map[string]struct {
		got  []risk.Outcome
		want []row
	}{
		"end states": {out.EndStates, []row{
			{"ok", "", (i + j) * 0.9, (i + j) * 0.9}, {"mild", "", 0, 0}, {"bad", "", i*0.1 + k*0.1, i*0.1 + k*0.2},
			{"saved", "", j * 0.07, j * 0.07}, {"lost", "", j * 0.03, j * 0.03},
		}},
		"initiating events": {out.InitiatingEvents, []row{
			{"ok", "I", i * 0.9, i * 0.9}, {"mild", "I", 0, 0}, {"bad", "I", i * 0.1, i * 0.1},
			{"ok", "J", j * 0.9, j * 0.9}, {"mild", "J", 0, 0}, {"saved", "J", j * 0.07, j * 0.07}, {"lost", "J", j * 0.03, j * 0.03},
			{"bad", "K", k * 0.1, k * 0.2},
		}},
		"initiating groups": {out.InitiatingGroups, []row{
			{"ok", "IJ", (i + j) * 0.9, (i + j) * 0.9}, {"mild", "IJ", 0, 0}, {"bad", "IJ", i * 0.1, i * 0.1},
			{"saved", "IJ", j * 0.07, j * 0.07}, {"lost", "IJ", j * 0.03, j * 0.03},
			{"ok", "justJ", j * 0.9, j * 0.9}, {"mild", "justJ", 0, 0}, {"saved", "justJ", j * 0.07, j * 0.07}, {"lost", "justJ", j * 0.03, j * 0.03},
		}},
		"consequences": {out.Consequences, []row{
			{"fromI", "I", i * 0.1, i * 0.1}, {"fromJ", "J", j * 0.1, j * 0.1}, {"lostJ", "J", j * 0.03, j * 0.03}, {"never", "K", 0, 0},
		}},
		// Each way counts once, though lost is in bad and the groups in each other.
		"consequence groups": {out.ConsequenceGroups, []row{
			{"damage", "", (i + j) * 0.1, (i + j) * 0.1}, {"any", "", (i + j) * 0.1, (i + j) * 0.1},
		}},
	} {
		if len(tt.got) != len(tt.want) {
			t.Fatalf("%s: %+v", name, tt.got)
		}
		for n, w := range tt.want {
			g := tt.got[n]
			if g.Name != w.name || g.InitiatingEvent != w.initiating {
				t.Errorf("%s %d: %+v, want %+v", name, n, g, w)
			}
			near(t, name+" "+w.name+" "+w.initiating, g.Frequency, w.frequency)
			near(t, name+" "+w.name+" "+w.initiating+" sum", g.Sum, w.sum)
		}
	}
	if via := out.Sequences[5].Via; !reflect.DeepEqual(via, []risk.End{{"ET", "bad"}}) {
		t.Errorf("lost comes via %+v", via)
	}
	if _, err := json.Marshal(out); err != nil {
		t.Error(err)
	}
}

// Ways that a fork splits by expressions exclude each other, even where the
// numbers, or the rule that has them, are the same; ways with the same expressions
// do not.
func TestSplitFractions(t *testing.T) {
	tree := func(body string) string {
		return `<opsa-mef><define-rule name="half"><collect-expression><float value="0.5"/></collect-expression></define-rule>
<define-initiating-event name="I" event-tree="ET"/><define-event-tree name="ET"><define-functional-event name="F"/><define-sequence name="S"/>
<define-branch name="B"><rule name="half"/><sequence name="S"/></define-branch>
<initial-state><fork functional-event="F">` + body + `</fork></initial-state></define-event-tree><model-data>` + abc + `</model-data></opsa-mef>`
	}
	half := `<collect-expression><float value="0.5"/></collect-expression>`
	a := `<collect-formula><basic-event name="a"/></collect-formula>`
	for _, tt := range []struct {
		name, x, y     string
		frequency, sum float64
	}{
		{"split in halves", half + `<sequence name="S"/>`, half + `<sequence name="S"/>`, 1, 1},
		{"split in halves by one rule", `<rule name="half"/><sequence name="S"/>`, `<rule name="half"/><sequence name="S"/>`, 1, 1},
		{"the same branch", `<branch name="B"/>`, a + `<branch name="B"/>`, 0.5, 0.5 + 0.05},
	} {
		out := outcomes(t, tree(`<path state="x">`+tt.x+`</path><path state="y">`+tt.y+`</path>`))
		near(t, tt.name, out.EndStates[0].Frequency, tt.frequency)
		near(t, tt.name+" sum", out.EndStates[0].Sum, tt.sum)
	}
}

// ladder is an event tree of n functional events, each a gate over some of the
// shared events, with all 2^n ways; the state of each is collected or not, as
// success says. The end states are how many have failed.
func ladder(n, events int, success bool, inputs func(gate, input int) int, p func(int) float64) string {
	var branches, gates strings.Builder
	for i := range n {
		fmt.Fprintf(&branches, `<define-functional-event name="F%d"/>`, i)
		fmt.Fprintf(&gates, `<define-gate name="F%d"><atleast min="2">`, i)
		for j := range 4 {
			fmt.Fprintf(&gates, `<basic-event name="e%d"/>`, inputs(i, j))
		}
		gates.WriteString(`</atleast></define-gate>`)
	}
	for i := range events {
		fmt.Fprintf(&gates, `<define-basic-event name="e%d"><float value="%g"/></define-basic-event>`, i, p(i))
	}
	for i := range n + 1 {
		fmt.Fprintf(&branches, `<define-sequence name="%d failed"/>`, i)
	}
	var fork func(i, failed int) string
	fork = func(i, failed int) string {
		if i == n {
			return fmt.Sprintf(`<sequence name="%d failed"/>`, failed)
		}
		works := fmt.Sprintf(`<collect-formula><not><gate name="F%d"/></not></collect-formula>`, i)
		if !success {
			works = ""
		}
		return fmt.Sprintf(`<fork functional-event="F%d"><path state="works">%s%s</path><path state="fails"><collect-formula><gate name="F%d"/></collect-formula>%s</path></fork>`,
			i, works, fork(i+1, failed), i, fork(i+1, failed+1))
	}
	return `<opsa-mef><define-initiating-event name="I" event-tree="ET"><float value="2"/></define-initiating-event><define-event-tree name="ET">` + branches.String() +
		`<initial-state>` + fork(0, 0) + `</initial-state></define-event-tree><define-fault-tree name="FT">` + gates.String() + `</define-fault-tree></opsa-mef>`
}

// The frequencies agree with going through all 2^n states of the events by the
// definition of the end states: exactly k functions fail, or at least k where the
// success of a function collects nothing.
func TestOutcomesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n, events = 4, 7
		var in [n][4]int
		var p [events]float64
		for i := range in {
			for j := range in[i] {
				in[i][j] = rapid.IntRange(0, events-1).Draw(t, "input")
			}
		}
		for i := range p {
			p[i] = rapid.SampledFrom([]float64{0.01, 0.1, 0.5, 0.9}).Draw(t, "p")
		}
		success := rapid.Bool().Draw(t, "success")
		text := ladder(n, events, success, func(i, j int) int { return in[i][j] }, func(i int) float64 { return p[i] })
		m, err := openpsa.Parse("m", strings.NewReader(text), openpsa.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := m.Outcomes(context.Background(), risk.At{}, faulttree.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var want [n + 1]float64
		for bits := range 1 << events {
			q, failed := 2.0, 0
			for i := range p {
				if bits>>i&1 == 1 {
					q *= p[i]
				} else {
					q *= 1 - p[i]
				}
			}
			for i := range in {
				votes := 0
				for _, e := range in[i] {
					votes += bits >> e & 1
				}
				if votes >= 2 {
					failed++
				}
			}
			for k := range want {
				if k == failed || !success && k < failed {
					want[k] += q
				}
			}
		}
		for _, o := range out.EndStates {
			var k int
			if _, err := fmt.Sscanf(o.Name, "%d failed", &k); err != nil {
				t.Fatal(err)
			}
			if math.Abs(o.Frequency-want[k]) > 1e-12*want[k] || o.Sum < o.Frequency || success && math.Abs(o.Sum-want[k]) > 1e-12*want[k] {
				t.Fatalf("%s: %g, sum %g, want %g", o.Name, o.Frequency, o.Sum, want[k])
			}
		}
	})
}

// BenchmarkSequences compares one diagram for all sequences of an event tree with
// 10 functional events with one for each.
func BenchmarkSequences(b *testing.B) {
	const n, events = 10, 60
	m := parse(b, ladder(n, events, true, func(i, j int) int { return (i*37 + j*23 + i*j*5) % events }, func(int) float64 { return 0.01 }))
	sequences, err := m.Sequences(risk.At{})
	if err != nil || len(sequences) != 1<<n {
		b.Fatal(len(sequences), err)
	}
	b.Run("linked", func(b *testing.B) {
		for b.Loop() {
			linked, err := m.SequenceTrees(sequences, risk.At{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := faulttree.Compile(context.Background(), linked.Tree, linked.Tops, faulttree.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("each", func(b *testing.B) {
		for b.Loop() {
			for _, s := range sequences {
				tree, err := m.SequenceTree(s, risk.At{})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
