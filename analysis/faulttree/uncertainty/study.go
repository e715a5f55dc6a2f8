package uncertainty

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// A Study is a compiled tree and what the probabilities of its events are made of.
type Study struct {
	Diagram          *faulttree.Diagram
	Inputs           expression.Inputs // must have all events of the diagram
	MissionTimeHours float64

	// Factors holds what the probability of a top is multiplied with, such as the
	// frequency of an initiating event, by top. None means 1. The deviates in one
	// have keys that begin with "factor ".
	Factors map[string]expression.Expr
}

// A Clip counts drawn probabilities of an event that were none, and were counted
// as the nearest that is one.
type Clip struct {
	Event string `json:"event"`
	Below int    `json:"below"` // evaluations below 0
	Above int    `json:"above"` // evaluations above 1
}

// A problem is a study that has been checked. It may be used by several goroutines
// at once.
type problem struct {
	Study
	events, tops []string
	keys         []string  // of the deviates that matter, sorted
	point        []float64 // of every top, deviates at their means
	certain      []float64 // probabilities of the tops if there are no events
	sampling     sync.Mutex
}

// prepare reports all that is wrong with the study.
func (s Study) prepare() (*problem, error) {
	if s.Diagram == nil {
		return nil, errors.New("uncertainty: study without a diagram")
	}
	p := &problem{Study: s, events: s.Diagram.Events(), tops: s.Diagram.Tops()}
	set := expression.Settings{MissionTimeHours: s.MissionTimeHours}
	means, err := s.Inputs.Probabilities(p.events, set)
	faults := []error{err}
	for _, top := range slices.Sorted(maps.Keys(s.Factors)) {
		if !slices.Contains(p.tops, top) {
			faults = append(faults, fmt.Errorf("factor of %q, which is no top", top))
		}
	}
	factors := make([]float64, len(p.tops))
	eval := s.Inputs.Parameters.At(set)
	for t, top := range p.tops {
		factors[t] = 1
		if f, ok := s.Factors[top]; ok {
			if factors[t], err = eval.Value(factorKey(top), f); err == nil {
				err = checkFactor(top, factors[t])
			}
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("uncertainty: %w", err)
	}
	p.keys = s.Inputs.Parameters.Deviates(p.exprs())
	p.point = s.Diagram.Probability(means)
	if len(p.events) == 0 {
		p.certain = slices.Clone(p.point)
	}
	for t, f := range factors {
		p.point[t] *= f
	}
	return p, nil
}

func factorKey(top string) string { return "factor " + top }

func checkFactor(top string, f float64) error {
	if !(f >= 0) {
		return fmt.Errorf("%s: %g is negative", factorKey(top), f)
	}
	return nil
}

// exprs returns all expressions that matter, by key.
func (p *problem) exprs() map[string]expression.Expr {
	out := map[string]expression.Expr{}
	for _, id := range p.events {
		out[expression.EventKey(id)] = p.Inputs.Events[id]
	}
	for top, f := range p.Factors {
		out[factorKey(top)] = f
	}
	return out
}

// columns are the settings of some samples.
func (p *problem) columns(from, to int, uniform func(key string) []float64) expression.Columns {
	return expression.Columns{Samples: to - from, From: from, MissionTimeHours: p.MissionTimeHours, Uniform: uniform}
}

// A table is the inputs of the diagram in some samples.
type table struct {
	events  [][]float64 // probabilities
	factors [][]float64 // by top; nil for those without one
	clipped []Clip
	touched []bool // by sample, whether anything was clipped in it; nil for nowhere
}

// A part is some of the rows of a table.
type part struct{ events, tops []int }

// all is the whole table.
func (p *problem) all() part {
	var all part
	for i := range p.events {
		all.events = append(all.events, i)
	}
	for t, top := range p.tops {
		if _, ok := p.Factors[top]; ok {
			all.tops = append(all.tops, t)
		}
	}
	return all
}

// evaluate returns the table with some of its rows evaluated anew.
func (p *problem) evaluate(ctx context.Context, c expression.Columns, old table, which part) (table, error) {
	ids := make([]string, len(which.events))
	for i, e := range which.events {
		ids[i] = p.events[e]
	}
	rows, err := p.Inputs.Columns(ctx, ids, c)
	if err != nil {
		return table{}, err
	}
	out := table{events: slices.Clone(old.events), factors: slices.Clone(old.factors)}
	for i, e := range which.events {
		out.events[e] = out.clip(ids[i], rows[i])
	}
	batch := p.Inputs.Parameters.Over(c)
	var faults []error
	for _, t := range which.tops {
		row, err := batch.Values(factorKey(p.tops[t]), p.Factors[p.tops[t]])
		for i := 0; i < len(row) && err == nil; i++ {
			if err = checkFactor(p.tops[t], row[i]); err != nil {
				err = fmt.Errorf("sample %d: %w", c.From+i, err)
			}
		}
		faults = append(faults, err)
		out.factors[t] = row
	}
	return out, errors.Join(faults...)
}

// clip returns the row with what is no probability replaced by the nearest that is
// one, and takes note of it.
func (t *table) clip(event string, row []float64) []float64 {
	out, c := row, Clip{Event: event}
	for i, x := range row {
		if x >= 0 && x <= 1 {
			continue
		}
		if c.Below+c.Above == 0 {
			out = slices.Clone(row) // others may share it
		}
		if t.touched == nil {
			t.touched = make([]bool, len(row))
		}
		t.touched[i] = true
		if x < 0 {
			out[i] = 0
			c.Below++
		} else {
			out[i] = 1
			c.Above++
		}
	}
	if c.Below+c.Above > 0 {
		t.clipped = append(t.clipped, c)
	}
	return out
}

// empty is a table without rows.
func (p *problem) empty() table {
	return table{events: make([][]float64, len(p.events)), factors: make([][]float64, len(p.tops))}
}

// values returns the tops in n samples. The diagram uses all processors itself and
// holds all its nodes for some samples, so no more than one worker is in here.
func (p *problem) values(ctx context.Context, t table, n int) ([][]float64, error) {
	out := make([][]float64, len(p.tops))
	if p.certain != nil {
		for i := range out {
			out[i] = slices.Repeat(p.certain[i:i+1], n)
		}
	} else {
		p.sampling.Lock()
		defer p.sampling.Unlock()
		var err error
		if out, err = p.Diagram.Sample(ctx, t.events); err != nil {
			return nil, err
		}
	}
	for i, factor := range t.factors {
		for s, f := range factor {
			out[i][s] *= f
		}
	}
	return out, nil
}

// sample puts the tops in the samples of c into their places, by top and sample, and
// returns the table they come of: the old one with some of its rows evaluated anew.
func (p *problem) sample(ctx context.Context, c expression.Columns, old table, which part, into [][]float64) (table, error) {
	t, err := p.evaluate(ctx, c, old, which)
	if err != nil {
		return table{}, err
	}
	tops, err := p.values(ctx, t, c.Samples)
	for i, row := range tops {
		copy(into[i][c.From:], row)
	}
	return t, err
}

// clips adds up what was clipped; several goroutines may do so at once.
type clips struct {
	mu     sync.Mutex
	counts map[string]Clip
}

func (c *clips) add(more []Clip) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range more {
		if c.counts == nil {
			c.counts = map[string]Clip{}
		}
		sum := c.counts[m.Event]
		c.counts[m.Event] = Clip{m.Event, sum.Below + m.Below, sum.Above + m.Above}
	}
}

// sorted returns the sums by event.
func (c *clips) sorted() []Clip {
	var out []Clip
	for _, id := range slices.Sorted(maps.Keys(c.counts)) {
		out = append(out, c.counts[id])
	}
	return out
}

// finite returns x, or nil where it is none.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
