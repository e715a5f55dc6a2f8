package assess

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/store"
)

func opened(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "ninefold.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func save(t *testing.T, st *store.Store, m models.Mesh, incidents ...models.Incident) {
	t.Helper()
	if _, err := st.SaveMesh(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if _, err := st.SaveIncidents(t.Context(), "file:test", incidents, "1"); err != nil {
		t.Fatal(err)
	}
}

func TestRunAndVerify(t *testing.T) {
	ctx, st := t.Context(), opened(t)
	save(t, st, chain(), regular(12, "a")...)
	opt := Options{Samples: 100, Cutoff: time.Date(2026, 7, 1, 2, 0, 0, 123456789, time.FixedZone("", 7200))}
	first, created, err := Run(ctx, st, "chain", 0, opt)
	if err != nil || !created || first.CreatedAt.IsZero() {
		t.Fatal(created, err)
	}
	if again, created, err := Run(ctx, st, "chain", 1, opt); err != nil || created || again.ID != first.ID || !again.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("the same again: %v %v", created, err)
	}
	if got, err := Verify(ctx, st, first.ID); err != nil || got.ID != first.ID {
		t.Errorf("Verify: %v", err)
	}

	// Another import: the first assessment is what it was, but its inputs are gone.
	save(t, st, chain(), incident(3990, 3991, "b"))
	if _, err := Verify(ctx, st, first.ID); !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), "inputs have changed") {
		t.Errorf("Verify after another import: %v", err)
	}
	second, created, err := Run(ctx, st, "chain", 0, opt)
	if err != nil || !created || second.PreviousID != first.ID {
		t.Fatalf("second: created %v, after %q: %v", created, second.PreviousID, err)
	}
	if _, err := Verify(ctx, st, second.ID); err != nil {
		t.Errorf("Verify, with a previous assessment: %v", err)
	}

	if _, _, err := Run(ctx, st, "nobody", 0, opt); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Run of an unknown model: %v", err)
	}
	if _, err := Verify(ctx, st, "asm_none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Verify of nothing: %v", err)
	}
}

func TestVerifyFindsOtherFiguresAndEngines(t *testing.T) {
	ctx, st := t.Context(), opened(t)
	save(t, st, chain(), regular(12, "a")...)
	in, err := load(ctx, st, "chain", 0)
	if err != nil {
		t.Fatal(err)
	}
	forged := assessed(t, in, few)
	forged.CreatedAt = at(5000)
	forged.Overview.Headline = "All is well"
	old := *forged
	old.ID, old.EngineVersion = "asm_old", "0"
	for _, a := range []struct {
		id, says string
	}{{forged.ID, "other figures"}, {old.ID, "computed by engine 0"}} {
		body := forged
		if a.id == old.ID {
			body = &old
		}
		if err := st.SaveAssessment(ctx, body); err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(ctx, st, a.id); !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), a.says) {
			t.Errorf("%s: %v, want it to say %q", a.id, err, a.says)
		}
	}
}

// Two at once: one of them stores, both answer with that.
func TestRunAtOnce(t *testing.T) {
	st := opened(t)
	save(t, st, chain(), regular(12, "a")...)
	type answer struct {
		id      string
		created bool
		err     error
	}
	answers := make(chan answer)
	for range 2 {
		go func() {
			a, created, err := Run(context.WithoutCancel(t.Context()), st, "chain", 0, few)
			if err != nil {
				answers <- answer{err: err}
				return
			}
			answers <- answer{a.ID, created, nil}
		}()
	}
	x, y := <-answers, <-answers
	if x.err != nil || y.err != nil || x.id != y.id || x.created == y.created {
		t.Errorf("%+v and %+v", x, y)
	}
}

func TestDigests(t *testing.T) {
	in := Input{Mesh: chain(), Incidents: regular(3, "a"), Experiments: []models.Experiment{{Target: "switch:a>b", Verdict: models.VerdictPassed, At: at(1)}}}
	digest := func(in Input, opt Options) string {
		t.Helper()
		d, _, err := digests(in, opt.withDefaults(in))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := digest(in, Options{})
	seen := map[string]string{first: "the first"}
	for name, change := range map[string]func(*Input, *Options){
		"model":      func(in *Input, _ *Options) { in.Mesh.Journeys[0].Target = 0.99 },
		"version":    func(in *Input, _ *Options) { in.Mesh.Metadata.Version = 9 },
		"incident":   func(in *Input, _ *Options) { in.Incidents[0].Title = "x" },
		"fewer":      func(in *Input, _ *Options) { in.Incidents = in.Incidents[:2] },
		"experiment": func(in *Input, _ *Options) { in.Experiments[0].Verdict = models.VerdictFailed },
		"seed":       func(_ *Input, o *Options) { o.Seed = 7 },
		"samples":    func(_ *Input, o *Options) { o.Samples = 7 },
		"cut-off":    func(_ *Input, o *Options) { o.Cutoff = at(9999) },
	} {
		changed := Input{Mesh: chain(), Incidents: regular(3, "a"), Experiments: []models.Experiment{in.Experiments[0]}}
		var opt Options
		change(&changed, &opt)
		d := digest(changed, opt)
		if other, ok := seen[d]; ok {
			t.Errorf("%s has the digest of %s", name, other)
		}
		seen[d] = name
	}
	same := Options{Seed: 1, Samples: 10_000, Cutoff: lastMoment(in).In(time.FixedZone("", 3600)), NodeLimit: 5}
	if digest(in, same) != first {
		t.Error("the defaults, spelt out and in another time zone, have another digest")
	}
	in.Previous = assessed(t, in, few)
	if digest(in, Options{}) != first {
		t.Error("the previous assessment is in the digest")
	}
}
