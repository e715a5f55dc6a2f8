package study

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ninefold/analysis/network/model"
)

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// shared returns a path in the shared reference data, which is not part of the
// repository.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	dir := os.Getenv("NINEFOLD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	name := filepath.Join(append([]string{dir}, path...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("shared reference data not found; set NINEFOLD_SHARED: %v", err)
	}
	return name
}

// fromFile reads a list of edges of one reliability.
func fromFile(t testing.TB, name, reliability string, terminals ...string) *model.Model {
	t.Helper()
	data, err := os.ReadFile(shared(t, "data", "models", "topologies", name+".dat"))
	if err != nil {
		t.Fatal(err)
	}
	u, err := model.Unavailability(reliability)
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Read(name, strings.NewReader(string(data)), model.Options{Edges: &u, Terminals: terminals})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// From the file of a real network to the answer, with what two programs that share no
// code gave: ALGORITHMS.md §A.1 and A.2, there to 12 digits, and for unreliabilities as
// many as the reliability leaves.
func TestReference(t *testing.T) {
	for _, tt := range []struct {
		file, reliability string
		terminals         []string
		r                 float64
	}{
		{"g6", "0.9", []string{"1", "36"}, 0.975644995285163},
		{"sndlib_germany50", "0.9", []string{"15", "17"}, 0.966779421825},
		{"sndlib_india35", "0.9", []string{"10", "13"}, 0.979858667305},
		{"sndlib_pioro40", "0.9", []string{"0", "17"}, 0.999557976332},
		{"Cogentco", "0.99", []string{"125", "182"}, 0.920976100145},
		{"Cogentco", "0.99", nil, 0.707475514948},
		{"TataNld", "0.99", nil, 0.898076320676},
	} {
		r, err := Analyze(context.Background(), fromFile(t, tt.file, tt.reliability, tt.terminals...), Options{NoSets: true, NoRanking: true})
		if err != nil || len(r.Answers) != 1 {
			t.Fatal(err)
		}
		a := r.Answers[0]
		if math.Abs(*a.Reliability-tt.r) > 6e-13 || math.Abs(*a.Unreliability-(1-tt.r)) > 6e-13 || a.Method != Exact {
			t.Errorf("%s %v: %.15g and %.15g by %s, want %.12g", tt.file, tt.terminals, *a.Reliability, *a.Unreliability, a.Method, tt.r)
		}
	}
	// From corner to corner of 6 × 6 there are 1,262,816 simple paths: OEIS A007764.
	r, err := Analyze(context.Background(), fromFile(t, "g6", "0.99", "1", "36"), Options{Sets: -1})
	if err != nil || r.Partial {
		t.Fatal(err)
	}
	if a := r.Answers[0]; a.PathSets.Count.String() != "1262816" || relErr(*a.Unreliability, 2.04030408653e-4) > 1e-11 || len(a.Importances) != 60 {
		t.Errorf("6 × 6: %s paths, unreliability %.12g", a.PathSets.Count, *a.Unreliability)
	}
}

// mixed draws a small network some of whose edges lead one way only.
func mixed(t *rapid.T) *model.Model {
	m := &model.Model{}
	chance := rapid.SampledFrom([]float64{0, 0.1, 0.25, 0.5, 1e-6})
	n := rapid.IntRange(2, 4).Draw(t, "nodes")
	for i := range n {
		m.Nodes = append(m.Nodes, model.Node{ID: fmt.Sprint("n", i), Unavailability: chance.Draw(t, "node")})
	}
	end := rapid.IntRange(0, n-1)
	for i := range rapid.IntRange(1, 6).Draw(t, "edges") {
		m.Edges = append(m.Edges, model.Edge{
			ID: fmt.Sprint("e", i), From: m.Nodes[end.Draw(t, "from")].ID, To: m.Nodes[end.Draw(t, "to")].ID,
			Directed: rapid.Bool().Draw(t, "directed"), Unavailability: chance.Draw(t, "edge"),
		})
	}
	first := end.Draw(t, "first")
	q := model.Question{ID: "q", Terminals: []string{m.Nodes[first].ID}}
	if q.All = rapid.Bool().Draw(t, "all"); !q.All {
		for i := range n {
			if i != first && (len(q.Terminals) < 2 || rapid.Bool().Draw(t, "terminal")) {
				q.Terminals = append(q.Terminals, m.Nodes[i].ID)
			}
		}
	}
	m.Questions = []model.Question{q}
	return m
}

// An oracle sums over all states, and tries all sets, by definition.
type oracle struct {
	m     *model.Model
	ids   []string // of all edges, then of nodes
	u     []float64
	node  map[string]int // bits, by ID
	first string
	want  int // nodes that must be reached
}

func newOracle(m *model.Model) *oracle {
	q := m.Questions[0]
	o := &oracle{m: m, node: map[string]int{}, first: q.Terminals[0]}
	for _, e := range m.Edges {
		o.ids, o.u = append(o.ids, e.ID), append(o.u, e.Unavailability)
	}
	for i, v := range m.Nodes {
		o.ids, o.u, o.node[v.ID] = append(o.ids, v.ID), append(o.u, v.Unavailability), 1<<i
		if q.All || slices.Contains(q.Terminals, v.ID) {
			o.want |= 1 << i
		}
	}
	return o
}

// up tells whether the question is met where some components, by bit, have failed.
func (o *oracle) up(failed int) bool {
	works := ^(failed >> len(o.m.Edges))
	reached := o.node[o.first] & works
	for range o.m.Nodes {
		for i, e := range o.m.Edges {
			from, to := o.node[e.From]&works, o.node[e.To]&works
			if failed>>i&1 == 1 || from == 0 || to == 0 {
				continue
			}
			if reached&from != 0 {
				reached |= to
			}
			if reached&to != 0 && !e.Directed {
				reached |= from
			}
		}
	}
	return reached&o.want == o.want
}

// down sums the probability of being down, component fixed, if any, having failed or not.
func (o *oracle) down(fixed int, failed bool) float64 {
	sum := 0.0
	for state := range 1 << len(o.ids) {
		if fixed >= 0 && (state>>fixed&1 == 1) != failed || o.up(state) {
			continue
		}
		p := 1.0
		for i, u := range o.u {
			switch {
			case i == fixed:
			case state>>i&1 == 1:
				p *= u
			default:
				p *= 1 - u
			}
		}
		sum += p
	}
	return sum
}

// sets lists the minimal sets whose failing, or working alone, decides. What cannot fail
// is in none.
func (o *oracle) sets(cut bool) []string {
	var out []string
	var minimal []int
	never := 0
	for i, u := range o.u {
		if u == 0 {
			never |= 1 << i
		}
	}
	decides := func(set int) bool {
		if cut {
			return !o.up(set)
		}
		return o.up((1<<len(o.ids) - 1) &^ (set | never))
	}
	for size := range len(o.ids) + 1 {
		for set := range 1 << len(o.ids) {
			if set&never != 0 || popcount(set) != size || slices.ContainsFunc(minimal, func(m int) bool { return m&set == m }) || !decides(set) {
				continue
			}
			minimal = append(minimal, set)
			var names []string
			for i, id := range o.ids {
				if set>>i&1 == 1 {
					names = append(names, id)
				}
			}
			out = append(out, strings.Join(names, " "))
		}
	}
	slices.Sort(out)
	return out
}

func popcount(x int) (n int) {
	for ; x > 0; x &= x - 1 {
		n++
	}
	return n
}

// Networks with edges of both kinds agree with all states enumerated, in every figure.
func TestMixedProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := mixed(t)
		r, err := Analyze(context.Background(), m, Options{Sets: 1000})
		if err != nil {
			t.Fatal(err)
		}
		a, o := r.Answers[0], newOracle(m)
		want := o.down(-1, false)
		if math.Abs(*a.Unreliability-want) > 1e-12 || math.Abs(*a.Reliability+*a.Unreliability-1) > 1e-12 {
			t.Fatalf("unreliability %g, enumeration gives %g", *a.Unreliability, want)
		}
		perfect := 0
		for _, v := range m.Nodes {
			if v.Unavailability == 0 {
				perfect++
			}
		}
		if len(a.Importances) != len(o.ids)-perfect {
			t.Fatalf("%d importances of %d components, %d nodes of which never fail", len(a.Importances), len(o.ids), perfect)
		}
		for _, x := range a.Importances {
			i := slices.Index(o.ids, x.ID)
			given := o.down(i, true)
			birnbaum := given - o.down(i, false)
			if i < 0 || x.Unreliability != o.u[i] || math.Abs(x.Birnbaum-birnbaum) > 1e-12 {
				t.Fatalf("%+v, enumeration gives %g", x, birnbaum)
			}
			if x.Criticality == nil {
				if want > 0 {
					t.Fatalf("%+v, of unreliability %g", x, want)
				}
				continue
			}
			for _, pair := range [][2]float64{{*x.Criticality, x.Unreliability * birnbaum / want}, {*x.Diagnostic, x.Unreliability * given / want}, {*x.RiskAchievementWorth, given / want}} {
				if math.Abs(pair[0]-pair[1]) > 1e-10*max(pair[1], 1) {
					t.Fatalf("%s: %g, enumeration gives %g", x.ID, pair[0], pair[1])
				}
			}
			if x.RiskReductionWorth != nil && math.Abs(*x.RiskReductionWorth*o.down(i, false)-want) > 1e-14*want*max(*x.RiskReductionWorth, 100) { // 1 less a criticality has as many digits fewer
				t.Fatalf("%s: risk reduction worth %g", x.ID, *x.RiskReductionWorth)
			}
		}
		for _, cut := range []bool{true, false} {
			found := a.PathSets
			if cut {
				found = a.CutSets
			}
			got := []string{}
			for _, s := range found.Top {
				ids := slices.Clone(s.Components)
				slices.SortFunc(ids, func(x, y string) int { return slices.Index(o.ids, x) - slices.Index(o.ids, y) })
				got = append(got, strings.Join(ids, " "))
			}
			slices.Sort(got)
			if want := o.sets(cut); !slices.Equal(got, want) || found.Count.Int64() != int64(len(want)) {
				t.Fatalf("cut %v: %q, all sets tried give %q", cut, got, want)
			}
		}
	})
}

// The pairs are those questions one by one, whoever answers them.
func TestPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := mixed(t)
		m.Questions = []model.Question{{ID: "pairs", All: true, Pairs: true}}
		r, err := Analyze(context.Background(), m, Options{})
		if err != nil {
			t.Fatal(err)
		}
		again, err := Analyze(context.Background(), m, Options{Workers: 3})
		if err != nil || !reflect.DeepEqual(r, again) {
			t.Fatalf("with three workers: %v\n%+v\n%+v", err, r.Answers[0].Pairs, again.Answers[0].Pairs)
		}
		p, n := r.Answers[0].Pairs, len(m.Nodes)
		want := n * (n - 1)
		if !m.Directed() {
			want /= 2
		}
		if p.Count != want || len(p.List) != want {
			t.Fatalf("%d pairs, want %d", p.Count, want)
		}
		mean := 0.0
		for i, pair := range p.List {
			m.Questions = []model.Question{{ID: "q", Terminals: []string{pair.From, pair.To}}}
			if down := newOracle(m).down(-1, false); math.Abs(*pair.Unreliability-down) > 1e-12 {
				t.Fatalf("%s to %s: %g, enumeration gives %g", pair.From, pair.To, *pair.Unreliability, down)
			}
			if i > 0 && *pair.Unreliability > *p.List[i-1].Unreliability {
				t.Fatal("not the least reliable first")
			}
			mean += *pair.Unreliability / float64(want)
		}
		if math.Abs(*p.Unreliability-mean) > 1e-12 {
			t.Fatalf("mean %g, want %g", *p.Unreliability, mean)
		}
	})
}

// Where a limit is in the way there are bounds that hold the reference, and reasons.
func TestLimits(t *testing.T) {
	m := fromFile(t, "g6", "0.9", "1", "36")
	const want = 1 - 0.975644995285163
	r, err := Analyze(context.Background(), m, Options{StateLimit: 256, NodeLimit: 100})
	if err != nil || !r.Partial {
		t.Fatal(err)
	}
	a := r.Answers[0]
	if b := a.Bounds; a.Method != Bounds || a.Unreliability != nil || !(b.Unreliability.Low <= want && want <= b.Unreliability.High) || !(b.Reliability.Low <= 1-want && 1-want <= b.Reliability.High) {
		t.Errorf("%+v", a)
	}
	var what []string
	for _, o := range a.Omitted {
		what = append(what, o.What)
		if o.Reason == "" {
			t.Error("no reason for", o.What)
		}
	}
	if !slices.Equal(what, []string{"exact", "importances", "pathSets", "cutSets"}) {
		t.Errorf("omitted %v", what)
	}
	if worst, ok := a.Worst(); !ok || worst != a.Bounds.Unreliability.High {
		t.Errorf("at worst %g", worst)
	}
	if r, err = Analyze(context.Background(), m, Options{Method: Exact, StateLimit: 20, NoSets: true, NoRanking: true}); err != nil || !r.Partial || r.Answers[0].Method != "" || r.Answers[0].Bounds != nil {
		t.Errorf("exact only: %+v (%v)", r.Answers, err)
	}
	m.Questions = []model.Question{{ID: "pairs", All: true, Pairs: true}}
	if r, err = Analyze(context.Background(), m, Options{MostPairs: 10}); err != nil || !strings.Contains(r.Answers[0].Omitted[0].Reason, "630 pairs of 36 nodes") {
		t.Errorf("too many pairs: %+v (%v)", r.Answers, err)
	}
	m.Questions = []model.Question{{ID: "pairs", Terminals: []string{"1", "36", "6"}, Pairs: true}}
	if r, err = Analyze(context.Background(), m, Options{StateLimit: 256}); err != nil || len(r.Answers[0].Pairs.List) != 3 || r.Answers[0].Omitted[0].What != "exact" || r.Answers[0].Pairs.Unreliability != nil {
		t.Errorf("pairs with bounds: %+v (%v)", r.Answers, err)
	}
	if _, err = Analyze(context.Background(), m, Options{Method: "guess", Ratio: 0.5, Workers: -1}); err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("wrong options: %v", err)
	}
}

// A step that takes too long leaves the others their time; the end of the context leaves
// what there was.
func TestTime(t *testing.T) {
	m := fromFile(t, "g10", "0.9", "1", "100")
	m.Questions = append(m.Questions, model.Question{ID: "next", Terminals: []string{"1", "2"}})
	r, err := Analyze(context.Background(), m, Options{TimeLimit: 200 * time.Millisecond})
	if err != nil || !r.Partial || len(r.Answers) != 2 || r.Answers[0].Bounds == nil || !strings.Contains(r.Answers[0].Omitted[0].Reason, "its share of the time limit") {
		t.Errorf("%+v (%v)", r.Answers, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	r, err = Analyze(ctx, m, Options{Progress: func(p Progress) {
		if p.Step == "pathSets" {
			stop()
		}
	}, StateLimit: 256})
	if !errors.Is(err, context.Canceled) || !r.Partial || len(r.Answers) != 1 || r.Answers[0].Bounds == nil {
		t.Errorf("%v, partial %v", err, r.Partial)
	}
}

func TestJSON(t *testing.T) {
	m, err := model.Read("f", strings.NewReader("a b 0.5\n"), model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyze(context.Background(), m, Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r.Answers)
	const want = `[{"id":"all","measure":"allTerminal","reliability":0.5,"unreliability":0.5,"method":"exact",` +
		`"importances":[{"id":"a-b","unreliability":0.5,"birnbaum":1,"criticality":1,"diagnostic":1,"riskAchievementWorth":2}],` +
		`"pathSets":{"count":"1","byOrder":["0","1"],"sum":0.5,"top":[{"components":["a-b"],"probability":0.5}]},` +
		`"cutSets":{"count":"1","byOrder":["0","1"],"sum":0.5,"top":[{"components":["a-b"],"probability":0.5}]}}]`
	if err != nil || string(text) != want {
		t.Errorf("%s\nwant %s (%v)", text, want, err)
	}
	if p := r.Provenance; p.Rows != 3 || len(p.InputsDigest) != 64 || len(p.Methods) != 3 {
		t.Errorf("%+v", p)
	}
}
