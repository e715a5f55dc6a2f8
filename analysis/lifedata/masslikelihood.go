package lifedata

import (
	"context"
	"fmt"
	"math"
)

// A massLikelihood is that of shares of units that fail in extents.
type massLikelihood struct {
	rows  []row
	n     float64
	share []float64

	sums       []float64 // of shares before an extent
	slope      []float64 // of the log-likelihood by share
	known      float64   // lives over their chance of being known: those that had to be there
	gap        float64
	iterations int
}

func newMassLikelihood(rows []row, extents int) *massLikelihood {
	m := &massLikelihood{rows: rows, share: make([]float64, extents), sums: make([]float64, extents+1), slope: make([]float64, extents+1)}
	for _, r := range rows {
		m.n += float64(r.n)
	}
	for j := range m.share {
		m.share[j] = 1 / float64(extents)
	}
	return m
}

// between returns the shares from first to last. Differences of sums would lose
// the digits of short ones.
func (m *massLikelihood) between(share []float64, first, last int) float64 {
	if last-first > 8 {
		return m.sums[last+1] - m.sums[first]
	}
	sum := 0.0
	for _, s := range share[first : last+1] {
		sum += s
	}
	return sum
}

func (m *massLikelihood) sum(share []float64) {
	for j, s := range share {
		m.sums[j+1] = m.sums[j] + s
	}
}

func (m *massLikelihood) logLikelihood(share []float64) float64 {
	m.sum(share)
	sum := 0.0
	for _, r := range m.rows {
		sum += float64(r.n) * math.Log(m.between(share, r.first, r.last)/m.between(share, r.start, r.end))
	}
	return sum
}

// climb sets slope, known and gap for share.
func (m *massLikelihood) climb(share []float64) {
	m.sum(share)
	clear(m.slope)
	m.known = 0
	for _, r := range m.rows {
		failed := float64(r.n) / m.between(share, r.first, r.last)
		m.slope[r.first] += failed
		m.slope[r.last+1] -= failed
		known := float64(r.n) / m.between(share, r.start, r.end)
		m.known += known
		m.slope[r.start] -= known
		m.slope[r.end+1] += known
	}
	sum := 0.0
	m.gap = 0
	for j, s := range share {
		sum += m.slope[j]
		m.slope[j] = sum
		m.gap = max(m.gap, sum/m.known, -sum/m.known*s)
	}
}

// step sets next to the self-consistent shares: the lives, and those that share
// says were missed, each spread over where they may have failed.
func (m *massLikelihood) step(share, next []float64) {
	m.climb(share)
	m.iterations++
	for j, s := range share {
		next[j] = s * max(0, 1+m.slope[j]/m.known)
	}
	normalise(next)
}

func normalise(share []float64) {
	total := 0.0
	for _, s := range share {
		total += s
	}
	for j := range share {
		share[j] /= total
	}
}

// maximise improves the shares until no move of any share would help. Steps of
// self-consistency always improve them but slow down; once they have found out
// roughly which extents are empty, a Newton step takes most of the way left.
func (m *massLikelihood) maximise(ctx context.Context) error {
	next := make([]float64, len(m.share))
	for m.iterations < mostIterations {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("lifedata: Turnbull estimate: %w", err)
		}
		for range 10 {
			m.step(m.share, next)
			if m.gap <= largestGap {
				m.prune()
				return nil
			}
			m.share, next = next, m.share
		}
		m.newton()
	}
	return fmt.Errorf("lifedata: Turnbull estimate: %w in %d steps: gap %g", ErrNotConverged, m.iterations, m.gap)
}

// least is the share, times the lives, below which an extent counts as empty.
const least = 1e-9

// prune empties the extents with next to nothing, unless that made a life impossible.
func (m *massLikelihood) prune() {
	kept := append([]float64(nil), m.share...)
	for j, s := range kept {
		if s < least/m.n {
			kept[j] = 0
		}
	}
	normalise(kept)
	m.sum(kept)
	for _, r := range m.rows {
		if !(m.between(kept, r.first, r.last) > 0) {
			return
		}
	}
	m.share = kept
	m.climb(kept)
}
