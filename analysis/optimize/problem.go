package optimize

import "errors"

// A Problem is what to allocate. Exactly one of Minimize and the reliability is
// the aim: without Minimize, the largest reliability within the limits.
type Problem struct {
	Resources  []Resource  `json:"resources"`
	Subsystems []Subsystem `json:"subsystems"`
	Structure  Structure   `json:"structure"`

	// Minimize names the resource to use least of, while the unreliability of the
	// system is at most MaxUnreliability, in (0, 1).
	Minimize         string  `json:"minimize,omitempty"`
	MaxUnreliability float64 `json:"maxUnreliability,omitempty"`
}

// A Resource is what components use, such as cost or weight, in any unit.
type Resource struct {
	Name  string   `json:"name"`
	Limit *float64 `json:"limit,omitempty"` // of the whole system; nil is none
}

// A Subsystem works when at least K of its components do.
type Subsystem struct {
	Name       string      `json:"name"`
	Components []Component `json:"components"`
	K          int         `json:"k,omitempty"`        // 0 is 1
	Min        int         `json:"min,omitempty"`      // components there must be; 0 is K
	Max        int         `json:"max,omitempty"`      // components there may be; 0 is as many as the limits allow
	Optional   bool        `json:"optional,omitempty"` // may be left out; then it does not work
	Mixed      bool        `json:"mixed,omitempty"`    // may have different components
}

// A Component is a kind of which a subsystem may have several.
type Component struct {
	Name          string             `json:"name"`
	Unreliability float64            `json:"unreliability"`  // in [0, 1)
	Uses          map[string]float64 `json:"uses,omitempty"` // of each resource, at least 0; 0 where it is not named
}

// A Structure says when the system works. At most one field is set; without any,
// it works when all subsystems do.
type Structure struct {
	Tree     *Block     `json:"tree,omitempty"`     // of series and parallel groups, with every subsystem once
	PathSets [][]string `json:"pathSets,omitempty"` // subsystems that together keep the system working
	System   System     `json:"-"`
}

// A Block is a subsystem or a group of blocks.
type Block struct {
	Subsystem string  `json:"subsystem,omitempty"`
	Series    []Block `json:"series,omitempty"`   // works when all do
	Parallel  []Block `json:"parallel,omitempty"` // works when one does
}

// A System is a coherent system of independent subsystems: its unreliability is
// linear in that of each of them, and never falls when theirs grows. Calls come
// from several goroutines.
type System interface {
	// Unreliability returns that of the system, for those of the subsystems in the
	// order of the problem, which it does not keep.
	Unreliability(subsystems []float64) float64
}

// SystemFunc is a function as a [System].
type SystemFunc func(subsystems []float64) float64

// Unreliability calls f.
func (f SystemFunc) Unreliability(subsystems []float64) float64 { return f(subsystems) }

// Causes of an [InvalidError]. Test for them with errors.Is.
var (
	ErrName        = errors.New("name is missing, unknown or comes twice")
	ErrComponent   = errors.New("unreliability outside [0, 1) or use negative or not finite")
	ErrCounts      = errors.New("numbers of components contradict each other")
	ErrUnbounded   = errors.New("neither max nor a limit bounds the number of components")
	ErrEmpty       = errors.New("nothing to choose from")
	ErrLimit       = errors.New("limit negative or not finite")
	ErrTarget      = errors.New("minimize needs a resource and an unreliability in (0, 1), and only both together")
	ErrStructure   = errors.New("structure is said in more than one way, or a group is")
	ErrNotCoherent = errors.New("the system is not coherent, or its subsystems are not independent")
)

// What may come of a valid problem.
var (
	ErrInfeasible = errors.New("optimize: no allocation keeps the limits and meets the target")
	ErrTooLarge   = errors.New("optimize: too large")
)

// An InvalidError says what is wrong with a Problem, and where.
type InvalidError struct {
	Path string // such as subsystems[2].components[0]
	Err  error  // wraps ErrName, ErrComponent, ...
}

func (e *InvalidError) Error() string { return "optimize: " + e.Path + ": " + e.Err.Error() }
func (e *InvalidError) Unwrap() error { return e.Err }

// Options say how long and how to look. The zero value is meant to be used.
type Options struct {
	Nodes    int            // of branch and bound; 0 is no limit
	States   int            // of a Pareto front; 0 is 1,000,000
	Starts   int            // of the local search; 0 is 40
	Seed     uint64         // of the starts
	Workers  int            // of the local search; 0 is one for each processor
	Progress func(Progress) // called now and then by the caller's goroutine; may be nil
}

// A Progress says how far a search is.
type Progress struct {
	Nodes int64    // of branch and bound so far
	Best  *float64 // of the aim, so far: unreliability or amount; nil while nothing is found
	Bound *float64 // no allocation has less; nil while nothing is known, or a resource is minimised
}

const (
	defaultStates = 1_000_000
	defaultStarts = 40
	maxChoices    = 500_000 // of one subsystem, before dominated ones are dropped
	maxSubsystems = 10_000
)
