package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models"
	"ninefold/models/store"
)

type listIncidentsInput struct {
	Paging
	Severity  string    `query:"severity" enum:"critical,major,minor,none,maintenance" doc:"Only incidents of this severity."`
	Quality   string    `query:"quality" enum:"good,open,negative,implausible" doc:"Only incidents whose times are of this quality."`
	Component string    `query:"component" maxLength:"200" doc:"Only incidents naming this component."`
	From      time.Time `query:"from" doc:"Only incidents started at or after this."`
	To        time.Time `query:"to" doc:"Only incidents started before this."`
}

type incidentByID struct {
	ID string `path:"id" maxLength:"200" doc:"An incident's ID."`
}

type output[Body any] struct {
	Body Body
}

type sourceList struct {
	Data []store.SourceState `json:"data" nullable:"false"`
}

// records registers what happened: incidents, and how far each source was read.
func (s *Server) records(api huma.API) {
	register(s, api, operation{
		method: http.MethodGet, path: "/incidents", id: "list-incidents", tag: "Records",
		summary: "Incidents, newest first", scope: store.ScopeRead,
	}, s.listIncidents)
	register(s, api, operation{
		method: http.MethodGet, path: "/incidents/{id}", id: "incident", tag: "Records",
		summary: "One incident", scope: store.ScopeRead, errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *incidentByID) (*output[models.Incident], error) {
		i, err := s.Store.Incident(ctx, in.ID)
		return &output[models.Incident]{Body: i}, err
	})
	register(s, api, operation{
		method: http.MethodGet, path: "/sources", id: "list-sources", tag: "Records",
		summary: "Where records come from, and how far each source was read", scope: store.ScopeRead,
	}, s.listSources)
}

func (s *Server) listIncidents(ctx context.Context, in *listIncidentsInput) (*output[page[models.Incident]], error) {
	scope := fmt.Sprintf("incidents %s %s %q %s %s", in.Severity, in.Quality, in.Component,
		in.From.Format(time.RFC3339Nano), in.To.Format(time.RFC3339Nano))
	after, err := decodeCursor(in.Cursor, scope)
	if err != nil {
		return nil, err
	}
	rows, next, err := s.Store.Incidents(ctx, store.IncidentFilter{
		Severity: in.Severity, Quality: in.Quality, Component: in.Component,
		From: in.From, To: in.To, After: after, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return &output[page[models.Incident]]{Body: page[models.Incident]{Data: list(rows), NextCursor: encodeCursor(scope, next)}}, nil
}

func (s *Server) listSources(ctx context.Context, _ *struct{}) (*output[sourceList], error) {
	all, err := s.Store.Sources(ctx)
	return &output[sourceList]{Body: sourceList{Data: list(all)}}, err
}
