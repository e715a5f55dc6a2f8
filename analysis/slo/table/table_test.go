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
		"from,bad,good\n2026-01-01T00:00:00Z,-1,NaN\n": `bad: "-1"`,
		"from,bad,total\n2026-01-01T00:00:00Z,5,3\n":   "more requests are bad",
		"from,bad,good\n2026-01-01T00:00:00Z,5,3\n":    "the only slice",
		"from,bad,good\n\"x\n":                         "s.csv:",
	} {
		if _, err := Parse("s.csv", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v does not say %q", text, err, part)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("from,to,good,bad,unknown\n2026-01-01T01:00:00Z,2026-01-01T02:00:00Z,50,0,5\n")
	f.Add("from,total,bad\n2026-01-01T00:00:00Z,100,10\n2026-01-01T01:00:00Z,100,10\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse("s", strings.NewReader(text))
		for _, s := range got {
			if err == nil && !(s.Good >= 0 && s.Bad >= 0 && s.Unknown >= 0) {
				t.Errorf("accepted %+v", s)
			}
		}
	})
}
