package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// A view is what one assessment answers to one question. It depends on nothing
// else, so the assessment's ID is its ETag.

// Latest selects the latest assessment of a model, or a given one.
type Latest struct {
	Model       string `query:"model" maxLength:"100" doc:"A model's name; without it, the model assessed last."`
	Assessment  string `query:"assessment" maxLength:"100" doc:"An assessment's ID; without it, the latest."`
	IfNoneMatch string `header:"If-None-Match" maxLength:"400" doc:"The ETag of the answer one has."`
}

func (l Latest) selects() selection { return selection{l.Model, l.Assessment, l.IfNoneMatch} }

// Chosen selects the assessment named in the path.
type Chosen struct {
	ID          string `path:"id" maxLength:"100" doc:"An assessment's ID, or latest."`
	Model       string `query:"model" maxLength:"100" doc:"With latest: a model's name; without it, the model assessed last."`
	IfNoneMatch string `header:"If-None-Match" maxLength:"400" doc:"The ETag of the answer one has."`
}

func (c Chosen) selects() selection { return selection{c.Model, c.ID, c.IfNoneMatch} }

type selection struct{ model, id, etag string }

// A selector is the input of a view: it embeds [Latest] or [Chosen].
type selector interface{ selects() selection }

type viewOutput[Body any] struct {
	Status       int
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Body         Body
}

// revalidate lets a browser keep an answer and ask each time whether it still
// holds; shared caches keep nothing.
const revalidate = "private, no-cache"

// view registers a GET that answers from one assessment.
func view[In selector, Body any](s *Server, api huma.API, o operation, answer func(*assessment.Assessment, In) (Body, error)) {
	viewOf(s, api, o, func(_ context.Context, a *assessment.Assessment, in In) (Body, error) { return answer(a, in) })
}

// viewOf is [view] for answers that also need the model version assessed.
func viewOf[In selector, Body any](s *Server, api huma.API, o operation, answer func(context.Context, *assessment.Assessment, In) (Body, error)) {
	o.method, o.scope = http.MethodGet, store.ScopeRead
	o.errors = append(o.errors, http.StatusNotModified, http.StatusNotFound)
	register(s, api, o, func(ctx context.Context, in *In) (*viewOutput[Body], error) {
		want := (*in).selects()
		a, err := s.assessment(ctx, want)
		if err != nil {
			return nil, err
		}
		out := &viewOutput[Body]{Status: http.StatusOK, ETag: s.etag(a), CacheControl: revalidate}
		if matches(want.etag, out.ETag) {
			out.Status = http.StatusNotModified
			return out, nil
		}
		out.Body, err = answer(ctx, a, *in)
		return out, err
	})
}

// etag identifies what this build makes of a.
func (s *Server) etag(a *assessment.Assessment) string {
	return fmt.Sprintf("%q", a.ID+"."+s.Version)
}

// matches reports whether an If-None-Match header names etag. RFC 9110 §13.1.2.
func matches(header, etag string) bool {
	for given := range strings.SplitSeq(header, ",") {
		given = strings.TrimPrefix(strings.TrimSpace(given), "W/")
		if given == "*" || given == etag {
			return true
		}
	}
	return false
}

// assessment reads the assessment a request is about.
func (s *Server) assessment(ctx context.Context, want selection) (*assessment.Assessment, error) {
	if want.id != "" && want.id != "latest" {
		return s.Store.Assessment(ctx, want.id)
	}
	a, err := s.Store.LatestAssessment(ctx, want.model)
	if errors.Is(err, store.ErrNotFound) {
		detail := "no assessment yet: import a model, then analyse it"
		if want.model != "" {
			detail = fmt.Sprintf("no assessment of model %q yet: import it, then analyse it", want.model)
		}
		return nil, newProblem(http.StatusNotFound, "no_assessment", detail)
	}
	return a, err
}

// find returns the element of all that is, or a 404 that names what was looked for.
func find[T any](all []T, kind, id string, is func(T) bool) (T, error) {
	for _, x := range all {
		if is(x) {
			return x, nil
		}
	}
	var none T
	return none, newProblem(http.StatusNotFound, "not_found", fmt.Sprintf("no %s %q in this assessment", kind, id))
}
