package galileo

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/faulttree/risk"
)

// maxSize is the size of the largest file, in bytes.
const maxSize = 64 << 20

// Parse reads a model of one fault tree: probabilities are numbers, rates
// exponential over the mission time. Its top event is that of
// [risk.Model.NamedTops]. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order, or is that of r. What was read over is among the warnings of the model.
func Parse(name string, r io.Reader) (*risk.Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{defined: map[string]token{}, kinds: map[string]string{}}
	p.scanner = scanner{file: name, rest: strings.TrimPrefix(string(data), "\ufeff"), line: 1, col: 1, problems: &p.problems}
	if len(data) > maxSize {
		p.reportf(1, 1, "", "the file is larger than %d MiB", maxSize>>20)
		return nil, p.problems.Err()
	}
	for {
		statement, ok := p.statement()
		if !ok {
			break
		}
		p.read(statement)
	}
	p.check()
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return p.model(), nil
}

type parser struct {
	scanner
	problems problem.List
	gates    []faulttree.Gate
	events   []risk.BasicEvent
	kinds    map[string]string // of what is defined: gate or basic-event
	dormant  int               // events with a dormancy factor
	top      token
	defined  map[string]token
	inputs   []token
}

// model returns what was read, without problems.
func (p *parser) model() *risk.Model {
	tree := risk.Container{Name: strings.ReplaceAll(p.top.text, ".", "-"), Events: p.events} // dots separate containers
	for _, g := range p.gates {
		f := risk.Formula{Op: strings.ToLower(string(g.Op)), Min: g.K}
		for _, in := range g.Inputs {
			f.Args = append(f.Args, risk.Formula{Op: p.kinds[in], Ref: in})
		}
		tree.Gates = append(tree.Gates, risk.Gate{Identity: risk.Identity{ID: g.ID, Name: g.ID}, Formula: f})
	}
	m := &risk.Model{FaultTrees: []risk.Container{tree}}
	if p.dormant > 0 {
		m.Warnings = append(m.Warnings, fmt.Sprintf("%s: the dormancy factor of %d events is read over: it matters under spare gates only", p.file, p.dormant))
	}
	m.NameTops(map[int]string{0: p.top.text})
	m.Prepare(risk.PrepareOptions{})
	return m
}

// statement returns the tokens up to the next semicolon; false at the end.
func (p *parser) statement() ([]token, bool) {
	var out []token
	for {
		t, ok := p.next()
		if !ok {
			if len(out) > 0 {
				p.reportAtf(out[0], "the statement has no semicolon at its end")
			}
			return out, len(out) > 0
		}
		if t.is(";") {
			return out, true
		}
		out = append(out, t)
	}
}

func (p *parser) reportAtf(t token, format string, args ...any) {
	p.reportf(t.line, t.col, strconv.Quote(t.text), format, args...)
}

var (
	votes   = regexp.MustCompile(`^(\d{1,9})of(\d{1,9})$|^vot(\d{1,9})$`)
	dynamic = map[string]string{
		"pand": "priority AND", "por": "priority OR", "wsp": "warm spare", "csp": "cold spare", "hsp": "hot spare", "spare": "spare",
		"fdep": "functional dependency", "pdep": "probabilistic dependency", "seq": "sequence enforcing", "mutex": "mutual exclusion",
		"pand-inc": "inclusive priority AND", "pand-ex": "exclusive priority AND", "por-inc": "inclusive priority OR", "por-ex": "exclusive priority OR",
	}
)

// read takes in one statement.
func (p *parser) read(s []token) {
	if len(s) == 0 {
		return
	}
	if strings.EqualFold(s[0].text, "toplevel") && !s[0].quoted {
		switch {
		case len(s) != 2:
			p.reportAtf(s[0], "takes one name")
		case p.top.text != "":
			p.reportAtf(s[1], "the top level is %q already, in line %d", p.top.text, p.top.line)
		default:
			p.top = s[1]
		}
		return
	}
	name := s[0]
	if name.text == "" || name.is("=") {
		p.reportAtf(name, "a statement begins with a name")
		return
	}
	if before, again := p.defined[name.text]; again {
		p.reportAtf(name, "is defined in line %d already", before.line)
		return
	}
	p.defined[name.text] = name
	if len(s) == 1 {
		p.reportAtf(name, "is neither a gate nor a basic event")
		return
	}
	if len(s) > 2 && s[2].is("=") {
		p.event(name, s[1:])
		return
	}
	p.gate(name, s[1], s[2:])
}

func (p *parser) gate(name, kind token, inputs []token) {
	g := faulttree.Gate{ID: name.text}
	word := strings.ToLower(kind.text)
	if match := votes.FindStringSubmatch(word); match != nil {
		k, _ := strconv.Atoi(match[1] + match[3]) // digits
		n, err := strconv.Atoi(match[2])
		if err != nil { // vot3 leaves it out
			n = len(inputs)
		}
		g.Op, g.K = faulttree.AtLeast, k
		if n != len(inputs) || k < 1 || k > n {
			p.reportAtf(name, "%s of %d inputs", kind.text, len(inputs))
		}
	} else {
		switch {
		case word == "and" || word == "or":
			g.Op = faulttree.Op(word)
		case dynamic[word] != "":
			p.reportAtf(name, "%s (%s) is a dynamic gate, which depends on the order of failures; a static tree has and, or and KofM", kind.text, dynamic[word])
			return
		default:
			p.reportAtf(name, "unknown gate %q; a static tree has and, or and KofM", kind.text)
			return
		}
	}
	if len(inputs) == 0 {
		p.reportAtf(name, "has no inputs")
	}
	for _, in := range inputs {
		if in.is("=") {
			p.reportAtf(name, "a gate takes names")
			return
		}
		g.Inputs = append(g.Inputs, in.text)
		p.inputs = append(p.inputs, in)
	}
	p.kinds[g.ID] = "gate"
	p.gates = append(p.gates, g)
}

// event reads attributes: words, equals signs and numbers in turn.
func (p *parser) event(name token, s []token) {
	values := map[string]float64{}
	for len(s) > 0 {
		if len(s) < 3 || !s[1].is("=") {
			p.reportAtf(s[0], "an attribute is written name=number")
			return
		}
		word := strings.ToLower(s[0].text)
		x, err := strconv.ParseFloat(s[2].text, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || strings.ContainsAny(s[2].text, "xXpP_") {
			p.reportAtf(s[2], "is not a number")
		}
		if _, again := values[word]; again {
			p.reportAtf(s[0], "is given twice")
		}
		p.attribute(s[0], word, x)
		values[word] = x
		s = s[3:]
	}
	probability := expression.Num(values["prob"])
	_, fixed := values["prob"]
	_, rate := values["lambda"]
	switch {
	case !fixed && !rate:
		p.reportAtf(name, "has neither prob nor lambda")
	case !fixed:
		probability = expression.Of(expression.Exponential, expression.Num(values["lambda"]), expression.Expr{Op: expression.MissionTime})
	}
	if values["dorm"] != 0 {
		p.dormant++
	}
	p.kinds[name.text] = "basic-event"
	p.events = append(p.events, risk.BasicEvent{Identity: risk.Identity{ID: name.text, Name: name.text}, Expr: &probability})
}

// attribute reports one that is out of range, or would change the answer.
func (p *parser) attribute(t token, word string, x float64) {
	problem := ""
	switch word {
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
		p.reportAtf(t, "%s", fmt.Sprintf("= %g %s", x, problem))
	}
}

// check reports what is wrong between statements.
func (p *parser) check() {
	if p.top.text == "" {
		p.reportf(1, 1, "", `there is no top level; write: toplevel "name";`)
	} else if _, ok := p.defined[p.top.text]; !ok {
		p.reportAtf(p.top, "is not defined")
	}
	for _, in := range p.inputs {
		if _, ok := p.defined[in.text]; !ok {
			p.reportAtf(in, "is not defined")
		}
	}
	if len(p.problems) > 0 {
		return
	}
	tree := faulttree.Tree{Top: p.top.text, Gates: p.gates}
	for _, e := range p.events {
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: e.ID})
	}
	for _, fault := range problem.Invalid(tree.Validate()) {
		p.reportAtf(p.defined[fault.ID], "%v", fault.Err)
	}
}
