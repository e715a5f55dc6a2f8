package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"ninefold/models"
)

// incidentRow is a row of table incidents, with its rows of incident_components.
type incidentRow struct {
	Record     record `gorm:"embedded"`
	Severity   string
	Quality    string
	Components []string `gorm:"-"`

	given models.Incident // as in the body
}

// componentRow is a row of table incident_components.
type componentRow struct {
	IncidentID string
	Component  string
}

func (*incidentRow) TableName() string { return "incidents" }
func (componentRow) TableName() string { return "incident_components" }
func (r *incidentRow) key() *record    { return &r.Record }
func (r *incidentRow) place() place    { return r.Record.place() }

func newIncidentRow(source string, i models.Incident) (*incidentRow, error) {
	r, err := newRecord(source, i.Source, i.ExternalID, append(slices.Clone(i.Components), i.Severity, i.Quality)...)
	if err != nil {
		return nil, err
	}
	i.ID, i.Source = "", source // the ID is that of the row
	i.Started = normal(i.Started)
	for _, t := range []**time.Time{&i.Detected, &i.Acknowledged, &i.Mitigated, &i.Resolved} {
		*t = normalOrNil(*t)
	}
	row := &incidentRow{Record: r, given: i}
	return row, row.fill()
}

// fill sets the columns from what is given.
func (r *incidentRow) fill() error {
	body, err := json.Marshal(r.given)
	if err != nil {
		return fmt.Errorf("%q: %w", r.given.ExternalID, err)
	}
	r.Record.At, r.Record.Body = instantOf(r.given.Started), string(body)
	r.Severity, r.Quality = r.given.Severity, r.given.Quality
	r.Components = slices.Compact(slices.Sorted(slices.Values(r.given.Components)))
	return nil
}

// keep takes over from what is stored what is not given now: one source can come
// in several forms, of which some say less.
func (r *incidentRow) keep(old record) error {
	var known models.Incident
	if err := json.Unmarshal([]byte(old.Body), &known); err != nil {
		return fmt.Errorf("incident %s: %w", old.ID, err)
	}
	i := &r.given
	if i.Components == nil {
		i.Components = known.Components
	}
	i.Detected = cmp.Or(i.Detected, known.Detected)
	i.Acknowledged = cmp.Or(i.Acknowledged, known.Acknowledged)
	i.Mitigated = cmp.Or(i.Mitigated, known.Mitigated)
	i.UserShare = cmp.Or(i.UserShare, known.UserShare)
	i.Cause = cmp.Or(i.Cause, known.Cause)
	i.DetectedBy = cmp.Or(i.DetectedBy, known.DetectedBy)
	i.URL = cmp.Or(i.URL, known.URL)
	return r.fill()
}

func (r *incidentRow) incident() (i models.Incident, err error) {
	if err := json.Unmarshal([]byte(r.Record.Body), &i); err != nil {
		return models.Incident{}, fmt.Errorf("incident %s: %w", r.Record.ID, err)
	}
	i.ID = r.Record.ID
	return i, nil
}

func incidents(rows []*incidentRow) ([]models.Incident, error) {
	list := make([]models.Incident, len(rows))
	for k, r := range rows {
		i, err := r.incident()
		if err != nil {
			return nil, err
		}
		list[k] = i
	}
	return list, nil
}

// SaveIncidents stores a batch read from source and, in the same transaction, how
// far the source has now been read. Either all of it happens or none does, so a
// crash between the two can neither lose incidents nor skip them.
//
// It may be repeated: an incident already stored under its (Source, ExternalID)
// keeps its ID and takes the new content, because sources first report an incident
// open and resolve it later; what the new one leaves out (components, cause and the
// like, but not when it was resolved) stays; one that is stored just so is not
// written. Of several
// with one ExternalID the last counts. IDs in the batch are ignored, and an empty
// Source is read as source.
//
// An error wrapping [ErrInvalid] names every incident that has no ExternalID,
// another Source, or names that are not UTF-8 text; then nothing is stored.
func (s *Store) SaveIncidents(ctx context.Context, source string, list []models.Incident, cursor string) (Counts, error) {
	var errs error
	rows := make([]*incidentRow, len(list))
	for i, incident := range list {
		var err error
		if rows[i], err = newIncidentRow(source, incident); err != nil {
			errs = joinAt(errs, i, err)
		}
	}
	if errs != nil {
		return Counts{}, fmt.Errorf("store: save incidents from %s: %w", source, errs)
	}
	b := batch[*incidentRow]{source: source, cursor: cursor, prefix: "inc", rows: rows, keep: (*incidentRow).keep, also: writeComponents}
	n, err := b.save(ctx, s)
	return n, wrap(ctx, err, "save incidents from %s", source)
}

// writeComponents replaces the components of incidents.
func writeComponents(tx *gorm.DB, rows []*incidentRow) error {
	var components []componentRow
	for part := range slices.Chunk(rows, chunk) {
		ids := make([]string, len(part))
		for i, r := range part {
			ids[i] = r.Record.ID
			for _, c := range r.Components {
				components = append(components, componentRow{IncidentID: r.Record.ID, Component: c})
			}
		}
		if err := tx.Where("incident_id IN ?", ids).Delete(&componentRow{}).Error; err != nil {
			return fmt.Errorf("components: %w", err)
		}
	}
	if len(components) == 0 {
		return nil
	}
	if err := tx.CreateInBatches(components, chunk).Error; err != nil {
		return fmt.Errorf("components: %w", err)
	}
	return nil
}

// An IncidentFilter selects incidents. Zero fields select all.
type IncidentFilter struct {
	Source    string
	Component string    // one of the names as recorded
	Severity  string    // one of the models.Severity constants
	Quality   string    // one of the models.Quality constants
	From, To  time.Time // started in [From, To)
	After     string    // cursor of the page to read
	Limit     int       // of the page; 0 is read as 100, above 1000 as 1000
}

// Incidents returns a page of the incidents that f selects, newest first, and the
// cursor of the next page: "" on the last. A cursor that no page gave is an error
// wrapping [ErrInvalid].
func (s *Store) Incidents(ctx context.Context, f IncidentFilter) (page []models.Incident, next string, err error) {
	query := s.db.WithContext(ctx)
	for column, value := range map[string]string{"source": f.Source, "severity": f.Severity, "quality": f.Quality} {
		if value != "" {
			query = query.Where(column+" = ?", value)
		}
	}
	if f.Component != "" {
		query = query.Where("EXISTS (SELECT 1 FROM incident_components WHERE incident_id = id AND component = ?)", f.Component)
	}
	if !f.From.IsZero() {
		query = query.Where("at >= ?", instantOf(f.From))
	}
	if !f.To.IsZero() {
		query = query.Where("at < ?", instantOf(f.To))
	}
	rows, next, err := readPage[*incidentRow](query, "at", f.After, f.Limit)
	if err != nil {
		return nil, "", wrap(ctx, err, "incidents")
	}
	page, err = incidents(rows)
	return page, next, wrap(ctx, err, "incidents")
}

// AllIncidents returns all incidents by their start, and those of one start by
// source and external ID: the same records come in the same order from any
// database.
func (s *Store) AllIncidents(ctx context.Context) ([]models.Incident, error) {
	var rows []*incidentRow
	if err := s.db.WithContext(ctx).Order("at, source, external_id").Find(&rows).Error; err != nil {
		return nil, wrap(ctx, err, "all incidents")
	}
	list, err := incidents(rows)
	return list, wrap(ctx, err, "all incidents")
}

// Incident returns one incident, or an error wrapping [ErrNotFound].
func (s *Store) Incident(ctx context.Context, id string) (models.Incident, error) {
	var row incidentRow
	if err := s.db.WithContext(ctx).Where("id = ?", id).Take(&row).Error; err != nil {
		return models.Incident{}, wrap(ctx, err, "incident %s", id)
	}
	i, err := row.incident()
	return i, wrap(ctx, err, "decode")
}
