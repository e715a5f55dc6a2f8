package table

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/slo"
)

func at(hour int) time.Time { return time.Date(2026, 1, 1, hour, 0, 0, 0, time.UTC) }

func TestParse(t *testing.T) {
	want := []slo.Slice{
		{Span: slo.Span{From: at(0), To: at(1)}, Good: 90, Bad: 10},
		{Span: slo.Span{From: at(1), To: at(2)}, Good: 50, Bad: 0, Unknown: 5},
	}
	for _, text := range []string{
		"from,to,good,bad,unknown\n2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,50,0,5\n2026-01-01T00:00:00Z,2026-01-01T01:00:00Z,90,10,\n",
		"from,total,bad,unknown\n2026-01-01T00:00:00Z,100,10,0\n2026-01-01T01:00:00Z,55,0,5\n",
	} {
		got, err := Parse("s.csv", strings.NewReader(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

func TestProblems(t *testing.T) {
	for text, part := range map[string]string{
		"":                          "s.csv:1: there is no header",
		"from,bad,size\n":           `unknown column "size"`,
		"from,good\n":               `no column "bad"`,
		"from,bad\n":                "good or total",
		"from,bad,good\nnoon,1,1\n": `s.csv:2: from: "noon"`,
		"from,bad,good\n2026-01-01T00:00:00Z,-1,NaN\n":                                                                     `bad: "-1"`,
		"from,bad,total\n2026-01-01T00:00:00Z,5,3\n":                                                                       "more requests are bad",
		"from,bad,good\n2026-01-01T00:00:00Z,5,3\n":                                                                        "the only slice",
		"from,bad,good\n\"x\n":                                                                                             "s.csv:",
		"from,bad,good\n2026-01-01T00:00:00Z,,3\n":                                                                         "s.csv:2: bad: there is no number",
		"from,to,bad,good\n2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,1,3\n":                                                "s.csv:2: 2026-01-01T00:00:00Z to 2026-01-01T00:00:00Z is no",
		"from,bad,good\n2026-01-01T00:00:00Z,1,3\n2026-01-01T00:00:00Z,1,3\n":                                              "s.csv:3: the slice overlaps that of line 2",
		"from,bad,good\n1026-01-01T00:00:00Z,1,3\n2026-01-01T00:00:00Z,1,3\n":                                              "s.csv:2: 1026-01-01T00:00:00Z to 2026",
		"from,to,bad,good\n2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,1,3\n2026-01-01T00:00:00Z,2026-01-01T01:00:01Z,1,3\n": "s.csv:2: the slice overlaps that of line 3",
	} {
		if _, err := Parse("s.csv", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v does not say %q", text, err, part)
		}
	}
}

// All that is wrong is said at once: of rows by themselves, and of those that are
// sound together.
func TestAllProblems(t *testing.T) {
	_, err := Parse("s.csv", strings.NewReader(`from,to,good,bad
2026-01-01T00:00:00Z,2026-01-01T03:00:00Z,1,0
2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,1,0
2026-01-01T02:00:00Z,2026-01-01T04:00:00Z,1,0
2026-01-01T04:00:00Z,2026-01-01T05:00:00Z,NaN,-1
2026-01-01T05:00:00Z,noon,1,0
`))
	want := []string{
		`s.csv:5: good: "NaN" is not a number`, `s.csv:5: bad: "-1" is not a count`, `s.csv:6: to: "noon" is not a time such as 2026-01-31T12:00:00Z`,
		"s.csv:3: the slice overlaps that of line 2", "s.csv:4: the slice overlaps that of line 2",
	}
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("%v", err)
	}
}

func TestParseSpans(t *testing.T) {
	got, err := ParseSpans("o.csv", strings.NewReader("to,from,what\n2026-01-01T02:00:00Z,2026-01-01T01:00:00Z,database\n,2026-01-01T03:00:00Z,\n"))
	if want := []slo.Span{{From: at(1), To: at(2)}, {From: at(3)}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := ParseSpans("o.csv", strings.NewReader("from,to\n")); err != nil || got == nil || len(got) != 0 {
		t.Errorf("%v, %v: a list of nothing is a list", got, err)
	}
	_, err = ParseSpans("o.csv", strings.NewReader("from,to\n2026-01-01T02:00:00Z,2026-01-01T01:00:00Z\n,soon\n0026-01-01T02:00:00Z,\n"))
	for _, part := range []string{"o.csv:2: 2026-01-01T02:00:00Z to 2026-01-01T01:00:00Z is not a time span", `o.csv:3: from: ""`, `o.csv:3: to: "soon"`, "o.csv:4: 0026"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}

func TestParseCorrections(t *testing.T) {
	got, err := ParseCorrections("c.csv", strings.NewReader("from,to,why,who,at\n2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,move to a new database,ops,2026-01-01T00:00:00Z\n2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,w,o,\n"))
	if len(got) != 2 || err != nil || got[0].Reason != "move to a new database" || got[0].By != "ops" || !got[0].At.Equal(at(0)) || !got[1].At.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = ParseCorrections("c.csv", strings.NewReader("from,to,why,who\n2026-01-01T02:00:00Z,2026-01-01T01:00:00Z, ,ops\nnow,2026-01-01T01:00:00Z,a,\n"))
	for _, part := range []string{"c.csv:2: to: 2026", "c.csv:2: why: it must be given", `c.csv:3: from: "now"`, "c.csv:3: who: it must be given"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("from,to,good,bad,unknown\n2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,50,0,5\n")
	f.Add("from,total,bad\n2026-01-01T00:00:00Z,100,10\n2026-01-01T01:00:00Z,100,10\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse("s", strings.NewReader(text))
		if err != nil {
			return
		}
		h := slo.History{Slices: got, Watched: slo.Span{From: at(0), To: at(1)}}
		if err := h.Validate(slo.Requests); err != nil { // what is accepted, the engine accepts
			t.Errorf("accepted %+v: %v", got, err)
		}
	})
}
