package slo

import (
	"context"
	"testing"
	"time"
)

// BenchmarkYear evaluates a year of requests by the minute, 525,600 slices, and
// tries three rules on it at every minute. It reports "ns/question", the time of
// one burn rate, by two binary searches.
func BenchmarkYear(b *testing.B) {
	const minutes = 525_600
	o := Objective{Target: 0.999, Method: Requests, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{minute(0), minute(minutes)}}
	for i := range minutes {
		s := Slice{Span{minute(i), minute(i + 1)}, 1000, 0, 0}
		if i%10_000 < 30 {
			s.Good, s.Bad = 900, 100
		}
		h.Slices = append(h.Slices, s)
	}
	b.Run("evaluate", func(b *testing.B) {
		for b.Loop() {
			if _, err := Evaluate(context.Background(), o, h, minute(minutes), Options{Rules: Workbook()}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("backtest", func(b *testing.B) {
		for b.Loop() {
			if _, err := Backtest(context.Background(), o, h, Trial{Rules: Workbook(), Over: h.Watched}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("question", func(b *testing.B) {
		l := newLedger(o, h, nil, 0)
		i := 0
		for b.Loop() {
			i = (i + 7919) % minutes
			l.burn(minute(i).Add(-time.Hour), minute(i))
		}
	})
}
