package availability

import (
	"encoding/json"
	"testing"

	"ninefold/analysis/internal/refcase"
)

func TestCases(t *testing.T) {
	answers := refcase.Answers{}
	for topic, a := range map[string]keyed{
		"mtbf/chi-square":                    answerMTBF,
		"mttr/lognormal":                     answerDurations,
		"mttr/distribution-free":             answerDurations,
		"mttr/detectability":                 answerPower,
		"incident/definitions":               answerClock,
		"incident/union":                     answerUnion,
		"availability/confidence":            answerF,
		"availability/ctmc":                  answerTwoState,
		"availability/k-of-n":                answerGroup,
		"availability/series":                answerSeries,
		"availability/alternating-renewal":   answerRenewal,
		"availability/downtime-distribution": answerDowntime,
		"availability/common-cause":          answerCommonCause,
		"availability/coverage":              answerFailover,
		"redundancy/standby":                 answerStandby,
		"redundancy/k-of-n":                  answerAtLeast,
		"spares/poisson":                     answerSpares,
		"bayes/gamma-poisson":                answerGammaPoisson,
		"bayes/beta-binomial":                answerBetaBinomial,
		"bayes/empirical-bayes":              answerPooled,
	} {
		answers[topic] = a.answer
	}
	refcase.Run(t, answers)
}

// A keyed answer is what this package says to one expected key of a case: nil for
// what is undefined. ok is false for a key that it does not know.
type keyed func(t *testing.T, in inputs, key string) (got *float64, ok bool)

// answer says to each key of a case what k says to it.
func (k keyed) answer(t *testing.T, c refcase.Case) map[string]any {
	var in inputs
	c.Decode(t, &in)
	got := map[string]any{}
	for key := range c.Expected {
		func() {
			defer func() {
				if r := recover(); r != nil { // of must
					t.Errorf("%s: %v", key, r)
				}
			}()
			if x, ok := k(t, in, key); ok {
				got[key] = x
			}
		}()
	}
	return got
}

// inputs are the inputs of a case, each read when it is asked for.
type inputs map[string]json.RawMessage

// need decodes an input that the case must have.
func need[T any](t *testing.T, in inputs, name string) T {
	t.Helper()
	var out T
	raw, ok := in[name]
	if !ok {
		t.Fatalf("the case has no input %s", name)
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("input %s: %v", name, err)
	}
	return out
}

// or decodes an input, with a default for a case that leaves it to its statement.
func or[T any](t *testing.T, in inputs, name string, otherwise T) T {
	t.Helper()
	if _, ok := in[name]; !ok {
		return otherwise
	}
	return need[T](t, in, name)
}
