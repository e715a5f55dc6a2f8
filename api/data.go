package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"ninefold/analysis/lifedata"
	lifestudy "ninefold/analysis/lifedata/study"
	lifetable "ninefold/analysis/lifedata/table"
)

// A Rows is rows: as CSV like those the command line reads, or as JSON.
type Rows struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"text/csv" required:"true" doc:"Rows, the first of which names the columns."`
}

// readRows reads the rows of a body. What is wrong with those from JSON is said with
// the place that check gives.
func readRows[T, Body any](d Rows, csv func(name string, r io.Reader) (T, error), check func(Body) (T, []ProblemDetail)) (T, error) {
	var none T
	media, _, err := mime.ParseMediaType(d.ContentType)
	switch {
	case err == nil && media == "text/csv":
		rows, err := csv("body", bytes.NewReader(d.RawBody))
		if err != nil {
			return none, unanswered(err)
		}
		return rows, nil
	case err == nil && media == "application/json":
		body, err := decodeBody[Body](d.RawBody)
		if err != nil {
			return none, err
		}
		rows, faults := check(body)
		if len(faults) > 0 {
			return none, dataProblem(faults)
		}
		return rows, nil
	}
	return none, newProblem(http.StatusUnsupportedMediaType, "unsupported_media_type", "send rows as text/csv or application/json")
}

// decodeBody reads JSON, in which each name must be known.
func decodeBody[Body any](data []byte) (Body, error) {
	var body Body
	from := json.NewDecoder(bytes.NewReader(data))
	from.DisallowUnknownFields()
	err := from.Decode(&body)
	if err == nil {
		if _, more := from.Token(); errors.Is(more, io.EOF) {
			return body, nil
		}
		err = errors.New("there is something after the end")
	}
	at, status, code := from.InputOffset(), http.StatusUnprocessableEntity, "invalid_body"
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at, status, code = syntax.Offset, http.StatusBadRequest, "bad_request"
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		at, status, code = int64(len(data)), http.StatusBadRequest, "bad_request"
	}
	location := "body"
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at, location = wrong.Offset, "body."+wrong.Field
		err = fmt.Errorf("a %s is not what is wanted here", wrong.Value)
	}
	before := data[:min(max(at-1, 0), int64(len(data)))]
	return body, newProblem(status, code, location+": "+err.Error(), ProblemDetail{
		Message: err.Error(), Location: location,
		Line: 1 + bytes.Count(before, []byte("\n")), Column: len(before) - bytes.LastIndexByte(before, '\n'),
	})
}

// mostFaults of a request are named; who has more has made one mistake many times.
const mostFaults = 20

// faultyLives says what is wrong with lives at a place in a body.
func faultyLives(place string, lives []lifedata.Life) []ProblemDetail {
	return faulty(place, lives, lifedata.Life.Validate)
}

// faultySystems says what is wrong with systems at a place in a body.
func faultySystems(place string, systems lifedata.History) []ProblemDetail {
	return faulty(place, systems, lifedata.System.Validate)
}

func faulty[T any](place string, rows []T, validate func(T) error) []ProblemDetail {
	var out []ProblemDetail
	for i, row := range rows {
		if len(out) == mostFaults {
			break
		}
		if err := validate(row); err != nil {
			out = append(out, ProblemDetail{Message: err.Error(), Location: fmt.Sprintf("%s[%d]", place, i)})
		}
	}
	return out
}

// groups returns the groups of a body, and what is wrong with their lives.
func (b lifeGroupsBody) groups() ([]lifestudy.LifeGroup, []ProblemDetail) {
	if len(b.Groups) == 0 {
		return []lifestudy.LifeGroup{{Lives: b.Lives}}, faultyLives("body.lives", b.Lives)
	}
	if len(b.Lives) > 0 {
		return nil, []ProblemDetail{{Message: "there are lives and groups: send either", Location: "body"}}
	}
	var faults []ProblemDetail
	for i, g := range b.Groups {
		faults = append(faults, faultyLives(fmt.Sprintf("body.groups[%d].lives", i), g.Lives)...)
	}
	return b.Groups, faults[:min(len(faults), mostFaults)]
}

// groups returns the groups of a body, and what is wrong with their systems.
func (b systemGroupsBody) groups() ([]lifestudy.SystemGroup, []ProblemDetail) {
	if len(b.Groups) == 0 {
		return []lifestudy.SystemGroup{{Systems: b.Systems}}, faultySystems("body.systems", b.Systems)
	}
	if len(b.Systems) > 0 {
		return nil, []ProblemDetail{{Message: "there are systems and groups: send either", Location: "body"}}
	}
	var faults []ProblemDetail
	for i, g := range b.Groups {
		faults = append(faults, faultySystems(fmt.Sprintf("body.groups[%d].systems", i), g.Systems)...)
	}
	return b.Groups, faults[:min(len(faults), mostFaults)]
}

func parseLifeGroups(name string, r io.Reader) ([]lifestudy.LifeGroup, error) {
	found, err := lifetable.ParseLifeGroups(name, r)
	return lifestudy.LifeGroups(found.Names, found.Of), err
}

func parseSystemGroups(failureTerminated bool) func(string, io.Reader) ([]lifestudy.SystemGroup, error) {
	return func(name string, r io.Reader) ([]lifestudy.SystemGroup, error) {
		found, err := lifetable.ParseHistoryGroups(name, r, failureTerminated)
		return lifestudy.SystemGroups(found.Names, found.Of), err
	}
}

func parseHistory(failureTerminated bool) func(string, io.Reader) (lifedata.History, error) {
	return func(name string, r io.Reader) (lifedata.History, error) {
		return lifetable.ParseHistory(name, r, failureTerminated)
	}
}
