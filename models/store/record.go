package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// chunk is how many rows go into one statement. Above a few hundred it is no
// faster, and databases limit the number of parameters.
const chunk = 500

// Counts says what became of the records of one import. They add up to the length
// of the batch.
type Counts struct {
	Accepted   int `json:"accepted"`   // new
	Updated    int `json:"updated"`    // stored before, with another content
	Unchanged  int `json:"unchanged"`  // stored before just so
	Superseded int `json:"superseded"` // followed in the batch by another with the same external ID
}

// A record is what the rows of incidents and experiments have in common. Its
// source and external ID identify it.
type record struct {
	ID         string `gorm:"primaryKey"`
	Source     string
	ExternalID string
	At         instant
	Body       string
}

func (r record) place() place { return place{r.At, r.ID} }

// newRecord checks what identifies a record of source, and that a column can
// hold the texts. PostgreSQL refuses NUL, and text that is not UTF-8.
func newRecord(source, recordSource, externalID string, texts ...string) (record, error) {
	switch {
	case externalID == "":
		return record{}, fmt.Errorf("%w: no external ID", ErrInvalid)
	case recordSource != "" && recordSource != source:
		return record{}, fmt.Errorf("%w: %q is of source %q", ErrInvalid, externalID, recordSource)
	}
	for _, text := range append(texts, externalID) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return record{}, fmt.Errorf("%w: %q: %q is not text", ErrInvalid, externalID, text)
		}
	}
	return record{Source: source, ExternalID: externalID}, nil
}

// A batch is one import of rows of type R, pointers to structs that embed a
// record.
type batch[R interface{ key() *record }] struct {
	source, cursor string
	prefix         string                            // of IDs
	rows           []R                               // without IDs
	keep           func(r R, old record) error       // completes a row from what is stored; may be nil
	also           func(tx *gorm.DB, rows []R) error // writes what belongs to new and updated rows; may be nil
}

// save stores the batch and its cursor in one transaction. It locks the source,
// so that imports of one source follow each other and each counts right.
func (b batch[R]) save(ctx context.Context, s *Store) (n Counts, err error) {
	if b.source == "" {
		return Counts{}, fmt.Errorf("store: %w: no source", ErrInvalid)
	}
	err = s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := lockSource(tx, b.source); err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		var changed []R
		if changed, n, err = b.compare(tx); err != nil {
			return fmt.Errorf("compare: %w", err)
		}
		if len(changed) > 0 { // gorm rejects an empty Create
			upsert := clause.OnConflict{
				Columns:   []clause.Column{{Name: "source"}, {Name: "external_id"}},
				UpdateAll: true, // but for the primary key
			}
			if err := tx.Clauses(upsert).CreateInBatches(changed, chunk).Error; err != nil {
				return fmt.Errorf("upsert %d rows: %w", len(changed), err)
			}
		}
		if b.also != nil && len(changed) > 0 {
			if err := b.also(tx, changed); err != nil {
				return err
			}
		}
		return tx.Save(&sourceRow{Source: b.source, Cursor: b.cursor, ReadAt: instantOf(s.Now())}).Error
	})
	if err != nil {
		return Counts{}, err
	}
	return n, nil
}

// compare finds which rows are new or differ from what is stored, gives them
// their IDs and counts all.
func (b batch[R]) compare(tx *gorm.DB) (changed []R, n Counts, err error) {
	rows := lastOfEach(b.rows)
	n.Superseded = len(b.rows) - len(rows)
	for part := range slices.Chunk(rows, chunk) {
		keys := make([]string, len(part))
		for i, r := range part {
			keys[i] = r.key().ExternalID
		}
		var found []record
		err := tx.Model(part[0]).Where("source = ? AND external_id IN ?", b.source, keys).Find(&found).Error
		if err != nil {
			return nil, Counts{}, err
		}
		stored := make(map[string]record, len(found))
		for _, r := range found {
			stored[r.ExternalID] = r
		}
		for _, r := range part {
			old, known := stored[r.key().ExternalID]
			if known && b.keep != nil && old.Body != r.key().Body {
				if err := b.keep(r, old); err != nil {
					return nil, Counts{}, err
				}
			}
			switch {
			case !known:
				n.Accepted++
				r.key().ID = NewID(b.prefix)
			case old.Body == r.key().Body:
				n.Unchanged++
				continue
			default:
				n.Updated++
				r.key().ID = old.ID
			}
			changed = append(changed, r)
		}
	}
	return changed, n, nil
}

// lastOfEach returns the last row of each external ID, in the order of rows. One
// statement must not write a row twice: PostgreSQL refuses it.
func lastOfEach[R interface{ key() *record }](rows []R) []R {
	last := make(map[string]int, len(rows))
	for i, r := range rows {
		last[r.key().ExternalID] = i
	}
	kept := make([]R, 0, len(last))
	for i, r := range rows {
		if last[r.key().ExternalID] == i {
			kept = append(kept, r)
		}
	}
	return kept
}

// joinAt adds what is wrong with record i to errs.
func joinAt(errs error, i int, err error) error {
	return errors.Join(errs, fmt.Errorf("record %d: %w", i, err))
}
