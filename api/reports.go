package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// A report is something to download.
type report struct {
	Kind      string `json:"kind" enum:"board,table"`
	Name      string `json:"name" example:"cut-sets"`
	MediaType string `json:"mediaType" example:"text/csv"`
	Href      string `json:"href" example:"/api/v1/reports/tables/cut-sets.csv"`
}

type reportList struct {
	Data []report `json:"data" nullable:"false"`
}

type reportInput struct {
	Latest
	File string `path:"file" pattern:"^[a-zA-Z0-9-]+\\.pdf$" maxLength:"100" example:"board.pdf" doc:"The kind of report and .pdf."`
}

type tableInput struct {
	Latest
	File string `path:"file" pattern:"^[a-zA-Z0-9-]+\\.csv$" maxLength:"100" example:"cut-sets.csv" doc:"The name of a table and .csv."`
	BOM  bool   `query:"bom" doc:"Begin with a byte order mark, as Excel needs it for UTF-8."`
}

type fileOutput struct {
	Status       int
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	ContentType  string `header:"Content-Type"`
	Disposition  string `header:"Content-Disposition"`
	Policy       string `header:"Content-Security-Policy"` // empty is that of every answer
	Body         []byte
}

// reports registers the downloads.
func (s *Server) reports(api huma.API) {
	register(s, api, operation{
		method: http.MethodGet, path: "/reports", id: "list-reports", tag: "Reports",
		summary: "Reports and tables to download", scope: store.ScopeRead,
	}, func(context.Context, *struct{}) (*output[reportList], error) {
		return &output[reportList]{Body: s.reportList()}, nil
	})
	o := operation{method: http.MethodGet, tag: "Reports", scope: store.ScopeRead, errors: []int{http.StatusNotModified, http.StatusNotFound}}
	o.path, o.id, o.summary, o.produces = "/reports/{file}", "report", "A report as PDF", "application/pdf"
	register(s, api, o, s.report)
	o.path, o.id, o.summary, o.produces = "/reports/tables/{file}", "table", "A table as CSV", "text/csv"
	register(s, api, o, s.table)
}

func (s *Server) reportList() reportList {
	out := reportList{Data: []report{{Kind: "board", Name: "board", MediaType: "application/pdf", Href: prefix + "/reports/board.pdf"}}}
	for _, t := range s.Tables {
		out.Data = append(out.Data, report{Kind: "table", Name: t, MediaType: "text/csv", Href: prefix + "/reports/tables/" + t + ".csv"})
	}
	return out
}

func (s *Server) report(ctx context.Context, in *reportInput) (*fileOutput, error) {
	if kind := strings.TrimSuffix(in.File, ".pdf"); kind != "board" {
		return nil, newProblem(http.StatusNotFound, "not_found", fmt.Sprintf("no report %q: there is board", kind))
	}
	return s.file(ctx, in.Latest, in.File, "application/pdf", func(w *bytes.Buffer, a *assessment.Assessment) error {
		return s.Board(w, a)
	})
}

func (s *Server) table(ctx context.Context, in *tableInput) (*fileOutput, error) {
	name := strings.TrimSuffix(in.File, ".csv")
	if !slices.Contains(s.Tables, name) {
		return nil, newProblem(http.StatusNotFound, "not_found",
			fmt.Sprintf("no table %q: there are %s", name, strings.Join(s.Tables, ", ")))
	}
	return s.file(ctx, in.Latest, in.File, "text/csv; charset=utf-8", func(w *bytes.Buffer, a *assessment.Assessment) error {
		return s.Table(w, a, name, in.BOM)
	})
}

// file builds a download.
func (s *Server) file(ctx context.Context, in Latest, name, mediaType string, build func(*bytes.Buffer, *assessment.Assessment) error) (*fileOutput, error) {
	var from *assessment.Assessment
	out, err := s.built(ctx, in, mediaType, func(w *bytes.Buffer, a *assessment.Assessment) error {
		from = a
		return build(w, a)
	})
	if err != nil || from == nil { // the reader has it
		return out, err
	}
	out.Disposition = fmt.Sprintf("attachment; filename=%q", from.Model.Name+"-"+name)
	return out, s.audit(ctx, "download", name+" of "+from.ID)
}

// built builds what is made of an assessment completely before it is sent, so that a
// failure is a problem and not half a file. It builds nothing for who has it.
func (s *Server) built(ctx context.Context, in Latest, mediaType string, build func(*bytes.Buffer, *assessment.Assessment) error) (*fileOutput, error) {
	a, err := s.assessment(ctx, in.selects())
	if err != nil {
		return nil, err
	}
	out := &fileOutput{Status: http.StatusOK, ETag: s.etag(a), CacheControl: revalidate}
	if matches(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	var w bytes.Buffer
	if err := build(&w, a); err != nil {
		return nil, err
	}
	out.Body, out.ContentType = w.Bytes(), mediaType
	return out, nil
}
