package simulate

import (
	"cmp"
	"math"
	"slices"
)

// dispatch begins the repairs that can begin, the most urgent first.
func (s *sim) dispatch() {
	if len(s.queue) == 0 {
		return
	}
	slices.SortFunc(s.queue, s.urgency)
	s.rank = append(s.rank[:0], s.queue...)
	rest := s.queue[:0]
	for _, i := range s.rank {
		if out := s.serve(i); out == i {
			rest = append(rest, i)
		} else if out >= 0 {
			rest = append(rest, out)
		}
	}
	s.queue = rest
}

func (s *sim) urgency(a, b int) int {
	return cmp.Or(cmp.Compare(s.c.units[a].priority, s.c.units[b].priority), cmp.Compare(s.clocks[a].turn, s.clocks[b].turn))
}

// serve begins or goes on with a repair. It returns the component that has to wait
// instead: the same, one that it displaced, or −1.
func (s *sim) serve(i int) int {
	k, u := &s.clocks[i], s.c.units[i]
	displaced := -1
	part := s.part(i)
	if u.stock >= 0 && part < 0 && !k.hasPart {
		return i
	}
	if u.crew >= 0 {
		if s.free[u.crew] == 0 {
			if displaced = s.least(u.crew, i); displaced < 0 {
				return i
			}
			o := &s.clocks[displaced]
			o.used, o.since, o.status, o.at = s.hours(displaced), s.now, waiting, math.Inf(1)
			s.free[u.crew]++
		}
		s.free[u.crew]--
	}
	if u.stock >= 0 && !k.hasPart {
		k.hasPart = true
		s.order(part)
	}
	done := k.used
	s.start(i, serving, done)
	return displaced
}

// part returns one in stock for a component that needs one; −1 is none.
func (s *sim) part(i int) int {
	stock := s.c.units[i].stock
	if stock < 0 {
		return -1
	}
	for j := len(s.c.units); j < len(s.clocks); j++ {
		if b := s.c.bells[j]; b.kind == ofPart && b.of == stock && s.clocks[j].status == idle && s.clocks[j].turn < 0 {
			return j
		}
	}
	return -1
}

// order takes a part and orders another, if they come.
func (s *sim) order(part int) {
	if s.c.m.Stocks[s.c.bells[part].of].Lead == nil {
		s.clocks[part].turn = 0 // gone
		return
	}
	s.start(part, ordered, 0)
}

// least returns the least urgent repair of a crew that one of a component
// displaces; −1 is none.
func (s *sim) least(crew, i int) int {
	if !s.c.m.Crews[crew].Preemptive {
		return -1
	}
	out := -1
	for j, u := range s.c.units {
		if u.crew == crew && s.clocks[j].status == serving && u.priority > s.c.units[i].priority && (out < 0 || s.urgency(j, out) > 0) {
			out = j
		}
	}
	return out
}

// storm finds the load on the members of each storm, from what it was.
func (s *sim) storm() {
	for i, x := range s.c.m.Storms {
		capacity := x.bears(s.c.working(i, s.failed))
		s.offered[i] = settled(x, s.offered[i], capacity)
		s.failed[len(s.c.units)+i] = s.offered[i] > capacity
	}
}

// settled iterates the load of a storm to its fixed point. From above and from below
// each step goes one way, so it ends when nothing moves.
func settled(x Storm, offered, capacity float64) float64 {
	const steps = 10_000
	for range steps {
		failing := 0.0
		if offered > capacity { // f = 1 − capacity·(1 − Waste·f)/offered
			failing = (1 - capacity/offered) / (1 - x.Waste*capacity/offered) * x.Backoff
		}
		load, share := 0.0, 1.0
		for k := 0; k <= x.Retries && share > 1e-17; k++ {
			load += share
			share *= failing
		}
		load *= x.Demand
		if math.Abs(load-offered) <= 1e-12*offered {
			return load
		}
		offered = load
	}
	return offered
}

// fastest is how fast components age at most: hours by it are a number.
const fastest = 1e100

// hasten sets how fast components age under cascades and load.
func (s *sim) hasten() {
	for i, u := range s.c.units {
		if len(u.raised)+len(u.storms) == 0 || s.clocks[i].status != working {
			continue
		}
		speed := 1.0
		for _, cascade := range u.raised {
			if s.failed[s.c.sources[cascade]] {
				speed *= s.c.m.Cascades[cascade].Factor
			}
		}
		for _, storm := range u.storms {
			speed *= s.pressure(storm)
		}
		speed = min(speed, fastest)
		if k := &s.clocks[i]; speed != k.speed {
			k.used, k.since = s.hours(i), s.now
			k.speed = speed
			if !math.IsInf(k.at, 1) {
				k.at = s.now + (k.goal-k.used)/speed
			}
		}
	}
}

// pressure is the factor at which members of a storm age.
func (s *sim) pressure(storm int) float64 {
	x, working := s.c.m.Storms[storm], s.c.working(storm, s.failed)
	if x.Exponent == 0 || working == 0 {
		return 1
	}
	return math.Min(math.Pow(s.offered[storm]/x.Demand*float64(len(s.c.members[storm]))/float64(working), x.Exponent), fastest)
}
