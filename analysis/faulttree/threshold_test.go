package faulttree

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"
)

// TestLargeThresholds asks everything about k of n alike and independent events,
// whose closed forms are binomial: with T(n, k) the probability that k of n have
// occurred, P(given i) is T(n-1, k-1), and as every cut set with i needs any k-1 of
// the others, Fussell–Vesely is p·T(n-1, k-1)/T(n, k). There are (n choose k) cut sets.
func TestLargeThresholds(t *testing.T) {
	for _, tt := range []struct {
		k, n   int
		p      float64
		budget time.Duration
	}{{100, 200, 0.3, time.Second}, {3, 400, 1e-6, 10 * time.Second}, {500, 1000, 0.45, 20 * time.Second}} {
		t.Run(fmt.Sprintf("%d of %d", tt.k, tt.n), func(t *testing.T) {
			if testing.Short() && tt.n > 500 {
				t.Skip("takes seconds")
			}
			p := make([]float64, tt.n)
			for i := range p {
				p[i] = tt.p
			}
			ctx, cancel := context.WithTimeout(context.Background(), slowest*tt.budget)
			defer cancel()
			r, err := Analyze(ctx, kOfN(tt.k, p...), Options{})
			if err != nil {
				t.Fatal(err)
			}
			top, given := binomialTail(tt.n, tt.k, tt.p), binomialTail(tt.n-1, tt.k-1, tt.p)
			if relErr(r.Top, top) > 1e-11 {
				t.Errorf("top is %.15g, want %.15g", r.Top, top)
			}
			if len(r.Importances) != tt.n {
				t.Fatalf("%d importances", len(r.Importances))
			}
			for _, i := range r.Importances {
				if want := tt.p * given / top; i.FussellVesely == nil || relErr(*i.FussellVesely, want) > 1e-11 {
					t.Fatalf("Fussell–Vesely of %s is not %.15g: %+v", i.ID, want, i)
				}
			}
			if want := new(big.Int).Binomial(int64(tt.n), int64(tt.k)); r.CutSets.Count.Cmp(want) != 0 || len(r.CutSets.ByOrder) != tt.k {
				t.Errorf("%v cut sets, want %v", r.CutSets.Count, want)
			}
		})
	}
}

// slowest is how many times as long a slow machine may take.
const slowest = 20

// binomialTail returns the probability that k or more of n happen.
func binomialTail(n, k int, p float64) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	sum := 0.0
	for j := k; j <= n; j++ {
		a, _ := math.Lgamma(float64(j + 1))
		b, _ := math.Lgamma(float64(n - j + 1))
		sum += math.Exp(all - a - b + float64(j)*math.Log(p) + float64(n-j)*math.Log1p(-p))
	}
	return sum
}
