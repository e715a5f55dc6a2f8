package slo

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
)

// A RuleSet is a list of alert rules and where it is from.
type RuleSet struct {
	Source string `json:"source"`
	Rules  []Rule `json:"rules"`
}

// A Rule raises an alert when the budget burns so fast that BudgetShare of it is
// gone in the long window, and still does so in the short one, by which the alert
// ends soon after its cause.
type Rule struct {
	Name         string  `json:"name"`
	Severity     string  `json:"severity"`              // page or ticket
	BudgetShare  float64 `json:"budgetShare"`           // of the budget of the objective's window
	LongMinutes  int     `json:"longMinutes"`           //
	ShortMinutes int     `json:"shortMinutes"`          // ≤ LongMinutes
	ForMinutes   int     `json:"forMinutes,omitempty"`  // how long it must hold before the alert
	MinRequests  float64 `json:"minRequests,omitempty"` // in the long window, below which there is no alert; 0 is none
	MinFailures  float64 `json:"minFailures,omitempty"` // the same of failed requests
}

// Long returns the long window.
func (r Rule) Long() time.Duration { return time.Duration(r.LongMinutes) * time.Minute }

// Short returns the short window.
func (r Rule) Short() time.Duration { return time.Duration(r.ShortMinutes) * time.Minute }

// Threshold returns the burn rate above which r raises an alert, of an objective
// with a window of so long a period: BudgetShare × period / long window.
//
// Source: Google, The Site Reliability Workbook, 2018, chapter 5.
func (r Rule) Threshold(period time.Duration) float64 {
	return r.BudgetShare * period.Hours() / r.Long().Hours()
}

// ErrNeverFires is wrapped by the error of a rule whose threshold no burn rate
// can exceed.
var ErrNeverFires = errors.New("can never fire")

// MaxBurnRate returns the burn rate of a complete outage, 1/(1 − target).
func MaxBurnRate(target float64) float64 { return 1 / BudgetShare(target) }

// Check says all that is wrong with r for a target and a period, and wraps
// [ErrNeverFires] when its threshold is that of a complete outage or more.
func (r Rule) Check(target float64, period time.Duration) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !(r.BudgetShare > 0 && r.BudgetShare <= 1) {
		bad("budget share %g is not above 0 and at most 1", r.BudgetShare)
	}
	const decade = 10 * 366 * 24 * 60
	if r.ShortMinutes < 1 || r.ShortMinutes > r.LongMinutes || r.LongMinutes > decade {
		bad("windows of %d and %d minutes are not in order", r.ShortMinutes, r.LongMinutes)
	}
	if r.ForMinutes < 0 || r.ForMinutes > decade {
		bad("it cannot wait %d minutes", r.ForMinutes)
	}
	if !(r.MinRequests >= 0 && r.MinFailures >= 0) || math.IsInf(r.MinRequests+r.MinFailures, 1) {
		bad("minima of %g requests and %g failures are not counts", r.MinRequests, r.MinFailures)
	}
	if !(target > 0 && target < 1) {
		bad("target %g is not between 0 and 1", target)
	}
	if period <= 0 {
		bad("period %v is not positive", period)
	}
	if len(errs) == 0 && r.Long() > period {
		bad("its window of %v is longer than the objective's, %v", r.Long(), period)
	}
	if most := MaxBurnRate(target); len(errs) == 0 && r.Threshold(period) >= most*(1-rounding) {
		bad("%w: its threshold is a burn rate of %.4g, but a complete outage burns at %.4g, 1/(1 − %g)", ErrNeverFires, r.Threshold(period), most, target)
	}
	if len(errs) == 0 {
		return nil
	}
	return fmt.Errorf("slo: rule %q: %w", r.Name, errors.Join(errs...))
}

//go:embed rules.json
var rulesFile []byte

// RuleSets returns the rule sets that come with the program, by name: "workbook",
// of table 5-8 of the Site Reliability Workbook, and "workbook-day". They have no
// thresholds: those follow from the objective's window.
func RuleSets() map[string]RuleSet {
	sets, err := parseRules(rulesFile)
	if err != nil { // a test reads the file
		return map[string]RuleSet{}
	}
	return sets
}

// Workbook returns the rules of "workbook".
func Workbook() []Rule { return RuleSets()["workbook"].Rules }

// parseRules reads a file of rule sets. A key it does not know is an error.
func parseRules(data []byte) (map[string]RuleSet, error) {
	var sets map[string]RuleSet
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&sets); err != nil {
		return nil, fmt.Errorf("slo: rules: %w", err)
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if sets[name].Source == "" {
			errs = append(errs, fmt.Errorf("slo: rules %q name no source", name))
		}
		for _, r := range sets[name].Rules {
			// A target next to 1 and a long period: all but the windows is left out.
			errs = append(errs, r.Check(1-1e-9, maxWindow))
		}
	}
	return sets, errors.Join(errs...)
}

// An Alarm is what a rule says at a moment.
type Alarm struct {
	Rule      Rule     `json:"rule"`
	Threshold float64  `json:"threshold"`
	Long      BurnRate `json:"long"`
	Short     BurnRate `json:"short"`
	Firing    bool     `json:"firing"`  // by what is known
	Certain   bool     `json:"certain"` // whatever the unknown was, the answer is the same
	Quiet     string   `json:"quiet,omitempty"`
}

// alarm evaluates r at a moment, as a monitoring system does: by what is known.
// How long it has held is not looked at.
func (l ledger) alarm(r Rule, period time.Duration, at time.Time) Alarm {
	a := Alarm{Rule: r, Threshold: r.Threshold(period), Long: l.burn(at.Add(-r.Long()), at), Short: l.burn(at.Add(-r.Short()), at)}
	a.Quiet = r.quiet(a.Long.Tally)
	a.Firing = l.fires(r, a.Threshold, at)
	surely := a.Long.Low > a.Threshold && a.Short.Low > a.Threshold
	never := a.Long.High <= a.Threshold || a.Short.High <= a.Threshold
	a.Certain = a.Firing && surely || !a.Firing && never
	return a
}

// fires reports whether by what is known r raises an alert at a moment. The short
// window alone is looked at where that settles it.
func (l ledger) fires(r Rule, threshold float64, at time.Time) bool {
	if !l.burn(at.Add(-r.Short()), at).above(threshold) {
		return false
	}
	long := l.burn(at.Add(-r.Long()), at)
	return long.above(threshold) && r.enough(long.Tally)
}

// enough reports whether t is enough to raise an alert on.
func (r Rule) enough(t Tally) bool {
	return t.Unit != "requests" || t.Known() >= r.MinRequests*(1-rounding) && t.Bad >= r.MinFailures*(1-rounding)
}

// above reports whether what is known of b is above the threshold, by more than
// rounding.
func (b BurnRate) above(threshold float64) bool { return b.Value != nil && over(*b.Value, threshold) }

// quiet says why t is too little to raise an alert on, and nothing if it is not.
func (r Rule) quiet(t Tally) string {
	switch {
	case r.enough(t):
		return ""
	case t.Known() < r.MinRequests*(1-rounding):
		return fmt.Sprintf("%.4g requests are fewer than %.4g", t.Known(), r.MinRequests)
	}
	return fmt.Sprintf("%.4g failures are fewer than %.4g", t.Bad, r.MinFailures)
}

// Response returns how long after its beginning a steady incident, with this
// share of bad requests and none before or after it, raises an alert by r, and how
// long after its end the alert ends: the share of bad requests in a window rises
// to it, and falls from it, in a straight line. ok is false where it raises none.
//
// Source: Google, The Site Reliability Workbook, 2018, chapter 5.
func (r Rule) Response(target float64, period time.Duration, badShare float64) (detect, reset time.Duration, ok bool) {
	if r.Check(target, period) != nil || !(badShare > 0 && badShare <= 1) {
		return 0, 0, false
	}
	reached := r.Threshold(period) * BudgetShare(target) / badShare // share of a window that it must fill
	if reached >= 1 {
		return 0, 0, false
	}
	detect = time.Duration(reached*float64(r.Long())) + time.Duration(r.ForMinutes)*time.Minute
	return detect, time.Duration((1 - reached) * float64(r.Short())), true
}
