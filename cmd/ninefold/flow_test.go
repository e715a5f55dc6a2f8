package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"ninefold/models/assessment"
	"ninefold/ui/report"
)

// bankDatabase is a database into which a user has put the bundled case by the
// command line.
func bankDatabase(t *testing.T) string {
	t.Helper()
	database := filepath.Join(t.TempDir(), "bank.db")
	ninefold(t, exitDone, "import", "model", "--database", database, bankModel(t))
	ninefold(t, exitDone, "import", "incidents", "--database", database, filepath.Join("..", "..", "testdata", "cases", "bank-mesh", "incidents.csv"))
	return database
}

// One number through the whole service: what the command line says is what the
// API, the PDF and the tables say, to the last bit and letter.
func TestOneNumberEverywhere(t *testing.T) {
	database := bankDatabase(t)
	want := answer[assessment.Assessment](t, exitFinding, "analyze", "--database", database)
	if len(want.Overview.Figures) != 6 || len(want.Journeys) == 0 {
		t.Fatalf("%d figures, %d journeys", len(want.Overview.Figures), len(want.Journeys))
	}
	s := serve(t, database) // makes the first assessment
	s.get(http.StatusUnauthorized, "/api/v1/overview")
	s.signIn()

	t.Run("api", func(t *testing.T) {
		overview := decode[struct {
			AssessmentID string              `json:"assessmentId"`
			Overview     assessment.Overview `json:"overview"`
		}](t, s.get(http.StatusOK, "/api/v1/overview"))
		if overview.AssessmentID != want.ID {
			t.Errorf("assessment %s, want %s", overview.AssessmentID, want.ID)
		}
		compare(t, "overview", overview.Overview, want.Overview)
		latest := decode[assessment.Assessment](t, s.get(http.StatusOK, "/api/v1/assessments/latest"))
		compareAssessments(t, "latest", latest, want)
		again := decode[assessment.Assessment](t, s.do(http.StatusOK, http.MethodPost, "/api/v1/assessments", `{"model": "bank-mesh"}`))
		compareAssessments(t, "POST /assessments", again, want)
	})
	t.Run("command line, stored", func(t *testing.T) {
		stored := answer[assessment.Assessment](t, exitFinding, "analyze", "--database", database)
		compareAssessments(t, "analyze", stored, want)
		if stored.CreatedAt.IsZero() {
			t.Error("analyze does not show what is stored")
		}
	})
	t.Run("downloads", func(t *testing.T) {
		for _, name := range report.Tables() {
			if printed, _ := ninefold(t, exitDone, "report", "table", name, "--latest", "--database", database); printed != string(s.table(name)) {
				t.Errorf("table %s is another at the command line", name)
			}
		}
	})
	t.Run("csv", func(t *testing.T) { compareTables(t, s, want) })
	t.Run("pdf", func(t *testing.T) { comparePDF(t, s, want) })
	s.stop(t)
}

// What the command line says of a file is what the API says of its rows, to the last
// bit, with what it rests on.
func TestOneStatisticEverywhere(t *testing.T) {
	s := serve(t, filepath.Join(t.TempDir(), "none.db"))
	s.signIn()
	lives, events := "hours,failed,count,group\n", "hours,what,system,group\n"
	plain, slots := "hours,failed\n", "from,total,bad\n"
	for i := range 30 {
		hours := 100 * math.Pow(1.17, float64(i))
		lives += fmt.Sprintf("%g,%t,%d,%c\n", hours, i%3 > 0, 1+i%2, 'a'+i%2)
		plain += fmt.Sprintf("%g,%t\n", hours, i%3 > 0)
		events += fmt.Sprintf("%g,event,s%d,%c\n", hours, i%4, 'a'+i%2)
		slots += fmt.Sprintf("2026-01-%02dT00:00:00Z,1000,%d\n", i+1, i%5)
	}
	for i := range 4 {
		events += fmt.Sprintf("20000,to,s%d,%c\n", i, 'a'+i%2)
	}
	one := strings.ReplaceAll(strings.ReplaceAll(events, ",group", ""), ",b\n", "\n")
	one = strings.ReplaceAll(one, ",a\n", "\n")
	for _, tt := range []struct {
		args  []string
		path  string
		table string
	}{
		{[]string{"fit"}, "fit", plain},
		{[]string{"fit", "--family", "gamma", "--bounds", "fisher", "--level", "0.8", "--quantiles", "0.2", "--hours", "500,900"},
			"fit?family=gamma&bounds=fisher&level=0.8&quantiles=0.2&hours=500,900", plain},
		{[]string{"km"}, "survival", plain},
		{[]string{"km", "--level", "0.95"}, "survival?level=0.95", lives},
		{[]string{"mcf"}, "recurrence", events},
		{[]string{"growth"}, "growth", one},
		{[]string{"growth", "--draws", "500", "--seed", "4", "--significance", "0.01"}, "growth?draws=500&seed=4&significance=0.01", one},
		{[]string{"slo", "evaluate", "--window", "month", "--forecast", "--seed", "6"}, "slo?window=month&forecast=true&seed=6", slots},
	} {
		file := filepath.Join(t.TempDir(), "table.csv")
		if err := os.WriteFile(file, []byte(tt.table), 0o600); err != nil {
			t.Fatal(err)
		}
		want := answer[map[string]any](t, exitDone, append(tt.args, file)...)
		got := decode[map[string]any](t, s.send(http.StatusOK, http.MethodPost, "/api/v1/statistics/"+tt.path, "text/csv", tt.table))
		compare(t, tt.path, got, want)
		if of, ok := got["provenance"].(map[string]any); !ok || len(of["inputsDigest"].(string)) != 64 {
			t.Errorf("%s: provenance %v", tt.path, got["provenance"])
		}
	}
	s.stop(t)
}

// compareAssessments compares all but when it was made.
func compareAssessments(t *testing.T, what string, got, want assessment.Assessment) {
	t.Helper()
	got.CreatedAt, want.CreatedAt = time.Time{}, time.Time{}
	compare(t, what, got, want)
}

// compare compares the JSON, in which a float64 has all its digits.
func compare(t *testing.T, what string, got, want any) {
	t.Helper()
	x, err := json.Marshal(got)
	y, failed := json.Marshal(want)
	if err = errors.Join(err, failed); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(x, y) {
		at := 0
		for at < min(len(x), len(y)) && x[at] == y[at] {
			at++
		}
		t.Errorf("%s differs from the command line: …%.200s, want …%.200s", what, x[max(0, at-80):], y[max(0, at-80):])
	}
}

// compareTables reads tables as another program does, and compares the figures and the minutes of the
// journeys.
func compareTables(t *testing.T, s *service, want assessment.Assessment) {
	table := func(name string) []map[string]string {
		rows, err := csv.NewReader(bytes.NewReader(s.table(name))).ReadAll()
		if err != nil || len(rows) == 0 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		var out []map[string]string
		for _, row := range rows[1:] {
			named := map[string]string{}
			for i, cell := range row {
				named[rows[0][i]] = cell
			}
			out = append(out, named)
		}
		return out
	}
	number := func(what, text string, want *float64) {
		if want == nil {
			if text != "" {
				t.Errorf("%s is %s, want nothing", what, text)
			}
			return
		}
		if got, err := strconv.ParseFloat(text, 64); err != nil || got != *want {
			t.Errorf("%s is %s, want %v", what, text, *want)
		}
	}
	for i, row := range table("figures") {
		f := want.Overview.Figures[i]
		number(f.ID, row["value"], f.Estimate.Value)
		number(f.ID+" low", row["value_lo90"], f.Estimate.Low)
		number(f.ID+" high", row["value_hi90"], f.Estimate.High)
	}
	for i, row := range table("journeys") {
		e := want.Journeys[i].DowntimeMinutesPerYear
		number(want.Journeys[i].ID, row["downtime_min_per_year"], e.Value)
		number(want.Journeys[i].ID+" low", row["downtime_min_per_year_lo90"], e.Low)
		number(want.Journeys[i].ID+" high", row["downtime_min_per_year_hi90"], e.High)
	}
}

// comparePDF reads the board report as another program does.
func comparePDF(t *testing.T, s *service, want assessment.Assessment) {
	if ok, err := condition("typeface"); err != nil {
		t.Fatal(err)
	} else if !ok {
		t.Skip("this build has no typeface: run make build first")
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		missing(t, "no pdftotext: apt-get install poppler-utils")
	}
	path := filepath.Join(t.TempDir(), "board.pdf")
	if err := os.WriteFile(path, s.get(http.StatusOK, "/api/v1/reports/board.pdf"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(out)), " ")
	for _, f := range want.Overview.Figures {
		if !strings.Contains(text, f.Estimate.Display) {
			t.Errorf("the PDF does not show %s: %s", f.ID, f.Estimate.Display)
		}
	}
	for _, said := range []string{want.Overview.Headline, want.Journeys[0].DowntimeMinutesPerYear.Display, fmt.Sprintf("%.8s", want.InputsDigest)} {
		if !strings.Contains(text, said) {
			t.Errorf("the PDF does not say %q", said)
		}
	}
}
