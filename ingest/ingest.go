package ingest

import (
	"context"
	"errors"
	"fmt"

	"ninefold/models"
)

// ErrTransient marks an error of a source that may be gone the next time.
var ErrTransient = errors.New("source not available for now")

// A Connector reads one source.
type Connector interface {
	// Source names the source. It is stored with every record, so it must not
	// change between versions.
	Source() string

	// Next returns the incidents changed since cursor, in order of change, and
	// the cursor to ask with next time. The empty cursor means from the
	// beginning. Cursors are opaque to the caller.
	//
	// done reports that the source has nothing newer for now. Next holds no
	// state between calls and may return incidents it returned before; it must
	// never skip one. An error wrapping [ErrTransient] is worth retrying.
	Next(ctx context.Context, cursor string) (p Page, done bool, err error)
}

// A Page is a part of a source, and how far the source is read with it.
type Page struct {
	Incidents []models.Incident
	Cursor    string
}

// A Sink keeps what connectors read.
type Sink interface {
	// Cursor returns how far the source has been read, empty for a new one.
	Cursor(ctx context.Context, source string) (string, error)

	// SaveIncidents stores the batch and the cursor, both or neither. Incidents
	// stored before are updated where they differ.
	SaveIncidents(ctx context.Context, source string, batch []models.Incident, cursor string) (Counts, error)
}

// Counts says what became of the incidents read.
type Counts struct {
	Accepted   int `json:"accepted"`   // new
	Updated    int `json:"updated"`    // stored before, with another content
	Unchanged  int `json:"unchanged"`  // stored before just so
	Superseded int `json:"superseded"` // followed in the page by another of the same identity
}

func (c Counts) plus(d Counts) Counts {
	return Counts{c.Accepted + d.Accepted, c.Updated + d.Updated, c.Unchanged + d.Unchanged, c.Superseded + d.Superseded}
}

// Run reads c until it is done, saving each page before it asks for the next. It
// stops at the first error, or when ctx ends, and returns the counts of what was
// saved until then. Calling it again goes on where it stopped.
func Run(ctx context.Context, c Connector, sink Sink) (Counts, error) {
	var saved Counts
	cursor, err := sink.Cursor(ctx, c.Source())
	if err != nil {
		return saved, err
	}
	for {
		page, done, err := c.Next(ctx, cursor)
		if err != nil {
			return saved, fmt.Errorf("ingest %s after %q: %w", c.Source(), cursor, err)
		}
		n, err := sink.SaveIncidents(ctx, c.Source(), page.Incidents, page.Cursor)
		if err != nil {
			return saved, err
		}
		saved = saved.plus(n)
		if done {
			return saved, nil
		}
		if page.Cursor == cursor {
			return saved, fmt.Errorf("ingest %s: cursor %q did not advance", c.Source(), cursor)
		}
		cursor = page.Cursor
	}
}
