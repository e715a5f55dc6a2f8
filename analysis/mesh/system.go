package mesh

// A System is the structure of a mesh: what can fail and who needs whom. Fails,
// Releases and Instances say that a part can fail on its own; a part that cannot
// has no basic event.
//
// IDs are not empty, do not contain @ # > or ~, and are unique within their kind.
type System struct {
	Domains    []Domain
	Services   []Service
	Placements []Placement
	Links      []Link
	Calls      []Call
	Journeys   []Journey
}

// A Domain is something whose failure takes its contents down.
type Domain struct {
	ID     string
	Title  string // for labels; empty: the ID
	Parent string // enclosing domain, whose failure takes this one down; empty: none
	Fails  bool   // can fail on its own: event domain:ID
}

// A Service is a unit that answers requests.
type Service struct {
	ID        string
	Title     string   // for labels; empty: the ID
	Shared    []string // domains whose failure takes the service down wherever it runs
	Fails     bool     // its software can fail, everywhere at once: event service:ID
	Releases  bool     // a release can fail at one location: event release:ID@location
	Instances bool     // a replica can fail: event instance:ID@location#number
}

// A Placement is a service running at one location: Required of its Replicas must
// work. Replica i, counted from 0, runs in Spread[i mod len(Spread)].
type Placement struct {
	Service  string
	Location string   // a domain; empty: one location, not named
	Replicas int      // at most 1,000; 0 is read as 1
	Required int      // at most Replicas; 0 is read as 1
	Spread   []string // domains inside Location; empty: all replicas run in Location itself
}

// A Link is the network between two locations, in both directions. Where there is
// none, the network does not fail on its own.
type Link struct {
	From, To string
	Fails    bool // event link:From>To
}

// Kinds of call.
const (
	Hard  = "hard"  // the caller is down without the callee
	Soft  = "soft"  // the caller is degraded without it
	Async = "async" // the caller is down when the callee is away for longer than its buffer lasts
)

// A Call says that one service calls another. There is at most one from one
// service to another.
type Call struct {
	From, To string
	Kind     string    // Hard, Soft or Async; empty is Hard
	Failover *Failover // nil: none
	Fallback *Fallback // nil: none
}

// Failover sends calls to other locations when the first is down.
type Failover struct {
	OutlierDetection bool     // without it failover does nothing
	Order            []string // locations to try; empty: every other, in model order
}

// A Fallback answers in place of a callee that cannot be reached.
type Fallback struct {
	Service string // who answers; empty: the caller itself
}

// A Journey is what a user does with the system. It needs all of its Entries.
type Journey struct {
	ID      string
	Title   string // for labels; empty: the ID
	Entries []string
	Ingress []Ingress // empty: wherever the first entry is placed, in equal shares
	Reroute bool      // users of a location that is down are sent to the others
}

// Ingress says which share of a journey's users comes in at a location.
type Ingress struct {
	Location string
	Share    float64 // in (0, 1]; the shares of a journey add up to 1
}

// Kinds of basic event.
const (
	KindService  = "service"  // software of a service, everywhere
	KindRelease  = "release"  // a release at one location
	KindInstance = "instance" // one replica
	KindDomain   = "domain"
	KindLink     = "link"
	KindSwitch   = "switch"   // failover does not switch over when needed
	KindFallback = "fallback" // the fallback does not work when needed
	KindReroute  = "reroute"  // users are not rerouted when needed
	KindBuffer   = "buffer"   // an outage of the callee lasts longer than the buffer
)

// An Event says what a basic event stands for.
type Event struct {
	ID        string // instance:payments-api@onprem#2
	Parameter string // where its probability comes from: instance:payments-api
	Kind      string // one of the Kind constants
	Label     string // for people
	Service   string // that fails, or that calls; empty for a domain, a link and a reroute
	Callee    string // of a call; else empty
	Domain    string // that fails; empty for all but a domain
	Location  string // where; empty for what fails everywhere
	Journey   string // of a reroute; else empty
}

// OnDemand reports whether e has a probability per demand rather than a rate of
// failure and a time to restore.
func (e Event) OnDemand() bool {
	switch e.Kind {
	case KindSwitch, KindFallback, KindReroute, KindBuffer:
		return true
	}
	return false
}
