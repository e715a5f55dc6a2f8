package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers is the policy of who may import whom: a package may import those to the
// right of its arrow, and no other package of this module. Change it in a commit
// of its own, with the reason.
//
// A name ending in /... stands for the packages below it.
const layers = `
internal/spelling     ->
models                ->
models/modelfile      -> models internal/spelling
models/assessment     -> models/chart
models/objective      -> models
models/chart         ->
models/store          -> models models/assessment
analysis/internal/agree ->
analysis/internal/bdd ->
analysis/internal/rows ->
analysis/internal/figures ->
analysis/internal/aralia ->
analysis/internal/refcase ->
analysis/internal/promtool ->
analysis/internal/problemtest -> analysis/faulttree/problem
analysis/internal/bench ->
analysis/internal/yamlfile -> analysis/faulttree/problem internal/spelling
analysis/dist         ->
analysis/provenance   ->
analysis/availability -> analysis/dist
analysis/lifedata     -> analysis/dist
analysis/lifedata/table -> analysis/lifedata analysis/internal/rows
analysis/lifedata/plot -> analysis/lifedata models/chart models/assessment
analysis/lifedata/study -> analysis/lifedata analysis/provenance
analysis/slo          -> analysis/dist analysis/availability
analysis/slo/prometheus -> analysis/slo
analysis/slo/plot -> analysis/slo models/chart models/assessment
analysis/slo/table -> analysis/slo analysis/internal/rows
analysis/slo/study -> analysis/slo analysis/provenance
analysis/slo/spec -> analysis/slo analysis/slo/prometheus models models/objective
analysis/faulttree    -> analysis/dist analysis/internal/bdd
analysis/faulttree/... -> analysis/faulttree analysis/faulttree/... analysis/dist
analysis/faulttree/risk -> analysis/faulttree analysis/faulttree/expression
analysis/faulttree/yamltree -> analysis/faulttree analysis/faulttree/... analysis/internal/yamlfile
analysis/faulttree/study -> analysis/faulttree analysis/faulttree/... analysis/provenance
analysis/rbd          -> analysis/dist analysis/internal/bdd
analysis/rbd/blocks   -> analysis/dist analysis/faulttree analysis/faulttree/expression analysis/faulttree/risk analysis/markov analysis/markov/generate
analysis/rbd/model    -> analysis/dist analysis/internal/yamlfile analysis/markov analysis/rbd/blocks
analysis/rbd/study    -> analysis/provenance analysis/rbd/blocks analysis/rbd/model
analysis/markov       ->
analysis/dynamic      -> analysis/faulttree analysis/markov
analysis/dynamic/galileo -> analysis/dynamic analysis/faulttree/galileo/syntax analysis/faulttree/problem
analysis/dynamic/study -> analysis/dynamic analysis/markov analysis/provenance
analysis/markov/generate -> analysis/markov
analysis/markov/model -> analysis/markov analysis/faulttree/expression analysis/faulttree/problem analysis/internal/yamlfile
analysis/markov/study -> analysis/markov analysis/markov/model analysis/provenance
analysis/network      -> analysis/internal/bdd
analysis/network/model -> analysis/faulttree/problem analysis/internal/figures analysis/internal/yamlfile
analysis/network/study -> analysis/network analysis/network/model analysis/provenance
analysis/equations    -> analysis/internal/bdd
analysis/equations/model -> analysis/equations analysis/faulttree/problem analysis/internal/figures analysis/internal/yamlfile
analysis/equations/study -> analysis/equations analysis/equations/model analysis/provenance
analysis/optimize     ->
analysis/optimize/problemfile -> analysis/optimize analysis/internal/yamlfile
analysis/optimize/study -> analysis/optimize analysis/provenance
analysis/simulate     -> analysis/dist analysis/faulttree
analysis/simulate/model -> analysis/simulate analysis/dist analysis/faulttree analysis/internal/yamlfile
analysis/simulate/study -> analysis/simulate analysis/simulate/model analysis/provenance
analysis/fmea         ->
analysis/policy       ->
analysis/mesh         -> analysis/faulttree analysis/rbd analysis/fmea
analysis/mesh/mission -> analysis/mesh analysis/dynamic analysis/faulttree
analysis/assess       -> analysis/... models models/assessment models/chart models/store
ingest                -> models
ingest/...            -> ingest models
ingest/specfile       -> models/objective
ingest/openslo        -> ingest/specfile models models/objective
ingest/sloth          -> ingest/specfile models models/objective
ingest/pyrra          -> ingest/specfile models models/objective
ui                    ->
ui/web                ->
ui/chart             -> ui models/chart models/assessment
ui/report             -> ui ui/chart models/chart models/assessment
testdata/cases        ->
api                   -> analysis/assess analysis/dynamic analysis/dynamic/... analysis/equations analysis/equations/... analysis/faulttree analysis/faulttree/... analysis/lifedata analysis/lifedata/study analysis/lifedata/table analysis/markov analysis/markov/model analysis/markov/study analysis/mesh/mission analysis/network analysis/network/... analysis/optimize analysis/optimize/... analysis/provenance analysis/rbd/model analysis/rbd/study analysis/simulate analysis/simulate/... analysis/slo analysis/slo/spec analysis/slo/study analysis/slo/table models models/modelfile models/assessment models/chart models/store
cmd/...               -> analysis/... api ingest ingest/... internal/spelling models models/... testdata/cases ui ui/...
`

// outside says which packages may use a module that should not spread.
var outside = map[string][]string{
	"gorm.io/":                     {"models/store"},
	"github.com/ncruces/":          {"models/store"},
	"github.com/jackc/":            {"models/store"},
	"github.com/gin-gonic/":        {"api"},
	"github.com/danielgtaylor/":    {"api"},
	"codeberg.org/go-pdf/":         {"ui/report"},
	"gonum.org/":                   {"analysis/dist", "analysis/rbd/blocks", "analysis/availability", "analysis/lifedata", "analysis/assess", "analysis/markov", "analysis/dynamic", "analysis/simulate"},
	"github.com/spf13/cobra":       {"cmd/ninefold"},
	"github.com/prometheus/":       {"api", "analysis/availability", "cmd/ninefold"},
	"github.com/jedib0t/go-pretty": {"cmd/ninefold"},
}

const module = "ninefold"

// A goFile is what the rules look at. Files are parsed here and not listed by the
// go command, because go test would then cache a stale answer.
type goFile struct {
	dir     string // slash-separated, relative to the module
	test    bool
	pkg     string
	doc     string
	imports []string
}

func goFiles(t *testing.T) []goFile {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []goFile
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root {
			if name == "node_modules" || name == "tools" || strings.HasPrefix(name, ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		file := goFile{dir: filepath.ToSlash(dir), test: strings.HasSuffix(name, "_test.go"), pkg: parsed.Name.Name, doc: parsed.Doc.Text()}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			file.imports = append(file.imports, imported)
		}
		files = append(files, file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// allowed reads layers.
func allowed(t *testing.T) map[string][]string {
	t.Helper()
	rules := map[string][]string{}
	for line := range strings.Lines(layers) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		from, to, ok := strings.Cut(line, "->")
		if !ok {
			t.Fatalf("no arrow in %q", line)
		}
		rules[strings.TrimSpace(from)] = strings.Fields(to)
	}
	return rules
}

// match reports whether dir is named by one of the patterns.
func match(patterns []string, dir string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		below, wild := strings.CutSuffix(p, "/...")
		return p == dir || wild && strings.HasPrefix(dir, below+"/")
	})
}

func TestLayers(t *testing.T) {
	rules := allowed(t)
	for _, f := range goFiles(t) {
		if f.test { // a test may use what it needs as an oracle
			continue
		}
		may, ok := rules[f.dir]
		if !ok {
			for from, to := range rules {
				if match([]string{from}, f.dir) {
					may, ok = to, true
				}
			}
		}
		if !ok {
			t.Errorf("%s: no line in layers", f.dir)
			continue
		}
		for _, imported := range f.imports {
			if own, ours := strings.CutPrefix(imported, module+"/"); ours && !match(may, own) {
				t.Errorf("%s imports %s: layers has no such arrow", f.dir, own)
			}
			for prefix, dirs := range outside {
				if strings.HasPrefix(imported, prefix) && !match(dirs, f.dir) {
					t.Errorf("%s imports %s: only %v may", f.dir, imported, dirs)
				}
			}
		}
	}
}

// Every package says in one place what it is.
func TestPackageComments(t *testing.T) {
	docs := map[string][]string{}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		if f.doc != "" {
			docs[f.dir] = append(docs[f.dir], f.doc)
		} else if _, ok := docs[f.dir]; !ok {
			docs[f.dir] = nil
		}
	}
	for dir, texts := range docs {
		if len(texts) != 1 {
			t.Errorf("%s: %d package comments, want 1", dir, len(texts))
			continue
		}
		name := dir[strings.LastIndex(dir, "/")+1:]
		if !strings.HasPrefix(texts[0], "Package "+name+" ") && !strings.HasPrefix(texts[0], "Command "+name+" ") {
			t.Errorf("%s: package comment starts %.30q", dir, texts[0])
		}
	}
}
