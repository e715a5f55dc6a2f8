package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"ninefold/analysis/assess"
	"ninefold/analysis/lifedata/study"
	"ninefold/analysis/lifedata/table"
	slostudy "ninefold/analysis/slo/study"
	"ninefold/models/modelfile"
	"ninefold/models/store"
)

// A Problem is an error as a client sees it, by RFC 9457.
type Problem struct { //nolint:errname // the RFC calls it a problem, and so does the document
	Type     string          `json:"type" format:"uri" example:"urn:ninefold:problem:not_found"`
	Title    string          `json:"title" example:"Not Found"`
	Status   int             `json:"status" example:"404"`
	Detail   string          `json:"detail" example:"no assessment yet: import a model, then analyse it" doc:"What is wrong, and what would be right."`
	Instance string          `json:"instance,omitempty" format:"uri" example:"urn:request:6f1c0e5d2b7a4f39" doc:"The request, as in the log and in X-Request-Id."`
	Code     string          `json:"code" example:"not_found" doc:"For programs: never changes for the same cause."`
	Errors   []ProblemDetail `json:"errors,omitempty" nullable:"false" doc:"All that is wrong, where it is more than one thing or has a place."`
}

// A ProblemDetail is one of the things that are wrong.
type ProblemDetail struct {
	Message  string `json:"message"`
	Location string `json:"location,omitempty" doc:"A parameter or a place in the body: query.limit, body.scope."`
	Line     int    `json:"line,omitempty" doc:"In a text sent as the body, from 1."`
	Column   int    `json:"column,omitempty"`
	Help     string `json:"help,omitempty" doc:"How to put it right."`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders returns the headers that its status needs.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="ninefold"`)
	case http.StatusTooManyRequests:
		h.Set("Retry-After", "60")
	}
	return h
}

func newProblem(status int, code, detail string, errs ...ProblemDetail) *Problem {
	title := http.StatusText(status)
	if status == statusClientGone {
		title = "Client Closed Request"
	}
	return &Problem{
		Type: "urn:ninefold:problem:" + code, Title: title, Status: status,
		Detail: detail, Code: code, Errors: errs,
	}
}

// statusClientGone is nginx's number for a client that went away; nobody reads
// it but the log and the metrics.
const statusClientGone = 499

// codes are the problem codes of errors that have only a status.
var codes = map[int]string{
	http.StatusBadRequest:            "bad_request",
	http.StatusUnauthorized:          "unauthorized",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusNotAcceptable:         "not_acceptable",
	http.StatusRequestTimeout:        "request_timeout",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnsupportedMediaType:  "unsupported_media_type",
	http.StatusUnprocessableEntity:   "invalid_body",
}

// problem turns any error into what the client is told. It is the one place
// where errors meet HTTP. An error it does not know is our fault: it is logged,
// and not shown.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	var (
		known *Problem
		file  modelfile.Problems
		input *assess.InputError
		out   *Problem
	)
	switch {
	case errors.As(err, &known):
		given := *known
		out = &given
	case errors.As(err, &file):
		out = modelProblem(file)
	case errors.As(err, &input):
		out = newProblem(http.StatusUnprocessableEntity, "invalid_input", err.Error())
	case errors.Is(err, store.ErrNotFound):
		out = newProblem(http.StatusNotFound, "not_found", err.Error())
	case errors.Is(err, store.ErrInvalid):
		out = newProblem(http.StatusBadRequest, "bad_request", err.Error())
	case errors.Is(err, store.ErrConflict):
		out = newProblem(http.StatusConflict, "conflict", err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		out = newProblem(http.StatusGatewayTimeout, "timeout", "the request took too long")
	case errors.Is(err, context.Canceled):
		out = newProblem(statusClientGone, "client_gone", "the client went away")
	default:
		s.log().ErrorContext(ctx, "request failed", "request", requestID(ctx), "err", err)
		out = internalProblem()
	}
	out.Instance = instance(ctx)
	return out
}

// internalProblem is all a client learns of a fault of ours.
func internalProblem() *Problem {
	return newProblem(http.StatusInternalServerError, "internal", "internal error: the log has it under this request's ID")
}

// instance names the request of ctx.
func instance(ctx context.Context) string {
	if id := requestID(ctx); id != "" {
		return "urn:request:" + id
	}
	return ""
}

// write sends p outside of huma: from middleware and for unknown paths.
func (p *Problem) write(c *gin.Context) {
	p.Instance = instance(c.Request.Context())
	body, err := json.Marshal(p)
	if err != nil { // strings and numbers only: cannot happen
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	for name := range p.GetHeaders() {
		c.Header(name, p.GetHeaders().Get(name))
	}
	c.Abort()
	c.Data(p.Status, p.ContentType(""), body)
}

// unanswered is why rows do not answer what is asked of them: what is wrong with
// them, or what they do not tell. With rows of a table it says where.
func unanswered(err error) *Problem {
	faults, ok := errors.AsType[table.Faults](err)
	switch {
	case errors.Is(err, study.ErrLimit), errors.Is(err, slostudy.ErrLimit):
		return newProblem(http.StatusRequestEntityTooLarge, "too_large", err.Error())
	case !ok:
		return newProblem(http.StatusUnprocessableEntity, "invalid_input", err.Error(), details(err)...)
	}
	all := make([]ProblemDetail, len(faults))
	for i, f := range faults {
		all[i] = ProblemDetail{Message: strings.TrimPrefix(f.Name+": "+f.Message, ": "), Location: "body", Line: f.Line, Column: f.Column}
	}
	return dataProblem(all)
}

// dataProblem is what is wrong with rows, each at its place.
func dataProblem(all []ProblemDetail) *Problem {
	first := all[0]
	detail := first.Location
	if first.Line > 0 {
		detail = fmt.Sprintf("line %d", first.Line)
	}
	detail += ": " + first.Message
	if len(all) > 1 {
		detail = fmt.Sprintf("%d problems in the rows; the first: %s", len(all), detail)
	}
	return newProblem(http.StatusUnprocessableEntity, "invalid_data", detail, all...)
}

// optionProblem is all that is wrong with what a request asks for.
func optionProblem(err error) *Problem {
	return newProblem(http.StatusBadRequest, "bad_request", err.Error(), details(err)...)
}

// details takes apart what is wrong, where it is more than one thing.
func details(err error) []ProblemDetail {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var out []ProblemDetail
	for _, e := range joined.Unwrap() {
		if parts := details(e); len(parts) > 0 && strings.Contains(e.Error(), "\n") {
			out = append(out, parts...)
		} else {
			out = append(out, ProblemDetail{Message: e.Error()})
		}
	}
	return out
}

func modelProblem(file modelfile.Problems) *Problem {
	errs := make([]ProblemDetail, len(file))
	for i, p := range file {
		errs[i] = ProblemDetail{Message: p.Message, Location: "body", Line: p.Line, Column: p.Col, Help: p.Help}
	}
	detail := file[0].String()
	if n := len(file); n > 1 {
		detail = fmt.Sprintf("%d problems in the model; the first: %s", n, detail)
	}
	return newProblem(http.StatusUnprocessableEntity, "invalid_model", detail, errs...)
}

// bindProblem is what is wrong with a request that could not be bound. What is
// wrong with its address or headers is a 400, with its body a 422. Values are not
// echoed, for one may be a secret.
func bindProblem(status int, msg string, errs []error) *Problem {
	details := make([]ProblemDetail, 0, len(errs))
	inBody := false
	for _, err := range errs {
		if err == nil {
			continue
		}
		d := ProblemDetail{Message: err.Error()}
		if h, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			d = ProblemDetail{Message: h.Message, Location: h.Location}
		}
		inBody = inBody || strings.HasPrefix(d.Location, "body")
		details = append(details, d)
	}
	if status == http.StatusUnprocessableEntity && !inBody {
		status = http.StatusBadRequest
	}
	if status == http.StatusInternalServerError { // only where the body cannot be read to its end
		status, details = http.StatusBadRequest, nil
	}
	if len(details) == 1 {
		msg = strings.TrimPrefix(details[0].Location+": "+details[0].Message, ": ")
	}
	return newProblem(status, codes[status], msg, details...)
}
