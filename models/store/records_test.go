package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ninefold/models"
	"ninefold/models/assessment"
)

func mesh(name, owner string, version int) models.Mesh {
	return models.Mesh{
		APIVersion: models.APIVersion, Kind: models.KindMesh,
		Metadata: models.Metadata{Name: name, Title: "Payments", Owner: owner, Version: version, Example: true},
		Services: []models.Service{{ID: "cart", Failure: &models.Failure{
			PerYear: 0.1, MeanTimeToRestore: models.Duration(90 * time.Minute), RecordsUntil: &noon,
		}}},
	}
}

func testMesh(t *testing.T, s *Store) {
	ctx := t.Context()
	s.Now = func() time.Time { return noon }
	if _, err := s.Mesh(ctx, "bank", 0); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want %v", err, ErrNotFound)
	}
	digests := map[string]bool{}
	for i, step := range []struct {
		mesh    models.Mesh
		version int
		created bool
		err     error
	}{
		{mesh("bank", "ann", 0), 1, true, nil},
		{mesh("bank", "ann", 0), 1, false, nil},
		{mesh("bank", "ann", 1), 1, false, nil},
		{mesh("bank", "ben", 1), 0, false, ErrConflict},
		{mesh("bank", "ben", 0), 2, true, nil},
		{mesh("bank", "ann", 1), 1, false, nil},
		{mesh("bank", "ann", 0), 3, true, nil}, // back to the first content: the latest is what was saved last
		{mesh("bank", "ben", 7), 7, true, nil},
		{mesh("bank", "cid", 0), 8, true, nil},
		{mesh("shop", "ann", 0), 1, true, nil},
		{mesh("", "ann", 0), 0, false, ErrInvalid},
		{mesh("bank", "ann", -1), 0, false, ErrInvalid},
	} {
		saved, err := s.SaveMesh(ctx, step.mesh)
		if !errors.Is(err, step.err) || saved.Version != step.version || saved.Created != step.created {
			t.Fatalf("step %d: %+v, %v, want version %d, created %v, error %v", i, saved, err, step.version, step.created, step.err)
		}
		if err != nil {
			continue
		}
		digests[saved.Digest] = true
		want := step.mesh
		want.Metadata.Version = step.version
		if diff := cmp.Diff(want, must[models.Mesh](t)(s.Mesh(ctx, want.Metadata.Name, step.version))); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
	}
	if len(digests) != 4 { // bank by three owners, and shop
		t.Errorf("%d digests, want 4: %v", len(digests), digests)
	}
	var got []string
	for _, h := range must[[]MeshHeader](t)(s.Meshes(ctx)) {
		got = append(got, fmt.Sprint(h.Name, h.Version))
		if h.Title != "Payments" || !h.Example || h.CreatedAt != noon || !digests[h.Digest] {
			t.Errorf("header %+v", h)
		}
	}
	if want := "bank8 bank7 bank3 bank2 bank1 shop1"; strings.Join(got, " ") != want {
		t.Errorf("meshes %v, want %s", got, want)
	}
	if latest := must[models.Mesh](t)(s.Mesh(ctx, "bank", 0)); latest.Metadata.Version != 8 {
		t.Errorf("latest is version %d, want 8", latest.Metadata.Version)
	}
}

// testMeshWriters saves different meshes of one name at once: they get the
// versions from 1 on.
func testMeshWriters(t *testing.T, s *Store) {
	const n = 8
	versions, errs := make([]int, n), make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			saved, err := s.SaveMesh(t.Context(), mesh("bank", fmt.Sprint(i), 0))
			versions[i], errs[i] = saved.Version, err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	slices.Sort(versions)
	if !slices.Equal(versions, []int{1, 2, 3, 4, 5, 6, 7, 8}) {
		t.Errorf("versions %v", versions)
	}
}

func testExperiments(t *testing.T, s *Store) {
	ctx := t.Context()
	drill := func(id string, hours int, verdict string) models.Experiment {
		return models.Experiment{
			Source: "chaos", ExternalID: id, Fault: "zone loss", Target: "domain:zone-a",
			Verdict: verdict, At: noon.Add(time.Duration(hours) * time.Hour),
		}
	}
	batch := []models.Experiment{drill("b", 2, models.VerdictFailed), drill("a", 1, models.VerdictPassed)}
	if n := must[Counts](t)(s.SaveExperiments(ctx, "chaos", batch, "c1")); n != (Counts{Accepted: 2}) {
		t.Errorf("counts %+v", n)
	}
	first := must[[]models.Experiment](t)(s.Experiments(ctx))
	batch[0].Verdict = models.VerdictPassed
	if n := must[Counts](t)(s.SaveExperiments(ctx, "chaos", batch, "c2")); n != (Counts{Updated: 1, Unchanged: 1}) {
		t.Errorf("counts %+v", n)
	}
	batch[0].ID, batch[1].ID = first[1].ID, first[0].ID
	slices.Reverse(batch)
	if diff := cmp.Diff(batch, must[[]models.Experiment](t)(s.Experiments(ctx))); diff != "" {
		t.Errorf("experiments (-want +got):\n%s", diff)
	}
	if _, err := s.SaveExperiments(ctx, "chaos", []models.Experiment{{}}, "c3"); !errors.Is(err, ErrInvalid) {
		t.Errorf("error %v, want %v", err, ErrInvalid)
	}
}

func testSources(t *testing.T, s *Store) {
	ctx := t.Context()
	s.Now = func() time.Time { return noon }
	if c := must[string](t)(s.Cursor(ctx, "none")); c != "" {
		t.Errorf("cursor of a source that was never read: %q", c)
	}
	if list := must[[]SourceState](t)(s.Sources(ctx)); len(list) != 0 {
		t.Errorf("sources of an empty store: %+v", list)
	}
	late := incident("2")
	late.Started = noon.Add(-time.Hour)
	must[Counts](t)(s.SaveIncidents(ctx, "feed", []models.Incident{incident("1"), late}, "c1"))
	must[Counts](t)(s.SaveExperiments(ctx, "feed", []models.Experiment{{ExternalID: "1", At: noon.Add(time.Hour)}}, "c2"))
	must[Counts](t)(s.SaveIncidents(ctx, "empty", nil, ""))
	hourLater := noon.Add(time.Hour)
	want := []SourceState{
		{Source: "empty", ReadAt: noon},
		{Source: "feed", Cursor: "c2", ReadAt: noon, Incidents: 2, Experiments: 1, LastAt: &hourLater},
	}
	if diff := cmp.Diff(want, must[[]SourceState](t)(s.Sources(ctx))); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

func answer(id, model string, created time.Time) *assessment.Assessment {
	seed, value := uint64(1)<<63+1, 1e-300
	return &assessment.Assessment{
		ID: id, InputsDigest: "digest of " + model, EngineVersion: "1", Seed: seed, Samples: 10_000,
		Model:      assessment.ModelRef{Name: model, Title: "Payments", Version: 3, Digest: "d", Example: true},
		DataCutoff: noon, CreatedAt: created,
		Overview: assessment.Overview{
			Headline: "<Payments> is down 314 min", Figures: []assessment.Figure{}, Trend: []assessment.TrendPoint{},
			Causes: []assessment.Cause{{Rank: 1, MinutesPerYear: 0.1}}, Findings: []assessment.Finding{}, Changes: []string{},
		},
		Journeys: []assessment.Journey{}, SLOs: []assessment.SLO{}, Services: []assessment.Service{},
		SinglePoints: []assessment.SinglePoint{}, Impacts: []assessment.Impact{}, FMEA: []assessment.FMEARow{},
		Scenarios: []assessment.Scenario{}, Parameters: []assessment.Parameter{}, Policy: []assessment.RuleResult{},
		Warnings: []string{fmt.Sprint(value)},
	}
}

func testAssessmentImmutable(t *testing.T, s *Store) {
	ctx := t.Context()
	a := answer(NewID("asm"), "bank", noon)
	if err := s.SaveAssessment(ctx, a); err != nil {
		t.Fatal(err)
	}
	changed := *a
	changed.Overview.Headline = "all is well"
	for _, again := range []*assessment.Assessment{a, &changed} {
		if err := s.SaveAssessment(ctx, again); !errors.Is(err, ErrConflict) {
			t.Errorf("saved again: error %v, want %v", err, ErrConflict)
		}
	}
	if diff := cmp.Diff(a, must[*assessment.Assessment](t)(s.Assessment(ctx, a.ID))); diff != "" {
		t.Errorf("assessment (-want +got):\n%s", diff)
	}
	if _, err := s.Assessment(ctx, "asm_none"); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want %v", err, ErrNotFound)
	}
	for _, bad := range []*assessment.Assessment{answer("", "bank", noon), answer("asm_x", "bank", time.Time{})} {
		if err := s.SaveAssessment(ctx, bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("error %v, want %v", err, ErrInvalid)
		}
	}
}

func testAssessments(t *testing.T, s *Store) {
	ctx := t.Context()
	if _, err := s.LatestAssessment(ctx, ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want %v", err, ErrNotFound)
	}
	zone := time.FixedZone("", 3600)
	for i, model := range []string{"bank", "shop", "bank", "bank", "shop"} {
		if err := s.SaveAssessment(ctx, answer(fmt.Sprint("asm_", i), model, noon.Add(time.Duration(i)*time.Hour).In(zone))); err != nil {
			t.Fatal(err)
		}
	}
	for model, want := range map[string]string{"": "asm_4", "bank": "asm_3", "shop": "asm_4"} {
		if a := must[*assessment.Assessment](t)(s.LatestAssessment(ctx, model)); a.ID != want || a.CreatedAt.Location() != time.UTC {
			t.Errorf("latest of %q is %s of %v, want %s", model, a.ID, a.CreatedAt, want)
		}
	}
	if a := must[*assessment.Assessment](t)(s.AssessmentByDigest(ctx, "digest of bank")); a.ID != "asm_3" {
		t.Errorf("newest by digest is %s, want asm_3", a.ID)
	}
	if _, err := s.AssessmentByDigest(ctx, "none"); !errors.Is(err, ErrNotFound) {
		t.Errorf("error %v, want %v", err, ErrNotFound)
	}
	var got []string
	for after := ""; ; {
		page, next, err := s.Assessments(ctx, "bank", after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page {
			got = append(got, h.ID)
		}
		if after = next; next == "" {
			break
		}
	}
	if strings.Join(got, " ") != "asm_3 asm_2 asm_0" {
		t.Errorf("assessments of bank: %v", got)
	}
	all, next, err := s.Assessments(ctx, "", "", 0)
	if err != nil || next != "" || len(all) != 5 {
		t.Fatalf("%d assessments, next %q, %v", len(all), next, err)
	}
	a := answer("asm_4", "shop", noon.Add(4*time.Hour))
	want := AssessmentHeader{a.ID, a.Model, a.InputsDigest, a.EngineVersion, a.DataCutoff, a.CreatedAt}
	if diff := cmp.Diff(want, all[0]); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
}

func testAudit(t *testing.T, s *Store) {
	ctx := t.Context()
	s.Now = func() time.Time { return noon.Add(time.Hour) }
	at := []time.Time{noon.In(time.FixedZone("", 3600)), {}, noon.Add(2 * time.Hour)}
	for i, when := range at {
		e := AuditEvent{At: when, Actor: "ann", Action: "revoke", Object: fmt.Sprint("tok_", i), Detail: "lost"}
		if err := s.Audit(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	page, next, err := s.AuditEvents(ctx, "", 2)
	if err != nil || next == "" {
		t.Fatal(next, err)
	}
	rest, next, err := s.AuditEvents(ctx, next, 2)
	if err != nil || next != "" {
		t.Fatal(next, err)
	}
	for i, e := range append(page, rest...) {
		want := AuditEvent{
			ID: e.ID, At: noon.Add(time.Duration(2-i) * time.Hour),
			Actor: "ann", Action: "revoke", Object: fmt.Sprint("tok_", 2-i), Detail: "lost",
		}
		if diff := cmp.Diff(want, e); diff != "" {
			t.Errorf("event %d (-want +got):\n%s", i, diff)
		}
	}
}
