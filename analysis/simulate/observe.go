package simulate

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrBudget is what errors wrap when something took more events or replications
// than allowed.
var ErrBudget = errors.New("budget exceeded")

// mostEvents of one replication.
const mostEvents = 10_000_000

// pause is after how many events a replication looks whether it is to stop.
const pause = 64

// tooLong returns why a replication ends early: it has too many events, or nobody
// waits for it any more.
func (s *sim) tooLong() error {
	if s.since++; s.since >= pause && s.stopped != nil {
		s.since = 0
		if err := s.stopped(); err != nil {
			return err
		}
	}
	if s.events <= mostEvents {
		return nil
	}
	return fmt.Errorf("simulate: one replication has more than %d events: %w", mostEvents, ErrBudget)
}

// A plan is what replications observe: each adds numbers whose means are asked.
type plan struct {
	c      *compiled
	seed   uint64
	width  int // numbers of a replication
	goals  []goal
	run    func(s *sim, number uint64, out []float64) error
	block  int // replications that a worker does at a time
	least  int64
	method Method
}

// A goal is a mean, or a ratio of means, with what is known of it.
type goal struct {
	of, over int     // numbers of a replication; over −1 is no ratio
	bound    float64 // of each observation, if not weighted; 0 is none
	asked    bool    // to be as accurate as wanted
	scale    float64
}

// At each time the numbers are these, followed by shares of replications with more
// downtime than each of some hours.
const (
	atFailed = iota // before the time
	atDown          // at the time
	atHours         // of downtime until then
	atCount         // of failures until then
	atWidth
)

// A mission observes a system from new until the last of some times.
type mission struct {
	hours []float64
	over  []float64 // hours of downtime
	of    *compiled // whose components are told of; nil: none
}

// own is where the numbers of components begin.
func (m mission) own() int { return len(m.hours)*atWidth + len(m.over) }

func (m mission) width() int {
	if m.of == nil {
		return m.own()
	}
	return m.own() + m.of.detailWidth()
}

// observe runs s until the last time and adds what happens to out. The system may
// have failed before, when it is taken up after splitting.
func (m mission) observe(s *sim, out []float64, scale float64) error {
	hadFailed, total := s.down, 0.0 // hours of downtime
	if s.down {
		m.fail(s.now, out, scale*s.weight, true)
	}
	for happens := true; happens; {
		before, down, weight := s.now, s.down, scale*s.weight
		if m.of != nil {
			s.note()
		}
		happens = s.advance(m.horizon())
		if m.of != nil {
			s.tell(out[m.own():], s.now-before, scale, down)
		}
		if down {
			total += s.now - before
			m.lie(before, s.now, out, weight)
		}
		if !happens {
			break
		}
		s.follow()
		if s.failure {
			m.fail(s.now, out, scale*s.weight, !hadFailed)
			hadFailed = true
		}
		if err := s.tooLong(); err != nil {
			return err
		}
	}
	for i, x := range m.over {
		if total > x {
			out[len(m.hours)*atWidth+i] += scale * s.weight
		}
	}
	return nil
}

// fail notes a failure for the times after it.
func (m mission) fail(now float64, out []float64, weight float64, first bool) {
	for k, h := range m.hours {
		if h < now {
			continue
		}
		out[k*atWidth+atCount] += weight
		if first {
			out[k*atWidth+atFailed] += weight
		}
	}
}

// lie notes that the system is down between two times.
func (m mission) lie(from, to float64, out []float64, weight float64) {
	for k, h := range m.hours {
		if h <= from {
			continue
		}
		out[k*atWidth+atHours] += weight * (min(to, h) - from)
		if h <= to && (h < to || h == m.horizon()) {
			out[k*atWidth+atDown] += weight
		}
	}
}

func (m mission) horizon() float64 { return m.hours[len(m.hours)-1] }

// goals returns what is asked of the numbers of a mission.
func (m mission) goals(asked func(Measure) bool) []goal {
	var list []goal
	for k, h := range m.hours {
		positive := h > 0
		list = append(list,
			goal{k*atWidth + atFailed, -1, 1, positive && asked(Reliability), 1},
			goal{k*atWidth + atDown, -1, 1, positive && asked(InTime), 1},
			goal{k*atWidth + atHours, -1, h, positive && (asked(Interval) || (asked(Downtime) || asked(Components)) && k == len(m.hours)-1), 1},
			goal{k*atWidth + atCount, -1, 0, false, 1})
	}
	for i := range m.over {
		list = append(list, goal{len(m.hours)*atWidth + i, -1, 1, false, 1})
	}
	if m.of != nil {
		list = append(list, m.of.detailGoals(m.own(), m.horizon())...)
	}
	return list
}

// expected is how many failures of components there are about in a time.
func (c *compiled) expected(hours float64) float64 {
	n := 0.0
	for _, b := range c.bells {
		if b.law.d != nil && b.kind != ofPart {
			n += math.Min(b.law.hazard(0, hours), 1+hours/b.law.d.Mean())
		}
	}
	return n
}

// surely is how often a cycle is tilted, and a mission at most. The rest, as they are, bound the likelihood
// ratio by ten, which counts where failures are not rare.
const surely = 0.9

// direct returns the plan of replications of a mission, as they are or tilted.
func (c *compiled) direct(m mission, method Method, seed uint64) *plan {
	p := &plan{c: c, seed: seed, width: m.width(), block: 256, least: 1000, method: method}
	coin := min(surely, 1/(1+c.expected(m.horizon())))
	p.run = func(s *sim, number uint64, out []float64) error {
		s.r.start(seed, 1, number)
		s.reset()
		if method == Biasing && !s.down {
			s.coin = coin
			s.toss()
		}
		return m.observe(s, out, 1)
	}
	return p
}

// Numbers of a cycle from one state in which all is new to the next.
const (
	cycleHours = iota // of the whole
	cycleUp           // until it fails, if it does
	cycleFails        // whether it does
	cycleDown         // hours of downtime
	cycleCount        // failures
	cycleWidth
)

// cycles returns the plan of replications that are two cycles: one as it is, whose
// length is taken, and one, perhaps tilted, whose downtime is [GSHNG92].
func (c *compiled) cycles(method Method, seed uint64) *plan {
	p := &plan{c: c, seed: seed, width: cycleWidth, block: 256, least: 1000, method: method}
	p.run = func(s *sim, number uint64, out []float64) error {
		s.r.start(seed, 2, number)
		var own [cycleWidth]float64
		s.reset()
		if err := s.cycle(own[:], 1); err != nil {
			return err
		}
		if method == Crude {
			copy(out, own[:])
			return nil
		}
		s.reset()
		s.coin = surely
		s.toss()
		err := s.cycle(out, 1)
		out[cycleHours], out[cycleUp] = own[cycleHours], own[cycleUp]
		return err
	}
	return p
}

// cycle runs s until all is new again and adds what happens to out.
func (s *sim) cycle(out []float64, scale float64) error {
	begun, hadFailed := s.now, false
	if s.down {
		out[cycleFails] += scale * s.weight
		out[cycleCount] += scale * s.weight
		hadFailed = true
	}
	for {
		before, down, weight := s.now, s.down, scale*s.weight
		s.advance(math.Inf(1))
		if down {
			out[cycleDown] += weight * (s.now - before)
		}
		s.follow()
		if s.failure {
			out[cycleCount] += scale * s.weight
			if !hadFailed {
				out[cycleFails] += scale * s.weight
				out[cycleUp] += s.now - begun
			}
			hadFailed = true
		}
		if s.turns > 0 && s.fresh() {
			break
		}
		if err := s.tooLong(); err != nil {
			return err
		}
	}
	out[cycleHours] += s.now - begun
	if !hadFailed {
		out[cycleUp] += s.now - begun
	}
	return nil
}

// firsts returns the plan of replications that run until the first failure.
func (c *compiled) firsts(seed uint64) *plan {
	p := &plan{c: c, seed: seed, width: 1, block: 256, least: 1000, method: Crude}
	p.goals = []goal{{0, -1, 0, true, 1}}
	p.run = func(s *sim, number uint64, out []float64) error {
		s.r.start(seed, 3, number)
		s.reset()
		for !s.down {
			if !s.advance(math.Inf(1)) && !s.down {
				return errors.New("simulate: the system may never fail, so that there is no mean time to failure")
			}
			if err := s.tooLong(); err != nil {
				return err
			}
		}
		out[0] = s.now
		return nil
	}
	return p
}

// distinct returns times in order.
func distinct(hours []float64) []float64 {
	list := slices.Clone(hours)
	slices.Sort(list)
	return slices.Compact(list)
}
