package chart

import (
	"cmp"
	"math"
	"slices"
)

// A Mark is a place on an axis to mark. Those of Rank 0 get a number first, those
// of higher ranks where there is room; [Minor] ones get none.
type Mark struct {
	Value float64
	Rank  int
}

// Minor is the rank of a mark without a number.
const Minor = 9

// Marks returns the places to mark on an axis that has room for about n numbers:
// its Ticks if it has some, else steps of 1, 2 or 5, decades of a logarithmic
// axis, and on one of probabilities those that paper has. Time on a linear axis is
// in steps of the unit it is written in. They rise and lie in the range. n is
// taken as at least 2.
func (a Axis) Marks(n int) []Mark {
	n = max(2, min(n, maxTicks))
	var all []Mark
	switch {
	case len(a.Ticks) > 0:
		for _, t := range a.Ticks {
			all = append(all, Mark{Value: t})
		}
		return all
	case a.Scale.Probability():
		all = a.chances()
	case a.Scale == Log && math.Log10(a.High)-math.Log10(a.Low) >= 0.4:
		all = a.decades(n)
	default:
		for all = a.steps(n); len(all) < 2 && n < maxTicks; n *= 2 {
			all = a.steps(2 * n)
		}
	}
	// Rounding may have put one just outside.
	return slices.DeleteFunc(all, func(m Mark) bool { return !(m.Value >= a.Low && m.Value <= a.High) })
}

// steps are multiples of 1, 2 or 5 times a power of ten, some n of them.
func (a Axis) steps(n int) []Mark {
	unit, _ := a.Division()
	low, high := a.Low/unit, a.High/unit
	step := Step((high - low) / float64(n))
	if name := a.unitName(); name == "hours" || name == "minutes" || name == "seconds" {
		step = clockStep(step)
	}
	// Bounds of the loop are counts, so that it ends whatever is rounded.
	first := math.Ceil(low/step - 1e-9)
	var all []Mark
	for i := range 5 * maxTicks {
		v := (first + float64(i)) * step
		if v > high+1e-9*step {
			break
		}
		all = append(all, Mark{Value: min(max(v*unit, a.Low), a.High)})
	}
	return all
}

// Step returns the least of 1, 2 or 5 times a power of ten that is not below x,
// which is positive and finite.
func Step(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// clockStep makes steps of ten and more such as clocks have.
func clockStep(step float64) float64 {
	switch step {
	case 5, 10:
		return 6
	case 20:
		return 24
	case 50:
		return 48
	}
	return step
}

// decades are powers of ten, thinned out to some n, with their multiples between:
// of few decades twice and five times first, then the others.
func (a Axis) decades(n int) []Mark {
	unit, _ := a.Division()
	low, high := math.Log10(a.Low/unit), math.Log10(a.High/unit)
	every := int(math.Ceil((high - low) / float64(n)))
	ranks := [10]int{2: 1, 5: 1, 3: 2, 7: 3, 4: 4, 6: 4, 8: 4, 9: 5}
	if every > 1 || high-low > 4 {
		for m := range ranks {
			ranks[m] = Minor
		}
	}
	var all []Mark
	for k := int(math.Floor(low + 1e-9)); float64(k) <= high+1e-9; k++ {
		rank := 0
		if k%every != 0 {
			rank = Minor
		}
		all = append(all, Mark{math.Pow(10, float64(k)) * unit, rank})
		if every > 2 {
			continue
		}
		for m := 2; m <= 9; m++ {
			all = append(all, Mark{float64(m) * math.Pow(10, float64(k)) * unit, ranks[m]})
		}
	}
	return all
}

// chances are the probabilities on paper: 50 %, decades towards 0 and 1, and what
// is between them. On the exponential scale the small ones lie too near together.
func (a Axis) chances() []Mark {
	all := []Mark{{0.5, 0}, {0.2, 2}, {0.8, 2}, {0.3, 4}, {0.4, 4}, {0.6, 4}, {0.7, 4}}
	if a.Scale == Exponential {
		all = append(all, Mark{0, 0})
	}
	for k := 1; k <= 100; k++ {
		d := math.Pow(10, -float64(k))
		rank := 0
		if k > 3 { // beyond 0.1 %
			rank = k%2 + 1
		}
		for _, m := range []Mark{{1, rank}, {2, max(4, 2*k)}, {3, max(4, 2*k)}, {5, max(3, 2*k-1)}} {
			m.Value *= d
			m.Rank = min(m.Rank, Minor)
			if m.Value >= 0.2 {
				continue
			}
			if a.Scale != Exponential || m.Value >= 0.1 {
				all = append(all, m)
			}
			if k <= 14 { // 1 − p is another number than 1
				all = append(all, Mark{1 - m.Value, m.Rank})
			}
		}
	}
	slices.SortFunc(all, func(p, q Mark) int { return cmp.Compare(p.Value, q.Value) })
	return all
}

// hoursPer are the units that time is written in, in hours.
var hoursPer = map[string]float64{"seconds": 1.0 / 3600, "minutes": 1.0 / 60, "hours": 1, "days": 24, "years": 8760}

// Division returns the unit that numbers of the axis are written in, as so many of
// its values, and its name: 24 and "days" of hours. Of numbers and shares it is 1
// and no name.
func (a Axis) Division() (of float64, name string) {
	name = a.unitName()
	if of = hoursPer[name]; of == 0 {
		of = 1
	}
	return of, name
}

// unitName chooses the unit of time by the far end of the axis; a logarithmic one
// keeps to hours, of which powers of ten are read, but for very short and very
// long times.
func (a Axis) unitName() string {
	if a.Unit != Hours {
		return ""
	}
	far := math.Max(math.Abs(a.Low), math.Abs(a.High))
	switch {
	case far <= 0.05:
		return "seconds"
	case far <= 3:
		return "minutes"
	case a.Scale == Log && a.Low < 8760, far <= 120:
		return "hours"
	case far <= 3*8760 && a.Scale != Log:
		return "days"
	}
	return "years"
}
