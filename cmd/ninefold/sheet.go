package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"ninefold/models/assessment"
)

// A sheet is a table for people and for spreadsheets. Cells are string, int,
// float64 or nil where there is nothing to say, study.Digits where all digits count.
type sheet struct {
	title   string
	columns []column
	rows    [][]any
}

func (s *sheet) add(cells ...any) { s.rows = append(s.rows, cells) }

// print writes the sheets for people, each under its title.
func printSheets(w io.Writer, sheets []sheet) {
	first := true
	for _, s := range sheets {
		if len(s.rows) == 0 {
			continue
		}
		if !first {
			printf(w, "\n")
		}
		first = false
		if s.title != "" {
			for line := range strings.SplitSeq(s.title, "\n") {
				printf(w, "%s\n", harmless(line))
			}
		}
		rows := make([][]string, len(s.rows))
		for i, row := range s.rows {
			for _, c := range row {
				rows[i] = append(rows[i], cellText(c))
			}
		}
		printTable(w, s.columns, rows)
	}
}

func cellText(c any) string {
	switch v := c.(type) {
	case nil:
		return "—"
	case string:
		return harmless(v)
	case int:
		return strconv.Itoa(v)
	case *float64:
		if v == nil {
			return "—"
		}
		return assessment.FormatProbability(*v)
	case float64:
		return assessment.FormatProbability(v)
	}
	return fmt.Sprint(c)
}

// harmless replaces control characters, which could make a terminal do things.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
