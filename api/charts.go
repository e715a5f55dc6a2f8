package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// A chartHeader is a chart without its points.
type chartHeader struct {
	Subject     string `json:"subject" example:"service:fraud-score" doc:"What it is of: records, or service: and an ID."`
	Name        string `json:"name" enum:"outages,restore"`
	Title       string `json:"title" doc:"Its message."`
	Description string `json:"description" doc:"For those who cannot see it."`
	Href        string `json:"href" example:"/api/v1/charts/records/outages"`
}

type chartList struct {
	Data []chartHeader `json:"data" nullable:"false"`
}

type chartsInput struct {
	Latest
	Subject string `query:"subject" maxLength:"120" doc:"Only charts of this subject."`
}

type chartInput struct {
	Latest
	Subject string `path:"subject" maxLength:"120" example:"records" doc:"records, or service: and an ID."`
	Name    string `path:"name" enum:"outages,restore" doc:"Which chart of the subject."`
	Inline  bool   `query:"inline" doc:"For a page of the dashboard, whose colours it takes; else it brings its own."`
}

// charts registers the drawings of what is on record.
func (s *Server) charts(api huma.API) {
	view(s, api, operation{path: "/charts", id: "list-charts", tag: "Answers", summary: "Charts of what is on record; subjects with few outages have none"},
		func(a *assessment.Assessment, in chartsInput) (chartList, error) {
			out := chartList{Data: []chartHeader{}}
			for _, c := range a.Charts {
				if in.Subject == "" || in.Subject == c.Subject {
					out.Data = append(out.Data, chartHeader{c.Subject, c.Name, c.Chart.Title, c.Chart.Description, prefix + "/charts/" + c.Subject + "/" + c.Name})
				}
			}
			return out, nil
		})
	register(s, api, operation{
		method: http.MethodGet, path: "/charts/{subject}/{name}", id: "chart", tag: "Answers", produces: "image/svg+xml",
		summary: "A chart as SVG", scope: store.ScopeRead, errors: []int{http.StatusNotModified, http.StatusNotFound},
	}, s.chart)
}

func (s *Server) chart(ctx context.Context, in *chartInput) (*fileOutput, error) {
	a, err := s.assessment(ctx, in.selects())
	if err != nil {
		return nil, err
	}
	out := &fileOutput{Status: http.StatusOK, ETag: s.etag(a), CacheControl: revalidate}
	if matches(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	found, err := find(a.Charts, "chart", in.Subject+"/"+in.Name, func(c assessment.RecordChart) bool { return c.Subject == in.Subject && c.Name == in.Name })
	if err != nil {
		return nil, err
	}
	var w bytes.Buffer
	if err := s.Draw(&w, found.Chart, in.Inline); err != nil {
		return nil, err
	}
	out.Body, out.ContentType = w.Bytes(), "image/svg+xml"
	return out, nil
}
