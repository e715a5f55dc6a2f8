package uncertainty

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPermutationsAreOneToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		p := newPermutation(n, rapid.Uint64().Draw(t, "key"))
		seen := make([]bool, n)
		for i := range n {
			x := p.at(i)
			if x >= uint64(n) || seen[x] {
				t.Fatalf("%d goes to %d, which is taken or outside", i, x)
			}
			seen[x] = true
		}
	})
}

// Over many keys, all permutations of few elements come equally often.
func TestPermutationsAreUniform(t *testing.T) {
	const keys = 24_000
	for n, count := range map[int]int{2: 2, 3: 6, 4: 24} {
		times := map[string]float64{}
		for key := range keys {
			p := newPermutation(n, mix(uint64(key)))
			var order []uint64
			for i := range n {
				order = append(order, p.at(i))
			}
			times[fmt.Sprint(order)]++
		}
		checkChiSquare(t, fmt.Sprintf("permutations of %d", n), times, count, keys)
	}
	for _, n := range []int{5, 10, 17, 100} {
		times := map[string]float64{}
		for key := range keys {
			times[fmt.Sprint(newPermutation(n, mix(uint64(key))).at(n/2))]++
		}
		checkChiSquare(t, fmt.Sprintf("where %d of %d goes", n/2, n), times, n, keys)
	}
}

// checkChiSquare compares counts with equal ones. Chi-square has mean and half
// variance of its degrees of freedom; five deviations are left for chance.
func checkChiSquare(t *testing.T, name string, times map[string]float64, cells, total int) {
	t.Helper()
	expected := float64(total) / float64(cells)
	chi := float64(cells-len(times)) * expected
	for _, x := range times {
		chi += (x - expected) * (x - expected) / expected
	}
	degrees := float64(cells - 1)
	if chi > degrees+5*math.Sqrt(2*degrees) {
		t.Errorf("%s: chi-square %.1f for %g degrees of freedom", name, chi, degrees)
	}
}

func TestStreamsAreStratified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.IntRange(2, 300), rapid.IntRange(2, 100_000)).Draw(t, "n")
		s := newStream(design{rapid.Uint64().Draw(t, "seed"), LatinHypercube, n}, first, rapid.String().Draw(t, "key"))
		hit := make([]bool, n)
		for i, u := range s.column(0, n) {
			stratum := int(u * float64(n))
			if !(u > 0 && u < 1) || hit[stratum] {
				t.Fatalf("number %d is %.17g, in a stratum drawn before", i, u)
			}
			hit[stratum] = true
		}
		from := rapid.IntRange(0, n-1).Draw(t, "from")
		if part := s.column(from, n); !slices.Equal(part, s.column(0, n)[from:]) {
			t.Fatal("a part is not the part of the whole")
		}
	})
}

// Numbers, and their places within strata, are uniform by the test of Kolmogorov
// and Smirnov, whose statistic exceeds 1.95/√n once in a thousand times.
func TestStreamsAreUniform(t *testing.T) {
	const n = 50_000
	check := func(name string, numbers []float64) {
		slices.Sort(numbers)
		distance := 0.0
		for i, u := range numbers {
			distance = max(distance, u-float64(i)/n, float64(i+1)/n-u)
		}
		if distance*math.Sqrt(n) > 1.95 {
			t.Errorf("%s: distance %.4f from uniform", name, distance)
		}
	}
	for seed := range uint64(5) {
		check("independent", newStream(design{seed, MonteCarlo, n}, first, "a").column(0, n))
		var within []float64
		for _, u := range newStream(design{seed, LatinHypercube, n}, first, "a").column(0, n) {
			_, x := math.Modf(u * n)
			within = append(within, x)
		}
		check("within strata", within)
		// A part of a hypercube is as uniform as independent numbers, or more.
		part := newStream(design{seed, LatinHypercube, 4 * n}, first, "b").column(n, 2*n)
		check("part of a hypercube", part)
	}
}

// Streams of other inputs, seeds, designs and methods have nothing in common, nor
// do neighbours in one.
func TestStreamsAreIndependent(t *testing.T) {
	const n = 20_000
	var columns [][]float64
	for _, m := range []Method{LatinHypercube, MonteCarlo} {
		columns = append(columns,
			newStream(design{1, m, n}, first, "a").column(0, n), newStream(design{1, m, n}, first, "b").column(0, n),
			newStream(design{2, m, n}, first, "a").column(0, n), newStream(design{1, m, n}, second, "a").column(0, n))
		long := newStream(design{3, m, n + 2}, first, "a").column(0, n+2)
		columns = append(columns, long[:n], long[1:n+1], long[2:])
	}
	trend := make([]float64, n)
	for i := range trend {
		trend[i] = (float64(i) + 0.5) / n
	}
	columns = append(columns, trend)
	for i := range columns {
		for j := range i {
			cells := map[string]float64{}
			for s := range n {
				cells[fmt.Sprint(int(columns[i][s]*8), int(columns[j][s]*8))]++
			}
			checkChiSquare(t, fmt.Sprintf("columns %d and %d", j, i), cells, 64, n)
		}
	}
}
