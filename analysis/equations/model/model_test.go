package model

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/equations"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/internal/problemtest"
)

const head = "apiVersion: ninefold/v1\nkind: BooleanSystem\n"

const service = head + `label: A service
components:
  - {id: api, needs: [auth, {k: 2, of: [n1, n2, n3]}]}
  - {id: auth, label: Who is who, mttf: 992, mttr: 8, down: {or: [api, {and: [n1, n2]}, n3, n3]}}
  - {id: n1, reliability: 0.9999999999, down: {atLeast: [n2, n3, auth], k: 2}}
  - {id: n2, mttf: 1e6}
  - {id: n3, paths: [[n1, n2], [n2, n1, n1]]}
defaults: {unavailability: 0.25}
missionTime: 1e-6
semantics: steady
`

func read(t testing.TB, text string, opt Options) *Model {
	t.Helper()
	m, err := Read("f", strings.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// What an equation says of being down is what the components need of each other.
func TestRead(t *testing.T) {
	if !Is([]byte(service)) || Is([]byte("kind: FaultTree")) {
		t.Error("the kind is not seen")
	}
	m := read(t, service, Options{Tops: []string{"auth"}})
	want := &Model{
		Label: "A service", Labels: map[string]string{"auth": "Who is who"}, Named: 5, Tops: []string{"auth"}, Semantics: []equations.Semantics{equations.Steady},
		System: equations.System{Components: []equations.Component{
			{ID: "api", Unreliability: 0.25, Needs: []equations.Need{{K: 1, Of: []string{"auth"}}, {K: 2, Of: []string{"n1", "n2", "n3"}}}},
			{ID: "auth", Unreliability: 0.008, Needs: []equations.Need{{K: 3, Of: []string{"api", "auth\x005", "n3"}}}},
			{ID: "n1", Unreliability: 1e-10, Needs: []equations.Need{{K: 2, Of: []string{"n2", "n3", "auth"}}}},
			{ID: "n2", Unreliability: 1e-12},
			{ID: "n3", Unreliability: 0.25, Needs: []equations.Need{{K: 1, Of: []string{"path 1\x00n3\x00paths\x00n3"}}}},
			{ID: "auth\x005", Needs: []equations.Need{{K: 1, Of: []string{"n1", "n2"}}}},
			{ID: "series n1\x00\x00n3", Needs: []equations.Need{{K: 1, Of: []string{"n1"}}, {K: 1, Of: []string{"n2"}}}},
			{ID: "path 1\x00n3\x00paths\x00n3", Needs: []equations.Need{{K: 1, Of: []string{"series n1\x00\x00n3"}}}},
		}},
	}
	if u := &m.System.Components[3].Unreliability; *u > 1e-12*(1-1e-11) && *u <= 1e-12 { // 1 − exp(−x) = x − x²/2
		*u = 1e-12
	}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("got  %#v\nwant %#v", m, want)
	}
	if err := m.System.Validate(); err != nil {
		t.Error(err)
	}
	if !Within("auth\x005") || Within("auth") {
		t.Error("what is within is not told")
	}
}

// Two services with paths over the same parts keep them apart, and what none names is
// asked about.
func TestTwoPaths(t *testing.T) {
	m := read(t, head+`components:
  - {id: a, paths: [[x, y], [x, z]]}
  - {id: b, paths: [[x, y], [z]]}
  - {id: x}
  - {id: y}
  - {id: z}
`, Options{})
	if err := m.System.Validate(); err != nil {
		t.Error(err)
	}
	if !reflect.DeepEqual(m.Tops, []string{"a", "b"}) || len(m.Semantics) != 2 {
		t.Errorf("tops %q, %v", m.Tops, m.Semantics)
	}
}

// 5k²/4 switches and k³/4 servers, and the service.
func TestFatTree(t *testing.T) {
	m := read(t, head+"fatTree: {ports: 4, replicas: 2, core: {unavailability: 0.5}, id: shop}\ndefaults: {reliability: 0.75}\n", Options{})
	if m.Named != 36+1 || !reflect.DeepEqual(m.Tops, []string{"shop"}) {
		t.Errorf("%d components, tops %q", m.Named, m.Tops)
	}
	if c := m.System.Components; c[0].ID != "core 0.0" || c[0].Unreliability != 0.5 || c[4].Unreliability != 0.25 {
		t.Errorf("%+v", c[:5])
	}
	if err := m.System.Validate(); err != nil {
		t.Error(err)
	}
}

// Each problem stands where it is, and all come at once.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		opt        Options
		want       []string
	}{
		{"components", head + `missionTime: 0
components:
  - {id: a, unavailability: 2, mttf: 1, downs: b}
  - {label: none}
  - {id: a, needs: [b, {k: 3, of: [a, c]}, {of: [a, a]}, {k: 1}]}
  - {id: "c\0", down: {and: [a], or: [a]}}
  - {id: long one, down: {atLeast: [a, a], k: 2}}
  - {id: d, down: {or: [], k: 1}}
  - {id: e, down: [a], paths: []}
  - {id: f, paths: [[], [a, lone one]], mttr: high}
  - {id: g, down: {atLeast: [a], k: 1.5}}
tops: [a, a, z]
semantics: warm
`, Options{}, []string{
			"3:14: missionTime 0 is not positive", "5:29: unavailability 2 is not between 0 and 1", `5:41: unknown key "downs"; did you mean "down"?`, "5:5: is never repaired",
			"6:5: has no id", `7:5: another component is called "a"`, `7:21: component "b" is not defined`, "7:24: needs 3 of 2", `7:39: component "c" is not defined`, `7:53: "a" is named twice`, "7:58: has no of", "7:58: needs 1 of 0",
			`8:5: the id "c\x00" has control characters`, "8:23: an equation is an id, or one of and, or, atLeast",
			`9:40: "a" is named twice`, "9:26: atLeast of 1 has k 2", "10:24: an equation of nothing", "10:19: k is for atLeast", "11:19: want a mapping", "11:31: there is no path",
			"12:21: a path of nothing", `12:29: component "lone one" is not defined; did you mean "long one"?`, `12:47: "high" is no finite number`, `13:37: "1.5" is no whole number`, "13:19: atLeast of 1 has k 0", `14:11: "a" is named twice`, `14:14: component "z" is not defined`, `15:12: semantics is "warm"; known are both, steady, coldStart`,
		}},
		{"nothing", head, Options{}, []string{"1:1: has neither components nor a fatTree"}},
		{"another kind", "apiVersion: ninefold/v2\nkind: System\ncomponents: [{id: a}]", Options{}, []string{`1:1: kind is "System", not BooleanSystem`, `1:1: apiVersion is "ninefold/v2"`}},
		{"a circle has no end", head + "components: [{id: a, down: b}, {id: b, down: a}]", Options{}, []string{"1:1: tops: 0 components are named by no other: state the tops"}},
		{"tops", head + "components: [{id: a}]", Options{Tops: []string{"a", "b", "a"}}, []string{`1:1: tops: component "b" is not defined`, `1:1: tops: "a" is named twice`}},
		{"fat trees", head + "fatTree: {ports: 5, replicas: 9}", Options{}, []string{"3:10: 5 ports are not an even number"}},
		{"replicas", head + "fatTree: {ports: 4, replicas: 9}", Options{}, []string{"3:10: 9 replicas are not between 1 and the number of pods, 4"}},
		{"names of a fat tree", head + "components: [{id: service}, {id: core 0.0}]\nfatTree: {ports: 2}", Options{}, []string{`4:10: another component is called "core 0.0"`, `4:10: another component is called "service"`}},
		{"depth", head + "components: [{id: a, down: " + strings.Repeat("{or: [", 120) + "a" + strings.Repeat("]}", 120) + "}]", Options{}, []string{"equations are nested more than 100 deep"}},
		{"empty", "", Options{}, []string{"1:1: the file is empty"}},
	} {
		_, err := Read("f", strings.NewReader(tt.text), tt.opt)
		problemtest.Compare(t, tt.name, err, tt.want)
	}
}

// FuzzRead checks what every input must obey, however broken: Read does not panic; what
// is wrong is a list of problems with places; and what it accepts, the engine does too,
// with every top among the components.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{service, head + "fatTree: {ports: 4}", head + "components: [{id: é, down: {atLeast: [é], k: 1}}]\ntops: [é]", head + "components: [{id: a, paths: [[a, a], [b]]}, {id: b, mttf: 1e-320}]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "fatTree") && !strings.Contains(text, "ports: 4}") {
			return // large ones take long
		}
		m, err := Read("f", strings.NewReader(text), Options{})
		var list problem.List
		switch {
		case errors.As(err, &list) && len(list) > 0:
			for _, p := range list {
				if p.Line < 1 || p.Col < 1 || p.Message == "" {
					t.Fatalf("problem %+v", p)
				}
			}
			return
		case err != nil:
			t.Fatal(err)
		}
		if err := m.System.Validate(); err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, c := range m.System.Components[:m.Named] {
			ids[c.ID] = true
		}
		for _, id := range m.Tops {
			if !ids[id] {
				t.Fatalf("top %q", id)
			}
		}
		if len(m.Tops) == 0 || len(m.Semantics) == 0 {
			t.Fatal("nothing is asked")
		}
	})
}
