package blocks

import (
	"context"
	"math/big"

	"ninefold/analysis/faulttree"
)

// A Question is what is asked about a system.
type Question struct {
	Hours []float64 // times to look at
	Sets  int       // minimal cut and path sets to list of each; 0 is read as 20, a negative number as none
}

// A Report is what Analyze says.
type Report struct {
	Label       string   `json:"label,omitempty"`
	Events      int      `json:"events"` // components, and causes in common
	Points      []Point  `json:"points,omitempty"`
	LongRun     *LongRun `json:"longRun,omitempty"`
	NotRepaired []string `json:"notRepaired,omitempty"` // events for which there is no long run
	Unsolved    []string `json:"unsolved,omitempty"`    // events whose availability in time is not known, for lack of an exponential life or repair time
	MTTF        *MTTF    `json:"mttf,omitempty"`

	CutSets  Sets `json:"cutSets"`  // minimal sets that make it fail when they do
	PathSets Sets `json:"pathSets"` // minimal sets that make it work when they do

	When        *When                  `json:"when,omitempty"` // that of the importances and of the sets' probabilities
	Importances []faulttree.Importance `json:"importances,omitempty"`
}

// When says of when a probability is.
type When struct {
	LongRun bool    `json:"longRun,omitempty"`
	Hours   float64 `json:"hours,omitempty"`
	Repairs bool    `json:"repairs"` // whether they count
}

// Sets are minimal sets of events. Where each is of more than a thousand there are none
// listed.
type Sets struct {
	Count string `json:"count,omitempty"` // exact, decimal; absent where none are listed for that
	Top   []Set  `json:"top" nullable:"false"`
}

// A Set is a minimal set.
type Set struct {
	Events      []string `json:"events" nullable:"false"`
	Probability *float64 `json:"probability,omitempty"` // that all of them have failed, or work; absent where there is no time to ask about
}

// Analyze answers everything about s. Importances and the probabilities of sets are
// of the last time, with repairs where their effect is known, or without times of
// the long run. It returns what [Compile] and the methods of [Solver] do.
func Analyze(ctx context.Context, s *System, q Question, opt Options) (*Report, error) {
	v, err := Compile(ctx, s, opt)
	if err != nil {
		return nil, err
	}
	r := &Report{Label: s.Label, Events: len(v.events)}
	if r.Points, err = v.At(ctx, q.Hours); err != nil {
		return nil, err
	}
	if len(q.Hours) > 0 {
		if _, r.Unsolved, err = v.states(ctx, q.Hours[:1], true); err != nil {
			return nil, err
		}
	}
	if r.LongRun, r.NotRepaired, err = v.LongRun(ctx); err != nil {
		return nil, err
	}
	if r.MTTF, err = v.MTTF(ctx); err != nil {
		return nil, err
	}
	switch n := len(q.Hours); {
	case n > 0:
		r.When = &When{Hours: q.Hours[n-1], Repairs: r.Unsolved == nil}
	case r.LongRun != nil:
		r.When = &When{LongRun: true, Repairs: true}
	}
	return r, v.matter(ctx, r, q.Sets)
}

// matter fills in importances and sets.
func (v *Solver) matter(ctx context.Context, r *Report, limit int) error {
	n := len(v.sources)
	down, up := make([]float64, n), make([]float64, n)
	if r.When != nil {
		all, err := v.when(ctx, *r.When)
		if err != nil {
			return err
		}
		for i, s := range all {
			down[i], up[i] = min(max(s.down, 0), 1), min(max(s.up, 0), 1)
		}
		r.Importances = v.failing.Importances(ctx, down, []float64{1})
	}
	var err error
	r.CutSets, r.PathSets = Sets{Top: []Set{}}, Sets{Top: []Set{}}
	if v.built.smallest() <= mostTogether {
		if r.CutSets, err = v.sets(ctx, v.failing, down, limit, r.When != nil); err != nil {
			return err
		}
	}
	if v.built.dual().smallest() <= mostTogether {
		r.PathSets, err = v.sets(ctx, v.working, up, limit, r.When != nil)
	}
	return err
}

// mostTogether is how large the smallest set may be: to count those of many sizes takes
// time with the cube of the sizes, and nobody reads a list of such sets.
const mostTogether = 1000

// when returns the state of every event.
func (v *Solver) when(ctx context.Context, w When) ([]state, error) {
	var all [][]state
	var unknown []string
	var err error
	if w.LongRun {
		all, unknown, err = v.longRun(ctx)
	} else {
		all, unknown, err = v.states(ctx, []float64{w.Hours}, w.Repairs)
	}
	if err != nil {
		return nil, err
	}
	if unknown != nil {
		return nil, &UnknownError{When: w, Events: unknown}
	}
	out := make([]state, len(all))
	for i, row := range all {
		out[i] = row[0]
	}
	return out, nil
}

func (v *Solver) sets(ctx context.Context, d *faulttree.Diagram, p []float64, limit int, known bool) (Sets, error) {
	got, err := d.CutSets(ctx, v.built.top, p, faulttree.CutSetOptions{Limit: limit})
	if err != nil {
		return Sets{}, err
	}
	count := got.Count
	if count == nil {
		count = new(big.Int)
	}
	out := Sets{Count: count.String(), Top: []Set{}}
	for _, c := range got.Top {
		s := Set{Events: c.Events}
		if known {
			s.Probability = &c.Probability
		}
		out.Top = append(out.Top, s)
	}
	return out, nil
}
