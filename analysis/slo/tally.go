package slo

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"
)

// A Tally is what an objective counts in a stretch of time: requests, or minutes.
type Tally struct {
	Good    float64 `json:"good"`
	Bad     float64 `json:"bad"`
	Unknown float64 `json:"unknown"` // known to be there, but not whether good or bad
	Unit    string  `json:"unit"`    // requests or minutes
}

// Known returns what is known to be good or bad.
func (t Tally) Known() float64 { return t.Good + t.Bad }

// Total returns all.
func (t Tally) Total() float64 { return t.Good + t.Bad + t.Unknown }

// sums are running totals.
type sums struct{ good, bad, unknown, blind float64 }

func (s sums) minus(r sums) sums {
	return sums{s.good - r.good, s.bad - r.bad, s.unknown - r.unknown, s.blind - r.blind}
}

// A ledger answers what was counted between any two moments, in logarithmic
// time. Within a piece counts are spread evenly.
type ledger struct {
	objective Objective
	share     float64 // BudgetShare of the target
	peak      float64 // requests per hour that blind time is taken to hold at most
	excluded  []Span  // merged
	at        []int64 // moments, increasing
	total     []sums  // up to each
}

// newLedger reads a history, leaving out what lies in the merged spans excluded.
// Blind time holds up to peak requests an hour; 0 is the busiest slice.
func newLedger(o Objective, h History, excluded []Span, peak float64) ledger {
	l := ledger{objective: o, share: BudgetShare(o.Target), peak: peak, excluded: excluded}
	all := pieces(o, h)
	if l.peak == 0 && o.Method == Requests {
		for _, p := range all {
			l.peak = max(l.peak, (p.good+p.bad+p.unknown)/time.Duration(p.to-p.from).Hours())
		}
	}
	all = cut(fill(all), excluded)
	l.at, l.total = make([]int64, 0, len(all)+1), make([]sums, 0, len(all)+1)
	var run sums
	for _, p := range all {
		if len(l.at) == 0 {
			l.at, l.total = append(l.at, p.from), append(l.total, run)
		}
		run.good += p.good
		run.bad += p.bad
		run.unknown += p.unknown
		run.blind += p.blind
		l.at, l.total = append(l.at, p.to), append(l.total, run)
	}
	return l
}

// fill adds blind pieces between pieces, so that they follow without a gap.
func fill(all []piece) []piece {
	out := make([]piece, 0, len(all))
	for i, p := range all {
		if i > 0 && all[i-1].to < p.from {
			from := all[i-1].to
			out = append(out, piece{from: from, to: p.from, blind: time.Duration(p.from - from).Hours()})
		}
		out = append(out, p)
	}
	return out
}

// cut empties what of the pieces lies in the merged spans.
func cut(all []piece, excluded []Span) []piece {
	if len(excluded) == 0 {
		return all
	}
	var out []piece
	for _, p := range all {
		for len(excluded) > 0 && excluded[0].To.UnixNano() <= p.from {
			excluded = excluded[1:]
		}
		done := p.from
		for _, s := range excluded {
			from, to := max(s.From.UnixNano(), p.from), min(s.To.UnixNano(), p.to)
			if from >= to {
				break
			}
			out = append(out, p.part(done, from)...)
			out = append(out, piece{from: from, to: to})
			done = to
		}
		out = append(out, p.part(done, p.to)...)
	}
	return out
}

// part returns the share of p between from and to, nothing if that is no time.
func (p piece) part(from, to int64) []piece {
	if from >= to {
		return nil
	}
	if from == p.from && to == p.to {
		return []piece{p}
	}
	share := float64(to-from) / float64(p.to-p.from)
	return []piece{{from, to, p.good * share, p.bad * share, p.unknown * share, p.blind * share}}
}

// upTo returns the running totals at a moment.
func (l ledger) upTo(at int64) sums {
	if len(l.at) == 0 || at <= l.at[0] {
		return sums{}
	}
	i := sort.Search(len(l.at), func(i int) bool { return l.at[i] >= at })
	if i == len(l.at) {
		return l.total[i-1]
	}
	if l.at[i] == at {
		return l.total[i]
	}
	a, b := l.total[i-1], l.total[i]
	share := float64(at-l.at[i-1]) / float64(l.at[i]-l.at[i-1])
	d := b.minus(a)
	return sums{a.good + share*d.good, a.bad + share*d.bad, a.unknown + share*d.unknown, a.blind + share*d.blind}
}

// between returns what was counted from one moment up to another. Time that the
// ledger says nothing of is blind, but for what is excluded of it.
func (l ledger) between(from, to time.Time) sums {
	got := l.upTo(to.UnixNano()).minus(l.upTo(from.UnixNano()))
	outside := []Span{{from, to}}
	if n := len(l.at); n > 0 {
		first, last := time.Unix(0, l.at[0]), time.Unix(0, l.at[n-1])
		outside = []Span{{from, earlier(first, to)}, {later(last, from), to}}
	}
	for _, s := range outside {
		if s.To.After(s.From) {
			got.blind += max(0, s.Hours()-coveredHours(l.excluded, s))
		}
	}
	return got
}

// tally is between in the unit of the objective.
func (l ledger) tally(from, to time.Time) Tally { return l.weigh(l.between(from, to)) }

// weigh turns sums into the unit of the objective.
func (l ledger) weigh(s sums) Tally {
	if l.objective.Method == Requests {
		return Tally{s.good, s.bad, s.unknown + s.blind*l.peak, "requests"}
	}
	const minutes = 60
	return Tally{s.good * minutes, s.bad * minutes, (s.unknown + s.blind) * minutes, "minutes"}
}

// coveredHours returns how much of s the merged spans cover.
func coveredHours(merged []Span, s Span) float64 {
	var sum float64
	for _, m := range merged {
		if from, to := later(m.From, s.From), earlier(m.To, s.To); to.After(from) {
			sum += to.Sub(from).Hours()
		}
	}
	return sum
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// A BurnRate is the share of bad over the share that the objective allows: at 1
// the budget lasts just for the window.
type BurnRate struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Value *float64  `json:"value,omitempty"` // of what is known; absent if nothing is
	Low   float64   `json:"low"`             // had all that is unknown been good
	High  float64   `json:"high"`            // had it been bad
	Tally Tally     `json:"tally"`
}

// burn returns the burn rate from one moment up to another.
func (l ledger) burn(from, to time.Time) BurnRate {
	got := l.between(from, to)
	t := l.weigh(got)
	b := BurnRate{From: from, To: to, Tally: t}
	if t.Known() > 0 {
		b.Value = finite(t.Bad / t.Known() / l.share)
	}
	switch total := t.Total(); {
	case total > 0:
		b.Low, b.High = t.Bad/total/l.share, (t.Bad+t.Unknown)/total/l.share
	case got.blind > 0: // for all that is known, every request failed
		b.High = 1 / l.share
	}
	return b
}

// Burn returns the burn rate of a stretch of a history, with bounds for what is
// not known of it: unknown requests, and blind time at up to the busiest rate.
//
// It returns an error for an objective or history that does not validate and for
// a stretch without length.
func Burn(o Objective, h History, from, to time.Time) (BurnRate, error) {
	if err := check(o, h, Span{from, to}); err != nil {
		return BurnRate{}, err
	}
	return newLedger(o, h, nil, 0).burn(from, to), nil
}

// check validates what every entry point is given.
func check(o Objective, h History, s Span) error {
	if err := o.Validate(); err != nil {
		return err
	}
	if err := h.Validate(o.Method); err != nil {
		return err
	}
	if err := checkSpan("window", 0, s); err != nil {
		return fmt.Errorf("%w to judge", err)
	}
	return nil
}

// finite returns a pointer to x, nil where x is not a finite number.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// badSpans returns the stretches without good or unknown between them in which
// something was bad, in order of time.
func (l ledger) badSpans() []Span {
	var out []Span
	for i := 1; i < len(l.at); i++ {
		if l.total[i].bad > l.total[i-1].bad {
			out = append(out, Span{time.Unix(0, l.at[i-1]).UTC(), time.Unix(0, l.at[i]).UTC()})
		}
	}
	return slices.Clip(merge(out))
}
