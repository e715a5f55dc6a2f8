package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"ninefold/models/store"
)

const killRows = 20_000

// An import is killed in the middle, and done again: nothing is lost, and nothing
// is there twice.
func TestKillDuringImport(t *testing.T) {
	database, incidents := filepath.Join(t.TempDir(), "ninefold.db"), incidentsFile(t)
	st, _ := signalImport(t, database, incidents, syscall.SIGKILL)

	stored := identities(t, st)
	if len(stored) == 0 || len(stored) >= killRows {
		t.Fatalf("%d incidents after the kill, want some and not all of %d", len(stored), killRows)
	}
	t.Logf("killed after %d of %d incidents", len(stored), killRows)

	second := answer[importResult](t, exitDone, "import", "incidents", "--database", database, incidents)
	if second.Accepted != killRows-len(stored) || second.Updated != 0 || second.Unchanged > len(stored) || len(second.Rejected) != 0 {
		t.Errorf("the second import gave %+v, with %d stored before", second, len(stored))
	}
	all := identities(t, st)
	if len(all) != killRows {
		t.Errorf("%d incidents, want %d", len(all), killRows)
	}
	for external, id := range stored {
		if all[external] != id {
			t.Errorf("%s was %s and is %s", external, id, all[external])
		}
	}
	third := answer[importResult](t, exitDone, "import", "incidents", "--database", database, incidents)
	if third.Unchanged != killRows || third.Accepted+third.Updated != 0 {
		t.Errorf("the third import gave %+v, want all unchanged", third)
	}
}

// Ctrl-C ends an import with what is stored until then, marked as partial.
func TestInterruptDuringImport(t *testing.T) {
	database, incidents := filepath.Join(t.TempDir(), "ninefold.db"), incidentsFile(t)
	st, child := signalImport(t, database, incidents, syscall.SIGINT)
	stored := identities(t, st)
	got := decode[struct {
		Data importResult `json:"data"`
		Meta meta         `json:"meta"`
	}](t, child.stdout.Bytes())
	if child.ProcessState.ExitCode() != exitPartial || !got.Meta.Partial || got.Data.Accepted != len(stored) || len(stored) >= killRows {
		t.Errorf("exit code %d, %+v with %d stored\n%s", child.ProcessState.ExitCode(), got, len(stored), child.stderr.String())
	}
	if err := checkOutput(exitPartial, "", child.stderr.String()); err != nil {
		t.Error(err)
	}
	rest := answer[importResult](t, exitDone, "import", "incidents", "--database", database, incidents)
	if rest.Accepted != killRows-len(stored) {
		t.Errorf("going on gave %+v, with %d stored before", rest, len(stored))
	}
}

// A process is a command with what it printed.
type process struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

// signalImport starts an import as a process, sends it a signal in the middle, and
// waits for its end. The store is that of the test, which saw the rows come in.
func signalImport(t *testing.T, database, incidents string, signal os.Signal) (*store.Store, *process) {
	t.Helper()
	st, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	child := &process{Cmd: exec.Command("ninefold", "import", "incidents", "-o", "json", "--database", database, incidents)}
	child.Stdout, child.Stderr = &child.stdout, &child.stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	waitForRows(t, st)
	if err := child.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the import ended before the signal came")
	}
	return st, child
}

// incidentsFile writes many incidents to a file.
func incidentsFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "incidents.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	_ = w.Write([]string{"external_id", "title", "components", "started", "resolved"}) // errors are kept for Error
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range killRows {
		at := start.Add(time.Duration(i) * time.Hour)
		_ = w.Write([]string{fmt.Sprintf("K-%05d", i), "down", "web", at.Format(time.RFC3339), at.Add(time.Minute).Format(time.RFC3339)})
	}
	w.Flush()
	if w.Error() != nil || f.Close() != nil {
		t.Fatal("cannot write the incidents")
	}
	return path
}

// waitForRows returns as soon as a quarter of the incidents is stored.
func waitForRows(t *testing.T, st *store.Store) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		sources, err := st.Sources(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(sources) > 0 && sources[0].Incidents >= killRows/4 {
			return
		}
	}
	t.Fatal("a quarter was not imported within two minutes")
}

// identities returns the ID of every incident by its ID at the source.
func identities(t *testing.T, st *store.Store) map[string]string {
	t.Helper()
	list, err := st.AllIncidents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, i := range list {
		if ids[i.ExternalID] != "" {
			t.Errorf("%s is there twice", i.ExternalID)
		}
		ids[i.ExternalID] = i.ID
	}
	return ids
}
