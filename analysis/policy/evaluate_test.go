package policy

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// result returns what a rule says about a subject.
func result(t *testing.T, results []Result, rule, subject string) Result {
	t.Helper()
	i := slices.IndexFunc(results, func(r Result) bool { return r.Rule == rule && r.Subject == subject })
	if i < 0 {
		t.Fatalf("no result of %s on %s", rule, subject)
	}
	return results[i]
}

func TestRules(t *testing.T) {
	facts := Facts{
		Journeys: []Journey{
			{
				ID: "good", Target: 0.999, Owner: "payments", Critical: true, Entries: []string{"web"},
				SinglePoints: []string{}, Parameters: []Parameter{{ID: "service:web"}},
			},
			{
				ID: "bad", Critical: true, Entries: []string{"storm"},
				SinglePoints: []string{"service:ledger"}, Parameters: []Parameter{{ID: "service:web"}, {ID: "service:ledger", Default: true}},
			},
			{ID: "blind", Target: 0.999, Critical: true, Entries: []string{"dark"}},
			{ID: "minor", Target: 0.9, Owner: "x", Entries: []string{"web"}},
			{ID: "loose", Target: 0.9, Owner: "x"},
		},
		Services: []Service{
			{ID: "web", Owner: "a", Tier: 1, Zones: []string{"a", "b"}, Placements: []Placement{{Replicas: 3, Required: 2}}},
			{ID: "storm", Tier: 1, Zones: []string{"a", "a"}, Placements: []Placement{{Location: "x", Replicas: 3, Required: 2}, {Location: "y", Replicas: 2, Required: 2}}},
			{ID: "dark", Tier: 1},
			{ID: "plain", Tier: 3},
			{ID: "unranked"},
		},
		Calls: []Call{
			{From: "web", To: "ledger", Hard: true, Timeout: ptr(time.Second), Retries: ptr(3), Failover: true, OutlierDetection: true},
			{From: "web", To: "adverts", Retries: ptr(0)},
			{From: "storm", To: "mid", Hard: true, Timeout: ptr(time.Duration(0)), Retries: ptr(2), Failover: true},
			{From: "mid", To: "end", Hard: true, Retries: ptr(1)},
			{From: "dark", To: "end", Hard: true},
			{From: "plain", To: "end", Hard: true},
		},
	}
	tests := []struct{ rule, subject, want, fact string }{
		{"journey-target", "good", Pass, "0.999"},
		{"journey-target", "bad", Fail, "no target and no owner"},
		{"journey-target", "blind", Fail, "no owner"},
		{"single-point", "good", Pass, "none"},
		{"single-point", "bad", Fail, "service:ledger"},
		{"single-point", "blind", NotEvaluated, "not known"},
		{"single-point", "minor", NotApplicable, "not critical"},
		{"journey-evidence", "good", Pass, "1 parameters"},
		{"journey-evidence", "bad", Fail, "1 of 2 parameters rest on defaults alone: service:ledger"},
		{"journey-evidence", "blind", NotEvaluated, "not known"},
		{"journey-evidence", "minor", NotApplicable, "not critical"},
		{"retry-amplification", "good", Pass, "1 request becomes 4 at most"},
		{"retry-amplification", "bad", Fail, "1 request becomes 6 along storm > mid > end"},
		{"retry-amplification", "blind", NotEvaluated, "1 calls"},
		{"retry-amplification", "loose", NotEvaluated, "entry services"},
		{"service-owner", "web", Pass, "a"},
		{"service-owner", "storm", Fail, "no owner"},
		{"tier1-spread", "web", Pass, "2 zones"},
		{"tier1-spread", "storm", Fail, "a only"},
		{"tier1-spread", "dark", NotEvaluated, "not known"},
		{"tier1-spread", "plain", NotApplicable, "tier 3"},
		{"tier1-spread", "unranked", NotEvaluated, "tier is not stated"},
		{"tier1-redundancy", "web", Pass, "1 locations"},
		{"tier1-redundancy", "storm", Fail, "2 of 2 required y"},
		{"tier1-redundancy", "dark", NotEvaluated, "not known"},
		{"tier1-timeout", "web>ledger", Pass, "1s"},
		{"tier1-timeout", "web>adverts", NotApplicable, "not a hard call"},
		{"tier1-timeout", "storm>mid", Fail, "no timeout"},
		{"tier1-timeout", "dark>end", NotEvaluated, "not known"},
		{"tier1-timeout", "plain>end", NotApplicable, "tier 3"},
		{"tier1-timeout", "mid>end", NotEvaluated, "tier is not stated"},
		{"failover-detection", "web>ledger", Pass, "on"},
		{"failover-detection", "storm>mid", Fail, "without outlier detection"},
		{"failover-detection", "dark>end", NotApplicable, "no failover"},
	}
	results := Evaluate(facts, nil, now)
	for _, tt := range tests {
		r := result(t, results, tt.rule, tt.subject)
		if r.Result != tt.want || !strings.Contains(r.Fact, tt.fact) {
			t.Errorf("%s on %s: %s (%s), want %s (%s)", tt.rule, tt.subject, r.Result, r.Fact, tt.want, tt.fact)
		}
	}
}

// Whatever is not known, no rule passes for it: an owner, a target and a tier are
// things people state, so their absence is a failure or blindness.
func TestNothingKnownNothingPasses(t *testing.T) {
	facts := Facts{
		Journeys: []Journey{{ID: "j", Critical: true}},
		Services: []Service{{ID: "s"}, {ID: "t", Tier: 1}},
		Calls:    []Call{{From: "t", To: "s", Hard: true}},
	}
	results := Evaluate(facts, nil, now)
	if len(results) == 0 {
		t.Fatal("no results")
	}
	for _, r := range results {
		if r.Result == Pass {
			t.Errorf("%s on %s passes: %s", r.Rule, r.Subject, r.Fact)
		}
	}
	if got := Evaluate(Facts{}, nil, now); got == nil || len(got) != 0 {
		t.Errorf("no facts: %v, want no results", got)
	}
}

// ring is n services, each calling the next and the last calling the first.
func ring(n, retries int) []Call {
	name := func(i int) string {
		if i%n == 0 {
			return "a"
		}
		return "s" + strconv.Itoa(i)
	}
	var calls []Call
	for i := range n {
		calls = append(calls, Call{From: name(i), To: name(i + 1), Retries: ptr(retries)})
	}
	return calls
}

func TestRetryAmplificationOfCycles(t *testing.T) {
	tests := []struct {
		name  string
		calls []Call
		want  string
		fact  string
	}{
		{"without retries", []Call{{From: "a", To: "b", Retries: ptr(0)}, {From: "b", To: "a", Retries: ptr(0)}}, Pass, "becomes 1"},
		{"with retries", []Call{{From: "a", To: "b", Retries: ptr(1)}, {From: "b", To: "a", Retries: ptr(0)}}, Fail, "no bound"},
		{"itself", []Call{{From: "a", To: "a", Retries: ptr(1)}}, Fail, "no bound"},
		{"behind a cycle", []Call{{From: "a", To: "b", Retries: ptr(0)}, {From: "b", To: "a", Retries: ptr(0)}, {From: "b", To: "c", Retries: ptr(4)}}, Fail, "becomes 5 along a > b > c"},
		{"known is enough to fail", []Call{{From: "a", To: "b"}, {From: "b", To: "c", Retries: ptr(4)}}, Fail, "becomes 5"},
		{"around a long cycle", ring(60, 1), Fail, "no bound"},
		{"along a long path", ring(60, 1)[:59], Fail, "more than a million"},
		{"in another part", []Call{{From: "x", To: "y", Retries: ptr(9)}}, Pass, "becomes 1"},
		{"by the longer way", []Call{
			{From: "a", To: "c", Retries: ptr(3)}, {From: "a", To: "b", Retries: ptr(2)}, {From: "b", To: "c", Retries: ptr(1)}, {From: "c", To: "d", Retries: ptr(0)},
		}, Fail, "becomes 6 along a > b > c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			facts := Facts{Journeys: []Journey{{ID: "j", Entries: []string{"a"}}}, Calls: tt.calls}
			r := result(t, Evaluate(facts, nil, now), "retry-amplification", "j")
			if r.Result != tt.want || !strings.Contains(r.Fact, tt.fact) {
				t.Errorf("%s (%s), want %s (%s)", r.Result, r.Fact, tt.want, tt.fact)
			}
		})
	}
}

func TestWaivers(t *testing.T) {
	until := now.Add(time.Hour)
	later := now.Add(2 * time.Hour)
	facts := Facts{
		Journeys: []Journey{{ID: "pay", Target: 0.999, Owner: "x", Critical: true, SinglePoints: []string{"service:ledger", "domain:ca"}}},
		Services: []Service{{ID: "web"}, {ID: "owned", Owner: "y"}},
	}
	whole := Waiver{Rule: RuleSinglePoint, Subject: "pay", Approver: "risk board", Until: until}
	ledger := Waiver{Rule: RuleSinglePoint, Subject: "service:ledger", Approver: "first", Until: until}
	ca := Waiver{Rule: RuleSinglePoint, Subject: "domain:ca", Approver: "second", Until: later}
	tests := []struct {
		name    string
		waivers []Waiver
		at      time.Time
		want    string
		by      string
	}{
		{"in force", []Waiver{whole}, now, Waived, "risk board"},
		{"a moment before its end", []Waiver{whole}, until.Add(-1), Waived, "risk board"},
		{"at its end", []Waiver{whole}, until, Fail, ""},
		{"after its end", []Waiver{whole}, later, Fail, ""},
		{"for another rule", []Waiver{{Rule: "service-owner", Subject: "pay", Until: until}}, now, Fail, ""},
		{"for another subject", []Waiver{{Rule: RuleSinglePoint, Subject: "web", Until: until}}, now, Fail, ""},
		{"one part of two", []Waiver{ledger}, now, Fail, ""},
		{"all parts: the first to end counts", []Waiver{ca, ledger}, now, Waived, "first"},
		{"one part has ended", []Waiver{ca, ledger}, until, Fail, ""},
		{"two for the same: the last to end counts", []Waiver{whole, {Rule: RuleSinglePoint, Subject: "pay", Approver: "again", Until: later}}, now, Waived, "again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := result(t, Evaluate(facts, tt.waivers, tt.at), RuleSinglePoint, "pay")
			if r.Result != tt.want || r.WaivedBy != tt.by || (r.WaivedUntil != nil) != (tt.want == Waived) {
				t.Errorf("%s by %q until %v, want %s by %q", r.Result, r.WaivedBy, r.WaivedUntil, tt.want, tt.by)
			}
		})
	}

	// A waiver turns no other result into waived.
	results := Evaluate(facts, []Waiver{
		{Rule: "service-owner", Subject: "owned", Until: later},
		{Rule: "tier1-spread", Subject: "web", Until: later},
	}, now)
	if r := result(t, results, "service-owner", "owned"); r.Result != Pass {
		t.Errorf("a waived pass is %s", r.Result)
	}
	if r := result(t, results, "tier1-spread", "web"); r.Result != NotEvaluated {
		t.Errorf("a waived blindness is %s", r.Result)
	}
}

func TestRuleIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if r.ID == "" || r.Title == "" || seen[r.ID] {
			t.Errorf("rule %+v is not named, or twice", r)
		}
		seen[r.ID] = true
	}
}
