package simulate

import "math"

// A phase says how the next event is drawn, and whether its likelihood is counted.
type phase uint8

const (
	plain   phase = iota // as it is
	tracked              // as it is, where it might have been tilted
	tilted               // with failures made likely
)

// urge is the probability with which a failure comes before the next repair, when
// tilted; and favour that it is one by how critical they are.
const (
	urge   = 0.8
	favour = 0.7
)

// A tilt makes failures likely and keeps account of it. A history falls into spells
// from one state in which all is new to the next. In each a
// coin decides whether failures are made likely. Its likelihood ratio is that of the
// mixture [HH95], at most 1/(1−coin), whatever the tilt.
type tilt struct {
	phase  phase
	coin   float64 // probability of a tilted spell
	ratio  float64 // of the spell: likelihood as it is over that tilted
	weight float64 // likelihood ratio of all before
	from   int     // failures before the spell
	shares []float64
	rates  []float64
	spans  []float64
}

func newTilt(clocks int) *tilt {
	return &tilt{shares: make([]float64, clocks), rates: make([]float64, clocks), spans: make([]float64, clocks), weight: 1, ratio: 1}
}

func (s *sim) plain() { s.phase, s.coin, s.ratio, s.weight = plain, 0, 1, 1 }

// toss begins a spell.
func (s *sim) toss() {
	s.from = s.turns
	if s.phase = tracked; s.r.uniform() < s.coin {
		s.phase = tilted
		for i := range s.clocks {
			if s.clocks[i].status == working {
				s.draw(i) // which takes the bell away
			}
		}
	}
}

// follow ends the spell at failure, or when all is new again.
func (s *sim) follow() {
	if s.coin == 0 || s.phase == plain && s.down {
		return
	}
	fresh := !s.down && s.turns > s.from && s.fresh()
	if s.phase == plain {
		if fresh {
			s.toss()
		}
		return
	}
	if !s.down && !fresh {
		return
	}
	was := s.phase
	s.weight = s.likelihood()
	s.ratio, s.phase = 1, plain
	s.coin = min(s.coin, 0.5) // if the first is nearly sure, there is no end of them
	if was == tilted {
		s.redraw()
	}
	if fresh {
		s.toss()
	}
}

// likelihood is the likelihood ratio of all until now.
func (s *sim) likelihood() float64 {
	if s.phase == plain {
		return s.weight
	}
	return s.weight / (1 - s.coin + s.coin/s.ratio)
}

// chance says whether something of that probability happens, where it matters. When
// tilted it happens at least every other time.
func (s *sim) chance(p float64, matters bool) bool {
	if p == 0 || !matters {
		return false
	}
	if p == 1 {
		return true
	}
	if s.phase == plain {
		return s.r.uniform() < p
	}
	q, drawn := max(p, 0.5), p
	if s.phase == tilted {
		drawn = q
	}
	if s.r.uniform() < drawn {
		s.ratio *= p / q
		return true
	}
	s.ratio *= (1 - p) / (1 - q)
	return false
}

// linger draws the cumulative hazard of a repair, which when tilted is every other
// time from the law with the square root of the tail: failures of the system come in
// long repairs, where there are such. The ratio is at most two, and costs a tenth more
// variance where the length does not matter.
func (s *sim) linger() float64 {
	more := s.r.exponential()
	if s.phase == tilted && s.r.uniform() < 0.5 {
		more *= 2
	}
	s.ratio /= 0.5 + 0.25*math.Exp(more/2) // of densities: 1/2 + 1/2·(1/2)·S^(−1/2)
	return more
}

// share gives the failures that may come next their probabilities under the tilt: a
// part of it by how critical they are, a part to all alike, and a part as it is.
func (s *sim) share() {
	clear(s.shares)
	s.critical(s.shares)
	count, rates, critical := 0.0, 0.0, 0.0
	for i := range s.rates {
		if s.clocks[i].status != working || s.rates[i] == 0 {
			s.shares[i] = 0
			continue
		}
		count++
		rates += s.rates[i]
		critical += s.shares[i]
	}
	keen := favour
	if critical == 0 {
		keen, critical = 0, 1
	}
	for i := range s.rates {
		if s.clocks[i].status == working && s.rates[i] > 0 {
			asItIs := s.rates[i] / rates
			if math.IsInf(rates, 1) {
				asItIs = 1 / count
			}
			s.shares[i] = keen*s.shares[i]/critical + (1-keen)/2*(1/count+asItIs)
		}
	}
}

// pick returns an index with probability in proportion to its weight, of those that
// sum to total.
func (s *sim) pick(total float64, weight func(i int) float64) int {
	left, last := s.r.uniform()*total, -1
	for i := range s.clocks {
		if w := weight(i); w > 0 {
			last = i
			if left -= w; left < 0 {
				break
			}
		}
	}
	return last
}
