package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"ninefold/analysis/assess"
	"ninefold/models/assessment"
	"ninefold/models/store"
	"ninefold/ui/report"
)

// TestMain makes the test binary the command ninefold as well, on the PATH of the
// tests: what they start as a process is main itself.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ninefold": main})
}

// TestScripts runs the stories in testdata/script. Beside the commands of
// testscript they have
//
//	exits CODE ninefold …   run it and want that exit code
//	json PATH [VALUE]       of the JSON on standard output: data.rejected.0.line;
//	                        length is that of a list; without VALUE: is there
//	snapshot FILE           write down every record of ninefold.db
//	garbage FILE MB         make a file of random bytes
//	verify CODE             verify the assessment in saved.json, as exits does
func TestScripts(t *testing.T) {
	if raced {
		t.Skip("some 500 processes begin slowly with the race detector: make test runs them without")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "json": jsonValue, "snapshot": snapshot, "garbage": garbage, "verify": verify,
		},
	})
}

// condition knows what a build or machine may lack. Under CI=true nothing may.
func condition(name string) (bool, error) {
	if name != "typeface" {
		return false, fmt.Errorf("unknown condition %s", name)
	}
	a, err := assess.Assess(context.Background(), assess.Input{}, assess.Options{Samples: 100})
	if err != nil {
		return false, err
	}
	err = report.Board(&bytes.Buffer{}, a)
	if errors.Is(err, report.ErrNoFonts) && os.Getenv("CI") == "true" {
		return false, err
	}
	return !errors.Is(err, report.ErrNoFonts), nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	code := 0
	var ended *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &ended):
		code = ended.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
	if err := checkOutput(code, ts.ReadFile("stdout"), ts.ReadFile("stderr")); err != nil {
		ts.Fatalf("%v", err)
	}
}

// checkOutput checks what holds for every command: the word FAIL stands on
// standard error if and only if the exit code is not 0, and what does not go to a
// terminal has no escape codes.
func checkOutput(code int, stdout, stderr string) error {
	if failed := strings.Contains(stderr, "FAIL"); failed != (code != 0) {
		return fmt.Errorf("exit code %d, and standard error is %q", code, stderr)
	}
	if strings.Contains(stdout+stderr, "\x1b") && !strings.HasPrefix(stdout, "%PDF") {
		return errors.New("escape codes in a pipe")
	}
	return nil
}

func jsonValue(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: json PATH [VALUE]")
	}
	var found any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &found); err != nil {
		ts.Fatalf("standard output is not JSON: %v", err)
	}
	for key := range strings.SplitSeq(args[0], ".") {
		found = child(found, key)
	}
	switch text := fmt.Sprint(found); {
	case neg && found != nil:
		ts.Fatalf("%s is %s", args[0], text)
	case !neg && found == nil:
		ts.Fatalf("no %s", args[0])
	case len(args) == 2 && text != args[1]:
		ts.Fatalf("%s is %s, want %s", args[0], text, args[1])
	}
}

// child is what a JSON value has under key: a member, an element or the length;
// nil where there is none.
func child(of any, key string) any {
	switch v := of.(type) {
	case map[string]any:
		return v[key]
	case []any:
		if key == "length" {
			return len(v)
		}
		if i, err := strconv.Atoi(key); err == nil && i < len(v) {
			return v[i]
		}
	}
	return nil
}

func snapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: snapshot FILE")
	}
	text, err := contents(context.Background(), ts.MkAbs("ninefold.db"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
}

// contents writes every record of a database down.
func contents(ctx context.Context, database string) ([]byte, error) {
	if _, err := os.Stat(database); err != nil {
		return []byte("no database\n"), nil
	}
	st, err := store.Open(ctx, database)
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }()
	var out bytes.Buffer
	write := func(list any, err error) error {
		text, failed := json.MarshalIndent(list, "", " ")
		fmt.Fprintf(&out, "%s\n", text)
		return errors.Join(err, failed)
	}
	sources, err := st.Sources(ctx)
	for i := range sources {
		sources[i].ReadAt = time.Time{} // when a source was looked at is no record
	}
	err = write(sources, err)
	assessments, _, failed := st.Assessments(ctx, "", "", 1000)
	err = errors.Join(err, write(assessments, failed), write(st.AllIncidents(ctx)), write(st.Meshes(ctx)),
		write(st.Experiments(ctx)), write(st.Tokens(ctx)))
	return out.Bytes(), err
}

func garbage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: garbage FILE MB")
	}
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	data := make([]byte, size<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(data) // never fails
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}

func verify(ts *testscript.TestScript, neg bool, args []string) {
	var saved struct {
		Data assessment.Assessment `json:"data"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("saved.json")), &saved))
	exits(ts, neg, append(args, "ninefold", "verify", saved.Data.ID))
}

// ninefold runs a command line in this process, wants its exit code, and returns
// what it printed.
func ninefold(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	got := run(t.Context(), args, strings.NewReader(""), &out, &errs)
	if got != code {
		t.Fatalf("ninefold %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, errs.String())
	}
	if err := checkOutput(got, out.String(), errs.String()); err != nil {
		t.Errorf("ninefold %s: %v", strings.Join(args, " "), err)
	}
	return out.String(), errs.String()
}

// answer runs a command line with -o json and reads its data.
func answer[T any](t *testing.T, code int, args ...string) T {
	t.Helper()
	out, _ := ninefold(t, code, append(args, "-o", "json")...)
	var e struct {
		Data T `json:"data"`
	}
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		t.Fatalf("ninefold %s: %v", strings.Join(args, " "), err)
	}
	return e.Data
}

// missing skips a test for want of something, or fails it where nothing may be
// skipped.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// A full disk is no success.
func TestCannotPrint(t *testing.T) {
	read, write := io.Pipe()
	_ = read.Close() // never fails
	for _, args := range [][]string{{"version"}, {"--help"}, {"report", "table", "causes", "--samples", "100", "--no-records", bankModel(t)}, {"cutsets", "--samples", "100", "--no-records", bankModel(t)}} {
		var errs bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), write, &errs); code != exitUnreachable || !strings.Contains(errs.String(), "FAIL: write standard output: ") {
			t.Errorf("%v: exit code %d\n%s", args, code, errs.String())
		}
	}
}

// bankModel writes the model of the bundled case to a file.
func bankModel(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bank.yaml")
	ninefold(t, exitDone, "init", "-q", "-o", path)
	return path
}

// What people read names the database, and never its password.
func TestDatabaseName(t *testing.T) {
	for address, want := range map[string]string{
		"ninefold.db":                                  "ninefold.db",
		"postgres://me:secret@db.example/n":            "postgres://me:xxxxx@db.example/n",
		"postgres://db.example/n?password=secret":      "postgres://db.example/n",
		"postgresql://me@db.example:5432/n?sslmode=on": "postgresql://me@db.example:5432/n",
	} {
		if got := (&global{database: address}).databaseName(); got != want {
			t.Errorf("%s is called %s, want %s", address, got, want)
		}
	}
}
