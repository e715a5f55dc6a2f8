package lifedata

import (
	"fmt"
	"math"
	"slices"
)

// A TrendTest is a test of whether events become rarer or more frequent.
type TrendTest struct {
	Name             string  `json:"name"`
	Null             string  `json:"null"` // what holds without a trend, in words
	Statistic        float64 `json:"statistic"`
	DegreesOfFreedom int     `json:"degreesOfFreedom,omitempty"` // of a chi-squared statistic
	Events           int     `json:"events"`                     // that were used
	PValue           float64 `json:"pValue"`                     // two-sided
	// One-sided: the chance, without trend, to look improving, or deteriorating,
	// at least as much. Absent for a test that does not tell them apart.
	Improving     *float64 `json:"improving,omitempty"`
	Deteriorating *float64 `json:"deteriorating,omitempty"`
}

// A Pooling says how systems are put together in a trend test.
type Pooling string

// For one system there is no difference.
const (
	// PoolApart lets each system have a rate of its own.
	PoolApart Pooling = "apart"
	// PoolTotalTime takes all to have one rate: it looks at the events of all on
	// the axis of the hours worked by all (total time on test). It also notices
	// trends that systems have in common but that differences between them hide,
	// and differences that are no trends.
	PoolTotalTime Pooling = "totalTime"
)

// Nulls of trend tests.
const (
	nullPoissonApart = "each system has events by chance alone, at a steady rate of its own"
	nullPoissonOne   = "all systems have events by chance alone, at one steady rate"
	nullRenewal      = "the hours between events vary, more or less than by chance alone, but without order"
)

// uniforms returns what is uniform in (0, 1) and independent without trend: the
// place of each event that bears on it, and the length of the axis it is on, relative
// to the longest with any.
func uniforms(h History, pooling Pooling) (places, lengths []float64, null string, err error) {
	sorted, err := h.sorted()
	if err != nil {
		return nil, nil, "", err
	}
	switch pooling {
	case PoolApart:
		null = nullPoissonApart
		longest := 0.0
		for _, s := range sorted {
			if len(s.counted()) > 0 {
				longest = max(longest, s.To-s.From)
			}
		}
		for _, s := range sorted {
			for _, t := range s.counted() {
				places = append(places, (t-s.From)/(s.To-s.From))
				lengths = append(lengths, (s.To-s.From)/longest)
			}
		}
	case PoolTotalTime:
		null = nullPoissonOne
		at, total := totalTime(sorted)
		if endsAtFailure(sorted) {
			at = at[:len(at)-1]
		}
		for _, t := range at {
			places = append(places, t/total)
			lengths = append(lengths, 1)
		}
	default:
		return nil, nil, "", fmt.Errorf("lifedata: trend test: unknown pooling %q", pooling)
	}
	if len(places) == 0 {
		return nil, nil, "", fmt.Errorf("lifedata: trend test: %w: the only event ended the watching", ErrTooFew)
	}
	return places, lengths, null, nil
}

// endsAtFailure reports whether the last system to be watched ended by a failure.
func endsAtFailure(h History) bool {
	last := slices.MaxFunc(h, func(a, b System) int {
		switch {
		case a.To != b.To:
			return compare(a.To < b.To)
		default:
			return compare(!a.FailureTerminated && b.FailureTerminated)
		}
	})
	return last.FailureTerminated
}

func compare(less bool) int {
	if less {
		return -1
	}
	return 1
}

// Laplace tests whether events come early or late in the windows. The statistic is
// standard normal without trend, to good approximation from four events on, and
// negative where the systems improve. It is most powerful against a rate that
// changes exponentially.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents] or [ErrTooFew].
//
// Sources: H. Ascher, H. Feingold, Repairable Systems Reliability, 1984; J. T.
// Kvaløy, B. H. Lindqvist, Reliab. Eng. Syst. Saf. 60 (1998) 13-28,
// https://doi.org/10.1016/S0951-8320(97)00099-9 for several systems.
func Laplace(h History, pooling Pooling) (TrendTest, error) {
	places, lengths, null, err := uniforms(h, pooling)
	if err != nil {
		return TrendTest{}, err
	}
	sum, squares := 0.0, 0.0
	for i, u := range places {
		sum += lengths[i] * (u - 0.5)
		squares += lengths[i] * lengths[i]
	}
	return normalTrend("Laplace", null, sum/math.Sqrt(squares/12), len(places)), nil
}

// normalTrend is a test with a standard normal statistic that is positive where
// systems deteriorate.
func normalTrend(name, null string, z float64, events int) TrendTest {
	return TrendTest{
		Name: name, Null: null, Statistic: z, Events: events, PValue: normalTails(z),
		Improving: finite(normalAbove(-z)), Deteriorating: finite(normalAbove(z)),
	}
}

// MilitaryHandbook is the test that is named after MIL-HDBK-189: twice the sum of the logarithms
// of the ratios of end to time of event, which is exactly chi-squared without
// trend. Large values mean improvement. It is most powerful against a power law.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents] or [ErrTooFew].
//
// Sources: [HB189] in its edition of 1981; Kvaløy and Lindqvist as of [Laplace].
func MilitaryHandbook(h History, pooling Pooling) (TrendTest, error) {
	places, _, null, err := uniforms(h, pooling)
	if err != nil {
		return TrendTest{}, err
	}
	statistic := 0.0
	for _, u := range places {
		statistic -= 2 * math.Log(u)
	}
	d := chiSquared(2 * float64(len(places)))
	low, high := d.CDF(statistic), d.Survival(statistic)
	return TrendTest{
		Name: "MIL-HDBK-189", Null: null, Statistic: statistic, DegreesOfFreedom: 2 * len(places), Events: len(places),
		PValue: min(1, 2*min(low, high)), Improving: &high, Deteriorating: &low,
	}, nil
}

// AndersonDarlingTrend tests against any trend, also one that turns, such as a
// bathtub: it does not say in which direction.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents] or [ErrTooFew].
//
// Sources: Kvaløy and Lindqvist as of [Laplace]; G. Marsaglia, J. Marsaglia, J.
// Stat. Softw. 9 (2004) 2, https://doi.org/10.18637/jss.v009.i02 for the p-value.
func AndersonDarlingTrend(h History, pooling Pooling) (TrendTest, error) {
	places, _, null, err := uniforms(h, pooling)
	if err != nil {
		return TrendTest{}, err
	}
	slices.Sort(places)
	n := len(places)
	sum := 0.0
	for i, u := range places {
		v := places[n-1-i]
		if v == 1 { // an event at the end of a window that was not ended by it
			v = 1 - 0x1p-53
		}
		sum += float64(2*i+1) * (math.Log(u) + math.Log1p(-v))
	}
	statistic := -float64(n) - sum/float64(n)
	return TrendTest{Name: "Anderson-Darling", Null: null, Statistic: statistic, Events: n, PValue: uniformTail(n, statistic)}, nil
}

// LewisRobinson is Laplace's test with the variation that the hours between events
// really have, so that clustered or regular events without order are not taken for
// a trend. Systems may have rates of their own.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents], and [ErrTooFew] where
// there are fewer than three times between events or they do not vary.
//
// Source: P. A. Lewis, D. W. Robinson, Testing for a monotone trend in a modulated
// renewal process, in Reliability and Biometry, SIAM 1974, 163-182.
func LewisRobinson(h History) (TrendTest, error) {
	test, err := Laplace(h, PoolApart)
	if err != nil {
		return TrendTest{}, err
	}
	sorted, err := h.sorted()
	if err != nil {
		return TrendTest{}, err
	}
	variation, err := variationOfGaps(sorted)
	if err != nil {
		return TrendTest{}, err
	}
	return normalTrend("Lewis-Robinson", nullRenewal, test.Statistic/variation, test.Events), nil
}

// variationOfGaps returns the coefficient of variation of the hours between the
// events of a system, over all systems. Those of one system are relative to its
// own mean, which makes the squares of m exponential times too small by m/(m+1):
// of several systems with few events each that matters, so it is put right.
func variationOfGaps(h History) (float64, error) {
	squares, free, n := 0.0, 0, 0
	for _, s := range h {
		gaps := s.gaps()
		n += len(gaps)
		if len(gaps) < 2 {
			continue
		}
		mean := meanOf(gaps)
		if mean == 0 {
			continue
		}
		m, own := float64(len(gaps)), 0.0
		for _, g := range gaps {
			own += (g/mean - 1) * (g/mean - 1)
		}
		if len(h) > 1 {
			own *= (m + 1) / m
		}
		squares += own
		free += len(gaps) - 1
	}
	if n < 3 || free < 2 || !(squares > 1e-20) {
		return 0, fmt.Errorf("lifedata: %d times between events: %w, or no variation", n, ErrTooFew)
	}
	return math.Sqrt(squares / float64(free)), nil
}

func meanOf(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
