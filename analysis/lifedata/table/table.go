package table

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/internal/rows"
	"ninefold/analysis/lifedata"
)

// Faults are all that is wrong with a file, by line and column.
type Faults = rows.Faults //nolint:errname // they are a list, as an error

// A Fault is something wrong with a file, at its place.
type Fault = rows.Fault

// Groups are lives or histories to be compared, in the order in which they come
// first. Without a column that tells them apart there is one, without a name.
type Groups[T any] struct {
	Names []string
	Of    []T // one for each name
}

// group returns the place of that of a name.
func (g *Groups[T]) group(name string) *T {
	i := slices.Index(g.Names, name) // they are few
	if i < 0 {
		i = len(g.Names)
		var none T
		g.Names, g.Of = append(g.Names, strings.Clone(name)), append(g.Of, none)
	}
	return &g.Of[i]
}

// mostGroups are more than anybody compares, and few enough to be searched.
const mostGroups = 100

// full notes a group that is one too many.
func (g *Groups[T]) full(t *rows.Reader, name string) bool {
	if len(g.Names) < mostGroups || slices.Contains(g.Names, name) {
		return false
	}
	t.FieldFaultf("group", "%q is one more than %d groups", name, mostGroups)
	return true
}

var lifeColumns = []string{"hours", "failed", "since", "entry", "until", "count"}

// ParseLives reads lives. The name of the file is for messages.
//
// The error holds all that is wrong, by line, as [Faults]: of the file, and of each
// life by itself. Memory is that of the lives.
func ParseLives(name string, r io.Reader) ([]lifedata.Life, error) {
	t, err := rows.Open(name, r, []string{"hours"}, lifeColumns...)
	if err != nil {
		return nil, err
	}
	var lives []lifedata.Life
	t.Each(func() { lives = append(lives, life(t)) })
	return lives, t.Err()
}

// ParseLifeGroups reads lives of which a column group says whose they are.
// Otherwise it is as [ParseLives].
func ParseLifeGroups(name string, r io.Reader) (Groups[[]lifedata.Life], error) {
	var g Groups[[]lifedata.Life]
	t, err := rows.Open(name, r, []string{"hours"}, append([]string{"group"}, lifeColumns...)...)
	if err != nil {
		return g, err
	}
	t.Each(func() {
		l := life(t)
		if of := t.Text("group"); !g.full(t, of) {
			lives := g.group(of)
			*lives = append(*lives, l)
		}
	})
	return g, t.Err()
}

// life reads the life in a row, and notes what is wrong with it.
func life(t *rows.Reader) lifedata.Life {
	before := t.Faults()
	l := lifedata.Life{Hours: t.Number("hours"), Since: t.Number("since"), Entry: t.Number("entry"), Until: t.Number("until"), Failed: !t.Has("failed")}
	var err error
	if text := t.Text("failed"); t.Has("failed") {
		if l.Failed, err = strconv.ParseBool(strings.ToLower(text)); err != nil {
			t.FieldFaultf("failed", "%q is neither true nor false", text)
		}
	}
	if t.Text("since") != "" {
		l.Interval, l.Failed = true, false
	}
	if text := t.Text("count"); text != "" {
		if l.Count, err = strconv.Atoi(text); err != nil || l.Count < 1 {
			t.FieldFaultf("count", "%q is not a whole number from 1", text)
		}
	}
	if err := l.Validate(); err != nil && t.Faults() == before {
		t.Faultf("%v", err)
	}
	return l
}
