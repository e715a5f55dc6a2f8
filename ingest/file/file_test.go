package file_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ninefold/ingest/file"
	"ninefold/models"
)

func read(t *testing.T, text string) file.Report {
	t.Helper()
	r, err := file.Read(t.Context(), strings.NewReader(text), file.Options{Name: "dir/ops.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func at(s string) *time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err) // a bad literal in this file
	}
	return &t
}

// one is the incident that each own form below writes down.
var one = models.Incident{
	ExternalID: "INC-1", Title: "Cards, declined", Severity: "major", Components: []string{"cards", "ledger"},
	Started: *at("2026-01-02T03:04:05Z"), Detected: at("2026-01-02T03:05:00Z"), Acknowledged: at("2026-01-02T03:06:00Z"),
	Mitigated: at("2026-01-02T03:30:00Z"), Resolved: at("2026-01-02T04:04:05Z"),
	UserShare: new(0.25), Cause: "expired certificate", DetectedBy: "users", URL: "https://example.org/1", Quality: "good",
}

func TestOwnForms(t *testing.T) {
	object := `{"externalId":"INC-1","title":"Cards, declined","severity":"major","components":["cards","ledger"],"started":"2026-01-02T03:04:05Z",` +
		`"detected":"2026-01-02T03:05:00Z","acknowledged":"2026-01-02T03:06:00Z","mitigated":"2026-01-02T03:30:00Z","resolved":"2026-01-02T04:04:05Z",` +
		`"userShare":0.25,"cause":"expired certificate","detectedBy":"users","url":"https://example.org/1"}`
	snake := strings.NewReplacer("externalId", "external_id", "userShare", "user_share", "detectedBy", "detected_by").Replace(object)
	header := "external_id,title,severity,components,started,detected,acknowledged,mitigated,resolved,user_share,cause,detected_by,url\n"
	row := `INC-1,"Cards, declined",major,cards; ledger,2026-01-02T04:04:05+01:00,2026-01-02 03:05:00Z,2026-01-02 03:06:00 UTC,2026-01-02 03:30:00+00:00,2026-01-02T04:04:05Z,0.25,expired certificate,users,https://example.org/1`
	for name, text := range map[string]string{
		"csv":            header + row + "\n",
		"csv, BOM, CRLF": "\ufeff" + strings.ReplaceAll(header+row, "\n", "\r\n"),
		"array":          "[" + object + "]",
		"indented array": "[\n  " + strings.ReplaceAll(object, ",\"", ",\n\"") + "\n]\n",
		"lines":          object + "\n\n",
		"one object":     strings.ReplaceAll(object, ",\"", ",\n\""),
		"snake":          "[" + snake + "]",
		"under a key":    `{"page":{"id":"x"},"incidents":[` + object + `],"more":[{}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, text)
			if diff := cmp.Diff([]models.Incident{one}, r.Incidents); diff != "" || len(r.Rejected) > 0 {
				t.Errorf("rejected %v, incidents (-want +got):\n%s", r.Rejected, diff)
			}
			if r.Source != "file:ops" || len(r.Digest) != 64 {
				t.Errorf("source %q, digest %q", r.Source, r.Digest)
			}
		})
	}
}

// TestRejected: every row that cannot be read is listed with its line and reason,
// and the others are read.
func TestRejected(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // line: part of the reason
	}{
		{"csv", "external_id,severity,started,resolved,user_share\n" +
			"a,minor,2026-01-02T03:04:05Z,,\n" +
			"b,minor,2026-01-02 03:04:05,,\n" +
			"c,severe,yesterday,,1.5\n" +
			",minor,,,\n" +
			"a,minor,2026-01-02T03:04:05Z,,\n" +
			"e,minor\n" +
			"f,mi\"nor,2026-01-02T03:04:05Z,,\n" +
			"g,minor,2026-01-02T03:04:05Z,,NaN\n" +
			"h,minor,2026-01-02T03:04:05Z,,\n" +
			"i,\"minor,2026-01-02T03:04:05Z,,\nj,minor,2026-01-02T03:04:05Z,,\n",
			[]string{
				`3: started: "2026-01-02 03:04:05" has no time zone; write 2026-01-02T03:04:05Z`, `4: started: "yesterday" is not a time`, `4: severity: "severe" is not one of critical, major`,
				`4: user_share: "1.5" is not a fraction`, "5: external_id: is empty", "5: started: is empty", "6: the same external ID as line 2",
				"7: 2 fields, the header has 5", "8: to line 8", "9: user_share", "11: to line 12: extraneous",
			}},
		{"lines", `{"externalId":"a","started":"2026-01-02T03:04:05Z"}` + "\n\n" +
			`{"externalId":"b","started":` + "\n" +
			`[1]` + "\n" +
			`{"externalId":"c","started":"2026-01-02T03:04:05Z","userSahre":1}` + "\n" +
			`{"externalId":7,"started":"2026-01-02T03:04:05Z"}` + "\n" +
			`{"id":"x"}` + "\n" +
			`{"externalId":"z` + "\\u0000" + `","started":"2026-01-02T03:04:05Z"}` + "\n" +
			`{"externalId":"h","started":"2026-01-02T03:04:05Z"}`,
			[]string{"3: not JSON", "4: not an object", "5: userSahre: unknown key", "6: externalId: ", "7: neither an own incident", "8: is not UTF-8 text"}},
		{"array", "[\n{\"externalId\":\"a\",\"started\":\"2026-01-02T03:04:05Z\"},\n7,\n\n{\"externalId\":\"b\",\n\"started\":\"x\"},\n{\"externalId\":\"h\",\"started\":\"2026-01-02T03:04:05Z\"}]",
			[]string{"3: not an object", `5: started: "x"`}},
		{"archive", `{"id":"a","impact":"minor","downtime_start":"2026-01-02T03:04:05Z"}` + "\n" + `{"id":"b","impact":"minor","downtime_start":7}` + "\n" +
			`{"id":"c","impact":null,"downtime_start":null}` + "\n" + `{"id":"h","impact":"minor","downtime_start":"2026-01-02T03:04:05Z"}`,
			[]string{"2: downtime_start: a number", "3: started: is empty", "3: impact"}},
	}
	tests[3].want[2] = "3: severity"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := read(t, tt.text)
			var got []string
			for _, x := range r.Rejected {
				got = append(got, fmt.Sprintf("%d: %s", x.Line, x.Reason))
			}
			for _, want := range tt.want {
				line, reason, _ := strings.Cut(want, ": ")
				if !hasReason(got, line, reason) {
					t.Errorf("no rejection %q in %q", want, got)
				}
			}
			lines := map[string]bool{}
			for _, want := range tt.want {
				line, _, _ := strings.Cut(want, ": ")
				lines[line] = true
			}
			if len(got) != len(lines) {
				t.Errorf("%d rejected, want %d: %q", len(got), len(lines), got)
			}
			if len(r.Incidents) != 2 || r.Incidents[0].ExternalID != "a" || r.Incidents[1].ExternalID != "h" {
				t.Errorf("incidents %+v, want a and h", r.Incidents)
			}
		})
	}
}

func hasReason(got []string, line, reason string) bool {
	for _, g := range got {
		if strings.HasPrefix(g, line+": ") && strings.Contains(g, reason) {
			return true
		}
	}
	return false
}

// TestOddTimes: what can be read is kept, whatever its times.
func TestOddTimes(t *testing.T) {
	r := read(t, "external_id,started,resolved\n"+
		"open,2026-01-02T03:04:05Z,\n"+
		"negative,2026-01-02T03:04:05Z,2026-01-02T03:04:04Z\n"+
		"century,1926-01-02T03:04:05Z,2026-01-02T03:04:05Z\n"+
		"zero,2026-01-02T03:04:05Z,2026-01-02T03:04:05Z\n"+
		"overlapping,2026-01-02T03:04:05Z,2026-01-02T05:04:05Z\n")
	want := map[string]string{"open": "open", "negative": "negative", "century": "implausible", "zero": "good", "overlapping": "good"}
	got := map[string]string{}
	for _, i := range r.Incidents {
		got[i.ExternalID] = i.Quality
		if i.Severity != models.SeverityMinor {
			t.Errorf("%s is %q; a file without severities is of minor ones", i.ExternalID, i.Severity)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(r.Rejected) > 0 {
		t.Errorf("rejected %v, quality (-want +got):\n%s", r.Rejected, diff)
	}
}

// A stream is 50 MB of a pattern after a start. It counts what is read of it.
type stream struct {
	start, pattern string
	n              int64
}

func (s *stream) Read(p []byte) (int, error) {
	if s.n >= 50<<20 {
		return 0, io.EOF
	}
	for i := range p {
		switch at := s.n + int64(i); {
		case at < int64(len(s.start)):
			p[i] = s.start[at]
		case s.pattern == "":
			s.n += int64(i)
			return i, io.EOF
		default:
			p[i] = s.pattern[(at-int64(len(s.start)))%int64(len(s.pattern))]
		}
	}
	s.n += int64(len(p))
	return len(p), nil
}

// TestGarbage: what is no file of incidents is refused with its place, without
// reading 50 MB of it.
func TestGarbage(t *testing.T) {
	random := make([]byte, 1<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(random) // never fails
	first := `[{"externalId":"a","started":"2026-01-02T03:04:05Z"},`
	for name, tt := range map[string]struct{ start, pattern, want string }{
		"random":          {"", string(random), "is not UTF-8 text"},
		"zeros":           {"", "\x00", "line 1: byte 1 is not UTF-8 text"},
		"words":           {"", "lorem ipsum\n", `line 1: unknown column "lorem ipsum"`},
		"one long line":   {"", "lorem,", "line 1: longer than 1 MiB"},
		"open quote":      {`"`, "a\n", "line 1: not CSV"},
		"braces":          {"", "{", "line 1: "},
		"brackets":        {"", "[", "line 1: "},
		"other objects":   {"", "{\"a\":1}\n", "line 1: neither an own incident"},
		"broken objects":  {"", "{garbage}\n", "line 1: "},
		"xml":             {"<?xml version=\"1.0\"?>", "<a/>", "line 1: this is XML"},
		"html":            {"\n <!doctype html>", "", "line 1: this is XML or HTML"},
		"utf-16":          {"\xff\xfee\x00x\x00", "", "UTF-16"},
		"spreadsheet":     {"PK\x03\x04\x14\x00", "", "export it as CSV"},
		"latin-1":         {"external_id,started\nb\xfcro,2026-01-02T03:04:05Z\n", "", "line 2: byte 22 is not UTF-8 text"},
		"long latin-1":    {"external_id,started\nb\xfcro", ",2026-01-02T03:04:05Z\n", "line 2: byte 22 is not UTF-8 text"},
		"empty":           {"", "", "line 1: the file is empty"},
		"blank":           {" \n\n", "", "line 1: the file is empty"},
		"cut array":       {first + "\n{\"externalId\"", "", "line 2: not JSON: it ends too early"},
		"cut after comma": {first + "\n", "", "not JSON"},
		"broken array":    {first + "\n\n {\"externalId\" 7}]", "", "line 3: in what begins here: not JSON"},
		"two documents":   {"[]\n[]", "", "line 2: one JSON document ends and another begins"},
		"two objects":     {"{\n\"externalId\":\"a\",\"started\":\"2026-01-02T03:04:05Z\"}\n{\n}", "", "one JSON document ends"},
		"no columns":      {"external_id,begin,external_id\n", "", `line 1: unknown column "begin", column external_id twice, no column started; the columns are external_id,title`},
		"a word":          {`{"incidents": "none"}`, "", "want an array"},
	} {
		t.Run(name, func(t *testing.T) {
			m := &stream{start: tt.start, pattern: tt.pattern}
			start := time.Now()
			_, err := file.Read(t.Context(), m, file.Options{Name: "/tmp/in.csv"})
			if err == nil || !strings.HasPrefix(err.Error(), "in.csv: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("err = %.200v, want %q", err, tt.want)
			}
			if m.n > 2<<20 || time.Since(start) > 5*time.Second {
				t.Errorf("read %d bytes in %v", m.n, time.Since(start))
			}
		})
	}
}

func TestLimits(t *testing.T) {
	row := "a,2026-01-02T03:04:05Z\n"
	text := "external_id,started\n" + strings.Repeat(row, 1000)
	if _, err := file.Read(t.Context(), strings.NewReader(text), file.Options{MaxBytes: int64(len(text))}); err != nil {
		t.Errorf("a file of just the limit: %v", err)
	}
	if _, err := file.Read(t.Context(), strings.NewReader(text), file.Options{MaxBytes: int64(len(text)) - 1}); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a larger file: %v", err)
	}
	many := "external_id,started\nfirst,never\n" + strings.Repeat("a,b\n", 150_000)
	if _, err := file.Read(t.Context(), strings.NewReader(many), file.Options{}); err == nil || !strings.Contains(err.Error(), "more than 100000 rows rejected, the first at line 2") {
		t.Errorf("150,000 rejected rows: %v", err)
	}
	first := `{"externalId":"a","started":"2026-01-02T03:04:05Z"}` + "\n"
	r := read(t, first+`{"externalId":"`+strings.Repeat("x", 17<<20)+"\"}\n"+strings.Replace(first, `"a"`, `"b"`, 1))
	if len(r.Incidents) != 2 || len(r.Rejected) != 1 || r.Rejected[0] != (file.Rejection{Line: 2, Reason: "longer than 16 MiB"}) {
		t.Errorf("a line of 17 MB: %d incidents, rejected %v", len(r.Incidents), r.Rejected)
	}
	late := "external_id,title,started\na," + strings.Repeat("x", 1<<20) + ",2026-01-02T03:04:05Z\nb,\xff,2026-01-02T03:04:05Z\n"
	if r := read(t, late); len(r.Incidents) != 1 || len(r.Rejected) != 1 || !strings.Contains(r.Rejected[0].Reason, "not UTF-8") {
		t.Errorf("a row of another encoding: %d incidents, rejected %v", len(r.Incidents), r.Rejected)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := file.Read(ctx, strings.NewReader(text), file.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestSource(t *testing.T) {
	text := `{"id":"a","impact":"minor","downtime_start":"2026-01-02T03:04:05Z"}`
	r := read(t, text+"\n")
	if r.Source != file.GitHubSource {
		t.Errorf("source %q", r.Source)
	}
	asked, err := file.Read(t.Context(), strings.NewReader(text), file.Options{Source: "ops"})
	if err != nil || asked.Source != "ops" {
		t.Errorf("source %q, err %v, want what was asked for", asked.Source, err)
	}
}

// TestCursor: an interrupted import goes on, a complete one and one of other
// bytes begin anew.
func TestCursor(t *testing.T) {
	var b strings.Builder
	b.WriteString("external_id,started\n")
	for i := range 450 {
		fmt.Fprintf(&b, "%d,2026-01-02T03:04:05Z\n", i)
	}
	c := file.NewConnector(read(t, b.String()))
	var cursors []string
	cursor, done := "", false
	for _, want := range []int{200, 200, 50} {
		if done {
			t.Fatal("done too early")
		}
		p, last, err := c.Next(t.Context(), cursor)
		if err != nil || len(p.Incidents) != want {
			t.Fatalf("page of %d, err %v, want %d", len(p.Incidents), err, want)
		}
		cursor, done = p.Cursor, last
		cursors = append(cursors, cursor)
	}
	if !done {
		t.Error("not done after the last page")
	}
	other := file.NewConnector(read(t, b.String()+"x,2026-01-02T03:04:05Z\n"))
	for name, tt := range map[string]struct {
		c      *file.Connector
		cursor string
		first  string
	}{
		"goes on":      {c, cursors[0], "200"},
		"begins anew":  {c, cursors[2], "0"},
		"other bytes":  {other, cursors[0], "0"},
		"other cursor": {c, "2026-01-02@x", "0"},
		"negative":     {c, strings.Replace(cursors[0], "@200", "@-1", 1), "0"},
	} {
		p, _, err := tt.c.Next(t.Context(), tt.cursor)
		if err != nil || p.Incidents[0].ExternalID != tt.first {
			t.Errorf("%s: first is %s, err %v, want %s", name, p.Incidents[0].ExternalID, err, tt.first)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := file.Open(t.Context(), filepath.Join(dir, "none.csv"), file.Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := file.Open(t.Context(), dir, file.Options{}); err == nil || !strings.Contains(err.Error(), "name the file") {
		t.Errorf("an empty folder: %v", err)
	}
	write("components.json", `[{"id":"x"}]`)
	write("incidents-1.csv", "external_id,started\na,2026-01-02T03:04:05Z\nb,never\n")
	write("incidents-2.json", `[{"externalId":"a","started":"2026-01-02T03:04:05Z"},{"externalId":"c","started":"2026-01-02T03:04:05Z"}]`)
	c, err := file.Open(t.Context(), dir, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := all(t, c); len(got) != 2 || got[1].ExternalID != "c" || c.Source() != "file:"+filepath.Base(dir) {
		t.Errorf("source %s, incidents %+v", c.Source(), got)
	}
	want := []file.Rejection{
		{File: "incidents-1.csv", Line: 3, ExternalID: "b", Reason: `started: "never" is not a time like 2006-01-02T15:04:05Z`},
		{File: "incidents-2.json", ExternalID: "a", Reason: "the same external ID as in incidents-1.csv"},
	}
	if diff := cmp.Diff(want, c.Rejected()); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
}

// FuzzRead checks what every file must obey, however broken: Read does not panic;
// every incident has a valid identity, start, severity and quality; identities are
// unique; every rejection has a line and a reason; and the same bytes give the
// same report.
func FuzzRead(f *testing.F) {
	f.Add([]byte("external_id,severity,started,resolved,components,user_share\na,minor,2026-01-02T03:04:05Z,2026-01-02 03:04:06 UTC,x;y,0.5\nb,\"\n"))
	f.Add([]byte("incident_id,downtime_start,downtime_end,duration_minutes,source,title,impact\n1,2026-01-02T03:04:05Z,,1,x,y,none\n"))
	f.Add([]byte("[{\"externalId\":\"a\",\"started\":\"2026-01-02T03:04:05Z\",\"userShare\":1e-3}, 7, {}]"))
	f.Add([]byte("{\"id\":\"a\",\"impact\":\"minor\",\"downtime_start\":\"2026-01-02T03:04:05Z\"}\n{\n"))
	f.Add([]byte("{\"incidents\":[{\"id\":\"a\",\"impact\":\"critical\",\"created_at\":\"2026-01-02T03:04:05Z\",\"components\":[{\"name\":\"x\"}]}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := file.Read(t.Context(), bytes.NewReader(data), file.Options{MaxBytes: 1 << 20})
		if err != nil {
			return
		}
		ids := map[string]bool{}
		for _, i := range r.Incidents {
			if i.ExternalID == "" || ids[i.ExternalID] || i.Severity == "" || i.Quality != i.Judge() {
				t.Fatalf("incident %+v", i)
			}
			if i.UserShare != nil && !(*i.UserShare >= 0 && *i.UserShare <= 1) {
				t.Fatalf("user share %v", *i.UserShare)
			}
			ids[i.ExternalID] = true
		}
		for _, x := range r.Rejected {
			if x.Line < 1 || x.Reason == "" {
				t.Fatalf("rejection %+v", x)
			}
		}
		again, err := file.Read(t.Context(), bytes.NewReader(data), file.Options{MaxBytes: 1 << 20})
		if diff := cmp.Diff(r, again); err != nil || diff != "" {
			t.Fatalf("read again: %v\n%s", err, diff)
		}
	})
}
