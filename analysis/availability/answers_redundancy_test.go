package availability

import (
	"testing"

	"ninefold/analysis/dist"
)

func unitOf(t *testing.T, in inputs) Unit {
	return Unit{FailureRate: need[float64](t, in, "lam"), RepairRate: need[float64](t, in, "mu")}
}

func answerTwoState(t *testing.T, in inputs, key string) (*float64, bool) {
	m := parts(key, `(A|U|avg)(?:_t?([\d_.]+))?`)
	if m == nil {
		return unknown()
	}
	var hours float64
	if m[1] != "" {
		hours = number(m[1])
	}
	s := must(unitOf(t, in).After(hours))
	switch {
	case m[0] == "avg":
		return known(1 - s.Average)
	case m[1] == "" && m[0] == "U":
		return known(s.Steady)
	case m[1] == "":
		return known(1 - s.Steady)
	case m[0] == "U":
		return known(s.At)
	}
	return known(1 - s.At)
}

func answerGroup(t *testing.T, in inputs, key string) (*float64, bool) {
	g := Group{Unit: unitOf(t, in), Units: or(t, in, "n", 2), Needed: or(t, in, "k", 1)}
	m := parts(key, `(A|U|freq|mut|mdt|mttf)(?:_(inf|one|two|closed))?`)
	if m == nil {
		return unknown()
	}
	g.Crews = map[string]int{"one": 1, "two": 2}[m[1]]
	r := must(g.Analyze())
	return known(map[string]float64{
		"A": r.Availability, "U": r.Unavailability, "freq": r.Frequency,
		"mut": r.MeanUptime, "mdt": r.MeanDowntime, "mttf": r.MTTF,
	}[m[0]])
}

func answerSeries(t *testing.T, in inputs, key string) (*float64, bool) {
	m := parts(key, `(A|U|freq)_(independent|shutdown)`)
	if m == nil {
		return unknown()
	}
	var units []Unit
	mu := need[[]float64](t, in, "mu")
	for i, l := range need[[]float64](t, in, "lam") {
		units = append(units, Unit{l, mu[i]})
	}
	s := must(Series(units, m[1] == "shutdown"))
	return known(map[string]float64{"A": s.Availability, "U": s.Unavailability, "freq": s.Frequency}[m[0]])
}

func answerRenewal(t *testing.T, in inputs, key string) (*float64, bool) {
	const year = 8760
	if _, ok := in["beta"]; ok {
		r := Renewal{
			Up:   weibull{need[float64](t, in, "beta"), need[float64](t, in, "eta")},
			Down: dist.Lognormal{Mu: need[float64](t, in, "mu"), Sigma: need[float64](t, in, "sigma")},
		}
		l := must(r.LongRun(year))
		figures := map[string]float64{
			"mttf": r.Up.Mean(), "mttr": r.Down.Mean(), "A": l.Availability,
			"failures_per_year": l.Failures, "downtime_min_per_year": 60 * l.DowntimeHours,
		}
		x, ok := figures[key]
		return &x, ok
	}
	mttf, mttr := need[float64](t, in, "mttf"), need[float64](t, in, "mttr")
	r := Renewal{Up: dist.Gamma{Shape: 1, Rate: 1 / mttf}, Down: Fixed{mttr}}
	if key == "A_limit" {
		return known(must(r.LongRun(year)).Availability)
	}
	m := parts(key, `(exp|erl|det)_([\d_.]+)`)
	if m == nil {
		return unknown()
	}
	switch m[0] {
	case "exp":
		r.Down = dist.Gamma{Shape: 1, Rate: 1 / mttr}
	case "erl":
		r.Down = dist.Gamma{Shape: 2, Rate: 2 / mttr}
	}
	return known(must(r.At(t.Context(), number(m[1]))).Availability)
}

func answerDowntime(t *testing.T, in inputs, key string) (*float64, bool) {
	m := parts(key, `p_(\d+)`)
	if m == nil {
		return unknown()
	}
	window := need[float64](t, in, "t_hours")
	repair := dist.Gamma{Shape: 1, Rate: 60 / need[float64](t, in, "mttr_min")}
	return known(must(MissBudget(need[float64](t, in, "lam_per_hour"), repair, window, (1-share(m[0]))*window)).Within)
}

func answerCommonCause(t *testing.T, in inputs, key string) (*float64, bool) {
	c := CommonCause{Units: or(t, in, "n", 2), Needed: or(t, in, "k", 1), FailureRate: need[float64](t, in, "lam"), Beta: need[float64](t, in, "beta")}
	hours := need[float64](t, in, "t")
	apart := c
	apart.Beta = 0
	q, q0 := must(c.Unreliability(hours)), must(apart.Unreliability(hours))
	switch key {
	case "unreliability":
		return known(q)
	case "unreliability_no_ccf":
		return known(q0)
	case "ratio":
		return known(q / q0)
	case "pfd_avg":
		return known(must(c.AverageOnDemand(need[float64](t, in, "T"))))
	}
	return unknown()
}

func answerFailover(t *testing.T, in inputs, key string) (*float64, bool) {
	if m := parts(key, `mttf_c([\d_.]+)`); m != nil {
		return known(must(FailoverMTTF(unitOf(t, in), number(m[0]))))
	}
	return unknown()
}

func answerStandby(t *testing.T, in inputs, key string) (*float64, bool) {
	rate, hours := need[float64](t, in, "lam"), or(t, in, "t", 0.0)
	m := parts(key, `(mttf_)?(cold|switch\d+|cold_1plus(\d+)|warm|active)`)
	if m == nil {
		return unknown()
	}
	s := Standby{Spares: 1, FailureRate: rate, Switch: 1}
	switch {
	case m[2] != "":
		s.Spares = whole(m[2])
	case m[1] == "warm":
		s.DormantRate = rate * need[float64](t, in, "dormant")
	case m[1] == "active":
		s.DormantRate = rate
	case m[1] != "cold":
		s.Switch = need[float64](t, in, "p")
	}
	if m[0] != "" {
		return known(must(s.MTTF()))
	}
	return known(must(s.Reliability(hours)))
}

func answerAtLeast(t *testing.T, in inputs, key string) (*float64, bool) {
	if m := parts(key, `k(\d+)`); m != nil {
		works, _, err := AtLeast(whole(m[0]), need[[]float64](t, in, "p"))
		if err != nil {
			t.Fatal(err)
		}
		return known(works)
	}
	rate := need[float64](t, in, "lam")
	if m := parts(key, `m(\d+)oo(\d+)`); m != nil {
		rates := make([]float64, whole(m[1]))
		for i := range rates {
			rates[i] = rate
		}
		return known(must(AtLeastMTTF(whole(m[0]), rates)))
	}
	if m := parts(key, `R(\d+)oo(\d+)_([\d_.]+)`); m != nil {
		c := CommonCause{Units: whole(m[1]), Needed: whole(m[0]), FailureRate: rate}
		return known(1 - must(c.Unreliability(number(m[2]))))
	}
	if key == "crossing" {
		return known(must(CrossoverHours(2, 3, rate)))
	}
	return unknown()
}

func answerSpares(t *testing.T, in inputs, key string) (*float64, bool) {
	demand := need[float64](t, in, "units") * need[float64](t, in, "lead_time") / need[float64](t, in, "mtbf")
	if key == "mean" {
		return known(must(Spares(demand, 0.5)).Demand)
	}
	m := parts(key, `(s|p)(\d+)`)
	if m == nil {
		return unknown()
	}
	stock := must(Spares(demand, share(m[1])))
	if m[0] == "s" {
		return known(float64(stock.Spares))
	}
	return known(stock.Suffices)
}
