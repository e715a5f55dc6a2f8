package models

import "time"

// Failure is how often something fails and how long it then stays down: its
// mean, how uncertain that is, and where both come from.
//
// The rate is a gamma variable with the given mean. Its spread comes from the
// first of these that is given: Events (a count: shape = Events), ErrorFactor,
// and else an error factor of 3. The mean time to restore is a lognormal
// variable in the same way, with RestoreErrorFactor, and else 2.
type Failure struct {
	PerYear            float64    `json:"perYear" yaml:"perYear"`                                           // failures per year of operation, ≥ 0
	MeanTimeToRestore  Duration   `json:"meanTimeToRestore" yaml:"meanTimeToRestore"`                       // > 0
	Events             int        `json:"events,omitempty" yaml:"events,omitempty"`                         // failures the rate was counted from
	ErrorFactor        float64    `json:"errorFactor,omitempty" yaml:"errorFactor,omitempty"`               // 95th percentile over median of the rate, > 1
	RestoreErrorFactor float64    `json:"restoreErrorFactor,omitempty" yaml:"restoreErrorFactor,omitempty"` // the same of the mean time to restore, > 1
	RecordsUntil       *time.Time `json:"recordsUntil,omitempty" yaml:"recordsUntil,omitempty"`             // incidents before this are already in PerYear; later ones update it
	Source             string     `json:"source,omitempty" yaml:"source,omitempty"`                         // who says so: "expert: …", "records: …", "vendor: …"
	Mode               string     `json:"mode,omitempty" yaml:"mode,omitempty"`                             // the failure mode in words: "fails closed"
	DetectedBy         string     `json:"detectedBy,omitempty" yaml:"detectedBy,omitempty"`                 // how it is noticed: "alert", "users", "nobody"
}

// An Outage is a spell during which a component or journey did not do its job.
type Outage struct {
	Component string     `json:"component"`
	Start     time.Time  `json:"start"`
	End       *time.Time `json:"end,omitempty"` // nil: not over yet (right-censored)
}
