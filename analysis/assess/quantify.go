package assess

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/mesh"
	"ninefold/models"
)

const frequencySamples = 1_000

// A quantified journey: its fault tree with numbers, exact at the means of the
// parameters and once more for each sample.
type quantified struct {
	journey models.Journey
	syn     mesh.Synthesis
	diagram *faulttree.Diagram // over the tops of the locations, any and degraded
	events  []mesh.Event       // as diagram.Events()
	index   map[string]int     // in events, by ID
	p       []float64          // probability of each at the means
	rate    []float64          // per hour at the means; 0 for what fails on demand
	weights []float64          // share of users for each top of diagram; 0 for any and degraded

	unavailability float64   // user-weighted
	frequency      float64   // user-weighted outages per year
	byTop          []float64 // probability of each top of diagram
	birnbaum       []float64
	single         []hit                  // events that alone leave some users without the journey
	samples        []float64              // unavailability
	frequencies    []float64              // per year, of the first frequencySamples samples; none for an alternative
	degraded       []float64              // probability of degraded but not down; nil where nothing is soft
	importances    []faulttree.Importance // none for an alternative
}

// A hit is an event that alone takes a journey down for a share of its users.
type hit struct {
	event int     // in quantified.events
	users float64 // in (0, 1]
}

// quantify synthesises and quantifies one journey. A journey that cannot fail has
// no diagram and unavailability 0.
func quantify(ctx context.Context, sys mesh.System, j models.Journey, in inputs) (*quantified, error) {
	syn, err := mesh.FaultTree(sys, j.ID)
	if err != nil {
		return nil, fmt.Errorf("assess: journey %s: %w", j.ID, err)
	}
	q := &quantified{journey: j, syn: syn, samples: make([]float64, in.draws.n)}
	tops := q.tops()
	if len(tops) == 0 {
		return q, nil
	}
	if q.diagram, err = faulttree.Compile(ctx, q.syn.Tree, tops, faulttree.Options{NodeLimit: in.nodeLimit}); err != nil {
		return nil, fmt.Errorf("assess: the fault tree of journey %s: %w", j.ID, err)
	}
	q.align(in.params)
	q.byTop = q.diagram.Probability(q.p)
	q.unavailability, q.birnbaum = q.diagram.Gradient(q.p, q.weights)
	q.frequency = frequency(q.p, q.rate, q.birnbaum)
	if err := q.sample(ctx, in.draws); err != nil {
		return nil, err
	}
	return q, q.findSingle(ctx)
}

// inputs are the numbers a structure is quantified with.
type inputs struct {
	params    *parameters
	draws     *draws
	nodeLimit int // of a decision diagram; 0: the default
}

// tops names the tops of the diagram: those of the locations first, then any and
// degraded.
func (q *quantified) tops() []string {
	var tops []string
	q.weights = nil
	add := func(gate string, weight float64) {
		if gate == "" {
			return
		}
		if i := slices.Index(tops, gate); i >= 0 {
			q.weights[i] += weight
			return
		}
		tops, q.weights = append(tops, gate), append(q.weights, weight)
	}
	for _, l := range q.syn.Locations {
		add(l.Gate, l.Share)
	}
	add(q.syn.Any, 0)
	add(q.syn.Degraded, 0)
	return tops
}

// align orders events, probabilities and rates as the diagram does.
func (q *quantified) align(ps *parameters) {
	byID := map[string]mesh.Event{}
	for _, e := range q.syn.Events {
		byID[e.ID] = e
	}
	q.index = map[string]int{}
	for i, id := range q.diagram.Events() {
		q.index[id] = i
		e := byID[id]
		p, rate := ps.point(ps.byID[e.Parameter])
		q.events, q.p, q.rate = append(q.events, e), append(q.p, p), append(q.rate, rate)
	}
}

// frequency returns failures per year, Σ I_B(i)·(1−q_i)·λ_i, which counts the
// events that have a rate.
func frequency(p, rate, birnbaum []float64) float64 {
	var w float64
	for i := range p {
		w += birnbaum[i] * (1 - p[i]) * rate[i]
	}
	return w * hoursPerYear
}

// sample evaluates the diagram for every sample of the parameters.
func (q *quantified) sample(ctx context.Context, d *draws) error {
	columns := make([][]float64, len(q.events))
	for i, e := range q.events {
		columns[i] = d.probability[e.Parameter]
	}
	out, err := q.diagram.Sample(ctx, columns)
	if err != nil {
		return err
	}
	for t, weight := range q.weights {
		if weight > 0 {
			for i, u := range out[t] {
				q.samples[i] += weight * u
			}
		}
	}
	if q.syn.Degraded != "" {
		q.degraded = make([]float64, d.n)
		weak, down := out[q.top(q.syn.Degraded)], make([]float64, d.n)
		if q.syn.Any != "" {
			down = out[q.top(q.syn.Any)]
		}
		for i := range q.degraded {
			q.degraded[i] = max(0, weak[i]-down[i])
		}
	}
	return nil
}

func (q *quantified) top(gate string) int { return slices.Index(q.diagram.Tops(), gate) }

// measureImportance computes the importance of every event, which takes no context.
func (q *quantified) measureImportance(ctx context.Context) (err error) {
	if q.diagram == nil {
		return nil
	}
	q.importances, err = abandonable(ctx, func() ([]faulttree.Importance, error) { //nolint:contextcheck // it takes none
		return q.diagram.Importances(q.p, q.weights), nil
	})
	return err
}

// sampleFrequency evaluates the frequency for the first samples: one gradient
// each, which is why it is not done for all.
func (q *quantified) sampleFrequency(ctx context.Context, d *draws) error {
	if q.diagram == nil {
		return nil
	}
	n := min(d.n, frequencySamples)
	q.frequencies = make([]float64, n)
	work, ctx := errgroup.WithContext(ctx)
	workers := runtime.GOMAXPROCS(0)
	for first := range workers {
		work.Go(func() error {
			p, rate := make([]float64, len(q.events)), make([]float64, len(q.events))
			for i := first; i < n; i += workers {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				for e, event := range q.events {
					p[e] = d.probability[event.Parameter][i]
					if rates := d.rate[event.Parameter]; rates != nil {
						rate[e] = rates[i]
					}
				}
				_, birnbaum := q.diagram.Gradient(p, q.weights)
				q.frequencies[i] = frequency(p, rate, birnbaum)
			}
			return nil
		})
	}
	return work.Wait()
}

// degradedPoint is the probability of being degraded but not down, at the means.
func (q *quantified) degradedPoint() float64 {
	down := 0.0
	if q.syn.Any != "" {
		down = q.byTop[q.top(q.syn.Any)]
	}
	return max(0, q.byTop[q.top(q.syn.Degraded)]-down)
}
