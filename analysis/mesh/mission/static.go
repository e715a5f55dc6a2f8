package mission

import (
	"context"
	"slices"

	"ninefold/analysis/faulttree"
)

// A Static is the long run of the static tree.
type Static struct {
	Unavailability float64 `json:"unavailability"`
	OutagesPerHour float64 `json:"outagesPerHour"`      // per hour of service
	MeanHours      float64 `json:"meanHours,omitempty"` // of service between outages; absent where there are none
}

// static quantifies the static tree: nil where something is never restored, and the
// long run is that it is down.
func static(ctx context.Context, m Model, t *Tree) (*Static, error) {
	if t.static.CannotFail() {
		return &Static{}, nil
	}
	d, err := faulttree.Compile(ctx, t.static.Tree, []string{t.static.Any}, faulttree.Options{})
	if err != nil {
		return nil, err
	}
	parts := map[string]Part{}
	for _, e := range t.static.Events {
		parts[e.ID], _ = m.part(e)
	}
	p, rate := make([]float64, len(d.Events())), make([]float64, len(d.Events()))
	for i, id := range d.Events() {
		part := parts[id]
		if part.PerHour > 0 && part.RestoreHours == 0 {
			return nil, nil //nolint:nilnil // there is nothing to say; that is no error
		}
		cycle := 1 + part.PerHour*part.RestoreHours
		p[i] = part.Probability/cycle + part.PerHour*part.RestoreHours/cycle // 1 − (1 − Probability)/cycle
		rate[i] = part.PerHour
	}
	t.boundOthers(m, d, p, rate)
	u, birnbaum := d.Gradient(p, []float64{1})
	s := &Static{Unavailability: u}
	for i := range p {
		s.OutagesPerHour += birnbaum[i] * (1 - p[i]) * rate[i]
	}
	if u < 1 {
		s.OutagesPerHour /= 1 - u
	}
	if s.OutagesPerHour > 0 {
		s.MeanHours = 1 / s.OutagesPerHour
	}
	return s, nil
}

// boundOthers keeps what no more outages per hour are expected of than events that
// alone are none: each at its rate, times the chance that the journey is down with
// it.
func (t *Tree) boundOthers(m Model, d *faulttree.Diagram, p, rate []float64) {
	p = slices.Clone(p)
	ids := d.Events()
	for i, id := range ids {
		if slices.Contains(t.singles, id) {
			p[i] = 0
		}
	}
	down, birnbaum := d.Gradient(p, []float64{1})
	for i, id := range ids {
		if !slices.Contains(t.singles, id) {
			t.others += rate[i] * (down + (1-p[i])*birnbaum[i])
		}
	}
	t.bounded = true
	for _, b := range m.Breakers {
		t.bounded = t.bounded && b.OverloadHours == 0
	}
}
