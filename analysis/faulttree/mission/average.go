package mission

import (
	"context"
	"fmt"
	"math"
)

// Options control an average. The zero value means the defaults.
type Options struct {
	Tolerance float64 // of every mean, relative, from 1e-12 to 0.1; 0 is read as 1e-9
	MaxPieces int     // into which the mission is cut at most; 0 is read as 50,000
}

const (
	defaultTolerance = 1e-9
	defaultMaxPieces = 50_000
)

// Averages are the tops of a study over a mission.
type Averages struct {
	Hours    float64  `json:"hours"`
	Coherent bool     `json:"coherent"` // if not, no top has a failure intensity
	Pieces   int      `json:"pieces"`   // into which the mission was cut
	Tops     []Result `json:"tops" nullable:"false"`
}

// A Result is one top over a mission. What depends on failure rates is absent
// where the failure intensity is: where LackingRate names an event, or the tree is
// not coherent.
type Result struct {
	Top string `json:"top"`

	Mean         Estimate `json:"meanProbability"`  // PFDavg of a safety function
	Final        float64  `json:"finalProbability"` // at the end: of having failed where nothing is tested or repaired, else of being failed then
	Maximum      float64  `json:"maximumProbability"`
	MaximumHours float64  `json:"maximumHours"` // when it is first reached

	FailureIntensity *Estimate `json:"failureIntensityPerHour,omitempty"` // mean over the mission: PFH
	Failures         *Estimate `json:"failures,omitempty"`                // to be expected in the mission, by rates
	AtMoments        *float64  `json:"failuresAtMoments,omitempty"`       // to be expected beside them at the moments of tests and changed conditions, at most; absent for trees that are not coherent
	LackingRate      []string  `json:"lackingRate,omitempty"`             // events that matter and have no rate

	LowDemand        SIL    `json:"lowDemand"`            // of the mean probability
	HighDemand       *SIL   `json:"highDemand,omitempty"` // of the mean failure intensity
	ProbabilityBands []Band `json:"probabilityBands" nullable:"false"`
	IntensityBands   []Band `json:"intensityBands,omitempty"`
}

// An Estimate is an integral with the error to be expected of it, in the same unit.
type Estimate struct {
	Value float64 `json:"value"`
	Error float64 `json:"error"`
}

func (e Estimate) over(hours float64) Estimate { return Estimate{e.Value / hours, e.Error / hours} }

// Average returns the means over a mission of hours that begins at time 0, and what
// follows from them; see the package comment for the methods.
//
// It returns an error that wraps [ErrTime] for a mission that is none, [ErrPieces]
// or [expression.ErrMoments] for one with too many tests, those of expressions that
// have no value, or the error of ctx. The error of an integral may be larger than
// the tolerance where it cannot be made smaller; it is always given. Time is
// that of a [Curve] of some 15 points for every piece; memory is 250 bytes for
// every piece and top.
func Average(ctx context.Context, s Study, hours float64, opt Options) (Averages, error) {
	if err := checkHours(hours); err != nil {
		return Averages{}, err
	}
	if opt.Tolerance == 0 {
		opt.Tolerance = defaultTolerance
	}
	if !(opt.Tolerance >= 1e-12 && opt.Tolerance <= 0.1) {
		return Averages{}, fmt.Errorf("mission: tolerance %g is not between 1e-12 and 0.1", opt.Tolerance)
	}
	if opt.MaxPieces <= 0 {
		opt.MaxPieces = defaultMaxPieces
	}
	a := averaging{Study: s, hours: hours, opt: opt, tops: len(s.Diagram.Tops())}
	if err := a.integrate(ctx); err != nil {
		return Averages{}, err
	}
	if err := a.atEdges(ctx); err != nil {
		return Averages{}, err
	}
	return a.results(ctx)
}

// An averaging is an average in the making. Components of its pieces are the
// probabilities of all tops, then their failure intensities, if there are any.
type averaging struct {
	Study
	hours float64
	opt   Options
	tops  int

	edges   []edge
	pieces  []piece
	lacking [][]bool    // by top and event
	sides   [][]float64 // by component: the values before and after each edge
	jumps   []float64   // by top: failures at edges
}

// values returns all components at some times.
func (a *averaging) values(ctx context.Context, times []float64) ([][]float64, error) {
	g, err := a.at(ctx, times, true)
	if err != nil {
		return nil, err
	}
	for top, of := range g.lacking {
		for e, lacking := range of {
			a.lacking[top][e] = a.lacking[top][e] || lacking
		}
	}
	return append(g.p, g.w...), nil
}

func (a *averaging) integrate(ctx context.Context) error {
	var err error
	if a.edges, err = a.Study.edges(a.hours, a.opt.MaxPieces); err != nil {
		return err
	}
	a.lacking = rows[bool](a.tops, len(a.Diagram.Events()))
	var begin []piece
	for i, e := range a.edges[1:] {
		begin = append(begin, piece{from: a.edges[i].to, to: e.from})
	}
	q := quadrature{values: a.values, tolerance: a.opt.Tolerance, limit: a.opt.MaxPieces}
	a.pieces, err = q.integrate(ctx, begin)
	return err
}

// atEdges evaluates both sides of every edge, and counts what fails in it.
func (a *averaging) atEdges(ctx context.Context) error {
	times := make([]float64, 0, 2*len(a.edges))
	for _, e := range a.edges {
		times = append(times, e.before, e.after)
	}
	g, err := a.at(ctx, times, true)
	if err != nil {
		return err
	}
	a.sides = append(g.p, g.w...)
	var failing []float64 // before and after
	for _, e := range a.edges {
		if e.fails {
			failing = append(failing, e.before, e.after)
		}
	}
	a.jumps = make([]float64, a.tops)
	if len(failing) == 0 || !a.Diagram.Coherent() {
		return nil
	}
	q, _, err := a.events(ctx, a.Diagram.Events(), failing, false)
	if err != nil {
		return err
	}
	for _, row := range q { // before becomes what is left after all ends, before all begins
		for i := 0; i < len(row); i += 2 {
			if !(row[i+1]-row[i] > 1e-9*row[i+1]) { // else it is time that passed
				row[i] = row[i+1]
			}
		}
	}
	p, err := a.sample(ctx, q, len(failing))
	for top, row := range p {
		for i := 0; i < len(row); i += 2 {
			a.jumps[top] += max(row[i+1]-row[i], 0)
		}
	}
	return err
}

// results puts the results of all tops together.
func (a *averaging) results(ctx context.Context) (Averages, error) {
	out := Averages{Hours: a.hours, Coherent: a.Diagram.Coherent(), Pieces: len(a.pieces), Tops: make([]Result, a.tops)}
	tracks := make([]track, 0, 2*a.tops)
	known := make([]int, a.tops) // the track of the failure intensity; 0 for none
	for top := range out.Tops {
		tracks = append(tracks, a.track(top, demandEnds))
	}
	for top, id := range a.Diagram.Tops() {
		r := &out.Tops[top]
		r.Top = id
		for e, lacking := range a.lacking[top] {
			if lacking {
				r.LackingRate = append(r.LackingRate, a.Diagram.Events()[e])
			}
		}
		if out.Coherent && r.LackingRate == nil {
			known[top] = len(tracks)
			tracks = append(tracks, a.track(a.tops+top, hourlyEnds))
		}
	}
	if err := a.follow(ctx, tracks); err != nil {
		return Averages{}, err
	}
	for top := range out.Tops {
		r := &out.Tops[top]
		sum, off := totals(a.pieces, top)
		r.Mean = Estimate{sum, off}.over(a.hours)
		r.LowDemand = LowDemand(r.Mean.Value)
		r.Final = a.sides[top][2*len(a.edges)-2]
		r.MaximumHours, r.Maximum = tracks[top].peak()
		r.ProbabilityBands = banded(tracks[top].spent)
		if out.Coherent {
			r.AtMoments = &a.jumps[top]
		}
		if k := known[top]; k > 0 {
			a.intense(r, tracks[k])
		}
	}
	return out, nil
}

// intense fills in what the failure intensity tells.
func (a *averaging) intense(r *Result, t track) {
	sum, off := totals(a.pieces, t.component)
	if math.IsInf(sum, 1) {
		return
	}
	failures := Estimate{sum, off}
	mean := failures.over(a.hours)
	sil := HighDemand(mean.Value)
	r.Failures, r.FailureIntensity, r.HighDemand = &failures, &mean, &sil
	r.IntensityBands = banded(t.spent)
}
