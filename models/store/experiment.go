package store

import (
	"context"
	"encoding/json"
	"fmt"

	"ninefold/models"
)

// experimentRow is a row of table experiments.
type experimentRow struct {
	Record record `gorm:"embedded"`
}

func (*experimentRow) TableName() string { return "experiments" }
func (r *experimentRow) key() *record    { return &r.Record }

func newExperimentRow(source string, e models.Experiment) (*experimentRow, error) {
	r, err := newRecord(source, e.Source, e.ExternalID)
	if err != nil {
		return nil, err
	}
	e.ID, e.Source, e.At = "", source, normal(e.At)
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", e.ExternalID, err)
	}
	r.At, r.Body = instantOf(e.At), string(body)
	return &experimentRow{Record: r}, nil
}

// SaveExperiments stores a batch of experiments and the cursor of their source as
// [Store.SaveIncidents] does for incidents.
func (s *Store) SaveExperiments(ctx context.Context, source string, list []models.Experiment, cursor string) (Counts, error) {
	var errs error
	rows := make([]*experimentRow, len(list))
	for i, e := range list {
		var err error
		if rows[i], err = newExperimentRow(source, e); err != nil {
			errs = joinAt(errs, i, err)
		}
	}
	if errs != nil {
		return Counts{}, fmt.Errorf("store: save experiments from %s: %w", source, errs)
	}
	b := batch[*experimentRow]{source: source, cursor: cursor, prefix: "exp", rows: rows}
	n, err := b.save(ctx, s)
	return n, wrap(ctx, err, "save experiments from %s", source)
}

// Experiments returns all experiments by their time, and those of one time by
// source and external ID.
func (s *Store) Experiments(ctx context.Context) ([]models.Experiment, error) {
	var rows []experimentRow
	if err := s.db.WithContext(ctx).Order("at, source, external_id").Find(&rows).Error; err != nil {
		return nil, wrap(ctx, err, "experiments")
	}
	list := make([]models.Experiment, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Record.Body), &list[i]); err != nil {
			return nil, wrap(ctx, err, "experiment %s", r.Record.ID)
		}
		list[i].ID = r.Record.ID
	}
	return list, nil
}
