package fmea

import (
	"math"
	"strings"
	"testing"
)

func TestSeverity(t *testing.T) {
	tenTenths := 0.0 // just below 1
	for range 10 {
		tenTenths += 0.1
	}
	tests := []struct {
		effect   string
		users    float64
		critical bool
		want     int
	}{
		{Down, 1, true, 9}, {Down, tenTenths, true, 9}, {Down, 0.5, true, 8}, {Down, 0.1, true, 8}, {Down, 0.05, true, 7},
		{Down, 1, false, 7}, {Down, 0.5, false, 6}, {Down, 0.05, false, 5},
		{Degraded, 0, true, 5}, {Degraded, 0.4, false, 4}, {Unaffected, 0, true, 2}, {Unaffected, 0, false, 2},
	}
	for _, tt := range tests {
		got, err := Severity(tt.effect, tt.users, tt.critical)
		if err != nil || got != tt.want {
			t.Errorf("Severity(%s, %g, %t) = %d, %v, want %d", tt.effect, tt.users, tt.critical, got, err, tt.want)
		}
	}
	for _, users := range []float64{-0.1, 1.1, math.NaN()} {
		if got, err := Severity(Down, users, true); err == nil {
			t.Errorf("Severity for %g users = %d, want an error", users, got)
		}
	}
	if got, err := Severity("broken", 1, true); err == nil {
		t.Errorf("Severity of an unknown effect = %d, want an error", got)
	}
}

func TestOccurrence(t *testing.T) {
	tests := []struct {
		perYear float64
		want    int
		source  string
	}{
		{10000, 10, "more than one an hour"},
		{3000, 9, "more than six a day"},
		{1500, 8, "more than one in eight hours"},
		{400, 7, "more than one a day"},
		{60, 6, "more than one a week"},
		{16.5, 5, "90 % bound of the Jeffreys posterior of none in 30 days: 1.353/30 d"},
		{6.08, 4, "its mean: 0.5/30 d"},
		{1, 3, "not more than one a year"},
		{0.25, 2, "one in four years"},
		{0, 2, "never is for people to say"},
	}
	for _, tt := range tests {
		got, err := Occurrence(tt.perYear)
		if err != nil || got != tt.want {
			t.Errorf("Occurrence(%g) = %d, %v, want %d (%s)", tt.perYear, got, err, tt.want, tt.source)
		}
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		if got, err := Occurrence(bad); err == nil {
			t.Errorf("Occurrence(%g) = %d, want an error", bad, got)
		}
	}
}

func TestDetection(t *testing.T) {
	for by, want := range map[string]int{"alert": 3, "users": 7, "nobody": 10, "": 8, "a weekly check": 8} {
		if got := Detection(by); got != want {
			t.Errorf("Detection(%q) = %d, want %d", by, got, want)
		}
	}
}

func TestDraft(t *testing.T) {
	high := 16.5
	rows, err := Draft([]Mode{
		{Event: "instance:pay", Item: "Pay", Effect: Unaffected, RatePerYear: 6, DetectedBy: "alert", MinutesPerYear: 2},
		{Event: "instance:hsm", Item: "HSM", Effect: Unaffected, RatePerYear: 6, DetectedBy: "alert", MinutesPerYear: 3},
		{Event: "service:ledger", Item: "Ledger", Effect: Down, Users: 1, Critical: true, RatePerYear: 0.6, DetectedBy: "users", MinutesPerYear: 36},
		{Event: "service:fraud", Item: "Fraud score", Mode: "fails closed", Effect: Down, Users: 1, Critical: true, RatePerYear: 5, RateHigh: &high, MinutesPerYear: 180},
		{Event: "service:ca", Item: "CA", Effect: Down, Users: 0.5, RatePerYear: 0.25, DetectedBy: "nobody", MinutesPerYear: 30},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		id       string
		s, o, d  int
		priority Priority
	}{
		{"service:fraud", 9, 4, 8, High},
		{"service:ledger", 9, 3, 7, High},
		{"service:ca", 6, 2, 10, Low},
		{"instance:hsm", 2, 4, 3, Low}, // more minutes than the next, all else equal
		{"instance:pay", 2, 4, 3, Low},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, w := range want {
		r := rows[i]
		if r.ID != w.id || r.Severity != w.s || r.Occurrence != w.o || r.DetectionRank != w.d || r.ActionPriority != w.priority || r.RPN != w.s*w.o*w.d {
			t.Errorf("row %d = %+v, want %+v", i, r, w)
		}
	}
	if basis := rows[0].Basis; !strings.Contains(basis, "rank 5") {
		t.Errorf("basis %q does not give the rank of the upper bound", basis)
	}
}

func TestDraftFaults(t *testing.T) {
	_, err := Draft([]Mode{
		{Effect: Down},
		{Event: "a", Effect: "gone"},
		{Event: "a", Effect: Down, RatePerYear: math.NaN(), MinutesPerYear: math.Inf(1)},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"mode 0", `effect "gone"`, "there twice", "NaN failures", "minutes per year"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error does not say %q:\n%v", part, err)
		}
	}
	if rows, err := Draft(nil); err != nil || rows == nil {
		t.Errorf("Draft(nil) = %v, %v, want no rows", rows, err)
	}
}
