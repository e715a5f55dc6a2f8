package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/assess"
	"ninefold/ingest/file"
	"ninefold/models/assessment"
	"ninefold/models/modelfile"
	"ninefold/testdata/cases"
)

// bank is the assessment of the bundled case.
func bank(t *testing.T) *assessment.Assessment {
	t.Helper()
	model, err := fs.ReadFile(cases.Files, "bank-mesh/model.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := modelfile.Parse("model.yaml", model)
	if err != nil {
		t.Fatal(err)
	}
	f, err := cases.Files.Open("bank-mesh/incidents.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := file.Read(context.Background(), f, file.Options{Name: "incidents.csv"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := assess.Assess(context.Background(), assess.Input{Mesh: m, Incidents: r.Incidents}, assess.Options{Samples: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// missingTool skips, or fails where nothing may be skipped.
func missingTool(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func board(t *testing.T, a *assessment.Assessment) []byte {
	t.Helper()
	var out bytes.Buffer
	err := Board(&out, a)
	if errors.Is(err, ErrNoFonts) {
		missingTool(t, "no typeface: run make build first")
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// run gives a PDF to a tool and returns what it prints.
func run(t *testing.T, pdf []byte, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		missingTool(t, "no "+tool+": apt-get install poppler-utils qpdf")
	}
	path := filepath.Join(t.TempDir(), "board.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", path)
	}
	out, err := exec.Command(tool, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", tool, err, out)
	}
	return string(out)
}

// What other programs read out of the PDF is what the assessment says.
func TestBoard(t *testing.T) {
	a := bank(t)
	pdf := board(t, a)
	text := strings.Join(strings.Fields(run(t, pdf, "pdftotext", "-layout", "FILE", "-")), " ")
	for _, want := range []string{
		"Reliability report to the board", a.Overview.Headline, "Three findings", "Decision asked",
		"single points of failure remain", "action priority", "How far these figures can be trusted", a.Journeys[0].DowntimeMinutesPerYear.Display,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	for _, f := range a.Overview.Figures {
		if !strings.Contains(text, f.Estimate.Display) {
			t.Errorf("the PDF does not show %s: %s", f.ID, f.Estimate.Display)
		}
	}
	fonts := run(t, pdf, "pdffonts", "FILE")
	for line := range strings.Lines(fonts) {
		if strings.Contains(line, "TrueType") && !strings.Contains(line, "Identity-H       yes") {
			t.Errorf("not embedded: %s", line)
		}
	}
	if !strings.Contains(fonts, "sourcesans") {
		t.Errorf("no typeface:\n%s", fonts)
	}
	if images := run(t, pdf, "pdfimages", "-list", "FILE"); strings.Count(images, "\n") > 2 {
		t.Errorf("charts are images:\n%s", images)
	}
	if outlines := strings.Count(run(t, pdf, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-"), "/Dest"); outlines < 10 {
		t.Errorf("%d bookmarks, want one for each section and heading", outlines)
	}
	run(t, pdf, "qpdf", "--check", "FILE")
}

func TestBoardIsReproducible(t *testing.T) {
	a := bank(t)
	if !bytes.Equal(board(t, a), board(t, a)) {
		t.Error("the same assessment gave different bytes")
	}
}

// A model without records, targets, domains or failure data still makes a report
// that says what is missing.
func TestBoardOfNothing(t *testing.T) {
	m, err := modelfile.Parse("m.yaml", []byte("apiVersion: ninefold/v1\nkind: Mesh\nmetadata: {name: empty}\n"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := assess.Assess(context.Background(), assess.Input{Mesh: m}, assess.Options{Samples: 100})
	if err != nil {
		t.Fatal(err)
	}
	text := run(t, board(t, a), "pdftotext", "FILE", "-")
	if !strings.Contains(text, "Not judged") || !strings.Contains(text, "Not enough data") {
		t.Errorf("it does not say that nothing could be judged:\n%.600s", text)
	}
}

// An assessment that is not whole is refused, and nothing is written.
func TestBoardRefuses(t *testing.T) {
	var out bytes.Buffer
	if err := Board(&out, &assessment.Assessment{}); err == nil || out.Len() > 0 {
		t.Errorf("error %v, %d bytes", err, out.Len())
	}
}

// Every table is RFC 4180 with equally many fields, and its numbers read back.
func TestTables(t *testing.T) {
	a := bank(t)
	for _, name := range Tables() {
		var out bytes.Buffer
		if err := Table(&out, a, name, false); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !strings.HasSuffix(out.String(), "\r\n") || strings.Count(out.String(), "\n") != strings.Count(out.String(), "\r\n") {
			t.Errorf("%s: lines do not end in CRLF", name)
		}
		rows, err := csv.NewReader(&out).ReadAll() // refuses rows of other lengths
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(rows) < 2 {
			t.Errorf("%s: no rows", name)
		}
		for _, h := range rows[0] {
			if h != strings.ToLower(h) || strings.Contains(h, " ") {
				t.Errorf("%s: header %q is not snake_case", name, h)
			}
		}
	}
	if err := Table(&bytes.Buffer{}, a, "nonsense", false); err == nil {
		t.Error("an unknown table is written")
	}
}

// One number through CSV: the journey's minutes are those of the assessment, to
// the last bit.
func TestTableNumbers(t *testing.T) {
	a := bank(t)
	var out bytes.Buffer
	if err := Table(&out, a, "journeys", true); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if !strings.HasPrefix(text, "\ufeff") {
		t.Error("no byte order mark where one was asked for")
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range rows[0] {
		if h == "downtime_min_per_year" {
			got, err := strconv.ParseFloat(rows[1][i], 64)
			if err != nil || got != *a.Journeys[0].DowntimeMinutesPerYear.Value {
				t.Errorf("%s, want %v (%v)", rows[1][i], *a.Journeys[0].DowntimeMinutesPerYear.Value, err)
			}
		}
	}
}

// unguard takes back what guard added, as a reader of the file would.
func unguard(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != s && rest != "" && strings.ContainsRune(triggers, firstRune(rest)) {
		return s[1:]
	}
	return s
}

// Text cannot become a formula, the step can be undone, and numbers are left alone.
func TestFormulaSafety(t *testing.T) {
	for _, bad := range []string{"=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=1", "''=1"} {
		if got := guard(bad); got != "'"+bad {
			t.Errorf("%q becomes %q", bad, got)
		}
	}
	for _, good := range []string{"", "a=b", "'", "'abc", "3.2"} {
		if got := guard(good); got != good {
			t.Errorf("%q becomes %q", good, got)
		}
	}
	if got, err := field(-3.2); err != nil || got != "-3.2" {
		t.Errorf("-3.2 becomes %q (%v)", got, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("'=+-@a\t＝ "))).Draw(t, "text")
		if got := unguard(guard(s)); got != s {
			t.Fatalf("%q came back as %q", s, got)
		}
	})
}
