package slo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ninefold/analysis/dist"
)

// A Trial says how to run alert rules over a history.
type Trial struct {
	Rules     []Rule        `json:"rules"`
	Over      Span          `json:"over"`
	Step      time.Duration `json:"stepNanoseconds,omitempty"` // between evaluations; 0 is a minute
	Incidents []Span        `json:"incidents,omitempty"`       // what should raise an alert; nil: what was bad, see [Backtest]
	MinShare  float64       `json:"minShare,omitempty"`        // of the budget; incidents that spend less should raise none; at 0 all should, seen or not
	Level     float64       `json:"level,omitempty"`           // of the intervals; 0 is 0.9
}

// An Alert is a time during which a rule, or one of several, was firing.
type Alert struct {
	Span
	Open     bool  `json:"open"`     // still firing at the end of the trial
	Incident *int  `json:"incident"` // the first incident it is due to; nil: none, a false alarm
	also     []int // all of them
}

// A Detection is what became of an incident.
type Detection struct {
	Span
	Share       float64    `json:"budgetShare"` // of the budget that it spent
	Significant bool       `json:"significant"` // it should raise an alert
	Alert       *time.Time `json:"alert,omitempty"`
	Minutes     *float64   `json:"minutesToDetect,omitempty"` // 0 where an alert was firing already
	Reset       *float64   `json:"minutesToReset,omitempty"`  // from its end to that of the last alert due to it; absent while firing
	ShareThen   *float64   `json:"shareAtAlert,omitempty"`    // of the budget that it had spent when the alert came
}

// A Share is a share of counted things with its Clopper–Pearson interval.
type Share struct {
	Hits  int      `json:"hits"`
	Of    int      `json:"of"`
	Value *float64 `json:"value,omitempty"` // absent of nothing
	Low   float64  `json:"low"`
	High  float64  `json:"high"`
}

// A Score is what became of a rule, or of all rules of a severity together.
type Score struct {
	Name       string      `json:"name"`
	Rules      []string    `json:"rules"`
	Alerts     []Alert     `json:"alerts"`
	Detections []Detection `json:"detections"`
	Precision  Share       `json:"precision"` // alerts that were due to a significant incident
	Recall     Share       `json:"recall"`    // significant incidents that raised an alert
	Median     *float64    `json:"medianMinutesToDetect,omitempty"`
	Slowest    *float64    `json:"slowestMinutesToDetect,omitempty"`

	MedianReset  *float64 `json:"medianMinutesToReset,omitempty"` // of alerts that ended
	SlowestReset *float64 `json:"slowestMinutesToReset,omitempty"`
	MedianSpent  *float64 `json:"medianShareAtAlert,omitempty"` // of the budget, spent when the alert came
	MostSpent    *float64 `json:"mostShareAtAlert,omitempty"`
	FalseAlarms  float64  `json:"falseAlarmsPerMonth"` // alerts due to no significant incident, by 730.5 hours of the trial
}

const maxSteps = 5_000_000

// Backtest runs alert rules over a history as a monitoring system would have,
// each alone and those of a severity together, and compares their alerts with
// what happened.
//
// Where the trial names no incidents, they are the spells of bad time, or for
// requests the runs of slices that burn faster than the budget allows. An alert is
// due to an incident when it fires between its beginning and a long window after
// its end. The budget that an incident spends is a share of that of the window in
// force: for requests, of the whole window at the mean rate of what is known of it up
// to the end of the incident, so that the first hours of a history do not count as if
// they had a budget of their own.
//
// It returns an error for what does not validate, rules that [Rule.Check]
// refuses, more than 5,000,000 steps, and that of ctx when it ends.
//
// Source of the measures: Google, The Site Reliability Workbook, 2018, chapter 5:
// precision, recall, detection time, reset time.
func Backtest(ctx context.Context, o Objective, h History, t Trial) ([]Score, error) {
	if t.Step == 0 {
		t.Step = time.Minute
	}
	if t.Level == 0 {
		t.Level = 0.9
	}
	if err := errors.Join(check(o, h, t.Over), t.validate(o)); err != nil {
		return nil, err
	}
	l := newLedger(o, h, nil, 0)
	if t.Incidents == nil {
		t.Incidents = l.incidents()
	}
	t.Incidents = slices.DeleteFunc(merge(t.Incidents), func(s Span) bool {
		return !s.From.Before(t.Over.To) || !s.To.After(t.Over.From)
	})
	firing, err := l.replay(ctx, t)
	if err != nil {
		return nil, err
	}
	var scores []Score
	for i, r := range t.Rules {
		scores = append(scores, l.score(t, r.Name, []Rule{r}, firing[i:i+1]))
	}
	for _, severity := range []string{"page", "ticket"} {
		var rules []Rule
		var spans [][]Alert
		for i, r := range t.Rules {
			if r.Severity == severity {
				rules, spans = append(rules, r), append(spans, firing[i])
			}
		}
		if len(rules) > 1 {
			scores = append(scores, l.score(t, severity, rules, spans))
		}
	}
	return scores, nil
}

func (t Trial) validate(o Objective) error {
	var errs []error
	if t.Step < time.Second || t.Over.To.Sub(t.Over.From)/max(t.Step, 1) > maxSteps {
		errs = append(errs, fmt.Errorf("slo: steps of %v are not between a second and what makes %d of them", t.Step, maxSteps))
	}
	if !(t.MinShare >= 0) || !(t.Level > 0 && t.Level < 1) {
		errs = append(errs, fmt.Errorf("slo: least share %g or level %g is out of range", t.MinShare, t.Level))
	}
	if len(t.Rules) == 0 {
		errs = append(errs, errors.New("slo: no rules to try"))
	}
	for i, s := range t.Incidents {
		errs = append(errs, checkSpan("incident", i, s))
	}
	from, to := o.Window.At(t.Over.From)
	for _, r := range t.Rules {
		errs = append(errs, r.Check(o.Target, to.Sub(from)))
	}
	return errors.Join(errs...)
}

// incidents returns what a history itself shows to be bad.
func (l ledger) incidents() []Span {
	if l.objective.Method == Time || l.objective.Method == Windows {
		return l.badSpans()
	}
	var out []Span
	for i := 1; i < len(l.at); i++ {
		d := l.total[i].minus(l.total[i-1])
		if d.bad > 0 && over(d.bad, l.share*(d.good+d.bad)) {
			out = append(out, Span{time.Unix(0, l.at[i-1]).UTC(), time.Unix(0, l.at[i]).UTC()})
		}
	}
	return merge(out)
}

// A watch follows one rule from step to step.
type watch struct {
	rule   Rule
	since  time.Time // when its condition began to hold; zero: it does not
	alerts []Alert
	firing bool
}

// replay evaluates every rule at every step.
func (l ledger) replay(ctx context.Context, t Trial) ([][]Alert, error) {
	watches := make([]watch, len(t.Rules))
	for i, r := range t.Rules {
		watches[i].rule = r
	}
	from, to := l.objective.Window.At(t.Over.From)
	calendar := l.objective.Window.Calendar != nil
	n := 0
	for at := t.Over.From; at.Before(t.Over.To); at = at.Add(t.Step) {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if calendar && !at.Before(to) {
			from, to = l.objective.Window.At(at)
		}
		for i := range watches {
			w := &watches[i]
			w.step(l.fires(w.rule, w.rule.Threshold(to.Sub(from)), at), at)
		}
	}
	out := make([][]Alert, len(watches))
	for i, w := range watches {
		if w.firing {
			last := &w.alerts[len(w.alerts)-1]
			last.To, last.Open = t.Over.To, true
		}
		out[i] = w.alerts
	}
	return out, nil
}

// step tells w whether its condition holds.
func (w *watch) step(holds bool, at time.Time) {
	switch {
	case !holds && w.firing:
		w.alerts[len(w.alerts)-1].To = at
		w.firing, w.since = false, time.Time{}
	case !holds:
		w.since = time.Time{}
	case w.firing:
	default:
		if w.since.IsZero() {
			w.since = at
		}
		if at.Sub(w.since) >= time.Duration(w.rule.ForMinutes)*time.Minute {
			w.alerts = append(w.alerts, Alert{Span: Span{From: at}})
			w.firing = true
		}
	}
}

// together merges the alerts of several rules: one is firing when any is.
func together(all [][]Alert) []Alert {
	sorted := slices.Concat(all...)
	slices.SortStableFunc(sorted, func(a, b Alert) int { return a.From.Compare(b.From) })
	var out []Alert
	for _, a := range sorted {
		if n := len(out); n == 0 || a.From.After(out[n-1].To) {
			out = append(out, a)
		} else if a.To.After(out[n-1].To) {
			out[n-1].To, out[n-1].Open = a.To, a.Open
		}
	}
	return out
}

// score compares alerts with incidents.
func (l ledger) score(t Trial, name string, rules []Rule, firing [][]Alert) Score {
	s := Score{Name: name, Alerts: together(firing), Detections: []Detection{}}
	var grace time.Duration
	for _, r := range rules {
		s.Rules = append(s.Rules, r.Name)
		grace = max(grace, r.Long())
	}
	for _, in := range t.Incidents {
		d := Detection{Span: in, Share: l.spentShare(in, in.To)}
		d.Significant = d.Share >= t.MinShare
		s.Detections = append(s.Detections, d)
	}
	for i := range s.Alerts {
		s.attribute(i, grace)
	}
	hits := 0
	for _, a := range s.Alerts {
		for _, i := range a.also {
			l.detect(&s.Detections[i], a)
		}
		if slices.ContainsFunc(a.also, func(i int) bool { return s.Detections[i].Significant }) {
			hits++
		}
	}
	s.Precision = shareOf(hits, len(s.Alerts), t.Level)
	const month = 365.25 * 24 / 12
	s.FalseAlarms = float64(len(s.Alerts)-hits) * month / t.Over.Hours()
	s.summarize(t.Level)
	if s.Alerts == nil {
		s.Alerts = []Alert{}
	}
	return s
}

// summarize fills in the figures of significant incidents.
func (s *Score) summarize(level float64) {
	var minutes, reset, spent []float64
	significant := 0
	for _, d := range s.Detections {
		if !d.Significant {
			continue
		}
		significant++
		for _, x := range []struct {
			of *float64
			to *[]float64
		}{{d.Minutes, &minutes}, {d.Reset, &reset}, {d.ShareThen, &spent}} {
			if x.of != nil {
				*x.to = append(*x.to, *x.of)
			}
		}
	}
	s.Recall = shareOf(len(minutes), significant, level)
	s.Median, s.Slowest = middle(minutes)
	s.MedianReset, s.SlowestReset = middle(reset)
	s.MedianSpent, s.MostSpent = middle(spent)
}

// middle returns the median and the largest of xs, nil of none.
func middle(xs []float64) (median, most *float64) {
	if len(xs) == 0 {
		return nil, nil
	}
	slices.Sort(xs)
	return finite(dist.Quantiles(xs, 0.5)[0]), finite(xs[len(xs)-1])
}

// attribute notes the incidents that an alert is due to.
func (s *Score) attribute(alert int, grace time.Duration) {
	a := &s.Alerts[alert]
	first, _ := slices.BinarySearchFunc(s.Detections, a.From, func(d Detection, at time.Time) int {
		return cmp.Or(d.To.Add(grace).Compare(at), 1)
	})
	for i := first; i < len(s.Detections) && s.Detections[i].From.Before(a.To); i++ {
		a.also = append(a.also, i)
	}
	if len(a.also) > 0 {
		a.Incident = &a.also[0]
	}
}

// detect fills in what an alert, after those before it, says of an incident that
// it is due to.
func (l ledger) detect(d *Detection, a Alert) {
	if d.Alert == nil {
		at := later(a.From, d.From)
		d.Alert, d.Minutes = &at, finite(at.Sub(d.From).Minutes())
		d.ShareThen = finite(l.spentShare(d.Span, at))
	}
	if d.Reset = nil; !a.Open {
		d.Reset = finite(max(0, a.To.Sub(d.To).Minutes()))
	}
}

// spentShare returns the share of its budget that an incident has spent at a
// moment.
func (l ledger) spentShare(in Span, at time.Time) float64 {
	spent := l.between(in.From, earlier(in.To, at))
	from, to := l.objective.Window.At(in.To)
	allowed := l.allowedHours(Span{from, to})
	if l.objective.Method == Requests {
		allowed = 0
		passed := Span{from, earlier(to, in.To)}
		got := l.between(passed.From, passed.To)
		if seen := passed.Hours() - got.blind; seen > 0 {
			allowed = l.share * (got.good + got.bad) * (Span{from, to}.Hours() / seen)
		}
	}
	if !(allowed > 0) {
		return 0
	}
	return spent.bad / allowed
}

func shareOf(hits, of int, level float64) Share {
	s := Share{Hits: hits, Of: of, High: 1}
	if of == 0 {
		return s
	}
	s.Value = finite(float64(hits) / float64(of))
	if e, err := CompareCounts(of-hits, of, 0.5, level); err == nil {
		s.Low, s.High = e.Low, e.High
	}
	return s
}
