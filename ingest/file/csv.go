package file

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ninefold/models"
)

// windowColumns are those of downtime_windows.csv in the GitHub-status archive.
var windowColumns = []string{"incident_id", "downtime_start", "downtime_end", "duration_minutes", "source", "title", "impact"}

// readCSV reads the rows of r under its first line, the header.
func (in *input) readCSV(first []byte, r io.Reader) error {
	header, err := csv.NewReader(bytes.NewReader(first)).Read()
	if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("line 1: not CSV: %w", wrong.Err)
	} else if err != nil {
		return fmt.Errorf("line 1: not CSV: %w", err)
	}
	for i := range header {
		header[i] = strings.TrimSpace(header[i])
	}
	parse := row.fromCSV
	if slices.Equal(header, windowColumns) {
		in.github = true
		parse = row.window
	} else if err := checkHeader(header); err != nil {
		return err
	}
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = -1 // checked below, so that one short row is no error of the file
	rows.ReuseRecord = true
	if _, err := rows.Read(); err != nil {
		return fmt.Errorf("line 1: not CSV: %w", err)
	}
	return in.rows(rows, header, parse)
}

func (in *input) rows(rows *csv.Reader, header []string, parse func(row) (models.Incident, error)) error {
	for {
		if err := in.ctx.Err(); err != nil {
			return err
		}
		fields, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			if err := in.reject(wrong.StartLine, "", fmt.Sprintf("to line %d: %v", wrong.Line, wrong.Err)); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		line, _ := rows.FieldPos(0)
		if len(fields) != len(header) {
			if err := in.reject(line, "", fmt.Sprintf("%d fields, the header has %d", len(fields), len(header))); err != nil {
				return err
			}
			continue
		}
		r := row{}
		for i, column := range header {
			r[column] = strings.TrimSpace(fields[i])
		}
		incident, err := parse(r)
		if err := in.accept(line, incident, err); err != nil {
			return err
		}
	}
}

// checkHeader returns an error that names every column which is unknown, double
// or missing.
func checkHeader(header []string) error {
	var wrong []string
	for i, c := range header {
		switch {
		case !slices.Contains(columns, c):
			wrong = append(wrong, fmt.Sprintf("unknown column %.40q", c))
		case slices.Contains(header[:i], c):
			wrong = append(wrong, fmt.Sprintf("column %s twice", c))
		}
		if len(wrong) == 5 {
			break
		}
	}
	for _, c := range []string{"external_id", "started"} {
		if !slices.Contains(header, c) {
			wrong = append(wrong, "no column "+c)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("line 1: %s; the columns are %s", strings.Join(wrong, ", "), strings.Join(columns, ","))
}

func (r row) fromCSV() (models.Incident, error) { return r.incident(splitComponents(r["components"])) }

// window returns the incident in a row of downtime_windows.csv.
func (r row) window() (models.Incident, error) {
	own := row{
		"external_id": r["incident_id"], "title": r["title"], "severity": r["impact"],
		"started": r["downtime_start"], "resolved": r["downtime_end"],
	}
	return own.incident(nil)
}
