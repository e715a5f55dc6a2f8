package table

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/lifedata"
)

func TestParseLives(t *testing.T) {
	got, err := ParseLives("l.csv", strings.NewReader("\ufeffHours, failed,since,entry,count\n100,true,,,\n200,FALSE,,50,3\n300,true,250,,\n"))
	want := []lifedata.Life{{Hours: 100, Failed: true}, {Hours: 200, Entry: 50, Count: 3}, {Hours: 300, Since: 250, Interval: true}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = ParseLives("l.csv", strings.NewReader("hours\n5\n"))
	if err != nil || !reflect.DeepEqual(got, []lifedata.Life{{Hours: 5, Failed: true}}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestParseHistory(t *testing.T) {
	got, err := ParseHistory("h.csv", strings.NewReader("system,hours,what\na,5,event\nb,2,from\na,3,event\na,10,to\nb,9,to\n"), false)
	want := lifedata.History{{ID: "a", To: 10, Events: []float64{5, 3}}, {ID: "b", From: 2, To: 9, Events: []float64{}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = ParseHistory("h.csv", strings.NewReader("hours\n5\n7\n"), true)
	if err != nil || got[0].To != 7 || !got[0].FailureTerminated {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestParseGroups(t *testing.T) {
	got, err := ParseLifeGroups("l.csv", strings.NewReader("hours,group\n5,new\n6,old\n7,new\n"))
	want := Groups[[]lifedata.Life]{
		Names: []string{"new", "old"},
		Of:    [][]lifedata.Life{{{Hours: 5, Failed: true}, {Hours: 7, Failed: true}}, {{Hours: 6, Failed: true}}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	one, err := ParseLifeGroups("l.csv", strings.NewReader("hours\n5\n"))
	if err != nil || !reflect.DeepEqual(one.Names, []string{""}) {
		t.Errorf("%+v, %v", one, err)
	}
	many := "hours,group\n"
	for i := range 101 {
		many += fmt.Sprintf("5,g%d\n", i)
	}
	if _, err := ParseLifeGroups("l.csv", strings.NewReader(many)); err == nil || !strings.Contains(err.Error(), `l.csv:102: group: "g100" is one more than 100`) {
		t.Errorf("%v", err)
	}

	history := "group,system,hours,what\nnew,a,5,event\nold,a,3,event\nnew,a,9,to\nold,a,8,to\n"
	systems, err := ParseHistoryGroups("h.csv", strings.NewReader(history), false)
	if err != nil || len(systems.Of) != 2 || systems.Of[0][0].To != 9 || systems.Of[1][0].To != 8 || systems.Of[1][0].Events[0] != 3 {
		t.Errorf("%+v, %v", systems, err)
	}
	_, err = ParseHistoryGroups("h.csv", strings.NewReader("group,hours\nnew,5\nold,5\n"), false)
	if err == nil || !strings.Contains(err.Error(), `group "new": h.csv: `) || !strings.Contains(err.Error(), `group "old"`) {
		t.Errorf("%v", err)
	}
}

// Faults know their place: the column counts bytes, quotes and all.
func TestPlaces(t *testing.T) {
	_, err := ParseLives("l.csv", strings.NewReader("hours,failed\n\"1\",true\n22,perhaps\nx,no\n"))
	want := Faults{
		{File: "l.csv", Line: 3, Column: 4, Name: "failed", Message: `"perhaps" is neither true nor false`},
		{File: "l.csv", Line: 4, Column: 1, Name: "hours", Message: `"x" is not a number`},
		{File: "l.csv", Line: 4, Column: 3, Name: "failed", Message: `"no" is neither true nor false`},
	}
	if got, ok := errors.AsType[Faults](err); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", err)
	}
	for text, want := range map[string]Fault{
		"hours,\"5\n":        {File: "l.csv", Line: 1, Column: 10, Message: "extraneous or missing \" in quoted-field"},
		"hours,size\n5\n":    {File: "l.csv", Line: 1, Column: 7, Message: `unknown column "size", want hours, failed, since, entry, until, count`},
		"hours,entry\n5,7\n": {File: "l.csv", Line: 2, Message: "time is not positive, finite and in order: entry 7, hours 5"},
	} {
		_, err := ParseLives("l.csv", strings.NewReader(text))
		if got, ok := errors.AsType[Faults](err); !ok || got[0] != want {
			t.Errorf("%q: %+v, want %+v", text, err, want)
		}
	}
}

// All that is wrong is said at once, with its line.
func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		text  string
		parts []string
	}{
		{"", []string{"l.csv:1: there is no header"}},
		{"hours,colour,hours\n", []string{`unknown column "colour"`, `"hours" is there twice`}},
		{"failed\ntrue\n", []string{`no column "hours"`}},
		{"hours,failed\nmuch,true\n5,perhaps\n", []string{`l.csv:2: hours: "much"`, `l.csv:3: failed: "perhaps"`}},
		{"hours,count\nNaN,0\n", []string{`hours: "NaN"`, `count: "0"`}},
		{"hours\n-5\nx\n-6\n", []string{"l.csv:2: ", "hours -5", "l.csv:3: ", "l.csv:4: ", "hours -6"}},
		{"hours,failed\n5\n", []string{"l.csv:2"}},
		{"hours\n\"5\n", []string{"l.csv:"}},
		{"hours\n" + strings.Repeat("x\n", 25), []string{"and 5 more"}},
	} {
		_, err := ParseLives("l.csv", strings.NewReader(tt.text))
		for _, part := range tt.parts {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%q: %v does not say %q", tt.text, err, part)
			}
		}
	}
	for text, part := range map[string]string{
		"system,hours,what\na,5,stop\n":  `h.csv:2: what: "stop"`,
		"system,hours,what\na,5,event\n": "h.csv: ",
		"hours\n5\n":                     "is no window",
	} {
		if _, err := ParseHistory("h.csv", strings.NewReader(text), false); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v does not say %q", text, err, part)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("hours,failed,since,entry,until,count\n1,true,,,,2\n2,false,1,0,,\n")
	f.Add("system,hours,what\na,5,event\na,9,to\n")
	f.Fuzz(func(t *testing.T, text string) {
		if lives, err := ParseLives("f", strings.NewReader(text)); err == nil {
			if err := lifedata.Validate(lives); err != nil && len(lives) > 0 {
				t.Errorf("accepted %+v: %v", lives, err)
			}
		}
		if h, err := ParseHistory("f", strings.NewReader(text), false); err == nil {
			if err := h.Validate(); err != nil {
				t.Errorf("accepted %+v: %v", h, err)
			}
		}
	})
}
