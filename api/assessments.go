package api

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// Cut sets of a journey, a page at a time.
type cutSetPage struct {
	Data       []assessment.CutSet `json:"data" nullable:"false"`
	NextCursor string              `json:"nextCursor,omitempty" doc:"Absent on the last page."`
	Count      string              `json:"count" doc:"Exact number of minimal cut sets, decimal."`
	ByOrder    []int               `json:"byOrder" nullable:"false" doc:"ByOrder[i] of those listed have order i+1."`
	Listed     int                 `json:"listed"`
	Missing    float64             `json:"missing" doc:"Bound on the probability of those not listed, relative to the sum."`
}

type chosenJourney struct {
	Chosen
	Journey string `query:"journey" required:"true" maxLength:"100" doc:"A journey's ID."`
}

type chosenCutSets struct {
	Chosen
	Paging
	Journey string `query:"journey" required:"true" maxLength:"100" doc:"A journey's ID."`
}

type importanceList struct {
	Data []assessment.Importance `json:"data" nullable:"false"`
}

// assessments registers the assessments themselves.
func (s *Server) assessments(api huma.API) {
	register(s, api, operation{
		method: http.MethodGet, path: "/assessments", id: "list-assessments", tag: "Assessments",
		summary: "Assessments, newest first", scope: store.ScopeRead,
	}, s.listAssessments)
	register(s, api, operation{
		method: http.MethodPost, path: "/assessments", id: "analyze", tag: "Assessments",
		summary: "Analyse a model on all records", scope: store.ScopeEdit, status: http.StatusCreated,
		errors: []int{http.StatusNotFound, http.StatusConflict},
		same:   "Nothing changed since the last assessment, which is answered.",
	}, s.analyze)

	o := operation{tag: "Assessments"}
	o.path, o.id, o.summary = "/assessments/{id}", "assessment", "A whole assessment"
	view(s, api, o, func(a *assessment.Assessment, _ Chosen) (*assessment.Assessment, error) { return a, nil })
	o.path, o.id, o.summary = "/assessments/{id}/cut-sets", "list-cut-sets", "Minimal cut sets of a journey, most probable first"
	view(s, api, o, cutSetsOf)
	o.path, o.id, o.summary = "/assessments/{id}/importance", "importance", "Importance of every basic event of a journey"
	view(s, api, o, func(a *assessment.Assessment, in chosenJourney) (importanceList, error) {
		j, err := journeyOf(a, in.Journey)
		return importanceList{Data: j.Importance}, err
	})
	o.path, o.id, o.summary = "/assessments/{id}/tree", "fault-tree", "Fault tree of a journey"
	view(s, api, o, func(a *assessment.Assessment, in chosenJourney) (assessment.Tree, error) {
		j, err := journeyOf(a, in.Journey)
		return j.Tree, err
	})
}

func cutSetsOf(a *assessment.Assessment, in chosenCutSets) (cutSetPage, error) {
	j, err := journeyOf(a, in.Journey)
	if err != nil {
		return cutSetPage{}, err
	}
	rows, err := pageOf(j.CutSets.Top, a.ID+" "+j.ID, in.Paging)
	return cutSetPage{
		Data: rows.Data, NextCursor: rows.NextCursor,
		Count: j.CutSets.Count, ByOrder: j.CutSets.ByOrder, Listed: j.CutSets.Listed, Missing: j.CutSets.Missing,
	}, err
}

type listAssessmentsInput struct {
	Paging
	Model string `query:"model" maxLength:"100" doc:"A model's name; without it, all models."`
}

type analyzeInput struct {
	Body struct {
		Model string `json:"model" minLength:"1" maxLength:"100" example:"bank-mesh" doc:"A model's name; its latest version is analysed."`
	}
}

type analyzeOutput struct {
	Status   int
	Location string `header:"Location"`
	Body     *assessment.Assessment
}

// analyze runs the pipeline. Where that stores no new assessment, because nothing
// changed, it answers the one there is with 200 in place of 201.
func (s *Server) analyze(ctx context.Context, in *analyzeInput) (*analyzeOutput, error) {
	before, err := s.newest(ctx, in.Body.Model)
	if err != nil {
		return nil, err
	}
	a, err := s.Analyze(ctx, in.Body.Model)
	s.metrics.assessed(err)
	if err != nil {
		return nil, err
	}
	after, err := s.newest(ctx, in.Body.Model)
	if err != nil {
		return nil, err
	}
	out := &analyzeOutput{Status: http.StatusCreated, Location: prefix + "/assessments/" + url.PathEscape(a.ID), Body: a}
	if after == before {
		out.Status = http.StatusOK
		return out, nil
	}
	return out, s.audit(ctx, "analyze", a.ID)
}

// newest returns the ID of the newest assessment of a model, "" where there is none.
func (s *Server) newest(ctx context.Context, model string) (string, error) {
	headers, _, err := s.Store.Assessments(ctx, model, "", 1)
	if err != nil || len(headers) == 0 {
		return "", err
	}
	return headers[0].ID, nil
}

func (s *Server) listAssessments(ctx context.Context, in *listAssessmentsInput) (*output[page[store.AssessmentHeader]], error) {
	scope := "assessments " + in.Model
	after, err := decodeCursor(in.Cursor, scope)
	if err != nil {
		return nil, err
	}
	rows, next, err := s.Store.Assessments(ctx, in.Model, after, in.Limit)
	return &output[page[store.AssessmentHeader]]{Body: page[store.AssessmentHeader]{
		Data: list(rows), NextCursor: encodeCursor(scope, next),
	}}, err
}
