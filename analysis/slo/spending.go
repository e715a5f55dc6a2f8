package slo

import (
	"errors"
	"fmt"
	"time"
)

// A Spending is what was spent of an error budget up to a moment of a window, in the
// unit of the budget.
type Spending struct {
	At      time.Time `json:"at"`
	Spent   float64   `json:"spent"`
	Unknown float64   `json:"unknown"` // spent or not
}

// maxMoments bounds the moments of [Spendings].
const maxMoments = 100_000

// Spendings returns how the error budget of the window in force at a moment was
// spent: at n moments from its start, where nothing is, to that moment or the end of
// the window, where it is as in [Attainment]. Of the options Corrections and
// PeakPerHour count.
//
// It returns an error for n less than 2 or more than 100,000, and those of
// [Evaluate]. Time is O(m log m) in the history and O(log m) for each moment.
func Spendings(o Objective, h History, at time.Time, opts Options, n int) ([]Spending, error) {
	from, to := o.Window.At(at)
	err := errors.Join(check(o, h, Span{from, to}), checkCorrections(opts.Corrections))
	if n < 2 || n > maxMoments {
		err = errors.Join(err, fmt.Errorf("slo: %d moments are not between 2 and %d", n, maxMoments))
	}
	if !(opts.PeakPerHour >= 0 && opts.PeakPerHour <= 1e12) {
		err = errors.Join(err, fmt.Errorf("slo: a peak of %g requests an hour is not between 0 and 1e12", opts.PeakPerHour))
	}
	if err != nil {
		return nil, err
	}
	var left []Span
	if len(opts.Corrections) > 0 {
		left = excluded(opts.Corrections)
	}
	l := newLedger(o, h, left, opts.PeakPerHour)
	end := earlier(to, at)
	out := make([]Spending, n)
	for i := range out {
		moment := from.Add(time.Duration(float64(end.Sub(from)) * (float64(i) / float64(n-1))))
		if i == n-1 {
			moment = end
		}
		t := l.tally(from, moment)
		out[i] = Spending{At: moment, Spent: t.Bad, Unknown: t.Unknown}
	}
	return out, nil
}
