package dynamic_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"ninefold/analysis/dynamic"
)

// A ward is an oracle of trees with repair and phases: it knows since which step
// everything is failed, and what spare gates use, and works out all of it again
// after each change until nothing changes any more.
type ward struct {
	*oracle

	parents map[string][]dynamic.Gate
}

// A patient is a state: ranks of the steps at which what is failed failed, 0 of what
// works; phases of events; inputs that spare gates use; "gate|input" of what failed
// while it was used; gates that dependencies keep failed.
type patient struct {
	since, phase map[string]int
	use          map[string]string
	worn, forced map[string]bool
}

func clone[V any](m map[string]V) map[string]V {
	out := map[string]V{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func (p patient) clone() patient {
	return patient{clone(p.since), clone(p.phase), clone(p.use), clone(p.worn), clone(p.forced)}
}

// key makes ranks dense and writes all down.
func (p patient) key() string {
	ranks := []int{0}
	for _, r := range p.since {
		ranks = append(ranks, r)
	}
	slices.Sort(ranks)
	ranks = slices.Compact(ranks)
	for id, r := range p.since {
		p.since[id] = slices.Index(ranks, r)
	}
	return fmt.Sprint(p.since, p.phase, p.use, p.worn, p.forced)
}

func newWard(t dynamic.Tree) *ward {
	w := &ward{newOracle(t), map[string][]dynamic.Gate{}}
	for _, g := range t.Gates {
		for _, in := range g.Inputs {
			w.parents[in] = append(w.parents[in], g)
		}
	}
	return w
}

// settle works out the gates after a change.
func (w *ward) settle(old, now patient) {
	fresh := 1
	for _, r := range old.since {
		fresh = max(fresh, r+1)
	}
	for range 50 {
		before := fmt.Sprint(now)
		for id := range w.events {
			now.mark(old, id, now.since[id] != 0, fresh)
		}
		for _, id := range w.sorted {
			g := w.gates[id]
			var down bool
			if g.Op == dynamic.Spare {
				down = w.claim(g, now)
			} else {
				down = now.failed(g)
			}
			now.mark(old, id, down || now.forced[id], fresh)
		}
		for id := range now.forced {
			if !w.held(id, now, true) {
				delete(now.forced, id)
			}
		}
		if fmt.Sprint(now) == before {
			return
		}
	}
}

func (p patient) mark(old patient, id string, down bool, fresh int) {
	switch {
	case !down:
		p.since[id] = 0
	case old.since[id] != 0:
		p.since[id] = old.since[id]
	default:
		p.since[id] = fresh
	}
}

// failed reports whether a gate that is no spare gate has failed.
func (p patient) failed(g dynamic.Gate) bool {
	count := 0
	for _, in := range g.Inputs {
		if p.since[in] != 0 {
			count++
		}
	}
	ordered := func(a, b string) bool { return p.since[a] < p.since[b] || !g.Strict && p.since[a] == p.since[b] }
	switch g.Op {
	case dynamic.And:
		return count == len(g.Inputs)
	case dynamic.Or:
		return count > 0
	case dynamic.AtLeast:
		return count >= g.K
	case dynamic.Pand:
		for i := 1; i < len(g.Inputs); i++ {
			if !ordered(g.Inputs[i-1], g.Inputs[i]) {
				return false
			}
		}
		return count == len(g.Inputs)
	default:
		for _, in := range g.Inputs[1:] {
			if p.since[in] != 0 && !ordered(g.Inputs[0], in) {
				return false
			}
		}
		return p.since[g.Inputs[0]] != 0
	}
}

// claim finds out what a spare gate uses; it has failed where there is nothing.
func (w *ward) claim(g dynamic.Gate, p patient) bool {
	before := p.use[g.ID]
	delete(p.use, g.ID)
	for _, in := range g.Inputs {
		if p.since[in] != 0 {
			if _, gate := w.gates[in]; gate && before == in {
				p.worn[g.ID+"|"+in] = true
			}
			continue
		}
		delete(p.worn, g.ID+"|"+in)
		free := true
		for _, other := range p.use {
			free = free && other != in
		}
		if p.use[g.ID] == "" && (free || before == in) {
			p.use[g.ID] = in
		}
	}
	return p.use[g.ID] == ""
}

// held reports whether a trigger keeps a dependent failed.
func (w *ward) held(id string, p patient, anyway bool) bool {
	return slices.ContainsFunc(w.t.Dependencies, func(d dynamic.Dependency) bool {
		return (anyway || d.Probability == 1) && p.since[d.Trigger] != 0 && slices.Contains(d.Dependents, id)
	})
}

func (w *ward) inUse(id string, p patient) bool {
	for _, g := range w.parents[id] {
		if (g.Op != dynamic.Spare || p.use[g.ID] == id || p.worn[g.ID+"|"+id]) && w.inUse(g.ID, p) {
			return true
		}
	}
	return len(w.parents[id]) == 0
}

func (w *ward) broken(old, now patient) bool {
	for _, r := range w.t.Restraints {
		for i, in := range r.Inputs {
			if now.since[in] == 0 || old.since[in] != 0 {
				continue
			}
			for j, other := range r.Inputs {
				if r.Op == dynamic.Seq && j < i && now.since[other] == 0 || r.Op == dynamic.Mutex && j != i && now.since[other] != 0 {
					return true
				}
			}
		}
	}
	return false
}

// cascade goes on after a change, with what is still to fail and what it triggers.
func (w *ward) cascade(old, now patient, queue []string, p float64, out func(patient, float64)) {
	w.settle(old, now)
	if w.broken(old, now) {
		return
	}
	var fired []dynamic.Dependency
	for _, d := range w.t.Dependencies {
		if now.since[d.Trigger] != 0 && old.since[d.Trigger] == 0 {
			fired = append(fired, d)
		}
	}
	w.draw(now, fired, queue, p, out)
}

func (w *ward) draw(now patient, fired []dynamic.Dependency, queue []string, p float64, out func(patient, float64)) {
	if len(fired) > 0 {
		if d := fired[0]; d.Probability < 1 {
			w.draw(now, fired[1:], queue, p*(1-d.Probability), out)
			p *= d.Probability
		}
		w.draw(now, fired[1:], append(slices.Clone(queue), fired[0].Dependents...), p, out)
		return
	}
	for i, id := range queue {
		next := now.clone()
		if _, event := w.events[id]; event && now.since[id] == 0 {
			next.phase[id], next.since[id] = 0, 1 // settle says since when
		} else if !event && !now.forced[id] {
			next.forced[id] = true
		} else {
			continue
		}
		w.cascade(now, next, queue[i+1:], p, out)
		return
	}
	out(now, p)
}

// moves emits all that may happen.
func (w *ward) moves(s patient, out func(patient, float64)) {
	for _, e := range w.t.Events {
		rate, next := e.RatePerHour, s.clone()
		switch {
		case s.since[e.ID] != 0:
			if rate = e.RepairPerHour; w.held(e.ID, s, false) {
				rate = 0
			}
			next.since[e.ID] = 0
		case s.phase[e.ID]+1 < e.Phases:
			next.phase[e.ID]++
		default:
			next.phase[e.ID], next.since[e.ID] = 0, 1
		}
		if s.since[e.ID] == 0 && !w.inUse(e.ID, s) {
			rate *= e.Dormancy
		}
		if rate > 0 {
			w.cascade(s, next, nil, rate, out)
		}
	}
}

// at returns the probability of being failed at a time, and of having failed by
// then; an error where there are too many states.
func (w *ward) at(hours float64, most int) (now, ever float64, err error) {
	start := patient{map[string]int{}, map[string]int{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	w.settle(patient{}, start)
	index, list := map[string]int{start.key(): 0}, []patient{start}
	type entry struct {
		from, to int
		rate     float64
	}
	var entries []entry
	for i := 0; i < len(list); i++ {
		if len(list) > most {
			return 0, 0, fmt.Errorf("%d states", len(list))
		}
		w.moves(list[i], func(to patient, rate float64) {
			key := to.key()
			j, known := index[key]
			if !known {
				j = len(list)
				index[key] = j
				list = append(list, to)
			}
			entries = append(entries, entry{i, j, rate})
		})
	}
	failed := func(absorb bool) float64 {
		n := len(list)
		q := mat.NewDense(n, n, nil)
		for _, e := range entries {
			if !absorb || list[e.from].since[w.t.Top] == 0 {
				q.Set(e.from, e.to, q.At(e.from, e.to)+e.rate*hours)
				q.Set(e.from, e.from, q.At(e.from, e.from)-e.rate*hours)
			}
		}
		var p mat.Dense
		p.Exp(q)
		total := 0.0
		for j := range list {
			if list[j].since[w.t.Top] != 0 {
				total += p.At(0, j)
			}
		}
		return total
	}
	return failed(false), failed(true), nil
}

// drawRepair adds repair and phases to a tree.
func drawRepair(t *rapid.T) dynamic.Tree {
	tree := drawTree(t)
	for i := range tree.Events {
		e := &tree.Events[i]
		e.RepairPerHour = rapid.SampledFrom([]float64{0, 0.7, 2}).Draw(t, "repair")
		e.Phases = rapid.SampledFrom([]int{0, 0, 0, 2}).Draw(t, "phases")
	}
	return tree
}

func compareRepair(t interface {
	Fatalf(format string, args ...any)
}, tree dynamic.Tree, hours float64, most int) (compared bool) {
	r, err := dynamic.Analyze(context.Background(), tree, dynamic.TwistsFrom(1, dynamic.Options{Hours: []float64{hours}}))
	if err != nil {
		t.Fatalf("%v\n%+v", err, tree)
	}
	if r.OrderMatters {
		return false
	}
	now, ever, err := newWard(tree).at(hours, most)
	if err != nil {
		return false
	}
	p := r.Points[0]
	got := *p.Unreliability.Value
	if math.Abs(got-ever) > 1e-8*ever+1e-13 {
		t.Fatalf("has failed by %g h with %.15g, the oracle says %.15g (%s)\n%+v", hours, got, ever, r.Method, tree)
	}
	if p.Unavailability != nil {
		if got := *p.Unavailability.Value; math.Abs(got-now) > 1e-8*now+1e-13 {
			t.Fatalf("is failed at %g h with %.15g, the oracle says %.15g (%s)\n%+v", hours, got, now, r.Method, tree)
		}
	}
	return true
}

// Trees with repair and phases agree with an oracle of their own.
func TestRepairOracle(t *testing.T) {
	compared, most := 0, 300
	if raceEnabled {
		most = 60
	}
	rapid.Check(t, func(t *rapid.T) {
		if compareRepair(t, drawRepair(t), rapid.SampledFrom([]float64{0.3, 2}).Draw(t, "hours"), most) {
			compared++
		}
	})
	t.Logf("%d trees compared", compared)
}

// Trees that once came out wrong.
func TestRepairAgain(t *testing.T) {
	gate := func(id string, op dynamic.Op, inputs ...string) dynamic.Gate {
		return dynamic.Gate{ID: id, Op: op, Inputs: inputs}
	}
	repaired := func(ids ...string) (events []dynamic.Event) {
		for i, id := range ids {
			events = append(events, dynamic.Event{ID: id, RatePerHour: 0.3, RepairPerHour: 0.5 + 0.3*float64(i)})
		}
		return events
	}
	trees := map[string]dynamic.Tree{
		"a spare that another gate leaves is taken at once": {Top: "top", Events: repaired("a", "b", "c", "d"), Gates: []dynamic.Gate{
			gate("s", dynamic.Spare, "b", "a", "c"), gate("u", dynamic.Spare, "d", "a"), gate("top", dynamic.And, "s", "u"),
		}},
	}
	for name, tree := range trees {
		t.Run(name, func(t *testing.T) {
			if !compareRepair(t, tree, 2, 300) {
				t.Error("not compared")
			}
		})
	}
}
