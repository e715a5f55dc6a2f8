package manifest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"ninefold/models"
)

// Limits of what is read.
const (
	MaxFileBytes = 16 << 20
	MaxFiles     = 20_000
	maxNodes     = 2_000_000 // YAML nodes of one document, estimated before it is parsed
)

// ErrNothing reports a tree without a single Kubernetes or Istio object. The
// error names the files that could not be read.
var ErrNothing = errors.New("manifest: no Kubernetes object")

// Options control [Discover]. The zero value means the defaults.
type Options struct {
	Name string // of the model; empty: that of the directory, or "mesh"
}

// A Result is what a directory tree says. Its slices are sorted and never nil.
type Result struct {
	Mesh     models.Mesh    `json:"mesh"`
	Findings []Finding      `json:"findings" nullable:"false"`
	Skipped  []Skipped      `json:"skipped" nullable:"false"`
	Files    Files          `json:"files"`
	Unused   map[string]int `json:"unused"` // objects by kind that say nothing about dependencies or redundancy
}

// Files counts the files of the tree. Each is counted once.
type Files struct {
	Read    int `json:"read"`    // held a Kubernetes or Istio object
	Skipped int `json:"skipped"` // held none
	Failed  int `json:"failed"`  // could not be read or parsed, wholly or in part
	Other   int `json:"other"`   // are no YAML by name
}

// A Skipped file or folder holds nothing for a model.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Kinds of finding.
const (
	DanglingReference  = "dangling-reference"  // an address, selector or target that names nothing in the tree
	AmbiguousReference = "ambiguous-reference" // an address or selector that may mean several workloads
	SelfReference      = "self-reference"      // a workload that names itself
	VersionReference   = "version-reference"   // a call only some versions of a service make
	Conflict           = "conflict"            // two descriptions of one thing that disagree
	Optional           = "optional"            // a workload that is not deployed by default
	NoRedundancy       = "no-redundancy"       // services with one replica
	NoSpread           = "no-spread"           // replicas that may all run on one node
	SoftSpread         = "soft-spread"         // replicas that are spread only if possible
	BlocksEviction     = "blocks-eviction"     // a PodDisruptionBudget that lets no pod go
	InertFailover      = "inert-failover"      // failover without outlier detection
	UnusedExternal     = "unused-external"     // an external host nothing is seen to call
	NoEntry            = "no-entry"            // no way in for users
	InferredNamespace  = "inferred-namespace"  // a namespace that only addresses tell
	NotModelled        = "not-modelled"        // a workload that is not a service
	NotParsed          = "not-parsed"          // a file or object that cannot be read
)

// A Finding is something a reader of the files should know.
type Finding struct {
	Kind    string `json:"kind"` // one of the constants above
	Message string `json:"message"`
	Place   string `json:"place,omitempty"`   // file:line, relative to the directory
	Subject string `json:"subject,omitempty"` // the service or object it is about
}

// Discover drafts a model from the directory at dir, as [DiscoverFS] does. The
// model is named after it unless opt names one.
func Discover(ctx context.Context, dir string, opt Options) (Result, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Result{}, fmt.Errorf("manifest: %w", err)
	}
	defer func() { _ = root.Close() }() // opened for reading only
	if opt.Name == "" {
		if abs, err := filepath.Abs(dir); err == nil {
			opt.Name = filepath.Base(abs)
		}
	}
	return DiscoverFS(ctx, root.FS(), opt)
}

// DiscoverFS reads the YAML files of dir and drafts a model from them. Symbolic
// links are not followed. A file that cannot be parsed, or an object in it, is a
// finding and does not stop the others. It returns [ErrNothing] where no object
// is found, an error where dir cannot be listed or holds more than [MaxFiles]
// files, and the error of ctx when that ends. The work grows with the size of
// the files, and with services times network policies.
func DiscoverFS(ctx context.Context, dir fs.FS, opt Options) (Result, error) {
	r := reader{dir: dir, failed: map[string]bool{}, unused: map[string]int{}}
	if err := r.walk(ctx); err != nil {
		return Result{}, err
	}
	t := r.collect()
	if t.objects == 0 {
		return Result{}, nothing(r.files, r.findings)
	}
	d, err := newDraft(ctx, t, r.findings)
	if err != nil {
		return Result{}, err
	}
	return Result{
		Mesh:     d.mesh(opt.Name),
		Findings: d.findings.sorted(),
		Skipped:  append([]Skipped{}, r.skipped...),
		Files:    r.files,
		Unused:   r.unused,
	}, nil
}

// nothing returns ErrNothing with the first of the files that failed.
func nothing(n Files, failed findings) error {
	all := failed.sorted()
	errs := []error{fmt.Errorf("%w in %d YAML files", ErrNothing, n.Read+n.Skipped+n.Failed)}
	for _, f := range all[:min(len(all), 20)] {
		errs = append(errs, fmt.Errorf("%s: %s", f.Place, f.Message))
	}
	return errors.Join(errs...)
}

// A place is where in the tree something is said.
type place struct {
	file string
	line int
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

func (p place) compare(q place) int {
	if p.file != q.file {
		if p.file < q.file {
			return -1
		}
		return 1
	}
	return p.line - q.line
}

// findings collects findings in any order, each once.
type findings []placed

type placed struct {
	Finding
	at place
}

func (f *findings) addf(kind, subject string, at place, format string, args ...any) {
	*f = append(*f, placed{Finding{Kind: kind, Subject: subject, Place: at.String(), Message: fmt.Sprintf(format, args...)}, at})
}

// sorted returns the findings by place. Of those that differ only in their place
// the first is kept: copies of a manifest repeat its faults.
func (f *findings) sorted() []Finding {
	slices.SortStableFunc(*f, func(a, b placed) int { return a.at.compare(b.at) })
	out := []Finding{}
	seen := map[Finding]bool{}
	for _, p := range *f {
		key := p.Finding
		if p.Kind != NotParsed {
			key.Place = ""
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, p.Finding)
		}
	}
	return out
}
