package optimize

import "math"

// A sum is a problem whose aim and limits are sums over menus: choose from each so
// that the aim is least. Measure 0 of a choice is a value, 1 + r its use of resource
// r; each may be limited, and one is the aim.
type sum struct {
	menus []*menu
	value [][]float64
	limit []float64 // of each measure, +Inf where there is none
	aim   int       // measure
}

// measure returns measure q of choice i of menu j.
func (s *sum) measure(q, j, i int) float64 {
	if q == 0 {
		return s.value[j][i]
	}
	m := s.menus[j]
	return float64(m.use[i*m.m+q-1])
}

// A relaxation is a bound by prices: no selection within the limits has an aim of
// less than the sum of its measures at these prices, less those of the limits.
type relaxation struct {
	price  []float64 // of a unit of each measure; 1 for the aim
	worth  float64   // of all limits
	suffix []float64 // least price of the choices from menus j, j+1, …
	bound  float64   // of the aim
	slack  float64   // rounding error the bound may have
}

const (
	dualSteps = 400
	dualStale = 15 // steps without a better bound, after which they are halved
)

// relax looks for prices with a large bound by subgradient steps [Eve63]. It also
// returns the best selection within the limits it came by, nil without any.
func (s *sum) relax() (relaxation, []int) {
	price := make([]float64, len(s.limit))
	price[s.aim] = 1
	best, incumbent, target := relaxation{bound: math.Inf(-1)}, []int(nil), math.Inf(1)
	length, stale := 1.0, 0
	for range dualSteps {
		r, chosen := s.at(price)
		if r.bound > best.bound {
			best, stale = r, 0
		} else if stale++; stale > dualStale {
			length, stale = length/2, 0
			copy(price, best.price)
			continue
		}
		excess, fits := s.excess(chosen)
		if aim := s.total(s.aim, chosen); fits && aim < target {
			target, incumbent = aim, chosen
		}
		norm := 0.0
		for q, x := range excess {
			if x > 0 || price[q] > 0 {
				norm += x * x
			}
		}
		if norm == 0 { // no step would change anything
			break
		}
		hope := target
		if math.IsInf(hope, 1) {
			hope = best.bound + 0.1*math.Max(math.Abs(best.bound), math.SmallestNonzeroFloat32)
		}
		step := length * math.Max(hope-r.bound, 0) / norm
		for q, x := range excess {
			if q != s.aim {
				price[q] = math.Max(0, price[q]+step*x/s.whole(q))
			}
		}
	}
	return best, incumbent
}

// excess is how far a selection is above each limit, as a share of it; 0 for the aim
// and without a limit. fits says that it keeps all.
func (s *sum) excess(chosen []int) (excess []float64, fits bool) {
	excess, fits = make([]float64, len(s.limit)), true
	for q, limit := range s.limit {
		total := s.total(q, chosen)
		fits = fits && total <= limit
		if q != s.aim && !math.IsInf(limit, 1) {
			excess[q] = (total - limit) / s.whole(q)
		}
	}
	return excess, fits
}

// whole is what measure q is counted in for the steps.
func (s *sum) whole(q int) float64 {
	if s.limit[q] == 0 {
		return 1
	}
	return math.Abs(s.limit[q])
}

func (s *sum) total(q int, chosen []int) float64 {
	total := 0.0
	for j, i := range chosen {
		total += s.measure(q, j, i)
	}
	return total
}

// at returns the bound at the prices, and the selection that is cheapest there.
func (s *sum) at(price []float64) (relaxation, []int) {
	r := relaxation{price: append([]float64(nil), price...), suffix: make([]float64, len(s.menus)+1)}
	chosen := make([]int, len(s.menus))
	for j := len(s.menus) - 1; j >= 0; j-- {
		least := math.Inf(1)
		for i := range s.menus[j].len() {
			if x := s.priced(price, j, i); x < least {
				least, chosen[j] = x, i
			}
		}
		r.suffix[j] = r.suffix[j+1] + least
		r.slack += 1e-14 * math.Abs(least)
	}
	for q, x := range price {
		if q != s.aim && x > 0 {
			r.worth += x * s.limit[q]
		}
	}
	r.bound = r.suffix[0] - r.worth
	r.slack += 1e-14 * (math.Abs(r.worth) + math.Abs(r.suffix[0]))
	return r, chosen
}

func (s *sum) priced(price []float64, j, i int) float64 {
	x := price[0] * s.value[j][i]
	m := s.menus[j]
	for r := range m.m {
		x += price[1+r] * float64(m.use[i*m.m+r])
	}
	return x
}
