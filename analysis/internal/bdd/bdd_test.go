package bdd

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const vars = 5

// A table of truth is a function of five variables as 32 values: bit s is that
// of state s, in which bit i is variable i.
type truth uint32

func variable(level int) truth {
	var t truth
	for s := range 1 << vars {
		t |= truth(s>>level&1) << s
	}
	return t
}

func (t truth) probability(p []float64) float64 {
	sum := 0.0
	for s := range 1 << vars {
		if t>>s&1 == 0 {
			continue
		}
		product := 1.0
		for i := range vars {
			if s>>i&1 == 1 {
				product *= p[i]
			} else {
				product *= 1 - p[i]
			}
		}
		sum += product
	}
	return sum
}

// drawFunction draws a function, and its truth table by other means. A monotone
// one has no complements.
func drawFunction(t *rapid.T, m *Manager, depth int, monotone bool) (Ref, truth) {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	if depth == 0 || kind == 0 {
		level := rapid.IntRange(0, vars-1).Draw(t, "level")
		return m.Var(uint32(level)), variable(level)
	}
	f, a := drawFunction(t, m, depth-1, monotone)
	g, b := drawFunction(t, m, depth-1, monotone)
	h, c := drawFunction(t, m, depth-1, monotone)
	switch {
	case kind == 1:
		return m.OrAll([]Ref{f, g, h}), a | b | c
	case kind == 2:
		return m.AndAll([]Ref{f, g, h}), a & b & c
	case kind == 3 && !monotone:
		return m.ITE(f, g, h), a&b | ^a&c
	case kind == 4 && !monotone:
		return f.Not(), ^a
	}
	k := rapid.IntRange(0, 8).Draw(t, "k") // of weights 1, 2 and 3
	var want truth
	for s := range 1 << vars {
		if int(a>>s&1)+2*int(b>>s&1)+3*int(c>>s&1) >= k {
			want |= 1 << s
		}
	}
	return m.AtLeast(k, []Vote{{f, 1}, {g, 2}, {h, 3}}), want
}

func drawProbabilities(t *rapid.T) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(0.001, 1), vars, vars).Draw(t, "p")
}

func near(got, want float64) bool { return math.Abs(got-want) <= 1e-13*math.Abs(want)+1e-16 }

func TestFunctions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(context.Background(), 0)
		p := drawProbabilities(t)
		weights := []float64{1, 0.5, 0.25}
		var refs []Ref
		var tables []truth
		for range weights {
			f, a := drawFunction(t, m, 3, false)
			refs, tables = append(refs, f), append(tables, a)
		}
		if (refs[0] == refs[1]) != (tables[0] == tables[1]) {
			t.Fatalf("refs %v of functions %032b: not canonical", refs[:2], tables[:2])
		}
		flat := m.Flatten(vars, refs)
		for i, got := range flat.Probability(p) {
			if want := tables[i].probability(p); !near(got, want) {
				t.Fatalf("probability %g, truth table gives %g", got, want)
			}
		}
		_, gradient := flat.Gradient(p, weights)
		s := flat.Sensitivity(p, weights)
		given, without := s.Given, s.Without
		for level := range vars {
			var want [2]float64 // the variable false, true
			for value := range want {
				q := slices.Clone(p)
				q[level] = float64(value)
				for i, a := range tables {
					want[value] += weights[i] * a.probability(q)
				}
			}
			if !near(without[level], want[0]) || !near(given[level], want[1]) || math.Abs(gradient[level]-(want[1]-want[0])) > 1e-14 {
				t.Fatalf("level %d: given %g, without %g, derivative %g; want %v", level, given[level], without[level], gradient[level], want)
			}
		}
		if m.Err() != nil {
			t.Fatal(m.Err())
		}
	})
}

func TestSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(context.Background(), 0)
		p := drawProbabilities(t)
		f, a := drawFunction(t, m, 3, true)
		sets, err := m.Flatten(vars, []Ref{f}).MinimalSets(context.Background(), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := minimalStates(a)
		var got []int
		for set := range sets.All() {
			got = append(got, state(set))
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("sets %b, want %b", got, want)
		}
		bySize := make([]int64, vars+1)
		sum := 0.0
		var products []float64
		for _, s := range want {
			bySize[bits.OnesCount(uint(s))]++
			products = append(products, product(s, p))
			sum += product(s, p)
		}
		for size, n := range counted(t, sets) {
			if n.Int64() != bySize[size] {
				t.Fatalf("%v of size %d, want %v", n, size, bySize)
			}
		}
		if !near(sets.Sum(p), sum) {
			t.Fatalf("sum %g, want %g", sets.Sum(p), sum)
		}
		slices.Sort(products)
		slices.Reverse(products)
		k := rapid.IntRange(0, len(want)+1).Draw(t, "k")
		best := sets.Best(p, k, 0)
		if len(best) != min(k, len(want)) {
			t.Fatalf("%d best of %d, want %d", len(best), len(want), k)
		}
		for i, s := range best {
			if !near(s.Product, products[i]) || !near(product(state(s.Vars), p), products[i]) {
				t.Fatalf("best %d is %v, want product %g", i, s, products[i])
			}
		}
		checkCoverage(t, sets, want, p)
	})
}

// checkCoverage compares with summing the states that contain some set with the
// variable.
func checkCoverage(t *rapid.T, sets *Sets, all []int, p []float64) {
	got, err := sets.Coverage(context.Background(), p, 0)
	if err != nil {
		t.Fatal(err)
	}
	for level := range vars {
		var union truth
		for s := range 1 << vars {
			for _, set := range all {
				if set>>level&1 == 1 && s&set == set {
					union |= 1 << s
				}
			}
		}
		if want := union.probability(p); !near(got[level], want) {
			t.Fatalf("coverage of %d is %g, want %g", level, got[level], want)
		}
	}
}

// minimalStates lists the states in which a is true and is not in any below.
func minimalStates(a truth) []int {
	var out []int
	for s := range 1 << vars {
		minimal := a>>s&1 == 1
		for i := range vars {
			minimal = minimal && (s>>i&1 == 0 || a>>(s&^(1<<i))&1 == 0)
		}
		if minimal {
			out = append(out, s)
		}
	}
	return out
}

func state(set []uint32) int {
	s := 0
	for _, v := range set {
		s |= 1 << v
	}
	return s
}

func product(s int, p []float64) float64 {
	x := 1.0
	for i, p := range p {
		if s>>i&1 == 1 {
			x *= p
		}
	}
	return x
}

func TestBestOfMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(context.Background(), 0)
		p := rapid.SliceOfN(rapid.Float64Range(0.001, 1), 12, 12).Draw(t, "p")
		var votes []Vote
		for level := range uint32(12) {
			votes = append(votes, Vote{m.Var(level), 1})
		}
		sets, err := m.Flatten(12, []Ref{m.AtLeast(4, votes)}).MinimalSets(context.Background(), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		var want []float64 // of all 495 choices of 4
		for s := range 1 << 12 {
			if bits.OnesCount(uint(s)) == 4 {
				want = append(want, product(s, p))
			}
		}
		slices.Sort(want)
		slices.Reverse(want)
		for i, s := range sets.Best(p, 100, 0) {
			if !near(s.Product, want[i]) {
				t.Fatalf("best %d is %g, want %g", i, s.Product, want[i])
			}
		}
	})
}

// TestMonotoneHasNoComplements checks what the numbers rely on: a monotone
// function is as large flattened as in the manager.
func TestMonotoneHasNoComplements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(context.Background(), 0)
		f, _ := drawFunction(t, m, 3, true)
		if one, both := m.Flatten(vars, []Ref{f}).Len(), m.Flatten(vars, []Ref{f, f.Not()}).Len(); both != 2*one-2 {
			t.Fatalf("%d nodes, %d with the complement, want %d", one, both, 2*one-2)
		}
	})
}

func TestGrowthKeepsNodes(t *testing.T) {
	m := New(context.Background(), 0)
	var votes []Vote
	for i := range uint32(200) {
		votes = append(votes, Vote{m.Var(i), 1})
	}
	f := m.AtLeast(100, votes)
	if m.Len() < 10_000 || m.AtLeast(100, votes) != f {
		t.Errorf("after %d nodes a function is not found again", m.Len())
	}
	// A counter to 100 of 200 has one node for every count that is still open.
	if got := m.Flatten(200, []Ref{f}).Len(); got != 100*101+2 {
		t.Errorf("%d nodes, want %d", got, 100*101+2)
	}
}

// A countdown is a context that ends when it has been looked at so often.
type countdown struct {
	context.Context //nolint:containedctx // it is one
	looks           int
}

func (c *countdown) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

// Copying a large diagram ends soon after the context does, wherever it is then.
func TestCopyingEnds(t *testing.T) {
	const n = 600
	ctx := &countdown{context.Background(), math.MaxInt}
	m := New(ctx, 0)
	var votes []Vote
	for i := range uint32(n) {
		votes = append(votes, Vote{m.Var(i), 1})
	}
	root := m.AtLeast(n/2, votes)
	whole := m.Flatten(n, []Ref{root})
	if whole.Len() < copiedAtOnce {
		t.Fatalf("%d nodes are too few to tell", whole.Len())
	}
	for looks := range 3 {
		ctx.looks, m.t.err = looks, nil
		if m.Flatten(n, []Ref{root}) != nil || !errors.Is(m.Err(), context.Canceled) {
			t.Errorf("Flatten goes on after %d looks: %v", looks, m.Err())
		}
	}
	for looks := range 2 {
		ctx.looks = looks
		if _, err := Join(ctx, []Piece{{Flat: whole}}); !errors.Is(err, context.Canceled) {
			t.Errorf("Join goes on after %d looks: %v", looks, err)
		}
	}
}

func TestLimitsStick(t *testing.T) {
	m := New(context.Background(), 10)
	for i := range uint32(20) {
		m.Var(i)
	}
	if !errors.Is(m.Err(), ErrLimit) || m.Len() > 10 {
		t.Errorf("%d nodes, %v; want ErrLimit at 10", m.Len(), m.Err())
	}
	full := New(context.Background(), 0)
	var votes []Vote
	for i := range uint32(40) {
		votes = append(votes, Vote{full.Var(i), 1})
	}
	flat := full.Flatten(40, []Ref{full.AtLeast(20, votes)})
	if _, err := flat.MinimalSets(context.Background(), 0, 100); !errors.Is(err, ErrLimit) {
		t.Errorf("sets: %v, want ErrLimit", err)
	}
	sets, err := flat.MinimalSets(context.Background(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	or := full.Or(full.AtLeast(20, votes), full.And(full.Var(3), full.Var(17))) // not k of n, for which nothing is built
	other, err := full.Flatten(40, []Ref{or}).MinimalSets(context.Background(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Coverage(context.Background(), make([]float64, 40), 100); !errors.Is(err, ErrLimit) {
		t.Errorf("coverage: %v, want ErrLimit", err)
	}
	if got := counted(t, sets); len(got) != 21 || got[20].String() != "137846528820" { // 40 choose 20
		t.Errorf("counts %v", got)
	}
}

// counted is how many sets there are by size.
func counted(t interface{ Fatal(args ...any) }, s *Sets) []*big.Int {
	counts, err := s.CountBySize(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return counts
}
