package policy

import "time"

// Facts are what the rules look at. What is not known is left out, where the
// fields say how; it is never guessed.
type Facts struct {
	Journeys []Journey
	Services []Service
	Calls    []Call
}

// A Journey is what the rules want to know of a journey.
type Journey struct {
	ID           string
	Title        string
	Owner        string
	Target       float64 // a fraction in (0, 1); 0: none
	Critical     bool
	Entries      []string    // services
	SinglePoints []string    // basic events that alone take it down; nil: not known
	Parameters   []Parameter // its failure data; nil: not known
}

// A Parameter is one number behind a journey's figures.
type Parameter struct {
	ID      string
	Default bool // rests on a default alone: neither on records nor on anybody's judgement
}

// A Service is what the rules want to know of a service.
type Service struct {
	ID         string
	Title      string
	Owner      string
	Tier       int         // 1 is the most critical; 0: not stated
	Zones      []string    // zones it runs in, and locations where zones are not known; nil: not known
	Placements []Placement // nil: not known
}

// A Placement is a service at one location.
type Placement struct {
	Location           string
	Replicas, Required int
}

// A Call is what the rules want to know of a call.
type Call struct {
	From, To         string
	Hard             bool
	Timeout          *time.Duration // 0: none; nil: not known
	Retries          *int           // after the first attempt; nil: not known
	Failover         bool
	OutlierDetection bool
}

// A Waiver accepts a failure until it ends.
type Waiver struct {
	Rule     string // ID of a rule
	Subject  string // of the result, or one of the parts that make it fail
	Reason   string
	Approver string
	Until    time.Time // exclusive
}
