package slo

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Correction takes a span out of an objective: its time, good and bad requests
// do not count, and neither does its budget. The history stays as it is, and both
// figures are reported.
type Correction struct {
	Span
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"` // when it was entered
}

// An Effect is what a correction takes out of a window. Where corrections
// overlap, each has all of what it covers.
type Effect struct {
	Correction
	Removed     Tally `json:"removed"`
	Retroactive bool  `json:"retroactive"` // entered after its span began
}

// checkCorrections says all that is wrong: a correction needs a span, a reason,
// who made it and when.
func checkCorrections(all []Correction) error {
	var errs []error
	for i, c := range all {
		errs = append(errs, checkSpan("correction", i, c.Span))
		if strings.TrimSpace(c.Reason) == "" {
			errs = append(errs, fmt.Errorf("slo: correction %d has no reason", i))
		}
		if strings.TrimSpace(c.By) == "" {
			errs = append(errs, fmt.Errorf("slo: correction %d does not say who made it", i))
		}
		if c.At.IsZero() {
			errs = append(errs, fmt.Errorf("slo: correction %d does not say when it was made", i))
		}
	}
	return errors.Join(errs...)
}

// excluded returns the merged spans of the corrections.
func excluded(all []Correction) []Span {
	var spans []Span
	for _, c := range all {
		spans = append(spans, c.Span)
	}
	return merge(spans)
}

// effects returns what each correction takes out of a window of the original.
func effects(original ledger, all []Correction, window Span) []Effect {
	var out []Effect
	for _, c := range all {
		e := Effect{Correction: c, Retroactive: c.At.After(c.From), Removed: original.weigh(sums{})}
		if from, to := later(c.From, window.From), earlier(c.To, window.To); to.After(from) {
			e.Removed = original.tally(from, to)
		}
		out = append(out, e)
	}
	return out
}
