package equations

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawSystem draws a small system, with cycles and needs of any kind.
func drawSystem(t *rapid.T) System {
	var s System
	n := rapid.IntRange(1, 9).Draw(t, "components")
	chance := rapid.SampledFrom([]float64{0, 0.1, 0.3, 0.5, 0.9, 1, 1e-6, 1e-300})
	for i := range n {
		c := Component{ID: fmt.Sprint("c", i), Unreliability: chance.Draw(t, "unreliability")}
		for range rapid.IntRange(0, 2).Draw(t, "needs") {
			of := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, 4, rapid.ID[int]).Draw(t, "of")
			d := Need{K: rapid.IntRange(1, len(of)).Draw(t, "k")}
			for _, j := range of {
				d.Of = append(d.Of, fmt.Sprint("c", j))
			}
			c.Needs = append(c.Needs, d)
		}
		s.Components = append(s.Components, c)
	}
	return s
}

// down says whether the first component is down when some have failed, by going round
// until nothing changes.
func down(s System, failed uint, start Semantics) bool {
	state := map[string]bool{} // down
	for _, c := range s.Components {
		state[c.ID] = start == ColdStart
	}
	for changed := true; changed; {
		changed = false
		for i, c := range s.Components {
			is := failed>>i&1 == 1
			for _, n := range c.Needs {
				up := 0
				for _, id := range n.Of {
					if !state[id] {
						up++
					}
				}
				is = is || up < n.K
			}
			if is != state[c.ID] {
				state[c.ID], changed = is, true
			}
		}
	}
	return state[s.Components[0].ID]
}

// An answer is what enumeration finds.
type answer struct {
	down, up float64
	cuts     [][]string
}

func enumerate(s System, isDown func(failed uint) bool) answer {
	var a answer
	n := len(s.Components)
	for failed := range uint(1) << n {
		p, possible := 1.0, true
		for i, c := range s.Components {
			if failed>>i&1 == 1 {
				p *= c.Unreliability
				possible = possible && c.Unreliability > 0
			} else {
				p *= 1 - c.Unreliability
			}
		}
		if !isDown(failed) {
			a.up += p
			continue
		}
		a.down += p
		least := possible
		for rest := failed; rest != 0; rest &= rest - 1 {
			least = least && !isDown(failed&^(rest&-rest))
		}
		if least {
			cut := []string{}
			for rest := failed; rest != 0; rest &= rest - 1 {
				cut = append(cut, s.Components[bits.TrailingZeros(rest)].ID)
			}
			slices.Sort(cut)
			a.cuts = append(a.cuts, cut)
		}
	}
	slices.SortFunc(a.cuts, slices.Compare[[]string])
	return a
}

// same tells whether two probabilities differ by rounding alone, which is relatively more
// where numbers have few digits left.
func same(got, want float64) bool { return math.Abs(got-want) <= 1e-12*want+1e-320 }

func (a answer) check(t *rapid.T, r Result) {
	if !same(r.Unreliability, a.down) || !same(r.Reliability, a.up) {
		t.Fatalf("down %g, up %g, enumeration gives %g and %g", r.Unreliability, r.Reliability, a.down, a.up)
	}
	var cuts [][]string
	for _, c := range r.CutSets.Top {
		cuts = append(cuts, c.Components)
	}
	slices.SortFunc(cuts, slices.Compare[[]string])
	if !slices.EqualFunc(cuts, a.cuts, slices.Equal[[]string]) || r.CutSets.Count.Int64() != int64(len(a.cuts)) {
		t.Fatalf("%v cut sets, %v, enumeration finds %v", r.CutSets.Count, cuts, a.cuts)
	}
}

func TestAnalyzeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSystem(t)
		for _, start := range []Semantics{Steady, ColdStart} {
			r, err := Analyze(context.Background(), s, "c0", Options{Semantics: start, Sets: 1000})
			if err != nil {
				t.Fatal(err)
			}
			enumerate(s, func(failed uint) bool { return down(s, failed, start) }).check(t, r)
			for _, m := range r.Importances {
				i := slices.IndexFunc(s.Components, func(c Component) bool { return c.ID == m.ID })
				given := func(failed bool) float64 {
					fixed := System{slices.Clone(s.Components)}
					fixed.Components[i].Unreliability = 0
					if failed {
						fixed.Components[i].Unreliability = 1
					}
					return enumerate(fixed, func(failed uint) bool { return down(fixed, failed, start) }).down
				}
				if want := given(true) - given(false); relErr(1+m.Birnbaum, 1+want) > 1e-12 {
					t.Fatalf("Birnbaum importance of %s is %g, enumeration gives %g", m.ID, m.Birnbaum, want)
				}
			}
		}
	})
}

func TestPathsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Paths{Root: "root"}
		n := rapid.IntRange(1, 10).Draw(t, "components")
		var s System
		for i := range n {
			c := Part{fmt.Sprint("c", i), rapid.SampledFrom([]float64{0.1, 0.5, 1e-6, 1, 1e-300}).Draw(t, "unreliability")}
			p.Components = append(p.Components, c)
			s.Components = append(s.Components, Component{ID: c.ID, Unreliability: c.Unreliability})
		}
		var paths []uint
		for range rapid.IntRange(1, 12).Draw(t, "paths") {
			path, set := []string{}, uint(0)
			for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, 4, rapid.ID[int]).Draw(t, "path") {
				path, set = append(path, fmt.Sprint("c", i)), set|1<<i
			}
			p.Paths, paths = append(p.Paths, path), append(paths, set)
		}
		equations, err := p.System()
		if err != nil {
			t.Fatal(err)
		}
		r, err := Analyze(context.Background(), equations, "root", Options{Sets: 10000})
		if err != nil {
			t.Fatal(err)
		}
		enumerate(s, func(failed uint) bool {
			return !slices.ContainsFunc(paths, func(path uint) bool { return path&failed == 0 })
		}).check(t, r)
	})
}
