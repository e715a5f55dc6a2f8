package api

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models/assessment"
)

// A firstScreen is all that the first page of the dashboard shows.
type firstScreen struct {
	AssessmentID string              `json:"assessmentId"`
	Model        assessment.ModelRef `json:"model"`
	DataCutoff   time.Time           `json:"dataCutoff"`
	CreatedAt    time.Time           `json:"createdAt"`
	Overview     assessment.Overview `json:"overview"`
	Records      assessment.Records  `json:"records"`
	Warnings     []string            `json:"warnings" nullable:"false"`
}

// A journeySummary is a journey without what needs a page of its own.
type journeySummary struct {
	ID                     string               `json:"id"`
	Name                   string               `json:"name"`
	Critical               bool                 `json:"critical"`
	Owner                  string               `json:"owner,omitempty"`
	Unavailability         assessment.Estimate  `json:"unavailability"`
	Availability           assessment.Estimate  `json:"availability"`
	DowntimeMinutesPerYear assessment.Estimate  `json:"downtimeMinutesPerYear"`
	OutagesPerYear         assessment.Estimate  `json:"outagesPerYear"`
	MeanOutageMinutes      assessment.Estimate  `json:"meanOutageMinutes"`
	CostPerYear            *assessment.Estimate `json:"costPerYear,omitempty"`
	LimitMinutesPerYear    *float64             `json:"limitMinutesPerYear,omitempty"`
	Target                 *float64             `json:"target,omitempty"`
	ProbabilityInsideLimit *float64             `json:"probabilityInsideLimit,omitempty"`
	CutSetCount            string               `json:"cutSetCount" doc:"Exact, decimal."`
}

func summarize(j assessment.Journey) journeySummary {
	return journeySummary{
		ID: j.ID, Name: j.Name, Critical: j.Critical, Owner: j.Owner,
		Unavailability: j.Unavailability, Availability: j.Availability,
		DowntimeMinutesPerYear: j.DowntimeMinutesPerYear,
		OutagesPerYear:         j.OutagesPerYear, MeanOutageMinutes: j.MeanOutageMinutes,
		CostPerYear: j.CostPerYear, LimitMinutesPerYear: j.LimitMinutesPerYear,
		Target: j.Target, ProbabilityInsideLimit: j.ProbabilityInsideLimit,
		CutSetCount: j.CutSets.Count,
	}
}

// Risks are what to worry about first: single points of failure and the largest
// causes of downtime.
type risks struct {
	SinglePoints []assessment.SinglePoint `json:"singlePoints" nullable:"false"`
	Causes       []assessment.Cause       `json:"causes" nullable:"false"`
	OtherCauses  *assessment.Cause        `json:"otherCauses,omitempty"`
}

type latestPage struct {
	Latest
	Paging
}

type journeyByID struct {
	Latest
	ID string `path:"id" maxLength:"100" doc:"A journey's ID."`
}

// answers registers what the latest assessment says.
func (s *Server) answers(api huma.API) {
	view(s, api, operation{path: "/overview", id: "overview", tag: "Answers", summary: "The whole first screen"},
		func(a *assessment.Assessment, _ Latest) (firstScreen, error) {
			return firstScreen{
				AssessmentID: a.ID, Model: a.Model, DataCutoff: a.DataCutoff, CreatedAt: a.CreatedAt,
				Overview: a.Overview, Records: a.Records, Warnings: a.Warnings,
			}, nil
		})
	view(s, api, operation{path: "/journeys", id: "list-journeys", tag: "Answers", summary: "Journeys, worst first"},
		func(a *assessment.Assessment, in latestPage) (page[journeySummary], error) {
			all := make([]journeySummary, len(a.Journeys))
			for i, j := range a.Journeys {
				all[i] = summarize(j)
			}
			return pageOf(all, a.ID, in.Paging)
		})
	view(s, api, operation{path: "/journeys/{id}", id: "journey", tag: "Answers", summary: "One journey with its cut sets, importance and fault tree"},
		func(a *assessment.Assessment, in journeyByID) (assessment.Journey, error) { return journeyOf(a, in.ID) })
	view(s, api, operation{path: "/risks", id: "risks", tag: "Answers", summary: "Single points of failure and the largest causes of downtime"},
		func(a *assessment.Assessment, _ Latest) (risks, error) {
			return risks{SinglePoints: a.SinglePoints, Causes: a.Overview.Causes, OtherCauses: a.Overview.OtherCauses}, nil
		})

	listView(s, api, "/fmea", "list-fmea", "FMEA worksheet, highest RPN first",
		func(a *assessment.Assessment) []assessment.FMEARow { return a.FMEA })
	listView(s, api, "/slos", "list-slos", "Objectives and what was attained",
		func(a *assessment.Assessment) []assessment.SLO { return a.SLOs })
	listView(s, api, "/scenarios", "list-scenarios", "What each scenario would change",
		func(a *assessment.Assessment) []assessment.Scenario { return a.Scenarios })
	listView(s, api, "/parameters", "list-parameters", "Every number that went into the model, with where it came from",
		func(a *assessment.Assessment) []assessment.Parameter { return a.Parameters })
	listView(s, api, "/policy-results", "list-policy-results", "Results of the policy rules",
		func(a *assessment.Assessment) []assessment.RuleResult { return a.Policy })
	listView(s, api, "/services", "list-services", "Services, as the records have them",
		func(a *assessment.Assessment) []assessment.Service { return a.Services })
}

// listView registers a list that an assessment holds ready.
func listView[T any](s *Server, api huma.API, path, id, summary string, rows func(*assessment.Assessment) []T) {
	view(s, api, operation{path: path, id: id, tag: "Answers", summary: summary},
		func(a *assessment.Assessment, in latestPage) (page[T], error) {
			return pageOf(rows(a), a.ID, in.Paging)
		})
}

func journeyOf(a *assessment.Assessment, id string) (assessment.Journey, error) {
	return find(a.Journeys, "journey", id, func(j assessment.Journey) bool { return j.ID == id })
}
