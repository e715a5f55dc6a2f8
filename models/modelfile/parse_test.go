package modelfile

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ninefold/models"
)

// TestParseBadFiles checks every rule by a file that breaks it: the place, the
// message and the fix.
func TestParseBadFiles(t *testing.T) {
	for name, data := range badFiles(t) {
		t.Run(name, func(t *testing.T) {
			var want []string
			for line := range strings.Lines(string(data)) {
				text, ok := strings.CutPrefix(line, "# ")
				if !ok || strings.HasPrefix(text, "nothing") {
					break
				}
				want = append(want, name+":"+strings.TrimSuffix(text, "\n"))
			}
			_, err := Parse(name, data)
			var ps Problems
			if !errors.As(err, &ps) {
				t.Fatalf("error %v, want Problems", err)
			}
			var got []string
			for _, p := range ps {
				got = append(got, p.String())
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFormatRoundTrip checks that every valid mesh survives being written and
// read, that its bytes do, and that its scenarios, applied, are valid meshes.
func TestFormatRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMesh(t)
		out, err := Format(m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("m.yaml", out)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if diff := cmp.Diff(m, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("mesh changed (-written +read):\n%s\n%s", diff, out)
		}
		if twice, err := Format(again); err != nil || !bytes.Equal(out, twice) {
			t.Fatalf("bytes changed: %v\n%s\nthen\n%s", err, out, twice)
		}
		for _, s := range m.Scenarios {
			changed, err := m.Apply(s.ID)
			if err != nil {
				t.Fatal(err)
			}
			changed.Scenarios = nil
			if _, err := Format(changed); err != nil {
				t.Fatalf("after scenario %q: %v", s.ID, err)
			}
		}
		Warnings(m)
	})
}

// TestFormatTimes checks that times of any zone are written in UTC, and
// midnights as dates.
func TestFormatTimes(t *testing.T) {
	berlin := time.FixedZone("", 2*60*60)
	m, err := Parse("f", []byte(head+"waivers: [{rule: r, subject: s, reason: r, approver: a, until: 2026-01-01}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for want, until := range map[string]time.Time{
		"until: 2026-06-30\n":           time.Date(2026, 6, 30, 2, 0, 0, 0, berlin),
		"until: 2026-06-29T22:00:00Z\n": time.Date(2026, 6, 30, 0, 0, 0, 0, berlin),
	} {
		m.Waivers[0].Until = until
		if out, err := Format(m); err != nil || !strings.HasSuffix(string(out), want) {
			t.Errorf("%v: %v\n%s", until, err, out)
		}
	}
}

// TestFormatInvalid checks that what Parse would refuse is not written.
func TestFormatInvalid(t *testing.T) {
	_, err := Format(models.Mesh{Metadata: models.Metadata{Name: "m"}, Journeys: []models.Journey{{ID: "j", Entries: []string{"a"}}}})
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != 1 || ps[0].Message != `unknown service "a"` {
		t.Errorf("got %v", err)
	}
}

// FuzzParse checks what every input must obey: Parse does not panic, its
// problems are in the file and in order, and what it accepts survives a round
// trip.
func FuzzParse(f *testing.F) {
	for _, data := range badFiles(f) {
		f.Add(data)
	}
	f.Add([]byte("apiVersion: ninefold/v1\nkind: Mesh\nmetadata: {name: m, title: \"\\0\\e\\x85\\u2028 \"}\n"))
	f.Add([]byte(`{"apiVersion":"ninefold/v1","kind":"Mesh","metadata":{"name":"m","version":1e3}}`))
	f.Add([]byte("apiVersion: ninefold/v1\nkind: Mesh\nmetadata: {name: m}\nservices: [{id: a, failure: {perYear: 5e-324, meanTimeToRestore: 106751d23h47m16s854ms}}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse("f", data)
		var ps Problems
		if errors.As(err, &ps) {
			for i, p := range ps {
				if p.Line < 1 || p.Col < 1 || p.Line > 2+strings.Count(lineBreaks.Replace(string(data)), "\n") || i > 0 && p.Line < ps[i-1].Line {
					t.Fatalf("problem out of place: %+v", p)
				}
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		out, err := Format(m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("f", out)
		if diff := cmp.Diff(m, again, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("round trip: %v (-read +again)\n%s\n%s", err, diff, out)
		}
		Warnings(m)
	})
}
