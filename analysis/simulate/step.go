package simulate

import "math"

// jump goes on to the next event of a model without memory, which is drawn by its
// rate. Without a limit the time until then is its mean: only events are random.
func (s *sim) jump(limit float64) bool {
	failing, total := 0.0, 0.0
	for i := range s.clocks {
		s.rates[i] = 0
		switch s.clocks[i].status {
		case working:
			s.rates[i] = s.clocks[i].speed / s.law(i).mean
			failing += s.rates[i]
		case serving, ordered:
			s.rates[i] = 1 / s.law(i).mean
		}
		total += s.rates[i]
	}
	if total == 0 {
		s.now = limit
		return false
	}
	if !s.holds(limit, total, failing == total) {
		return false
	}
	i := s.choose(failing, total)
	s.ring(i)
	return true
}

// holds waits for the next event and says whether there is one until the limit. When
// tilted there is, if only failures are left to come.
func (s *sim) holds(limit, total float64, onlyFailures bool) bool {
	if math.IsInf(limit, 1) {
		s.now += 1 / total
		return true
	}
	left := limit - s.now
	within := -math.Expm1(-total * left)
	forced := onlyFailures && s.phase != plain
	var hold float64
	if forced && s.phase == tilted {
		hold = -math.Log1p(-s.r.uniform()*within) / total
	} else {
		hold = s.r.exponential() / total
	}
	if hold > left || forced && within == 0 {
		if forced {
			s.ratio = math.Inf(1)
		}
		s.now = limit
		return false
	}
	if forced {
		s.ratio *= within
	}
	s.now += hold
	return true
}

// choose returns which clock rings in a model without memory.
func (s *sim) choose(failing, total float64) int {
	byRate := func(i int) float64 { return s.rates[i] }
	if s.phase == plain {
		return s.pick(total, byRate)
	}
	s.share()
	p := 1.0
	if failing < total {
		p = max(urge, failing/total)
	}
	if failing == 0 {
		p = 0
	}
	var i int
	switch {
	case s.phase == tracked:
		i = s.pick(total, byRate)
	case s.r.uniform() < p:
		i = s.pick(1, func(i int) float64 { return s.shares[i] })
	default:
		i = s.pick(total-failing, func(i int) float64 {
			if s.clocks[i].status == working {
				return 0
			}
			return s.rates[i]
		})
	}
	if s.clocks[i].status == working {
		s.ratio *= s.rates[i] / total / (p * s.shares[i])
	} else {
		s.ratio *= (1 - failing/total) / (1 - p)
	}
	return i
}

// force goes on to the next event of a model with memory, where all but failures is
// drawn already. When tilted a failure comes first with some probability; which one,
// by its share, and when, by its own law, given that it comes first.
func (s *sim) force(limit float64) bool {
	other, until := -1, limit
	for i := range s.clocks {
		if k := &s.clocks[i]; k.status != working && k.at <= until {
			other, until = i, k.at
		}
	}
	total := s.prospects(until)
	if math.IsInf(until, 1) && !(total > 0) {
		s.now = limit
		return false
	}
	p := s.pull(limit, until, other, total)
	s.share()
	i, at := -1, until
	switch {
	case s.phase == tracked:
		if j := s.next(); j >= 0 && s.clocks[j].status == working && s.clocks[j].at <= until {
			i, at = j, s.clocks[j].at
		}
	case total > 0 && s.r.uniform() < p:
		i = s.pick(1, func(i int) float64 { return s.shares[i] })
		at = s.moment(i, until)
	}
	s.account(i, at, p, total)
	s.now = at
	if i < 0 {
		i = other
	}
	if i < 0 {
		return false
	}
	s.ring(i)
	return true
}

// prospects notes the cumulative hazards of what may fail until then and returns
// their sum.
func (s *sim) prospects(until float64) float64 {
	total := 0.0
	for i := range s.clocks {
		s.rates[i] = 0
		if k := &s.clocks[i]; k.status == working {
			used := s.hours(i)
			s.rates[i] = s.law(i).hazard(used, used+(until-s.now)*k.speed)
			total += s.rates[i]
		}
	}
	return total
}

// pull is the probability of a failure before the next other event when tilted. It
// is spread evenly over the time left as long as nothing failed that is to be
// repaired.
func (s *sim) pull(limit, until float64, other int, total float64) float64 {
	natural := -math.Expm1(-total)
	switch {
	case total == 0:
		return 0
	case other < 0:
		return 1
	case s.clocks[other].status == calendar || s.turns == s.from:
		if math.IsInf(limit, 1) {
			return natural
		}
		return max(natural, (until-s.now)/(limit-s.now))
	}
	return max(urge, natural)
}

// moment draws when i fails, given that it does until then.
func (s *sim) moment(i int, until float64) float64 {
	k, used := &s.clocks[i], s.hours(i)
	more := -math.Log1p(s.r.uniform() * math.Expm1(-s.rates[i]))
	return min(until, s.now+(s.law(i).after(used, more)-used)/k.speed)
}

// account counts the likelihood of what happened: that i failed, or −1, nothing.
func (s *sim) account(i int, at, p, total float64) {
	switch {
	case i < 0 && p == 1:
		s.ratio = math.Inf(1)
	case i < 0:
		s.ratio *= math.Exp(-total) / (1 - p)
	default:
		others := 0.0
		for j := range s.clocks {
			if k := &s.clocks[j]; j != i && k.status == working {
				used := s.hours(j)
				others += s.law(j).hazard(used, used+(at-s.now)*k.speed)
			}
		}
		s.ratio *= math.Exp(-others) * -math.Expm1(-s.rates[i]) / (p * s.shares[i])
	}
}
