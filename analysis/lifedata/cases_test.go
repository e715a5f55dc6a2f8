package lifedata

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A refCase is one entry of a file of reference cases.
type refCase struct {
	ID        string                     `json:"id"`
	Topic     string                     `json:"topic"`
	Source    string                     `json:"source"`
	Inputs    json.RawMessage            `json:"inputs"`
	Expected  map[string]json.RawMessage `json:"expected"`
	Tolerance struct {
		tolerance
		PerKey map[string]tolerance `json:"per_key"`
	} `json:"tolerance"`
}

// A tolerance says how far a number may be off; either suffices.
type tolerance struct {
	Rel float64 `json:"rel"`
	Abs float64 `json:"abs"`
}

func (tol tolerance) holds(got, want float64) bool {
	return math.Abs(got-want) <= math.Max(tol.Rel*math.Abs(want), tol.Abs)
}

// An answer computes what this package says to a case: a value for each expected
// key that it knows. Values are compared as JSON; nil is null.
type answer func(t *testing.T, c refCase) map[string]any

// answers has the answer to each topic, and to those below it that have none of
// their own. Test files register theirs with
//
//	var _ = register(map[string]answer{"life/weibull": answerWeibull})
//
// A case whose topic shares its first word with a registered one fails when it
// has no answer: the others are another package's business.
var answers = map[string]answer{}

func register(more map[string]answer) bool {
	for topic, a := range more {
		answers[topic] = a
	}
	return true
}

// answerFor returns the answer to topic or to the nearest above it, and whether
// the topic is this package's business.
func answerFor(topic string) (a answer, ours bool) {
	root, _, _ := strings.Cut(topic, "/")
	for known := range answers {
		if first, _, _ := strings.Cut(known, "/"); first == root {
			ours = true
		}
	}
	for at := topic; ; {
		if a := answers[at]; a != nil {
			return a, true
		}
		cut := strings.LastIndex(at, "/")
		if cut < 0 {
			return nil, ours
		}
		at = at[:cut]
	}
}

// decode reads the inputs of c.
func (c refCase) decode(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(c.Inputs, into); err != nil {
		t.Fatalf("inputs of %s: %v", c.ID, err)
	}
}

// casesFile returns the file of NINEFOLD_CASES, seen from here or from the root of
// the module, or that of the shared reference data, which are not part of the
// repository. It skips the test where there is none.
func casesFile(t *testing.T) []byte {
	t.Helper()
	root := filepath.Join("..", "..")
	places := []string{filepath.Join(root, "..", "shared", "cases", "statistics.json")}
	if dir := os.Getenv("NINEFOLD_SHARED"); dir != "" {
		places = []string{filepath.Join(dir, "cases", "statistics.json")}
	}
	if name := os.Getenv("NINEFOLD_CASES"); name != "" {
		places = []string{name, filepath.Join(root, name)}
	}
	for _, name := range places {
		if data, err := os.ReadFile(name); err == nil {
			t.Logf("cases: %s", name)
			return data
		}
	}
	if os.Getenv("NINEFOLD_CASES") != "" {
		t.Fatalf("no cases at %v", places)
	}
	t.Skipf("reference cases not found; set NINEFOLD_CASES to their file: %v", places)
	return nil
}

func TestCases(t *testing.T) {
	var file struct {
		Cases []refCase `json:"cases"`
	}
	if err := json.Unmarshal(casesFile(t), &file); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range file.Cases {
		a, ours := answerFor(c.Topic)
		if !ours {
			continue
		}
		seen++
		t.Run(c.ID, func(t *testing.T) {
			t.Logf("%s (%s): %s", c.ID, c.Topic, c.Source)
			if a == nil {
				t.Fatalf("no answer to topic %s", c.Topic)
			}
			c.compare(t, a(t, c))
		})
	}
	t.Logf("%d of %d cases are of this package", seen, len(file.Cases))
}

// compare checks every expected key.
func (c refCase) compare(t *testing.T, got map[string]any) {
	t.Helper()
	for key, raw := range c.Expected {
		g, ok := got[key]
		if !ok {
			t.Errorf("no answer to %s, want %s", key, raw)
			continue
		}
		tol := c.Tolerance.tolerance
		if own, ok := c.Tolerance.PerKey[key]; ok {
			tol = own
		}
		text, err := json.Marshal(g)
		if err != nil {
			t.Errorf("%s = %v: %v", key, g, err)
			continue
		}
		var value, want any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &value); err != nil {
			t.Fatal(err)
		}
		if !alike(value, want, tol) {
			t.Errorf("%s = %s, want %s within %+v (source: %s)", key, text, raw, tol, c.Source)
		}
	}
}

// alike compares decoded JSON: numbers within tol, or 1e-9 in lists, all else
// exactly.
func alike(got, want any, tol tolerance) bool {
	switch want := want.(type) {
	case float64:
		g, ok := got.(float64)
		return ok && tol.holds(g, want)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(want) {
			return false
		}
		for i := range want {
			if !alike(g[i], want[i], tolerance{Rel: 1e-9, Abs: 1e-9}) {
				return false
			}
		}
		return true
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(want) {
			return false
		}
		for key := range want {
			if !alike(g[key], want[key], tol) {
				return false
			}
		}
		return true
	}
	return got == want
}

// The reader of cases tells right from wrong.
func TestAlike(t *testing.T) {
	tol := tolerance{Rel: 1e-3}
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
	if (tolerance{Abs: 1e-3}).holds(math.NaN(), 0) {
		t.Error("NaN is within a tolerance")
	}
}
