package rbd

import (
	"context"
	"errors"

	"ninefold/analysis/internal/bdd"
)

// Options control an analysis. The zero value means the defaults.
type Options struct {
	NodeLimit int // nodes a decision diagram may have while it is built; 0 is read as 5 million
}

const defaultNodeLimit = 5_000_000

// A Result is what Analyze says about a diagram.
type Result struct {
	Unavailability float64      `json:"unavailability"`
	Availability   float64      `json:"availability"`
	Root           BlockResult  `json:"root"`
	PathSets       string       `json:"pathSets"` // minimal sets of components that suffice for it to work: their number, exact, decimal
	Importances    []Importance `json:"importances" nullable:"false"`
}

// A BlockResult is a block of the diagram with what it alone comes to, whatever
// the blocks around it do.
type BlockResult struct {
	Kind           string        `json:"kind"`
	K              int           `json:"k,omitempty"`
	Label          string        `json:"label,omitempty"`
	Event          string        `json:"event,omitempty"`
	Unavailability float64       `json:"unavailability"`
	Availability   float64       `json:"availability"`
	Blocks         []BlockResult `json:"blocks,omitempty"`
}

// An Importance says how much one component matters to the diagram.
type Importance struct {
	Event       string   `json:"event"`
	Birnbaum    float64  `json:"birnbaum"`              // P(down given it is down) − P(down given it works)
	Criticality *float64 `json:"criticality,omitempty"` // its unavailability · Birnbaum / that of the diagram; absent when that is 0
}

// Analyze quantifies d. It returns the faults of d, [ErrTooLarge], or the error
// of ctx. Time is O(n·k) for a diagram in which nothing repeats, and at worst
// exponential in the number of repeated components.
func Analyze(ctx context.Context, d Diagram, opt Options) (Result, error) {
	if err := d.Validate(); err != nil {
		return Result{}, err
	}
	limit := opt.NodeLimit
	if limit <= 0 {
		limit = defaultNodeLimit
	}
	r, err := analyze(ctx, &d, limit)
	if errors.Is(err, bdd.ErrLimit) {
		return Result{}, ErrTooLarge
	}
	return r, err
}

func analyze(ctx context.Context, d *Diagram, limit int) (Result, error) {
	c := newCompiler(d)
	paths, err := c.pathSets(ctx, limit)
	if err != nil {
		return Result{}, err
	}
	birnbaum, err := c.quantify(ctx, limit)
	if err != nil {
		return Result{}, err
	}
	r := Result{PathSets: paths.String(), Root: c.result(&d.Root), Importances: []Importance{}}
	r.Unavailability, r.Availability = r.Root.Unavailability, r.Root.Availability
	for _, event := range d.Root.events() {
		level := c.level[event]
		imp := Importance{Event: event, Birnbaum: birnbaum[level]}
		if part := c.down[level] * imp.Birnbaum / r.Unavailability; r.Unavailability > 0 {
			part = min(part, 1) // above is rounding
			imp.Criticality = &part
		}
		r.Importances = append(r.Importances, imp)
	}
	return r, nil
}
