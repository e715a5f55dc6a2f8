package study

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/slo"
)

// hourly are slices of 1000 requests from the beginning of 2026, in UTC.
func hourly(bad ...float64) []slo.Slice {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rows := make([]slo.Slice, len(bad))
	for i, b := range bad {
		rows[i] = slo.Slice{Span: slo.Span{From: at, To: at.Add(time.Hour)}, Good: 1000 - b, Bad: b}
		at = at.Add(time.Hour)
	}
	return rows
}

func counts(t *testing.T, rows []slo.Slice) slo.History {
	t.Helper()
	h, err := Counts(rows)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func options() Options {
	return Options{
		Objective: slo.Objective{Target: 0.99, Method: slo.Requests, Window: slo.Window{Rolling: 4 * time.Hour}},
		Rules:     NoRules, Level: 0.9, Seed: 5,
	}
}

func TestEvaluate(t *testing.T) {
	rows := hourly(0, 0, 20, 20)
	out, err := Evaluate(t.Context(), counts(t, rows), options())
	if err != nil {
		t.Fatal(err)
	}
	// 40 of 4000 are bad, and so many are allowed.
	if !out.At.Equal(rows[3].To) || *out.Attained.Value != 0.99 || math.Abs(out.Attained.Budget.Allowed-40) > 1e-9 || len(out.Alarms) != 0 {
		t.Errorf("%+v", out)
	}
	if p := out.Provenance; p.Rows != 4 || p.Seed != nil || p.Level != 0.9 || len(p.Methods) != 2 {
		t.Errorf("%+v", p)
	}
	early, opt := rows[1].To, options()
	opt.At, opt.Rules = early, "workbook"
	opt.Objective.Window = slo.Window{Calendar: &slo.Calendar{Unit: slo.Day, Count: 1}}
	then, err := Evaluate(t.Context(), counts(t, rows), opt)
	if err != nil || !then.At.Equal(early) || then.Attained.Tally.Bad != 0 || len(then.Alarms)+len(then.Refused) == 0 {
		t.Errorf("%+v, %v", then, err)
	}
	slices.Reverse(rows)
	if h := counts(t, rows); !h.Watched.From.Equal(rows[3].From) || !h.Watched.To.Equal(rows[0].To) {
		t.Errorf("%+v: slices need no order", h.Watched)
	}
}

// The digest is of instants, in whatever zone they are written down.
func TestDigest(t *testing.T) {
	rows := hourly(0, 7)
	one, err := Evaluate(t.Context(), counts(t, rows), options())
	if err != nil {
		t.Fatal(err)
	}
	east := time.FixedZone("", 3600)
	rows[0].From = rows[0].From.In(east)
	same, err := Evaluate(t.Context(), counts(t, rows), options())
	if err != nil || same.Provenance.InputsDigest != one.Provenance.InputsDigest {
		t.Errorf("%+v, want %+v, %v", same.Provenance, one.Provenance, err)
	}
	rows[0].Unknown = 1
	other, err := Evaluate(t.Context(), counts(t, rows), options())
	if err != nil || other.Provenance.InputsDigest == one.Provenance.InputsDigest {
		t.Errorf("%+v, %v", other.Provenance, err)
	}
}

func TestForecast(t *testing.T) {
	opt := options()
	opt.Forecast, opt.Objective.Window = true, slo.Window{Rolling: 30 * 24 * time.Hour}
	bad := make([]float64, 24*20)
	for i := range bad {
		bad[i] = float64(i % 7)
	}
	out, err := Evaluate(t.Context(), counts(t, hourly(bad...)), opt)
	if err != nil || out.Forecast == nil || out.Provenance.Seed == nil || *out.Provenance.Seed != 5 || out.Provenance.Draws != out.Forecast.Draws {
		t.Fatalf("%+v, %v", out.Provenance, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Evaluate(ctx, counts(t, hourly(bad...)), opt); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// By time, with what does not count. The digest has all of it.
func TestOutages(t *testing.T) {
	day := hourly(make([]float64, 24)...)
	h := slo.History{Watched: slo.Span{From: day[0].From, To: day[23].To}, Outages: []slo.Span{day[2].Span, day[3].Span}}
	opt := options()
	opt.Objective.Method, opt.Objective.Window = slo.Time, slo.Window{Rolling: 24 * time.Hour}
	out, err := Evaluate(t.Context(), h, opt)
	if err != nil || out.Attained.Budget.Spent != 120 || out.Provenance.Rows != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	opt.Corrections = []slo.Correction{{Span: day[3].Span, Reason: "move", By: "ops", At: day[0].From}}
	less, err := Evaluate(t.Context(), h, opt)
	if err != nil || less.Attained.Budget.Spent != 60 || less.Provenance.Rows != 3 {
		t.Errorf("%+v, %v", less, err)
	}
	seen := map[string]bool{out.Provenance.InputsDigest: true, less.Provenance.InputsDigest: true}
	h.Gaps = []slo.Span{day[9].Span}
	gap, err := Evaluate(t.Context(), h, opt)
	seen[gap.Provenance.InputsDigest] = true
	h.Outages, h.Gaps = h.Gaps, h.Outages
	swapped, failed := Evaluate(t.Context(), h, opt)
	seen[swapped.Provenance.InputsDigest] = true
	h.Watched.To = day[22].To
	shorter, last := Evaluate(t.Context(), h, opt)
	seen[shorter.Provenance.InputsDigest] = true
	if err := errors.Join(err, failed, last); err != nil || len(seen) != 5 {
		t.Errorf("%d digests of 5 histories, %v", len(seen), err)
	}
}

// All that is wrong is said at once.
func TestProblems(t *testing.T) {
	_, err := Evaluate(t.Context(), counts(t, hourly(1, 2)), Options{
		Objective: slo.Objective{Target: 2, Method: "luck"}, Rules: "mine", Level: math.NaN(), MostRows: 1,
	})
	for _, part := range []string{"target 2", "luck", `rules "mine"`, "level NaN", "2 rows are beyond the limit of 1"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
	if !errors.Is(err, ErrLimit) {
		t.Errorf("%v", err)
	}
	if _, err := Counts(nil); err == nil || !strings.Contains(err.Error(), "no counts") {
		t.Errorf("%v", err)
	}
}
