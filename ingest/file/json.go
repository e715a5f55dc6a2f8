package file

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"ninefold/models"
)

// isLines reports whether the first line of text that begins with a brace is an
// object of its own, and not one that holds a list of incidents.
func isLines(start []byte) bool {
	line, _, found := bytes.Cut(start, []byte("\n"))
	if !found && len(start) >= sniffed/2 { // too long to see its end
		return isObjectStart(start) && !bytes.Contains(start, []byte(`"incidents"`))
	}
	var first map[string]json.RawMessage
	if json.Unmarshal(line, &first) != nil {
		return false
	}
	_, list := first["incidents"]
	return !list
}

// isObjectStart reports whether text may go on to be an object.
func isObjectStart(text []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := dec.Token(); err != nil {
			_, wrong := errors.AsType[*json.SyntaxError](err)
			return !wrong
		}
	}
}

// readLines reads one object a line.
func (in *input) readLines(r *bufio.Reader) error {
	for line := 1; ; line++ {
		text, err := readLine(r)
		end := errors.Is(err, io.EOF)
		switch {
		case errors.Is(err, errLongLine):
			if err := in.reject(line, "", err.Error()); err != nil {
				return err
			}
			continue
		case err != nil && !end:
			return err
		}
		if len(bytes.TrimSpace(text)) > 0 {
			if err := in.object(line, text); err != nil {
				return err
			}
		}
		if end {
			return nil
		}
	}
}

var errLongLine = fmt.Errorf("longer than %d MiB", maxRowBytes>>20)

// readLine returns the next line. One that is too long is read to its end and is
// errLongLine.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if !long {
			line = append(line, part...)
			long = len(line) > maxRowBytes
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, errLongLine
		}
		return line, err
	}
}

// readJSON reads an array of objects, an object that holds one under the key
// incidents, or an object that is an incident itself.
func (in *input) readJSON(r io.Reader) error {
	lines := &lineReader{from: r}
	dec := json.NewDecoder(lines)
	err := in.document(dec, lines)
	if _, ok := errors.AsType[*json.SyntaxError](err); ok { // its offset does not count from the start of the file
		return fmt.Errorf("line %d: in what begins here: not JSON: %w", lines.at(start(dec)), err)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: not JSON: it ends too early", lines.at(lines.read))
	}
	if errors.Is(err, errSecond) {
		return fmt.Errorf("line %d: %w", lines.at(start(dec)), err)
	}
	return err
}

// start returns the offset of the next value, behind space and a comma.
func start(dec *json.Decoder) int64 {
	offset := dec.InputOffset()
	ahead := bufio.NewReader(dec.Buffered())
	for {
		b, err := ahead.ReadByte()
		if err != nil || !strings.ContainsRune(" \t\r\n,", rune(b)) {
			return offset
		}
		offset++
	}
}

// finish reads the rest of the document, which is that many levels deep, and
// returns an error if it is followed by another.
func finish(dec *json.Decoder, depth int) error {
	for {
		token, err := dec.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0:
			return nil
		case errors.Is(err, io.EOF):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		case depth == 0:
			return errSecond
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

var errSecond = errors.New("one JSON document ends and another begins; write an array, or an object a line")

func (in *input) document(dec *json.Decoder, lines *lineReader) error {
	open, err := dec.Token()
	if err != nil {
		return err
	}
	depth := 1
	if open == json.Delim('{') {
		whole, found, err := seek(dec)
		if err != nil {
			return err
		}
		if !found {
			text, err := json.Marshal(whole)
			if err != nil {
				return err
			}
			if err := in.object(1, text); err != nil {
				return err
			}
			return finish(dec, 0)
		}
		depth = 2
	}
	for dec.More() {
		var text json.RawMessage
		if err := dec.Decode(&text); err != nil {
			return err
		}
		line := lines.at(dec.InputOffset() - int64(len(text)))
		if err := in.object(line, text); err != nil {
			return err
		}
	}
	return finish(dec, depth)
}

// seek reads an object up to the list under its key incidents. Without one it
// returns the whole object.
func seek(dec *json.Decoder) (whole map[string]json.RawMessage, found bool, err error) {
	whole = map[string]json.RawMessage{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, false, err
		}
		if key == "incidents" {
			open, err := dec.Token()
			if err == nil && open != json.Delim('[') {
				err = errors.New("incidents: want an array")
			}
			return nil, true, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, false, err
		}
		name, _ := key.(string) // a key always is
		whole[name] = value
	}
	_, err = dec.Token()
	return whole, false, err
}

// object reads one incident in any of the JSON forms.
func (in *input) object(line int, text []byte) error {
	if err := in.ctx.Err(); err != nil {
		return err
	}
	if !utf8.Valid(text) {
		return in.reject(line, "", "not UTF-8 text")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		if json.Valid(text) {
			return in.reject(line, "", "not an object")
		}
		return in.reject(line, "", "not JSON: "+err.Error())
	}
	has := func(key string) bool { _, ok := fields[key]; return ok }
	switch {
	case has("downtime_start") && has("impact"):
		in.github = true
		return in.archived(line, text)
	case has("created_at") && has("impact"):
		return in.statuspage(line, text)
	case has("externalId"), has("external_id"):
		incident, err := ownObject(fields)
		return in.accept(line, incident, err)
	}
	reason := "neither an own incident (externalId), nor one of a GitHub-status archive (downtime_start) or of Statuspage (created_at, impact)"
	if len(in.report.Incidents)+len(in.report.Rejected) == 0 {
		return fmt.Errorf("line %d: %s", line, reason)
	}
	return in.reject(line, "", reason)
}

// ownObject reads Ninefold's own form.
func ownObject(fields map[string]json.RawMessage) (models.Incident, error) {
	r := row{}
	var components []string
	var errs []error
	for key, value := range fields {
		column := snake(key)
		var err error
		switch {
		case !slices.Contains(columns, column):
			err = errors.New("unknown key")
		case column == "components":
			err = json.Unmarshal(value, &components)
		case column == "user_share" && len(value) > 0 && value[0] != '"' && value[0] != 'n':
			r[column] = string(value)
		default:
			var text string
			err = json.Unmarshal(value, &text)
			r[column] = text
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%.40s: %w", key, err))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	incident, err := r.incident(components)
	return incident, errors.Join(append(errs, err)...)
}

// snake turns externalId into external_id.
func snake(key string) string {
	var b strings.Builder
	for _, r := range key {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// A lineReader knows the lines of what has been read of a file.
type lineReader struct {
	from   io.Reader
	read   int64
	breaks []int64 // offsets of line ends not passed yet
	passed int     // line ends before them
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.breaks = append(l.breaks, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at returns the line of an offset, which must not be before that of the last
// call.
func (l *lineReader) at(offset int64) int {
	n := 0
	for n < len(l.breaks) && l.breaks[n] < offset {
		n++
	}
	l.breaks = l.breaks[n:]
	l.passed += n
	return l.passed + 1
}
