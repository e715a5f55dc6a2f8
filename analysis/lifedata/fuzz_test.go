package lifedata

import (
	"context"
	"encoding/binary"
	"math"
	"testing"
)

// FuzzFit checks what every input must obey, however broken: nothing panics, and
// what is answered is made of numbers that lie in their order.
func FuzzFit(f *testing.F) {
	number := func(x float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(x)) }
	row := func(kind byte, hours, other float64) []byte {
		return append(append([]byte{kind}, number(hours)...), number(other)...)
	}
	f.Add(append(append(row(1, 100, 0), row(1, 200, 0)...), row(0, 300, 0)...))
	f.Add(append(append(row(2, 100, 50), row(2, 100, 0)...), row(4, 300, 200)...))
	f.Add(append(append(row(1, 1e-300, 0), row(1, 1e300, 0)...), row(9, 3, 4)...))
	f.Add(append(row(1, 5, 0), row(1, 5, 0)...))
	f.Add(append(row(1, math.NaN(), 0), row(16, -5, math.Inf(1))...))
	f.Fuzz(func(t *testing.T, data []byte) {
		var lives []Life
		for ; len(data) >= 17 && len(lives) < 30; data = data[17:] {
			l := Life{Hours: math.Float64frombits(binary.LittleEndian.Uint64(data[1:])), Failed: data[0]&1 != 0, Interval: data[0]&2 != 0, Count: int(data[0] >> 5)}
			other := math.Float64frombits(binary.LittleEndian.Uint64(data[9:]))
			switch {
			case l.Interval:
				l.Since = other
			case data[0]&4 != 0:
				l.Entry = other
			case data[0]&8 != 0:
				l.Until = other
			}
			lives = append(lives, l)
		}
		for _, family := range Families() {
			fit, err := Fit(lives, family)
			if (err == nil) != (fit != nil) {
				t.Fatalf("%s: %v and %v", family, fit, err)
			}
			if err == nil {
				check(t, fit)
			}
		}
		if c, err := Choose(context.Background(), lives, nil, GoodnessOptions{Samples: 3}); (err == nil) != (c != nil) {
			t.Fatalf("%v and %v", c, err)
		}
		for _, family := range []Family{Weibull, Normal} {
			if r, err := RankRegression(lives, family, RankOptions{}); err == nil && r.Distribution.Validate() != nil {
				t.Fatalf("%+v", r)
			}
		}
		if w, err := Weibayes(lives, 2, 0.9); err == nil && !(w.ScaleLow > 0 && w.ScaleLow <= math.MaxFloat64) {
			t.Fatalf("%+v", w)
		}
	})
}

// check looks for what is not a number, and for bounds in disorder.
func check(t *testing.T, f *Fitted) {
	number := func(what string, x float64) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Fatalf("%s: %s is %g: %+v", f.Family, what, x, f)
		}
	}
	if err := f.Distribution.Validate(); err != nil {
		t.Fatal(err)
	}
	number("log-likelihood", f.LogLikelihood)
	for _, p := range f.Parameters {
		number(p.Name, p.Value)
		if p.StdErr != nil {
			number("error of "+p.Name, *p.StdErr)
		}
	}
	for _, m := range []Method{Fisher, LikelihoodRatio} {
		for _, p := range []float64{1e-9, 0.1, 0.9} {
			b, err := f.QuantileBounds(p, 0.9, m)
			if err != nil {
				continue
			}
			number("quantile", b.Value)
			if b.Low != nil && b.High != nil && !(*b.Low <= b.Value && b.Value <= *b.High) {
				t.Fatalf("%s: %s bounds %g to %g about %g", f.Family, m, *b.Low, *b.High, b.Value)
			}
		}
	}
}
