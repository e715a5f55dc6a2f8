package simulate

import (
	"math"
	"slices"
)

// effort is how many histories each stage of splitting has.
const effort = 500

// level is how far a system has come on the way to failure.
func (s *sim) level() int {
	if s.down {
		return s.c.needed
	}
	return max(0, min(s.c.needed-s.c.distance(s.failed, s.room), s.c.needed-1))
}

// A moment in the life of a system, to go on from several times.
type snapshot struct {
	now     float64
	clocks  []clock
	failed  []bool
	offered []float64
	free    []int
	queue   []int
	down    bool
	turns   int
}

func (s *sim) save() snapshot {
	return snapshot{s.now, slices.Clone(s.clocks), slices.Clone(s.failed), slices.Clone(s.offered), slices.Clone(s.free), slices.Clone(s.queue), s.down, s.turns}
}

// load goes back to a moment, with another future.
func (s *sim) load(x snapshot) {
	s.now, s.down, s.turns, s.events = x.now, x.down, x.turns, 0
	copy(s.clocks, x.clocks)
	copy(s.failed, x.failed)
	copy(s.offered, x.offered)
	copy(s.free, x.free)
	s.queue = append(s.queue[:0], x.queue...)
	s.plain()
	s.redraw()
}

// climb runs histories from new in stages, each from where those of the stage before
// first came to its level, and returns those that fail and the probability of that.
// The estimate is without bias, however dependent the histories [LDT07].
func (s *sim) climb(limit float64) ([]snapshot, float64, error) {
	s.reset()
	from, p := []snapshot{s.save()}, 1.0
	for level := 1; level <= s.c.needed; level++ {
		var to []snapshot
		for range effort {
			s.load(from[s.r.below(len(from))])
			for s.level() < level && s.advance(limit) {
				if math.IsInf(limit, 1) && s.turns > 0 && s.fresh() {
					break
				}
				if err := s.tooLong(); err != nil {
					return nil, 0, err
				}
			}
			if s.level() >= level {
				to = append(to, s.save())
			}
		}
		p *= float64(len(to)) / effort
		if len(to) == 0 {
			return nil, 0, nil
		}
		from = to
	}
	return from, p, nil
}

// split returns the plan of replications that are a mission by splitting.
func (c *compiled) split(m mission, seed uint64) *plan {
	p := &plan{c: c, seed: seed, width: m.width(), block: 1, least: 40, method: Splitting}
	p.run = func(s *sim, number uint64, out []float64) error {
		s.r.start(seed, 4, number)
		failed, p, err := s.climb(m.horizon())
		for _, x := range failed {
			s.load(x)
			if err := m.observe(s, out, p/float64(len(failed))); err != nil {
				return err
			}
		}
		return err
	}
	return p
}

// splitCycles returns the plan of replications that are cycles by splitting, and as
// many whole ones as they are for their length.
func (c *compiled) splitCycles(seed uint64) *plan {
	p := &plan{c: c, seed: seed, width: cycleWidth, block: 1, least: 40, method: Splitting}
	p.run = func(s *sim, number uint64, out []float64) error {
		s.r.start(seed, 5, number)
		for range effort {
			var own [cycleWidth]float64
			s.reset()
			if err := s.cycle(own[:], 1.0/effort); err != nil {
				return err
			}
			out[cycleHours] += own[cycleHours] / effort
			out[cycleUp] += own[cycleUp] / effort
		}
		hours, up := out[cycleHours], out[cycleUp]
		failed, p, err := s.climb(math.Inf(1))
		for _, x := range failed {
			s.load(x)
			if err := s.cycle(out, p/float64(len(failed))); err != nil {
				return err
			}
		}
		out[cycleHours], out[cycleUp] = hours, up
		return err
	}
	return p
}
