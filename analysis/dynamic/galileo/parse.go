package galileo

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/faulttree/galileo/syntax"
	"ninefold/analysis/faulttree/problem"
)

// Parse reads a tree. The name of the file is for messages.
//
// The error is a problem.List and holds everything that is wrong, in file order,
// or is that of r.
func Parse(name string, r io.Reader) (dynamic.Tree, error) {
	file, err := syntax.Read(name, r)
	if err != nil {
		return dynamic.Tree{}, err
	}
	return FromFile(file)
}

// FromFile is [Parse] of statements that were read.
func FromFile(file *syntax.File) (dynamic.Tree, error) {
	p := &parser{File: file, tree: dynamic.Tree{Top: file.Top.Text}}
	for _, n := range file.Nodes {
		if n.Event() {
			p.event(n)
		} else {
			p.gate(n)
		}
	}
	p.Undefined()
	p.inputs()
	p.coldSpares()
	p.check(p.tree.Validate())
	return p.tree, p.Problems.Err()
}

// Dynamic reports whether a file has what a static tree does not: gates of order
// or spares, dependencies, restraints, repair.
func Dynamic(file *syntax.File) bool {
	for _, n := range file.Nodes {
		word := strings.ToLower(n.Kind.Text)
		word, _, _ = strings.Cut(word, "=")
		if !n.Event() && word != "and" && word != "or" && !votes.MatchString(word) && (kinds[word] != "" || rules[word] || inspections.MatchString(word)) {
			return true
		}
		for _, a := range n.Attributes {
			if a.Word == "repair" || a.Word == "phases" || a.Word == "interval" {
				return true
			}
		}
	}
	return false
}

type parser struct {
	*syntax.File

	tree dynamic.Tree
	cold []string // spare gates whose spares are cold where nothing else is said
}

var (
	votes       = regexp.MustCompile(`^(\d{1,9})of(\d{1,9})$|^vot(\d{1,9})$`)
	inspections = regexp.MustCompile(`^(\d{0,5})insp([0-9.eE+-]+)$`)
	kinds       = map[string]dynamic.Op{
		"and": dynamic.And, "or": dynamic.Or,
		"pand": dynamic.Pand, "pand-incl": dynamic.Pand, "pand-inc": dynamic.Pand, "pand<": dynamic.Pand, "pand-excl": dynamic.Pand, "pand-ex": dynamic.Pand,
		"por": dynamic.Por, "por-incl": dynamic.Por, "por-inc": dynamic.Por, "por<": dynamic.Por, "por-excl": dynamic.Por, "por-ex": dynamic.Por,
		"spare": dynamic.Spare, "wsp": dynamic.Spare, "csp": dynamic.Spare, "hsp": dynamic.Spare,
	}
	strict = map[string]bool{"pand<": true, "pand-excl": true, "pand-ex": true, "por<": true, "por-excl": true, "por-ex": true}
	rules  = map[string]bool{"fdep": true, "pdep": true, "seq": true, "mutex": true}
)

func texts(tokens []syntax.Token) []string {
	var out []string
	for _, t := range tokens {
		out = append(out, t.Text)
	}
	return out
}

func (p *parser) gate(n syntax.Node) {
	word := strings.ToLower(n.Kind.Text)
	word, value, hasValue := strings.Cut(word, "=")
	id, inputs := n.Name.Text, texts(n.Inputs)
	vote, insp := votes.FindStringSubmatch(word), inspections.FindStringSubmatch(word)
	switch {
	case hasValue && value != "" && word != "pdep", hasValue && value == "" && word != "pand<" && word != "por<":
		p.ReportAtf(n.Name, "unknown gate %q", n.Kind.Text)
	case kinds[word] != "":
		p.tree.Gates = append(p.tree.Gates, dynamic.Gate{ID: id, Op: kinds[word], Strict: strict[word] && !hasValue, Inputs: inputs})
		if word == "csp" {
			p.cold = append(p.cold, id)
		}
	case vote != nil:
		k, _ := strconv.Atoi(vote[1] + vote[3]) // digits
		if all, err := strconv.Atoi(vote[2]); err == nil && all != len(inputs) {
			p.ReportAtf(n.Name, "%s of %d inputs", n.Kind.Text, len(inputs))
		}
		p.tree.Gates = append(p.tree.Gates, dynamic.Gate{ID: id, Op: dynamic.AtLeast, K: k, Inputs: inputs})
	case insp != nil:
		p.inspection(n, insp[1], insp[2])
	case word == "seq" || word == "mutex":
		p.tree.Restraints = append(p.tree.Restraints, dynamic.Restraint{ID: id, Op: dynamic.Op(word), Inputs: inputs})
	case word == "fdep" || word == "pdep":
		probability := 1.0
		if word == "pdep" {
			var ok bool
			if probability, ok = syntax.Number(value); !ok {
				p.ReportAtf(n.Name, "a probabilistic dependency is written pdep=0.2")
				probability = 1
			}
		}
		if len(inputs) > 0 {
			p.tree.Dependencies = append(p.tree.Dependencies, dynamic.Dependency{ID: id, Trigger: inputs[0], Probability: probability, Dependents: inputs[1:]})
		}
	case word == "rdep":
		p.ReportAtf(n.Name, "rdep is not supported: no source says how much faster what depends fails")
	default:
		p.ReportAtf(n.Name, "unknown gate %q", n.Kind.Text)
	}
}

func (p *parser) inspection(n syntax.Node, phases, rate string) {
	i := dynamic.Inspection{ID: n.Name.Text, Inputs: texts(n.Inputs)}
	x, ok := syntax.Number(rate)
	if !ok || !(x > 0) {
		p.ReportAtf(n.Name, "an inspection is written insp3 or 2insp3")
		return
	}
	if phases == "" {
		i.PeriodHours = x
	} else {
		i.Phases, _ = strconv.Atoi(phases) // digits
		i.RatePerHour = x
	}
	p.tree.Inspections = append(p.tree.Inspections, i)
}

func (p *parser) event(n syntax.Node) {
	e := dynamic.Event{ID: n.Name.Text, Dormancy: -1}
	restored := 0.0
	for _, a := range n.Attributes {
		x := a.Value
		switch a.Word {
		case "lambda":
			e.RatePerHour = x
		case "prob":
			e.Probability = &x
		case "dorm":
			if e.Dormancy = x; !(x >= 0) {
				p.ReportAtf(a.Token, "= %g is negative", x)
			}
		case "repair":
			e.RepairPerHour = x
		case "phases":
			e.Phases = p.whole(a)
		case "interval":
			e.Threshold = p.whole(a)
		case "res":
			if restored = x; !(x >= 0 && x <= 1) {
				p.ReportAtf(a.Token, "= %g is not between 0 and 1", x)
			}
		default:
			p.other(a)
		}
	}
	e.RatePerHour *= 1 - restored
	if e.Probability == nil && !has(n, "lambda") && !has(n, "rate") && !has(n, "mean") {
		p.ReportAtf(n.Name, "has neither prob nor lambda")
	}
	if e.Probability != nil && !has(n, "lambda") && restored > 0 {
		*e.Probability *= 1 - restored
	}
	p.tree.Events = append(p.tree.Events, e)
}

func has(n syntax.Node, word string) bool {
	for _, a := range n.Attributes {
		if a.Word == word {
			return true
		}
	}
	return false
}

func (p *parser) whole(a syntax.Attribute) int {
	if a.Value < 0 || a.Value > 1e6 || a.Value != float64(int(a.Value)) {
		p.ReportAtf(a.Token, "= %g is not a whole number", a.Value)
		return 0
	}
	return int(a.Value)
}

// other reports attributes that would change the answer.
func (p *parser) other(a syntax.Attribute) {
	problem := "is not supported"
	switch a.Word {
	case "rate", "shape": // of a Weibull life
		problem = "is not supported: a chain needs exponential phases; write lambda and phases of an Erlang life"
	case "mean", "stddev":
		problem = "is not supported: a chain needs exponential phases, not a lognormal life"
	case "cov":
		if problem = "is not supported: write uncovered failures as an event of their own, by pdep"; a.Value == 0 {
			return
		}
	case "repl":
		if problem = "is not supported: write every replica as an event"; a.Value == 1 {
			return
		}
	}
	p.ReportAtf(a.Token, "%s", fmt.Sprintf("= %g %s", a.Value, problem))
}

// inputs settles what rules mean as inputs of gates.
func (p *parser) inputs() {
	seq, drop := map[string]*dynamic.Restraint{}, map[string]bool{}
	for i := range p.tree.Restraints {
		if r := &p.tree.Restraints[i]; r.Op == dynamic.Seq {
			seq[r.ID] = r
		} else {
			drop[r.ID] = true
		}
	}
	for _, d := range p.tree.Dependencies {
		drop[d.ID] = true
	}
	for _, i := range p.tree.Inspections {
		drop[i.ID] = true
	}
	used := map[string]bool{}
	for i := range p.tree.Gates {
		g := &p.tree.Gates[i]
		kept := []string{}
		for _, in := range g.Inputs {
			if seq[in] != nil {
				used[in] = true
			}
			if !drop[in] {
				kept = append(kept, in)
			}
		}
		g.Inputs = kept
	}
	for i := range p.tree.Restraints {
		if r := &p.tree.Restraints[i]; used[r.ID] {
			p.tree.Gates = append(p.tree.Gates, dynamic.Gate{ID: r.ID, Op: dynamic.And, Inputs: r.Inputs})
			r.ID += " order"
		}
	}
}

// coldSpares settles dormancy where it is not given.
func (p *parser) coldSpares() {
	gates := map[string]dynamic.Gate{}
	for _, g := range p.tree.Gates {
		gates[g.ID] = g
	}
	cold := map[string]bool{}
	var mark func(id string)
	mark = func(id string) {
		if !cold[id] {
			cold[id] = true
			for _, in := range gates[id].Inputs {
				mark(in)
			}
		}
	}
	for _, id := range p.cold {
		for i, in := range gates[id].Inputs {
			if i > 0 {
				mark(in)
			}
		}
	}
	for i := range p.tree.Events {
		if e := &p.tree.Events[i]; e.Dormancy < 0 {
			if e.Dormancy = 1; cold[e.ID] {
				e.Dormancy = 0
			}
		}
	}
}

// check gives faults of the tree their place in the file.
func (p *parser) check(err error) {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, e := range joined.Unwrap() {
			p.check(e)
		}
		return
	}
	var fault *dynamic.Fault
	if errors.As(err, &fault) && fault.Missing == "" { // what is missing was said with its place
		at, _ := p.Defined(strings.TrimSuffix(fault.ID, " order"))
		if !slices.ContainsFunc(p.Problems, func(q problem.Problem) bool {
			return q.Line == at.Line && q.Col == at.Col && q.Message == fault.Message
		}) {
			p.ReportAtf(at, "%s", fault.Message)
		}
	}
}
