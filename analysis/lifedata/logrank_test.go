package lifedata

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// aml has the weeks to relapse of two groups of patients with acute myelogenous
// leukaemia: R. G. Miller, Survival Analysis, 1981, p. 49.
var aml = [][]Life{
	livesOf(nil, []float64{9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161}, []int{1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0}),
	livesOf(nil, []float64{5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45}, []int{1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1}),
}

func TestLogRankWeights(t *testing.T) {
	const source = "R 4.2.2, survival 3.5-3: survdiff(Surv(time, status) ~ x, aml, rho = ...)"
	for _, tt := range []struct {
		weights                                  Weighting
		statistic, p, observed, expected, spread float64
	}{
		{Weighting{}, 3.396388699, 0.06533932204, 7, 10.68933599, 4.007550746},
		{Weighting{Kind: WeightFlemingHarrington, Rho: 1}, 2.779279545, 0.09549111541, 3.845410628, 6.142857143, 1.899147028},
		{Weighting{Kind: WeightFlemingHarrington, Rho: 0.5}, 3.018643288, 0.08231230058, 5.053521912, 7.846966365, 2.585046051},
	} {
		got, err := LogRank(aml, tt.weights)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct{ got, want float64 }{
			{got.Statistic, tt.statistic}, {got.PValue, tt.p}, {got.Groups[0].Observed, tt.observed},
			{got.Groups[0].Expected, tt.expected}, {got.Covariance[0][0], tt.spread},
		} {
			if math.Abs(x.got-x.want) > 1e-8*x.want {
				t.Errorf("%+v: %.10g, want %.10g (%s)", tt.weights, x.got, x.want, source)
			}
		}
	}
}

// strataOf has three groups in two strata.
func strataOf() [][][]Life {
	return [][][]Life{{
		livesOf(nil, []float64{3, 5, 5, 8, 12, 13}, []int{1, 1, 0, 1, 0, 1}),
		livesOf(nil, []float64{2, 4, 5, 9, 9, 15}, []int{1, 1, 1, 0, 1, 1}),
		livesOf(nil, []float64{1, 2, 2, 6, 7, 8}, []int{1, 1, 0, 1, 1, 1}),
	}, {
		livesOf(nil, []float64{4, 6, 10, 11}, []int{1, 0, 1, 1}),
		livesOf(nil, []float64{3, 3, 7, 14}, []int{1, 1, 0, 1}),
		livesOf(nil, []float64{1, 5, 5, 9}, []int{1, 1, 1, 0}),
	}}
}

func TestLogRankStrata(t *testing.T) {
	strata := strataOf()
	var pooled [][]Life
	for g := range strata[0] {
		pooled = append(pooled, slices.Concat(strata[0][g], strata[1][g]))
	}
	for _, tt := range []struct {
		strata [][][]Life
		want   float64 // R 4.2.2, survival 3.5-3: survdiff(Surv(t, e) ~ g) and + strata(s)
	}{{[][][]Life{pooled}, 3.51027304581}, {strata, 3.50959400285}} {
		got, err := StratifiedLogRank(tt.strata, Weighting{})
		if err != nil {
			t.Fatal(err)
		}
		if got.DegreesOfFreedom != 2 || math.Abs(got.Statistic-tt.want) > 1e-9*tt.want {
			t.Errorf("%d strata: %.12g with %d degrees of freedom, want %.12g with 2", len(tt.strata), got.Statistic, got.DegreesOfFreedom, tt.want)
		}
	}
}

// gehanScore counts the pairs of which one surely outlives the other, as Gehan
// does: no failure times, no risk sets.
func gehanScore(groups [][]Life, of int) float64 {
	sum := 0.0
	for _, a := range groups[of] {
		for g, lives := range groups {
			for _, b := range lives {
				pair := float64(a.Number() * b.Number())
				if g == of {
					continue
				}
				if b.Failed && (a.Hours > b.Hours || a.Hours == b.Hours && !a.Failed) {
					sum -= pair
				}
				if a.Failed && (b.Hours > a.Hours || a.Hours == b.Hours && !b.Failed) {
					sum += pair
				}
			}
		}
	}
	return sum
}

// naiveScore is observed less expected of the first group with each kind of weight,
// by definition: at each hour every life is asked whether it was at risk.
func naiveScore(groups [][]Life) map[WeightKind]float64 {
	score := map[WeightKind]float64{}
	var hours []int
	at := func(hours int, lives []Life) (n, d float64) {
		for _, l := range lives {
			if l.Entry < float64(hours) && float64(hours) <= l.Hours {
				n += float64(l.Number())
				if l.Failed && l.Hours == float64(hours) {
					d += float64(l.Number())
				}
			}
		}
		return n, d
	}
	all := slices.Concat(groups...)
	for h := 1; h < 10; h++ {
		if _, d := at(h, all); d > 0 {
			hours = append(hours, h)
		}
	}
	for i, h := range hours {
		before, peto := 1.0, 1.0
		for j, earlier := range hours[:i+1] {
			n, d := at(earlier, all)
			peto *= (n + 1 - d) / (n + 1)
			if j < i {
				before *= (n - d) / n
			}
		}
		n, d := at(h, all)
		ownN, ownD := at(h, groups[0])
		excess := ownD - d*ownN/n
		score[WeightLogRank] += excess
		score[WeightGehan] += n * excess
		score[WeightPeto] += peto * excess
		score[WeightFlemingHarrington] += math.Sqrt(before) * (1 - before) * excess
	}
	return score
}

func TestLogRankProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		late := rapid.Bool().Draw(t, "late")
		groups := [][]Life{wholeLives(t, 9, false, late), wholeLives(t, 9, false, late), wholeLives(t, 9, false, late)}
		for _, w := range []Weighting{{}, {Kind: WeightGehan}, {Kind: WeightPeto}, {Kind: WeightFlemingHarrington, Rho: 0.5, Gamma: 1}} {
			got, err := LogRank(groups, w)
			if errors.Is(err, ErrNoFailures) || errors.Is(err, ErrTooFew) {
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			sum := 0.0
			if u := got.Groups[0].Observed - got.Groups[0].Expected; math.Abs(u-naiveScore(groups)[w.Kind]) > 1e-9 {
				t.Fatalf("%+v: %g, by definition %g", w, u, naiveScore(groups)[w.Kind])
			}
			for g, x := range got.Groups {
				sum += x.Observed - x.Expected
				if w.Kind == WeightGehan && !late && math.Abs(x.Observed-x.Expected-gehanScore(groups, g)) > 1e-9 {
					t.Fatalf("group %d: %g, by pairs %g", g, x.Observed-x.Expected, gehanScore(groups, g))
				}
			}
			if math.Abs(sum) > 1e-9 || !(got.PValue >= 0 && got.PValue <= 1) || !(got.Statistic >= 0) {
				t.Fatalf("%+v", got)
			}
			turned, err := LogRank([][]Life{groups[2], groups[0], groups[1]}, w)
			if err != nil || math.Abs(turned.Statistic-got.Statistic) > 1e-6*(1+got.Statistic) {
				t.Fatalf("groups in another order: %g became %g (%v)", got.Statistic, turned.Statistic, err)
			}
		}
	})
}

func TestLogRankRefuses(t *testing.T) {
	failed := []Life{{Hours: 1, Failed: true}}
	for _, tt := range []struct {
		name   string
		groups [][]Life
		w      Weighting
		cause  error
	}{
		{"no groups", nil, Weighting{}, ErrTooFew},
		{"one group", [][]Life{failed}, Weighting{}, ErrTooFew},
		{"empty groups", [][]Life{nil, nil}, Weighting{}, ErrNoFailures},
		{"nothing failed", [][]Life{{{Hours: 1}}, {{Hours: 2}}}, Weighting{}, ErrNoFailures},
		{"never together", [][]Life{failed, {{Hours: 9, Entry: 2, Failed: true}}}, Weighting{}, ErrTooFew},
		{"one empty", [][]Life{failed, nil}, Weighting{}, ErrTooFew},
		{"NaN", [][]Life{failed, {{Hours: math.NaN()}}}, Weighting{}, ErrDuration},
		{"interval", [][]Life{failed, {{Hours: 2, Interval: true}}}, Weighting{}, ErrKind},
	} {
		if _, err := LogRank(tt.groups, tt.w); !errors.Is(err, tt.cause) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.cause)
		}
	}
	for _, w := range []Weighting{{Kind: "mine"}, {Kind: WeightFlemingHarrington, Rho: math.NaN()}, {Kind: WeightFlemingHarrington, Gamma: -1}} {
		if _, err := LogRank(aml, w); err == nil {
			t.Errorf("weights %+v", w)
		}
	}
	if _, err := StratifiedLogRank([][][]Life{aml, aml[:1]}, Weighting{}); err == nil {
		t.Error("a stratum lacks a group")
	}
}
