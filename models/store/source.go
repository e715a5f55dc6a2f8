package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// A SourceState says how far a source has been read and what came of it.
type SourceState struct {
	Source      string     `json:"source"`
	Cursor      string     `json:"cursor"`
	ReadAt      time.Time  `json:"readAt"` // of its last import
	Incidents   int        `json:"incidents"`
	Experiments int        `json:"experiments"`
	LastAt      *time.Time `json:"lastAt,omitempty"` // of its newest record; nil: it has none
}

// sourceRow is a row of table sources.
type sourceRow struct {
	Source string `gorm:"primaryKey"`
	Cursor string
	ReadAt instant
}

func (sourceRow) TableName() string { return "sources" }

// lockSource makes other transactions that import from source wait for this one.
func lockSource(tx *gorm.DB, source string) error {
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&sourceRow{Source: source}).Error; err != nil {
		return err
	}
	return tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Take(&sourceRow{}, "source = ?", source).Error
}

// Cursor returns how far source has been read, "" where it has not been.
func (s *Store) Cursor(ctx context.Context, source string) (string, error) {
	var row sourceRow
	err := s.db.WithContext(ctx).Take(&row, "source = ?", source).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", nil
	}
	return row.Cursor, wrap(ctx, err, "cursor of %s", source)
}

// Sources returns the state of every source that was ever read, by name.
func (s *Store) Sources(ctx context.Context) ([]SourceState, error) {
	var rows []struct {
		Row         sourceRow `gorm:"embedded"`
		Incidents   int
		Experiments int
		LastAt      *instant
	}
	err := s.db.WithContext(ctx).Raw(`
		SELECT s.source, s.cursor, s.read_at,
			coalesce(sum(r.incident), 0) AS incidents, count(r.at) - coalesce(sum(r.incident), 0) AS experiments, max(r.at) AS last_at
		FROM sources AS s LEFT JOIN (
			SELECT source, at, 1 AS incident FROM incidents
			UNION ALL
			SELECT source, at, 0 AS incident FROM experiments) AS r ON r.source = s.source
		GROUP BY s.source ORDER BY s.source`).Scan(&rows).Error
	states := make([]SourceState, len(rows))
	for i, r := range rows {
		states[i] = SourceState{
			Source: r.Row.Source, Cursor: r.Row.Cursor, ReadAt: r.Row.ReadAt.time(),
			Incidents: r.Incidents, Experiments: r.Experiments, LastAt: timeOrNil(r.LastAt),
		}
	}
	return states, wrap(ctx, err, "sources")
}
