package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"ninefold/models"
)

// importerEnv makes the test binary an importer into the database it names.
const importerEnv = "NINEFOLD_TEST_IMPORTER"

const (
	killBatch   = 40
	killBatches = 400
)

// runImporter imports batch after batch from where the cursor stands, and prints
// the number of each when it is stored.
func runImporter(dsn string) error {
	ctx := context.Background()
	s, err := Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	k, err := importedBatches(ctx, s)
	if err != nil {
		return err
	}
	for ; k < killBatches; k++ {
		if _, err := s.SaveIncidents(ctx, "feed", numbered(k*killBatch, killBatch), strconv.Itoa(k+1)); err != nil {
			return err
		}
		fmt.Println(k + 1)
	}
	return nil
}

// importedBatches returns how many batches the cursor says are stored.
func importedBatches(ctx context.Context, s *Store) (int, error) {
	cursor, err := s.Cursor(ctx, "feed")
	if err != nil || cursor == "" {
		return 0, err
	}
	return strconv.Atoi(cursor)
}

// testKill kills an importer with SIGKILL in the middle, several times. What it
// said to have stored is there, and rows and cursor agree. Then the import is
// finished and done again: nothing lost, nothing double.
func testKill(t *testing.T, dsn string) {
	ctx := t.Context()
	ids := map[string]string{}
	for round := range 5 {
		said := killImporter(t, dsn, 2+rand.IntN(15))
		s := open(t, dsn)
		batches := must[int](t)(importedBatches(ctx, s))
		if batches < said || batches >= killBatches {
			t.Fatalf("round %d: cursor at batch %d, the importer said %d", round, batches, said)
		}
		list := must[[]models.Incident](t)(s.AllIncidents(ctx))
		if len(list) != batches*killBatch {
			t.Fatalf("round %d: %d incidents, the cursor says %d", round, len(list), batches*killBatch)
		}
		for i, in := range list {
			if want := fmt.Sprintf("%06d", i); in.ExternalID != want {
				t.Fatalf("round %d: incident %d is %s", round, i, in.ExternalID)
			}
			if old, known := ids[in.ExternalID]; known && old != in.ID {
				t.Fatalf("round %d: incident %s became %s", round, old, in.ID)
			}
			ids[in.ExternalID] = in.ID
		}
	}

	s := open(t, dsn)
	n := must[Counts](t)(s.SaveIncidents(ctx, "feed", numbered(0, killBatches*killBatch), strconv.Itoa(killBatches)))
	if want := (Counts{Accepted: killBatches*killBatch - len(ids), Unchanged: len(ids)}); n != want {
		t.Errorf("counts of the last import %+v, want %+v", n, want)
	}
	if list := must[[]models.Incident](t)(s.AllIncidents(ctx)); len(list) != killBatches*killBatch {
		t.Errorf("%d incidents, want %d", len(list), killBatches*killBatch)
	}
}

// killImporter starts an importer, kills it after it has stored some batches, and
// returns the number of the last it said to have stored.
func killImporter(t *testing.T, dsn string, after int) (said int) {
	t.Helper()
	self := must[string](t)(os.Executable())
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), importerEnv+"="+dsn)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for scan := bufio.NewScanner(out); scan.Scan(); lines++ {
		if said, err = strconv.Atoi(scan.Text()); err != nil {
			t.Error(err)
		}
		if lines == after {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || lines <= after {
		t.Fatalf("the importer ended by itself after %d batches: %v", lines, err)
	}
	return said
}
