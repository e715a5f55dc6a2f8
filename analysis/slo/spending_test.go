package slo

import (
	"context"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// hourly are so many bad requests of 1000 in each hour from the start of 2026.
func hourly(bad ...float64) History {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var h History
	for i, b := range bad {
		from := start.Add(time.Duration(i) * time.Hour)
		h.Slices = append(h.Slices, Slice{Span: Span{from, from.Add(time.Hour)}, Good: 1000 - b, Bad: b})
	}
	h.Watched = Span{start, start.Add(time.Duration(len(bad)) * time.Hour)}
	return h
}

// Nothing is spent in the first two of four hours, and 20 in each of the others; half
// an hour spends half of that.
func TestSpendingsByHand(t *testing.T) {
	h := hourly(0, 0, 20, 20)
	o := Objective{Target: 0.999, Method: Requests, Window: Window{Rolling: 4 * time.Hour}}
	got, err := Spendings(o, h, h.Watched.To, Options{}, 9)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0, 0, 0, 0, 0, 10, 20, 30, 40} {
		if at := h.Watched.From.Add(time.Duration(i) * 30 * time.Minute); !got[i].At.Equal(at) || math.Abs(got[i].Spent-want) > 1e-9 || got[i].Unknown != 0 {
			t.Errorf("%d: %+v, want %g at %v", i, got[i], want, at)
		}
	}
}

// The last spending is that of the attainment, whatever the history, and none falls.
func TestSpendingsEndAsTheAttainment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := hourly(rapid.SliceOfN(rapid.Float64Range(0, 1000), 1, 20).Draw(t, "bad")...)
		h.Slices = h.Slices[rapid.IntRange(0, len(h.Slices)-1).Draw(t, "blind"):]
		o := Objective{Target: 0.99, Method: rapid.SampledFrom([]Method{Requests, Windows}).Draw(t, "method"), Window: Window{Rolling: time.Duration(rapid.IntRange(1, 48).Draw(t, "hours")) * time.Hour}}
		if o.Method == Windows {
			o.SliceTarget = 0.5
		}
		if rapid.Bool().Draw(t, "calendar") {
			o.Window = Window{Calendar: &Calendar{Unit: Day, Count: 1}}
		}
		var opts Options
		if rapid.Bool().Draw(t, "corrected") {
			from := h.Watched.From.Add(90 * time.Minute)
			opts.Corrections = []Correction{{Span: Span{from, from.Add(2 * time.Hour)}, Reason: "drill", By: "operations", At: from}}
		}
		at := h.Watched.From.Add(time.Duration(rapid.IntRange(1, 1400).Draw(t, "minutes")) * time.Minute)
		r, err := Evaluate(context.Background(), o, h, at, opts)
		if err != nil {
			t.Fatal(err)
		}
		all, err := Spendings(o, h, at, opts, 37)
		if err != nil {
			t.Fatal(err)
		}
		last, want := all[len(all)-1], r.Attained.Budget
		if math.Abs(last.Spent-want.Spent) > 1e-9*(1+want.Spent) || math.Abs(last.Unknown-want.Unknown) > 1e-9*(1+want.Unknown) {
			t.Errorf("last %+v, want %+v", last, want)
		}
		for i := 1; i < len(all); i++ {
			if all[i].Spent < all[i-1].Spent-1e-9*(1+want.Spent) {
				t.Errorf("falls from %+v to %+v", all[i-1], all[i])
			}
		}
	})
}

func TestSpendingsRefuses(t *testing.T) {
	h := hourly(1)
	o := Objective{Target: 0.999, Method: Requests, Window: Window{Rolling: time.Hour}}
	for name, call := range map[string]func() error{
		"one moment": func() error { _, err := Spendings(o, h, h.Watched.To, Options{}, 1); return err },
		"target":     func() error { _, err := Spendings(Objective{}, h, h.Watched.To, Options{}, 9); return err },
		"peak": func() error {
			_, err := Spendings(o, h, h.Watched.To, Options{PeakPerHour: math.NaN()}, 9)
			return err
		},
	} {
		if call() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
