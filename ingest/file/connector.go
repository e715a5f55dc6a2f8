package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ninefold/ingest"
)

// pageSize is how many incidents are saved in one step.
const pageSize = 200

// A Connector hands on what a file or folder holds. Its cursor is the digest of
// the bytes and how many incidents were handed on: an interrupted import of the
// same bytes goes on, a complete one and one of other bytes begin anew.
type Connector struct{ report Report }

var _ ingest.Connector = (*Connector)(nil)

// NewConnector makes a connector of a report.
func NewConnector(r Report) *Connector { return &Connector{r} }

// Open reads the incidents in the file at path. Of a folder it reads
// incidents.jsonl, or else every file called incidents….json, .jsonl or .csv as
// parts of one source, named after the folder. It returns an error if there is
// none, and those of [Read].
func Open(ctx context.Context, path string, opt Options) (*Connector, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	if info.IsDir() {
		return openFolder(ctx, path, opt)
	}
	r, err := readFile(ctx, path, opt)
	if err != nil {
		return nil, err
	}
	return NewConnector(r), nil
}

func readFile(ctx context.Context, path string, opt Options) (_ Report, err error) {
	f, err := os.Open(path)
	if err != nil {
		return Report{}, fmt.Errorf("file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if opt.Name == "" {
		opt.Name = path
	}
	return Read(ctx, f, opt)
}

func openFolder(ctx context.Context, dir string, opt Options) (*Connector, error) {
	names, err := incidentFiles(dir)
	if err != nil {
		return nil, err
	}
	if len(names) == 1 && names[0] == archiveFile {
		r, err := readFile(ctx, filepath.Join(dir, archiveFile), opt)
		if err != nil {
			return nil, err
		}
		return NewConnector(r), nil
	}
	if opt.Source == "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, fmt.Errorf("file: %w", err)
		}
		opt.Source = "file:" + filepath.Base(abs)
	}
	all := Report{Source: opt.Source}
	digest := sha256.New()
	first := map[string]string{} // file by external ID
	for _, name := range names {
		r, err := readFile(ctx, filepath.Join(dir, name), Options{Source: opt.Source, MaxBytes: opt.MaxBytes})
		if err != nil {
			return nil, err
		}
		digest.Write([]byte(r.Digest))
		all.merge(name, r, first)
	}
	all.Digest = hex.EncodeToString(digest.Sum(nil))
	return NewConnector(all), nil
}

// merge adds what a file of a folder holds to the report of all.
func (all *Report) merge(name string, r Report, first map[string]string) {
	for _, i := range r.Incidents {
		if other, ok := first[i.ExternalID]; ok {
			all.Rejected = append(all.Rejected, Rejection{File: name, ExternalID: i.ExternalID, Reason: "the same external ID as in " + other})
			continue
		}
		first[i.ExternalID] = name
		all.Incidents = append(all.Incidents, i)
	}
	for _, list := range []struct{ to, from *[]Rejection }{{&all.Rejected, &r.Rejected}, {&all.Notes, &r.Notes}} {
		for _, x := range *list.from {
			x.File = name
			*list.to = append(*list.to, x)
		}
	}
}

// archiveFile is the fullest file of a GitHub-status archive.
const archiveFile = "incidents.jsonl"

// incidentFiles returns the names of the files in dir to read, in order.
func incidentFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	var names []string
	for _, e := range entries {
		switch {
		case e.Name() == archiveFile:
			return []string{archiveFile}, nil
		case e.Type().IsRegular() && strings.HasPrefix(e.Name(), "incidents") && slices.Contains([]string{".json", ".jsonl", ".csv"}, filepath.Ext(e.Name())):
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("file: %s: no file incidents….json, .jsonl or .csv in it; name the file", dir)
	}
	return names, nil
}

// Source returns the source of the incidents: file:… or what was asked for.
func (c *Connector) Source() string { return c.report.Source }

// Rejected returns the rows that could not be read.
func (c *Connector) Rejected() []Rejection { return c.report.Rejected }

// Notes returns the rows that were read, but not just as they stand.
func (c *Connector) Notes() []Rejection { return c.report.Notes }

// Next returns the next incidents after cursor, at most 200.
func (c *Connector) Next(ctx context.Context, cursor string) (ingest.Page, bool, error) {
	all := c.report.Incidents
	from := 0
	if digest, offset, ok := strings.Cut(cursor, "@"); ok && digest == c.report.Digest {
		if n, err := strconv.Atoi(offset); err == nil && n > 0 && n < len(all) {
			from = n
		}
	}
	to := min(from+pageSize, len(all))
	return ingest.Page{
		Incidents: all[from:to], Cursor: c.report.Digest + "@" + strconv.Itoa(to),
	}, to == len(all), ctx.Err()
}
