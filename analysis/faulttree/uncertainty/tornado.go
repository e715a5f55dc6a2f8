package uncertainty

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/faulttree/expression"
)

// TornadoOptions control [OneAtATime]. The zero value means the defaults.
type TornadoOptions struct {
	Level    float64 // of an input within which it is moved, in (0, 1); 0 is read as 0.9
	Workers  int     // 0 is read as one for each processor; the result does not depend on it
	Progress func(done, total int)
}

// A Tornado says how far each input alone moves the tops.
type Tornado struct {
	Tops    []TopSwings `json:"tops" nullable:"false"` // in the order of the diagram
	Inputs  int         `json:"inputs"`                // random deviates that the tops depend on
	Level   float64     `json:"level"`                 // inputs go from their quantile (1-Level)/2 to (1+Level)/2
	Clipped []Clip      `json:"clipped,omitempty"`     // by event
	Partial bool        `json:"partial,omitempty"`     // ended early: some inputs are missing
}

// TopSwings are what the inputs do to one top.
type TopSwings struct {
	Top           string  `json:"top"`
	PointEstimate float64 `json:"pointEstimate"`           // with all inputs at their means
	Swings        []Swing `json:"swings" nullable:"false"` // by falling width
}

// A Swing is what one input does to a top while all others are at their means.
type Swing struct {
	Input string  `json:"input"` // key of the deviate: "parameter" or "event" and its name
	Low   float64 `json:"low"`   // top with the input at its low quantile
	High  float64 `json:"high"`  // and at its high one, which may be less
	Width float64 `json:"width"` // between the two

	// Elasticity is the relative change of the top over that of the input, for a
	// small change at the means. It is absent where the top is 0 there, or a
	// probability is 1 and cannot rise.
	Elasticity *float64 `json:"elasticity,omitempty"`
}

// nudge is the relative change that elasticities are measured with: its square and
// the rounding over it are about equally small.
const nudge = 1e-5

// rowsEach is how many samples an input takes: at both quantiles, and nudged down
// and up.
const rowsEach = 4

// OneAtATime moves every uncertain input by itself between two of its quantiles.
// It costs four samples of the diagram for each input.
//
// Errors are those of [Propagate].
func OneAtATime(ctx context.Context, s Study, opt TornadoOptions) (Tornado, error) {
	if opt.Level == 0 {
		opt.Level = 0.9
	}
	if err := checkShare("level", opt.Level); err != nil {
		return Tornado{}, err
	}
	p, err := s.prepare()
	if err != nil {
		return Tornado{}, err
	}
	return p.tornado(ctx, opt)
}

func (p *problem) tornado(ctx context.Context, opt TornadoOptions) (Tornado, error) {
	rows := rowsEach * len(p.keys)
	values, touched := matrix(len(p.tops), rows), make([]bool, rows)
	var clipped clips
	all := p.all()
	done, err := job{
		samples: rows, size: blockSize(rows, len(p.events), opt.Workers), workers: opt.Workers, progress: opt.Progress,
		do: func(ctx context.Context, from, to int) error {
			t, err := p.sample(ctx, p.aside(from, to, opt.Level), p.empty(), all, values)
			if err != nil {
				return err
			}
			copy(touched[from:], t.touched)
			clipped.add(t.clipped)
			return nil
		},
	}.run(ctx)
	if failed(ctx, err) {
		return Tornado{}, fmt.Errorf("uncertainty: %w", err)
	}
	out := Tornado{Tops: []TopSwings{}, Inputs: len(p.keys), Level: opt.Level, Clipped: clipped.sorted(), Partial: err != nil}
	for t, row := range values {
		top := TopSwings{Top: p.tops[t], PointEstimate: p.point[t], Swings: []Swing{}}
		for i, key := range p.keys {
			if at := rowsEach * i; done[at] {
				smooth := !touched[at+2] && !touched[at+3]
				top.Swings = append(top.Swings, swing(key, p.point[t], row[at:at+rowsEach], smooth))
			}
		}
		slices.SortStableFunc(top.Swings, func(a, b Swing) int { return cmp.Compare(b.Width, a.Width) })
		out.Tops = append(out.Tops, top)
	}
	return out, err
}

func swing(key string, point float64, row []float64, smooth bool) Swing {
	out := Swing{Input: key, Low: row[0], High: row[1], Width: math.Abs(row[1] - row[0])}
	if smooth && point > 0 {
		out.Elasticity = finite((row[3] - row[2]) / point / (2 * nudge))
	}
	return out
}

// aside are the settings of the rows from and up to but without to: those of
// input i begin at rowsEach·i. Blocks do not divide those of one input.
func (p *problem) aside(from, to int, level float64) expression.Columns {
	index := make(map[string]int, (to-from)/rowsEach)
	for i := from / rowsEach; i < to/rowsEach; i++ {
		index[p.keys[i]] = rowsEach*i - from
	}
	column := func(otherwise float64, offset int, low, high float64) func(key string) []float64 {
		return func(key string) []float64 {
			at, ok := index[key]
			if !ok {
				return nil
			}
			out := slices.Repeat([]float64{otherwise}, to-from)
			out[at+offset], out[at+offset+1] = low, high
			return out
		}
	}
	c := p.columns(from, to, column(math.NaN(), 0, (1-level)/2, (1+level)/2))
	c.Scale = column(1, 2, 1-nudge, 1+nudge)
	return c
}
