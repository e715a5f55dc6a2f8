package mission

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// The rule of Gauss and Kronrod with 15 points on [−1, 1], those of the rule of
// Gauss with 7 among them [QP83]: abscissas from the end to the middle, weights,
// and those of the 7.
var (
	kronrodAt = [8]float64{
		0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
		0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
		0.586087235467691130294144691258935, 0.405845151377397166906606412076961,
		0.207784955007898467600689403773245, 0,
	}
	kronrod = [8]float64{
		0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
		0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
		0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
		0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
	}
	gauss = [8]float64{
		1: 0.129484966168869693270611432679082, 3: 0.279705391489276667901467771423780,
		5: 0.381830050505118944950369775488975, 7: 0.417959183673469387755102040816327,
	}
)

const nodes = 15

// caution is by how much the difference of the rules is multiplied to have the
// error: where an intensity begins infinite, the better rule is off by up to about
// twice that difference, and where it begins steeply by four times where the two rules
// happen to be near. Where values are smooth it is far too much, at no cost.
const caution = 10

// A piece of the mission, with the values of all components at its nodes, their
// integrals over it, and the estimated errors.
type piece struct {
	from, to        float64
	values          [][]float64 // by component and node
	integral, error []float64   // by component
	whole           []float64   // of the first of two halves: the integral over both as it was
}

// node returns the time of a node, in increasing order.
func (p *piece) node(i int) float64 {
	middle, half := p.from+(p.to-p.from)/2, (p.to-p.from)/2
	if i < nodes/2 {
		return middle - half*kronrodAt[i]
	}
	return middle + half*kronrodAt[nodes-1-i]
}

// apply sets the integrals of the values at the nodes.
func (p *piece) apply(values [][]float64) {
	half := (p.to - p.from) / 2
	p.values = values
	p.integral, p.error = make([]float64, len(values)), make([]float64, len(values))
	for c, v := range values {
		more, fewer := 0.0, 0.0
		for i, x := range v {
			k := min(i, nodes-1-i)
			more += float64(kronrod[k] * x)
			fewer += float64(gauss[k] * x)
		}
		p.integral[c], p.error[c] = more*half, caution*math.Abs(more-fewer)*half
	}
}

// halves returns the two halves, nothing where their nodes would be within rounding of
// the ends, where intensities may be infinite. Only at the beginning of the mission are
// numbers dense enough for very short ones.
func (p *piece) halves() []piece {
	if middle := p.from + (p.to-p.from)/2; p.to-p.from > 0x1p-42*p.to && middle > 0x1p-1000 {
		return []piece{{from: p.from, to: middle, whole: p.integral}, {from: middle, to: p.to}}
	}
	return nil
}

// ErrPieces reports a mission that would have to be cut into more pieces than
// [Options].MaxPieces.
var ErrPieces = errors.New("mission: too many pieces")

// A quadrature integrates several components at once.
type quadrature struct {
	values    func(ctx context.Context, times []float64) ([][]float64, error) // by component and time
	tolerance float64                                                         // relative to the integral of each component
	limit     int
}

// integrate returns the pieces in increasing order, given some to begin with.
func (q quadrature) integrate(ctx context.Context, fresh []piece) ([]piece, error) {
	var done []piece
	if len(fresh) <= fewPieces {
		if err := q.evaluate(ctx, fresh); err != nil {
			return nil, err
		}
		done, fresh = halved(fresh)
	}
	for len(fresh) > 0 {
		if n := len(done) + len(fresh); n > q.limit {
			return nil, fmt.Errorf("%w: more than %d; allow more, a larger error, or take a shorter mission", ErrPieces, q.limit)
		}
		if err := q.evaluate(ctx, fresh); err != nil {
			return nil, err
		}
		done = append(done, fresh...)
		done, fresh = q.refine(done)
	}
	slices.SortFunc(done, func(a, b piece) int {
		if a.from < b.from {
			return -1
		}
		return 1
	})
	return done, nil
}

// fewPieces is up to how many all are cut at least once.
const fewPieces = 64

// halved returns the pieces that cannot be cut, and the halves of the others.
func halved(pieces []piece) (keep, fresh []piece) {
	for _, p := range pieces {
		halves := p.halves()
		if halves == nil {
			keep = append(keep, p)
		}
		fresh = append(fresh, halves...)
	}
	return keep, fresh
}

func (q quadrature) evaluate(ctx context.Context, fresh []piece) error {
	times := make([]float64, 0, nodes*len(fresh))
	for i := range fresh {
		for j := range nodes {
			times = append(times, fresh[i].node(j))
		}
	}
	values, err := q.values(ctx, times)
	if err != nil {
		return err
	}
	for i := range fresh {
		own := make([][]float64, len(values))
		for c := range values {
			own[c] = values[c][i*nodes : (i+1)*nodes : (i+1)*nodes]
		}
		fresh[i].apply(own)
	}
	for i := range fresh {
		if fresh[i].whole != nil {
			fresh[i].doubt(&fresh[i+1])
		}
	}
	return nil
}

// doubt gives two halves no smaller errors than that of the whole turned out to be: its
// two rules may have been near each other by chance, and those of a half as well.
func (p *piece) doubt(other *piece) {
	for c, whole := range p.whole {
		off := math.Abs(whole - p.integral[c] - other.integral[c])
		p.error[c], other.error[c] = max(p.error[c], off), max(other.error[c], off)
	}
	p.whole = nil
}

// refine parts the pieces into those to keep and halves of those to cut: for every
// component whose error is too large, the worst, such that the others together have
// no more than half of what is tolerated.
func (q quadrature) refine(pieces []piece) (keep, fresh []piece) {
	cut := make([]bool, len(pieces))
	worst := make([]int, len(pieces))
	for c := range pieces[0].integral {
		sum, off := totals(pieces, c)
		allowed := q.tolerance * sum
		if off <= allowed {
			continue
		}
		for i := range worst {
			worst[i] = i
		}
		slices.SortStableFunc(worst, func(a, b int) int {
			if pieces[a].error[c] > pieces[b].error[c] {
				return -1
			}
			if pieces[a].error[c] < pieces[b].error[c] {
				return 1
			}
			return 0
		})
		for _, i := range worst {
			if off <= allowed/2 {
				break
			}
			cut[i] = true
			off -= pieces[i].error[c]
		}
	}
	for i, p := range pieces {
		halves := []piece(nil)
		if cut[i] {
			halves = p.halves()
		}
		if halves == nil {
			keep = append(keep, p)
		}
		fresh = append(fresh, halves...)
	}
	return keep, fresh
}

// totals returns the integral of a component over all pieces, and its error.
func totals(pieces []piece, c int) (sum, off float64) {
	for i := range pieces {
		sum += pieces[i].integral[c]
		off += pieces[i].error[c]
	}
	return sum, off
}
