package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
)

// busyTimeout is how long one writer waits for another.
const busyTimeout = time.Minute

// openSQLite opens the SQLite file at path.
//
// Transactions take the write lock when they begin: one that read first and
// wrote later could find that another had written in between, and fail.
func openSQLite(path string) (connection, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return connection{}, err
	}
	// SQLite would create them readable by all.
	for _, name := range []string{path, path + "-shm"} {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the file that the user names
		if err != nil {
			return connection{}, err
		}
		if err := f.Close(); err != nil {
			return connection{}, err
		}
	}
	query := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "journal_mode(wal)", "synchronous(normal)", "foreign_keys(on)"},
		"modeof":  {path}, // so that the write-ahead log is as private as the file
	}
	// SQLite does not read + as a space.
	name := (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: strings.ReplaceAll(query.Encode(), "+", "%20")}).String()
	pool, err := driver.Open(name)
	if err != nil {
		return connection{}, fmt.Errorf("open %s: %w", path, err)
	}
	pool.SetMaxOpenConns(max(4, runtime.NumCPU()))
	pool.SetMaxIdleConns(max(4, runtime.NumCPU()))
	return connection{
		name:      path,
		pool:      pool,
		dialector: gormlite.OpenDB(pool),
		connect:   func(ctx context.Context) error { return connectSQLite(ctx, pool) },
		close:     pool.Close,
		scrub:     func(err error) error { return err },
	}, nil
}

// connectSQLite makes the first connection. It switches a new file to write-ahead
// logging, and for that SQLite itself does not wait while another process does the
// same.
func connectSQLite(ctx context.Context, pool *sql.DB) error {
	for start := time.Now(); ; {
		err := pool.PingContext(ctx)
		if !errors.Is(err, sqlite3.BUSY) || time.Since(start) > busyTimeout {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}
