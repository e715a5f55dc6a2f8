package slo

import (
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// A Claim is what counts of requests say of an objective.
type Claim string

// The claims.
const (
	Compatible Claim = "compatible" // the counts neither show nor rule out that the objective is met
	Shown      Claim = "shown"      // the true share of good requests is at least the target, at the level
	RuledOut   Claim = "ruled-out"  // it is below the target, at the level
)

// An Exact is an exact binomial statement on a share of good requests.
type Exact struct {
	Requests int     `json:"requests"`
	Failures int     `json:"failures"`
	Target   float64 `json:"target"`
	Level    float64 `json:"level"`  // two-sided, of Low and High
	Low      float64 `json:"low"`    // Clopper–Pearson interval of the share of good requests
	High     float64 `json:"high"`   //
	PValue   float64 `json:"pValue"` // P(at least so many failures), if the share were just the target
	Claim    Claim   `json:"claim"`
}

// CompareCounts compares counts of requests with a target. It takes requests to fail
// independently: failures that come in bursts say less than it claims.
//
// It returns an error for counts that are no counts, for no requests, and for a
// target or level outside (0, 1).
//
// Source: C. Clopper, E. Pearson, The use of confidence or fiducial limits, 1934.
// https://doi.org/10.1093/biomet/26.4.404
func CompareCounts(failures, requests int, target, level float64) (Exact, error) {
	switch {
	case requests < 1 || failures < 0 || failures > requests:
		return Exact{}, fmt.Errorf("slo: %d failures of %d requests are not counts", failures, requests)
	case !(target > 0 && target < 1):
		return Exact{}, fmt.Errorf("slo: target %g is not between 0 and 1", target)
	case !(level > 0 && level < 1):
		return Exact{}, fmt.Errorf("slo: level %g is not between 0 and 1", level)
	}
	x, n, tail := float64(failures), float64(requests), (1-level)/2
	e := Exact{Requests: requests, Failures: failures, Target: target, Level: level, High: 1, PValue: atLeast(failures, n, BudgetShare(target))}
	if failures < requests {
		e.Low = dist.Beta{A: n - x, B: x + 1}.Quantile(tail)
	}
	if failures > 0 {
		e.High = dist.Beta{A: n - x + 1, B: x}.Quantile(1 - tail)
	}
	switch {
	case e.Low >= target:
		e.Claim = Shown
	case e.High < target:
		e.Claim = RuledOut
	default:
		e.Claim = Compatible
	}
	return e, nil
}

// atLeast returns the probability of k or more failures of n requests of which
// each fails with probability q.
func atLeast(k int, n, q float64) float64 {
	switch {
	case k <= 0:
		return 1
	case float64(k) > n:
		return 0
	}
	return dist.Beta{A: float64(k), B: n - float64(k) + 1}.CDF(q)
}

// SuccessRun returns how many requests without a failure show a target at a
// one-sided confidence: the least n with target^n ≤ 1 − confidence.
//
// It returns an error for a target or confidence outside (0, 1), and where n has
// no exact float64.
func SuccessRun(target, confidence float64) (int, error) {
	if !(target > 0 && target < 1) || !(confidence > 0 && confidence < 1) {
		return 0, fmt.Errorf("slo: target %g and confidence %g are not between 0 and 1", target, confidence)
	}
	return whole(math.Log1p(-confidence) / math.Log1p(-BudgetShare(target)))
}

// MinRequests returns the least number of requests of which a single failure does
// not exceed a burn rate: 1/(threshold · (1 − target)), rounded up. With fewer in
// its long window, a rule raises an alert on one failure.
//
// It returns an error for a target outside (0, 1), a threshold that is not
// positive, and where the number has no exact float64.
func MinRequests(target, threshold float64) (int, error) {
	if !(target > 0 && target < 1) || !(threshold > 0) {
		return 0, fmt.Errorf("slo: target %g and threshold %g have no number of requests", target, threshold)
	}
	return whole(1 / (threshold * BudgetShare(target)))
}

// whole rounds up, but for what rounding added.
func whole(x float64) (int, error) {
	if !(x < 1<<53) {
		return 0, fmt.Errorf("slo: %g requests cannot be counted", x)
	}
	return max(1, int(math.Ceil(x*(1-rounding)))), nil
}

// Traffic is what an objective can tell at a rate of requests.
type Traffic struct {
	PerHour         float64       `json:"requestsPerHour"`
	Requests        float64       `json:"requests"`         // in the objective's window
	AllowedFailures float64       `json:"allowedFailures"`  // whole ones
	FailureShare    float64       `json:"failureShare"`     // of the budget that one failure spends
	SuccessRun      int           `json:"successRun"`       // requests without a failure that show the target at 95 %
	SuccessRunHours float64       `json:"successRunHours"`  // how long they take to come
	Rules           []RuleTraffic `json:"rules,omitempty"`  // that the caller named
	Reason          string        `json:"reason,omitempty"` // why the traffic is too low to judge by
}

// RuleTraffic is what one rule can tell at a rate of requests.
type RuleTraffic struct {
	Rule        string  `json:"rule"`
	Threshold   float64 `json:"threshold"`
	Requests    float64 `json:"requests"`    // in the long window
	MinRequests int     `json:"minRequests"` // below which one failure exceeds the threshold
	OneFailure  float64 `json:"oneFailure"`  // burn rate of one failure in the long window
	Failures    int     `json:"failures"`    // least number that exceeds the threshold
	Chance      float64 `json:"chance"`      // of so many in one long window, of a service that just meets its target
	FalseAlarms float64 `json:"falseAlarms"` // expected in the objective's window, long windows end to end
}

// Describe returns what an objective of requests with a window like period, and
// rules for it, can tell at a rate of requests. Failures are taken as independent.
//
// It returns an error for a target outside (0, 1), a rate outside [1e-9, 1e9], a
// window without length, and rules that [Rule.Check] refuses.
//
// Source: Google, The Site Reliability Workbook, 2018, chapter 5, low-traffic
// services.
func Describe(target, perHour float64, period Span, rules []Rule) (Traffic, error) {
	if !(target > 0 && target < 1) || !(perHour >= 1e-9 && perHour <= 1e9) {
		return Traffic{}, fmt.Errorf("slo: target %g at %g requests an hour, which must be between 1e-9 and 1e9", target, perHour)
	}
	if err := checkSpan("window", 0, period); err != nil {
		return Traffic{}, err
	}
	hours, share := period.Hours(), BudgetShare(target)
	t := Traffic{PerHour: perHour, Requests: perHour * hours}
	t.AllowedFailures = math.Floor(share * t.Requests * (1 + rounding))
	t.FailureShare = 1 / (share * t.Requests)
	var err error
	if t.SuccessRun, err = SuccessRun(target, 0.95); err != nil {
		return Traffic{}, err
	}
	t.SuccessRunHours = float64(t.SuccessRun) / perHour
	if t.AllowedFailures < 1 {
		t.Reason = fmt.Sprintf("one failure of the %.4g requests expected spends more than the whole budget", t.Requests)
	}
	for _, r := range rules {
		if err := r.Check(target, period.To.Sub(period.From)); err != nil {
			return Traffic{}, err
		}
		rt, err := r.traffic(target, perHour, period)
		if err != nil {
			return Traffic{}, err
		}
		t.Rules = append(t.Rules, rt)
	}
	return t, nil
}

func (r Rule) traffic(target, perHour float64, period Span) (RuleTraffic, error) {
	share := BudgetShare(target)
	t := RuleTraffic{Rule: r.Name, Threshold: r.Threshold(period.To.Sub(period.From)), Requests: perHour * r.Long().Hours()}
	least, err := MinRequests(target, t.Threshold)
	if err != nil {
		return t, err
	}
	t.MinRequests = least
	t.OneFailure = 1 / t.Requests / share
	n := math.Max(1, math.Round(t.Requests))
	t.Failures = int(math.Floor(t.Threshold*share*t.Requests*(1+rounding))) + 1
	t.Failures = max(t.Failures, int(math.Ceil(r.MinFailures)))
	if t.Requests >= r.MinRequests {
		t.Chance = atLeast(t.Failures, n, share)
	}
	t.FalseAlarms = t.Chance * period.Hours() / r.Long().Hours()
	return t, nil
}
