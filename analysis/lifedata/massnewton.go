package lifedata

import "gonum.org/v1/gonum/mat"

// mostFree is for how many extents a Newton step is tried: its cost grows with the
// cube.
const mostFree = 1000

// newton moves towards the maximum of the log-likelihood's second-order
// approximation over shares that are not negative, among the extents that hold mass
// or want some. It does nothing where that is no improvement.
//
// Only ratios of shares matter to the likelihood, so n·(ln sum - sum) is added to
// it: that has its maximum, and no slope, where the shares sum to 1.
//
// Source: Y. Wang, J. R. Statist. Soc. B 69 (2007) 185-198,
// https://doi.org/10.1111/j.1467-9868.2007.00583.x
func (m *massLikelihood) newton() {
	m.climb(m.share)
	var free []int
	for j, s := range m.share {
		if s > least/m.n || m.slope[j] > 0 {
			free = append(free, j)
		}
	}
	if len(free) > mostFree {
		return
	}
	best, ok := m.vertex(free)
	if !ok {
		return
	}
	now := m.logLikelihood(m.share)
	trial := make([]float64, len(m.share))
	for length := 1.0; length > 1e-3; length /= 2 {
		for j, s := range m.share {
			trial[j] = s + length*(best[j]-s)
		}
		normalise(trial)
		if m.logLikelihood(trial) > now { // false where it is not a number
			m.share = trial
			return
		}
	}
}

// vertex returns the shares at the maximum of the approximation, with those empty
// that would be negative there.
func (m *massLikelihood) vertex(free []int) ([]float64, bool) {
	bend := m.curvature(free)
	kept := make([]int, len(free)) // of free
	target := make([]float64, len(free))
	for i := range free {
		kept[i] = i
		target[i] = m.slope[free[i]]
		for l := range free {
			target[i] += bend.At(i, l) * m.share[free[l]]
		}
	}
	for len(kept) > 0 {
		x, ok := solveKept(bend, target, kept, m.n)
		if !ok {
			return nil, false
		}
		positive := kept[:0:0]
		for i, v := range x {
			if v > 0 {
				positive = append(positive, kept[i])
			}
		}
		if len(positive) == len(kept) {
			shares := make([]float64, len(m.share))
			for i, v := range x {
				shares[free[kept[i]]] = v
			}
			return shares, true
		}
		kept = positive
	}
	return nil, false
}

// solveKept solves bend·x = target in the kept rows and columns. Where the maximum
// is not unique the matrix is singular, and with truncation it need not even be
// positive: its diagonal is raised until it is.
func solveKept(bend *mat.SymDense, target []float64, kept []int, n float64) ([]float64, bool) {
	k := len(kept)
	part, right := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i, r := range kept {
		right.SetVec(i, target[r])
		for j := i; j < k; j++ {
			part.SetSym(i, j, bend.At(r, kept[j]))
		}
	}
	for ridge := 1e-12; ridge < 1; ridge *= 100 {
		for i, r := range kept {
			part.SetSym(i, i, bend.At(r, r)*(1+ridge)+ridge*n)
		}
		var factors mat.Cholesky
		if !factors.Factorize(part) {
			continue
		}
		var x mat.VecDense
		if factors.SolveVecTo(&x, right) == nil {
			return x.RawVector().Data, true
		}
	}
	return nil, false
}

// curvature returns the negative second derivatives of the log-likelihood between
// the free extents. Each life adds a square block, which is entered at its corners;
// sums along both axes then fill it.
func (m *massLikelihood) curvature(free []int) *mat.SymDense {
	k := len(free)
	place := make([]int, len(m.share)+1) // of the first free extent from this one on
	for j, i := len(m.share), k; j >= 0; j-- {
		if i > 0 && free[i-1] == j {
			i--
		}
		place[j] = i
	}
	corners := mat.NewDense(k+1, k+1, nil)
	block := func(first, last int, x float64) {
		a, b := place[first], place[last+1]
		for _, c := range [4]struct {
			i, j int
			x    float64
		}{{a, a, x}, {a, b, -x}, {b, a, -x}, {b, b, x}} {
			corners.Set(c.i, c.j, corners.At(c.i, c.j)+c.x)
		}
	}
	m.sum(m.share)
	for _, r := range m.rows {
		failed := m.between(m.share, r.first, r.last)
		known := m.between(m.share, r.start, r.end)
		block(r.first, r.last, float64(r.n)/failed/failed)
		block(r.start, r.end, -float64(r.n)/known/known)
	}
	bend := mat.NewSymDense(k, nil)
	above := make([]float64, k)
	for i := range k {
		left := 0.0
		for j := range k {
			left += corners.At(i, j)
			above[j] += left
			if j >= i {
				bend.SetSym(i, j, above[j]+m.n)
			}
		}
	}
	return bend
}
