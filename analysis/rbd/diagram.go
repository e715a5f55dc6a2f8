package rbd

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Kinds of blocks.
const (
	Series    = "series"    // works when all its blocks do
	Parallel  = "parallel"  // works when one of its blocks does
	KOfN      = "kOfN"      // works when at least K of its blocks do
	Component = "component" // works when its component does
)

// A Diagram is a block diagram and how unavailable its components are.
type Diagram struct {
	Root           Block              `json:"root"`
	Unavailability map[string]float64 `json:"unavailability" nullable:"false"` // in [0, 1], by Event; others than the diagram's are ignored
}

// A Block is a component, or a group of blocks of which some must work.
type Block struct {
	Kind   string  `json:"kind" enum:"series,parallel,kOfN,component"`
	K      int     `json:"k,omitempty"` // of kOfN: 1 ≤ K ≤ len(Blocks)
	Label  string  `json:"label,omitempty"`
	Event  string  `json:"event,omitempty"`  // of a component: what it is; the same Event is the same component
	Blocks []Block `json:"blocks,omitempty"` // of a group: at least one
}

// Causes of an [InvalidError]. Test for them with errors.Is.
var (
	ErrKind           = errors.New("unknown kind")
	ErrBadGroup       = errors.New("group without blocks, with an event or with K out of range")
	ErrBadComponent   = errors.New("component without an event, with K or with blocks")
	ErrUnavailability = errors.New("unavailability missing or outside [0, 1]")
)

// ErrTooLarge reports a valid diagram whose analysis would exceed
// [Options.NodeLimit].
var ErrTooLarge = errors.New("rbd: node limit exceeded")

// An InvalidError says what is wrong with a Diagram, and where.
type InvalidError struct {
	Path string // of the block, such as root.blocks[1].blocks[0], or the component's event
	Err  error  // wraps ErrKind, ErrBadGroup, ...
}

func (e *InvalidError) Error() string { return fmt.Sprintf("rbd: %s: %v", e.Path, e.Err) }
func (e *InvalidError) Unwrap() error { return e.Err }

// Validate reports all that is wrong with d, as [InvalidError]s joined; nil when
// d can be analysed.
func (d Diagram) Validate() error {
	faults := d.Root.validate("root", nil)
	for _, event := range d.Root.events() {
		if u, ok := d.Unavailability[event]; !ok || !(u >= 0 && u <= 1) {
			faults = append(faults, &InvalidError{event, ErrUnavailability})
		}
	}
	return errors.Join(faults...)
}

func (b Block) validate(path string, faults []error) []error {
	add := func(err error) { faults = append(faults, &InvalidError{path, err}) }
	switch b.Kind {
	case Component:
		if b.Event == "" || b.K != 0 || len(b.Blocks) > 0 {
			add(ErrBadComponent)
		}
	case Series, Parallel:
		if b.Event != "" || b.K != 0 || len(b.Blocks) == 0 {
			add(ErrBadGroup)
		}
	case KOfN:
		if b.Event != "" || b.K < 1 || b.K > len(b.Blocks) {
			add(ErrBadGroup)
		}
	default:
		add(fmt.Errorf("%w %q", ErrKind, b.Kind))
	}
	for i, child := range b.Blocks {
		faults = child.validate(fmt.Sprintf("%s.blocks[%d]", path, i), faults)
	}
	return faults
}

// required returns how many blocks of a valid group must work.
func (b Block) required() int {
	switch b.Kind {
	case Series:
		return len(b.Blocks)
	case Parallel:
		return 1
	}
	return b.K
}

// events returns the components' IDs, sorted.
func (b Block) events() []string {
	found := map[string]int{}
	b.count(found)
	delete(found, "") // a fault reported elsewhere
	return slices.Sorted(maps.Keys(found))
}

// repeats reports whether some component is in b twice.
func (b Block) repeats() bool {
	found := map[string]int{}
	b.count(found)
	for _, n := range found {
		if n > 1 {
			return true
		}
	}
	return false
}

func (b Block) count(found map[string]int) {
	if b.Kind == Component {
		found[b.Event]++
	}
	for _, child := range b.Blocks {
		child.count(found)
	}
}
