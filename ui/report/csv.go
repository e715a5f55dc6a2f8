package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"ninefold/models/assessment"
)

// A cell is a value of a CSV table: string, int, float64, *float64, bool,
// time.Time or *time.Time. Only strings are guarded against formulas.
type cell = any

// WriteCSV writes a table under its header. bom puts a byte order mark first, which spreadsheets
// need to read UTF-8.
func WriteCSV(w io.Writer, header []string, rows [][]cell, bom bool) error {
	if bom {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(header); err != nil {
		return err
	}
	for _, row := range rows {
		fields := make([]string, len(row))
		for i, c := range row {
			text, err := field(c)
			if err != nil {
				return fmt.Errorf("report: column %s: %w", header[i], err)
			}
			fields[i] = text
		}
		if len(fields) != len(header) {
			return fmt.Errorf("report: %d fields under %d columns", len(fields), len(header))
		}
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func field(c cell) (string, error) {
	switch v := c.(type) {
	case nil:
		return "", nil
	case string:
		return guard(v), nil
	case assessment.Status:
		return guard(string(v)), nil
	case int:
		return strconv.Itoa(v), nil
	case bool:
		return strconv.FormatBool(v), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "", fmt.Errorf("%g is not a number to print", v)
		}
		form := byte('f')
		if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e15) {
			form = 'e' // more zeros than digits
		}
		return strconv.FormatFloat(v, form, -1, 64), nil
	case *float64:
		if v == nil {
			return "", nil
		}
		return field(*v)
	case time.Time:
		return v.UTC().Format(time.RFC3339), nil
	case *time.Time:
		if v == nil {
			return "", nil
		}
		return field(*v)
	}
	return "", fmt.Errorf("%T cannot be printed", c)
}

// triggers are the characters that make a spreadsheet take a cell for a formula,
// the full-width ones among them.
const triggers = "=+-@\t\r\x00＝＋－＠"

// guard puts an apostrophe before text that would be run as a formula, and before
// text that looks guarded already, so that taking one apostrophe away gives it
// back exactly.
func guard(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != "" && strings.ContainsRune(triggers, firstRune(rest)) {
		return "'" + s
	}
	return s
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
