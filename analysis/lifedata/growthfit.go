package lifedata

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A GrowthGoodness says how well a power law describes a history.
type GrowthGoodness struct {
	Statistic float64 `json:"statistic"` // of Cramér and von Mises; 0 is perfect
	Events    int     `json:"events"`    // that were used
	// PValue is the share of histories drawn from power laws that fit no better:
	// small where a power law does not describe this one.
	PValue float64 `json:"pValue"`
	Draws  int     `json:"draws"`
}

// mostSimulated is for how many events the distribution of the statistic is
// simulated; with more it hardly changes.
const mostSimulated = 500

// PowerLawGoodness compares the times of events with the power law that has the
// unbiased shape. The distribution of the statistic does not depend on the true
// shape, so it is simulated with so many draws from seed. All systems must have
// been watched from age 0, not necessarily to the same age.
//
// It returns an error wrapping [ErrTooFew] when draws is not in [100, 1e6], fewer
// than two events count or a window begins late, [ErrHistory] or [ErrNoEvents], or
// the error of ctx when that ends.
//
// Source: [HB189], on tracking growth (Cramér-von Mises).
func PowerLawGoodness(ctx context.Context, h History, draws int, seed uint64) (GrowthGoodness, error) {
	sorted, err := h.sorted()
	if err != nil {
		return GrowthGoodness{}, err
	}
	if draws < 100 || draws > 1e6 {
		return GrowthGoodness{}, fmt.Errorf("lifedata: goodness of power law: %d draws are not from 100 to a million: %w", draws, ErrTooFew)
	}
	var logs []float64 // of end over time: exponential
	for i, s := range sorted {
		if s.From > 0 {
			return GrowthGoodness{}, fmt.Errorf("lifedata: goodness of power law: %w systems are watched from age 0: system %d from %g", ErrTooFew, i, s.From)
		}
		for _, t := range s.counted() {
			logs = append(logs, math.Log(s.To)-math.Log(t))
		}
	}
	slices.Sort(logs)
	if len(logs) < 2 || logs[len(logs)-1] == 0 {
		return GrowthGoodness{}, fmt.Errorf("lifedata: goodness of power law: %w events", ErrTooFew)
	}
	g := GrowthGoodness{Statistic: cramerVonMises(logs), Events: len(logs), Draws: draws}
	r := rand.New(rand.NewPCG(seed, uint64(len(logs)))) //nolint:gosec // a seeded simulation, no secret
	drawn := make([]float64, min(len(logs), mostSimulated))
	further := 1 // the history itself
	for range draws {
		if err := ctx.Err(); err != nil {
			return GrowthGoodness{}, fmt.Errorf("lifedata: goodness of power law: %w", err)
		}
		sum := 0.0
		for i := range drawn { // sorted exponential variables, by their spacings
			sum += r.ExpFloat64() / float64(len(drawn)-i)
			drawn[i] = sum
		}
		if cramerVonMises(drawn) >= g.Statistic {
			further++
		}
	}
	g.PValue = float64(further) / float64(draws+1)
	return g, nil
}

// cramerVonMises is the statistic of sorted logarithms of end over time.
func cramerVonMises(logs []float64) float64 {
	m := float64(len(logs))
	shape := (m - 1) / (m * meanOf(logs))
	sum := 1 / (12 * m)
	for i, l := range logs { // the latest event first
		d := math.Exp(-shape*l) - (2*(m-float64(i))-1)/(2*m)
		sum += d * d
	}
	return sum
}
