package galileo

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/galileo/syntax"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/faulttree/risk"
)

// Parse reads a model of one fault tree: probabilities are numbers, rates
// exponential over the mission time. Its top event is that of
// [risk.Model.NamedTops]. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order, or is that of r. What was read over is among the warnings of the model.
func Parse(name string, r io.Reader) (*risk.Model, error) {
	file, err := syntax.Read(name, r)
	if err != nil {
		return nil, err
	}
	return FromFile(file)
}

// FromFile is [Parse] of statements that were read.
func FromFile(file *syntax.File) (*risk.Model, error) {
	p := &parser{File: file, kinds: map[string]string{}}
	for _, n := range file.Nodes {
		if n.Event() {
			p.event(n)
		} else {
			p.gate(n)
		}
	}
	p.check()
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	return p.model(), nil
}

type parser struct {
	*syntax.File

	gates   []faulttree.Gate
	events  []risk.BasicEvent
	kinds   map[string]string // of what is defined: gate or basic-event
	dormant int               // events with a dormancy factor
}

// model returns what was read, without problems.
func (p *parser) model() *risk.Model {
	tree := risk.Container{Name: strings.ReplaceAll(p.Top.Text, ".", "-"), Events: p.events} // dots separate containers
	for _, g := range p.gates {
		f := risk.Formula{Op: strings.ToLower(string(g.Op)), Min: g.K}
		for _, in := range g.Inputs {
			f.Args = append(f.Args, risk.Formula{Op: p.kinds[in], Ref: in})
		}
		tree.Gates = append(tree.Gates, risk.Gate{Identity: risk.Identity{ID: g.ID, Name: g.ID}, Formula: f})
	}
	m := &risk.Model{FaultTrees: []risk.Container{tree}}
	if p.dormant > 0 {
		m.Warnings = append(m.Warnings, fmt.Sprintf("%s: the dormancy factor of %d events is read over: it matters under spare gates only", p.Name, p.dormant))
	}
	m.NameTops(map[int]string{0: p.Top.Text})
	m.Prepare(risk.PrepareOptions{})
	return m
}

var (
	votes   = regexp.MustCompile(`^(\d{1,9})of(\d{1,9})$|^vot(\d{1,9})$`)
	dynamic = map[string]string{
		"pand": "priority AND", "por": "priority OR", "wsp": "warm spare", "csp": "cold spare", "hsp": "hot spare", "spare": "spare",
		"fdep": "functional dependency", "pdep": "probabilistic dependency", "seq": "sequence enforcing", "mutex": "mutual exclusion",
		"pand-inc": "inclusive priority AND", "pand-ex": "exclusive priority AND", "por-inc": "inclusive priority OR", "por-ex": "exclusive priority OR",
	}
)

func (p *parser) gate(n syntax.Node) {
	name, kind := n.Name, n.Kind
	g := faulttree.Gate{ID: name.Text}
	word := strings.ToLower(kind.Text)
	if before, _, found := strings.Cut(word, "="); found {
		word = before
	}
	if match := votes.FindStringSubmatch(word); match != nil {
		k, _ := strconv.Atoi(match[1] + match[3]) // digits
		all, err := strconv.Atoi(match[2])
		if err != nil { // vot3 leaves it out
			all = len(n.Inputs)
		}
		g.Op, g.K = faulttree.AtLeast, k
		if all != len(n.Inputs) || k < 1 || k > all {
			p.ReportAtf(name, "%s of %d inputs", kind.Text, len(n.Inputs))
		}
	} else {
		switch {
		case word == "and" || word == "or":
			g.Op = faulttree.Op(word)
		case dynamic[word] != "":
			p.ReportAtf(name, "%s (%s) is a dynamic gate, which depends on the order of failures; a static tree has and, or and KofM", kind.Text, dynamic[word])
			return
		default:
			p.ReportAtf(name, "unknown gate %q; a static tree has and, or and KofM", kind.Text)
			return
		}
	}
	for _, in := range n.Inputs {
		g.Inputs = append(g.Inputs, in.Text)
	}
	p.kinds[g.ID] = "gate"
	p.gates = append(p.gates, g)
}

func (p *parser) event(n syntax.Node) {
	values := map[string]float64{}
	for _, a := range n.Attributes {
		p.attribute(a)
		values[a.Word] = a.Value
	}
	probability := expression.Num(values["prob"])
	_, fixed := values["prob"]
	_, rate := values["lambda"]
	switch {
	case !fixed && !rate:
		p.ReportAtf(n.Name, "has neither prob nor lambda")
	case !fixed:
		probability = expression.Of(expression.Exponential, expression.Num(values["lambda"]), expression.Expr{Op: expression.MissionTime})
	}
	if values["dorm"] != 0 {
		p.dormant++
	}
	p.kinds[n.Name.Text] = "basic-event"
	p.events = append(p.events, risk.BasicEvent{Identity: risk.Identity{ID: n.Name.Text, Name: n.Name.Text}, Expr: &probability})
}

// attribute reports one that is out of range, or would change the answer.
func (p *parser) attribute(a syntax.Attribute) {
	x, problem := a.Value, ""
	switch a.Word {
	case "prob":
		if !(x >= 0 && x <= 1) {
			problem = "is not between 0 and 1"
		}
	case "lambda":
		if !(x >= 0) {
			problem = "is negative"
		}
	case "dorm":
		if !(x >= 0) {
			problem = "is negative"
		}
	case "rate", "shape":
		problem = "is not supported: tools differ in whether the rate of a Weibull life is its scale; write prob at the mission time"
	case "cov", "res":
		if x != 0 {
			problem = "is not supported: imperfect coverage is not part of a static tree"
		}
	case "repl":
		if x != 1 {
			problem = "is not supported: write every replica as an event"
		}
	default:
		problem = "is not supported: a static tree has prob, lambda and dorm"
	}
	if problem != "" {
		p.ReportAtf(a.Token, "%s", fmt.Sprintf("= %g %s", x, problem))
	}
}

// check reports what is wrong between statements.
func (p *parser) check() {
	p.Undefined()
	if len(p.Problems) > 0 {
		return
	}
	tree := faulttree.Tree{Top: p.Top.Text, Gates: p.gates}
	for _, e := range p.events {
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: e.ID})
	}
	for _, fault := range problem.Invalid(tree.Validate()) {
		at, _ := p.Defined(fault.ID)
		p.ReportAtf(at, "%v", fault.Err)
	}
}
