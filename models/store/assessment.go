package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"ninefold/models/assessment"
)

// An AssessmentHeader names an assessment without its results.
type AssessmentHeader struct {
	ID            string              `json:"id"`
	Model         assessment.ModelRef `json:"model"`
	InputsDigest  string              `json:"inputsDigest"`
	EngineVersion string              `json:"engineVersion"`
	DataCutoff    time.Time           `json:"dataCutoff"`
	CreatedAt     time.Time           `json:"createdAt"`
}

// assessmentRow is a row of table assessments.
type assessmentRow struct {
	ID            string              `gorm:"primaryKey"`
	Model         assessment.ModelRef `gorm:"embedded;embeddedPrefix:model_"`
	InputsDigest  string
	EngineVersion string
	DataCutoff    instant
	CreatedAt     instant
	Body          string
}

func (assessmentRow) TableName() string { return "assessments" }

func (r assessmentRow) place() place { return place{r.CreatedAt, r.ID} }

func (r assessmentRow) header() AssessmentHeader {
	return AssessmentHeader{
		ID: r.ID, Model: r.Model, InputsDigest: r.InputsDigest, EngineVersion: r.EngineVersion,
		DataCutoff: r.DataCutoff.time(), CreatedAt: r.CreatedAt.time(),
	}
}

// SaveAssessment stores a, which must have an ID, as of [NewID] with prefix asm,
// and a time of creation. An assessment is never changed: an ID that is stored
// already is an error wrapping [ErrConflict].
func (s *Store) SaveAssessment(ctx context.Context, a *assessment.Assessment) error {
	if a.ID == "" || a.CreatedAt.IsZero() {
		return fmt.Errorf("store: save assessment %q: %w: it has no ID or no time of creation", a.ID, ErrInvalid)
	}
	normalized := *a
	normalized.DataCutoff, normalized.CreatedAt = normal(a.DataCutoff), normal(a.CreatedAt)
	body, err := json.Marshal(normalized)
	if err != nil {
		return wrap(ctx, err, "save assessment %s", a.ID)
	}
	row := assessmentRow{
		ID: a.ID, Model: a.Model, InputsDigest: a.InputsDigest, EngineVersion: a.EngineVersion,
		DataCutoff: instantOf(a.DataCutoff), CreatedAt: instantOf(a.CreatedAt), Body: string(body),
	}
	return wrap(ctx, s.db.WithContext(ctx).Create(&row).Error, "save assessment %s", a.ID)
}

// Assessment returns one assessment, or an error wrapping [ErrNotFound].
func (s *Store) Assessment(ctx context.Context, id string) (*assessment.Assessment, error) {
	a, err := newestAssessment(s.db.WithContext(ctx).Where("id = ?", id))
	return a, wrap(ctx, err, "assessment %s", id)
}

// LatestAssessment returns the newest assessment of the model of that name, or of
// all models where it is empty. It returns an error wrapping [ErrNotFound] where
// there is none.
func (s *Store) LatestAssessment(ctx context.Context, model string) (*assessment.Assessment, error) {
	a, err := newestAssessment(ofModel(s.db.WithContext(ctx), model))
	return a, wrap(ctx, err, "latest assessment of %q", model)
}

// AssessmentByDigest returns the newest assessment of the inputs with that digest,
// or an error wrapping [ErrNotFound].
func (s *Store) AssessmentByDigest(ctx context.Context, digest string) (*assessment.Assessment, error) {
	a, err := newestAssessment(s.db.WithContext(ctx).Where("inputs_digest = ?", digest))
	return a, wrap(ctx, err, "assessment of inputs %s", digest)
}

// Assessments returns a page of the assessments of the model of that name, or of
// all models where it is empty, newest first, and the cursor of the next page: ""
// on the last. A limit of 0 is read as 100, one above 1000 as 1000.
func (s *Store) Assessments(ctx context.Context, model, after string, limit int) ([]AssessmentHeader, string, error) {
	query := ofModel(s.db.WithContext(ctx), model).Omit("body")
	rows, next, err := readPage[assessmentRow](query, "created_at", after, limit)
	if err != nil {
		return nil, "", wrap(ctx, err, "assessments")
	}
	headers := make([]AssessmentHeader, len(rows))
	for i, r := range rows {
		headers[i] = r.header()
	}
	return headers, next, nil
}

func ofModel(query *gorm.DB, model string) *gorm.DB {
	if model == "" {
		return query
	}
	return query.Where("model_name = ?", model)
}

func newestAssessment(query *gorm.DB) (*assessment.Assessment, error) {
	var row assessmentRow
	if err := query.Order("created_at DESC, id DESC").Take(&row).Error; err != nil {
		return nil, err
	}
	var a assessment.Assessment
	if err := json.Unmarshal([]byte(row.Body), &a); err != nil {
		return nil, fmt.Errorf("decode %s: %w", row.ID, err)
	}
	return &a, nil
}
