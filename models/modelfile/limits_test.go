package modelfile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const head = "apiVersion: ninefold/v1\nkind: Mesh\nmetadata: {name: m}\n"

// TestParseNotText checks what is refused before, or by, the YAML parser: one
// problem, at once, however large the file.
func TestParseNotText(t *testing.T) {
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "1:1: the file is empty; help: " + firstLines},
		{"blank", []byte(" \n\n"), "1:1: the file is empty; help: " + firstLines},
		{"null", []byte("~\n"), "1:1: the file is empty; help: " + firstLines},
		{"xml", []byte("<?xml version=\"1.0\"?>\n<mesh/>"), "1:1: this is XML; a model file is YAML; help: " + firstLines},
		{"xml after BOM", []byte("\ufeff\n<mesh/>"), "1:1: this is XML; a model file is YAML; help: " + firstLines},
		{"gzip", []byte("\x1f\x8b\x08\x00\x00"), "1:1: control character U+001F; a model file is text; help: remove it, or write it as an escape in double quotes"},
		{"zero byte", []byte("a: b\nc\x00"), "2:2: control character U+0000; a model file is text; help: remove it, or write it as an escape in double quotes"},
		{"Latin-1", []byte("a: b\nä: f\xfcr"), "2:5: byte 0xfc is not UTF-8; a model file is text; help: save the file as UTF-8"},
		{"UTF-16", []byte("\xff\xfea\x00"), "1:1: byte 0xff is not UTF-8; a model file is text; help: save the file as UTF-8"},
		{"50 MB", bytes.Repeat([]byte("\x00garbage"), 50<<17), "1:1: the file is larger than 16 MiB; help: a model describes services, not records; import incidents and metrics instead"},
		{"many short lines", bytes.Repeat([]byte("-\n"), 7<<20), "1000001:1: more than 2000000 lines and values; help: a model describes services, not records; import incidents and metrics instead"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			_, err := Parse("f", tt.data)
			if err == nil || err.Error() != "f:"+tt.want {
				t.Errorf("got  %v\nwant f:%s", err, tt.want)
			}
			if took := time.Since(start); took > 20*time.Second { // a tenth of a second on an idle core; parsing it takes minutes
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestParseAliasBomb checks that a file which would unfold to a billion values
// is refused, and that plain aliases work.
func TestParseAliasBomb(t *testing.T) {
	bomb := head + "services:\n- &a [" + strings.Repeat("x, ", 9) + "x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("- &%c [%s]\n", c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 10), ", "))
	}
	if _, err := Parse("f", []byte(bomb)); err == nil || !strings.Contains(err.Error(), "more than 100 aliases") {
		t.Errorf("bomb: %v", err)
	}
	wide := head + "domains: &w [" + strings.Repeat("x, ", 199) + "x]\nservices: [" + strings.Repeat("*w, ", 59) + "*w]\n"
	if _, err := Parse("f", []byte(wide)); err == nil || !strings.Contains(err.Error(), "aliases of more than 10000 values") {
		t.Errorf("60 aliases of 200 values: %v", err)
	}
	m, err := Parse("f", []byte(head+"services:\n- {id: a, failure: &f {perYear: 2, meanTimeToRestore: 1h}}\n- {id: b, failure: *f}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := *m.Services[1].Failure; got != *m.Services[0].Failure || got.PerYear != 2 {
		t.Errorf("aliased failure = %+v", got)
	}
}

// TestParseDepth checks that 64 levels pass and one more is reported, once, both
// of domains and of scenarios.
func TestParseDepth(t *testing.T) {
	nested := func(levels int) []byte {
		text := head + "services: [{id: a}, {id: b}]\ndependencies: [{from: a, to: b}]\ndomains:\n- {id: d0, kind: zone}\n"
		for i := range levels {
			text += fmt.Sprintf("- {id: d%d, kind: zone, parent: d%d}\n", i+1, i)
		}
		text += "scenarios:\n- {id: s0, title: t, changes: [{setKind: {from: a, to: b, kind: soft}}]}\n"
		for i := range levels {
			text += fmt.Sprintf("- {id: s%d, title: t, buildsOn: s%d, changes: [{setKind: {from: a, to: b, kind: soft}}]}\n", i+1, i)
		}
		return []byte(text)
	}
	if _, err := Parse("f", nested(64)); err != nil {
		t.Errorf("64 levels: %v", err)
	}
	want := []string{
		`f:72:33: domain "d65" is nested more than 64 deep; help: leave out domains that hold only one other`,
		`f:141:33: scenario "s65" builds on more than 64 others; help: merge some of them`,
	}
	_, err := Parse("f", nested(67))
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("67 levels: %v\nwant %s", err, strings.Join(want, "\n"))
	}
}

// TestParseManyProblems checks that a large file of mistakes is reported in full,
// in time about linear in its size, and listed briefly.
func TestParseManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString(head + "services:\n")
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&b, "- {id: service-%d, replicas-%d: x}\n", i, i)
	}
	b.WriteString("dependencies:\n")
	for i := range n {
		fmt.Fprintf(&b, "- {from: service-%d, to: servic-%d}\n", i, i)
	}
	start := time.Now()
	_, err := Parse("f", []byte(b.String()))
	var ps Problems
	if !errors.As(err, &ps) || len(ps) != 2*n {
		t.Fatalf("%d problems, want %d", len(ps), 2*n)
	}
	if took := time.Since(start); took > time.Minute { // half a second on an idle core; quadratic code takes minutes
		t.Errorf("took %v", took)
	}
	lines := strings.Split(ps.Error(), "\n")
	if len(lines) != 51 || lines[50] != "and 39950 more problems" {
		t.Errorf("%d lines, last one %q", len(lines), lines[len(lines)-1])
	}
	if p := ps[0]; p.File != "f" || p.Line != 5 || p.Col != 19 || p.Source != "- {id: service-0, replicas-0: x}" {
		t.Errorf("first problem = %+v", p)
	}
}

func TestParseJSON(t *testing.T) {
	m, err := Parse("m.json", []byte("{\n\t\"apiVersion\": \"ninefold/v1\", \"kind\": \"Mesh\",\r\n\t\"metadata\": {\"name\": \"m\", \"title\": \"\\u00fc \\/ \\\\/ \\ud83d\\ude00\"}}\n"))
	if want := `ü / \/ 😀`; err != nil || m.Metadata.Title != want {
		t.Errorf("title %q, want %q, %v", m.Metadata.Title, want, err)
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	good, large := filepath.Join(dir, "good.yaml"), filepath.Join(dir, "large.yaml")
	for name, data := range map[string][]byte{good: []byte(head), large: bytes.Repeat([]byte("x"), 50<<20)} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if m, err := Read(good); err != nil || m.Metadata.Name != "m" {
		t.Errorf("good: %+v, %v", m.Metadata, err)
	}
	if _, err := Read(large); err == nil || !strings.HasPrefix(err.Error(), large+":1:1: the file is larger than 16 MiB") {
		t.Errorf("large: %v", err)
	}
	if _, err := Read(filepath.Join(dir, "none.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
	var ps Problems
	if _, err := Read(dir); err == nil || errors.As(err, &ps) {
		t.Errorf("a folder: %v", err)
	}
}

// A third of a name may be wrong, and one character of a short one.
func TestSuggest(t *testing.T) {
	candidates := []string{"payments", "payment", "fraud-score", "ledger", "hsm"}
	r := &reader{}
	for word, want := range map[string]string{
		"paymnets": "payments", "paymet": "payment", "fraudscore": "fraud-score", "Ledger": "ledger", "hms": "hsm", "hs": "hsm",
		"": "", "x": "", "card-link": "", "lodgings": "",
	} {
		if got := r.suggest(word, candidates); got != want {
			t.Errorf("suggest(%q) = %q, want %q", word, got, want)
		}
	}
}
