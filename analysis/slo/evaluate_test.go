package slo

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/availability"
)

func mustEvaluate(t *testing.T, o Objective, h History, at time.Time, x Options) Report {
	t.Helper()
	r, err := Evaluate(context.Background(), o, h, at, x)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(r); err != nil { // NaN and infinities do not marshal
		t.Fatal(err)
	}
	return r
}

func date(month time.Month, day int) time.Time {
	return time.Date(2024, month, day, 0, 0, 0, 0, time.UTC)
}

var thisMonth = Window{Calendar: &Calendar{Unit: Month, Count: 1}}

// A month that is not over is breached only when its whole budget is gone.
func TestRunningWindow(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: thisMonth}
	outage := func(minutes int) History {
		return History{Watched: Span{date(4, 1), date(7, 1)}, Outages: []Span{{date(6, 3), date(6, 3).Add(time.Duration(minutes) * time.Minute)}}}
	}
	// June has 43,200 minutes, so 43.2 are allowed; by 11 June 14.4 of them.
	tests := []struct {
		name            string
		minutes         int
		at              time.Time
		verdict, soFar  availability.Verdict
		allowed, left   float64
		low, high       float64
		reason          string
		minutesInWindow float64
	}{
		{"little", 10, date(6, 11), availability.NotJudged, availability.Met, 43.2, 33.2, 1 - 10./14400, 1 - 10./14400, "runs until 2024-07-01", 14400},
		{"more than its part", 20, date(6, 11), availability.NotJudged, availability.Breached, 43.2, 23.2, 1 - 20./14400, 1 - 20./14400, "runs until", 14400},
		{"all of it", 44, date(6, 11), availability.Breached, availability.Breached, 43.2, -0.8, 1 - 44./14400, 1 - 44./14400, "runs until", 14400},
		{"next month", 44, date(7, 1), availability.NotJudged, availability.NotJudged, 44.64, 44.64, 0, 1, "yet to come", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := mustEvaluate(t, o, outage(tt.minutes), tt.at, Options{})
			a := r.Attained
			if a.Verdict != tt.verdict || a.SoFar != tt.soFar || !strings.Contains(a.Reason, tt.reason) || !r.Running {
				t.Errorf("%s, so far %s (%s)", a.Verdict, a.SoFar, a.Reason)
			}
			if !near(a.Budget.Allowed, tt.allowed) || !near(a.Budget.Left, tt.left) || !near(a.Low, tt.low) || !near(a.High, tt.high) || !near(a.Tally.Total(), tt.minutesInWindow) {
				t.Errorf("%+v", a)
			}
		})
	}
	// The last instant of June is over when July begins: seen from a rolling window.
	o.Window = Window{Rolling: 30 * testDay}
	if r := mustEvaluate(t, o, outage(44), date(7, 1), Options{}); r.Attained.Verdict != availability.Breached || r.Running {
		t.Errorf("%+v", r.Attained)
	}
}

// What is not known leaves the verdict open, and the bounds hold both answers.
func TestUnknown(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{date(6, 1), date(7, 1)}, Gaps: []Span{{date(6, 5), date(6, 5).Add(time.Hour)}}}
	a := mustEvaluate(t, o, h, date(7, 1), Options{}).Attained
	if a.Verdict != availability.NotJudged || *a.Value != 1 || !near(a.Low, 1-60./43200) || a.High != 1 || !near(a.Budget.Least, 43.2-60) {
		t.Errorf("an hour unknown: %+v", a)
	}
	h = History{Watched: Span{date(1, 1), date(2, 1)}}
	a = mustEvaluate(t, o, h, date(7, 1), Options{}).Attained
	if a.Verdict != availability.NotJudged || a.Value != nil || a.Low != 0 || a.High != 1 {
		t.Errorf("data ended long ago: %+v", a)
	}
	a = mustEvaluate(t, o, History{Watched: Span{date(8, 1), date(9, 1)}}, date(7, 1), Options{}).Attained
	if a.Verdict != availability.NotJudged || a.Value != nil {
		t.Errorf("data in the future: %+v", a)
	}
}

// No requests are no success, and neither is an outage that no request reached.
func TestNoTraffic(t *testing.T) {
	o := Objective{Target: 0.99, Method: Requests, Window: Window{Rolling: testDay}}
	quiet := History{Watched: Span{date(6, 1), date(6, 2)}, Slices: []Slice{{Span: Span{date(6, 1), date(6, 2)}}}}
	r := mustEvaluate(t, o, quiet, date(6, 2), Options{Rules: Workbook()[:1], Forecast: &Draws{}})
	if a := r.Attained; a.Verdict != availability.NotJudged || a.Reason != "no requests in the window" || a.Value != nil || r.Exact != nil || r.Forecast.Chance != nil {
		t.Errorf("no requests: %+v", a)
	}
	// Twelve hours of 100 requests each, then an outage without any: of 2,400
	// requests there may have been, half are unknown.
	down := History{Watched: quiet.Watched, Outages: []Span{{date(6, 1).Add(12 * time.Hour), date(6, 2)}}, Slices: []Slice{
		{Span{date(6, 1), date(6, 1).Add(12 * time.Hour)}, 1200, 0, 0},
		{Span{date(6, 1).Add(12 * time.Hour), date(6, 2)}, 0, 0, 0},
	}}
	a := mustEvaluate(t, o, down, date(6, 2), Options{}).Attained
	if a.Verdict != availability.NotJudged || !near(a.Low, 0.5) || a.High != 1 || !near(a.Blind, 12) {
		t.Errorf("an outage without requests: %+v", a)
	}
	o.Method, o.SliceTarget = Windows, 0.9
	if a := mustEvaluate(t, o, down, date(6, 2), Options{}).Attained; a.Verdict != availability.Breached || !near(a.High, 0.5) {
		t.Errorf("the same by slices: %+v", a)
	}
	// Blind time may have been busier than any that was seen, if the caller knows.
	o.Method, o.SliceTarget = Requests, 0
	r = mustEvaluate(t, o, down, date(6, 2), Options{PeakPerHour: 300})
	if !near(r.Attained.Low, 0.25) || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "300 requests") {
		t.Errorf("a peak of 300: %+v, %v", r.Attained, r.Notes)
	}
}

// A correction takes out its time, and with it its budget. Both figures are there.
func TestCorrections(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: Window{Rolling: 30 * testDay}}
	outage := Span{date(6, 10), date(6, 10).Add(2 * time.Hour)}
	h := History{Watched: Span{date(6, 1), date(7, 1)}, Outages: []Span{outage}}
	planned := Correction{Span: Span{outage.From, outage.From.Add(90 * time.Minute)}, Reason: "database move", By: "a.b.", At: date(6, 1)}
	later := planned
	later.At, later.From, later.To = date(6, 12), outage.From.Add(time.Hour), outage.To.Add(time.Hour)
	r := mustEvaluate(t, o, h, date(7, 1), Options{Corrections: []Correction{planned, later}})
	if a := r.Original; a == nil || a.Verdict != availability.Breached || !near(a.Budget.Spent, 120) || !near(a.Budget.Allowed, 43.2) {
		t.Errorf("original %+v", a)
	}
	// Three hours are excluded together.
	if a := r.Attained; a.Verdict != availability.Met || a.Budget.Spent != 0 || !near(a.Budget.Allowed, 0.001*(43200-180)) {
		t.Errorf("corrected %+v", a)
	}
	e := r.Corrections
	if len(e) != 2 || !near(e[0].Removed.Bad, 90) || e[0].Retroactive || !near(e[1].Removed.Bad, 60) || !near(e[1].Removed.Good, 60) || !e[1].Retroactive {
		t.Errorf("effects %+v", e)
	}
	if e[0].Reason != "database move" || e[0].By != "a.b." {
		t.Errorf("audit %+v", e[0])
	}
	if len(h.Outages) != 1 || h.Outages[0] != outage {
		t.Error("the history was changed")
	}
	// Nothing is left: not judged, and not met.
	all := planned
	all.Span = Span{date(5, 1), date(8, 1)}
	if a := mustEvaluate(t, o, h, date(7, 1), Options{Corrections: []Correction{all}, Forecast: &Draws{Count: 10}}).Attained; a.Verdict != availability.NotJudged || a.Value != nil {
		t.Errorf("all excluded: %+v", a)
	}
}

// A rule that cannot fire is refused with the reason, and the others work.
func TestRefusedRules(t *testing.T) {
	o, h := Objective{Target: 0.9, Method: Time, Window: Window{Rolling: 30 * testDay}}, History{Watched: Span{date(6, 1), date(7, 1)}}
	h.Outages = []Span{{date(6, 30).Add(18 * time.Hour), date(7, 1)}}
	r := mustEvaluate(t, o, h, date(7, 1), Options{Rules: Workbook()})
	if len(r.Refused) != 1 || r.Refused[0].Rule.Name != "fast" || !strings.Contains(r.Refused[0].Reason, "can never fire") || len(r.Alarms) != 2 {
		t.Fatalf("refused %+v, %d alarms", r.Refused, len(r.Alarms))
	}
	for _, a := range r.Alarms { // a complete outage of 6 hours: burn 10 > 6, and 72 hours at 10·6/72 < 1
		if a.Firing != (a.Rule.Name == "slow") || !a.Certain {
			t.Errorf("%+v", a)
		}
	}
}

// One failure in an hour of ten requests burns at 100, and raises an alert only
// without a minimum. What is unknown makes an alarm uncertain, either way.
func TestAlarms(t *testing.T) {
	o := Objective{Target: 0.999, Method: Requests, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{date(6, 1), date(7, 1)}}
	for i := range 720 {
		from := date(6, 1).Add(time.Duration(i) * time.Hour)
		h.Slices = append(h.Slices, Slice{Span{from, from.Add(time.Hour)}, 10, 0, 0})
	}
	h.Slices[719].Good, h.Slices[719].Bad = 9, 1
	rule := Workbook()[0]
	alarm := func(r Rule) Alarm { return mustEvaluate(t, o, h, date(7, 1), Options{Rules: []Rule{r}}).Alarms[0] }
	if a := alarm(rule); !a.Firing || !a.Certain || !near(*a.Long.Value, 100) {
		t.Errorf("without a minimum: %+v", a)
	}
	rule.MinFailures = 2
	if a := alarm(rule); a.Firing || a.Quiet == "" {
		t.Errorf("two failures at least: %+v", a)
	}
	rule.MinFailures, rule.MinRequests = 0, 70
	if a := alarm(rule); a.Firing || !strings.Contains(a.Quiet, "10 requests are fewer than 70") {
		t.Errorf("70 requests at least: %+v", a)
	}
	h.Slices[719].Bad, h.Slices[719].Unknown = 0, 1
	if a := alarm(Workbook()[0]); a.Firing || a.Certain || !near(a.Long.High, 100) {
		t.Errorf("one unknown: %+v", a)
	}
}

// A report says what the traffic is enough for.
func TestReportOfTraffic(t *testing.T) {
	o := Objective{Target: 0.999, Method: Requests, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{date(6, 1), date(7, 1)}, Slices: []Slice{{Span{date(6, 1), date(7, 1)}, 7191, 9, 0}}}
	r := mustEvaluate(t, o, h, date(7, 1), Options{Rules: Workbook(), Level: 0.95})
	if r.Attained.Verdict != availability.Breached || r.Exact == nil || r.Exact.Claim != Compatible {
		t.Errorf("9 of 7,200 is over the budget of 7.2, but no proof: %s, %+v", r.Attained.Verdict, r.Exact)
	}
	if r.Traffic == nil || !near(r.Traffic.PerHour, 10) || r.Traffic.SuccessRun != 2995 || !near(r.Traffic.SuccessRunHours, 299.5) || r.Traffic.Rules[0].MinRequests != 70 {
		t.Errorf("traffic %+v", r.Traffic)
	}
	h.Slices[0].Good, h.Slices[0].Bad = 80.5, 0.25
	r = mustEvaluate(t, o, h, date(7, 1), Options{})
	if len(r.Notes) != 1 || r.Traffic.Reason == "" {
		t.Errorf("fractions of requests: %v; 81 requests: %q", r.Notes, r.Traffic.Reason)
	}
}

// The same input gives the same report, whatever the order of its parts.
func TestOrderMeansNothing(t *testing.T) {
	o := Objective{Target: 0.9, Method: Windows, SliceTarget: 0.5, Window: Window{Rolling: 2 * testDay}}
	h := History{Watched: Span{minute(0), minute(2880)}}
	for i := range 48 {
		h.Slices = append(h.Slices, Slice{Span{minute(60 * i), minute(60*i + 60)}, float64(i % 7), float64(i % 5), 0})
	}
	x := Options{Forecast: &Draws{Seed: 1, Count: 500}, Rules: Workbook()}
	a := mustEvaluate(t, o, h, minute(2880), x)
	for i, j := 0, len(h.Slices)-1; i < j; i, j = i+1, j-1 {
		h.Slices[i], h.Slices[j] = h.Slices[j], h.Slices[i]
	}
	if b := mustEvaluate(t, o, h, minute(2880), x); !reflect.DeepEqual(a, b) {
		t.Errorf("%+v\n%+v", a, b)
	}
}

// Numbers of any size give an error or finite figures.
func TestExtremes(t *testing.T) {
	for _, count := range []float64{0, math.SmallestNonzeroFloat64, 1e-300, 1, 1e17, 1e300, math.MaxFloat64} {
		for _, target := range []float64{1e-300, 1e-9, 0.5, 1 - 1e-16} {
			for _, m := range []Method{Requests, Windows, Ratios} {
				o := Objective{Target: target, Method: m, Window: Window{Rolling: testDay}}
				if m == Windows {
					o.SliceTarget = 1
				}
				h := History{Watched: Span{minute(0), minute(1440)}}
				for i := range 24 {
					h.Slices = append(h.Slices, Slice{Span{minute(60 * i), minute(60*i + 60)}, count, count / 2, count / 4})
				}
				r, err := Evaluate(context.Background(), o, h, minute(1440), Options{Rules: Workbook(), Forecast: &Draws{Count: 20}})
				if err != nil {
					continue
				}
				if _, err := json.Marshal(r); err != nil {
					t.Errorf("%g requests, target %g, %s: %v", count, target, m, err)
				}
			}
		}
	}
}
