package availability

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ninefold/analysis/dist"
)

// parts matches a key and returns its groups, nil where it does not match.
func parts(key, pattern string) []string {
	m := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(key)
	if m == nil {
		return nil
	}
	return m[1:]
}

// share reads the digits of a probability: 95 is 0.95 and 999 is 0.999.
func share(digits string) float64 { return number("0." + digits) }

// number reads a number whose point may be written as an underscore.
func number(s string) float64 {
	x, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", "."), 64)
	if err != nil {
		panic(err) // a fault of the pattern
	}
	return x
}

func whole(s string) int { return int(number(s)) }

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// weighted is must for a posterior and the weight of its prior.
func weighted[T any](x T, weight float64, err error) (T, float64) { return must(x, err), weight }

// end picks one figure of an interval.
func end(in Interval, which string) (*float64, bool) {
	switch which {
	case "lower", "lo":
		return in.Low, true
	case "upper", "hi":
		return in.High, true
	}
	return in.Value, true
}

// known is an answer that is defined.
func known(x float64) (*float64, bool) { return &x, true }

func unknown() (*float64, bool) { return nil, false }

func answerMTBF(t *testing.T, in inputs, key string) (*float64, bool) {
	level := or(t, in, "confidence", 0.9)
	mean := MeanTime
	if or(t, in, "termination", "time") == "failure" {
		mean = MeanTimeAtFailure
	}
	if _, ok := in["r"]; ok { // factors of T/r
		m := parts(key, `(lower|upper)(\d+)`)
		if m == nil {
			return unknown()
		}
		r := whole(m[1])
		return end(must(mean(r, float64(r), level)), m[0])
	}
	total, failures := need[float64](t, in, "total_time"), need[int](t, in, "failures")
	if m := parts(key, `(?:one_sided_)?(lower|upper)(\d+)`); m != nil {
		return end(must(mean(failures, total, 2*share(m[1])-1)), m[0])
	}
	if m := parts(key, `(mtbf|lower|upper)`); m != nil {
		return end(must(mean(failures, total, level)), m[0])
	}
	return unknown()
}

func answerDurations(t *testing.T, in inputs, key string) (*float64, bool) {
	level := or(t, in, "confidence", 0.95)
	if m := parts(key, `(l|u|cov)(\d+)`); m != nil {
		low, high, coverage, ok := MedianRanks(whole(m[1]), level)
		switch {
		case m[0] == "cov":
			return known(coverage)
		case !ok:
			return nil, true
		case m[0] == "l":
			return known(float64(low))
		}
		return known(float64(high))
	}
	times := need[[]float64](t, in, "durations")
	if m := parts(key, `(cox|gm)_(mean|lower|upper)(\d*)`); m != nil {
		of := MeanLognormal
		if m[0] == "gm" {
			of = GeometricMean
		}
		if m[2] != "" {
			level = share(m[2])
		}
		return end(must(of(times, level)), m[1])
	}
	if m := parts(key, `p(\d+)_lognormal`); m != nil {
		return must(LognormalQuantile(times, share(m[0]), level)).Value, true
	}
	if m := parts(key, `p(\d+)(?:_(lower|upper)(\d*))?`); m != nil {
		if m[2] != "" {
			level = share(m[2])
		}
		return end(must(Quantile(times, share(m[0]), level)), m[1])
	}
	r := newRestores(outagesOf(times))
	if m := parts(key, `median(?:_(lower|upper))?`); m != nil {
		return end(r.median(level), m[0])
	}
	switch key {
	case "mean":
		mean, _ := r.mean(level)
		return mean.Value, true
	case "geo_mean":
		return must(GeometricMean(times, level)).Value, true
	case "log_sd":
		return must(LogSpread(times)), true
	case "median_coverage":
		_, _, coverage, _ := MedianRanks(len(times), level)
		return known(coverage)
	}
	return unknown()
}

// outagesOf returns an outage of each duration.
func outagesOf(durations []float64) []Spell {
	var spells []Spell
	for i, d := range durations {
		spells = append(spells, Spell{Start: float64(i) * 1000, End: float64(i)*1000 + d})
	}
	return spells
}

func answerPower(t *testing.T, in inputs, key string) (*float64, bool) {
	m := parts(key, `n_s(\d)(\d+)(_half)?`)
	if m == nil {
		return unknown()
	}
	ratio := 1 - or(t, in, "reduction", 0.1)
	if m[2] != "" {
		ratio = 0.5
	}
	n := must(OutagesToDetect(ratio, number(m[0]+"."+m[1]), or(t, in, "alpha", 0.05), or(t, in, "power", 0.8)))
	return known(float64(n))
}

// The clock of an incident: started, detected, acknowledged, mitigated, resolved.
func answerClock(t *testing.T, in inputs, key string) (*float64, bool) {
	incidents, window := need[[][]float64](t, in, "incidents"), need[[]float64](t, in, "window")
	var lines []Timeline
	for _, i := range incidents {
		lines = append(lines, Timeline{&i[0], &i[1], &i[2], &i[3], &i[4]})
	}
	c := must(Measure(lines, 1000, 0.9))
	clocks := map[string]Clock{"mttd": c.MTTD, "mtta": c.MTTA, "mttm": c.MTTM, "mttr": c.MTTR, "mttr_from_detection": c.Repair}
	if clock, ok := clocks[key]; ok {
		return clock.Mean.Value, true
	}
	if clock, ok := clocks[strings.TrimPrefix(key, "median_")]; ok {
		return clock.Median.Value, true
	}
	m := parts(key, `(availability|mtbf_up)_(mitigated|resolved)`)
	if m == nil {
		return unknown()
	}
	var spells []Spell
	for _, i := range incidents {
		over := i[4]
		if m[1] == "mitigated" {
			over = i[3]
		}
		spells = append(spells, Spell{Start: i[0], End: over})
	}
	s := must(Summarize(spells, window[0], window[1], 0.9))
	if m[0] == "availability" {
		return s.Attained.Value, true
	}
	return s.MTTF.Value, true
}

func answerUnion(t *testing.T, in inputs, key string) (*float64, bool) {
	window := need[[]float64](t, in, "window")
	var spells []Spell
	var sum float64
	for _, o := range need[[][]float64](t, in, "outages") {
		spells = append(spells, Spell{Start: o[0], End: o[1]})
	}
	s := must(Summarize(spells, window[0], window[1], 0.9))
	for _, c := range Clip(spells, window[0], window[1]) { // what a naive sum would say
		sum += c.Hours()
	}
	switch key {
	case "downtime":
		return known(s.DowntimeHours)
	case "merged_outages":
		return known(float64(s.Outages + s.CarriedIn))
	case "availability":
		return s.Attained.Value, true
	case "naive_downtime":
		return known(sum)
	case "naive_availability":
		return known(1 - sum/(window[1]-window[0]))
	}
	return unknown()
}

func answerF(t *testing.T, in inputs, key string) (*float64, bool) {
	u := UpDown{
		Failures: need[int](t, in, "n_fail"), Uptime: need[float64](t, in, "uptime"),
		Repairs: need[int](t, in, "n_repair"), Downtime: need[float64](t, in, "downtime"),
		Ended: Ended(or(t, in, "termination", "failure")),
	}
	if key == "A" {
		return must(AvailabilityF(u, 0.9)).Value, true
	}
	if m := parts(key, `(lower|upper)(\d+)`); m != nil {
		return end(must(AvailabilityF(u, share(m[1]))), m[0])
	}
	if m := parts(key, `one_sided_(lower|upper)(\d+)`); m != nil {
		return end(must(AvailabilityF(u, 2*share(m[1])-1)), m[0])
	}
	return unknown()
}

func answerGammaPoisson(t *testing.T, in inputs, key string) (*float64, bool) {
	c := Count{need[int](t, in, "events"), need[float64](t, in, "exposure")}
	rate := must(PoolRates([]Count{c})).Rate // Jeffreys posterior
	if rest, ok := strings.CutPrefix(key, "inf_"); ok {
		prior := need[[]float64](t, in, "prior")
		rate, _ = weighted(RatePrior{Rate: dist.Gamma{Shape: prior[0], Rate: prior[1]}}.Posterior(c))
		key = rest
	}
	if m := parts(key, `(lower|upper)(\d+)`); m != nil {
		return quantileOf(rate, m[0], share(m[1]))
	}
	switch key {
	case "mean":
		return known(rate.Mean())
	case "median":
		return known(rate.Quantile(0.5))
	case "pred_zero":
		return known(must(NoEvents(rate, or(t, in, "predict", 1.0))))
	}
	return unknown()
}

// quantileOf returns one end of the equal-tailed interval of a distribution.
func quantileOf(d dist.Distribution, which string, level float64) (*float64, bool) {
	if which == "lower" || which == "lo" {
		return known(d.Quantile((1 - level) / 2))
	}
	return known(d.Quantile((1 + level) / 2))
}

func answerBetaBinomial(t *testing.T, in inputs, key string) (*float64, bool) {
	if m := parts(key, `(mean|lo|hi)_(\d+)_(\d+)`); m != nil {
		d := must(Coverage(whole(m[1]), whole(m[2])-whole(m[1])))
		if m[0] == "mean" {
			return known(d.Mean())
		}
		return quantileOf(d, m[0], 0.9)
	}
	if m := parts(key, `(upper|lower)(\d+)_(\d+)_(\d+)`); m != nil {
		return end(must(Proportion(whole(m[2]), whole(m[3]), 2*share(m[1])-1)), m[0])
	}
	cases := need[[][]int](t, in, "cases")
	last := cases[len(cases)-1]
	if m := parts(key, `(cp|wilson)_(lo|hi)`); m != nil {
		of := Proportion
		if m[0] == "wilson" {
			of = ProportionWilson
		}
		return end(must(of(last[0], last[1], 0.95)), m[1])
	}
	return unknown()
}

func answerPooled(t *testing.T, in inputs, key string) (*float64, bool) {
	hours := need[[]float64](t, in, "hours")
	var counts []Count
	for i, x := range need[[]int](t, in, "failures") {
		counts = append(counts, Count{x, hours[i]})
	}
	p := must(PoolRates(counts))
	if m := parts(key, `(mean|lo|hi)(\d+)`); m != nil {
		rate, _ := weighted(p.GivenPrior(counts[whole(m[1])-1]))
		if m[0] == "mean" {
			return known(rate.Mean())
		}
		return quantileOf(rate, m[0], 0.9)
	}
	switch key {
	case "alpha":
		return known(p.Rate.Shape)
	case "beta":
		return known(p.Rate.Rate)
	case "loglik":
		return p.LogLikelihood, true
	case "new_mean":
		return known(p.Rate.Mean())
	}
	return unknown()
}
