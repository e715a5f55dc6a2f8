package store

import (
	"context"
	"time"
)

// An AuditEvent says who did what to which object.
type AuditEvent struct {
	ID     string    `json:"id"` // given by the store
	At     time.Time `json:"at"` // zero is read as now
	Actor  string    `json:"actor"`
	Action string    `json:"action"`
	Object string    `json:"object"`
	Detail string    `json:"detail,omitempty"`
}

// auditRow is a row of table audit_events.
type auditRow struct {
	ID     string `gorm:"primaryKey"`
	At     instant
	Actor  string
	Action string
	Object string
	Detail string
}

func (auditRow) TableName() string { return "audit_events" }

func (r auditRow) place() place { return place{r.At, r.ID} }

// Audit adds an event to the audit trail, which is never changed.
func (s *Store) Audit(ctx context.Context, e AuditEvent) error {
	if e.At.IsZero() {
		e.At = s.Now()
	}
	row := auditRow{
		ID: NewID("aud"), At: instantOf(e.At),
		Actor: e.Actor, Action: e.Action, Object: e.Object, Detail: e.Detail,
	}
	return wrap(ctx, s.db.WithContext(ctx).Create(&row).Error, "audit %s of %s", e.Action, e.Object)
}

// AuditEvents returns a page of the audit trail, newest first, and the cursor of
// the next page: "" on the last. A limit of 0 is read as 100, one above 1000 as
// 1000.
func (s *Store) AuditEvents(ctx context.Context, after string, limit int) ([]AuditEvent, string, error) {
	rows, next, err := readPage[auditRow](s.db.WithContext(ctx), "at", after, limit)
	if err != nil {
		return nil, "", wrap(ctx, err, "audit events")
	}
	events := make([]AuditEvent, len(rows))
	for i, r := range rows {
		events[i] = AuditEvent{
			ID: r.ID, At: r.At.time(),
			Actor: r.Actor, Action: r.Action, Object: r.Object, Detail: r.Detail,
		}
	}
	return events, next, nil
}
