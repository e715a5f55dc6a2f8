package assess

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ninefold/analysis/policy"
	"ninefold/models"
	"ninefold/models/assessment"
)

// evaluatePolicy judges the model by the built-in rules, failures first.
func (b *builder) evaluatePolicy(context.Context) error {
	var waivers []policy.Waiver
	for _, w := range b.in.Mesh.Waivers {
		if !b.inForce(w) {
			continue
		}
		for _, subject := range b.waived(w) {
			waivers = append(waivers, policy.Waiver{Rule: w.Rule, Subject: subject, Reason: w.Reason, Approver: w.Approver, Until: w.Until})
		}
	}
	b.out.Policy = []assessment.RuleResult{}
	for _, r := range policy.Evaluate(b.facts(), waivers, b.records.cutoff) {
		b.out.Policy = append(b.out.Policy, assessment.RuleResult{
			Rule: r.Rule, Title: r.Title, Subject: r.Subject, Result: r.Result, Fact: r.Fact, Mandatory: r.Mandatory, WaivedUntil: r.WaivedUntil, WaivedBy: r.WaivedBy,
		})
	}
	order := []string{assessment.RuleFail, assessment.RuleWaived, assessment.RuleNotEvaluated, assessment.RulePass, assessment.RuleNotApplicable}
	slices.SortStableFunc(b.out.Policy, func(x, y assessment.RuleResult) int {
		return cmp.Compare(slices.Index(order, x.Result), slices.Index(order, y.Result))
	})
	return nil
}

// waived returns the subject of a waiver and, of one for single points that names
// what fails, the basic events the rules know that by.
func (b *builder) waived(w models.Waiver) []string {
	subjects := []string{w.Subject}
	if w.Rule == policy.RuleSinglePoint {
		for _, p := range b.out.SinglePoints {
			if p.Event != w.Subject && b.waives(w, p.Event) {
				subjects = append(subjects, p.Event)
			}
		}
	}
	return subjects
}

func (b *builder) facts() policy.Facts {
	var facts policy.Facts
	for _, q := range b.runs {
		j := policy.Journey{ID: q.journey.ID, Title: q.journey.Label(), Owner: q.journey.Owner, Target: q.journey.Target, Critical: q.journey.Critical, Entries: q.journey.Entries}
		j.SinglePoints, j.Parameters = []string{}, []policy.Parameter{}
		for _, h := range q.single {
			j.SinglePoints = append(j.SinglePoints, q.events[h.event].ID)
		}
		seen := map[string]bool{} // many events may have one parameter
		for _, e := range q.events {
			if !seen[e.Parameter] {
				seen[e.Parameter] = true
				j.Parameters = append(j.Parameters, policy.Parameter{ID: e.Parameter, Default: b.params.byID[e.Parameter].Provenance == prior})
			}
		}
		facts.Journeys = append(facts.Journeys, j)
	}
	for _, s := range b.in.Mesh.Services {
		facts.Services = append(facts.Services, b.serviceFacts(s))
	}
	for _, d := range b.in.Mesh.Dependencies {
		c := policy.Call{
			From: d.From, To: d.To, Hard: d.Kind == "" || d.Kind == models.DependencyHard,
			Failover: d.Failover != nil, OutlierDetection: d.Failover != nil && d.Failover.OutlierDetection,
		}
		// Who writes a call down without a policy says that it has none. Where discovery
		// found a call and no policy, there may be one where it did not look.
		if d.Policy != (models.CallPolicy{}) || len(d.Evidence) == 0 {
			c.Timeout, c.Retries = ptr(time.Duration(d.Policy.Timeout)), ptr(d.Policy.Retries)
		}
		facts.Calls = append(facts.Calls, c)
	}
	return facts
}

func (b *builder) serviceFacts(s models.Service) policy.Service {
	out := policy.Service{ID: s.ID, Title: s.Label(), Owner: s.Owner, Tier: s.Tier}
	for _, p := range b.in.Mesh.Placements {
		if p.Service != s.ID {
			continue
		}
		out.Placements = append(out.Placements, policy.Placement{Location: p.Location, Replicas: max(1, p.Replicas), Required: max(1, p.Required)})
		zones := p.Spread
		if len(zones) == 0 && p.Location != "" {
			zones = []string{p.Location}
		}
		for _, z := range zones[:min(len(zones), max(1, p.Replicas))] {
			if !slices.Contains(out.Zones, z) {
				out.Zones = append(out.Zones, z)
			}
		}
	}
	return out
}
