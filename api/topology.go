package api

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/analysis/assess"
	"ninefold/models"
	"ninefold/models/assessment"
)

// A topology is what the mesh is made of, and what each part takes down.
type topology struct {
	AssessmentID string                 `json:"assessmentId"`
	Model        assessment.ModelRef    `json:"model"`
	Domains      []models.FailureDomain `json:"domains" nullable:"false"`
	Services     []models.Service       `json:"services" nullable:"false"`
	Placements   []models.Placement     `json:"placements" nullable:"false"`
	Dependencies []models.Dependency    `json:"dependencies" nullable:"false"`
	Impacts      []assessment.Impact    `json:"impacts" nullable:"false"`
}

// A serviceDetail is all there is about one service.
type serviceDetail struct {
	Service    assessment.Service      `json:"service" doc:"What the records say."`
	Definition models.Service          `json:"definition" doc:"What the model says."`
	Placements []models.Placement      `json:"placements" nullable:"false"`
	Callees    []models.Dependency     `json:"callees" nullable:"false" doc:"What it needs."`
	Callers    []models.Dependency     `json:"callers" nullable:"false" doc:"Who needs it."`
	Impact     *assessment.Impact      `json:"impact,omitempty" doc:"Who is hit when it is down."`
	Policy     []assessment.RuleResult `json:"policy" nullable:"false"`
}

type serviceByID struct {
	Latest
	ID string `path:"id" maxLength:"100" doc:"A service's ID."`
}

type blastRadiusInput struct {
	Latest
	ID   string   `path:"id" maxLength:"100" doc:"A failure domain or service."`
	Also []string `query:"also" maxItems:"20" maxLength:"100" example:"[\"mesh-ca\"]" doc:"More domains or services that fail with it, separated by commas."`
}

// structure registers what needs the model version that was assessed.
func (s *Server) structure(api huma.API) {
	viewOf(s, api, operation{
		path: "/topology", id: "topology", tag: "Answers",
		summary: "Domains, services, placements and dependencies, with the blast radius of each",
	}, s.topology)
	viewOf(s, api, operation{
		path: "/services/{id}", id: "service", tag: "Answers",
		summary: "One service: records, placements, callers, callees and blast radius",
	}, s.service)
	viewOf(s, api, operation{
		path: "/domains/{id}/blast-radius", id: "blast-radius", tag: "Answers",
		summary: "Who is hit when a domain or service fails, alone or with others",
	}, s.blastRadius)
}

func (s *Server) topology(ctx context.Context, a *assessment.Assessment, _ Latest) (topology, error) {
	m, err := s.Store.Mesh(ctx, a.Model.Name, a.Model.Version)
	return topology{
		AssessmentID: a.ID, Model: a.Model, Impacts: a.Impacts,
		Domains: list(m.Domains), Services: list(m.Services),
		Placements: list(m.Placements), Dependencies: list(m.Dependencies),
	}, err
}

func (s *Server) service(ctx context.Context, a *assessment.Assessment, in serviceByID) (out serviceDetail, err error) {
	out.Service, err = find(a.Services, "service", in.ID, func(x assessment.Service) bool { return x.ID == in.ID })
	if err != nil {
		return out, err
	}
	m, err := s.Store.Mesh(ctx, a.Model.Name, a.Model.Version)
	if err != nil {
		return out, err
	}
	out.Definition, err = find(m.Services, "service", in.ID, func(x models.Service) bool { return x.ID == in.ID })
	out.Placements = where(m.Placements, func(p models.Placement) bool { return p.Service == in.ID })
	out.Callees = where(m.Dependencies, func(d models.Dependency) bool { return d.From == in.ID })
	out.Callers = where(m.Dependencies, func(d models.Dependency) bool { return d.To == in.ID })
	out.Policy = where(a.Policy, func(r assessment.RuleResult) bool { return r.Subject == in.ID })
	if i := slices.IndexFunc(a.Impacts, func(x assessment.Impact) bool { return x.Subject == in.ID }); i >= 0 {
		out.Impact = &a.Impacts[i]
	}
	return out, err
}

// blastRadius answers from the assessment for one subject; what several take
// down together is worked out from the model.
func (s *Server) blastRadius(ctx context.Context, a *assessment.Assessment, in blastRadiusInput) (assessment.Impact, error) {
	subjects := append([]string{in.ID}, in.Also...)
	var one assessment.Impact
	for _, id := range subjects {
		var err error
		one, err = find(a.Impacts, "failure domain or service", id, func(x assessment.Impact) bool { return x.Subject == id })
		if err != nil {
			return one, err
		}
	}
	if len(subjects) == 1 {
		return one, nil
	}
	m, err := s.Store.Mesh(ctx, a.Model.Name, a.Model.Version)
	if err != nil {
		return assessment.Impact{}, err
	}
	return assess.Impact(m, subjects)
}

// list returns all, never nil: JSON has [] and not null.
func list[T any](all []T) []T { return append([]T{}, all...) }

// where returns those of all for which is holds, never nil.
func where[T any](all []T, is func(T) bool) []T {
	out := []T{}
	for _, x := range all {
		if is(x) {
			out = append(out, x)
		}
	}
	return out
}
