package policy

import "time"

// Results of a rule on a subject.
const (
	Pass          = "pass"
	Fail          = "fail"
	Waived        = "waived"
	NotEvaluated  = "not-evaluated"
	NotApplicable = "not-applicable"
)

// A Rule is one demand on a mesh.
type Rule struct {
	ID        string
	Title     string // the demand in words
	Mandatory bool   // a failure counts in the executive figures
	judge     func(Facts) []verdict
}

// A verdict is what a rule finds on one subject, before waivers.
type verdict struct {
	subject string
	result  string
	fact    string
	parts   []string // of a failure: what makes it fail, each of which can be waived instead
}

// A Result is one rule on one subject.
type Result struct {
	Rule        string
	Title       string
	Subject     string // ID of a journey or service, or caller>callee
	Result      string // one of the five
	Fact        string // what was found
	Mandatory   bool
	WaivedUntil *time.Time // of a waived failure: when the first waiver it rests on ends
	WaivedBy    string     // who approved that one
}

// Evaluate judges facts by all [Rules] at an instant. There is one result for each
// rule and subject, in the order of the rules and of the facts; it is not nil.
//
// A failure is waived when a waiver for the rule names its subject, or when one
// names each of the parts that make it fail, such as every single point of failure
// of a journey. A waiver counts before its end and not at it.
func Evaluate(facts Facts, waivers []Waiver, now time.Time) []Result {
	results := []Result{}
	for _, rule := range Rules() {
		for _, v := range rule.judge(facts) {
			r := Result{
				Rule: rule.ID, Title: rule.Title, Subject: v.subject,
				Result: v.result, Fact: v.fact, Mandatory: rule.Mandatory,
			}
			if r.Result == Fail {
				if w, ok := waiverFor(rule.ID, v, waivers, now); ok {
					r.Result, r.WaivedBy, r.WaivedUntil = Waived, w.Approver, &w.Until
				}
			}
			results = append(results, r)
		}
	}
	return results
}

// waiverFor returns the waiver that a failure rests on: the one for its subject
// or, of those for its parts, the first to end.
func waiverFor(rule string, v verdict, waivers []Waiver, now time.Time) (Waiver, bool) {
	if w, ok := longest(rule, v.subject, waivers, now); ok || len(v.parts) == 0 {
		return w, ok
	}
	var first Waiver
	for i, part := range v.parts {
		w, ok := longest(rule, part, waivers, now)
		if !ok {
			return Waiver{}, false
		}
		if i == 0 || w.Until.Before(first.Until) {
			first = w
		}
	}
	return first, true
}

// longest returns the last to end of the waivers in force for a subject.
func longest(rule, subject string, waivers []Waiver, now time.Time) (Waiver, bool) {
	var found Waiver
	ok := false
	for _, w := range waivers {
		if w.Rule == rule && w.Subject == subject && now.Before(w.Until) && (!ok || w.Until.After(found.Until)) {
			found, ok = w, true
		}
	}
	return found, ok
}
