package models

// Kinds of failure domain. The geographic ones nest (provider ⊃ region ⊃ zone ⊃
// cluster ⊃ node, in any order the model gives); the others are shared fate that
// has no place, and only [Service.Shared] refers to them.
const (
	DomainProvider    = "provider"
	DomainRegion      = "region"
	DomainDataCentre  = "dataCentre"
	DomainZone        = "zone"
	DomainCluster     = "cluster"
	DomainNode        = "node"
	DomainAuthority   = "certificateAuthority"
	DomainDNS         = "dns"
	DomainConfig      = "configPipeline"
	DomainImage       = "image"
	DomainControl     = "controlPlane"
	DomainOtherShared = "other"
)

// A FailureDomain is something whose failure takes its contents down.
type FailureDomain struct {
	ID      string   `json:"id" yaml:"id"`
	Kind    string   `json:"kind" yaml:"kind"` // one of the Domain constants
	Title   string   `json:"title,omitempty" yaml:"title,omitempty"`
	Parent  string   `json:"parent,omitempty" yaml:"parent,omitempty"` // enclosing domain; its failure takes this one down
	Failure *Failure `json:"failure,omitempty" yaml:"failure,omitempty"`
}

// Geographic reports whether a service can be placed in d.
func (d FailureDomain) Geographic() bool {
	switch d.Kind {
	case DomainProvider, DomainRegion, DomainDataCentre, DomainZone, DomainCluster, DomainNode:
		return true
	}
	return false
}

// Kinds of service.
const (
	ServiceMicroservice = "microservice"
	ServiceGateway      = "gateway"
	ServiceDatabase     = "database"
	ServiceCache        = "cache"
	ServiceQueue        = "queue"
	ServiceExternal     = "external"
	ServiceVM           = "vm"
	ServiceMainframe    = "mainframe"
	ServiceOther        = "other"
)

// A Service is a unit that answers requests.
type Service struct {
	ID       string   `json:"id" yaml:"id"`
	Title    string   `json:"title,omitempty" yaml:"title,omitempty"`
	Kind     string   `json:"kind,omitempty" yaml:"kind,omitempty"` // one of the Service constants; empty is microservice
	Tier     int      `json:"tier,omitempty" yaml:"tier,omitempty"` // 1 is the most critical; 0 is not stated
	Owner    string   `json:"owner,omitempty" yaml:"owner,omitempty"`
	Shared   []string `json:"shared,omitempty" yaml:"shared,omitempty"`     // non-geographic domains whose failure takes the service down
	Failure  *Failure `json:"failure,omitempty" yaml:"failure,omitempty"`   // of the software: all replicas, everywhere
	Release  *Failure `json:"release,omitempty" yaml:"release,omitempty"`   // of a release: all replicas at one location
	Instance *Failure `json:"instance,omitempty" yaml:"instance,omitempty"` // of one replica
	Records  []string `json:"records,omitempty" yaml:"records,omitempty"`   // names under which incidents mention it; its ID and title always count
	Evidence []string `json:"evidence,omitempty" yaml:"evidence,omitempty"` // where discovery found it, file:line
}

// Label returns the title, or the ID where there is none.
func (s Service) Label() string {
	if s.Title != "" {
		return s.Title
	}
	return s.ID
}

// A Placement is a service running at one location: Required of its Replicas
// must work. Replica i runs in Spread[i mod len(Spread)]; without Spread all run
// in Location itself.
type Placement struct {
	Service  string   `json:"service" yaml:"service"`
	Location string   `json:"location,omitempty" yaml:"location,omitempty"` // a geographic domain; empty: one location, not named
	Replicas int      `json:"replicas,omitempty" yaml:"replicas,omitempty"` // 0 is read as 1
	Required int      `json:"required,omitempty" yaml:"required,omitempty"` // 0 is read as 1
	Spread   []string `json:"spread,omitempty" yaml:"spread,omitempty"`     // geographic domains inside Location
	Evidence []string `json:"evidence,omitempty" yaml:"evidence,omitempty"`
}

// A Link is the network between two locations, in both directions. Without one
// the network between two locations is taken not to fail on its own.
type Link struct {
	From    string   `json:"from" yaml:"from"`
	To      string   `json:"to" yaml:"to"`
	Failure *Failure `json:"failure,omitempty" yaml:"failure,omitempty"`
}

// Kinds of dependency.
const (
	DependencyHard  = "hard"  // the caller is down without it
	DependencySoft  = "soft"  // the caller is degraded without it
	DependencyAsync = "async" // the caller is down when it is away for longer than Buffer
)

// A Dependency says that one service calls another.
type Dependency struct {
	From     string     `json:"from" yaml:"from"`
	To       string     `json:"to" yaml:"to"`
	Kind     string     `json:"kind,omitempty" yaml:"kind,omitempty"`     // one of the Dependency constants; empty is hard
	Buffer   Duration   `json:"buffer,omitempty" yaml:"buffer,omitempty"` // async only
	Fallback *Fallback  `json:"fallback,omitempty" yaml:"fallback,omitempty"`
	Failover *Failover  `json:"failover,omitempty" yaml:"failover,omitempty"`
	Policy   CallPolicy `json:"policy,omitzero" yaml:"policy,omitempty"`
	Evidence []string   `json:"evidence,omitempty" yaml:"evidence,omitempty"` // where it was seen: "env CART_SERVICE_ADDR at file:line"
}

// A Fallback answers in place of a dependency that cannot be reached.
type Fallback struct {
	Service       string  `json:"service,omitempty" yaml:"service,omitempty"` // who answers; empty: the caller itself, from a cache or a rule
	Effectiveness float64 `json:"effectiveness" yaml:"effectiveness"`         // P(it works when needed), in [0, 1]
	Source        string  `json:"source,omitempty" yaml:"source,omitempty"`
}

// Failover sends calls to other locations when the local replicas are down. It
// does nothing without OutlierDetection, as in Istio.
type Failover struct {
	OutlierDetection bool     `json:"outlierDetection" yaml:"outlierDetection"`
	Order            []string `json:"order,omitempty" yaml:"order,omitempty"` // locations to try; empty: every other, in model order
	Coverage         *float64 `json:"coverage,omitempty" yaml:"coverage,omitempty"`
	Source           string   `json:"source,omitempty" yaml:"source,omitempty"`
}

// A CallPolicy is what the mesh does to calls along a dependency.
type CallPolicy struct {
	Retries int      `json:"retries,omitempty" yaml:"retries,omitempty"`
	Timeout Duration `json:"timeout,omitempty" yaml:"timeout,omitempty"`
}
