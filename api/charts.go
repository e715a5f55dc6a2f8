package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// A chartHeader says what a chart shows, and where it is.
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
	Width   int    `query:"width" default:"720" minimum:"240" maximum:"1200" doc:"In pixels; the height follows from it."`
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

// chartPolicy lets a chart bring its own colours, and nothing else.
const chartPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

func (s *Server) chart(ctx context.Context, in *chartInput) (*fileOutput, error) {
	out, err := s.built(ctx, in.Latest, "image/svg+xml", func(w *bytes.Buffer, a *assessment.Assessment) error {
		found, err := find(a.Charts, "chart", in.Subject+"/"+in.Name, func(c assessment.RecordChart) bool { return c.Subject == in.Subject && c.Name == in.Name })
		if err != nil {
			return err
		}
		return s.Draw(w, found.Chart, in.Width, in.Inline)
	})
	if err != nil {
		return nil, err
	}
	out.Policy = chartPolicy
	return out, nil
}
