package store

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
)

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
		"_pragma": {"busy_timeout(60000)", "journal_mode(wal)", "synchronous(normal)", "foreign_keys(on)"},
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
		close:     pool.Close,
		scrub:     func(err error) error { return err },
	}, nil
}
