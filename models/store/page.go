package store

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
)

const (
	defaultLimit = 100
	maxLimit     = 1000
)

// A place is where a row stands in a list that is sorted by time, newest first.
// A page starts after a place and not at an offset, so that rows which arrive
// while somebody is paging neither repeat nor hide others.
type place struct {
	at instant
	id string
}

// String returns the opaque form that callers see.
func (p place) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", p.at, p.id))
}

func parsePlace(s string) (place, error) {
	text, err := base64.RawURLEncoding.DecodeString(s)
	at, id, ok := strings.Cut(string(text), " ")
	n, notNumber := strconv.ParseInt(at, 10, 64)
	if err != nil || !ok || notNumber != nil || id == "" || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return place{}, fmt.Errorf("%w page cursor %q", ErrInvalid, s)
	}
	return place{instant(n), id}, nil
}

// readPage returns up to limit rows of query after the place that after names,
// newest first by column at, and the cursor of the next page: "" on the last. A
// limit of 0 is read as 100, one above 1000 as 1000.
func readPage[R interface{ place() place }](query *gorm.DB, at, after string, limit int) ([]R, string, error) {
	if after != "" {
		p, err := parsePlace(after)
		if err != nil {
			return nil, "", err
		}
		query = query.Where("("+at+", id) < (?, ?)", p.at, p.id)
	}
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, maxLimit)
	var rows []R
	// One more than asked for tells whether there is a next page.
	if err := query.Order(at + " DESC, id DESC").Limit(limit + 1).Find(&rows).Error; err != nil {
		return nil, "", err
	}
	if len(rows) <= limit {
		return rows, "", nil
	}
	rows = rows[:limit]
	return rows, rows[limit-1].place().String(), nil
}
