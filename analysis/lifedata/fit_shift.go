package lifedata

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"ninefold/analysis/dist"
)

// shifted fits a Weibull distribution with a shift, which is at least 0 and less
// than the first failure. Next to the first failure the likelihood is unbounded
// [Smi85]: what is sought is the highest local maximum of its profile before that.
// Where there is none, the data have no such estimate.
func (f *Fitted) shifted(lives []Life) error {
	first := math.Inf(1)
	for i := range lives {
		if !lives[i].Censored() {
			first = math.Min(first, lives[i].Hours)
		}
	}
	profile := func(gap float64) (float64, dist.Weibull, bool) { return afterShift(lives, first-gap) }
	gap, ok := interiorMaximum(first, func(gap float64) float64 {
		l, _, ok := profile(gap)
		if !ok {
			return math.Inf(-1)
		}
		return l
	})
	if !ok {
		return fmt.Errorf("%w: the likelihood rises without bound as the shift comes near the first failure at %g h", ErrNoEstimate, first)
	}
	l, w, ok := profile(gap)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoEstimate, runaway(lives))
	}
	f.LogLikelihood, f.Distribution = l, w
	values := []float64{w.Shape, w.Scale, w.Shift}
	for i, name := range []string{"shape", "scale", "shift"} {
		f.Parameters = append(f.Parameters, Parameter{Name: name, Value: values[i]})
	}
	switch {
	case w.Shift == 0:
		f.Notes = append(f.Notes, "the likelihood is highest without a shift: the Weibull distribution of two parameters fits as well")
		return nil
	case w.Shape <= 2:
		f.Notes = append(f.Notes, "with a shape of 2 or less the estimate of a shift has no standard error [Smi85]")
		return nil
	}
	f.numericErrors(values, func(p []float64) float64 {
		return logLikelihood(lives, dist.Weibull{Shape: p[0], Scale: p[1], Shift: p[2]})
	}, []float64{w.Shape, w.Scale, first - w.Shift})
	return nil
}

// afterShift fits a Weibull distribution to lives that are shift hours shorter.
// Lives that ended before are certain and drop out.
func afterShift(lives []Life, shift float64) (float64, dist.Weibull, bool) {
	moved := make([]Life, 0, len(lives))
	for i := range lives {
		l := lives[i]
		if !(l.Hours > shift) {
			continue
		}
		l.Hours -= shift
		l.Since, l.Entry = math.Max(l.Since-shift, 0), math.Max(l.Entry-shift, 0)
		if l.Until > 0 {
			l.Until -= shift
		}
		moved = append(moved, l)
	}
	if onePoint(moved) != "" {
		return 0, dist.Weibull{}, false
	}
	inner := &Fitted{Family: Weibull}
	if err := inner.located(moved); err != nil {
		return 0, dist.Weibull{}, false
	}
	w, ok := inner.Distribution.(dist.Weibull)
	w.Shift = shift
	return inner.top.value, w, ok && w.Validate() == nil
}

// interiorMaximum returns the place of the highest local maximum of f in (0, most]
// that is not at the lower end, where f may be unbounded. f is looked at on a grid
// that is finer towards 0, then by golden sections.
func interiorMaximum(most float64, f func(x float64) float64) (float64, bool) {
	const points = 60
	at := func(i int) float64 { return most * math.Exp(-14*float64(i)/points) }
	values := make([]float64, points+1)
	for i := range values {
		values[i] = f(at(i))
	}
	best := -1
	for i := range points {
		if (i == 0 || values[i] >= values[i-1]) && values[i] > values[i+1] && (best < 0 || values[i] > values[best]) {
			best = i
		}
	}
	if best < 0 {
		return 0, false
	}
	low, high := math.Log(at(best+1)), math.Log(at(max(best-1, 0)))
	x := golden(low, high, func(u float64) float64 { return f(math.Exp(u)) })
	if best == 0 && values[0] >= f(math.Exp(x)) {
		return most, true
	}
	return math.Exp(x), true
}

// golden returns the place of the maximum of f between low and high.
func golden(low, high float64, f func(x float64) float64) float64 {
	ratio := (math.Sqrt(5) - 1) / 2
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	fa, fb := f(a), f(b)
	for range 60 {
		if fa > fb {
			high, b, fb = b, a, fa
			a = high - ratio*(high-low)
			fa = f(a)
		} else {
			low, a, fa = a, b, fb
			b = low + ratio*(high-low)
			fb = f(b)
		}
		if math.Abs(high-low) < 1e-9*(1+math.Abs(low)) {
			break
		}
	}
	return (low + high) / 2
}

// numericErrors sets covariance and standard errors by differences of the
// likelihood at its maximum; sizes says how large the parameters are. Where the
// Hessian is not that of a maximum they stay absent.
func (f *Fitted) numericErrors(at []float64, likelihood func(p []float64) float64, sizes []float64) {
	n := len(at)
	value := func(steps ...[2]int) float64 {
		p := append([]float64(nil), at...)
		for _, s := range steps {
			p[s[0]] += float64(s[1]) * 1e-3 * sizes[s[0]]
		}
		return likelihood(p)
	}
	information := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			area := 1e-6 * sizes[i] * sizes[j]
			d := value([2]int{i, 1}, [2]int{j, 1}) - value([2]int{i, 1}, [2]int{j, -1}) - value([2]int{i, -1}, [2]int{j, 1}) + value([2]int{i, -1}, [2]int{j, -1})
			information.SetSym(i, j, -d/(4*area))
		}
	}
	var chol mat.Cholesky
	var inverse mat.SymDense
	if !chol.Factorize(information) || chol.InverseTo(&inverse) != nil {
		f.Notes = append(f.Notes, "the likelihood is too flat for standard errors")
		return
	}
	f.Covariance = make([][]float64, n)
	for i := range n {
		f.Covariance[i] = make([]float64, n)
		for j := range n {
			f.Covariance[i][j] = inverse.At(i, j)
		}
		stdErr := math.Sqrt(inverse.At(i, i))
		f.Parameters[i].StdErr = &stdErr
	}
}
