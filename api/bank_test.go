package api

import (
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
	"ninefold/models/chart"
)

// bank is a mesh of two zones in which payments needs a ledger, and both need a
// certificate authority.
func bank() models.Mesh {
	failure := &models.Failure{PerYear: 2, MeanTimeToRestore: models.Duration(time.Hour)}
	return models.Mesh{
		APIVersion: models.APIVersion, Kind: models.KindMesh,
		Metadata: models.Metadata{Name: "bank", Title: "Payments"},
		Domains: []models.FailureDomain{
			{ID: "zone-a", Kind: models.DomainZone, Failure: failure},
			{ID: "zone-b", Kind: models.DomainZone, Failure: failure},
			{ID: "mesh-ca", Kind: models.DomainAuthority, Failure: failure},
		},
		Services: []models.Service{
			{ID: "payments", Shared: []string{"mesh-ca"}, Failure: failure},
			{ID: "ledger", Kind: models.ServiceDatabase, Shared: []string{"mesh-ca"}, Failure: failure},
		},
		Placements: []models.Placement{
			{Service: "payments", Location: "zone-a", Replicas: 2, Required: 1},
			{Service: "payments", Location: "zone-b", Replicas: 2, Required: 1},
			{Service: "ledger", Location: "zone-a"},
			{Service: "ledger", Location: "zone-b"},
		},
		Dependencies: []models.Dependency{{From: "payments", To: "ledger"}},
		Journeys:     []models.Journey{{ID: "pay", Title: "Pay", Entries: []string{"payments"}, Critical: true}},
	}
}

// answer is an assessment of bank, small but with every kind of part.
func answer(id string, created time.Time) *assessment.Assessment {
	value, low, high := 314.0, 190.0, 520.0
	minutes := assessment.Estimate{
		Value: &value, Unit: "min/yr", Low: &low, High: &high, Level: 0.9,
		Status: assessment.Breached, Confidence: "B", Display: "314 min", Interval: "90 % 190–520 min",
	}
	unknown := assessment.Estimate{Unit: "ratio", Status: assessment.NotJudged, Reason: "no records", Display: "–"}
	figures := make([]assessment.Figure, 6)
	for i := range figures {
		figures[i] = assessment.Figure{ID: "F" + string(rune('1'+i)), Title: "Expected downtime", Estimate: minutes, Notes: []string{}}
	}
	cause := assessment.Cause{Rank: 1, Title: "Ledger: fails", JourneyID: "pay", CutSet: 1, MinutesPerYear: 120, Share: 0.4, Display: "120 min"}
	return &assessment.Assessment{
		ID: id, Model: assessment.ModelRef{Name: "bank", Title: "Payments", Version: 1, Digest: "d"},
		InputsDigest: "i" + id, EngineVersion: "test", Seed: 1, Samples: 10_000,
		DataCutoff: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), CreatedAt: created,
		Overview: assessment.Overview{
			Headline: "Payments is over its limit", Rule: "T1", Decision: "Decide.", Figures: figures,
			Trend:  []assessment.TrendPoint{{Month: created, Estimate: unknown}},
			Causes: []assessment.Cause{cause}, OtherCauses: &cause, Findings: []assessment.Finding{}, Changes: []string{},
		},
		Journeys:     []assessment.Journey{journey("pay", minutes, unknown), journey("refund", minutes, unknown)},
		SLOs:         []assessment.SLO{{ID: "pay-slo", Subject: "pay", Objective: 0.999, WindowDays: 30, Attained: unknown, BudgetMinutes: unknown}},
		Services:     services(unknown),
		SinglePoints: []assessment.SinglePoint{{Event: "service:ledger", Title: "Ledger", Journeys: []string{"Pay"}, MinutesPerYear: 120, Display: "120 min", Owner: "core"}},
		Impacts: []assessment.Impact{
			impact("zone-a", "domain"), impact("zone-b", "domain"), impact("mesh-ca", "domain"),
			impact("payments", "service"), impact("ledger", "service"),
		},
		FMEA:       []assessment.FMEARow{{ID: "FM-1", Item: "ledger", Severity: 8, Occurrence: 4, DetectionRank: 3, RPN: 96, ActionPriority: "H"}},
		Scenarios:  []assessment.Scenario{{ID: "cache", Title: "cache the ledger", DowntimeMinutesPerYear: minutes, SavedMinutesPerYear: minutes, Verdict: "inside"}},
		Parameters: []assessment.Parameter{{ID: "service:ledger", Label: "Ledger", Provenance: "expert", Probability: 2e-4, Source: "expert"}},
		Policy:     []assessment.RuleResult{{Rule: "two-zones", Title: "Two zones", Subject: "ledger", Result: "pass", Fact: "2 zones"}},
		Records:    assessment.Records{MTTR: unknown, MTBF: unknown, Availability: unknown, Sources: []string{}, UnmatchedTitles: []string{}},
		Charts:     []assessment.RecordChart{{Subject: assessment.ChartRecords, Name: assessment.ChartOutages, Chart: chart.Chart{Title: "Outages become rarer", Description: "14 outages", Layers: []chart.Layer{}}}},
		Warnings:   []string{},
	}
}

func journey(id string, minutes, unknown assessment.Estimate) assessment.Journey {
	sets := []assessment.CutSet{
		{Rank: 1, Order: 1, Events: []string{"service:ledger"}, Labels: []string{"Ledger"}, Title: "Ledger: fails", Probability: 2e-4},
		{Rank: 2, Order: 1, Events: []string{"domain:mesh-ca"}, Labels: []string{"Mesh CA"}, Title: "Mesh CA: fails", Probability: 1e-4},
		{Rank: 3, Order: 2, Events: []string{"domain:zone-a", "domain:zone-b"}, Labels: []string{"A", "B"}, Title: "Both zones", Probability: 1e-8},
	}
	return assessment.Journey{
		ID: id, Name: id, Critical: true, Unavailability: unknown, Availability: unknown,
		DowntimeMinutesPerYear: minutes, OutagesPerYear: unknown, MeanOutageMinutes: unknown,
		CutSets:    assessment.CutSets{Count: "3", ByOrder: []int{2, 1}, Top: sets, Listed: 3},
		Importance: []assessment.Importance{{Event: "service:ledger", Label: "Ledger", Probability: 2e-4, Birnbaum: 1}},
		Tree: assessment.Tree{
			Top:    "top",
			Gates:  []assessment.TreeGate{{ID: "top", Label: "Pay is down", Op: "or", Inputs: []string{"service:ledger"}}},
			Events: []assessment.TreeEvent{{ID: "service:ledger", Label: "Ledger", HeatBin: 5}},
		},
		Blocks: &assessment.Block{Kind: "series", Label: "Pay", Blocks: []assessment.Block{
			{Kind: "component", Label: "Ledger", Event: "service:ledger", Availability: 0.9998},
		}},
		Locations: []assessment.Location{{Domain: "zone-a", Share: 0.5}, {Domain: "zone-b", Share: 0.5}},
	}
}

func services(unknown assessment.Estimate) []assessment.Service {
	list := make([]assessment.Service, 0, 2)
	for _, id := range []string{"ledger", "payments"} {
		list = append(list, assessment.Service{ID: id, Title: id, Kind: "microservice", MTTR: unknown, MTBF: unknown, Availability: unknown})
	}
	return list
}

func impact(subject, kind string) assessment.Impact {
	return assessment.Impact{
		Subject: subject, Kind: kind, Title: subject, UsersDown: 0.5, Display: "10 min",
		Journeys: []assessment.JourneyImpact{{ID: "pay", Title: "Pay", Effect: assessment.EffectDown, UsersDown: 0.5}},
		Services: []assessment.ServiceImpact{{ID: "ledger", Effect: assessment.EffectDown}},
	}
}
