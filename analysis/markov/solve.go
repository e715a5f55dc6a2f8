package markov

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// scaleStep keeps times that differ by more than the range of numbers within it.
const scaleStep = 600

// stay returns the expected hours in each state of the set, by local index, before
// it is left, times 2^−shift, for a chain that begins in its states with the
// weights given, and a bound on their relative error. Times that are smaller than
// the largest by more than the range of numbers may be 0.
func (f *factor) stay(begin []float64) (x []float64, shift int, err float64) {
	m := len(f.order)
	x = make([]float64, m) // by place
	for p, k := range f.order {
		x[p] = begin[k]
	}
	position := f.positions()
	f.passOn(x, position)
	for p := m - 1; p >= 0; p-- {
		total := x[p]
		if p >= f.sparse {
			w := m - f.sparse
			for q := p + 1; q < m; q++ {
				total += x[q] * f.dense[(q-f.sparse)*w+p-f.sparse]
			}
		} else {
			from, rates := f.back.at(p)
			for q, i := range from {
				total += x[position[i]] * rates[q]
			}
		}
		x[p] = total / f.leave[p]
		if x[p] > 0x1p600 {
			for q := range x {
				x[q] = math.Ldexp(x[q], -scaleStep)
			}
			shift += scaleStep
		}
	}
	byState := make([]float64, m)
	for p, k := range f.order {
		byState[k] = x[p]
	}
	return byState, shift, f.bound()
}

// passOn lets what begins in a state go on to those that are eliminated later.
func (f *factor) passOn(x []float64, position []int32) {
	m, w := len(x), len(x)-f.sparse
	for p := range m {
		if x[p] == 0 {
			continue
		}
		if p >= f.sparse {
			r := p - f.sparse
			floats.AddScaled(x[p+1:], x[p], f.dense[r*w+r+1:(r+1)*w])
			continue
		}
		to, share := f.forth.at(p)
		for q, j := range to {
			x[position[j]] += x[p] * share[q]
		}
	}
}

// until returns, for each state of the set by local index, the expected sum of what
// is earned at the rates given before the set is left. They are not negative.
func (f *factor) until(rates []float64) []float64 {
	m, w := len(f.order), len(f.order)-f.sparse
	position := f.positions()
	x := make([]float64, m)
	for p, k := range f.order {
		x[p] = rates[k]
	}
	for p := range m {
		each := x[p] / f.leave[p]
		if p >= f.sparse {
			for q := p + 1; q < m; q++ {
				x[q] += f.dense[(q-f.sparse)*w+p-f.sparse] * each
			}
		} else {
			from, back := f.back.at(p)
			for q, i := range from {
				x[position[i]] += back[q] * each
			}
		}
		x[p] = each
	}
	for p := m - 1; p >= 0; p-- {
		if p >= f.sparse {
			r := p - f.sparse
			x[p] += floats.Dot(f.dense[r*w+r+1:(r+1)*w], x[p+1:])
			continue
		}
		to, share := f.forth.at(p)
		for q, j := range to {
			x[p] += share[q] * x[position[j]]
		}
	}
	byState := make([]float64, m)
	for p, k := range f.order {
		byState[k] = x[p]
	}
	return byState
}

// positions returns the place of each local index.
func (f *factor) positions() []int32 {
	position := make([]int32, len(f.order))
	for p, k := range f.order {
		position[k] = int32(p)
	}
	return position
}

// bound is on the relative error of what stay and until return: of the
// elimination, and of sums along the longest way through the factors.
func (f *factor) bound() float64 {
	position := f.positions()
	m := len(f.order)
	down := make([]float64, m) // roundings up to each place
	worst := 0.0
	for p := m - 1; p >= 0; p-- {
		if p >= f.sparse {
			down[p] = float64((m - p) * (m - p + 5) / 2)
			worst = max(worst, down[p])
			continue
		}
		for _, list := range []rows{f.back, f.forth} {
			others, _ := list.at(p)
			for _, i := range others {
				down[p] = max(down[p], down[position[i]])
			}
			down[p] += float64(len(others) + 3)
		}
		worst = max(worst, down[p])
	}
	return f.err + 2*worst*unit
}
