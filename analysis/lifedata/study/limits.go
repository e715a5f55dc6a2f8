package study

import (
	"errors"
	"fmt"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/provenance"
)

// Limits bound what one answer may cost. What is 0 has no limit.
type Limits struct {
	Rows        int // lives; or events and systems together
	Conditional int // lives with conditional bounds, each of which takes 5000 passes over them
	Figures     int // quantiles and hours together
	Draws       int // behind a simulated p-value
}

// ErrLimit is of a study that would cost more than its limits allow.
var ErrLimit = errors.New("beyond the limit")

// mostGroups are more than anybody compares: a test of k groups takes the inverse
// of a matrix of k columns.
const mostGroups = 100

// within says by how much a number is beyond its limit.
func within(what string, n, limit int) error {
	if limit > 0 && n > limit {
		return fmt.Errorf("study: %d %s are %w of %d", n, what, ErrLimit, limit)
	}
	return nil
}

// checkLevel refuses what is no level of confidence.
func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return fmt.Errorf("study: level %g is %w", level, lifedata.ErrLevel)
	}
	return nil
}

// digestLives adds lives to a digest.
func digestLives(d *provenance.Digest, lives []lifedata.Life) {
	for i := range lives {
		l := &lives[i]
		how := "working"
		switch {
		case l.Interval:
			how = "interval"
		case l.Failed:
			how = "failed"
		}
		d.Number(l.Hours).Number(l.Since).Number(l.Entry).Number(l.Until).Number(float64(l.Number())).Text(how).Row()
	}
}

// digestHistory adds a history to a digest: a row for each window and each event.
func digestHistory(d *provenance.Digest, h lifedata.History) {
	for _, s := range h {
		how := "time"
		if s.FailureTerminated {
			how = "failure"
		}
		d.Text(s.ID).Number(s.From).Number(s.To).Text(how).Row()
		for _, t := range s.Events {
			d.Number(t).Row()
		}
	}
}

func size(h lifedata.History) int { return len(h) + h.Events() }
