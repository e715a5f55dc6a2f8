package slo

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"
)

func mustBacktest(t *testing.T, o Objective, h History, trial Trial) []Score {
	t.Helper()
	scores, err := Backtest(context.Background(), o, h, trial)
	if err != nil {
		t.Fatal(err)
	}
	return scores
}

// Three outages in a month, by hand, for 99.9 % of 30 days and the rule of 2 % in
// an hour, threshold 14.4. An outage of x minutes is 1000·x/60 in the long window,
// so 0.864 minutes raise the alert: at the first whole minute. It ends when the
// last five minutes hold less than 0.072 bad ones.
func TestBacktestByHand(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{minute(-43200), minute(10_000)}, Outages: []Span{
		{minute(1000), minute(1030)},
		{minute(4000), minute(4000).Add(30 * time.Second)}, // too short
		{minute(7000), minute(7002)},
	}}
	s := mustBacktest(t, o, h, Trial{Rules: Workbook()[:1], Over: Span{minute(0), minute(10_000)}})[0]
	if len(s.Alerts) != 2 || !s.Alerts[0].From.Equal(minute(1001)) || !s.Alerts[0].To.Equal(minute(1035)) || !s.Alerts[1].From.Equal(minute(7001)) || !s.Alerts[1].To.Equal(minute(7007)) {
		t.Fatalf("alerts %+v", s.Alerts)
	}
	if s.Precision.Hits != 2 || *s.Precision.Value != 1 || s.Recall.Hits != 2 || s.Recall.Of != 3 || !near(*s.Recall.Value, 2./3) {
		t.Errorf("precision %+v, recall %+v", s.Precision, s.Recall)
	}
	if d := s.Detections[0]; *d.Minutes != 1 || *d.Reset != 5 || !near(d.Share, 30/43.2) || !near(*d.ShareThen, 1/43.2) {
		t.Errorf("detection %+v: %g, %g, %g, %g", d, *d.Minutes, *d.Reset, d.Share, *d.ShareThen)
	}
	if d := s.Detections[1]; d.Alert != nil || d.Minutes != nil || !near(d.Share, 0.5/43.2) {
		t.Errorf("missed %+v", d)
	}
	if *s.Median != 1 || *s.Slowest != 1 || *s.MedianReset != 5 || *s.SlowestReset != 5 || !near(*s.MedianSpent, 1/43.2) || !near(*s.MostSpent, 1/43.2) || s.FalseAlarms != 0 {
		t.Errorf("median %g, slowest %g, reset %g and %g, spent %g and %g, %g false alarms", *s.Median, *s.Slowest, *s.MedianReset, *s.SlowestReset, *s.MedianSpent, *s.MostSpent, s.FalseAlarms)
	}
	// If two minutes are not worth an alert, the second alert is a false one.
	s = mustBacktest(t, o, h, Trial{Rules: Workbook()[:1], Over: Span{minute(0), minute(10_000)}, MinShare: 0.1})[0]
	if s.Precision.Hits != 1 || s.Precision.Of != 2 || s.Recall.Of != 1 || *s.Recall.Value != 1 {
		t.Errorf("with a least share: precision %+v, recall %+v", s.Precision, s.Recall)
	}
	if want := 730.5 * 60 / 10_000; !near(s.FalseAlarms, want) { // one in 10,000 minutes
		t.Errorf("%g false alarms a month, want %g", s.FalseAlarms, want)
	}
	// The same where the caller names what happened, and that was one outage.
	s = mustBacktest(t, o, h, Trial{Rules: Workbook()[:1], Over: Span{minute(0), minute(10_000)}, Incidents: h.Outages[:1]})[0]
	if s.Precision.Hits != 1 || s.Alerts[1].Incident != nil || *s.Alerts[0].Incident != 0 || len(s.Detections) != 1 {
		t.Errorf("named incidents: %+v", s)
	}
	// One of which nothing can be seen was missed all the same.
	s = mustBacktest(t, o, h, Trial{Rules: Workbook()[:1], Over: Span{minute(0), minute(10_000)}, Incidents: []Span{h.Outages[0], {minute(5000), minute(5010)}}})[0]
	if s.Recall.Hits != 1 || s.Recall.Of != 2 {
		t.Errorf("an incident unseen: recall %+v", s.Recall)
	}
}

// A trickle of 2 % errors burns at 20: the fast rule comes when 72 % of the hour
// are bad, and the severity has the first alert of its rules.
func TestBacktestOfRequests(t *testing.T) {
	o := Objective{Target: 0.999, Method: Requests, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{minute(-43200), minute(3000)}}
	for i := -43200; i < 3000; i++ {
		s := Slice{Span{minute(i), minute(i + 1)}, 1000, 0, 0}
		if i >= 1000 && i < 1200 {
			s.Good, s.Bad = 980, 20
		}
		h.Slices = append(h.Slices, s)
	}
	scores := mustBacktest(t, o, h, Trial{Rules: Workbook(), Over: Span{minute(0), minute(3000)}})
	if len(scores) != 4 || scores[3].Name != "page" || len(scores[3].Rules) != 2 {
		t.Fatalf("%d scores", len(scores))
	}
	// fast: 20·m/60 > 14.4 after 43.2 minutes; slow: 20·m/360 > 6 after 108; trickle: 20·m/4320 > 1 after 216, never.
	for i, want := range []float64{44, 109, math.NaN(), 44} {
		d := scores[i].Detections[0]
		if math.IsNaN(want) != (d.Minutes == nil) || d.Minutes != nil && *d.Minutes != want {
			t.Errorf("%s: detected after %v, want %g", scores[i].Name, d.Minutes, want)
		}
	}
	// What the rule itself foretells, to the minute.
	for i, r := range Workbook() {
		detect, reset, ok := r.Response(0.999, 30*testDay, 0.02)
		d := scores[i].Detections[0]
		if i < 2 && (!ok || math.Abs(detect.Minutes()-*d.Minutes) > 1 || math.Abs(reset.Minutes()-*d.Reset) > 1) {
			t.Errorf("%s: foretold %v and %v, seen %v and %v", r.Name, detect, reset, *d.Minutes, *d.Reset)
		}
	}
	// 200 minutes of 20 bad requests, of 43.2 million requests in the window.
	if d := scores[0].Detections[0]; !near(d.Share, 4000/43_200.) || !near(*d.ShareThen, 44*20/43_200.) {
		t.Errorf("share %g, then %g", d.Share, *d.ShareThen)
	}
	if _, _, ok := Workbook()[0].Response(0.999, 30*testDay, 0.0144); ok {
		t.Error("an alert at just the threshold")
	}
}

// The budget is that of the whole window, however much of it is seen: 600 bad of 600 a
// minute, ten minutes into a history, are one minute of the 43.2 that 30 days allow.
func TestBudgetAtTheBeginning(t *testing.T) {
	h := History{Watched: Span{minute(0), minute(20)}}
	for i := range 20 {
		s := Slice{Span{minute(i), minute(i + 1)}, 600, 0, 0}
		if i == 10 {
			s.Good, s.Bad = 0, 600
		}
		h.Slices = append(h.Slices, s)
	}
	for _, w := range []Window{{Rolling: 30 * testDay}, {Calendar: &Calendar{Unit: Day, Count: 30, Start: minute(0)}}} {
		o := Objective{Target: 0.999, Method: Requests, Window: w}
		if d := mustBacktest(t, o, h, Trial{Rules: Workbook()[:1], Over: h.Watched})[0].Detections[0]; !near(d.Share, 1/43.2) {
			t.Errorf("%+v: share %g, want %g", w, d.Share, 1/43.2)
		}
	}
}

// Without a minimum, ten requests an hour make false alarms of single failures;
// with two failures at least they are gone.
func TestBacktestOfLowTraffic(t *testing.T) {
	o := Objective{Target: 0.999, Method: Requests, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{minute(-43200), minute(43200)}}
	for i := -720; i < 720; i++ {
		s := Slice{Span{minute(60 * i), minute(60*i + 60)}, 10, 0, 0}
		if i == 100 || i == 500 {
			s.Good, s.Bad = 9, 1
		}
		h.Slices = append(h.Slices, s)
	}
	trial := Trial{Rules: Workbook()[:1], Over: Span{minute(0), minute(43200)}, Incidents: []Span{}}
	if s := mustBacktest(t, o, h, trial)[0]; len(s.Alerts) != 2 || s.Precision.Hits != 0 || *s.Precision.Value != 0 || s.Recall.Value != nil {
		t.Errorf("%+v", s)
	}
	trial.Rules[0].MinFailures = 2
	if s := mustBacktest(t, o, h, trial)[0]; len(s.Alerts) != 0 || s.Precision.Value != nil {
		t.Errorf("%+v", s)
	}
}

func TestBacktestRefuses(t *testing.T) {
	o := Objective{Target: 0.999, Method: Time, Window: Window{Rolling: 30 * testDay}}
	h := History{Watched: Span{minute(0), minute(100)}}
	whole := Span{minute(0), minute(100)}
	for name, trial := range map[string]Trial{
		"no rules":   {Over: whole},
		"no span":    {Rules: Workbook()},
		"backwards":  {Rules: Workbook(), Over: Span{minute(5), minute(0)}},
		"tiny steps": {Rules: Workbook(), Over: whole, Step: 1},
		"many steps": {Rules: Workbook(), Over: Span{date(1, 1), date(1, 1).AddDate(100, 0, 0)}},
		"share":      {Rules: Workbook(), Over: whole, MinShare: math.NaN()},
		"level":      {Rules: Workbook(), Over: whole, Level: 1},
		"incident":   {Rules: Workbook(), Over: whole, Incidents: []Span{{}}},
		"rule":       {Rules: []Rule{{}}, Over: whole},
	} {
		if _, err := Backtest(context.Background(), o, h, trial); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
	never := o
	never.Target = 0.9
	if _, err := Backtest(context.Background(), never, h, Trial{Rules: Workbook(), Over: whole}); !errors.Is(err, ErrNeverFires) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Backtest(ctx, o, h, Trial{Rules: Workbook(), Over: Span{date(1, 1), date(3, 1)}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
