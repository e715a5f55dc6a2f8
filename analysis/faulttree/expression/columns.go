package expression

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Columns say where expressions are evaluated for many samples at once, as
// [Settings] do for one.
type Columns struct {
	Samples          int
	From             int // number of the first sample, for messages
	MissionTimeHours float64

	// Uniform returns the numbers drawn for a deviate, as [Settings].Uniform does,
	// one for every sample; they are not modified. Nil instead of them means that
	// the deviate counts with its mean in all samples.
	Uniform func(key string) []float64

	// Scale returns what the values of a deviate are multiplied with, one for every
	// sample; nil means 1.
	Scale func(key string) []float64

	// InitiatingEvent and States are the same for all samples.
	InitiatingEvent string
	States          map[string]string
}

// Columns returns the values of the events with these IDs: out[event][sample], in
// their order. They are to the last bit those of evaluating sample by sample, but
// what does not depend on deviates is evaluated once, and parameters once for all
// events. Values are not checked to be probabilities. Events may share a row: rows
// must not be modified.
//
// It returns the error of ctx, or one for each event without a probability or
// whose expression has no value, which names the first such sample. Time is linear
// in the size of all expressions times the number of samples.
func (in Inputs) Columns(ctx context.Context, ids []string, c Columns) ([][]float64, error) {
	batch := in.Parameters.Over(c)
	out := make([][]float64, len(ids))
	var faults []error
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, ok := in.Events[id]
		if !ok {
			faults = append(faults, fmt.Errorf("basic event %q has no probability", id))
			continue
		}
		row, err := batch.Values(EventKey(id), e)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		out[i] = row
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return out, nil
}

// A Batch holds the values of parameters in many samples. It must not be used by
// several goroutines at once.
type Batch struct {
	system System
	c      Columns
	params map[string]column
	open   map[string]bool
	rows   map[uint64][]float64 // of constants, by their bits, as handed out
}

// Over returns an evaluation of s for many samples.
func (s System) Over(c Columns) *Batch {
	return &Batch{system: s, c: c, params: map[string]column{}, open: map[string]bool{}, rows: map[uint64][]float64{}}
}

// Values returns the value of e in every sample, as [Evaluation.Value] does of
// one. The result may be shared: it must not be modified.
func (b *Batch) Values(key string, e Expr) ([]float64, error) {
	x := b.value(key, e)
	if x.some && !x.bad {
		return b.constant(x.same), nil
	}
	out := x.rows
	if x.some {
		out = b.broadcast(x.same)
	}
	if x.bad {
		if err := b.mend(key, e, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mend evaluates e one by one in those samples that have no value: to say what
// is wrong, or because only the whole had to be evaluated to see what is needed.
func (b *Batch) mend(key string, e Expr, rows []float64) error {
	uniform, scale := kept(b.c.Uniform), kept(b.c.Scale)
	for i, x := range rows {
		if !math.IsNaN(x) {
			continue
		}
		set := Settings{
			MissionTimeHours: b.c.MissionTimeHours, InitiatingEvent: b.c.InitiatingEvent, States: b.c.States,
			Uniform: func(key string) float64 { return at(uniform(key), i, math.NaN()) },
			Scale:   func(key string) float64 { return at(scale(key), i, 1) },
		}
		x, err := b.system.At(set).Value(key, e)
		if err != nil {
			return fmt.Errorf("sample %d: %w", b.c.From+i, err)
		}
		rows[i] = x
	}
	return nil
}

// kept asks for the column of each key once.
func kept(column func(key string) []float64) func(key string) []float64 {
	known := map[string][]float64{}
	return func(key string) []float64 {
		rows, ok := known[key]
		if !ok && column != nil {
			rows = column(key)
			known[key] = rows
		}
		return rows
	}
}

func at(rows []float64, i int, otherwise float64) float64 {
	if rows == nil {
		return otherwise
	}
	return rows[i]
}

// constant returns a row that is shared by all constants of this value.
func (b *Batch) constant(x float64) []float64 {
	bits := math.Float64bits(x)
	row, ok := b.rows[bits]
	if !ok {
		row = b.broadcast(x)
		b.rows[bits] = row
	}
	return row
}

func (b *Batch) broadcast(x float64) []float64 {
	row := make([]float64, b.c.Samples)
	for i := range row {
		row[i] = x
	}
	return row
}
