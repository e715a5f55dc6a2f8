package openslo

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ninefold/ingest/specfile"
	"ninefold/models/objective"
)

// Version is the apiVersion that is read and written.
const Version = "openslo/v1"

// maxDescription is the length that the format allows, in characters.
const maxDescription = 1050

// A reader joins the objects of a file.
type reader struct {
	file     *specfile.File
	out      objective.Import
	byName   map[string]map[string]*specfile.Object // kind, name
	used     map[*specfile.Object]bool
	seen     map[*specfile.Object]any // what was read of an object that others name
	metas    map[*specfile.Object]objective.Meta
	incoming []*specfile.Object // SLOs
}

// Parse reads a file. Its notes say what was not carried over.
//
// It returns an error that names all that is wrong, each with file:line:col: what
// is no YAML or beyond the limits of package specfile, an unknown kind or version,
// a name that stands twice, and values the format does not allow.
func Parse(name string, data []byte) (objective.Import, error) {
	r := &reader{
		file: specfile.Read(name, data), byName: map[string]map[string]*specfile.Object{},
		used: map[*specfile.Object]bool{}, seen: map[*specfile.Object]any{}, metas: map[*specfile.Object]objective.Meta{},
	}
	if err := r.file.Err(); err != nil {
		return objective.Import{}, err
	}
	for _, o := range r.file.Objects {
		r.register(o)
	}
	for _, o := range r.incoming {
		r.out.Specs = append(r.out.Specs, r.slo(o))
	}
	for _, o := range r.file.Objects {
		r.rest(o)
	}
	if len(r.file.Objects) == 0 {
		return objective.Import{}, fmt.Errorf("%s:1:1: no objects", name)
	}
	if err := r.file.Err(); err != nil {
		return objective.Import{}, err
	}
	slices.SortStableFunc(r.out.Notes, func(a, b objective.Note) int {
		return cmp.Or(a.Place.Line-b.Place.Line, a.Place.Col-b.Place.Col)
	})
	return r.out, nil
}

var kinds = []string{"SLO", "SLI", "Service", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "DataSource"}

// register reads the head of an object.
func (r *reader) register(o *specfile.Object) {
	if v := o.Need("apiVersion"); v != "" && v != Version {
		o.Failf("apiVersion", "%q is not %s, the version that is read", v, Version)
		return
	}
	kind := o.Need("kind")
	if kind == "" {
		return
	}
	if !slices.Contains(kinds, kind) {
		o.Failf("kind", "%q is none of %s", kind, strings.Join(kinds, ", "))
		return
	}
	m := r.meta(o)
	r.metas[o] = m
	if r.byName[kind] == nil {
		r.byName[kind] = map[string]*specfile.Object{}
	}
	if first := r.byName[kind][m.Name]; first != nil && m.Name != "" {
		line := first.Place().Line
		o.Object("metadata").Failf("name", "there are two of %s %q; first in line %d", kind, m.Name, line)
		return
	}
	r.byName[kind][m.Name] = o
	if kind == "SLO" {
		r.incoming = append(r.incoming, o)
	}
}

var rfc1123 = regexp.MustCompile(`^[a-z0-9]([a-z0-9.|/\\-]{0,253}[a-z0-9])?$`)

// meta reads metadata.
func (r *reader) meta(o *specfile.Object) objective.Meta {
	m := o.Object("metadata")
	if m == nil {
		if !o.Has("metadata") {
			o.Failf("metadata", "it must be given")
		}
		return objective.Meta{}
	}
	out := objective.Meta{Name: m.Need("name"), Title: m.Text("displayName"), Labels: m.TextsMap("labels"), Annotations: m.TextMap("annotations")}
	if out.Name != "" && !rfc1123.MatchString(out.Name) {
		r.note(m, "name", objective.Doubtful, "the format asks for lower-case letters, digits and hyphens")
	}
	return out
}

// describe reads the description of a spec.
func (r *reader) describe(spec *specfile.Object) string {
	s := spec.Text("description")
	if len([]rune(s)) > maxDescription {
		r.note(spec, "description", objective.Doubtful, fmt.Sprintf("the format allows %d characters", maxDescription))
	}
	return s
}

// note adds a note on a key of o.
func (r *reader) note(o *specfile.Object, key, kind, message string) {
	r.out.Notes = append(r.out.Notes, o.Note(key, kind, "OpenSLO", message))
}

// rest reads services, and notes what has not been read of the file.
func (r *reader) rest(o *specfile.Object) {
	m := r.metas[o]
	kind := o.Text("kind")
	switch kind {
	case "Service":
		spec := o.Object("spec")
		m.Description = r.describe(spec)
		r.out.Services = append(r.out.Services, objective.Service{Meta: m, Place: o.Place()})
	case "DataSource":
		spec := o.Object("spec")
		spec.Ignore("type", "description", "connectionDetails")
		r.note(o, "spec", objective.Lost, fmt.Sprintf("data source %q: how to connect is for the configuration of the program", m.Name))
	case "SLO", "":
	default:
		if !r.used[o] && m.Name != "" {
			r.note(o, "kind", objective.Lost, fmt.Sprintf("no objective uses the %s %q", kind, m.Name))
			o.Ignore("spec")
			return
		}
	}
	r.out.Notes = append(r.out.Notes, o.Unread(kind+" "+m.Name, "the format has no such key, or it is not carried over")...)
}

// once returns what read returns of o, which it calls once however many name o:
// problems and notes come once.
func once[T any](r *reader, o *specfile.Object, read func() T) T {
	if v, ok := r.seen[o].(T); ok {
		return v
	}
	v := read()
	r.seen[o] = v
	return v
}

var errUnit = errors.New("not a whole number followed by m, h, d, w, M, Q or Y")
