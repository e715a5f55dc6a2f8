package assess

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/fmea"
	"ninefold/analysis/policy"
	"ninefold/models"
	"ninefold/models/assessment"
)

// draftFMEA drafts one row for every component with a failure rate.
func (b *builder) draftFMEA(context.Context) error {
	b.out.FMEA = []assessment.FMEARow{}
	minutes := map[string]float64{}
	for _, w := range b.programmeRuns() {
		for i, e := range w.run.events {
			minutes[e.Parameter] += w.weight * w.run.p[i] * w.run.birnbaum[i] * minutesPerYear
		}
	}
	impacts := map[string]assessment.Impact{}
	for _, i := range b.out.Impacts {
		impacts[i.Kind+":"+i.Subject] = i
	}
	var modes []fmea.Mode
	for _, p := range b.params.list {
		if p.rate != nil {
			modes = append(modes, b.mode(p, impacts, minutes[p.ID]))
		}
	}
	rows, err := fmea.Draft(modes)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b.out.FMEA = append(b.out.FMEA, assessment.FMEARow{
			ID: r.ID, Item: r.Item, Mode: r.Mode, LocalEffect: r.LocalEffect, JourneyEffect: r.JourneyEffect, Cause: r.Cause, Detection: r.Detection,
			Severity: r.Severity, Occurrence: r.Occurrence, DetectionRank: r.DetectionRank, RPN: r.RPN, ActionPriority: string(r.ActionPriority),
			Event: r.Event, RatePerYear: r.RatePerYear, RestoreHours: r.RestoreHours, MinutesPerYear: r.MinutesPerYear, Basis: r.Basis,
		})
	}
	return nil
}

// mode says what the failure of one component does. One replica takes nobody
// down where others are left; a release and the software take the service down.
func (b *builder) mode(p *parameter, impacts map[string]assessment.Impact, minutes float64) fmea.Mode {
	kind, id, _ := strings.Cut(p.ID, ":")
	m := fmea.Mode{
		Event: p.ID, Item: p.Label, Mode: "fails", RatePerYear: p.rate.Mean() * hoursPerYear, RestoreHours: p.restore.Mean(),
		MinutesPerYear: minutes, Effect: fmea.Unaffected, JourneyEffect: "none while the rest works",
	}
	_, m.RateHigh = bounds(p.rate, hoursPerYear)
	if f := b.failureOf(kind, id); f != nil {
		m.Mode, m.DetectedBy, m.Cause = cmp.Or(f.Mode, m.Mode), f.DetectedBy, f.Source
	}
	subject := kind + ":" + id
	switch kind {
	case "service", "domain":
		m.LocalEffect = "down everywhere"
	case "release":
		m.LocalEffect, subject = "all replicas at one location are down", ""
	case "instance":
		m.LocalEffect, subject = "one replica is down", ""
	default:
		m.LocalEffect, subject = "no traffic between two locations", ""
	}
	if subject == "" && b.alone(p.ID) {
		subject = "service:" + id
	}
	if impact, ok := impacts[subject]; ok {
		b.worstEffect(&m, impact)
	}
	return m
}

// alone reports whether an event of the parameter is a single point of failure.
func (b *builder) alone(parameter string) bool {
	return slices.ContainsFunc(b.out.SinglePoints, func(s assessment.SinglePoint) bool {
		event, _, _ := strings.Cut(s.Event, "@")
		return event == parameter
	})
}

// worstEffect takes the effect on the journey that is hit hardest.
func (b *builder) worstEffect(m *fmea.Mode, impact assessment.Impact) {
	rank := map[string]int{assessment.EffectDown: 2, assessment.EffectDegraded: 1}
	var words []string
	for i, j := range impact.Journeys {
		if j.Effect == assessment.EffectNone {
			continue
		}
		words = append(words, j.Title+" "+j.Effect)
		critical := b.in.Mesh.Journeys[i].Critical
		if rank[j.Effect] > rank[m.Effect] || rank[j.Effect] == rank[m.Effect] && critical && !m.Critical {
			m.Effect, m.Users, m.Critical = j.Effect, j.UsersDown, critical
		}
	}
	if len(words) > 0 {
		m.JourneyEffect = strings.Join(words, ", ")
	}
}

// failureOf returns the failure data the model states for a component.
func (b *builder) failureOf(kind, id string) *models.Failure {
	for _, s := range b.in.Mesh.Services {
		if s.ID == id {
			switch kind {
			case "service":
				return s.Failure
			case "release":
				return s.Release
			case "instance":
				return s.Instance
			}
		}
	}
	for _, d := range b.in.Mesh.Domains {
		if kind == "domain" && d.ID == id {
			return d.Failure
		}
	}
	return nil
}

// evaluatePolicy judges the model by the built-in rules, failures first.
func (b *builder) evaluatePolicy(context.Context) error {
	var waivers []policy.Waiver
	for _, w := range b.in.Mesh.Waivers {
		waivers = append(waivers, policy.Waiver{Rule: w.Rule, Subject: w.Subject, Reason: w.Reason, Approver: w.Approver, Until: w.Until})
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

func (b *builder) facts() policy.Facts {
	var facts policy.Facts
	for i, q := range b.runs {
		j := policy.Journey{ID: q.journey.ID, Title: q.journey.Label(), Owner: q.journey.Owner, Target: q.journey.Target, Critical: q.journey.Critical, Entries: q.journey.Entries}
		j.SinglePoints, j.Parameters = []string{}, []policy.Parameter{}
		for _, set := range b.out.Journeys[i].CutSets.Top {
			if set.Order == 1 {
				j.SinglePoints = append(j.SinglePoints, set.Events[0])
			}
		}
		for _, e := range q.events {
			p := b.params.byID[e.Parameter]
			j.Parameters = append(j.Parameters, policy.Parameter{ID: p.ID, Default: p.Provenance == "prior" || p.Provenance == "pooled"})
		}
		facts.Journeys = append(facts.Journeys, j)
	}
	for _, s := range b.in.Mesh.Services {
		facts.Services = append(facts.Services, b.serviceFacts(s))
	}
	for _, d := range b.in.Mesh.Dependencies {
		facts.Calls = append(facts.Calls, policy.Call{
			From: d.From, To: d.To, Hard: d.Kind == "" || d.Kind == models.DependencyHard, Timeout: ptr(time.Duration(d.Policy.Timeout)), Retries: ptr(d.Policy.Retries),
			Failover: d.Failover != nil, OutlierDetection: d.Failover != nil && d.Failover.OutlierDetection,
		})
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
