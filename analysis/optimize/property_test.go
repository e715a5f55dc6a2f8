package optimize

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A drawn problem, with a structure function for the oracle.
type drawn struct {
	Problem

	works func(up []bool) bool
}

func (d *drawn) String() string { return fmt.Sprintf("%+v", d.Problem) }

var kindsOfStructure = []string{"none", "tree", "paths", "system"}

// drawProblem draws a small problem: amounts have one decimal.
func drawProblem(t *rapid.T) *drawn {
	d := &drawn{}
	resources := rapid.IntRange(0, 3).Draw(t, "resources")
	for r := range resources {
		res := Resource{Name: fmt.Sprintf("r%d", r)}
		if r == 0 || rapid.Bool().Draw(t, "limited") {
			limit := float64(rapid.IntRange(0, 120).Draw(t, "limit")) / 10
			res.Limit = &limit
		}
		d.Resources = append(d.Resources, res)
	}
	for j := range rapid.IntRange(1, 4).Draw(t, "subsystems") {
		s := Subsystem{Name: fmt.Sprintf("s%d", j), K: rapid.IntRange(0, 2).Draw(t, "k"), Mixed: rapid.Bool().Draw(t, "mixed"), Optional: rapid.IntRange(0, 4).Draw(t, "optional") == 0}
		s.Min = rapid.IntRange(0, 2).Draw(t, "min")
		s.Max = max(s.least(), s.needed()) + rapid.IntRange(0, 1).Draw(t, "more")
		for c := range rapid.IntRange(1, 2).Draw(t, "components") {
			comp := Component{fmt.Sprintf("c%d", c), rapid.SampledFrom([]float64{0, 1e-9, 0.01, 0.1, 0.2, 0.3, 0.75}).Draw(t, "u"), map[string]float64{}}
			for r := range resources {
				comp.Uses[fmt.Sprintf("r%d", r)] = float64(rapid.IntRange(0, 40).Draw(t, "use")) / 10
			}
			s.Components = append(s.Components, comp)
		}
		d.Subsystems = append(d.Subsystems, s)
	}
	d.draw(t, rapid.SampledFrom(kindsOfStructure).Draw(t, "structure"))
	return d
}

func (d *drawn) draw(t *rapid.T, kind string) {
	n := len(d.Subsystems)
	d.works = func(up []bool) bool { return !slices.Contains(up, false) }
	switch kind {
	case "tree":
		var blocks []Block
		var works []func(up []bool) bool
		for j := range n {
			blocks = append(blocks, Block{Subsystem: fmt.Sprintf("s%d", j)})
			works = append(works, func(up []bool) bool { return up[j] })
		}
		for len(blocks) > 1 {
			i := rapid.IntRange(0, len(blocks)-2).Draw(t, "join")
			a, b := works[i], works[i+1]
			if rapid.Bool().Draw(t, "series") {
				blocks[i] = Block{Series: []Block{blocks[i], blocks[i+1]}}
				works[i] = func(up []bool) bool { return a(up) && b(up) }
			} else {
				blocks[i] = Block{Parallel: []Block{blocks[i], blocks[i+1]}}
				works[i] = func(up []bool) bool { return a(up) || b(up) }
			}
			blocks, works = slices.Delete(blocks, i+1, i+2), slices.Delete(works, i+1, i+2)
		}
		d.Structure.Tree, d.works = &blocks[0], works[0]
	case "paths", "system":
		var sets [][]string
		for range rapid.IntRange(1, 4).Draw(t, "sets") {
			var set []string
			mask := rapid.IntRange(1, 1<<n-1).Draw(t, "set")
			for j := range n {
				if mask>>j&1 == 1 {
					set = append(set, fmt.Sprintf("s%d", j))
				}
			}
			sets = append(sets, set)
		}
		d.works = func(up []bool) bool {
			return slices.ContainsFunc(sets, func(set []string) bool {
				return !slices.ContainsFunc(set, func(s string) bool { return !up[s[1]-'0'] })
			})
		}
		if kind == "paths" {
			d.Structure.PathSets = sets
		} else {
			d.Structure.System = SystemFunc(d.unreliability)
		}
	}
}

// unreliability sums the states in which the system does not work.
func (d *drawn) unreliability(u []float64) float64 {
	failed := 0.0
	for state := range 1 << len(u) {
		p, up := 1.0, make([]bool, len(u))
		for j, x := range u {
			if up[j] = state>>j&1 == 1; up[j] {
				p *= 1 - x
			} else {
				p *= x
			}
		}
		if !d.works(up) {
			failed += p
		}
	}
	return failed
}

// An allocation as the oracle sees it: tenths of each resource.
type allocation struct {
	u    float64
	used []int
}

// enumerate lists every allocation that keeps the limits.
func (d *drawn) enumerate() []allocation {
	var out []allocation
	u := make([]float64, len(d.Subsystems))
	var decide func(j int, used []int)
	decide = func(j int, used []int) {
		for r, res := range d.Resources {
			if res.Limit != nil && used[r] > int(math.Round(*res.Limit*10)) {
				return
			}
		}
		if j == len(u) {
			out = append(out, allocation{d.unreliability(u), slices.Clone(used)})
			return
		}
		for _, parts := range multisets(d.Subsystems[j]) {
			u[j] = failsOf(d.Subsystems[j], parts)
			next := slices.Clone(used)
			for _, c := range parts {
				for r := range next {
					next[r] += int(math.Round(d.Subsystems[j].Components[c].Uses[d.Resources[r].Name] * 10))
				}
			}
			decide(j+1, next)
		}
	}
	decide(0, make([]int, len(d.Resources)))
	return out
}

// multisets lists the components a subsystem may consist of.
func multisets(s Subsystem) [][]int {
	var out [][]int
	if s.Optional {
		out = append(out, nil)
	}
	least := s.Min
	if least == 0 {
		least = max(s.K, 1)
	}
	var grow func(parts []int)
	grow = func(parts []int) {
		if len(parts) >= least {
			out = append(out, slices.Clone(parts))
		}
		if len(parts) == s.Max {
			return
		}
		for c := range s.Components {
			last := len(parts) - 1
			if last < 0 || s.Mixed && parts[last] <= c || parts[last] == c {
				grow(append(parts, c))
			}
		}
	}
	grow(nil)
	return out
}

// failsOf sums the states of the components in which fewer than K work.
func failsOf(s Subsystem, parts []int) float64 {
	failed := 0.0
	for state := range 1 << len(parts) {
		p, up := 1.0, 0
		for i, c := range parts {
			if u := s.Components[c].Unreliability; state>>i&1 == 1 {
				p *= 1 - u
				up++
			} else {
				p *= u
			}
		}
		if up < max(s.K, 1) {
			failed += p
		}
	}
	return failed
}

func close12(got, want float64) bool { return math.Abs(got-want) <= 1e-11*want }

func TestSolveAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawProblem(t)
		all := d.enumerate()
		best := math.Inf(1)
		for _, a := range all {
			best = math.Min(best, a.u)
		}
		r, err := Solve(context.Background(), d.Problem, Options{Starts: 3, Workers: 2})
		if errors.Is(err, ErrInfeasible) {
			// In a series a subsystem left out is no allocation worth naming.
			if len(all) > 0 && best < 1-1e-11 {
				t.Fatalf("infeasible, enumeration finds %g in %v", best, d)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if !r.Proved || !close12(r.Unreliability, best) || r.Gap != 0 {
			t.Fatalf("unreliability %.17g (proved %t), enumeration %.17g in %v", r.Unreliability, r.Proved, best, d)
		}
		d.check(t, r)
		if again := d.branchOnly(t); !close12(again.Unreliability, best) {
			t.Fatalf("unreliability %.17g without a start, enumeration %.17g in %v", again.Unreliability, best, d)
		}
	})
}

// branchOnly solves by branch and bound that starts from nothing.
func (d *drawn) branchOnly(t *rapid.T) *Result {
	s, err := prepare(context.Background(), d.Problem, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.branch(context.Background(), newGround(s.menus, s.budget.limit, shapeOf(d.Problem)), climb{})
	if err != nil || !r.Proved {
		t.Fatalf("%v, %+v", err, r)
	}
	return r
}

// check compares what a result says of itself with the enumeration.
func (d *drawn) check(t *rapid.T, r *Result) {
	u := make([]float64, len(d.Subsystems))
	used := make([]float64, len(d.Resources))
	for j, a := range r.Subsystems {
		var parts []int
		for _, n := range a.Components {
			c := slices.IndexFunc(d.Subsystems[j].Components, func(c Component) bool { return c.Name == n.Component })
			for range n.Count {
				parts = append(parts, c)
			}
		}
		if !slices.ContainsFunc(multisets(d.Subsystems[j]), func(m []int) bool { return slices.Equal(m, parts) }) {
			t.Fatalf("subsystem %d may not be %v", j, parts)
		}
		u[j] = failsOf(d.Subsystems[j], parts)
		for _, c := range parts {
			for i, res := range d.Resources {
				used[i] += d.Subsystems[j].Components[c].Uses[res.Name]
			}
		}
	}
	if want := d.unreliability(u); !close12(r.Unreliability, want) {
		t.Fatalf("says %g of an allocation of %g", r.Unreliability, want)
	}
	for i, use := range r.Uses {
		if math.Abs(use.Amount-used[i]) > 1e-9 || use.Limit != nil && use.Amount > *use.Limit {
			t.Fatalf("uses %v, added up %v", r.Uses, used)
		}
	}
}

func TestMinimizeAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawProblem(t)
		if len(d.Resources) == 0 {
			t.Skip("nothing to minimise")
		}
		which := rapid.IntRange(0, len(d.Resources)-1).Draw(t, "minimize")
		all := d.enumerate()
		target := rapid.SampledFrom([]float64{1e-12, 1e-3, 0.05, 0.2, 0.5}).Draw(t, "target")
		if i := rapid.IntRange(-3, 20).Draw(t, "like"); i >= 0 && i < len(all) && all[i].u > 0 && all[i].u < 0.999 {
			target = all[i].u // met exactly
		}
		least := math.MaxInt
		for _, a := range all {
			if a.u <= target*(1+1e-12) {
				least = min(least, a.used[which])
			}
		}
		d.Minimize, d.MaxUnreliability = d.Resources[which].Name, target
		r, err := Solve(context.Background(), d.Problem, Options{Starts: 3, Workers: 2})
		if errors.Is(err, ErrInfeasible) != (least == math.MaxInt) {
			t.Fatalf("%v, enumeration finds %d in %v", err, least, d)
		}
		if err != nil {
			if !errors.Is(err, ErrInfeasible) {
				t.Fatal(err)
			}
			return
		}
		if !r.Proved || math.Abs(r.Uses[which].Amount-float64(least)/10) > 1e-9 || r.Unreliability > target*(1+1e-11) {
			t.Fatalf("uses %v at %g (proved %t), enumeration %d at %g in %v", r.Uses, r.Unreliability, r.Proved, least, target, d)
		}
		d.check(t, r)
		if again := d.branchOnly(t); again.Uses[which].Amount != r.Uses[which].Amount {
			t.Fatalf("uses %v without a start, else %v", again.Uses, r.Uses)
		}
	})
}

func TestFrontAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawProblem(t)
		var over []string
		var at []int
		for r, res := range d.Resources {
			if d.Structure.PathSets == nil && d.Structure.System == nil || len(over) == 0 {
				over, at = append(over, res.Name), append(at, r)
			}
		}
		all := slices.DeleteFunc(d.enumerate(), func(a allocation) bool { return a.u >= 1-1e-11 })
		f, err := Front(context.Background(), d.Problem, over, Options{Starts: 3, Workers: 2})
		if len(all) == 0 {
			if err == nil && len(f.Points) > 0 || err != nil && !errors.Is(err, ErrInfeasible) {
				t.Fatalf("a front of nothing: %v, %v", f, err)
			}
			return
		}
		if err != nil || !f.Proved {
			t.Fatalf("%v: %v", err, d)
		}
		atLeast := func(p *Result, a allocation) bool { // p is as good
			for _, r := range at {
				if p.Uses[r].Amount > float64(a.used[r])/10+1e-9 {
					return false
				}
			}
			return p.Unreliability <= a.u*(1+1e-11)
		}
		for _, a := range all {
			if !slices.ContainsFunc(f.Points, func(p *Result) bool { return atLeast(p, a) }) {
				t.Fatalf("the front misses %+v in %v", a, d)
			}
		}
		for i, p := range f.Points {
			d.check(t, p)
			for k, q := range f.Points {
				a := allocation{u: q.Unreliability * (1 - 1e-9)}
				for _, use := range q.Uses {
					a.used = append(a.used, int(math.Round(use.Amount*10)))
				}
				if i != k && atLeast(p, a) {
					t.Fatalf("points %d and %d of the front: one dominates", i, k)
				}
			}
		}
	})
}
