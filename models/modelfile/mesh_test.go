package modelfile

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"ninefold/models"
)

// badFiles returns the files of testdata/bad.txtar.
func badFiles(t testing.TB) map[string][]byte {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/bad.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range archive.Files {
		files[f.Name] = f.Data
	}
	return files
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

// optional draws from g or gives the zero value.
func optional[T any](t *rapid.T, g *rapid.Generator[T], label string) (v T) {
	if rapid.Bool().Draw(t, "has "+label) {
		return g.Draw(t, label)
	}
	return v
}

// pointer draws a pointer that may be nil.
func pointer[T any](t *rapid.T, g *rapid.Generator[T], label string) *T {
	if !rapid.Bool().Draw(t, "has "+label) {
		return nil
	}
	v := g.Draw(t, label)
	return &v
}

var (
	anyText     = rapid.String()
	anyTexts    = rapid.SliceOfN(anyText, 0, 3)
	anyFraction = rapid.Float64Range(0, 1)
	anyInside   = rapid.Float64Range(1e-300, 0.9999999999999999)
	anySpread   = rapid.Float64Range(1.0000000000000002, 1000)
	anyMoney    = rapid.Float64Range(0, 1e12)
	anyTime     = rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(-60_000_000_000, 250_000_000_000).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	})
	anyDuration = rapid.Custom(func(t *rapid.T) models.Duration {
		return models.Duration(rapid.Int64Range(1, 9_223_372_036_854).Draw(t, "ms") * int64(time.Millisecond))
	})
	anyFailure = rapid.Custom(func(t *rapid.T) models.Failure {
		return models.Failure{
			PerYear: rapid.Float64Range(0, 1e6).Draw(t, "perYear"), MeanTimeToRestore: anyDuration.Draw(t, "mttr"),
			Events: rapid.IntRange(0, 1e9).Draw(t, "events"), ErrorFactor: optional(t, anySpread, "ef"), RestoreErrorFactor: optional(t, anySpread, "ref"),
			RecordsUntil: pointer(t, anyTime, "until"), Source: anyText.Draw(t, "source"), Mode: anyText.Draw(t, "mode"), DetectedBy: anyText.Draw(t, "by"),
		}
	})
)

// drawMesh draws a valid mesh by construction: references go to what is there,
// and fallbacks only from the third service, which has none itself.
func drawMesh(t *rapid.T) models.Mesh {
	m := models.Mesh{
		APIVersion: models.APIVersion, Kind: models.KindMesh,
		Metadata: models.Metadata{Name: "m", Title: anyText.Draw(t, "title"), Version: rapid.IntRange(0, 9).Draw(t, "version"),
			Description: anyText.Draw(t, "description"), Owner: anyText.Draw(t, "owner"), Example: rapid.Bool().Draw(t, "example")},
		Domains: []models.FailureDomain{
			{ID: "eu", Kind: models.DomainRegion, Title: anyText.Draw(t, "domain title"), Failure: pointer(t, anyFailure, "region failure")},
			{ID: "eu-a", Kind: models.DomainZone, Parent: "eu"},
			{ID: "us", Kind: models.DomainRegion},
			{ID: "ca", Kind: models.DomainAuthority, Failure: pointer(t, anyFailure, "ca failure")},
		},
		Links: []models.Link{{From: "eu", To: "us", Failure: pointer(t, anyFailure, "link failure")}},
	}
	n := rapid.IntRange(3, 6).Draw(t, "services")
	for i := range n {
		m.Services = append(m.Services, drawService(t, i))
		m.Placements = append(m.Placements, drawPlacement(t, m.Services[i].ID))
	}
	for i := range n - 1 {
		m.Dependencies = append(m.Dependencies, drawDependency(t, m.Services[i].ID, m.Services[i+1].ID, m.Services[(i+2)%n].ID))
	}
	m.Journeys = []models.Journey{drawJourney(t, m.Services[0].ID)}
	m.SLOs = []models.SLO{
		{ID: "a", Journey: "j", Objective: anyInside.Draw(t, "objective"), Window: optional(t, anyDuration, "window")},
		{ID: "b", Service: m.Services[1].ID, Objective: 0.5, Critical: true, Title: anyText.Draw(t, "slo title"), Owner: anyText.Draw(t, "slo owner")},
	}
	m.Scenarios = drawScenarios(t, m)
	m.Waivers = []models.Waiver{{Rule: "single-point", Subject: "eu", Reason: "r " + anyText.Draw(t, "reason"), Approver: "risk", Until: anyTime.Draw(t, "until")}}
	return m
}

func drawService(t *rapid.T, i int) models.Service {
	return models.Service{
		ID: fmt.Sprintf("s%d", i), Title: anyText.Draw(t, "service title"), Kind: rapid.SampledFrom(append(serviceKinds, "")).Draw(t, "kind"),
		Tier: rapid.IntRange(0, 3).Draw(t, "tier"), Owner: anyText.Draw(t, "service owner"), Shared: rapid.SampledFrom([][]string{nil, {"ca"}}).Draw(t, "shared"),
		Failure: pointer(t, anyFailure, "failure"), Release: pointer(t, anyFailure, "release"), Instance: pointer(t, anyFailure, "instance"),
		Records: anyTexts.Draw(t, "records"), Evidence: anyTexts.Draw(t, "evidence"),
	}
}

func drawPlacement(t *rapid.T, service string) models.Placement {
	n := rapid.IntRange(1, 5).Draw(t, "replicas")
	p := models.Placement{Service: service, Replicas: n, Required: rapid.IntRange(0, n).Draw(t, "required"), Evidence: anyTexts.Draw(t, "evidence")}
	if rapid.Bool().Draw(t, "located") {
		p.Location, p.Spread = "eu", rapid.SampledFrom([][]string{nil, {"eu-a", "eu-a"}}).Draw(t, "spread")
	}
	return p
}

func drawDependency(t *rapid.T, from, to, third string) models.Dependency {
	d := models.Dependency{From: from, To: to, Kind: rapid.SampledFrom(append(dependencyKinds, "")).Draw(t, "kind"), Evidence: anyTexts.Draw(t, "evidence")}
	if d.Kind == models.DependencyAsync {
		d.Buffer = anyDuration.Draw(t, "buffer")
	}
	if rapid.Bool().Draw(t, "has fallback") {
		d.Fallback = &models.Fallback{Effectiveness: anyFraction.Draw(t, "effectiveness"), Source: anyText.Draw(t, "source")}
		if third != from {
			d.Fallback.Service = rapid.SampledFrom([]string{"", third}).Draw(t, "fallback")
		}
	}
	if rapid.Bool().Draw(t, "has failover") {
		d.Failover = &models.Failover{OutlierDetection: rapid.Bool().Draw(t, "outlier"), Order: rapid.SampledFrom([][]string{nil, {"us", "eu"}}).Draw(t, "order"),
			Coverage: pointer(t, anyFraction, "coverage")}
	}
	d.Policy = models.CallPolicy{Retries: rapid.IntRange(0, 3).Draw(t, "retries"), Timeout: optional(t, anyDuration, "timeout")}
	return d
}

func drawJourney(t *rapid.T, entry string) models.Journey {
	j := models.Journey{ID: "j", Title: anyText.Draw(t, "journey title"), Entries: []string{entry}, Target: optional(t, anyInside, "target"),
		Weight: optional(t, anyInside, "weight"), Critical: rapid.Bool().Draw(t, "critical"), Owner: anyText.Draw(t, "journey owner"), Records: anyTexts.Draw(t, "records")}
	if rapid.Bool().Draw(t, "has ingress") {
		share := anyInside.Draw(t, "share")
		j.Ingress = []models.Ingress{{Location: "eu", Share: share}, {Location: "us", Share: 1 - share}}
		j.Reroute = &models.Reroute{Effectiveness: anyFraction.Draw(t, "reroute")}
	}
	if rapid.Bool().Draw(t, "has cost") {
		j.Cost = &models.Cost{Currency: rapid.SampledFrom(currencies).Draw(t, "currency"), PerMinute: anyMoney.Draw(t, "perMinute"),
			PerOccurrence: anyMoney.Draw(t, "perOccurrence"), SetBy: anyText.Draw(t, "setBy"), SetOn: pointer(t, anyTime, "setOn")}
	}
	return j
}

// drawScenarios draws a scenario of every kind of change that the mesh allows,
// and one that builds on it.
func drawScenarios(t *rapid.T, m models.Mesh) []models.Scenario {
	d, p := m.Dependencies[0], m.Placements[0]
	all := []models.Change{
		{SetFallback: &models.SetFallback{From: d.From, To: d.To, Fallback: models.Fallback{Effectiveness: anyFraction.Draw(t, "new effectiveness")}}},
		{SetReplicas: &models.SetReplicas{Service: p.Service, Location: p.Location, Replicas: p.Replicas + 2, Required: p.Replicas}},
		{SetKind: &models.SetKind{From: d.From, To: d.To, Kind: models.DependencyAsync, Buffer: anyDuration.Draw(t, "new buffer")}},
		{SetFailover: &models.SetFailover{From: d.From, To: d.To, Failover: models.Failover{OutlierDetection: true}}},
	}
	if m.Services[0].Failure != nil {
		factor := rapid.Float64Range(0, 1).Draw(t, "factor")
		all = append(all, models.Change{SetFailure: &models.SetFailure{Component: "service:s0", RateFactor: &factor}})
	}
	first := models.Scenario{ID: "x", Title: "do " + anyText.Draw(t, "do"), CostOnce: anyMoney.Draw(t, "once"), CostYear: anyMoney.Draw(t, "yearly"),
		Currency: "EUR", LeadTime: optional(t, anyDuration, "lead time"), Owner: anyText.Draw(t, "scenario owner"), Rationale: anyText.Draw(t, "rationale")}
	for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(all)-1), 1, len(all), rapid.ID[int]).Draw(t, "changes") {
		first.Changes = append(first.Changes, all[i])
	}
	return []models.Scenario{first, {ID: "y", Title: "more", BuildsOn: "x", Changes: all[:1]}}
}
