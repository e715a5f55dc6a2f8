package ingest_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ninefold/ingest"
	"ninefold/models"
)

// numbers is a source of n incidents, two to a page; its cursor is how many were
// read.
type numbers struct {
	n     int
	stuck bool // the cursor does not move
	fails int  // the page that cannot be read; 0 is none
}

func (numbers) Source() string { return "numbers" }

func (s numbers) Next(ctx context.Context, cursor string) (ingest.Page, bool, error) {
	from := 0
	if cursor != "" {
		var err error
		if from, err = strconv.Atoi(cursor); err != nil {
			return ingest.Page{}, false, err
		}
	}
	if s.fails > 0 && from/2+1 == s.fails {
		return ingest.Page{}, false, ingest.ErrTransient
	}
	to := min(from+2, s.n)
	p := ingest.Page{Cursor: strconv.Itoa(to)}
	for i := from; i < to; i++ {
		p.Incidents = append(p.Incidents, models.Incident{ExternalID: strconv.Itoa(i)})
	}
	if s.stuck {
		p.Cursor = cursor
	}
	return p, to == s.n && !s.stuck, ctx.Err()
}

// memory is a sink that keeps a page and its cursor together, as the store does.
type memory struct {
	cursor string
	known  map[string]bool
	refuse int // pages to take before it fails; 0 takes all
}

func (m *memory) Cursor(context.Context, string) (string, error) { return m.cursor, nil }

func (m *memory) SaveIncidents(_ context.Context, _ string, batch []models.Incident, cursor string) (ingest.Counts, error) {
	if m.refuse == 1 {
		return ingest.Counts{}, errors.New("disk full")
	}
	m.refuse = max(m.refuse-1, 0)
	var n ingest.Counts
	for _, i := range batch {
		if m.known[i.ExternalID] {
			n.Unchanged++
			continue
		}
		m.known[i.ExternalID] = true
		n.Accepted++
	}
	m.cursor = cursor
	return n, nil
}

func TestRunReadsAll(t *testing.T) {
	m := &memory{known: map[string]bool{}}
	n, err := ingest.Run(t.Context(), numbers{n: 5}, m)
	if diff := cmp.Diff(ingest.Counts{Accepted: 5}, n); err != nil || diff != "" || m.cursor != "5" {
		t.Errorf("err %v, cursor %q, counts (-want +got):\n%s", err, m.cursor, diff)
	}
}

func TestRunGoesOnWhereItStopped(t *testing.T) {
	m := &memory{known: map[string]bool{}, refuse: 3}
	n, err := ingest.Run(t.Context(), numbers{n: 9}, m)
	if err == nil || n.Accepted != 4 || m.cursor != "4" {
		t.Fatalf("first run: %v, %+v, cursor %q", err, n, m.cursor)
	}
	m.refuse = 0
	n, err = ingest.Run(t.Context(), numbers{n: 9}, m)
	if err != nil || n.Accepted != 5 || n.Unchanged != 0 {
		t.Errorf("second run: %v, %+v, want the other 5", err, n)
	}
}

func TestRunStops(t *testing.T) {
	if _, err := ingest.Run(t.Context(), numbers{n: 9, stuck: true}, &memory{known: map[string]bool{}}); err == nil || !strings.Contains(err.Error(), "did not advance") {
		t.Errorf("a cursor that does not move: %v", err)
	}
	n, err := ingest.Run(t.Context(), numbers{n: 9, fails: 3}, &memory{known: map[string]bool{}})
	if !errors.Is(err, ingest.ErrTransient) || !strings.Contains(err.Error(), `ingest numbers after "4"`) || n.Accepted != 4 {
		t.Errorf("a source that fails: %v, %+v", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ingest.Run(ctx, numbers{n: 9}, &memory{known: map[string]bool{}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
