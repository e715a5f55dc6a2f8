package lifedata

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// A VerdictKind is what a history allows to be said.
type VerdictKind string

// The kinds, in the order in which they are looked for.
const (
	VerdictNoEvents  VerdictKind = "noEvents"  // bounds only
	VerdictTooFew    VerdictKind = "tooFew"    // nothing can be tested
	VerdictTrend     VerdictKind = "trend"     // events become rarer or more frequent
	VerdictUnclear   VerdictKind = "unclear"   // a trend, or clusters that look like one
	VerdictDependent VerdictKind = "dependent" // no trend, but the times between events depend on each other
	VerdictRenewal   VerdictKind = "renewal"   // neither: times between events may be fitted as lives
	VerdictSteady    VerdictKind = "steady"    // a renewal whose events come by chance alone
)

// A Verdict says how a history may be summed up, and why.
type Verdict struct {
	Kind     VerdictKind `json:"kind"`
	Words    []string    `json:"words"` // the reasons, in sentences
	Events   int         `json:"events"`
	Systems  int         `json:"systems"`
	Exposure float64     `json:"exposureHours"`

	Rate Estimate `json:"rate"` // events per hour of one system, over the windows as they were
	// MTBF is one over the rate. It is absent, with the reason, where no single
	// number describes the history.
	MTBF Estimate `json:"mtbf"`
	// MTBFNow is that at the end, by the power law, where there is a trend.
	MTBFNow *Estimate `json:"mtbfNow,omitempty"`

	Trends     []TrendTest        `json:"trends"`
	Variation  *float64           `json:"variation,omitempty"` // coefficient of variation of the hours between events; 1 by chance alone
	Dependence *DependenceTest    `json:"dependence,omitempty"`
	Processes  *ProcessComparison `json:"processes,omitempty"`
	Growth     *Growth            `json:"growth,omitempty"`
	Goodness   *GrowthGoodness    `json:"goodness,omitempty"` // of Growth
}

// DiagnoseOptions are the choices in [Diagnose].
type DiagnoseOptions struct {
	Level        float64 `json:"level"`        // of intervals
	Significance float64 `json:"significance"` // of tests: p-values below it count; 0 is 0.05
	Draws        int     `json:"draws"`        // behind each simulated p-value; 0 is 2000
	Seed         uint64  `json:"seed"`
}

// leastDiagnosed is the number of events from which trends are tested.
const leastDiagnosed = 5

// Diagnose tests a history for what would make a mean time between failures
// misleading, before one is given. It looks for a trend: with a clear one there is
// no such mean, but a growth model. Then for dependence between successive times:
// where there is some, only the rate is given, with bounds from the spread between
// systems or stretches of time. Else the events are renewals, and if they come by
// chance alone bounds are exact.
//
// A trend is clear when it shows against the variation that the times between
// events really have (Lewis-Robinson), or against that of chance (Laplace,
// MIL-HDBK-189; the smaller p-value counts twice) when they vary no more than so.
// If only the latter tests show it, and times may vary more, clusters may be the
// cause, and the verdict is unclear.
//
// It returns errors wrapping [ErrHistory], [ErrLevel], or [ErrTooFew] of draws, not
// for want of events, and that of ctx when it ends during the simulations.
//
// Source: D. Louit, R. Pascual, A. Jardine, Reliab. Eng. Syst. Saf. 94 (2009)
// 1618-1628, https://doi.org/10.1016/j.ress.2009.04.001
func Diagnose(ctx context.Context, h History, opt DiagnoseOptions) (Verdict, error) {
	if opt.Significance == 0 {
		opt.Significance = 0.05
	}
	if opt.Draws == 0 {
		opt.Draws = 2000
	}
	if opt.Draws < 100 || opt.Draws > 1e6 {
		return Verdict{}, fmt.Errorf("lifedata: diagnosis: %d draws are not from 100 to a million: %w", opt.Draws, ErrTooFew)
	}
	if err := errors.Join(h.Validate(), checkLevel(opt.Level), checkLevel(opt.Significance)); err != nil {
		return Verdict{}, err
	}
	v := Verdict{Events: h.Events(), Systems: len(h), Exposure: h.Exposure(), Trends: []TrendTest{}}
	v.sayf("Events: %d. Systems: %d. Hours watched: %.4g.", v.Events, v.Systems, v.Exposure)
	if v.Events < leastDiagnosed {
		v.few(h, opt)
		return v, nil
	}
	sorted, err := h.sorted()
	if err != nil {
		return Verdict{}, err
	}
	d := diagnosis{Verdict: v, h: sorted, opt: opt}
	if err := d.run(ctx); err != nil {
		return Verdict{}, err
	}
	if err := ctx.Err(); err != nil { // then simulations stopped short
		return Verdict{}, fmt.Errorf("lifedata: diagnosis: %w", err)
	}
	return d.Verdict, nil
}

func (v *Verdict) sayf(format string, args ...any) {
	v.Words = append(v.Words, fmt.Sprintf(format, args...))
}

// few sums up histories of hardly any events.
func (v *Verdict) few(h History, opt DiagnoseOptions) {
	v.Rate = poissonRate(h, opt.Level)
	v.MTBF = inverted(v.Rate)
	if v.Events == 0 {
		v.Kind = VerdictNoEvents
		v.MTBF.Reason = "no events: only a lower bound"
		v.sayf("Without events there is a bound on the rate, but no mean time between failures.")
		return
	}
	v.Kind = VerdictTooFew
	v.sayf("Trend and dependence cannot be judged from fewer than %d events: the mean time between failures supposes that there are none.", leastDiagnosed)
}

// diagnosis is a verdict on the way.
type diagnosis struct {
	Verdict
	h   History
	opt DiagnoseOptions
}

func (d *diagnosis) run(ctx context.Context) error {
	if variation, err := variationOfGaps(d.h); err == nil {
		d.Variation = &variation
	}
	trend, err := d.trend(ctx)
	if err != nil {
		return err
	}
	switch {
	case trend == VerdictTrend:
		d.Kind = VerdictTrend
		return d.growth(ctx)
	case trend == VerdictUnclear:
		d.Kind = VerdictUnclear
		d.robust("a trend or clusters; no single mean describes the history")
	case d.dependent(ctx):
		d.Kind = VerdictDependent
		d.robust("times between events depend on each other; no interval for their mean would hold")
	case d.Variation == nil:
		d.Kind = VerdictTooFew
		d.Rate = robustRate(d.h, d.opt.Level)
		d.MTBF = inverted(d.Rate)
		d.sayf("How much the times between events vary cannot be seen: there are too few of one system, or all are alike. The mean time between failures supposes that they have no order.")
	default:
		d.renewal(ctx)
	}
	return nil
}

// trend runs the tests and says VerdictTrend, VerdictUnclear, or nothing.
func (d *diagnosis) trend(ctx context.Context) (VerdictKind, error) {
	type test func(History, Pooling) (TrendTest, error)
	poolings := []Pooling{PoolApart}
	if len(d.h) > 1 {
		poolings = append(poolings, PoolTotalTime)
	}
	for _, pooling := range poolings {
		for _, run := range []test{Laplace, MilitaryHandbook, AndersonDarlingTrend} {
			t, err := run(d.h, pooling)
			if err != nil {
				return "", err
			}
			d.Trends = append(d.Trends, t)
		}
	}
	laplace, handbook := d.Trends[0], d.Trends[1]
	chance := min(1, 2*min(laplace.PValue, handbook.PValue))
	renewal := 1.0
	if t, err := LewisRobinson(d.h); err == nil {
		d.Trends = append(d.Trends, t)
		renewal = t.PValue
	}
	if t, err := ReverseArrangements(d.h); err == nil {
		d.Trends = append(d.Trends, t)
	}
	d.sayf("Against events by chance at a steady rate: Laplace %.2f (p %.2g), MIL-HDBK-189 %.4g (p %.2g).",
		laplace.Statistic, laplace.PValue, handbook.Statistic, handbook.PValue)
	if d.Variation != nil {
		d.sayf("Against times between events that vary as these do (coefficient of variation %.2f, by chance alone 1): Lewis-Robinson p %.2g.", *d.Variation, renewal)
	}
	direction := "more frequent"
	if laplace.Statistic < 0 {
		direction = "rarer"
	}
	switch {
	case renewal < d.opt.Significance, chance < d.opt.Significance && !d.clustered(ctx):
		d.sayf("There is a trend: events become %s.", direction)
		return VerdictTrend, nil
	case chance < d.opt.Significance:
		d.sayf("Events seem to become %s, but they also come in clusters, which can look like it.", direction)
		return VerdictUnclear, nil
	}
	d.sayf("No trend is seen.")
	return "", nil
}

// maybeClustered is the p-value of the variation below which more than that of
// chance is thought possible: a larger one than for tests, to be careful.
const maybeClustered = 0.2

// clustered reports whether times between events may vary more than by chance.
func (d *diagnosis) clustered(ctx context.Context) bool {
	return d.Variation != nil && *d.Variation > 1 && d.byChance(ctx) < maybeClustered
}

// growth sums up a history with a trend.
func (d *diagnosis) growth(ctx context.Context) error {
	d.robust("there is a trend; a mean over the window would describe no time in it")
	processes, err := CompareProcesses(d.h)
	if err != nil {
		return err
	}
	d.Processes = &processes
	g, err := FitPowerLaw(d.h)
	if errors.Is(err, ErrNoMaximum) {
		d.sayf("No power law fits: %v.", err)
		return nil
	} else if err != nil {
		return err
	}
	d.Growth = &g
	now, err := g.MTBFBounds(d.opt.Level)
	if err != nil {
		return err
	}
	if now.Value != nil {
		d.sayf("By a power law of shape %.3g the time between events is now %.4g hours.", g.Shape, *now.Value)
	}
	d.MTBFNow = &now
	if fit, err := PowerLawGoodness(ctx, d.h, d.opt.Draws, d.opt.Seed); err == nil {
		d.Goodness = &fit
		if fit.PValue < d.opt.Significance {
			d.sayf("The power law does not describe the events well (Cramér-von Mises p %.2g): see the mean cumulative function.", fit.PValue)
		}
	}
	if p := processes; p.LogLinear != nil && (p.PowerLaw == nil || p.LogLinear.LogLikelihood > p.PowerLaw.LogLikelihood+2) {
		d.sayf("A log-linear intensity describes them better.")
	}
	return nil
}

// robust gives the rate and no mean time.
func (d *diagnosis) robust(reason string) {
	d.Rate = robustRate(d.h, d.opt.Level)
	d.MTBF = Estimate{Level: d.opt.Level, Method: "none", Reason: reason}
	d.sayf("No mean time between failures is given: %s.", reason)
}

// dependent reports whether successive times depend on each other.
func (d *diagnosis) dependent(ctx context.Context) bool {
	t, err := SerialDependence(ctx, d.h, d.opt.Draws, d.opt.Seed)
	if err != nil {
		d.sayf("Whether successive times between events depend on each other cannot be judged.")
		return false
	}
	d.Dependence = &t
	p := min(1, 2*min(t.PValue, t.KendallPValue))
	if p < d.opt.Significance {
		d.sayf("Successive times between events are alike or opposite (correlation %.2f, tau %.2f, p %.2g): events come in bursts or in turns.", t.Correlation, t.Kendall, p)
		return true
	}
	d.sayf("Successive times between events show no dependence (correlation %.2f, tau %.2f, p %.2g).", t.Correlation, t.Kendall, p)
	return false
}

// renewal sums up times between events without order.
func (d *diagnosis) renewal(ctx context.Context) {
	p := d.byChance(ctx)
	if p < d.opt.Significance {
		d.Kind = VerdictRenewal
		d.Rate = renewalRate(d.h, *d.Variation, d.opt.Level)
		d.sayf("The times between events vary otherwise than by chance alone (p %.2g): they may be fitted as lives.", p)
	} else {
		d.Kind = VerdictSteady
		d.Rate = poissonRate(d.h, d.opt.Level)
		d.sayf("The times between events vary as by chance alone (p %.2g): a steady rate describes them.", p)
	}
	d.MTBF = inverted(d.Rate)
}

// byChance is the two-sided p-value of the variation of the times between events,
// if they were exponential. It means nothing once ctx has ended.
func (d *diagnosis) byChance(ctx context.Context) float64 {
	if d.Events > mostDrawn { // that of n exponential variables has a standard deviation near 1/√n
		return normalTails((*d.Variation - 1) * math.Sqrt(float64(d.Events)))
	}
	r := rand.New(rand.NewPCG(d.opt.Seed, uint64(d.Events))) //nolint:gosec // a seeded simulation, no secret
	drawn := make(History, len(d.h))
	above, below := 0, 0
	for range d.opt.Draws {
		if ctx.Err() != nil {
			break
		}
		for i, s := range d.h {
			drawn[i] = System{From: s.From, Events: make([]float64, len(s.Events))}
			at := s.From
			for j := range s.Events {
				at += r.ExpFloat64()
				drawn[i].Events[j] = at
			}
		}
		if variation, err := variationOfGaps(drawn); err == nil {
			count(variation, *d.Variation, &above, &below)
		}
	}
	return drawnPValue(above, below, d.opt.Draws)
}
