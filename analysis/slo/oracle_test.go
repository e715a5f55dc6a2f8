package slo

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ninefold/analysis/availability"
)

// epoch is when the histories of tests begin: around it Europe has no change of
// clocks.
var epoch = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)

func minute(i int) time.Time { return epoch.Add(time.Duration(i) * time.Minute) }

// A simMinute is one minute of the simulation that the engine is compared with.
type simMinute struct {
	seen               bool
	good, bad, unknown int // requests
	down, dark         bool
	excluded           bool
}

// A simulation is a history as the engine reads it and minute by minute.
type simulation struct {
	o           Objective
	h           History
	minutes     []simMinute
	corrections []Correction
}

func drawSimulation(t *rapid.T) simulation {
	n := rapid.IntRange(30, 240).Draw(t, "minutes")
	s := simulation{minutes: make([]simMinute, n)}
	s.o.Method = rapid.SampledFrom([]Method{Requests, Windows, Ratios, Time}).Draw(t, "method")
	s.o.Target = rapid.SampledFrom([]float64{0.5, 0.9, 0.99}).Draw(t, "target")
	s.o.Window.Rolling = time.Duration(rapid.IntRange(20, n).Draw(t, "window")) * time.Minute
	if s.o.Method == Windows {
		s.o.SliceTarget = rapid.SampledFrom([]float64{0.5, 0.75, 1}).Draw(t, "slice target")
	}
	s.h.Watched = Span{minute(0), minute(n)}
	spans := func(name string, mark func(m *simMinute)) (out []Span) {
		for range rapid.IntRange(0, 3).Draw(t, name) {
			from := rapid.IntRange(0, n-1).Draw(t, name+" from")
			to := rapid.IntRange(from+1, n).Draw(t, name+" to")
			out = append(out, Span{minute(from), minute(to)})
			for i := from; i < to; i++ {
				mark(&s.minutes[i])
			}
		}
		return out
	}
	s.h.Outages = spans("outage", func(m *simMinute) { m.down = true })
	if s.o.Method == Time {
		s.h.Gaps = spans("gap", func(m *simMinute) { m.dark = true })
	} else {
		for i := range s.minutes {
			m := &s.minutes[i]
			if m.seen = rapid.IntRange(0, 9).Draw(t, "seen") > 0; !m.seen {
				continue
			}
			m.good = rapid.IntRange(0, 3).Draw(t, "good")
			m.bad = max(0, rapid.IntRange(-3, 2).Draw(t, "bad"))
			m.unknown = max(0, rapid.IntRange(-5, 1).Draw(t, "unknown"))
			s.h.Slices = append(s.h.Slices, Slice{Span{minute(i), minute(i + 1)}, float64(m.good), float64(m.bad), float64(m.unknown)})
		}
		if s.h.Slices = slices.Clip(s.h.Slices); rapid.Bool().Draw(t, "reverse") {
			slices.Reverse(s.h.Slices)
		}
	}
	for _, c := range spans("correction", func(m *simMinute) { m.excluded = true }) {
		s.corrections = append(s.corrections, Correction{Span: c, Reason: "maintenance", By: "a", At: epoch})
	}
	return s
}

// count adds up minutes from, to by the definitions.
func (s simulation) count(from, to int, corrected bool) (good, bad, unknown, blindMinutes float64) {
	for i := from; i < to; i++ {
		if i < 0 || i >= len(s.minutes) {
			blindMinutes++
			continue
		}
		m := s.minutes[i]
		if corrected && m.excluded {
			continue
		}
		total := float64(m.good + m.bad + m.unknown)
		switch {
		case s.o.Method == Time && m.down:
			bad++
		case s.o.Method == Time && m.dark:
			unknown++
		case s.o.Method == Time:
			good++
		case !m.seen, total == 0 && m.down && s.o.Method == Requests:
			blindMinutes++
		case s.o.Method == Requests:
			good, bad, unknown = good+float64(m.good), bad+float64(m.bad), unknown+float64(m.unknown)
		case total == 0 && m.down:
			bad++
		case total == 0:
			unknown++
		case s.o.Method == Ratios:
			good, bad, unknown = good+float64(m.good)/total, bad+float64(m.bad)/total, unknown+float64(m.unknown)/total
		case float64(m.good) >= s.o.SliceTarget*total:
			good++
		case float64(m.good+m.unknown) < s.o.SliceTarget*total:
			bad++
		default:
			unknown++
		}
	}
	if s.o.Method != Requests {
		return good, bad, unknown + blindMinutes, blindMinutes
	}
	peak := 0
	for _, m := range s.minutes {
		peak = max(peak, m.good+m.bad+m.unknown)
	}
	return good, bad, unknown + blindMinutes*float64(peak), blindMinutes
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

// The engine agrees with counting minute by minute: tallies, bounds, verdicts,
// budgets and burn rates, with corrections and without.
func TestAgainstMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSimulation(t)
		at := rapid.IntRange(1, len(s.minutes)+10).Draw(t, "at")
		r, err := Evaluate(context.Background(), s.o, s.h, minute(at), Options{Corrections: s.corrections})
		if err != nil {
			t.Fatal(err)
		}
		window := int(s.o.Window.Rolling / time.Minute)
		s.compare(t, r.Attained, at-window, at, true)
		if len(s.corrections) > 0 {
			s.compare(t, *r.Original, at-window, at, false)
		}
		from := rapid.IntRange(-5, at-1).Draw(t, "burn from")
		burn, err := Burn(s.o, s.h, minute(from), minute(at))
		if err != nil {
			t.Fatal(err)
		}
		good, bad, unknown, blind := s.count(from, at, false)
		share := 1 - s.o.Target
		if known := good + bad; known > 0 != (burn.Value != nil) || known > 0 && !near(*burn.Value, bad/known/share) {
			t.Fatalf("burn of %d–%d is %v, %g of %g bad", from, at, burn.Value, bad, known)
		}
		if total := good + bad + unknown; total > 0 && (!near(burn.Low, bad/total/share) || !near(burn.High, (bad+unknown)/total/share)) {
			t.Fatalf("burn of %d–%d in [%g, %g], blind %g", from, at, burn.Low, burn.High, blind)
		}
	})
}

func (s simulation) compare(t *rapid.T, a Attainment, from, to int, corrected bool) {
	good, bad, unknown, blind := s.count(from, to, corrected)
	if !near(a.Tally.Good, good) || !near(a.Tally.Bad, bad) || !near(a.Tally.Unknown, unknown) || !near(a.Blind*60, blind) {
		t.Fatalf("minutes %d–%d: %+v blind %g, want %g good, %g bad, %g unknown, %g blind", from, to, a.Tally, a.Blind*60, good, bad, unknown, blind)
	}
	total, known := good+bad+unknown, good+bad
	if known > 0 != (a.Value != nil) || known > 0 && !near(*a.Value, good/known) {
		t.Fatalf("value %v, want %g of %g", a.Value, good, known)
	}
	if total > 0 && (!near(a.Low, good/total) || !near(a.High, (good+unknown)/total)) || total == 0 && (a.Low != 0 || a.High != 1) {
		t.Fatalf("bounds [%g, %g], want %g to %g of %g", a.Low, a.High, good, good+unknown, total)
	}
	want := availability.NotJudged
	const slack = 1e-9 // as the engine allows for rounding
	if total > 0 && good/total >= s.o.Target-slack*(1-s.o.Target) {
		want = availability.Met
	} else if total > 0 && (good+unknown)/total < s.o.Target-slack*(1-s.o.Target) {
		want = availability.Breached
	}
	if a.Verdict != want || a.SoFar != want {
		t.Fatalf("verdict %s, %s, want %s: %g + %g of %g for %g", a.Verdict, a.SoFar, want, good, unknown, total, s.o.Target)
	}
	allowed := (1 - s.o.Target) * total
	if b := a.Budget; !near(b.Allowed, allowed) || !near(b.Left, allowed-bad) || !near(b.Least, allowed-bad-unknown) {
		t.Fatalf("budget %+v of %g allowed, %g bad, %g unknown", b, allowed, bad, unknown)
	}
}

// Knowing more never widens what was attained: the bounds with a gap hold those
// of any way to fill it.
func TestBlindIsNeverGreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSimulation(t)
		if s.o.Method != Time {
			return
		}
		evaluate := func(h History) Attainment {
			r, err := Evaluate(context.Background(), s.o, h, minute(len(s.minutes)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			return r.Attained
		}
		open, good, bad := evaluate(s.h), s.h, s.h
		good.Gaps, bad.Gaps = nil, nil
		bad.Outages = slices.Concat(s.h.Outages, s.h.Gaps)
		if g, b := evaluate(good), evaluate(bad); !near(g.High, open.High) || !near(b.Low, open.Low) {
			t.Fatalf("[%g, %g] filled: %g and %g", open.Low, open.High, b.Low, g.High)
		}
		if g, b := evaluate(good), evaluate(bad); g.Verdict != b.Verdict && open.Verdict != availability.NotJudged {
			t.Fatalf("%s, though %s or %s", open.Verdict, b.Verdict, g.Verdict)
		}
	})
}

// A backtest fires in just those minutes in which the rule holds by definition.
func TestBacktestAgainstMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSimulation(t)
		n := len(s.minutes)
		short := rapid.IntRange(1, 5).Draw(t, "short")
		long := rapid.IntRange(short, 20).Draw(t, "long")
		r := Rule{Name: "r", Severity: "page", ShortMinutes: short, LongMinutes: long, ForMinutes: rapid.IntRange(0, 3).Draw(t, "for")}
		r.BudgetShare = rapid.SampledFrom([]float64{0.01, 0.1, 0.3}).Draw(t, "share")
		r.MinFailures = float64(rapid.IntRange(0, 3).Draw(t, "failures"))
		if r.Check(s.o.Target, s.o.Window.Rolling) != nil {
			return
		}
		scores, err := Backtest(context.Background(), s.o, s.h, Trial{Rules: []Rule{r}, Over: Span{minute(0), minute(n)}})
		if err != nil {
			t.Fatal(err)
		}
		held := 0
		for at := range n {
			holds := s.above(at-long, at, r, r.MinFailures) && s.above(at-short, at, r, 0)
			if held++; !holds {
				held = 0
			}
			want := held > r.ForMinutes
			got := slices.ContainsFunc(scores[0].Alerts, func(a Alert) bool {
				return !a.From.After(minute(at)) && (a.To.After(minute(at)))
			})
			if got != want {
				t.Fatalf("minute %d: firing %t, want %t", at, got, want)
			}
		}
	})
}

// above says whether minutes from, to burn faster than r allows.
func (s simulation) above(from, to int, r Rule, failures float64) bool {
	good, bad, _, _ := s.count(from, to, false)
	if good+bad == 0 || s.o.Method == Requests && bad < failures {
		return false
	}
	threshold := r.BudgetShare * s.o.Window.Rolling.Minutes() / float64(r.LongMinutes)
	return bad/(good+bad)/(1-s.o.Target) > threshold*(1+1e-9)
}
