package risk_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
)

const twoOfThree = `<atleast min="2"><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></atleast>`

func rule(hypothesis, source, target string) string {
	events := func(names string) string {
		out := ""
		for _, n := range strings.Fields(names) {
			out += `<basic-event name="` + n + `"/>`
		}
		return out
	}
	if target == "true" || target == "false" {
		target = `<constant value="` + target + `"/>`
	} else {
		target = events(target)
	}
	if source != "" {
		source = "<source>" + events(source) + "</source>"
	}
	return `<define-substitution name="s"><hypothesis><and>` + events(hypothesis) + `</and></hypothesis>` + source + `<target>` + target + `</target></define-substitution>`
}

// The minimal cut sets of 2 of a, b, c, which are ab, ac and bc, with 0.1, 0.2, 0.3,
// after substitutions; d and e have 0.01 and 0.02.
func TestSubstitute(t *testing.T) {
	const de = `<define-basic-event name="d"><float value="0.01"/></define-basic-event><define-basic-event name="e"><float value="0.02"/></define-basic-event>`
	tests := []struct {
		name, top, rules string
		sets, changed    int
		want             string
		p                float64 // by what c is: c·(…) + (1 − c)·(…)
	}{
		{"exchange of events", twoOfThree, rule("a b", "a", "d"), 3, 1, "a c, b c, b d", 0.3*0.28 + 0.7*0.2*0.01},
		{"recovery in place of the hypothesis", twoOfThree, rule("a b", "a b", "d"), 3, 1, "a c, b c, d", 0.01 + 0.99*0.3*0.28},
		{"false discards", twoOfThree, rule("a", "a", "false"), 3, 2, "b c", 0.06},
		{"true only removes, and sets that are not minimal go", twoOfThree, rule("a", "a", "true"), 3, 2, "b, c", 1 - 0.8*0.7},
		{"nothing is left", `<basic-event name="a"/>`, rule("a", "a", "true"), 1, 1, "", 1},
		{"nothing holds", twoOfThree, rule("a d", "a", "e"), 3, 0, "a b, a c, b c", 0.3*0.28 + 0.7*0.02},
		{"what is not there cannot be removed", twoOfThree, rule("a b", "c", "d"), 3, 1, "a b d, a c, b c", 0.3*0.28 + 0.7*0.02*0.01},
		{"several targets", twoOfThree, rule("a b", "a", "d e"), 3, 1, "a c, b c, b d e", 0.3*0.28 + 0.7*0.2*0.01*0.02},
		{"two at once", twoOfThree, rule("a", "a", "d") + rule("b", "b", "e"), 3, 3, "c d, c e, d e", 0.3*(1-0.99*0.98) + 0.7*0.01*0.02},
		{"judged on the set as it was", twoOfThree, rule("a b", "a", "d") + rule("d", "b", "e"), 3, 1, "a c, b c, b d", 0.3*0.28 + 0.7*0.2*0.01},
		{"exchanged for each other", twoOfThree, rule("a", "a", "b") + rule("b", "b", "a"), 3, 2, "a b, a c, b c", 0.3*0.28 + 0.7*0.02},
		{"within a constraint", twoOfThree, rule("a c", "", "false") + rule("a b", "a", "d"), 2, 1, "b c, b d", 0.2 * (0.3*0.9 + 0.7*0.01)},
		{"of a tree that is never true", `<and><basic-event name="a"/><not><basic-event name="a"/></not></and>`, rule("a", "a", "b"), 0, 0, "none", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := parse(t, model(`<define-gate name="top">`+tt.top+`</define-gate>`+abc+de+tt.rules))
			tree, err := m.Tree("top", risk.At{})
			if err != nil {
				t.Fatal(err)
			}
			out, err := m.Substitute(context.Background(), tree, risk.At{}, risk.SubstituteOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if out.Sets != tt.sets || out.Changed != tt.changed {
				t.Errorf("%d sets of which %d changed, want %d and %d", out.Sets, out.Changed, tt.sets, tt.changed)
			}
			near(t, "P", probabilityOf(t, out.Tree), tt.p)
			if got := cutSets(t, out.Tree); got != tt.want {
				t.Errorf("cut sets %s, want %s", got, tt.want)
			}
		})
	}
}

// cutSets lists the minimal cut sets of a tree.
func cutSets(t *testing.T, tree faulttree.Tree) string {
	t.Helper()
	d, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := d.MinimalCutSets(tree.Top)
	if err != nil {
		t.Fatal(err)
	}
	var sets []string
	for set := range all {
		sets = append(sets, strings.Join(set, " "))
	}
	if sets == nil {
		return "none"
	}
	slices.Sort(sets)
	return strings.Join(sets, ", ")
}

// Every connective of a hypothesis is judged by its definition: the rule discards
// the only cut set, a b, where the hypothesis holds of it.
func TestHypotheses(t *testing.T) {
	const a, b, c = `<basic-event name="a"/>`, `<basic-event name="b"/>`, `<basic-event name="c"/>`
	for formula, holds := range map[string]bool{
		"<or>" + a + c + "</or>": true, "<and>" + a + c + "</and>": false, "<not>" + c + "</not>": true, "<nor>" + c + c + "</nor>": true,
		"<nand>" + a + b + "</nand>": false, "<xor>" + a + b + c + "</xor>": false, "<xor>" + a + c + "</xor>": true,
		"<iff>" + a + b + "</iff>": true, "<iff>" + a + b + c + "</iff>": false, "<imply>" + a + c + "</imply>": false, "<imply>" + c + a + "</imply>": true,
		`<atleast min="2">` + a + b + c + "</atleast>": true, `<cardinality min="0" max="1">` + a + b + "</cardinality>": false,
		`<constant value="true"/>`: true, `<gate name="g"/>`: true, `<house-event name="off"/>`: false, `<and>` + a + `<house-event name="on"/></and>`: true,
	} {
		m := parse(t, model(`<define-gate name="top"><and>`+a+b+`</and></define-gate><define-gate name="g"><and>`+a+`<not>`+c+`</not></and></define-gate>`+abc+
			`<define-substitution><hypothesis>`+formula+`</hypothesis><source>`+a+`</source><target><constant value="false"/></target></define-substitution>`))
		tree, err := m.Tree("top", risk.At{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := m.Substitute(context.Background(), tree, risk.At{}, risk.SubstituteOptions{})
		if err != nil || (out.Changed == 1) != holds {
			t.Errorf("%s: %d changed, %v", formula, out.Changed, err)
		}
	}
}

func TestSubstituteFaults(t *testing.T) {
	group := `<define-CCF-group name="G" model="beta-factor"><members><basic-event name="m"/><basic-event name="n"/></members><distribution><float value="0.1"/></distribution><factor level="2"><float value="0.1"/></factor></define-CCF-group>`
	for _, tt := range []struct{ name, rules, want string }{
		{"source in a group", rule("a", "m", "b"), `"m" is in a common-cause group`},
		{"target in a group", rule("a", "a", "n"), `"n" is in a common-cause group`},
		{"target without probability", rule("a b", "a", "nothing"), `basic event "nothing" has no probability`},
		{"too many sets", rule("a", "a", "b"), "substitutions in 3 minimal cut sets, more than 2"},
	} {
		m := parse(t, model(`<define-gate name="top">`+twoOfThree+`</define-gate>`+abc+group+tt.rules))
		tree, err := m.Tree("top", risk.At{})
		if err != nil {
			t.Fatal(err)
		}
		opt := risk.SubstituteOptions{}
		if tt.name == "too many sets" {
			opt.MaxSets = 2
		}
		_, err = m.Substitute(context.Background(), tree, risk.At{}, opt)
		if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, faulttree.ErrTooLarge) != (opt.MaxSets > 0) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	m := parse(t, model(`<define-gate name="top">`+twoOfThree+`</define-gate>`+abc+rule("a", "", "b")))
	tree, err := m.Tree("top", risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := m.Substitute(context.Background(), tree, risk.At{}, risk.SubstituteOptions{}); err != nil || out.Tree.Top != tree.Top {
		t.Errorf("without a source: %+v, %v", out, err)
	}
}

// The result agrees with applying the rules, by their definition, to minimal cut
// sets found among all sets of events, and with summing the states in which one of
// the changed sets has occurred.
func TestSubstituteProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 6
		names := func(mask int) string {
			var out []string
			for i := range n {
				if mask>>i&1 == 1 {
					out = append(out, fmt.Sprintf("e%d", i))
				}
			}
			return strings.Join(out, " ")
		}
		mask := rapid.IntRange(1, 1<<n-1)
		terms := rapid.SliceOfN(mask, 1, 6).Draw(t, "terms")
		top, rules := "", ""
		for _, term := range terms {
			top += "<and>"
			for _, e := range strings.Fields(names(term)) {
				top += `<basic-event name="` + e + `"/>`
			}
			top += "</and>"
		}
		type triple struct{ hypothesis, source, target int }
		var all []triple
		for range rapid.IntRange(1, 3).Draw(t, "rules") {
			r := triple{mask.Draw(t, "hypothesis"), mask.Draw(t, "source"), rapid.IntRange(-1, 1<<n-1).Draw(t, "target")}
			all = append(all, r)
			target := names(max(r.target, 0))
			if target == "" {
				target = fmt.Sprint(r.target == 0)
			}
			rules += rule(names(r.hypothesis), names(r.source), target)
		}
		events := ""
		for i := range n {
			events += fmt.Sprintf(`<define-basic-event name="e%d"><float value="%g"/></define-basic-event>`, i, 0.1*float64(i+1))
		}
		m, err := openpsa.Parse("m", strings.NewReader(model(`<define-gate name="top"><or>`+top+`</or></define-gate>`+events+rules)), openpsa.Options{})
		if err != nil {
			t.Fatal(err)
		}
		tree, err := m.Tree("top", risk.At{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := m.Substitute(context.Background(), tree, risk.At{}, risk.SubstituteOptions{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := faulttree.Compile(context.Background(), out.Tree, nil, faulttree.Options{})
		if err != nil {
			t.Fatal(err)
		}

		fails := func(state int) bool {
			return slices.ContainsFunc(terms, func(term int) bool { return state&term == term })
		}
		var changed []int
		for set := range 1 << n {
			minimal := fails(set)
			for i := range n {
				minimal = minimal && (set>>i&1 == 0 || !fails(set&^(1<<i)))
			}
			next, kept := set, minimal
			for _, r := range all {
				if set&r.hypothesis == r.hypothesis {
					next &^= r.source
				}
			}
			for _, r := range all {
				if set&r.hypothesis == r.hypothesis {
					kept = kept && r.target >= 0
					next |= max(r.target, 0)
				}
			}
			if kept {
				changed = append(changed, next)
			}
		}
		want := 0.0
		for state := range 1 << n {
			if slices.ContainsFunc(changed, func(set int) bool { return state&set == set }) {
				p := 1.0
				for i := range n {
					if state>>i&1 == 1 {
						p *= 0.1 * float64(i+1)
					} else {
						p *= 1 - 0.1*float64(i+1)
					}
				}
				want += p
			}
		}
		p, _ := out.Tree.Parameters(d.Events())
		if got := d.Probability(p)[0]; math.Abs(got-want) > 1e-12 {
			t.Fatalf("P = %g, want %g of %v", got, want, changed)
		}
	})
}
