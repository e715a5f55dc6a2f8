package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
)

// openPostgres prepares a pool of connections to the PostgreSQL database at dsn.
func openPostgres(dsn string) (connection, error) {
	u, err := url.Parse(dsn)
	if err != nil { // its text would show the address
		return connection{}, errors.New("the database address is not of the form postgres://user:password@host:5432/name")
	}
	scrub := scrubber(u)
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return connection{}, fmt.Errorf("database address: %w", scrub(err))
	}
	// Plan each statement for the tables as they are. A plan made while they were
	// empty, as in a first import, reads them whole ever after.
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		return connection{}, fmt.Errorf("database address: %w", scrub(err))
	}
	db := stdlib.OpenDBFromPool(pool)
	return connection{
		name:      fmt.Sprintf("postgres database %q on %s", config.ConnConfig.Database, config.ConnConfig.Host),
		pool:      db,
		dialector: postgres.New(postgres.Config{Conn: db}),
		connect:   db.PingContext,
		close: func() error {
			defer pool.Close()
			return db.Close()
		},
		scrub: scrub,
	}, nil
}

// A scrubbedError shows another text than its cause.
type scrubbedError struct {
	text  string
	cause error
}

func (e *scrubbedError) Error() string { return e.text }
func (e *scrubbedError) Unwrap() error { return e.cause }

// scrubber returns a function that takes the password of u, in all the ways it
// may be written, out of the text of an error.
func scrubber(u *url.URL) func(error) error {
	secrets := u.Query()["password"]
	if p, ok := u.User.Password(); ok {
		_, written, _ := strings.Cut(u.User.String(), ":")
		secrets = append(secrets, p, written)
	}
	var pairs []string
	for _, s := range secrets {
		if s != "" {
			pairs = append(pairs, s, "xxxxx", url.QueryEscape(s), "xxxxx", url.PathEscape(s), "xxxxx")
		}
	}
	replacer := strings.NewReplacer(pairs...)
	return func(err error) error {
		return &scrubbedError{text: replacer.Replace(err.Error()), cause: err}
	}
}
