package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Causes of errors. Test for them with errors.Is.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("already stored")
	ErrNewer    = errors.New("database is newer than this program")
	ErrInvalid  = errors.New("invalid")
)

// A Store is an open database. It may be used by several goroutines at once.
type Store struct {
	Now func() time.Time // the clock; time.Now unless a test replaces it before first use

	db    *gorm.DB
	pool  *sql.DB
	close func() error
}

// Open opens the database at dsn and applies the migrations it lacks. A dsn that
// starts with postgres:// or postgresql:// names a PostgreSQL database, which
// must exist; any other is the path of an SQLite file, which is created, readable
// by its owner only, where there is none. Several processes may open the same
// database, also at the same time.
//
// A committed transaction survives a kill of the process; on SQLite the last
// ones may be lost, whole, when the machine loses power.
//
// It returns an error wrapping [ErrNewer] where a later version of Ninefold has
// migrated the database.
func Open(ctx context.Context, dsn string) (*Store, error) {
	open := openSQLite
	switch scheme, _, ok := strings.Cut(dsn, "://"); {
	case scheme == "postgres" || scheme == "postgresql":
		open = openPostgres
	case ok:
		return nil, fmt.Errorf("store: %s:// is not a database, want a file or postgres://", scheme)
	case strings.Contains(dsn, "password="): // of libpq's other form; as a file name it would show
		return nil, errors.New("store: write the database address as postgres://user:password@host:5432/name")
	case dsn == "":
		return nil, errors.New("store: the database has no name, want a file or postgres://")
	}
	c, err := open(dsn)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	s := &Store{Now: time.Now, pool: c.pool, close: c.close}
	if err := s.prepare(ctx, c); err != nil {
		return nil, fmt.Errorf("store: open %s: %w", c.name, errors.Join(c.scrub(err), c.close()))
	}
	return s, nil
}

// A connection is what a dialect gives to a store.
type connection struct {
	name      string // of the database, fit for an error
	pool      *sql.DB
	dialector gorm.Dialector
	connect   func(context.Context) error
	close     func() error
	scrub     func(error) error // takes secrets out of an error
}

// prepare connects to the database, migrates it and puts GORM over it.
func (s *Store) prepare(ctx context.Context, c connection) error {
	if err := c.connect(ctx); err != nil {
		return err
	}
	if err := migrate(ctx, c.pool, c.dialector.Name()); err != nil {
		return err
	}
	var err error
	s.db, err = gorm.Open(c.dialector, &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true, // one statement is atomic by itself
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard, // errors are returned
	})
	return err
}

// Close closes the database.
func (s *Store) Close() error { return s.close() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return wrap(ctx, s.pool.PingContext(ctx), "ping")
}

// Dialect returns the kind of database: sqlite or postgres.
func (s *Store) Dialect() string { return s.db.Name() }

// wrap says what was being done when err happened, and translates the errors of
// GORM and of drivers that hide why they were interrupted.
func wrap(ctx context.Context, err error, format string, args ...any) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gorm.ErrRecordNotFound):
		err = ErrNotFound
	case errors.Is(err, gorm.ErrDuplicatedKey):
		err = ErrConflict
	case ctx.Err() != nil && !errors.Is(err, ctx.Err()):
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return fmt.Errorf("store: %s: %w", fmt.Sprintf(format, args...), err)
}
