package api

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// Paging selects a part of a list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many rows to answer."`
	Cursor string `query:"cursor" maxLength:"400" doc:"The nextCursor of the last answer, to go on after it."`
}

// A page is a part of a list.
type page[T any] struct {
	Data       []T    `json:"data" nullable:"false"`
	NextCursor string `json:"nextCursor,omitempty" doc:"Absent on the last page."`
}

// pageOf returns the part of all that p asks for. The scope says what all is: a
// cursor of another scope is refused, so that rows are neither skipped nor shown
// twice when a new assessment or filter changes the list between two pages.
func pageOf[T any](all []T, scope string, p Paging) (page[T], error) {
	start := 0
	if p.Cursor != "" {
		after, err := decodeCursor(p.Cursor, scope)
		if err != nil {
			return page[T]{}, err
		}
		n, err := strconv.Atoi(after)
		if err != nil || n < 0 || n > len(all) {
			return page[T]{}, badCursor()
		}
		start = n
	}
	end := min(start+p.Limit, len(all))
	out := page[T]{Data: append([]T{}, all[start:end]...)}
	if end < len(all) {
		out.NextCursor = encodeCursor(scope, strconv.Itoa(end))
	}
	return out, nil
}

// encodeCursor hides where a list of the given scope goes on.
func encodeCursor(scope, after string) string {
	if after == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(scope + "\n" + after))
}

// decodeCursor returns what encodeCursor was given. An empty cursor is the
// beginning; one of another scope is a problem.
func decodeCursor(cursor, scope string) (after string, err error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", badCursor()
	}
	after, ok := strings.CutPrefix(string(raw), scope+"\n")
	if !ok || after == "" {
		return "", badCursor()
	}
	return after, nil
}

func badCursor() *Problem {
	return newProblem(http.StatusBadRequest, "bad_cursor",
		"the cursor belongs to another list, filter or assessment: start again without one",
		ProblemDetail{Location: "query.cursor", Message: "not a cursor of this list"})
}
