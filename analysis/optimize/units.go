package optimize

import (
	"math"
	"strconv"
	"strings"
)

const (
	maxAmount   = 1e15
	maxDecimals = 9
	maxUnits    = 1e15 // which a float64 holds exactly, sums of a few included
)

// A scale counts a resource in units of 10^-decimals.
type scale struct{ perUnit float64 }

// scaleOf returns the finest scale that amounts need, coarser where whole, the
// largest sum of them that matters, would not fit.
func scaleOf(amounts []float64, whole float64) scale {
	digits := 0
	for _, x := range amounts {
		digits = max(digits, decimals(x))
	}
	s := scale{math.Pow10(min(digits, maxDecimals))}
	if digits > maxDecimals {
		s.perUnit = math.Pow10(15)
	}
	for whole*s.perUnit > maxUnits {
		s.perUnit /= 10
	}
	return s
}

// decimals is the number of decimals of the shortest text that reads as x.
func decimals(x float64) int {
	_, after, _ := strings.Cut(strconv.FormatFloat(x, 'f', -1, 64), ".")
	return len(after)
}

// units returns noLimit for what is more than that.
func (s scale) units(x float64) int64 { return int64(math.Min(math.Round(x*s.perUnit), noLimit)) }

func (s scale) amount(units int64) float64 { return float64(units) / s.perUnit }

// A budget holds the resources that matter to a problem: those limited, and those
// asked for. Others are only added up in the end.
type budget struct {
	names  []string
	scales []scale
	limit  []int64 // math.MaxInt64/4 where there is none
	uses   [][][]int64
}

const noLimit = math.MaxInt64 / 4

// budgetOf returns the budget of a valid problem in which the resources asked for
// matter as well. uses[j][c] is what component c of subsystem j uses.
func budgetOf(p Problem, asked ...string) budget {
	var b budget
	for _, r := range p.Resources {
		matters := r.Limit != nil
		for _, name := range asked {
			matters = matters || name == r.Name
		}
		if !matters {
			continue
		}
		var amounts []float64
		whole := 0.0
		for _, s := range p.Subsystems {
			most := 0.0
			for _, c := range s.Components {
				amounts = append(amounts, c.Uses[r.Name])
				most = math.Max(most, c.Uses[r.Name])
			}
			whole += most * float64(max(s.Max, 1))
		}
		if r.Limit != nil {
			amounts = append(amounts, *r.Limit)
			whole = *r.Limit
		}
		sc, limit := scaleOf(amounts, whole), int64(noLimit)
		if r.Limit != nil {
			limit = sc.units(*r.Limit)
		}
		b.names, b.scales, b.limit = append(b.names, r.Name), append(b.scales, sc), append(b.limit, limit)
	}
	for _, s := range p.Subsystems {
		var uses [][]int64
		for _, c := range s.Components {
			u := make([]int64, len(b.names))
			for r, name := range b.names {
				u[r] = b.scales[r].units(c.Uses[name])
			}
			uses = append(uses, u)
		}
		b.uses = append(b.uses, uses)
	}
	return b
}
