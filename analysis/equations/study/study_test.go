package study

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ninefold/analysis/equations/model"
)

const head = "apiVersion: ninefold/v1\nkind: BooleanSystem\n"

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func analyzed(t testing.TB, text string, opt Options) Report {
	t.Helper()
	m, err := model.Read("f", strings.NewReader(text), model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Analyze(context.Background(), m, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A ring of three in which each needs the next: down when any is, 1 − 0.99·0.98·0.97, and
// never up after a cold start (case cyc-3ring). Two of three with a ring among them, as
// case cyc-quorum3, 0.001297702.
func TestReference(t *testing.T) {
	r := analyzed(t, head+`components:
  - {id: A, unavailability: 0.01, needs: [B]}
  - {id: B, unavailability: 0.02, down: C}
  - {id: C, unavailability: 0.03, paths: [[A]]}
tops: [A]
`, Options{})
	a := r.Tops[0]
	if relErr(a.Steady.Unreliability, 0.058906) > 1e-14 || a.ColdStart.Unreliability != 1 || !a.Circular {
		t.Errorf("ring: %g, after a cold start %g", a.Steady.Unreliability, a.ColdStart.Unreliability)
	}
	if c := r.Circles; len(c) != 1 || !c[0].Hard || !slices.Equal(c[0].Support, []string{"A", "B", "C"}) || !slices.Equal(c[0].Components, []string{"A", "B", "C"}) {
		t.Errorf("circles %+v", c)
	}
	if d := r.Differences; len(d) != 3 || d[0].ID != "A" || d[2].ID != "C" || d[1].ColdStart != 1 || relErr(d[1].Steady, 0.058906) > 1e-14 {
		t.Errorf("differences %+v", d)
	}
	r = analyzed(t, head+`components:
  - {id: api, unavailability: 0.001, down: {atLeast: [n1, n2, n3], k: 2}}
  - {id: n1, unavailability: 0.01}
  - {id: n2, unavailability: 0.01}
  - {id: n3, unavailability: 0.01}
`, Options{})
	// 1 − 0.999·(1 − 3·0.01² + 2·0.01³)
	if a := r.Tops[0]; relErr(a.Steady.Unreliability, 0.001297702) > 1e-14 || a.Circular || a.ColdStart.Unreliability != a.Steady.Unreliability || len(r.Differences)+len(r.Circles) != 0 {
		t.Errorf("quorum: %+v", a)
	}
	// Who may be held up by either of two, one of which needs it: steady when both are down
	// or it is, 0.1 + 0.9·0.2·0.3; the circle is no hard one, and starts by the other.
	r = analyzed(t, head+`components:
  - {id: a, unavailability: 0.1, needs: [{k: 1, of: [b, c]}]}
  - {id: b, unavailability: 0.2, needs: [a]}
  - {id: c, unavailability: 0.3}
tops: [a]
`, Options{})
	// After a cold start b is no help to a, which is down as it or c is: 1 − 0.9·0.7.
	if a := r.Tops[0]; relErr(a.Steady.Unreliability, 0.154) > 1e-14 || relErr(a.ColdStart.Unreliability, 0.37) > 1e-14 || r.Circles[0].Hard || len(r.Circles[0].Support) != 2 {
		t.Errorf("support: %+v, %+v", a, r.Circles)
	}
}

// Fat trees from the file to the answer: case fattree-k16-r2-hi, and the 70,656 devices of
// ALGORITHMS.md §0.3 with 279,172,874,192 minimal cut sets.
func TestFatTree(t *testing.T) {
	const hi = "core: {reliability: 0.9999}, aggregate: {reliability: 0.999}, rack: {reliability: 0.99}, server: {reliability: 0.99}"
	r := analyzed(t, head+"fatTree: {ports: 64, replicas: 4, "+hi+"}\n", Options{})
	if x := r.Tops[0].Steady; x.CutSets.Count.String() != "279172874192" || len(x.CutSets.Top) != 20 || r.Components != 70_657 {
		t.Errorf("%d components, %s minimal cut sets", r.Components, x.CutSets.Count)
	}
	// As paths, given one by one for each replica: the same figures.
	var paths strings.Builder
	const ports, replicas = 16, 2
	parts := map[string]bool{}
	var order []string
	part := func(kind string, u float64, at ...int) string {
		id := kind + strings.Trim(fmt.Sprint(at), "[]")
		if !parts[id] {
			parts[id] = true
			order = append(order, fmt.Sprintf("  - {id: %s, unavailability: %g}\n", id, u))
		}
		return id
	}
	var services []string
	for pod := range replicas {
		var list []string
		for i := range ports / 2 {
			for j := range ports / 2 {
				list = append(list, fmt.Sprintf("[%s, %s, %s, %s]", part("s", 0.01, pod), part("r", 0.01, pod), part("a", 0.001, pod, i), part("c", 0.0001, i, j)))
			}
		}
		services = append(services, fmt.Sprint("replica", pod))
		fmt.Fprintf(&paths, "  - {id: replica%d, paths: [%s]}\n", pod, strings.Join(list, ", "))
	}
	text := head + "components:\n" + strings.Join(order, "") + paths.String() + "  - {id: service, down: {and: [" + strings.Join(services, ", ") + "]}}\n"
	a := analyzed(t, text, Options{}).Tops[0].Steady
	b := analyzed(t, head+"fatTree: {ports: 16, replicas: 2, "+strings.NewReplacer("core: {reliability: 0.9999}", "core: {unavailability: 0.0001}", "{reliability: 0.999}", "{unavailability: 0.001}", "{reliability: 0.99}", "{unavailability: 0.01}").Replace(hi)+"}\n", Options{}).Tops[0].Steady
	if relErr(a.Unreliability, b.Unreliability) > 1e-13 || a.CutSets.Count.String() != "1280" || b.CutSets.Count.String() != "1280" {
		t.Errorf("from paths %.15g with %s cut sets, from devices %.15g with %s, want 1280", a.Unreliability, a.CutSets.Count, b.Unreliability, b.CutSets.Count)
	}
}

// A formula as it is written, and what it means.
type formula struct {
	text string
	down func(state []bool) bool
}

func drawFormula(t *rapid.T, n, depth int) formula {
	if depth == 0 || rapid.IntRange(0, 2).Draw(t, "leaf") == 0 {
		v := rapid.IntRange(0, n-1).Draw(t, "of")
		return formula{fmt.Sprint("c", v), func(state []bool) bool { return state[v] }}
	}
	var texts []string
	var parts []formula
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		if f := drawFormula(t, n, depth-1); !slices.Contains(texts, f.text) {
			texts, parts = append(texts, f.text), append(parts, f)
		}
	}
	k := rapid.IntRange(1, len(parts)).Draw(t, "k")
	list := strings.Join(texts, ", ")
	text := fmt.Sprintf("{atLeast: [%s], k: %d}", list, k)
	if word := rapid.IntRange(0, 2).Draw(t, "word"); word == 1 {
		text, k = "{or: ["+list+"]}", 1
	} else if word == 2 {
		text, k = "{and: ["+list+"]}", len(parts)
	}
	return formula{text, func(state []bool) bool {
		count := 0
		for _, p := range parts {
			if p.down(state) {
				count++
			}
		}
		return count >= k
	}}
}

// A drawn system is a text, and what it means.
type drawn struct {
	text string
	u    []float64
	down []func(state []bool) bool // but for failing by itself
}

func draw(t *rapid.T) drawn {
	n := rapid.IntRange(1, 6).Draw(t, "components")
	d := drawn{text: head + "components:\n"}
	for i := range n {
		u := rapid.SampledFrom([]float64{0, 0.1, 0.25, 0.5}).Draw(t, "u")
		text := fmt.Sprintf("  - {id: c%d, unavailability: %g", i, u)
		causes := []func([]bool) bool{}
		if rapid.Bool().Draw(t, "equation") {
			f := drawFormula(t, n, 2)
			text, causes = text+", down: "+f.text, append(causes, f.down)
		}
		if rapid.Bool().Draw(t, "need") {
			of := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, n, rapid.ID).Draw(t, "needs")
			k := rapid.IntRange(1, len(of)).Draw(t, "k")
			text += fmt.Sprintf(", needs: [{k: %d, of: [%s]}]", k, names(of))
			causes = append(causes, func(state []bool) bool {
				up := 0
				for _, v := range of {
					if !state[v] {
						up++
					}
				}
				return up < k
			})
		}
		if rapid.IntRange(0, 3).Draw(t, "by paths") == 0 {
			var paths [][]int
			var list []string
			for range rapid.IntRange(1, 4).Draw(t, "paths") {
				path := rapid.SliceOfN(rapid.IntRange(0, n-1), 1, 3).Draw(t, "path")
				paths, list = append(paths, path), append(list, "["+names(path)+"]")
			}
			text += ", paths: [" + strings.Join(list, ", ") + "]"
			causes = append(causes, func(state []bool) bool {
				for _, path := range paths {
					if !slices.ContainsFunc(path, func(v int) bool { return state[v] }) {
						return false
					}
				}
				return true
			})
		}
		d.text += text + "}\n"
		d.u = append(d.u, u)
		d.down = append(d.down, func(state []bool) bool {
			return slices.ContainsFunc(causes, func(c func([]bool) bool) bool { return c(state) })
		})
	}
	return d
}

func names(of []int) string {
	var out []string
	for _, v := range of {
		out = append(out, fmt.Sprint("c", v))
	}
	return strings.Join(out, ", ")
}

// solve iterates from all up or from all down until nothing changes.
func (d drawn) solve(failed int, cold bool) []bool {
	state := make([]bool, len(d.u))
	for i := range state {
		state[i] = cold
	}
	for changed := true; changed; {
		changed = false
		for i := range state {
			if down := failed>>i&1 == 1 || d.down[i](state); down != state[i] {
				state[i], changed = down, true
			}
		}
	}
	return state
}

// All states enumerated give the same, whatever an equation is written by; what differs
// after a cold start is found, and what does not need a circle is alike.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		n := len(d.u)
		var tops []string
		for i := range n {
			tops = append(tops, fmt.Sprint("c", i))
		}
		m, err := model.Read("f", strings.NewReader(d.text+"tops: ["+strings.Join(tops, ", ")+"]\n"), model.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, d.text)
		}
		r, err := Analyze(context.Background(), m, Options{Sets: -1})
		if err != nil {
			t.Fatal(err)
		}
		var steady, cold [6]float64
		differ := make([]bool, n)
		for failed := range 1 << n {
			p := 1.0
			for i, u := range d.u {
				if failed>>i&1 == 1 {
					p *= u
				} else {
					p *= 1 - u
				}
			}
			a, b := d.solve(failed, false), d.solve(failed, true)
			for i := range n {
				if a[i] {
					steady[i] += p
				}
				if b[i] {
					cold[i] += p
				}
				differ[i] = differ[i] || a[i] != b[i] && p > 0
			}
		}
		for i, top := range r.Tops {
			if math.Abs(top.Steady.Unreliability-steady[i]) > 1e-12 || math.Abs(top.ColdStart.Unreliability-cold[i]) > 1e-12 || math.Abs(top.Steady.Reliability+steady[i]-1) > 1e-12 {
				t.Fatalf("%s: %g and %g, enumeration gives %g and %g\n%s", top.ID, top.Steady.Unreliability, top.ColdStart.Unreliability, steady[i], cold[i], d.text)
			}
			if found := slices.ContainsFunc(r.Differences, func(x Difference) bool { return x.ID == top.ID }); found != differ[i] || found && !top.Circular {
				t.Fatalf("%s differs: %v, enumeration says %v\n%s", top.ID, found, differ[i], d.text)
			}
		}
		for _, c := range r.Circles {
			if len(c.Support) == 0 || c.Hard && !slices.ContainsFunc(r.Differences, func(x Difference) bool { return x.ColdStart == 1 && slices.Contains(c.Support, x.ID) }) && !alwaysDown(steady[:n], c.Support) {
				t.Fatalf("circle %+v of differences %+v\n%s", c, r.Differences, d.text)
			}
		}
	})
}

// alwaysDown tells whether some component is down anyway.
func alwaysDown(steady []float64, ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool {
		var i int
		_, err := fmt.Sscanf(id, "c%d", &i)
		return err == nil && steady[i] > 1-1e-12
	})
}

func TestLimits(t *testing.T) {
	const tree = head + "fatTree: {ports: 16, replicas: 3}\ndefaults: {unavailability: 0.01}\n"
	r := analyzed(t, tree, Options{NodeLimit: 50})
	if !r.Partial || r.Tops[0].Steady != nil || len(r.Omitted) == 0 || r.Omitted[0].What != "solution" || !strings.Contains(r.Omitted[0].Reason, "node limit") {
		t.Errorf("50 nodes: %+v", r)
	}
	if r = analyzed(t, head+"fatTree: {ports: 64, replicas: 5}\ndefaults: {unavailability: 0.01}\n", Options{TimeLimit: time.Nanosecond}); !r.Partial || !strings.Contains(r.Omitted[0].Reason, "its share of the time limit") {
		t.Errorf("no time: %+v", r)
	}
	var ring strings.Builder
	for i := range 300 {
		fmt.Fprintf(&ring, "  - {id: c%d, unavailability: 1e-6, needs: [c%d]}\n", i, (i+1)%300)
	}
	r = analyzed(t, head+"components:\n"+ring.String()+"tops: [c0]\n", Options{MostItems: 5})
	if len(r.Differences) != 6 || r.Omitted[0].What != "differences" || len(r.Circles[0].Support) != 300 {
		t.Errorf("long ring: %d differences, %+v", len(r.Differences), r.Omitted)
	}
	m, err := model.Read("f", strings.NewReader(tree), model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Analyze(ctx, m, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := Analyze(context.Background(), m, Options{NodeLimit: -1}); err == nil {
		t.Error("a negative limit")
	}
}

func TestJSON(t *testing.T) {
	r := analyzed(t, head+"components: [{id: a, unavailability: 0.5, down: a}]\ntops: [a]\nsemantics: steady\n", Options{})
	text, err := json.Marshal(struct {
		Tops    []Top    `json:"tops"`
		Circles []Circle `json:"circles"`
	}{r.Tops, r.Circles})
	const want = `{"tops":[{"id":"a","circular":true,"steady":{"semantics":"steady","unreliability":0.5,"reliability":0.5,` +
		`"cutSets":{"count":"1","byOrder":["0","1"],"sum":0.5,"top":[{"components":["a"],"probability":0.5}]},` +
		`"importances":[{"id":"a","unreliability":0.5,"birnbaum":1,"criticality":1}],"nodes":4}}],` +
		`"circles":[{"components":["a"],"support":["a"],"hard":true}]}`
	if err != nil || string(text) != want {
		t.Errorf("%s\nwant %s (%v)", text, want, err)
	}
	if r.Provenance.Rows != 1 || len(r.Provenance.InputsDigest) != 64 {
		t.Errorf("%+v", r.Provenance)
	}
}
