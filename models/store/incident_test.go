package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ninefold/models"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// incident returns an incident which started at noon.
func incident(externalID string) models.Incident {
	return models.Incident{
		Source: "feed", ExternalID: externalID, Title: "checkout down", Severity: models.SeverityMajor,
		Components: []string{"checkout", "cart"}, Started: noon, Quality: models.QualityOpen,
	}
}

// resolved returns i with an end.
func resolved(i models.Incident) models.Incident {
	end := i.Started.Add(time.Hour)
	i.Resolved, i.Quality = &end, models.QualityGood
	return i
}

func testIncidentsIdempotent(t *testing.T, s *Store) {
	ctx := t.Context()
	save := func(want Counts, cursor string, list ...models.Incident) {
		t.Helper()
		if n := must[Counts](t)(s.SaveIncidents(ctx, "feed", list, cursor)); n != want {
			t.Errorf("counts %+v, want %+v", n, want)
		}
		if c := must[string](t)(s.Cursor(ctx, "feed")); c != cursor {
			t.Errorf("cursor %q, want %q", c, cursor)
		}
	}
	all := func() []models.Incident { t.Helper(); return must[[]models.Incident](t)(s.AllIncidents(ctx)) }

	save(Counts{Accepted: 2}, "c1", incident("1"), incident("2"))
	first := all()
	save(Counts{Unchanged: 2}, "c2", incident("1"), incident("2"))
	if diff := cmp.Diff(first, all()); diff != "" {
		t.Errorf("the same batch again changed (-before +after):\n%s", diff)
	}

	// Twice in a batch: the last counts. It keeps its ID and takes the new content.
	renamed := resolved(incident("2"))
	renamed.Components = []string{"cart", "payments", "cart"}
	save(Counts{Updated: 1, Unchanged: 1, Accepted: 1, Superseded: 2}, "c3",
		incident("2"), incident("3"), incident("3"), renamed, incident("1"))
	got := all()
	if len(got) != 3 || got[0].ID != first[0].ID || got[1].ID != first[1].ID {
		t.Fatalf("incidents %+v after %+v", got, first)
	}
	renamed.ID = first[1].ID
	if diff := cmp.Diff(renamed, must[models.Incident](t)(s.Incident(ctx, first[1].ID))); diff != "" {
		t.Errorf("updated incident (-want +got):\n%s", diff)
	}
	for component, want := range map[string]string{"checkout": "3 1", "payments": "2", "cart": "3 2 1", "car": ""} {
		page, _, err := s.Incidents(ctx, IncidentFilter{Component: component})
		ids := externalIDs(page)
		slices.SortFunc(ids, func(a, b string) int { return strings.Compare(b, a) })
		if err != nil || strings.Join(ids, " ") != want {
			t.Errorf("incidents of %s: %v, %v, want %s", component, ids, err, want)
		}
	}

	save(Counts{Unchanged: 3}, "c3", got...) // IDs in a batch mean nothing

	// A form of the source that says less loses nothing, and does not count as a change.
	terse := resolved(incident("2"))
	terse.Components = nil
	save(Counts{Unchanged: 1}, "c3", terse)
	if kept := must[models.Incident](t)(s.Incident(ctx, first[1].ID)); !slices.Equal(kept.Components, renamed.Components) {
		t.Errorf("components %v, want %v", kept.Components, renamed.Components)
	}

	// An empty batch moves the cursor; another source has its own incidents.
	save(Counts{}, "c4")
	other := incident("1")
	other.Source = ""
	if n := must[Counts](t)(s.SaveIncidents(ctx, "other", []models.Incident{other}, "")); n != (Counts{Accepted: 1}) {
		t.Errorf("counts of another source: %+v", n)
	}
	if got := all(); len(got) != 4 || got[3].Source != "other" {
		t.Errorf("incidents of two sources: %+v", got)
	}
	if _, err := s.Incident(ctx, "inc_none"); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want %v", err, ErrNotFound)
	}
}

// refuse lets every later UPDATE of a table fail.
func refuse(t *testing.T, s *Store, table string) {
	t.Helper()
	if s.Dialect() == "sqlite" {
		run(t, s, "CREATE TRIGGER full BEFORE UPDATE ON "+table+" BEGIN SELECT RAISE(ABORT, 'disk full'); END")
		return
	}
	run(t, s,
		"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$",
		"CREATE TRIGGER full_disk BEFORE UPDATE ON "+table+" FOR EACH ROW EXECUTE FUNCTION full_disk()")
}

// testIncidentsUnwritten lets every change of an incident fail: an unchanged one is
// not written, not even with the same content.
func testIncidentsUnwritten(t *testing.T, s *Store) {
	ctx := t.Context()
	batch := []models.Incident{incident("1"), incident("2")}
	must[Counts](t)(s.SaveIncidents(ctx, "feed", batch, "c1"))
	refuse(t, s, "incidents")
	batch = append(batch, incident("3"))
	if n := must[Counts](t)(s.SaveIncidents(ctx, "feed", batch, "c2")); n != (Counts{Accepted: 1, Unchanged: 2}) {
		t.Errorf("counts %+v", n)
	}
	if _, err := s.SaveIncidents(ctx, "feed", []models.Incident{resolved(incident("3"))}, "c3"); err == nil {
		t.Error("a changed incident was not written")
	}
}

// testIncidentsFail lets the last statement of an import fail: nothing of it stays.
func testIncidentsFail(t *testing.T, s *Store) {
	ctx := t.Context()
	must[Counts](t)(s.SaveIncidents(ctx, "feed", []models.Incident{incident("1")}, "c1"))
	before := must[[]models.Incident](t)(s.AllIncidents(ctx))

	refuse(t, s, "sources") // the cursor is written last
	batch := []models.Incident{resolved(incident("1")), incident("2")}
	if n, err := s.SaveIncidents(ctx, "feed", batch, "c2"); err == nil || !strings.Contains(err.Error(), "disk full") || n != (Counts{}) {
		t.Fatalf("counts %+v, error %v", n, err)
	}
	if diff := cmp.Diff(before, must[[]models.Incident](t)(s.AllIncidents(ctx))); diff != "" {
		t.Errorf("a failed import left (-before +after):\n%s", diff)
	}
	if c := must[string](t)(s.Cursor(ctx, "feed")); c != "c1" {
		t.Errorf("a failed import left cursor %q", c)
	}
}

func testIncidentsInvalid(t *testing.T, s *Store) {
	foreign := incident("2")
	foreign.Source = "other"
	garbled := incident("4")
	garbled.Components = []string{"a\x00b"}
	batch := []models.Incident{incident("1"), foreign, incident(""), garbled, incident("\xff")}
	_, err := s.SaveIncidents(t.Context(), "feed", batch, "c1")
	if !errors.Is(err, ErrInvalid) {
		t.Fatalf("error %v, want %v", err, ErrInvalid)
	}
	for i, want := range []bool{false, true, true, true, true} {
		if strings.Contains(err.Error(), fmt.Sprintf("record %d:", i)) != want {
			t.Errorf("record %d named: %v, want %v: %v", i, !want, want, err)
		}
	}
	if list := must[[]models.Incident](t)(s.AllIncidents(t.Context())); len(list) != 0 {
		t.Errorf("stored %+v", list)
	}
	if _, err := s.SaveIncidents(t.Context(), "", nil, "c1"); !errors.Is(err, ErrInvalid) {
		t.Errorf("no source: error %v, want %v", err, ErrInvalid)
	}
}

// testIncidentsUTC stores times in several zones and with fractions of a second,
// which as text would sort wrongly.
func testIncidentsUTC(t *testing.T, s *Store) {
	ctx := t.Context()
	india := time.FixedZone("", int(5.5*3600))
	chile := time.FixedZone("", -4*3600)
	starts := []time.Time{ // in order
		time.Date(1969, 7, 20, 20, 17, 40, 999_999_000, time.UTC),
		noon.Add(-time.Minute).In(chile),
		noon.In(india),
		noon.Add(500 * time.Millisecond),
		noon.Add(time.Second).In(chile),
		noon.Add(time.Minute).In(india),
	}
	var batch []models.Incident
	for i, at := range starts {
		in := incident(fmt.Sprint(i))
		in.Started = at
		detected := at.Add(1999 * time.Nanosecond)
		in.Detected = &detected
		batch = append(batch, in)
	}
	slices.Reverse(batch)
	must[Counts](t)(s.SaveIncidents(ctx, "feed", batch, "c1"))
	for i, in := range must[[]models.Incident](t)(s.AllIncidents(ctx)) {
		if !in.Started.Equal(starts[i]) || in.Started.Location() != time.UTC {
			t.Errorf("incident %d started %v, want %v in UTC", i, in.Started, starts[i])
		}
		if want := starts[i].Add(time.Microsecond).UTC(); *in.Detected != want {
			t.Errorf("incident %d detected %v, want %v", i, in.Detected, want)
		}
	}
	page, _, err := s.Incidents(ctx, IncidentFilter{From: noon.In(chile), To: noon.Add(time.Minute).In(india)})
	if got := strings.Join(externalIDs(page), " "); err != nil || got != "4 3 2" {
		t.Errorf("started in the minute after noon: %s, %v, want 4 3 2", got, err)
	}
	// The same instants in another zone are the same incidents.
	for i := range batch {
		batch[i].Started = batch[i].Started.In(india)
	}
	if n := must[Counts](t)(s.SaveIncidents(ctx, "feed", batch, "c1")); n != (Counts{Unchanged: len(batch)}) {
		t.Errorf("counts %+v, want all unchanged", n)
	}
}

func testIncidentsFilter(t *testing.T, s *Store) {
	ctx := t.Context()
	a, b, c := resolved(incident("a")), incident("b"), incident("c")
	b.Severity = models.SeverityMaintenance
	b.Started = noon.Add(time.Hour)
	c.Source = "other"
	c.Components = nil
	c.Started = noon.Add(2 * time.Hour)
	must[Counts](t)(s.SaveIncidents(ctx, "feed", []models.Incident{a, b}, ""))
	must[Counts](t)(s.SaveIncidents(ctx, "other", []models.Incident{c}, ""))
	for _, tt := range []struct {
		filter IncidentFilter
		want   string
	}{
		{IncidentFilter{}, "c b a"},
		{IncidentFilter{Source: "feed"}, "b a"},
		{IncidentFilter{Component: "checkout"}, "b a"},
		{IncidentFilter{Component: "' OR 1=1 --"}, ""},
		{IncidentFilter{Severity: models.SeverityMajor}, "c a"},
		{IncidentFilter{Quality: models.QualityGood}, "a"},
		{IncidentFilter{Quality: models.QualityOpen, Source: "feed"}, "b"},
		{IncidentFilter{From: noon.Add(time.Hour)}, "c b"},
		{IncidentFilter{To: noon.Add(time.Hour)}, "a"},
		{IncidentFilter{Limit: 2}, "c b"},
	} {
		page, _, err := s.Incidents(ctx, tt.filter)
		if got := strings.Join(externalIDs(page), " "); err != nil || got != tt.want {
			t.Errorf("%+v: %s, %v, want %s", tt.filter, got, err, tt.want)
		}
	}
}

// testIncidentsPages pages through incidents, many of one start, while newer ones
// arrive: each of the first is seen once, in order.
func testIncidentsPages(t *testing.T, s *Store) {
	ctx := t.Context()
	var batch []models.Incident
	for i := range 1234 { // more than one statement
		in := incident(fmt.Sprint(i))
		in.Started = noon.Add(time.Duration(i/100) * time.Second)
		batch = append(batch, in)
	}
	must[Counts](t)(s.SaveIncidents(ctx, "feed", batch, ""))
	for _, limit := range []int{7, 617, 1234, 0} {
		f := IncidentFilter{Source: "feed", Limit: limit}
		var seen []models.Incident
		for pages := 0; ; pages++ {
			page, next, err := s.Incidents(ctx, f)
			if err != nil || len(page) == 0 || pages > len(batch) {
				t.Fatalf("page %d of %d: %d incidents, %v", pages, limit, len(page), err)
			}
			seen = append(seen, page...)
			late := incident(fmt.Sprintf("late-%d-%d", limit, pages))
			late.Source, late.Started = "other", noon.Add(time.Hour)
			must[Counts](t)(s.SaveIncidents(ctx, "other", []models.Incident{late}, ""))
			if next == "" {
				break
			}
			f.After = next
		}
		ids := map[string]bool{}
		for i, in := range seen {
			ids[in.ID] = true
			if i > 0 && in.Started.After(seen[i-1].Started) {
				t.Fatalf("limit %d: incident %d is newer than the one before", limit, i)
			}
		}
		if len(ids) != len(batch) || len(seen) != len(batch) {
			t.Errorf("limit %d: %d incidents, %d different, want %d", limit, len(seen), len(ids), len(batch))
		}
	}
}

func testBadPageCursor(t *testing.T, s *Store) {
	for _, after := range []string{"x", "!", place{1, ""}.String(), place{1, "a\x00"}.String(), "MSA", "YSBi"} {
		_, _, err := s.Incidents(t.Context(), IncidentFilter{After: after})
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("cursor %q: error %v, want %v", after, err, ErrInvalid)
		}
	}
}

// testIncidentsProperties imports random batches and compares the counts and what
// is stored with a map.
func testIncidentsProperties(t *testing.T, s *Store) {
	runs := 0
	rapid.Check(t, func(r *rapid.T) {
		runs++
		source := fmt.Sprintf("run %d", runs)
		stored := map[string]models.Incident{}
		batches := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(drawIncident), 0, 6), 1, 4).Draw(r, "batches")
		for k, batch := range batches {
			last := map[string]models.Incident{}
			for _, in := range batch {
				last[in.ExternalID] = in
			}
			want := Counts{Superseded: len(batch) - len(last)}
			for id, in := range last {
				old, known := stored[id]
				if known && in.UserShare == nil { // what is left out stays
					in.UserShare = old.UserShare
				}
				if known && len(in.Components) == 0 {
					in.Components = old.Components
				}
				switch {
				case !known:
					want.Accepted++
				case cmp.Equal(old, in):
					want.Unchanged++
				default:
					want.Updated++
				}
				stored[id] = in
			}
			cursor := fmt.Sprint(k)
			got, err := s.SaveIncidents(t.Context(), source, batch, cursor)
			if err != nil || got != want {
				r.Fatalf("batch %d: %+v, %v, want %+v", k, got, err, want)
			}
			if c, err := s.Cursor(t.Context(), source); err != nil || c != cursor {
				r.Fatalf("cursor %q, %v, want %q", c, err, cursor)
			}
		}
		page, _, err := s.Incidents(t.Context(), IncidentFilter{Source: source})
		if err != nil || len(page) != len(stored) {
			r.Fatalf("%d incidents, %v, want %d", len(page), err, len(stored))
		}
		for _, in := range page {
			want := stored[in.ExternalID]
			want.ID, want.Source = in.ID, source
			if diff := cmp.Diff(want, in); diff != "" {
				r.Fatalf("stored (-want +got):\n%s", diff)
			}
		}
	})
}

func drawIncident(r *rapid.T) models.Incident {
	in := models.Incident{
		ExternalID: rapid.SampledFrom([]string{"a", "b", "c", "A", "ä"}).Draw(r, "id"),
		Title:      rapid.SampledFrom([]string{"", "x", "\x00", "<&>\u2028"}).Draw(r, "title"),
		Started:    noon.Add(time.Duration(rapid.IntRange(-1, 1).Draw(r, "start")) * time.Microsecond),
	}
	if rapid.Bool().Draw(r, "names") {
		in.Components = rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", ""}), 1, 3).Draw(r, "components")
	}
	if rapid.Bool().Draw(r, "share") {
		share := rapid.Float64Range(0, 1).Draw(r, "share")
		in.UserShare = &share
	}
	return in
}

func externalIDs(list []models.Incident) []string {
	ids := make([]string, len(list))
	for i, in := range list {
		ids[i] = in.ExternalID
	}
	return ids
}
