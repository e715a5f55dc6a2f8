package file

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"ninefold/models"
)

// Limits of one file.
const (
	DefaultMaxBytes = 256 << 20
	maxRowBytes     = 16 << 20 // a JSON object
	maxRejected     = 100_000  // rows; a file with more is none of incidents
	sniffed         = 1 << 20  // bytes looked at to tell the form
)

// GitHubSource is the source of the GitHub-status archive, in whichever of its
// forms it is read: the incidents are the same.
const GitHubSource = "file:github-statuses"

// Options control how incidents are read. The zero value means the defaults.
type Options struct {
	Name     string // of the file, for messages and the source; [Open] sets it
	Source   string // empty: file: and the name without its ending, or GitHubSource
	MaxBytes int64  // 0 is read as DefaultMaxBytes
}

// A Report is what a file holds.
type Report struct {
	Source    string
	Digest    string // SHA-256 of the bytes read, in hex
	Incidents []models.Incident
	Rejected  []Rejection
	Notes     []Rejection // rows that were read, but not just as they stand
}

// A Rejection is a row that was not read, and why.
type Rejection struct {
	File       string `json:"file,omitempty"` // in a folder
	Line       int    `json:"line"`           // first line of the row, from 1
	ExternalID string `json:"externalId,omitempty"`
	Reason     string `json:"reason"`
}

// Read reads incidents from r, which it need not read to the end to see that it
// holds something else. An error names the file and line; then there is no report.
// The time is linear in the bytes read.
func Read(ctx context.Context, r io.Reader, opt Options) (Report, error) {
	if opt.MaxBytes == 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	digest := sha256.New()
	in := &input{
		ctx: ctx, most: opt.MaxBytes, left: opt.MaxBytes, from: io.TeeReader(r, digest),
		report: Report{Source: opt.source()}, firstLine: map[string]int{},
	}
	if err := in.read(); err != nil {
		return Report{}, fmt.Errorf("%s: %w", filepath.Base(opt.name()), err)
	}
	in.report.Digest = hex.EncodeToString(digest.Sum(nil))
	if opt.Source == "" && in.github {
		in.report.Source = GitHubSource
	}
	return in.report, nil
}

func (o Options) name() string {
	if o.Name == "" {
		return "incidents"
	}
	return o.Name
}

func (o Options) source() string {
	if o.Source != "" {
		return o.Source
	}
	base := filepath.Base(o.name())
	return "file:" + strings.TrimSuffix(base, filepath.Ext(base))
}

// An input is a file being read.
type input struct {
	ctx       context.Context //nolint:containedctx // ends with the one call that made the input
	from      io.Reader
	most      int64 // bytes read at most
	left      int64 // of them
	report    Report
	firstLine map[string]int // of an external ID
	github    bool           // the form is the GitHub archive's
}

// Read passes on the file up to the limit, and stops when the context ends.
func (in *input) Read(p []byte) (int, error) {
	if err := in.ctx.Err(); err != nil {
		return 0, err
	}
	if in.left <= 0 {
		var one [1]byte
		if n, err := in.from.Read(one[:]); n == 0 {
			return 0, err
		}
		return 0, fmt.Errorf("larger than %d bytes, the most that is read", in.most)
	}
	n, err := in.from.Read(p[:min(int64(len(p)), in.left)])
	in.left -= int64(n)
	return n, err
}

func (in *input) read() error {
	b := bufio.NewReaderSize(in, sniffed)
	if bom, _ := b.Peek(3); bytes.Equal(bom, []byte("\ufeff")) {
		if _, err := b.Discard(3); err != nil {
			return err
		}
	}
	head, err := b.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if err := checkHead(head, errors.Is(err, io.EOF)); err != nil {
		return err
	}
	switch start := bytes.TrimLeft(head, " \t\r\n"); {
	case len(start) == 0:
		return errors.New("line 1: the file is empty")
	case start[0] == '[' || start[0] == '{' && !isLines(start):
		return in.readJSON(b)
	case start[0] == '{':
		return in.readLines(b)
	}
	first, _, found := bytes.Cut(head, []byte("\n"))
	if !found && len(head) == sniffed {
		return fmt.Errorf("line 1: longer than %d MiB; want CSV, JSON or JSON lines", sniffed>>20)
	}
	return in.readCSV(first, b)
}

// checkHead returns an error where the first bytes of a file are no UTF-8 text, or
// are marked up.
func checkHead(head []byte, whole bool) error {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return errors.New("line 1: this is UTF-16; save it as UTF-8")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return errors.New("line 1: this is a ZIP archive or spreadsheet; export it as CSV")
	case bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<")):
		return errors.New("line 1: this is XML or HTML; want CSV, JSON or JSON lines")
	}
	for i := 0; i < len(head); {
		r, size := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && size <= 1 && (whole || len(head)-i >= utf8.UTFMax) || r == 0 {
			return fmt.Errorf("line %d: byte %d is not UTF-8 text", 1+bytes.Count(head[:i], []byte("\n")), i+1)
		}
		i += max(size, 1)
	}
	return nil
}

// reject lists a row that cannot be read.
func (in *input) reject(line int, id, reason string) error {
	if len(in.report.Rejected) == maxRejected {
		return fmt.Errorf("line %d: more than %d rows rejected, the first at line %d: %s", line, maxRejected, in.report.Rejected[0].Line, in.report.Rejected[0].Reason)
	}
	in.report.Rejected = append(in.report.Rejected, Rejection{Line: line, ExternalID: id, Reason: reason})
	return nil
}

// accept checks what every form must have, and keeps the incident or rejects it.
func (in *input) accept(line int, i models.Incident, err error) error {
	if err == nil {
		err = checkText(i)
	}
	if err != nil {
		return in.reject(line, strings.ToValidUTF8(i.ExternalID, "\ufffd"), strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	if first, ok := in.firstLine[i.ExternalID]; ok {
		return in.reject(line, i.ExternalID, fmt.Sprintf("the same external ID as line %d", first))
	}
	in.firstLine[i.ExternalID] = line
	i.Source, i.Quality = "", i.Judge() // the source is that of the report
	in.report.Incidents = append(in.report.Incidents, i)
	return nil
}

// checkText returns an error where a database would refuse a text.
func checkText(i models.Incident) error {
	var errs []error
	texts := append([]string{i.ExternalID, i.Title, i.Cause, i.DetectedBy, i.URL}, i.Components...)
	for _, t := range texts {
		if !utf8.ValidString(t) || strings.ContainsRune(t, 0) {
			errs = append(errs, fmt.Errorf("%q is not UTF-8 text", t))
		}
	}
	return errors.Join(errs...)
}
