package markov

import (
	"context"
	"errors"
	"slices"
)

// ErrNoUp is returned where a chain has no set of up states.
var ErrNoUp = errors.New("markov: the chain has no set of states called up")

// A System is how a system that fails and is repaired fares in the long run.
type System struct {
	Accuracy

	Availability     float64  `json:"availability"`
	Unavailability   float64  `json:"unavailability"`
	FailureFrequency float64  `json:"failureFrequency"`       // failures per calendar hour
	MeanUptime       *float64 `json:"meanUptime,omitempty"`   // hours between a repair and the next failure; absent where nothing fails any more
	MeanDowntime     *float64 `json:"meanDowntime,omitempty"` // hours
	MTBF             *float64 `json:"mtbf,omitempty"`         // hours between failures: the sum of both
}

// System returns the long run of a chain with up states. It returns [ErrNoUp] for
// others; else it is as Steady.
func (s *Solver) System(ctx context.Context) (*System, error) {
	if s.up == nil {
		return nil, ErrNoUp
	}
	steady, err := s.Steady(ctx)
	if err != nil {
		return nil, err
	}
	return s.system(steady)
}

func (s *Solver) system(steady *Steady) (*System, error) {
	r := &System{Accuracy: steady.Accuracy}
	r.RelativeError *= 2
	p := steady.Probabilities
	r.Availability, r.Unavailability = mask(s.up, true).at(p), mask(s.up, false).at(p)
	r.FailureFrequency = s.failures().at(p)
	if f := r.FailureFrequency; f > 0 {
		up, down, both := r.Availability/f, r.Unavailability/f, 1/f
		if !finite(up) || !finite(down) || !finite(both) {
			return nil, errRates
		}
		r.MeanUptime, r.MeanDowntime, r.MTBF = &up, &down, &both
	}
	return r, nil
}

// failures is the rate of going down.
func (s *Solver) failures() gain { return s.crossing(s.up, true) }

// crossing is the rate of going from where in is as said to where it is not.
func (s *Solver) crossing(in []bool, from bool) gain {
	rate := make([]float64, len(in))
	for i, yes := range in {
		if yes != from {
			continue
		}
		cols, rates := s.out.at(i)
		for q, j := range cols {
			if in[j] != from {
				rate[i] += rates[q]
			}
		}
	}
	return newGain(rate)
}

// MTTF returns the passage to the first failure: its mean is the mean time to
// failure of a system that is not repaired once it is down. It returns [ErrNoUp]
// for a chain without up states.
func (s *Solver) MTTF(ctx context.Context) (*Passage, error) {
	if s.up == nil {
		return nil, ErrNoUp
	}
	return s.passage(ctx, s.downs())
}

func (s *Solver) downs() []bool {
	down := slices.Clone(s.up)
	for i := range down {
		down[i] = !down[i]
	}
	return down
}

// A Point is a system at one time, and until then.
type Point struct {
	Hours            float64  `json:"hours"`
	Availability     float64  `json:"availability"` // at the time
	Unavailability   float64  `json:"unavailability"`
	FailureIntensity float64  `json:"failureIntensity"`        // failures per hour at the time, of systems up or down
	Uptime           *float64 `json:"uptime,omitempty"`        // mean availability until the time; absent at 0
	Downtime         *float64 `json:"downtime,omitempty"`      // mean unavailability until the time
	Failures         float64  `json:"failures"`                // expected until the time
	Reliability      *float64 `json:"reliability,omitempty"`   // that it has not been down by the time
	Unreliability    *float64 `json:"unreliability,omitempty"` // that it has
}

// A Curve is a system over time.
type Curve struct {
	Accuracy

	Points []Point `json:"points"` // in the order of the times asked for
}

// Curve returns how a system fares at the times given and until then, which is its
// interval availability. Reliability is left out unless it is asked for. It returns
// [ErrNoUp] for a chain without up states; else it is as [Solver.At].
func (s *Solver) Curve(ctx context.Context, hours []float64, reliability bool) (*Curve, error) {
	if s.up == nil {
		return nil, ErrNoUp
	}
	tr, err := s.follow(ctx, hours, []gain{mask(s.up, true), mask(s.up, false), s.failures()}, false)
	if err != nil {
		return nil, err
	}
	c := &Curve{tr.Accuracy, make([]Point, len(hours))}
	for i, t := range hours {
		p := Point{Hours: t, Availability: tr.at[0][i], Unavailability: tr.at[1][i], FailureIntensity: tr.at[2][i], Failures: tr.until[2][i]}
		if t > 0 {
			up, down := tr.until[0][i]/t, tr.until[1][i]/t
			p.Uptime, p.Downtime = &up, &down
		}
		c.Points[i] = p
	}
	if !reliability {
		return c, nil
	}
	first, err := s.firstPassage(ctx, s.downs(), hours)
	if err != nil {
		return nil, err
	}
	c.Accuracy = c.worse(first.Accuracy)
	for i := range hours {
		c.Points[i].Reliability, c.Points[i].Unreliability = &first.Not[i], &first.Reached[i]
	}
	return c, nil
}
