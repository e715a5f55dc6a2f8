package simulate

import (
	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
)

// A Model is a system of components that fail and are repaired. IDs of components,
// storms and gates share one name space.
type Model struct {
	Components []Component
	Top        string           // the gate, component or storm whose failure is that of the system
	Gates      []faulttree.Gate // and, or, atLeast, of what has failed
	// Down, if there is one, says instead of Top and Gates whether the system is
	// down, from what has failed: the components and then the storms, in their
	// order. It must be monotone and may be called by several goroutines.
	Down func(failed []bool) bool

	Crews    []Crew
	Stocks   []Stock
	Shocks   []Shock
	Cascades []Cascade
	Storms   []Storm

	DownCost float64 // ≥ 0, of an hour in which the system is down
}

// A Component works, and fails when its age reaches a life drawn from Life.
type Component struct {
	ID          string
	Life        dist.Lifetime
	Repair      dist.Lifetime // nil: it stays failed
	AsOld       bool          // after a repair it is as old as before, not new
	Crew        string        // that repairs it; "" is one of its own
	Priority    int           // at the crew: lower first, then who failed first
	Stock       string        // of the spare part that a repair needs; "" is none
	Maintenance *Maintenance
	Cost        float64 // ≥ 0, of a failure
}

// A Maintenance makes a component as good as new at fixed times, if it works then.
// It does not work meanwhile.
type Maintenance struct {
	First, Every float64       // hours, > 0
	Duration     dist.Lifetime // hours
}

// A Crew repairs so many components at a time.
type Crew struct {
	ID         string
	Size       int     // ≥ 1
	Preemptive bool    // leaves a repair for one of higher priority, and goes on with it later
	Cost       float64 // ≥ 0, of an hour of one of its members in a repair
}

// A Stock has spare parts. Each one taken is ordered anew at once.
type Stock struct {
	ID    string
	Parts int           // ≥ 1
	Lead  dist.Lifetime // hours from order to arrival; nil: none comes
	Cost  float64       // ≥ 0, of a part
}

// A Shock makes several components fail at once, again and again.
type Shock struct {
	ID          string
	Interval    dist.Lifetime // hours between shocks
	Targets     []string      // components
	Probability float64       // that a target fails, each by itself, in (0, 1]
}

// A Cascade is what the failure of a component does to others.
type Cascade struct {
	Source      string
	Targets     []string
	Factor      float64 // ≥ 1: they age so much faster while the source is failed; 0 is 1
	Probability float64 // that a target fails with it at once, in [0, 1]
}

// A Storm is load on members that share it. Requests beyond the capacity of those
// that work fail and come again, which adds to the load. While the load is above
// the capacity the storm, by its ID, counts as failed; it may go on after members
// are back, when retries alone keep the load up.
//
// The load is a fixed point: Demand·Σ (Backoff·f)^k over k = 0…Retries, of f the
// share of requests that fail, found by iteration from the load there was before.
// Capacity that is wasted in part on what fails is less by the factor 1 − Waste·f.
type Storm struct {
	ID       string
	Members  []string
	Demand   float64 // requests per second, > 0
	Capacity float64 // of a member, > 0; all of them together must bear Demand
	Retries  int     // of a request
	Backoff  float64 // share of failed requests that come again while the storm lasts, in [0, 1]
	Waste    float64 // in [0, 1]: share of the capacity that goes to requests in vain, of the share that fail
	Exponent float64 // ≥ 0: members age as the power of load per working member over that with all working
}
