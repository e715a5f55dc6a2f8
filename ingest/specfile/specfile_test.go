package specfile

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const sample = `# two documents
name: a
size: 1.5
on: true
tags: [x, y]
one: z
labels: {k: v, l: [a, b]}
empty:
nested:
  deep: 3
  more: {when: 2024-01-02, list: [1, two, null]}
items:
  - {id: i}
  - {id: j, extra: 1}
---
# nothing
---
name: b
`

func TestObject(t *testing.T) {
	f := Read("s.yaml", []byte(sample))
	if f.Err() != nil || len(f.Objects) != 2 {
		t.Fatalf("%d objects, %v", len(f.Objects), f.Err())
	}
	o := f.Objects[0]
	if o.Text("name") != "a" || *o.Number("size") != 1.5 || !*o.Bool("on") || o.Number("none") != nil || o.Bool("none") != nil || o.Text("none") != "" {
		t.Error("scalars")
	}
	if got := fmt.Sprint(o.Texts("tags"), o.Texts("one"), o.TextsMap("labels"), o.Text("empty"), o.Object("empty") == nil); got != "[x y] [z] map[k:[v] l:[a b]]true" {
		t.Errorf("lists: %s", got)
	}
	n := o.Object("nested")
	if n.Text("deep") != "3" || n.Path("deep") != "nested.deep" {
		t.Error("nested")
	}
	want := map[string]any{"more": map[string]any{"when": "2024-01-02", "list": []any{1, "two", nil}}}
	if rest := n.Rest(); !reflect.DeepEqual(rest, want) {
		t.Errorf("rest %#v", rest)
	}
	for _, item := range o.Objects("items") {
		item.Text("id")
	}
	var unread []string
	for _, note := range o.Unread("a", "lost") {
		unread = append(unread, fmt.Sprintf("%s:%d:%d %s", note.Place.File, note.Place.Line, note.Place.Col, note.Field))
	}
	if got := strings.Join(unread, ", "); got != "s.yaml:14:13 items[1].extra" {
		t.Errorf("unread: %s", got)
	}
	var none *Object
	if none.Text("a") != "" || none.Object("a") != nil || none.Keys() != nil || none.Rest() != nil || none.Has("a") || none.Objects("a") != nil || none.TextMap("a") != nil {
		t.Error("no object has no keys")
	}
}

func TestRefuses(t *testing.T) {
	deep := strings.Repeat("a: {", 50) + strings.Repeat("}", 50)
	tests := []struct{ name, text, want string }{
		{"anchor", "a: &x 1\nb: *x\n", "f:1:4: anchors and aliases are not read"},
		{"bomb", "a: &a [x,x]\nb: &b [*a,*a]\n", "f:1:4: anchors"},
		{"merge", "<<: {a: 1}\n", "f:1:1: merge keys are not read"},
		{"twice", "a: 1\nb: 2\na: 3\n", `f:3:1: the key "a" stands twice; first in line 1`},
		{"key", "? [a]\n: b\n", "f:1:3: a key must be a word"},
		{"tag", "a: !exec rm\n", "f:1:4: the tag !exec is not read"},
		{"deep", deep, "nested more than 40 deep"},
		{"syntax", "a: b\nc: d: e\n", "f:2:1: this is not YAML: mapping values are not allowed"},
		{"list of texts", "- a\n", "f:1:3: expected a mapping"},
		{"text", "hello\n", "f:1:1: expected a mapping"},
		{"bytes", "a: \xff\n", "f:1:1: not UTF-8 text"},
		{"large", strings.Repeat("#", MaxBytes+1), "f:1:1: larger than 1024 KiB"},
		{"wide", strings.Repeat("- {a: 1}\n", MaxNodes/3+1), "more than 100000 values"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := Read("f", []byte(tt.text)).Err(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %.300v, want %q", err, tt.want)
			}
		})
	}
}

// Wrong values are reported with their place and path, all at once.
func TestWrongValues(t *testing.T) {
	f := Read("f", []byte("a: {b: [1]}\nn: much\nm: .nan\nx: 0x10\nt: yes please\nl: {}\no: 1\nos: [1]\nts: [[1]]\nneed: \nr: {1: 2, c: {3: 4}}\ninf: 1e999\n"))
	o := f.Objects[0]
	o.Text("a")
	o.Number("n")
	o.Number("m")
	o.Number("x")
	o.Bool("t")
	o.Objects("l")
	o.Object("o")
	o.Objects("os")
	o.Texts("ts")
	o.Need("need")
	o.Need("absent")
	o.Object("r").Rest()
	o.Number("inf")
	got := f.Err().Error()
	for _, want := range []string{
		"f:1:4: a: expected a text", "f:2:4: n: \"much\" is not a number", "f:3:4: m:", "f:4:4: x:", "f:5:4: t: expected true or false",
		"f:6:4: l: expected a list", "f:7:4: o: expected a mapping", "f:8:6: os[0]: expected a mapping", "f:9:6: ts: expected a text",
		"need: it must be given", "f:1:1: absent: it must be given", "f:11:14: r.c:", "f:12:6: inf:",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestManyProblems(t *testing.T) {
	f := Read("f", []byte(strings.Repeat("- 1\n", 500)))
	if got := f.Err().Error(); !strings.Contains(got, "and 400 more problems") || strings.Count(got, "\n") != maxProblems {
		t.Errorf("%d lines", strings.Count(got, "\n"))
	}
}

// FuzzRead checks what every input must obey: no panic, a place for each problem,
// and what is left of a sound object can be written as JSON.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("? {a: b}\n: c"))
	f.Add([]byte("a: !!binary aGk=\nb: !!float 1\nc: 1e999\n"))
	f.Add([]byte("a: 2024-01-01T00:00:00Z\n1: {2: 3}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := Read("f", data)
		for _, o := range file.Objects {
			rest := o.Rest()
			if _, err := json.Marshal(rest); err != nil {
				t.Fatalf("%v: %#v", err, rest)
			}
			for _, note := range o.Unread("", "") {
				t.Fatalf("%d:%d: %s is unread after the rest was read", note.Place.Line, note.Place.Col, note.Field)
			}
		}
		if err := file.Err(); err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Fatalf("no place in %q", err)
		}
	})
}
