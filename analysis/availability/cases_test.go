package availability

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// A refCase is one entry of the statistics cases.
type refCase struct {
	ID        string                     `json:"id"`
	Topic     string                     `json:"topic"`
	Source    string                     `json:"source"`
	Inputs    inputs                     `json:"inputs"`
	Expected  map[string]json.RawMessage `json:"expected"`
	Tolerance struct {
		bound

		PerKey map[string]bound `json:"per_key"`
	} `json:"tolerance"`
}

type bound struct {
	Rel float64 `json:"rel"`
	Abs float64 `json:"abs"`
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

// An answer returns what this package says to one expected key of a case: nil for
// what is undefined. ok is false for a key that it does not know.
type answer func(t *testing.T, in inputs, key string) (got *float64, ok bool)

// topics are the topics of the cases that belong to this package.
var topics = map[string]answer{
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
	"slo/budget":                         answerBudget,
}

// areas are the first words of the topics of which every case must be known here.
var areas = []string{"incident", "mttr", "mtbf", "availability", "redundancy", "spares", "bayes"}

// TestReferenceCases runs every case of these topics in the file NINEFOLD_CASES. A
// case that nothing here answers, or one of its keys, is a failure.
func TestReferenceCases(t *testing.T) {
	name := os.Getenv("NINEFOLD_CASES")
	if name == "" {
		name = shared(t, "cases", "statistics.json")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("reference cases: %v", err)
	}
	var file struct {
		Cases []struct {
			Topic string `json:"topic"`
		} `json:"cases"`
	}
	var raw struct {
		Cases []json.RawMessage `json:"cases"`
	}
	if err := errors.Join(json.Unmarshal(data, &file), json.Unmarshal(data, &raw)); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for i, c := range file.Cases {
		answer, known := topics[c.Topic]
		area, _, _ := strings.Cut(c.Topic, "/")
		if !known && !slices.Contains(areas, area) {
			continue
		}
		var ref refCase
		if err := json.Unmarshal(raw.Cases[i], &ref); err != nil {
			t.Errorf("case %d: %v", i, err)
			continue
		}
		t.Run(ref.ID, func(t *testing.T) {
			t.Logf("%s: %s", ref.ID, ref.Source)
			if !known {
				t.Fatalf("nothing here answers the topic %s", ref.Topic)
			}
			for key := range ref.Expected {
				ref.check(t, key, answer)
			}
		})
	}
}

func (c refCase) check(t *testing.T, key string, answer answer) {
	t.Helper()
	var want *float64
	if err := json.Unmarshal(c.Expected[key], &want); err != nil {
		t.Errorf("%s = %s is no number: nothing here answers it", key, c.Expected[key])
		return
	}
	tol := c.Tolerance.bound
	if own, ok := c.Tolerance.PerKey[key]; ok {
		tol = own
	}
	defer func() { // of must
		if r := recover(); r != nil {
			t.Errorf("%s: %v (source: %s)", key, r, c.Source)
		}
	}()
	got, ok := answer(t, c.Inputs, key)
	switch {
	case !ok:
		t.Errorf("%s: nothing here answers it (source: %s)", key, c.Source)
	case (want == nil) != (got == nil):
		t.Errorf("%s = %g, want %s (source: %s)", key, value(got), c.Expected[key], c.Source)
	case want != nil && !(math.Abs(*got-*want) <= max(tol.Rel*math.Abs(*want), tol.Abs)):
		t.Errorf("%s = %.10g, want %.10g within %+v (source: %s)", key, *got, *want, tol, c.Source)
	}
}
