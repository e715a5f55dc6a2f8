package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"ninefold/models"
)

func TestSQLite(t *testing.T) {
	suite(t, func(t *testing.T) string { return filepath.Join(t.TempDir(), "a b+c%20.db") })
}

func TestPostgres(t *testing.T) { suite(t, postgresDSN) }

// suite is what every database must do. A test gets a store on a new database, or
// where it opens several, the address of one.
func suite(t *testing.T, newDSN func(*testing.T) string) {
	onStore := map[string]func(*testing.T, *Store){
		"Mesh":                testMesh,
		"MeshWriters":         testMeshWriters,
		"IncidentsIdempotent": testIncidentsIdempotent,
		"IncidentsUnwritten":  testIncidentsUnwritten,
		"IncidentsFail":       testIncidentsFail,
		"IncidentsInvalid":    testIncidentsInvalid,
		"IncidentsUTC":        testIncidentsUTC,
		"IncidentsFilter":     testIncidentsFilter,
		"IncidentsPages":      testIncidentsPages,
		"IncidentsReimport":   testReimport,
		"IncidentsProperties": testIncidentsProperties,
		"Experiments":         testExperiments,
		"Sources":             testSources,
		"AssessmentImmutable": testAssessmentImmutable,
		"Assessments":         testAssessments,
		"Tokens":              testTokens,
		"TokensInvalid":       testTokensInvalid,
		"UseOnce":             testUseOnce,
		"Audit":               testAudit,
		"Cancel":              testCancel,
		"BadPageCursor":       testBadPageCursor,
	}
	for name, test := range onStore {
		t.Run(name, func(t *testing.T) { test(t, open(t, newDSN(t))) })
	}
	onDSN := map[string]func(*testing.T, string){
		"Reopen":     testReopen,
		"OpenAtOnce": testOpenAtOnce,
		"Newer":      testNewer,
		"Writers":    testWriters,
		"Kill":       testKill,
	}
	for name, test := range onDSN {
		t.Run(name, func(t *testing.T) { test(t, newDSN(t)) })
	}
}

// open opens a store that is closed at the end of the test.
func open(t *testing.T, dsn string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// must returns v, and fails the test on an error.
func must[V any](t *testing.T) func(v V, err error) V {
	return func(v V, err error) V {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// run runs SQL that no method of Store would.
func run(t *testing.T, s *Store, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if err := s.db.Exec(sql).Error; err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

func testReopen(t *testing.T, dsn string) {
	ctx := t.Context()
	first := must[*Store](t)(Open(ctx, dsn))
	if err := first.Ping(ctx); err != nil {
		t.Error(err)
	}
	if want := strings.ToLower(strings.TrimPrefix(strings.Split(t.Name(), "/")[0], "Test")); first.Dialect() != want {
		t.Errorf("dialect %s, want %s", first.Dialect(), want)
	}
	must[Counts](t)(first.SaveIncidents(ctx, "feed", []models.Incident{incident("1")}, "c1"))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := first.Ping(ctx); err == nil {
		t.Error("a closed store answers")
	}

	again := open(t, dsn)
	if list := must[[]models.Incident](t)(again.AllIncidents(ctx)); len(list) != 1 {
		t.Errorf("%d incidents after the store was opened again, want 1", len(list))
	}
	if c := must[string](t)(again.Cursor(ctx, "feed")); c != "c1" {
		t.Errorf("cursor %q after the store was opened again, want c1", c)
	}
}

// testOpenAtOnce opens an empty database several times at once: each migrates it
// or waits for the one that does.
func testOpenAtOnce(t *testing.T, dsn string) {
	// Without the table of versions goose waits for a second, and they take turns.
	connect := openSQLite
	if strings.HasPrefix(dsn, "postgres://") {
		connect = openPostgres
	}
	c := must[connection](t)(connect(dsn))
	p := must[*goose.Provider](t)(provider(c.pool, c.dialector.Name()))
	if _, _, err := p.GetVersions(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.close(); err != nil {
		t.Fatal(err)
	}

	const n = 4
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() {
			s, err := Open(t.Context(), dsn)
			if err == nil {
				err = errors.Join(s.Audit(t.Context(), AuditEvent{Actor: fmt.Sprint(i)}), s.Close())
			}
			errs[i] = err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	events, _, err := open(t, dsn).AuditEvents(t.Context(), "", 0)
	if err != nil || len(events) != n {
		t.Errorf("%d events, %v, want %d", len(events), err, n)
	}
}

func testNewer(t *testing.T, dsn string) {
	s := open(t, dsn)
	run(t, s, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (4711, true)")
	late, err := Open(t.Context(), dsn)
	if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "4711") {
		t.Errorf("Open of a newer database: %v, %v", late, err)
	}
}

// testCancel checks that a caller who gives up while waiting for another writer
// gets its answer at once, and that nothing of its import is left.
func testCancel(t *testing.T, s *Store) {
	tx := s.db.Begin()
	if err := errors.Join(tx.Error, lockSource(tx, "feed")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := s.SaveIncidents(ctx, "feed", []models.Incident{incident("1")}, "c1")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("it took %v", d)
	}
	if err := tx.Rollback().Error; err != nil {
		t.Fatal(err)
	}
	if list := must[[]models.Incident](t)(s.AllIncidents(t.Context())); len(list) != 0 {
		t.Errorf("%d incidents of a cancelled import", len(list))
	}
	gone, cancelNow := context.WithCancel(t.Context())
	cancelNow()
	if _, err := s.AllIncidents(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	must[Counts](t)(s.SaveIncidents(t.Context(), "feed", []models.Incident{incident("1")}, "c1"))
}

func TestOpenSQLiteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ninefold.db")
	s := open(t, path)
	must[Counts](t)(s.SaveIncidents(t.Context(), "feed", []models.Incident{incident("1")}, "c1"))
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", filepath.Base(name), info.Mode().Perm())
		}
	}
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "1", "foreign_keys": "1", "busy_timeout": "60000",
	} {
		var got string
		if err := s.db.Raw("PRAGMA " + pragma).Scan(&got).Error; err != nil || got != want {
			t.Errorf("%s is %s, %v, want %s", pragma, got, err, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	garbage := filepath.Join(folder, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dsn := range []string{
		"",
		garbage,
		folder,
		filepath.Join(folder, "none", "a.db"),
		"mysql://ninefold:s3cr%40t@127.0.0.1/ninefold",
		"host=127.0.0.1 port=1 password=s3cr@t",
		"postgres://ninefold:s3cr%40t@127.0.0.1:1/ninefold",
		"postgres://ninefold:s3cr%40t@127.0.0.1:1/ninefold?sslmode=perhaps",
		"postgres://ninefold:s3cr%40t@127.0.0.1:port/ninefold",
		"postgres://ninefold:s3cr%40t@[::1/ninefold",
		"postgresql://ninefold@127.0.0.1:1/ninefold?password=s3cr%40t",
		"postgres://ninefold:s3cr%40t%zz@127.0.0.1:1/ninefold",
	} {
		s, err := Open(t.Context(), dsn)
		if err == nil {
			t.Errorf("Open(%q) = %v, want an error", dsn, s)
			continue
		}
		for _, secret := range []string{"s3cr@t", "s3cr%40t"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("Open(%q) shows the password: %v", dsn, err)
			}
		}
		if !strings.HasPrefix(err.Error(), "store: ") {
			t.Errorf("Open(%q): %v", dsn, err)
		}
	}
	if files, err := os.ReadDir("."); err == nil {
		for _, f := range files {
			if strings.Contains(f.Name(), "s3cr") {
				t.Errorf("file %s was created", f.Name())
			}
		}
	}
}

// TestScrub gives scrub an error as a driver might return it; pgx does not.
func TestScrub(t *testing.T) {
	u, err := url.Parse("postgres://ninefold:s3cr%40t@localhost/ninefold?password=m%C3%A4rz")
	if err != nil {
		t.Fatal(err)
	}
	cause := errors.New("dial " + u.String() + ": s3cr@t and märz are wrong")
	got := scrubber(u)(cause)
	for _, secret := range []string{"s3cr@t", "s3cr%40t", "märz", "m%C3%A4rz"} {
		if strings.Contains(got.Error(), secret) {
			t.Errorf("%v shows %s", got, secret)
		}
	}
	if !errors.Is(got, cause) {
		t.Error("the cause is lost")
	}
}
