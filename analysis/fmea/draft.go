package fmea

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Mode is what is known about one failure mode before it is ranked.
type Mode struct {
	Event          string   // the basic event; the ID of the row
	Item           string   // what fails: "Fraud score"
	Mode           string   // how: "fails closed"; empty: "fails"
	LocalEffect    string   // in words
	JourneyEffect  string   // in words
	Cause          string   // in words, if known
	DetectedBy     string   // alert, users, nobody, or empty where not known
	Effect         string   // Down, Degraded or Unaffected: the worst over all journeys
	Users          float64  // share of that journey's users that are hit
	Critical       bool     // that journey is critical
	RatePerYear    float64  // posterior mean
	RateHigh       *float64 // upper bound of it, if known
	RestoreHours   float64  // mean time to restore
	MinutesPerYear float64  // expected downtime from it
}

// A Row is one line of the worksheet.
type Row struct {
	ID             string
	Item           string
	Mode           string
	LocalEffect    string
	JourneyEffect  string
	Cause          string
	Detection      string // the control, in words
	Severity       int
	Occurrence     int
	DetectionRank  int
	RPN            int
	ActionPriority Priority
	Event          string
	RatePerYear    float64
	RestoreHours   float64
	MinutesPerYear float64
	Basis          string // what the ranks were derived from
}

// Draft ranks failure modes: one row each, sorted by action priority, then RPN,
// then minutes per year, highest first, and then by ID. The rows are not nil, and
// modes are not modified.
//
// It returns the faults of all modes, joined: an event that is empty or there
// twice, and whatever [Severity] and [Occurrence] do not accept.
func Draft(modes []Mode) ([]Row, error) {
	rows := make([]Row, 0, len(modes))
	seen := map[string]bool{}
	var faults []error
	for i, m := range modes {
		if m.Event == "" || seen[m.Event] {
			faults = append(faults, fmt.Errorf("fmea: mode %d: event %q is empty or there twice", i, m.Event))
		}
		seen[m.Event] = true
		row, err := m.row()
		if err != nil {
			faults = append(faults, fmt.Errorf("mode %q: %w", m.Event, err))
			continue
		}
		rows = append(rows, row)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(
			cmp.Compare(a.ActionPriority.order(), b.ActionPriority.order()),
			cmp.Compare(b.RPN, a.RPN),
			cmp.Compare(b.MinutesPerYear, a.MinutesPerYear),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return rows, nil
}

// order returns 0 for the highest priority.
func (p Priority) order() int { return slices.Index([]Priority{High, Medium, Low}, p) }

func (m Mode) row() (Row, error) {
	severity, errSeverity := Severity(m.Effect, m.Users, m.Critical)
	occurrence, errOccurrence := Occurrence(m.RatePerYear)
	basis, errBasis := m.basis()
	if err := errors.Join(errSeverity, errOccurrence, errBasis, m.check()); err != nil {
		return Row{}, err
	}
	detection := Detection(m.DetectedBy)
	rpn, err := RPN(severity, occurrence, detection)
	if err != nil {
		return Row{}, err
	}
	priority, err := ActionPriority(severity, occurrence, detection)
	if err != nil {
		return Row{}, err
	}
	return Row{
		ID: m.Event, Item: m.Item, Mode: cmp.Or(m.Mode, "fails"), LocalEffect: m.LocalEffect,
		JourneyEffect: m.JourneyEffect, Cause: m.Cause, Detection: control(m.DetectedBy),
		Severity: severity, Occurrence: occurrence, DetectionRank: detection, RPN: rpn, ActionPriority: priority,
		Event: m.Event, RatePerYear: m.RatePerYear, RestoreHours: m.RestoreHours, MinutesPerYear: m.MinutesPerYear,
		Basis: basis,
	}, nil
}

func (m Mode) check() error {
	var faults []error
	for _, f := range []struct {
		name  string
		value float64
	}{{"hours to restore", m.RestoreHours}, {"minutes per year", m.MinutesPerYear}} {
		if !(f.value >= 0) || math.IsInf(f.value, 1) {
			faults = append(faults, fmt.Errorf("fmea: %s %g must be finite and not negative", f.name, f.value))
		}
	}
	return errors.Join(faults...)
}

// basis says in words what each rank follows from.
func (m Mode) basis() (string, error) {
	journey := "a journey"
	if m.Critical {
		journey = "a critical journey"
	}
	s := fmt.Sprintf("S: %s %s", journey, m.Effect)
	if m.Effect == Down {
		s += fmt.Sprintf(" for %.3g %% of its users", 100*m.Users)
	}
	s += fmt.Sprintf("; O: %.3g failures per year", m.RatePerYear)
	if m.RateHigh != nil {
		high, err := Occurrence(*m.RateHigh)
		if err != nil {
			return "", err
		}
		s += fmt.Sprintf(", upper bound %.3g, which is rank %d", *m.RateHigh, high)
	}
	return s + "; D: " + control(m.DetectedBy), nil
}

// control returns the detection control in words.
func control(detectedBy string) string {
	switch detectedBy {
	case "":
		return "not known how it is noticed"
	case "alert":
		return "an alert"
	case "users":
		return "users report it"
	case "nobody":
		return "nobody notices"
	}
	return detectedBy
}
