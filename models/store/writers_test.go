package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"ninefold/models"
)

// testWriters imports overlapping batches of one source through several stores at
// once, as several processes would: each incident is accepted once, and readers
// see batches whole.
func testWriters(t *testing.T, dsn string) {
	const writers, rounds, size = 4, 20, 25
	ctx := t.Context()
	reader := open(t, dsn)
	must[Counts](t)(reader.SaveIncidents(ctx, "feed", nil, "")) // so that creating the source holds nobody up
	counts := make([]Counts, writers)
	errs := make([]error, writers+1)
	var wg sync.WaitGroup
	for w := range writers {
		s := open(t, dsn)
		wg.Go(func() {
			for round := range rounds {
				n, err := s.SaveIncidents(ctx, "feed", numbered(round*size, size), fmt.Sprint(round))
				if err != nil {
					errs[w] = err
					return
				}
				counts[w].Accepted += n.Accepted
				counts[w].Unchanged += n.Unchanged
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		list, err := reader.AllIncidents(ctx)
		if err == nil && len(list)%size != 0 {
			err = fmt.Errorf("a reader sees %d incidents: part of a batch", len(list))
		}
		errs[writers] = errors.Join(errs[writers], err)
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	var sum Counts
	for _, n := range counts {
		sum.Accepted += n.Accepted
		sum.Unchanged += n.Unchanged
	}
	if want := (Counts{Accepted: rounds * size, Unchanged: (writers - 1) * rounds * size}); sum != want {
		t.Errorf("counts of all writers %+v, want %+v", sum, want)
	}
	if list := must[[]models.Incident](t)(reader.AllIncidents(ctx)); len(list) != rounds*size {
		t.Errorf("%d incidents, want %d", len(list), rounds*size)
	}
}

// testReimport imports many incidents twice. The second time none is written, and
// so it is faster; it would be slower by far if the database looked for each among
// all of its source, which is what it does with a plan made for an empty table.
func testReimport(t *testing.T, s *Store) {
	const n = 10_000
	var took [2]time.Duration
	for i, want := range []Counts{{Accepted: n}, {Unchanged: n}} {
		start := time.Now()
		if got := must[Counts](t)(s.SaveIncidents(t.Context(), "feed", numbered(0, n), "")); got != want {
			t.Errorf("counts %+v, want %+v", got, want)
		}
		took[i] = time.Since(start)
	}
	if took[1] > took[0] {
		t.Errorf("%d incidents took %v, and when they were there already %v", n, took[0], took[1])
	}
}

// numbered returns n incidents from number first on.
func numbered(first, n int) []models.Incident {
	list := make([]models.Incident, n)
	for i := range list {
		list[i] = incident(fmt.Sprintf("%06d", first+i))
	}
	return list
}
