// Package rows reads CSV files whose first line names the columns, and keeps all
// that is wrong with them, by line.
package rows

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

const (
	maxBytes  = 512 << 20
	maxFaults = 20 // named; the others are counted
)

// A Reader reads the rows of one file. Fields are asked for by column.
type Reader struct {
	name    string
	csv     *csv.Reader
	size    *io.LimitedReader
	columns map[string]int
	record  []string
	faults  Faults
	broken  Faults // why reading stopped early
	more    int
}

// Open reads the header, which must name the required columns and none that is not
// known. The name of the file is for messages. It returns all that is wrong.
func Open(name string, r io.Reader, required []string, known ...string) (*Reader, error) {
	size := &io.LimitedReader{R: r, N: maxBytes + 1}
	t := &Reader{name: name, csv: csv.NewReader(size), size: size, columns: map[string]int{}}
	t.csv.ReuseRecord, t.csv.TrimLeadingSpace = true, true
	header, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, Faults{{File: name, Line: 1, Message: "there is no header"}}
	}
	if err != nil {
		return nil, t.syntax(err)
	}
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		line, at := t.csv.FieldPos(i)
		switch _, twice := t.columns[h]; {
		case twice:
			t.note(Fault{File: name, Line: line, Column: at, Message: fmt.Sprintf("column %q is there twice", h)})
		case !slices.Contains(known, h):
			t.note(Fault{File: name, Line: line, Column: at, Message: fmt.Sprintf("unknown column %q, want %s", h, strings.Join(known, ", "))})
		}
		t.columns[h] = i
	}
	for _, h := range required {
		if !t.Has(h) {
			t.Faultf("there is no column %q", h)
		}
	}
	return t, t.Err()
}

// syntax says where a file is no CSV.
func (t *Reader) syntax(err error) Faults {
	if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
		return Faults{{File: t.name, Line: wrong.Line, Column: wrong.Column, Message: wrong.Err.Error()}}
	}
	return Faults{{File: t.name, Message: err.Error()}}
}

// Each calls row for every row that is left. It stops early at what is too large
// or no CSV, which [Reader.Err] then says too.
func (t *Reader) Each(row func()) {
	for {
		record, err := t.csv.Read()
		switch {
		case t.size.N <= 0:
			t.broken = Faults{{File: t.name, Message: fmt.Sprintf("the file is larger than %d MiB", maxBytes>>20)}}
		case err != nil && !errors.Is(err, io.EOF):
			t.broken = t.syntax(err)
		}
		if err != nil || t.broken != nil {
			return
		}
		t.record = record
		row()
	}
}

// Has reports whether there is such a column.
func (t *Reader) Has(column string) bool {
	_, ok := t.columns[column]
	return ok
}

// Text returns a field, empty where there is no such column. It is valid until the
// next row.
func (t *Reader) Text(column string) string {
	i, ok := t.columns[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(t.record[i])
}

// Number returns a field, 0 where it is empty or no finite number, which is a fault.
func (t *Reader) Number(column string) float64 {
	text := t.Text(column)
	if text == "" {
		return 0
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		t.FieldFaultf(column, "%q is not a number", text)
		return 0
	}
	return x
}

// Line returns where the row begins, from 1.
func (t *Reader) Line() int {
	line, _ := t.csv.FieldPos(0)
	return line
}

// Faultf notes what is wrong with the row.
func (t *Reader) Faultf(format string, args ...any) { t.FaultAtf(t.Line(), format, args...) }

// FaultAtf notes what is wrong with an earlier row.
func (t *Reader) FaultAtf(line int, format string, args ...any) {
	t.note(Fault{File: t.name, Line: line, Message: fmt.Sprintf(format, args...)})
}

// FieldFaultf notes what is wrong with a field of the row, or with its want of one.
func (t *Reader) FieldFaultf(column, format string, args ...any) {
	f := Fault{File: t.name, Line: t.Line(), Name: column, Message: fmt.Sprintf(format, args...)}
	if t.Has(column) {
		f.Line, f.Column = t.csv.FieldPos(t.columns[column])
	}
	t.note(f)
}

func (t *Reader) note(f Fault) {
	if len(t.faults) == maxFaults {
		t.more++
		return
	}
	t.faults = append(t.faults, f)
}

// Faults returns how many there are so far.
func (t *Reader) Faults() int { return len(t.faults) + t.more }

// Err returns the [Faults]: the first twenty, how many more there are, and why
// reading stopped early.
func (t *Reader) Err() error {
	all := slices.Clone(t.faults)
	if t.more > 0 {
		all = append(all, Fault{File: t.name, Message: fmt.Sprintf("and %d more", t.more)})
	}
	if all = append(all, t.broken...); len(all) == 0 {
		return nil
	}
	return all
}
