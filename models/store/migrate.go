package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrations holds one folder of numbered files per dialect. A file that has
// been released never changes: what it did wrong, the next one puts right.
//
//go:embed migrations
var migrations embed.FS

// migrate brings the schema of db up to date.
func migrate(ctx context.Context, db *sql.DB, dialect string) error {
	p, err := provider(db, dialect)
	if err != nil {
		return err
	}
	for {
		before, known, err := p.GetVersions(ctx)
		switch {
		case err != nil:
			return err
		case before > known:
			return fmt.Errorf("%w: it has schema version %d, this one knows up to %d", ErrNewer, before, known)
		case before == known:
			return nil
		}
		_, failure := p.Up(ctx)
		if failure == nil {
			return nil
		}
		// Goose has no lock for SQLite, so another process may have been faster;
		// then go on from where it is.
		after, _, err := p.GetVersions(ctx)
		if err != nil || after == before {
			return failure
		}
	}
}

// provider returns the migrations of dialect over db.
func provider(db *sql.DB, dialect string) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/"+dialect)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if dialect != "postgres" {
		return goose.NewProvider(goose.DialectSQLite3, db, files, options...)
	}
	// Ask for the lock every second, for five minutes.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, append(options, goose.WithSessionLocker(locker))...)
}
