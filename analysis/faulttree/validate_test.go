package faulttree

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

func TestValidateReportsAll(t *testing.T) {
	tree := Tree{
		Top: "nowhere",
		Gates: []Gate{
			{ID: "a", Op: Or, Inputs: []string{"b", "x"}},
			{ID: "b", Op: And, Inputs: []string{"c"}},
			{ID: "c", Op: And, Inputs: []string{"e", "a"}},
			{ID: "e", Op: Or, Inputs: []string{"f"}},
			{ID: "none", Op: Or},
			{ID: "pand", Op: "pand", Inputs: []string{"e"}},
			{ID: "most", Op: AtLeast, K: 3, Inputs: []string{"e", "f"}},
			{ID: "k", Op: And, K: 1, Inputs: []string{"e"}},
			{ID: "", Op: And, Inputs: []string{"e"}},
		},
		Events: []BasicEvent{
			{ID: "e"}, {ID: "f", Probability: math.NaN()}, {ID: "g", Probability: 1.5},
			{ID: "h", RatePerHour: -1}, {ID: "i", RatePerHour: math.Inf(1)},
		},
	}
	err := tree.Validate()
	want := []struct {
		text  string
		cause error
	}{
		{`faulttree: "nowhere": unknown ID: top event`, ErrUnknownID},
		{`faulttree: "a": unknown ID: input "x"`, ErrUnknownID},
		{`faulttree: cycle: a -> b -> c -> a`, ErrCycle},
		{`faulttree: "e": duplicate ID`, ErrDuplicateID},
		{`faulttree: "": empty ID`, ErrEmptyID},
		{`faulttree: "none": `, ErrBadGate}, {`faulttree: "pand": `, ErrBadGate},
		{`faulttree: "most": `, ErrBadGate}, {`faulttree: "k": `, ErrBadGate},
		{`faulttree: "f": probability`, ErrProbability}, {`faulttree: "g": probability`, ErrProbability},
		{`faulttree: "h": rate`, ErrRate}, {`faulttree: "i": rate`, ErrRate},
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(want) {
		t.Errorf("%d faults, want %d", len(lines), len(want))
	}
	for _, w := range want {
		if !errors.Is(err, w.cause) || !strings.Contains("\n"+err.Error(), "\n"+w.text) {
			t.Errorf("nothing like %q in:\n%v", w.text, err)
		}
	}
	invalid, ok := errors.AsType[*InvalidError](err)
	if !ok || invalid.ID == "" && invalid.Err == nil {
		t.Errorf("%v holds no InvalidError", err)
	}
}

func TestCycleOfOne(t *testing.T) {
	_, err := Parse([]byte(`{"top":"g","gates":[{"id":"g","op":"or","inputs":["g"]}],"events":[]}`))
	if err == nil || err.Error() != "faulttree: cycle: g -> g" {
		t.Errorf("Parse: %v", err)
	}
}

func TestParseIsStrict(t *testing.T) {
	for _, data := range []string{
		``, `null`, `[]`, `{"top":"e","events":[{"id":"e","probability":0.5}]} {}`,
		`{"top":"e","events":[{"id":"e","chance":0.5}]}`, // an unknown field
		`{"top":"e","events":[{"id":"e","probability":1e999}]}`,
	} {
		if tree, err := Parse([]byte(data)); err == nil {
			t.Errorf("%s: accepted as %+v", data, tree)
		}
	}
}

// FuzzParse checks what every input must obey, however broken: Parse does not
// panic; what it accepts survives a round trip; and what it accepts, Analyze
// either quantifies to a probability or refuses as too large.
func FuzzParse(f *testing.F) {
	seed, err := json.Marshal(twoTrains(0.4, 0.5, 0.6, 0.7))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"top":"a","gates":[{"id":"a","op":"or","inputs":["a"]}]}`))                                                                    // cycle
	f.Add([]byte(`{"top":"e","events":[{"id":"e","probability":1e-320,"ratePerHour":1e308}]}`))                                                   // denormal, huge
	f.Add([]byte(`{"top":"g","gates":[{"id":"g","op":"atLeast","k":2,"inputs":["e","e"]}],"events":[{"id":"e","probability":1}]}`))               // repeated
	f.Add([]byte(`{"top":"g","gates":[{"id":"g","op":"atLeast","k":9,"inputs":["x"]}],"events":[{"id":"g","probability":-1}]} trailing garbage`)) // all wrong

	f.Fuzz(func(t *testing.T, data []byte) {
		tree, err := Parse(data)
		if err != nil {
			return
		}
		out, err := json.Marshal(tree)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(out)
		if err != nil || !reflect.DeepEqual(tree, again) {
			t.Fatalf("round trip: %v\n%s", err, out)
		}
		res, err := Analyze(context.Background(), tree, Options{NodeLimit: 1000})
		if errors.Is(err, ErrTooLarge) {
			return
		}
		if err != nil || !(res.Top >= 0 && res.Top <= 1) {
			t.Fatalf("Top = %v, err = %v", res.Top, err)
		}
		if _, err := json.Marshal(res); err != nil { // NaN and Inf do not marshal
			t.Fatal(err)
		}
	})
}
