package lifedata

import (
	"math"
	"testing"
)

// Sums of cells are those of the lives, one by one.
func TestPowers(t *testing.T) {
	lives := censoredWeibull(5000)
	for i := range lives {
		if i%3 == 0 {
			lives[i].Entry = lives[i].Hours / float64(2+i%7)
		}
		lives[i].Count = i % 4
	}
	c := arrange(lives, true)
	c.standardise()
	p := newPowers(c)
	if p.cells == nil {
		t.Fatal("no cells")
	}
	for _, theta := range []float64{0.01, 0.5, 1.3, 3.9} {
		var want [3]float64
		add := func(hours, n float64) {
			y := (math.Log(hours)-c.mean)/c.sd - p.top
			for k := range want {
				want[k] += n * math.Pow(y, float64(k)) * math.Exp(theta*y)
			}
		}
		for _, l := range lives {
			add(l.Hours, float64(l.Number()))
			if l.Entry > 0 {
				add(l.Entry, -float64(l.Number()))
			}
		}
		s0, s1, s2 := p.sums(theta)
		for k, got := range []float64{s0, s1, s2} {
			if relErr(got, want[k]) > 1e-10 {
				t.Errorf("sum %d of theta %g is %.15g, want %.15g", k, theta, got, want[k])
			}
		}
	}
}
