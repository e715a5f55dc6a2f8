package model

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/yamlfile"
	"ninefold/analysis/simulate"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "Simulation"
)

const (
	maxSize   = 4 << 20 // bytes
	maxValues = 500_000
)

// A File is a system and what is asked about it.
type File struct {
	Label    string
	Model    simulate.Model
	Question simulate.Question
}

// Parse reads a model. The name of the file is for messages. The error is of type
// [problem.List] and holds everything that is wrong: form, and where that is right
// what [simulate.Model.Validate] finds, each with its place. Or it is that of r.
func Parse(name string, r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{Reader: yamlfile.Reader{File: name}, at: map[string][2]int{}}
	if len(data) > maxSize || yamlfile.Values(data) > maxValues {
		p.Addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxValues)
		return nil, p.Problems.Err()
	}
	out := &File{}
	if root := p.Root(data, "a simulation is a mapping that begins with kind: "+Kind); root != nil {
		p.document(root, out)
		if len(p.Problems) == 0 {
			p.validate(&out.Model)
		}
	}
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// A parser turns nodes into a model and collects what is wrong.
type parser struct {
	yamlfile.Reader

	at   map[string][2]int // line and column of a place in the model
	path string            // the place that is read
}

// below reads what is at a place within the one that is read.
func (p *parser) below(place string, n *yaml.Node, read func(*yaml.Node)) {
	outer := p.path
	p.path = strings.TrimPrefix(outer+place, ".")
	p.at[p.path] = [2]int{n.Line, n.Column}
	read(n)
	p.path = outer
}

// object reads a mapping and notes where its values are.
func (p *parser) object(n *yaml.Node, known yamlfile.Readers, required ...string) {
	placed := make(yamlfile.Readers, len(known))
	for key, read := range known {
		placed[key] = func(n *yaml.Node) { p.below("."+key, n, read) }
	}
	p.Object(n, placed, required...)
}

// each reads the items of a list and notes where they are.
func (p *parser) each(read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		i := 0
		p.List(n, func(n *yaml.Node) {
			p.below(fmt.Sprintf("[%d]", i), n, read)
			i++
		})
	}
}

// count reads a whole number.
func (p *parser) count(into *int) func(*yaml.Node) {
	const most = 1e9
	return func(n *yaml.Node) {
		x, ok := yamlfile.Number(n)
		if !ok || x != math.Trunc(x) || math.Abs(x) > most {
			p.Reportf(n, "%s is no whole number up to %g", yamlfile.Quoted(n.Value), float64(most))
			return
		}
		*into = int(x)
	}
}

func (p *parser) texts(into *[]string) func(*yaml.Node) {
	return p.each(func(n *yaml.Node) {
		var s string
		p.Text(&s)(n)
		*into = append(*into, s)
	})
}

func (p *parser) numbers(into *[]float64) func(*yaml.Node) {
	return p.each(func(n *yaml.Node) {
		var x float64
		p.Number(&x)(n)
		*into = append(*into, x)
	})
}

// validate gives what is wrong with a model its place: the nearest one around it
// that is known.
func (p *parser) validate(m *simulate.Model) {
	var all interface{ Unwrap() []error }
	if !errors.As(m.Validate(), &all) {
		return
	}
	for _, e := range all.Unwrap() {
		var f *simulate.Fault
		if !errors.As(e, &f) {
			continue
		}
		at, place := [2]int{1, 1}, f.Place
		for place != "" {
			if found, ok := p.at[place]; ok {
				at = found
				break
			}
			place = place[:max(0, strings.LastIndexAny(place, ".["))]
		}
		p.Addf(at[0], at[1], "%s: %s", f.Place, f.Message)
	}
}
