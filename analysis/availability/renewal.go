package availability

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// A Law is the distribution of a time, in hours: one that is never negative.
type Law interface {
	Mean() float64
	CDF(x float64) float64 // P(time ≤ x)
}

// A Fixed time is always the same, as a restart is.
type Fixed struct {
	Hours float64 `json:"hours"` // ≥ 0
}

// Mean returns the time.
func (f Fixed) Mean() float64 { return f.Hours }

// CDF returns 0 below the time and 1 from it on.
func (f Fixed) CDF(x float64) float64 {
	if x < f.Hours {
		return 0
	}
	return 1
}

// ErrNotConverged reports that a numerical solution did not settle.
var ErrNotConverged = errors.New("no convergence")

// A Renewal is a component that is up and down in turn, as good as new after each
// repair. All its times are independent.
type Renewal struct {
	Up   Law
	Down Law
}

// Validate refuses laws whose mean is not finite, or not positive for Up.
func (r Renewal) Validate() error {
	if r.Up == nil || r.Down == nil {
		return errors.New("availability: renewal: a law is missing")
	}
	up, down := r.Up.Mean(), r.Down.Mean()
	if !(up > 0) || math.IsInf(up, 1) || !(down >= 0) || math.IsInf(down, 1) {
		return fmt.Errorf("availability: renewal: mean times %g up and %g down", up, down)
	}
	return nil
}

// A LongRun is what an alternating renewal process comes to in the end, whatever
// the shape of its laws: only their means count.
type LongRun struct {
	Availability   float64 `json:"availability"`
	Unavailability float64 `json:"unavailability"`
	Failures       float64 `json:"failures"`      // in the hours asked for
	DowntimeHours  float64 `json:"downtimeHours"` // in them
}

// LongRun returns the limits, with the failures and downtime of so many hours, e.g.
// 8760. It returns an error for laws that do not validate and hours that are not
// positive and finite.
//
// Source: R. Barlow, F. Proschan, Mathematical Theory of Reliability, 1965, ch. 3.
func (r Renewal) LongRun(hours float64) (LongRun, error) {
	if err := errors.Join(r.Validate(), checkWindow(0, hours)); err != nil {
		return LongRun{}, err
	}
	up, down := r.Up.Mean(), r.Down.Mean()
	cycle := up + down
	out := LongRun{
		Availability:   up / cycle,
		Unavailability: down / cycle,
		Failures:       hours / cycle,
		DowntimeHours:  hours * (down / cycle),
	}
	return out, figures(cycle, out.Failures)
}

// A Moment is the state of a renewal process some hours after it was new.
type Moment struct {
	Availability   float64 `json:"availability"`
	Unavailability float64 `json:"unavailability"`
	Failures       float64 `json:"failures"` // expected until then
	Error          float64 `json:"error"`    // estimated, of Unavailability
}

// The solver halves its step from leastSteps until two extrapolations agree to
// renewalTolerance, or it has come to mostSteps. An answer worse than
// renewalWorst is refused.
const (
	leastSteps       = 256
	mostSteps        = 8192
	renewalTolerance = 1e-10
	renewalWorst     = 1e-5
)

// At returns the point availability after so many hours from new, by the renewal
// equations of failures and repairs. Failures are spread evenly over each step,
// which needs distribution functions only, so repairs may take a [Fixed] time; the
// error falls with the square of the step, and is extrapolated away. Cost is
// quadratic in the steps, at most a second.
//
// It returns an error for laws that do not validate, hours that are negative or
// not finite, one wrapping [ErrNotConverged] where the error stays above 1e-5 (an
// Up that is nearly fixed), and the error of ctx when that ends.
//
// Source: M. Xie, On the solution of renewal-type integral equations, 1989.
// https://doi.org/10.1080/03610918908812762
func (r Renewal) At(ctx context.Context, hours float64) (Moment, error) {
	if err := r.Validate(); err != nil {
		return Moment{}, err
	}
	if hours == 0 {
		return Moment{Availability: 1}, nil
	}
	if err := checkWindow(0, hours); err != nil {
		return Moment{}, err
	}
	var coarse, last Moment
	for n := leastSteps; ; n *= 2 {
		fine, err := r.solve(ctx, hours, n)
		if err != nil {
			return Moment{}, err
		}
		best := Moment{
			Unavailability: fine.Unavailability + (fine.Unavailability-coarse.Unavailability)/3,
			Failures:       fine.Failures + (fine.Failures-coarse.Failures)/3,
		}
		best.Error = math.Abs(best.Unavailability - last.Unavailability)
		if n > 2*leastSteps && best.Error <= renewalTolerance || n == mostSteps {
			return best.checked(hours)
		}
		coarse, last = fine, best
	}
}

func (m Moment) checked(hours float64) (Moment, error) {
	if !(m.Error <= renewalWorst) {
		return Moment{}, fmt.Errorf("availability: renewal at %g hours: %w: error %.1g", hours, ErrNotConverged, m.Error)
	}
	m.Unavailability = min(1, max(0, m.Unavailability))
	m.Availability = 1 - m.Unavailability
	return m, figures(m.Failures)
}

// solve steps through the renewal equations: what fails in a step is up and new, or
// repaired since; what is repaired failed before.
func (r Renewal) solve(ctx context.Context, hours float64, n int) (Moment, error) {
	step := hours / float64(n)
	up, down := stepAverages(r.Up, step, n), stepAverages(r.Down, step, n)
	failures, repairs := make([]float64, n), make([]float64, n)
	var before float64 // of Up's distribution function
	for i := range n {
		if i%64 == 0 && ctx.Err() != nil {
			return Moment{}, ctx.Err()
		}
		now := r.Up.CDF(float64(i+1) * step)
		fail, repair := now-before, 0.0
		before = now
		for j := range i {
			fail += repairs[j] * (up[i-j] - up[i-j-1])
			repair += failures[j] * (down[i-j] - down[i-j-1])
		}
		// Those of this very step depend on one another.
		failures[i] = (fail + repair*up[0]) / (1 - up[0]*down[0])
		repairs[i] = repair + failures[i]*down[0]
	}
	var m Moment
	for j, f := range failures {
		m.Failures += f
		m.Unavailability += f * (1 - down[n-1-j])
	}
	return m, nil
}

// stepAverages returns the average of the distribution function over each of n
// steps, by Gauss's rule with four points. The first step is cut up, finer towards
// zero, for there the function may rise steeply.
func stepAverages(law Law, step float64, n int) []float64 {
	out := make([]float64, n)
	if f, ok := law.(Fixed); ok {
		for i := range out {
			out[i] = min(1, max(0, float64(i+1)-f.Hours/step))
		}
		return out
	}
	const cuts = 40
	high := 1.0
	for range cuts {
		out[0] += average(law, high/2*step, high*step) * high / 2
		high /= 2
	}
	for i := 1; i < n; i++ {
		out[i] = average(law, float64(i)*step, float64(i+1)*step)
	}
	return out
}

func average(law Law, from, to float64) float64 {
	const (
		x1, w1 = 0.3399810435848563, 0.3260725774312731
		x2, w2 = 0.8611363115940526, 0.1739274225687269
	)
	mid, half := (from+to)/2, (to-from)/2
	return w1*(law.CDF(mid-x1*half)+law.CDF(mid+x1*half)) + w2*(law.CDF(mid-x2*half)+law.CDF(mid+x2*half))
}
