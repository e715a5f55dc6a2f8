package models

import "time"

// Severities, worst first. Maintenance is planned and never counts as failure.
const (
	SeverityCritical    = "critical"
	SeverityMajor       = "major"
	SeverityMinor       = "minor"
	SeverityNone        = "none"
	SeverityMaintenance = "maintenance"
)

// Qualities of an incident's times. Only good and open ones enter an estimate;
// the others are kept, listed and counted.
const (
	QualityGood        = "good"        // start and end known, end ≥ start
	QualityOpen        = "open"        // no end: right-censored at the data cut-off
	QualityNegative    = "negative"    // end before start
	QualityImplausible = "implausible" // longer than a year
)

// An Incident is what people recorded about a failure. (Source, ExternalID)
// identifies it: reading it again updates it.
type Incident struct {
	ID           string     `json:"id"`
	Source       string     `json:"source"`     // e.g. file:github-statuses
	ExternalID   string     `json:"externalId"` // its ID at the source
	Title        string     `json:"title"`
	Severity     string     `json:"severity"`             // one of the Severity constants
	Components   []string   `json:"components,omitempty"` // names as recorded; matched to services by ID, title and records
	Started      time.Time  `json:"started"`
	Detected     *time.Time `json:"detected,omitempty"`
	Acknowledged *time.Time `json:"acknowledged,omitempty"`
	Mitigated    *time.Time `json:"mitigated,omitempty"`
	Resolved     *time.Time `json:"resolved,omitempty"`
	UserShare    *float64   `json:"userShare,omitempty"` // share of users affected, in [0, 1]; nil: not recorded
	Cause        string     `json:"cause,omitempty"`
	DetectedBy   string     `json:"detectedBy,omitempty"` // alert, users, ...
	URL          string     `json:"url,omitempty"`
	Quality      string     `json:"quality"` // one of the Quality constants
}

// Counts reports whether i may enter an estimate: it is no maintenance and its
// times are plausible.
func (i Incident) Counts() bool {
	return i.Severity != SeverityMaintenance && (i.Quality == QualityGood || i.Quality == QualityOpen)
}

// Judge returns the quality of the times of i.
func (i Incident) Judge() string {
	switch {
	case i.Resolved == nil:
		return QualityOpen
	case i.Resolved.Before(i.Started):
		return QualityNegative
	case i.Resolved.Sub(i.Started) > 365*24*time.Hour:
		return QualityImplausible
	}
	return QualityGood
}

// Experiment verdicts.
const (
	VerdictPassed = "passed"
	VerdictFailed = "failed"
)

// An Experiment is one run of a chaos experiment or drill, or a real failover.
type Experiment struct {
	ID         string    `json:"id"`
	Source     string    `json:"source"`
	ExternalID string    `json:"externalId"`
	Fault      string    `json:"fault"`   // what was done: "zone loss", "pod kill"
	Target     string    `json:"target"`  // a component reference, as in SetFailure
	Verdict    string    `json:"verdict"` // passed or failed
	At         time.Time `json:"at"`
}

// A Cursor says how far a source has been read. It is opaque to all but its
// connector.
type Cursor struct {
	Source string `json:"source"`
	Value  string `json:"value"`
}
