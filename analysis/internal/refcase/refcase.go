// Package refcase compares what a package says with a file of reference cases, each
// with its source and tolerances. It is for tests.
package refcase

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// owners has the packages of analysis that answer a topic, by its first word: one, or
// several that each pass over cases of the others. The tables of fmea need no data, and
// its own tests count all of their cells.
var owners = map[string]string{
	"availability":          "availability",
	"bayes":                 "availability",
	"fmea":                  "fmea",
	"fmeca":                 "fmea",
	"ctmc":                  "markov",
	"cyclic":                "equations",
	"dft":                   "dynamic",
	"gof":                   "lifedata",
	"incident":              "availability",
	"life":                  "lifedata",
	"mtbf":                  "availability",
	"mttr":                  "availability",
	"network":               "network",
	"nonparametric":         "lifedata",
	"rare-event":            "markov network rbd",
	"rbd":                   "rbd",
	"redundancy":            "availability",
	"redundancy-allocation": "optimize",
	"repairable":            "lifedata",
	"slo":                   "slo",
	"spares":                "availability",
	"topology":              "equations",
}

// owns tells whether a package answers a topic, or at least some of its cases.
func owns(name, topic string) bool { return slices.Contains(strings.Fields(owners[root(topic)]), name) }

// root is the first word of a topic.
func root(topic string) string {
	first, _, _ := strings.Cut(topic, "/")
	return first
}

// A Case is one entry of a file of reference cases.
type Case struct {
	ID        string                     `json:"id"`
	Topic     string                     `json:"topic"`
	Source    string                     `json:"source"`
	Structure json.RawMessage            `json:"structure"` // of a system, where the case is about one
	Inputs    json.RawMessage            `json:"inputs"`
	Expected  map[string]json.RawMessage `json:"expected"`
	Tolerance Tolerances                 `json:"tolerance"`
}

// Tolerances are those of a case: of all its keys, and instead of it of some.
type Tolerances struct {
	Tolerance
	PerKey map[string]Tolerance `json:"per_key"`
}

// UnmarshalJSON reads an object, or a number, which is relative. In the object, a name
// that ends in _rel or _abs is of the key before that.
func (t *Tolerances) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &t.Rel) == nil {
		return nil
	}
	type plain Tolerances
	if err := json.Unmarshal(data, (*plain)(t)); err != nil {
		return err
	}
	var named map[string]json.RawMessage
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	for name, raw := range named {
		cut := strings.LastIndex(name, "_")
		if cut < 0 || name == "per_key" || name == "exact_rel" {
			continue
		}
		var x float64
		if err := json.Unmarshal(raw, &x); err != nil {
			return err
		}
		if t.PerKey == nil {
			t.PerKey = map[string]Tolerance{}
		}
		tol := t.PerKey[name[:cut]]
		switch name[cut:] {
		case "_rel":
			tol.Rel = x
		case "_abs":
			tol.Abs = x
		default:
			return fmt.Errorf("unknown tolerance %s", name)
		}
		t.PerKey[name[:cut]] = tol
	}
	return nil
}

// of returns the tolerance of a key. Where others have their own and it has none, it is
// that of numbers in lists.
func (t Tolerances) of(key string) Tolerance {
	own, ok := t.PerKey[key]
	switch {
	case ok:
		return own
	case t.Tolerance == Tolerance{} && len(t.PerKey) > 0:
		return Tolerance{Rel: 1e-9, Abs: 1e-9}
	}
	return t.Tolerance
}

// A Tolerance says how far a number may be off; either suffices.
type Tolerance struct {
	Rel   float64 `json:"rel"`
	Abs   float64 `json:"abs"`
	Exact float64 `json:"exact_rel"` // relative, of what does not draw at random
}

func (tol Tolerance) holds(got, want float64) bool {
	return math.Abs(got-want) <= math.Max(max(tol.Rel, tol.Exact)*math.Abs(want), tol.Abs)
}

// An Interval is an answer that was drawn at random. It is right if the expected
// value lies in it; the tolerance, which is of exact answers, does not matter.
type Interval struct{ Low, High float64 }

// An Answer computes what a package says to a case: a value for each expected key
// that it knows. Values are compared as JSON; nil is null.
type Answer func(t *testing.T, c Case) map[string]any

// Answers has the answer to each topic, and to those below it that have none of
// their own.
type Answers map[string]Answer

// answer returns the answer to topic or to the nearest above it.
func (answers Answers) answer(topic string) (Answer, error) {
	if _, known := owners[root(topic)]; !known {
		return nil, fmt.Errorf("no package owns topic %q", topic)
	}
	for at := topic; ; {
		if a := answers[at]; a != nil {
			return a, nil
		}
		cut := strings.LastIndex(at, "/")
		if cut < 0 {
			return nil, fmt.Errorf("no answer to topic %q", topic)
		}
		at = at[:cut]
	}
}

// owner returns the package whose answers these are. It is an error if they are not
// those of one package, or not to all that it owns.
func (answers Answers) owner() (string, error) {
	roots, names := map[string]bool{}, map[string]bool{}
	for topic := range answers {
		roots[root(topic)] = true
		for _, name := range strings.Fields(owners[root(topic)]) {
			names[name] = true
		}
	}
	for topic := range answers {
		maps.DeleteFunc(names, func(name string, _ bool) bool { return !owns(name, topic) })
	}
	if len(names) != 1 {
		return "", fmt.Errorf("answers are those of packages %q, want one that owns all of their topics", slices.Sorted(maps.Keys(names)))
	}
	owner := slices.Collect(maps.Keys(names))[0]
	for r := range owners {
		if owns(owner, r) && !roots[r] {
			return "", fmt.Errorf("package %s owns %s and has no answer to it", owner, r)
		}
	}
	return owner, nil
}

// Decode reads the inputs of c.
func (c Case) Decode(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(c.Inputs, into); err != nil {
		t.Fatalf("inputs of %s: %v", c.ID, err)
	}
}

// file returns the file of NINEFOLD_CASES, seen from here or from the root of
// the module, or that of the shared reference data of the name given, which are
// not part of the repository. It skips the test where there is none.
func file(t *testing.T, name string) []byte {
	t.Helper()
	module := filepath.Join("..", "..") // seen from a package in analysis
	if _, err := os.Stat(filepath.Join(module, "go.mod")); err != nil {
		module = filepath.Join(module, "..") // or from one below such a package
	}
	places := []string{filepath.Join(module, "..", "shared", "cases", name)}
	if dir := os.Getenv("NINEFOLD_SHARED"); dir != "" {
		places = []string{filepath.Join(dir, "cases", name)}
	}
	if given := os.Getenv("NINEFOLD_CASES"); given != "" {
		places = []string{given, filepath.Join(module, given)}
	}
	for _, name := range places {
		if data, err := os.ReadFile(name); err == nil { //nolint:gosec // the tester names the file
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

// Run is [RunFile] of the cases of statistics.
func Run(t *testing.T, answers Answers) {
	t.Helper()
	RunFile(t, "statistics.json", answers)
}

// RunFile compares the answers with all cases in the file that are the package's
// business, by the first word of their topic. Such a case fails when it has no
// answer; so does, in every package, one that is no package's business.
func RunFile(t *testing.T, name string, answers Answers) {
	t.Helper()
	owner, err := answers.owner()
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Cases []Case `json:"cases"`
	}
	if err := json.Unmarshal(file(t, name), &all); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range all.Cases {
		if _, known := owners[root(c.Topic)]; known && !owns(owner, c.Topic) {
			continue
		}
		seen++
		t.Run(c.ID, func(t *testing.T) {
			t.Logf("%s (%s): %s", c.ID, c.Topic, c.Source)
			a, err := answers.answer(c.Topic)
			if err != nil {
				t.Fatal(err)
			}
			c.compare(t, a(t, c))
		})
	}
	t.Logf("%d of %d cases are of package %s", seen, len(all.Cases), owner)
}

// RunTopic compares an answer with all cases of one topic in the file, whoever owns
// them: for a second opinion.
func RunTopic(t *testing.T, name, topic string, a Answer) {
	t.Helper()
	var all struct {
		Cases []Case `json:"cases"`
	}
	if err := json.Unmarshal(file(t, name), &all); err != nil {
		t.Fatal(err)
	}
	for _, c := range all.Cases {
		if c.Topic != topic {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			t.Logf("%s (%s): %s", c.ID, c.Topic, c.Source)
			c.compare(t, a(t, c))
		})
	}
}

// compare checks every expected key.
func (c Case) compare(t *testing.T, got map[string]any) {
	t.Helper()
	for key, raw := range c.Expected {
		g, ok := got[key]
		if !ok {
			t.Errorf("no answer to %s, want %s", key, raw)
			continue
		}
		tol := c.Tolerance.of(key)
		if drawn, ok := g.(Interval); ok {
			var want float64
			if err := json.Unmarshal(raw, &want); err != nil || !(drawn.Low <= want && want <= drawn.High) {
				t.Errorf("%s is in %+v, want %s (source: %s)", key, drawn, raw, c.Source)
			}
			continue
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
func alike(got, want any, tol Tolerance) bool {
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
			if !alike(g[i], want[i], Tolerance{Rel: 1e-9, Abs: 1e-9}) {
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
