package models

import "time"

// A Journey is what a user does with the system. It is down for the users of a
// location when one of its entry services cannot be reached from there.
type Journey struct {
	ID       string    `json:"id" yaml:"id"`
	Title    string    `json:"title,omitempty" yaml:"title,omitempty"`
	Entries  []string  `json:"entries" yaml:"entries"`                       // services the user's request meets first
	Ingress  []Ingress `json:"ingress,omitempty" yaml:"ingress,omitempty"`   // where users come in; empty: wherever the first entry is placed, in equal shares
	Reroute  *Reroute  `json:"reroute,omitempty" yaml:"reroute,omitempty"`   // nil: users of a location that is down stay there
	Target   float64   `json:"target,omitempty" yaml:"target,omitempty"`     // yearly availability objective, a fraction in (0, 1); 0 is none
	Weight   float64   `json:"weight,omitempty" yaml:"weight,omitempty"`     // share of the programme's users; 0 is read as 1
	Critical bool      `json:"critical,omitempty" yaml:"critical,omitempty"` // counts in the executive figures
	Owner    string    `json:"owner,omitempty" yaml:"owner,omitempty"`
	Cost     *Cost     `json:"cost,omitempty" yaml:"cost,omitempty"`
	Records  []string  `json:"records,omitempty" yaml:"records,omitempty"` // names under which incidents mention it
	Evidence []string  `json:"evidence,omitempty" yaml:"evidence,omitempty"`
}

// Label returns the title, or the ID where there is none.
func (j Journey) Label() string {
	if j.Title != "" {
		return j.Title
	}
	return j.ID
}

// Ingress says which share of a journey's users comes in at a location.
type Ingress struct {
	Location string  `json:"location" yaml:"location"`
	Share    float64 `json:"share" yaml:"share"` // in (0, 1]; the shares of a journey add up to 1
}

// Reroute sends users of a location that is down to another one, by DNS or a
// global balancer.
type Reroute struct {
	Effectiveness float64 `json:"effectiveness" yaml:"effectiveness"` // P(it works when needed), in [0, 1]
	Source        string  `json:"source,omitempty" yaml:"source,omitempty"`
}

// Cost is what downtime of a journey costs.
type Cost struct {
	Currency      string     `json:"currency" yaml:"currency"` // ISO 4217
	PerMinute     float64    `json:"perMinute" yaml:"perMinute"`
	PerOccurrence float64    `json:"perOccurrence,omitempty" yaml:"perOccurrence,omitempty"`
	SetBy         string     `json:"setBy,omitempty" yaml:"setBy,omitempty"`
	SetOn         *time.Time `json:"setOn,omitempty" yaml:"setOn,omitempty"`
}

// An SLO is an objective for the measured availability of a journey or service.
type SLO struct {
	ID        string   `json:"id" yaml:"id"`
	Title     string   `json:"title,omitempty" yaml:"title,omitempty"`
	Journey   string   `json:"journey,omitempty" yaml:"journey,omitempty"` // exactly one of Journey
	Service   string   `json:"service,omitempty" yaml:"service,omitempty"` // and Service is set
	Objective float64  `json:"objective" yaml:"objective"`                 // a fraction in (0, 1)
	Window    Duration `json:"window,omitempty" yaml:"window,omitempty"`   // rolling; 0 is read as 30d
	Critical  bool     `json:"critical,omitempty" yaml:"critical,omitempty"`
	Owner     string   `json:"owner,omitempty" yaml:"owner,omitempty"`
}

// A Scenario is a list of changes to a model, with what they cost.
type Scenario struct {
	ID        string   `json:"id" yaml:"id"`
	Title     string   `json:"title" yaml:"title"`     // imperative, fits "One decision …: let fraud scoring fail open"
	Changes   []Change `json:"changes" yaml:"changes"` // applied in order
	CostOnce  float64  `json:"costOnce,omitempty" yaml:"costOnce,omitempty"`
	CostYear  float64  `json:"costPerYear,omitempty" yaml:"costPerYear,omitempty"`
	Currency  string   `json:"currency,omitempty" yaml:"currency,omitempty"` // ISO 4217
	LeadTime  Duration `json:"leadTime,omitempty" yaml:"leadTime,omitempty"`
	Owner     string   `json:"owner,omitempty" yaml:"owner,omitempty"`
	BuildsOn  string   `json:"buildsOn,omitempty" yaml:"buildsOn,omitempty"` // another scenario, applied first
	Rationale string   `json:"rationale,omitempty" yaml:"rationale,omitempty"`
}

// A Change is one typed change. Exactly one of its parts is set.
type Change struct {
	SetFallback *SetFallback `json:"setFallback,omitempty" yaml:"setFallback,omitempty"`
	SetFailure  *SetFailure  `json:"setFailure,omitempty" yaml:"setFailure,omitempty"`
	SetReplicas *SetReplicas `json:"setReplicas,omitempty" yaml:"setReplicas,omitempty"`
	SetKind     *SetKind     `json:"setKind,omitempty" yaml:"setKind,omitempty"`
	SetFailover *SetFailover `json:"setFailover,omitempty" yaml:"setFailover,omitempty"`
}

// SetFallback gives the dependency From → To a fallback.
type SetFallback struct {
	From     string   `json:"from" yaml:"from"`
	To       string   `json:"to" yaml:"to"`
	Fallback Fallback `json:"fallback" yaml:"fallback"`
}

// SetFailure scales the failure data of one component: a factor of 0.1 on the
// rate is a tenth of the failures. A factor that is nil changes nothing.
type SetFailure struct {
	Component     string   `json:"component" yaml:"component"` // a component reference: service:ID, release:ID, instance:ID, domain:ID
	RateFactor    *float64 `json:"rateFactor,omitempty" yaml:"rateFactor,omitempty"`
	RestoreFactor *float64 `json:"restoreFactor,omitempty" yaml:"restoreFactor,omitempty"`
}

// SetReplicas changes the placement of Service at Location.
type SetReplicas struct {
	Service  string   `json:"service" yaml:"service"`
	Location string   `json:"location,omitempty" yaml:"location,omitempty"`
	Replicas int      `json:"replicas" yaml:"replicas"`
	Required int      `json:"required,omitempty" yaml:"required,omitempty"` // 0 keeps what it is
	Spread   []string `json:"spread,omitempty" yaml:"spread,omitempty"`     // nil keeps what it is
}

// SetKind makes the dependency From → To hard, soft or async.
type SetKind struct {
	From   string   `json:"from" yaml:"from"`
	To     string   `json:"to" yaml:"to"`
	Kind   string   `json:"kind" yaml:"kind"`
	Buffer Duration `json:"buffer,omitempty" yaml:"buffer,omitempty"`
}

// SetFailover gives the dependency From → To a failover policy.
type SetFailover struct {
	From     string   `json:"from" yaml:"from"`
	To       string   `json:"to" yaml:"to"`
	Failover Failover `json:"failover" yaml:"failover"`
}

// A Waiver accepts a policy finding or a single point of failure until it ends.
type Waiver struct {
	Rule     string    `json:"rule" yaml:"rule"`       // a policy rule ID, or single-point
	Subject  string    `json:"subject" yaml:"subject"` // the service, journey or component it is about
	Reason   string    `json:"reason" yaml:"reason"`
	Approver string    `json:"approver" yaml:"approver"`
	Until    time.Time `json:"until" yaml:"until"` // exclusive
}
