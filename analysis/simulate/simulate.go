package simulate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Measure is a question that Simulate answers.
type Measure string

// The measures. Those of time need times.
const (
	Availability Measure = "availability" // in the long run, with failure frequency, mean up and down times; where all is new again and again
	MTTF         Measure = "mttf"         // mean time to the first failure
	Reliability  Measure = "reliability"  // probability of a failure before each time
	InTime       Measure = "curve"        // unavailability at each time
	Interval     Measure = "interval"     // mean unavailability until each time
	Downtime     Measure = "downtime"     // distribution of the downtime until the last time
	Components   Measure = "components"   // what each component, crew and stock does until the last time, and the cost; not by splitting
)

// Measures returns all of them.
func Measures() []Measure {
	return []Measure{Availability, MTTF, Reliability, InTime, Interval, Downtime, Components}
}

// A Method is how replications are drawn.
type Method string

// The methods. Auto takes the first with which a trial sees enough failures.
const (
	Auto      Method = ""
	Crude     Method = "crude"     // as the system is
	Biasing   Method = "biasing"   // failures made likely, with likelihood ratios
	Splitting Method = "splitting" // histories that come close to failure go on several times
)

// Methods returns all but Auto.
func Methods() []Method { return []Method{Crude, Biasing, Splitting} }

// LongestHours is the longest time.
const LongestHours = 1e12

// A Question is what is asked about a model.
type Question struct {
	Measures  []Measure // none: reliability and interval if there are times, else availability and mttf
	Hours     []float64 // > 0
	Downtimes []float64 // hours; of the distribution of downtime; nil is a list from none to a day
}

// Options of a simulation.
type Options struct {
	RelativeError   float64 // of half the confidence interval to the value; 0 is 0.05
	Level           float64 // of confidence; 0 is 0.95
	Method          Method
	Seed            uint64
	Workers         int            // 0: one for each processor
	MaxReplications int64          // 0 is 100 million
	Progress        func(Progress) // may be nil
}

// Progress is how far a simulation is.
type Progress struct {
	Method        Method
	Replications  int64
	RelativeError float64 // the largest of those wanted; 0 before there is one
}

// A Report has the answers; those that were not asked for are nil.
type Report struct {
	Level         float64   `json:"level"`
	RelativeError float64   `json:"relativeError"` // that was wanted
	Seed          uint64    `json:"seed"`
	Complete      bool      `json:"complete"` // all that was asked is that accurate
	Steady        *Steady   `json:"steady,omitempty"`
	MTTF          *Estimate `json:"mttf,omitempty"`
	Points        []Point   `json:"points,omitempty"`
	Downtimes     []Excess  `json:"downtimes,omitempty"`
	Details       *Details  `json:"details,omitempty"`
}

// Steady is the system in the long run.
type Steady struct {
	Unavailability   Estimate `json:"unavailability"`
	FailureFrequency Estimate `json:"failureFrequency"` // per hour
	MTBF             Estimate `json:"mtbf"`             // hours between failures
	MTTR             Estimate `json:"mttr"`             // mean downtime, hours
}

// A Point is the system until a time.
type Point struct {
	Hours                  float64  `json:"hours"`
	Unreliability          Estimate `json:"unreliability"`
	Unavailability         Estimate `json:"unavailability"`         // then
	IntervalUnavailability Estimate `json:"intervalUnavailability"` // mean until then
	Failures               Estimate `json:"failures"`               // mean number until then
}

// An Excess is the probability of more downtime than some hours.
type Excess struct {
	Hours       float64  `json:"hours"`
	Probability Estimate `json:"probability"`
}

// ErrNoCycle is what errors wrap that say why there is no answer in the long run.
var ErrNoCycle = errors.New("the system is never as new again: long-run figures need exponential lives, repairs of all components and no maintenance; ask for the mean until a time")

// Simulate answers a question by replications, until every answer has the relative
// error wanted. Results depend on the seed and not on the number of workers.
//
// It returns the faults of m and q, joined, and [ErrNoCycle] where long-run figures
// are asked of a model without regeneration. When ctx ends, or replications are more than
// allowed (an error that wraps [ErrBudget]), the Report has what is known until then,
// with valid intervals, and there is an error too.
func Simulate(ctx context.Context, m *Model, q Question, opt Options) (*Report, error) {
	opt = opt.filled()
	if err := errors.Join(m.Validate(), q.validate(), opt.validate()); err != nil {
		return nil, err
	}
	if len(q.Measures) == 0 {
		q.Measures = []Measure{Availability, MTTF}
		if len(q.Hours) > 0 {
			q.Measures = []Measure{Reliability, Interval}
		}
	}
	c := compile(m)
	r := &Report{Level: opt.Level, RelativeError: opt.RelativeError, Seed: opt.Seed}
	asked := func(x Measure) bool { return slices.Contains(q.Measures, x) }
	if asked(Availability) && !c.renews {
		return nil, fmt.Errorf("simulate: %w", ErrNoCycle)
	}
	var errs []error
	if asked(Availability) || asked(MTTF) && c.renews {
		errs = append(errs, r.longRun(ctx, c, asked, opt))
	} else if asked(MTTF) {
		p := c.firsts(opt.Seed)
		t := newTally(1, false)
		errs = append(errs, p.sample(ctx, t, opt))
		e := p.estimate(t, p.goals[0], opt.Level)
		r.MTTF = &e
	}
	if len(q.Hours) > 0 && slices.ContainsFunc(q.Measures, func(x Measure) bool { return x != Availability && x != MTTF }) {
		errs = append(errs, r.missions(ctx, c, q, opt))
	}
	err := errors.Join(errs...)
	r.Complete = err == nil
	return r, err
}

func (o Options) filled() Options {
	if o.RelativeError == 0 {
		o.RelativeError = 0.05
	}
	if o.Level == 0 {
		o.Level = 0.95
	}
	if o.MaxReplications == 0 {
		o.MaxReplications = 100_000_000
	}
	return o
}

func (o Options) validate() error {
	var faults []error
	if !(o.RelativeError > 0 && o.RelativeError < 1) {
		faults = append(faults, fmt.Errorf("simulate: relative error %g is not in (0, 1)", o.RelativeError))
	}
	if !(o.Level > 0 && o.Level < 1) {
		faults = append(faults, fmt.Errorf("simulate: level %g is not in (0, 1)", o.Level))
	}
	if o.Method != Auto && !slices.Contains(Methods(), o.Method) {
		faults = append(faults, fmt.Errorf("simulate: unknown method %q, want one of %v", o.Method, Methods()))
	}
	if o.MaxReplications < 2 {
		faults = append(faults, fmt.Errorf("simulate: %d replications are too few", o.MaxReplications))
	}
	return errors.Join(faults...)
}

func (q Question) validate() error {
	var faults []error
	for _, h := range q.Hours {
		if !(h > 0 && h <= LongestHours) {
			faults = append(faults, fmt.Errorf("simulate: time %g is not in (0, %g] hours", h, LongestHours))
		}
	}
	for _, x := range q.Downtimes {
		if !(x >= 0 && !math.IsInf(x, 1)) {
			faults = append(faults, fmt.Errorf("simulate: downtime %g is negative or not finite", x))
		}
	}
	for _, x := range q.Measures {
		if !slices.Contains(Measures(), x) {
			faults = append(faults, fmt.Errorf("simulate: unknown measure %q, want one of %v", x, Measures()))
		} else if len(q.Hours) == 0 && x != Availability && x != MTTF {
			faults = append(faults, fmt.Errorf("simulate: %s needs times", x))
		}
	}
	return errors.Join(faults...)
}

// trial is how many replications decide on a method, and enough how many of them
// have to see a failure.
const (
	trial  = 2000
	enough = 40
)

// auto says whether replications of crude as they are see enough. With an error comes
// what was seen until then.
func auto(ctx context.Context, crude *plan, opt Options) (Method, *tally, error) {
	t := newTally(crude.width, crude.paired())
	if err := crude.extend(ctx, t, trial, opt); err != nil {
		return Crude, t, err
	}
	for _, g := range crude.goals {
		if g.asked && t.hits[g.of] < enough {
			return Biasing, nil, nil
		}
	}
	return Crude, nil, nil
}

// longRun fills in what cycles tell.
func (r *Report) longRun(ctx context.Context, c *compiled, asked func(Measure) bool, opt Options) error {
	goals := []goal{
		{cycleDown, cycleHours, 0, asked(Availability), 1},
		{cycleCount, cycleHours, 0, asked(Availability), 1},
		{cycleHours, cycleCount, 0, false, 1},
		{cycleDown, cycleCount, 0, asked(Availability), 1},
		{cycleUp, cycleFails, 0, asked(MTTF), 1},
	}
	p := c.cycles(Crude, opt.Seed)
	p.goals = goals
	method := opt.Method
	if method == Auto {
		chosen, t, err := auto(ctx, p, opt)
		if err != nil {
			r.cycles(p, t, asked, opt)
			return err
		}
		method = chosen
	}
	switch method {
	case Biasing:
		p = c.cycles(Biasing, opt.Seed)
	case Splitting:
		p = c.splitCycles(opt.Seed)
	}
	p.goals = goals
	t := newTally(p.width, true)
	err := p.sample(ctx, t, opt)
	r.cycles(p, t, asked, opt)
	return err
}

// cycles fills in what a tally of them tells.
func (r *Report) cycles(p *plan, t *tally, asked func(Measure) bool, opt Options) {
	at := func(i int) Estimate { return p.estimate(t, p.goals[i], opt.Level) }
	if asked(Availability) {
		r.Steady = &Steady{at(0), at(1), at(2), at(3)}
	}
	if asked(MTTF) {
		e := at(4)
		r.MTTF = &e
	}
}

// usual are the hours of downtime of which the distribution says how likely more is.
var usual = []float64{0, 1.0 / 60, 5.0 / 60, 0.25, 1, 4, 8, 24}

// missions fills in what happens until the times. As they are, replications answer
// for all times at once; rare failures are looked for until each time by itself.
func (r *Report) missions(ctx context.Context, c *compiled, q Question, opt Options) error {
	asked := func(x Measure) bool { return slices.Contains(q.Measures, x) }
	m := mission{hours: distinct(q.Hours)}
	if asked(Downtime) {
		m.over = usual
		if q.Downtimes != nil {
			m.over = distinct(q.Downtimes)
		}
	}
	method := opt.Method
	if method == Auto {
		crude := c.direct(m, Crude, opt.Seed)
		crude.goals = m.goals(asked)
		chosen, t, err := auto(ctx, crude, opt)
		if err != nil {
			r.mission(crude, t, m, opt)
			return err
		}
		method = chosen
	}
	if asked(Components) && method != Splitting {
		m.of = c
	}
	if method == Crude {
		return r.fly(ctx, c.direct(m, Crude, opt.Seed), m, asked, opt)
	}
	var errs []error
	for _, h := range m.hours {
		one := mission{hours: []float64{h}}
		if h == m.horizon() {
			one.over, one.of = m.over, m.of
		}
		p := c.direct(one, Biasing, opt.Seed)
		if method == Splitting {
			p = c.split(one, opt.Seed)
		}
		if err := r.fly(ctx, p, one, asked, opt); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// fly draws the replications of one plan and fills in what they tell.
func (r *Report) fly(ctx context.Context, p *plan, m mission, asked func(Measure) bool, opt Options) error {
	p.goals = m.goals(asked)
	t := newTally(p.width, false)
	err := p.sample(ctx, t, opt)
	r.mission(p, t, m, opt)
	return err
}

// mission fills in what a tally tells.
func (r *Report) mission(p *plan, t *tally, m mission, opt Options) {
	for k, h := range m.hours {
		at := func(i int) Estimate { return p.estimate(t, p.goals[k*atWidth+i], opt.Level) }
		mean := p.goals[k*atWidth+atHours]
		mean.scale = 1 / h
		r.Points = append(r.Points, Point{h, at(atFailed), at(atDown), p.estimate(t, mean, opt.Level), at(atCount)})
	}
	if m.of != nil {
		first := m.own()
		r.Details = m.of.details(m.horizon(), func(i int) Estimate { return p.estimate(t, p.goals[first+i], opt.Level) })
	}
	for i, x := range m.over {
		r.Downtimes = append(r.Downtimes, Excess{x, p.estimate(t, p.goals[len(m.hours)*atWidth+i], opt.Level)})
	}
}
