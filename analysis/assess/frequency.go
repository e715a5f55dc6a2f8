package assess

import "context"

// frequency returns failures per year, Σ I_B(i)·(1−q_i)·λ_i, which counts the
// events that have a rate.
func frequency(p, rate, birnbaum []float64) float64 {
	var w float64
	for i := range p {
		w += birnbaum[i] * (1 - p[i]) * rate[i]
	}
	return w * hoursPerYear
}

const (
	slice = 1_000 // samples evaluated at once
	nudge = 1e-3  // largest change of a probability, as a share of it and of its complement
)

// sampleFrequency evaluates the frequency for every sample. It is the slope of the
// unavailability when each q_i grows by (1−q_i)·λ_i an hour, taken as a central
// difference: two evaluations a sample, where all importances would cost many
// more. The error is a share of nudge² = 1e-6, far below that of any sample.
func (q *quantified) sampleFrequency(ctx context.Context, d *draws) error {
	if q.diagram == nil {
		return nil
	}
	q.frequencies = make([]float64, d.n)
	for start := 0; start < d.n; start += slice {
		end := min(d.n, start+slice)
		if err := q.slopes(ctx, d, start, q.frequencies[start:end]); err != nil {
			return err
		}
	}
	return nil
}

// slopes fills the frequencies of the samples from start on in.
func (q *quantified) slopes(ctx context.Context, d *draws, start int, out []float64) error {
	above, below := make([][]float64, len(q.events)), make([][]float64, len(q.events))
	steps := q.steps(d, start, len(out))
	for e, event := range q.events {
		p, rate := d.probability[event.Parameter][start:], d.rate[event.Parameter]
		above[e], below[e] = make([]float64, len(out)), make([]float64, len(out))
		for i := range out {
			change := 0.0
			if rate != nil {
				change = (1 - p[i]) * rate[start+i] * steps[i]
			}
			above[e][i], below[e][i] = min(1, p[i]+change), max(0, p[i]-change)
		}
	}
	more, err := q.diagram.Sample(ctx, above)
	if err != nil {
		return err
	}
	less, err := q.diagram.Sample(ctx, below)
	if err != nil {
		return err
	}
	for i, step := range steps {
		for t, weight := range q.weights {
			if weight > 0 && step > 0 {
				out[i] += weight * max(0, more[t][i]-less[t][i]) / (2 * step) * hoursPerYear
			}
		}
	}
	return nil
}

// steps returns, for each sample, the hours in which no probability changes by
// more than nudge.
func (q *quantified) steps(d *draws, start, n int) []float64 {
	steps := make([]float64, n) // first the fastest change in an hour
	for _, event := range q.events {
		p, rate := d.probability[event.Parameter][start:], d.rate[event.Parameter]
		for i := range steps {
			if rate != nil && p[i] > 0 {
				steps[i] = max(steps[i], rate[start+i], (1-p[i])*rate[start+i]/p[i])
			}
		}
	}
	for i, fastest := range steps {
		if fastest > 0 {
			steps[i] = nudge / fastest
		}
	}
	return steps
}
