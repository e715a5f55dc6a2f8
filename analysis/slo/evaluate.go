package slo

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// Options say what to evaluate besides the objective itself.
type Options struct {
	Rules       []Rule       `json:"rules,omitempty"` // nil: none
	Corrections []Correction `json:"corrections,omitempty"`
	PeakPerHour float64      `json:"peakPerHour,omitempty"` // most requests an hour that blind time may have had; 0: as the busiest slice
	Level       float64      `json:"level,omitempty"`       // of intervals; 0 is 0.9
	Forecast    *Draws       `json:"forecast,omitempty"`    // nil: none
}

// A Report is what there is to say of an objective at a moment.
type Report struct {
	Objective   Objective   `json:"objective"`
	At          time.Time   `json:"at"`
	Window      Span        `json:"window"`
	Running     bool        `json:"running"`               // the window is not over
	Attained    Attainment  `json:"attained"`              // with corrections
	Original    *Attainment `json:"original,omitempty"`    // without; absent if there are none
	Corrections []Effect    `json:"corrections,omitempty"` //
	Alarms      []Alarm     `json:"alarms,omitempty"`      // of the original: alerts know of no corrections
	Refused     []Refusal   `json:"refused,omitempty"`     // rules that were not evaluated
	Exact       *Exact      `json:"exact,omitempty"`       // of requests
	Traffic     *Traffic    `json:"traffic,omitempty"`     // of requests
	Forecast    *Forecast   `json:"forecast,omitempty"`
	Notes       []string    `json:"notes,omitempty"`
}

// A Refusal is a rule that cannot be used, and why.
type Refusal struct {
	Rule   Rule   `json:"rule"`
	Reason string `json:"reason"`
}

// Evaluate judges an objective at a moment: the window in force then, its error
// budget, the alert rules, what the traffic is enough for, and how the budget is
// likely to go on. Nothing in h after that moment is looked at.
//
// It returns an error for an objective, history, correction or option that does
// not validate, and that of ctx when it ends during a forecast. A rule that cannot
// be used is no error but refused in the report.
//
// Time is O(n log n) in the history, plus the draws of the forecast.
func Evaluate(ctx context.Context, o Objective, h History, at time.Time, opts Options) (Report, error) {
	from, to := o.Window.At(at)
	window := Span{from, to}
	level := opts.Level
	if level == 0 {
		level = 0.9
	}
	err := errors.Join(check(o, h, window), checkCorrections(opts.Corrections))
	if !(level > 0 && level < 1) {
		err = errors.Join(err, fmt.Errorf("slo: level %g is not between 0 and 1", level))
	}
	if !(opts.PeakPerHour >= 0 && opts.PeakPerHour <= 1e12) {
		err = errors.Join(err, fmt.Errorf("slo: a peak of %g requests an hour is not between 0 and 1e12", opts.PeakPerHour))
	}
	if err != nil {
		return Report{}, err
	}
	original := newLedger(o, h, nil, opts.PeakPerHour)
	counted := original
	r := Report{Objective: o, At: at, Window: window, Running: to.After(at)}
	if len(opts.Corrections) > 0 {
		counted = newLedger(o, h, excluded(opts.Corrections), opts.PeakPerHour)
		a := original.attain(window, at)
		r.Original = &a
		r.Corrections = effects(original, opts.Corrections, Span{from, earlier(to, at)})
	}
	r.Attained = counted.attain(window, at)
	if o.Method == Requests && r.Attained.Blind > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%.4g blind hours are taken to have had at most %.4g requests each", r.Attained.Blind, counted.peak))
	}
	var usable []Rule
	for _, rule := range opts.Rules {
		if err := rule.Check(o.Target, to.Sub(from)); err != nil {
			r.Refused = append(r.Refused, Refusal{rule, err.Error()})
			continue
		}
		usable = append(usable, rule)
		r.Alarms = append(r.Alarms, original.alarm(rule, to.Sub(from), at))
	}
	r.addTraffic(usable, level)
	if opts.Forecast != nil {
		f, err := counted.forecast(ctx, window, at, *opts.Forecast, level)
		if err != nil {
			return Report{}, err
		}
		r.Forecast = &f
	}
	return r, nil
}

// addTraffic adds what the counts of requests are enough for.
func (r *Report) addTraffic(rules []Rule, level float64) {
	t := r.Attained.Tally
	hours := earlier(r.Window.To, r.At).Sub(r.Window.From).Hours() - r.Attained.Blind
	if r.Objective.Method != Requests || !(t.Known() >= 1) || !(hours > 0) {
		return
	}
	bad, known := math.Round(t.Bad), math.Round(t.Known())
	if known < 1<<53 {
		if e, err := CompareCounts(int(bad), int(known), r.Objective.Target, level); err == nil {
			r.Exact = &e
		}
	}
	if math.Abs(bad-t.Bad) > 1e-6*known || math.Abs(known-t.Known()) > 1e-6*known {
		r.Notes = append(r.Notes, "counts are not whole: they were rounded for the exact interval")
	}
	if traffic, err := Describe(r.Objective.Target, t.Known()/hours, r.Window, rules); err == nil {
		r.Traffic = &traffic
	} else {
		r.Notes = append(r.Notes, err.Error())
	}
}
