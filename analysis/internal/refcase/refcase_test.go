package refcase

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"testing"
)

// The reader of cases tells right from wrong.
func TestAlike(t *testing.T) {
	tol := Tolerance{Rel: 1e-3}
	for _, tt := range []struct {
		got, want string
		alike     bool
	}{
		{`1.0005`, `1`, true},
		{`1.002`, `1`, false},
		{`null`, `1`, false},
		{`1`, `null`, false},
		{`null`, `null`, true},
		{`"a"`, `"a"`, true},
		{`"b"`, `"a"`, false},
		{`true`, `true`, true},
		{`false`, `true`, false},
		{`[1, 2.0000000001]`, `[1, 2]`, true},
		{`[1, 2.00001]`, `[1, 2]`, false},
		{`[1]`, `[1, 2]`, false},
		{`1`, `[1]`, false},
		{`{"a": 1.0001}`, `{"a": 1}`, true},
		{`{"b": 1}`, `{"a": 1}`, false},
	} {
		var got, want any
		if err := json.Unmarshal([]byte(tt.got), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
			t.Fatal(err)
		}
		if alike(got, want, tol) != tt.alike {
			t.Errorf("alike(%s, %s) is not %t", tt.got, tt.want, tt.alike)
		}
	}
	if (Tolerance{Abs: 1e-3}).holds(math.NaN(), 0) {
		t.Error("NaN is within a tolerance")
	}
}

// A topic that no package owns, or its owner does not answer, is an error; so are
// answers that are not those of one package, or leave out some that it owns.
func TestOwners(t *testing.T) {
	silent := func(*testing.T, Case) map[string]any { return nil }
	lives := Answers{"life": silent, "nonparametric": silent, "gof/edf": silent, "repairable": silent}
	if owner, err := lives.owner(); owner != "lifedata" || err != nil {
		t.Errorf("owner %q, %v", owner, err)
	}
	for topic, ok := range map[string]bool{"life": true, "life/weibull/mle": true, "gof/edf": true, "gof/new": false, "gof": false, "weather": false, "weather/life": false, "": false} {
		if a, err := lives.answer(topic); (a != nil) != ok || (err == nil) != ok {
			t.Errorf("answer to %q: %v", topic, err)
		}
	}
	short, mixed, strange := maps.Clone(lives), maps.Clone(lives), maps.Clone(lives)
	delete(short, "nonparametric")
	mixed["slo"], strange["weather"] = silent, silent
	for _, wrong := range []Answers{{}, short, mixed, strange} {
		if owner, err := wrong.owner(); err == nil {
			t.Errorf("answers to %v are of %s", wrong, owner)
		}
	}
}

// A tolerance is a number, or an object with those of all keys or of one.
func TestTolerances(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Tolerances
	}{
		{`1e-12`, Tolerances{Tolerance: Tolerance{Rel: 1e-12}}},
		{`{"rel": 0.1, "abs": 0.2}`, Tolerances{Tolerance: Tolerance{Rel: 0.1, Abs: 0.2}}},
		{`{"up_abs": 0.3, "up_rel": 0.4}`, Tolerances{PerKey: map[string]Tolerance{"up": {Rel: 0.4, Abs: 0.3}}}},
		{`{"per_key": {"up": {"abs": 0.3}}}`, Tolerances{PerKey: map[string]Tolerance{"up": {Abs: 0.3}}}},
	} {
		var got Tolerances
		if err := json.Unmarshal([]byte(tt.text), &got); err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s is %+v, want %+v (%v)", tt.text, got, tt.want, err)
		}
	}
}
