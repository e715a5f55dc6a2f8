package assess

import (
	"context"
	"fmt"
	"slices"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/mesh"
	"ninefold/models"
)

const frequencySamples = 1_000

// draws are the sampled parameters: probability[id][i] and rate[id][i] belong to
// sample i. The draws of a parameter depend on the seed and its ID alone, so a
// model and its scenarios are compared on the same random numbers.
type draws struct {
	n           int
	probability map[string][]float64
	rate        map[string][]float64 // per hour; none for what fails on demand
	columns     map[dist.Parameter][]float64
}

func (p *parameter) rateDim() dist.Parameter {
	return dist.Parameter{Key: "rate/" + p.ID, Dist: p.rate}
}
func (p *parameter) restoreDim() dist.Parameter {
	return dist.Parameter{Key: "restore/" + p.ID, Dist: p.restore}
}
func (p *parameter) demandDim() dist.Parameter {
	return dist.Parameter{Key: "demand/" + p.ID, Dist: p.demand}
}

func (p *parameter) dimensions() []dist.Parameter {
	switch {
	case p.demand != nil:
		return []dist.Parameter{p.demandDim()}
	case p.rate != nil:
		return []dist.Parameter{p.rateDim(), p.restoreDim()}
	}
	return nil
}

// draw samples all parameters. What known has drawn from the same distribution
// under the same name is taken from there; known may be nil.
func (ps *parameters) draw(seed uint64, n int, known *draws) (*draws, error) {
	d := &draws{n: n, probability: map[string][]float64{}, rate: map[string][]float64{}, columns: map[dist.Parameter][]float64{}}
	var missing []dist.Parameter
	for _, p := range ps.list {
		for _, dim := range p.dimensions() {
			if known != nil && known.columns[dim] != nil {
				d.columns[dim] = known.columns[dim]
			} else {
				missing = append(missing, dim)
			}
		}
	}
	samples, err := dist.LatinHypercube(seed, n, missing)
	if err != nil {
		return nil, fmt.Errorf("assess: draw parameters: %w", err)
	}
	for i, dim := range missing {
		d.columns[dim] = samples[i]
	}
	for _, p := range ps.list {
		switch {
		case p.demand != nil:
			d.probability[p.ID] = d.columns[p.demandDim()]
		case p.rate != nil:
			rate, restore := d.columns[p.rateDim()], d.columns[p.restoreDim()]
			q := make([]float64, n)
			for i := range q {
				q[i] = probability(rate[i], restore[i])
			}
			d.probability[p.ID], d.rate[p.ID] = q, rate
		default:
			q := make([]float64, n)
			for i := range q {
				q[i] = ps.outlast(p, func(other *parameter) float64 { return d.columns[other.restoreDim()][i] })
			}
			d.probability[p.ID] = q
		}
	}
	return d, nil
}

// A quantified journey: its fault tree with numbers, exact at the means of the
// parameters and once more for each sample.
type quantified struct {
	journey models.Journey
	syn     mesh.Synthesis
	diagram *faulttree.Diagram // over the tops of the locations, any and degraded
	events  []mesh.Event       // as diagram.Events()
	p       []float64          // probability of each at the means
	rate    []float64          // per hour at the means; 0 for what fails on demand
	weights []float64          // share of users for each top of diagram; 0 for any and degraded

	unavailability float64   // user-weighted
	frequency      float64   // user-weighted outages per year
	byTop          []float64 // probability of each top of diagram
	birnbaum       []float64
	samples        []float64 // unavailability
	frequencies    []float64 // per year, of the first frequencySamples samples; none for an alternative
	degraded       []float64 // probability of degraded but not down; nil where nothing is soft
}

// quantify synthesises and quantifies one journey. A journey that cannot fail has
// no diagram and unavailability 0.
func quantify(ctx context.Context, sys mesh.System, j models.Journey, ps *parameters, d *draws) (*quantified, error) {
	syn, err := mesh.FaultTree(sys, j.ID)
	if err != nil {
		return nil, err
	}
	q := &quantified{journey: j, syn: syn, samples: make([]float64, d.n), frequencies: make([]float64, 0, frequencySamples)}
	tops := q.tops()
	if len(tops) == 0 {
		return q, nil
	}
	q.number(ps)
	if q.diagram, err = faulttree.Compile(ctx, q.syn.Tree, tops, faulttree.Options{}); err != nil {
		return nil, fmt.Errorf("journey %s: %w", j.ID, err)
	}
	q.align(ps)
	q.byTop = q.diagram.Probability(q.p)
	q.unavailability, q.birnbaum = q.diagram.Gradient(q.p, q.weights)
	q.frequency = frequency(q.p, q.rate, q.birnbaum)
	return q, q.sample(ctx, d)
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

// number fills the probabilities of the tree in.
func (q *quantified) number(ps *parameters) {
	for i, e := range q.syn.Events {
		q.syn.Tree.Events[i].Probability, q.syn.Tree.Events[i].RatePerHour = ps.point(ps.byID[e.Parameter])
	}
}

// align orders events, probabilities and rates as the diagram does.
func (q *quantified) align(ps *parameters) {
	byID := map[string]mesh.Event{}
	for _, e := range q.syn.Events {
		byID[e.ID] = e
	}
	for _, id := range q.diagram.Events() {
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

// sampleFrequency evaluates the frequency for the first samples: one gradient
// each, which is why it is not done for all.
func (q *quantified) sampleFrequency(ctx context.Context, d *draws) error {
	if q.diagram == nil {
		return nil
	}
	p, rate := make([]float64, len(q.events)), make([]float64, len(q.events))
	for i := range min(d.n, frequencySamples) {
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
		q.frequencies = append(q.frequencies, frequency(p, rate, birnbaum))
	}
	return nil
}

// degradedPoint is the probability of being degraded but not down, at the means.
func (q *quantified) degradedPoint() float64 {
	down := 0.0
	if q.syn.Any != "" {
		down = q.byTop[q.top(q.syn.Any)]
	}
	return max(0, q.byTop[q.top(q.syn.Degraded)]-down)
}
