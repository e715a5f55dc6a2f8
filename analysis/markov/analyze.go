package markov

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A Measure is a question that Analyze answers.
type Measure string

// The measures. Those of time need times.
const (
	Availability Measure = "availability" // of the set up: long run, failure frequency, mean up and down times
	MTTF         Measure = "mttf"         // mean time to the first failure
	LongRun      Measure = "steady"       // long-run probability of every state
	Transient    Measure = "transient"    // probability of every state in time
	InTime       Measure = "curve"        // availability and failures in time and until then
	Survival     Measure = "reliability"  // the same, with the probability of not having failed
	Earned       Measure = "rewards"      // in the long run, and in time where there are times
	Slopes       Measure = "sensitivity"  // derivatives by parameters
)

// Measures returns all of them.
func Measures() []Measure {
	return []Measure{Availability, MTTF, LongRun, Transient, InTime, Survival, Earned, Slopes}
}

// A Question is what is asked about a chain.
type Question struct {
	Measures []Measure // none: what there is an answer to, but for derivatives and the probabilities of states
	Hours    []float64
	Slopes   []Slope
}

// A Report has the answers; those that were not asked for are nil.
type Report struct {
	States      int            `json:"states"`
	Transitions int            `json:"transitions"`
	Classes     int            `json:"recurrentClasses"`
	System      *System        `json:"system,omitempty"`
	MTTF        *Passage       `json:"mttf,omitempty"`
	Steady      *Steady        `json:"steady,omitempty"`
	Transient   *Moment        `json:"transient,omitempty"`
	Curve       *Curve         `json:"curve,omitempty"`
	Earnings    *Earnings      `json:"earnings,omitempty"`
	Slopes      *Sensitivities `json:"sensitivities,omitempty"`
}

// Analyze answers the measures asked. It returns what [Compile] does, an error for
// measures that need times, up states or slopes where there are none, and what the
// methods of [Solver] do.
func Analyze(ctx context.Context, c *Chain, q Question, opt Options) (*Report, error) {
	s, err := Compile(c, opt)
	if err != nil {
		return nil, err
	}
	if len(q.Measures) == 0 {
		q.Measures = s.all(q)
	}
	r := &Report{States: len(c.States), Transitions: len(s.out.col)}
	for _, closed := range s.closed {
		if closed {
			r.Classes++
		}
	}
	for _, m := range q.Measures {
		if err := s.answer(ctx, r, m, q); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// all returns the measures that make sense without being asked for.
func (s *Solver) all(q Question) []Measure {
	var list []Measure
	if s.up != nil {
		list = append(list, Availability, MTTF)
		if len(q.Hours) > 0 {
			list = append(list, Survival)
		}
	} else {
		list = append(list, LongRun)
		if len(q.Hours) > 0 {
			list = append(list, Transient)
		}
	}
	if len(s.chain.Rewards) > 0 {
		list = append(list, Earned)
	}
	return list
}

func (s *Solver) answer(ctx context.Context, r *Report, m Measure, q Question) (err error) {
	if len(q.Hours) == 0 && slices.Contains([]Measure{Transient, InTime, Survival}, m) {
		return fmt.Errorf("markov: %s needs times", m)
	}
	switch m {
	case Availability:
		r.System, err = s.System(ctx)
	case MTTF:
		r.MTTF, err = s.MTTF(ctx)
	case LongRun:
		r.Steady, err = s.Steady(ctx)
	case Transient:
		r.Transient, err = s.At(ctx, q.Hours)
	case InTime:
		if r.Curve == nil { // reliability may have been asked for before
			r.Curve, err = s.Curve(ctx, q.Hours, false)
		}
	case Survival:
		r.Curve, err = s.Curve(ctx, q.Hours, true)
	case Earned:
		r.Earnings, err = s.Earnings(ctx, q.Hours)
	case Slopes:
		r.Slopes, err = s.Sensitivities(ctx, q.Slopes)
	default:
		return fmt.Errorf("markov: unknown measure %q, want one of %s", m, names(Measures()))
	}
	return err
}

func names(list []Measure) string {
	text := make([]string, len(list))
	for i, m := range list {
		text[i] = string(m)
	}
	return strings.Join(text, ", ")
}
