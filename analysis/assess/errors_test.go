package assess

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/faulttree"
)

func TestAssessErrors(t *testing.T) {
	for name, opt := range map[string]Options{"negative": {Samples: -1}, "beyond memory": {Samples: 1_000_001}} {
		var input *InputError
		if _, err := Assess(t.Context(), Input{Mesh: chain()}, opt); !errors.As(err, &input) || !strings.Contains(err.Error(), "samples") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a := assessed(t, Input{Mesh: chain()}, Options{}); a.Samples != 10_000 || a.Seed != 1 {
		t.Errorf("defaults: %d samples, seed %d", a.Samples, a.Seed)
	}

	_, err := Assess(t.Context(), Input{Mesh: bankMesh(t)}, Options{Samples: 10, NodeLimit: 5})
	var input *InputError
	if !errors.Is(err, faulttree.ErrTooLarge) || !errors.As(err, &input) ||
		!strings.Contains(err.Error(), "card-payments") || !strings.Contains(err.Error(), "statements") {
		t.Errorf("a tree too large: %v, want each journey named", err)
	}

	m := chain()
	m.Dependencies[0].To = "nobody"
	if _, err := Assess(t.Context(), Input{Mesh: m}, few); !errors.As(err, &input) || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("a dependency on nobody: %v", err)
	}
}

// The end of the context ends an assessment wherever it is, and is its error.
func TestAssessCancelled(t *testing.T) {
	in := Input{Mesh: bankMesh(t), Incidents: bankIncidents(t)}
	steps := 0
	assessed(t, in, Options{Samples: 10, Progress: func(_, total int) { steps = total }})
	for stop := range steps {
		ctx, cancel := context.WithCancel(t.Context())
		opt := Options{Samples: 10, Progress: func(done, _ int) {
			if done == stop {
				cancel()
			}
		}}
		if stop == 0 {
			cancel()
		}
		if a, err := Assess(ctx, in, opt); !errors.Is(err, context.Canceled) || a != nil {
			t.Errorf("cancelled after step %d: %v", stop, err)
		}
		cancel()
	}

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := Assess(ctx, in, Options{Samples: 1_000_000})
	if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took > 10*time.Second {
		t.Errorf("a deadline of 20 ms: %v after %v", err, took)
	}
}

// Work that takes no context is left behind when the context ends.
func TestAbandonable(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	go cancel()
	_, err := abandonable(ctx, func() (int, error) { <-release; return 1, nil })
	close(release)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if got, err := abandonable(t.Context(), func() (int, error) { return 1, nil }); got != 1 || err != nil {
		t.Errorf("%d, %v", got, err)
	}
}
