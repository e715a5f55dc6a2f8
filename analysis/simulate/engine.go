package simulate

import "math"

// A status is what a clock is doing.
type status uint8

const (
	idle     status = iota // a part in stock
	working                // a component, or waiting for a shock
	waiting                // a failed component, for a crew or a part
	serving                // a component in repair
	planned                // a component in maintenance
	calendar               // until the next maintenance
	ordered                // a part
)

// A clock rings when the hours on it reach goal. They run at a speed.
type clock struct {
	status      status
	at          float64 // when it rings; +Inf where it never does, or is not drawn
	used, since float64 // hours on it, and when it had them
	speed       float64
	goal        float64
	age         float64 // of a component that does not work
	turn        int     // of a failed component
	hasPart     bool
}

// A sim is a system in time, and how likely its history is.
type sim struct {
	*tilt

	c       *compiled
	r       stream
	now     float64
	clocks  []clock
	failed  []bool // components, then storms
	offered []float64
	free    []int // crews
	queue   []int // components that wait
	rank    []int // the same while some are served
	down    bool
	failure bool // the last event brought the system down
	turns   int
	events  int
	stopped func() error // why it has to stop; nil: it never has to
	since   int          // events since that was asked
	room    *scratch
	was     []before // of components; for details
}

func newSim(c *compiled) *sim {
	return &sim{
		c: c, clocks: make([]clock, len(c.bells)), failed: make([]bool, c.width), offered: make([]float64, len(c.members)),
		free: make([]int, len(c.m.Crews)), room: newScratch(c), tilt: newTilt(len(c.bells)),
	}
}

// reset makes all new at time 0.
func (s *sim) reset() {
	s.plain() // first: the bells of failures are not drawn while they are tilted
	s.now, s.turns, s.events, s.queue = 0, 0, 0, s.queue[:0]
	clear(s.failed)
	for i, x := range s.c.m.Crews {
		s.free[i] = x.Size
	}
	for i, x := range s.c.m.Storms {
		s.offered[i] = x.Demand
	}
	for i, b := range s.c.bells {
		s.clocks[i] = clock{speed: 1, at: math.Inf(1), turn: -1}
		switch b.kind {
		case ofComponent, ofShock:
			s.start(i, working, 0)
		case ofMaintenance:
			s.clocks[i].status = calendar
			s.clocks[i].at = s.c.m.Components[b.of].Maintenance.First
		}
	}
	s.down, s.failure = s.c.isDown(s.failed, s.room), false
}

// law returns the distribution of what a clock counts.
func (s *sim) law(i int) law {
	switch s.clocks[i].status {
	case serving:
		return s.c.units[i].repair
	case planned:
		return s.c.units[i].duration
	}
	return s.c.bells[i].law
}

// start lets a clock begin with hours on it.
func (s *sim) start(i int, as status, used float64) {
	k := &s.clocks[i]
	k.status, k.used, k.since, k.speed = as, used, s.now, 1
	s.draw(i)
}

// draw draws when a clock rings, given that it has not until now. Clocks without
// memory are compared by their rates instead, and those of failures that are tilted
// by their hazards.
func (s *sim) draw(i int) {
	k := &s.clocks[i]
	k.used, k.since, k.at = s.hours(i), s.now, math.Inf(1)
	if s.c.memoryless || s.phase == tilted && k.status == working {
		return
	}
	if k.status == serving && s.phase != plain {
		k.goal = s.law(i).after(k.used, s.linger())
	} else {
		k.goal = s.law(i).draw(k.used, &s.r)
	}
	k.at = s.now + (k.goal-k.used)/k.speed
}

// redraw draws all that are random anew, which changes nothing in their
// distribution.
func (s *sim) redraw() {
	for i := range s.clocks {
		switch s.clocks[i].status {
		case working, serving, planned, ordered:
			s.draw(i)
		}
	}
}

// hours returns what is on a clock now.
func (s *sim) hours(i int) float64 {
	k := &s.clocks[i]
	return k.used + (s.now-k.since)*k.speed
}

// fresh says whether nothing has failed, is in maintenance or on order, and no storm
// goes on.
func (s *sim) fresh() bool {
	for i := range s.clocks {
		switch s.clocks[i].status {
		case waiting, serving, planned, ordered:
			return false
		case idle:
			if s.c.bells[i].kind == ofPart && s.clocks[i].turn >= 0 {
				return false // one that is never replaced
			}
		}
	}
	for i, x := range s.c.m.Storms {
		if s.offered[i] != x.Demand {
			return false
		}
	}
	return true
}

// next returns the clock that rings first; −1 where none does.
func (s *sim) next() int {
	first, at := -1, math.Inf(1)
	for i := range s.clocks {
		if s.clocks[i].at < at {
			first, at = i, s.clocks[i].at
		}
	}
	return first
}

// advance goes on to the next event, or to the limit where that is sooner, and
// says whether there was one.
func (s *sim) advance(limit float64) bool {
	s.events++
	s.failure = false
	switch {
	case s.c.memoryless:
		return s.jump(limit)
	case s.phase == plain:
		i := s.next()
		if i < 0 || s.clocks[i].at > limit {
			s.now = limit
			return false
		}
		s.now = s.clocks[i].at
		s.ring(i)
		return true
	}
	return s.force(limit)
}

// ring lets what the clock is of happen.
func (s *sim) ring(i int) {
	b := s.c.bells[i]
	switch b.kind {
	case ofComponent:
		if s.clocks[i].status == working {
			s.fail(i)
		} else {
			s.restore(i)
		}
	case ofShock:
		for _, t := range s.c.targets[b.of] {
			if s.chance(s.c.m.Shocks[b.of].Probability, s.clocks[t].status == working) {
				s.fail(t)
			}
		}
		s.start(i, working, 0)
	case ofPart:
		s.clocks[i].status, s.clocks[i].at = idle, math.Inf(1)
	case ofMaintenance:
		s.clocks[i].at += s.c.m.Components[b.of].Maintenance.Every
		if s.clocks[b.of].status == working {
			s.failed[b.of] = true
			s.start(b.of, planned, 0)
		}
	}
	s.settle()
}

// fail makes a working component fail, and others with it.
func (s *sim) fail(i int) {
	k := &s.clocks[i]
	if k.status != working {
		return
	}
	k.age = s.hours(i)
	k.status, k.at, k.hasPart, k.used, k.since = waiting, math.Inf(1), false, 0, s.now
	k.turn, s.turns = s.turns, s.turns+1
	s.failed[i] = true
	if s.c.units[i].repaired {
		s.queue = append(s.queue, i)
	}
	for _, cascade := range s.c.units[i].cascades {
		for _, t := range s.c.effects[cascade] {
			if s.chance(s.c.m.Cascades[cascade].Probability, s.clocks[t].status == working) {
				s.fail(t)
			}
		}
	}
}

// restore makes a component work again.
func (s *sim) restore(i int) {
	age := 0.0
	if s.clocks[i].status == serving {
		if s.c.units[i].asOld {
			age = s.clocks[i].age
		}
		if crew := s.c.units[i].crew; crew >= 0 {
			s.free[crew]++
		}
	}
	s.failed[i] = false
	s.start(i, working, age)
}

// settle lets all follow from an event that follows at once.
func (s *sim) settle() {
	s.dispatch()
	if len(s.c.members) > 0 {
		s.storm()
	}
	if s.c.shared {
		s.hasten()
	}
	was := s.down
	s.down = s.c.isDown(s.failed, s.room)
	s.failure = s.down && !was
}
