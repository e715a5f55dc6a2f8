package yamltree

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/internal/yamlfile"
)

// An argument has a name and what it is where it is left out, nil where it must
// not be.
type argument struct {
	name    string
	without *expression.Expr
}

// A form is how an operation with named arguments is written. An operation may
// have several.
type form []argument

var (
	missionTime = &expression.Expr{Op: expression.MissionTime}
	nothing     = &expression.Expr{Op: expression.Number}
	level95     = &expression.Expr{Op: expression.Number, Value: 0.95}
	oneInterval = &expression.Expr{Op: "interval"} // the same as the argument of that name
)

// named holds the operations with named arguments.
var named = map[string]struct {
	op    expression.Op
	forms []form
}{
	"exponential": {expression.Exponential, []form{{{"rate", nil}, {"time", missionTime}}}},
	"glm":         {expression.GLM, []form{{{"onDemand", nothing}, {"rate", nil}, {"repairRate", nil}, {"time", missionTime}}}},
	"weibull":     {expression.Weibull, []form{{{"scale", nil}, {"shape", nil}, {"shift", nothing}, {"time", missionTime}}}},
	"periodicTest": {expression.PeriodicTest, []form{
		{{"rate", nil}, {"interval", nil}, {"firstTest", oneInterval}, {"time", missionTime}},
		{{"rate", nil}, {"repairRate", nil}, {"interval", nil}, {"firstTest", oneInterval}, {"time", missionTime}},
		{
			{"rate", nil}, {"testRate", nil}, {"repairRate", nil}, {"interval", nil}, {"firstTest", oneInterval}, {"testFailure", nil},
			{"testDuration", nil}, {"availableInTest", nil}, {"coverage", nil}, {"badRestart", nil}, {"time", missionTime},
		},
	}},
	"uniform": {expression.UniformDeviate, []form{{{"min", nil}, {"max", nil}}}},
	"normal":  {expression.NormalDeviate, []form{{{"mean", nil}, {"deviation", nil}}}},
	"lognormal": {expression.LognormalDeviate, []form{
		{{"mean", nil}, {"errorFactor", nil}, {"level", level95}},
		{{"mu", nil}, {"sigma", nil}},
	}},
	"gamma": {expression.GammaDeviate, []form{{{"shape", nil}, {"scale", nil}}}},
	"beta":  {expression.BetaDeviate, []form{{{"alpha", nil}, {"beta", nil}}}},
	"ite":   {expression.Ite, []form{{{"if", nil}, {"then", nil}, {"else", nil}}}},
}

// unary and listed hold the operations of one argument and of several, which are
// written as in the model.
var (
	unary = []expression.Op{
		expression.Neg, expression.Abs, expression.Acos, expression.Asin, expression.Atan, expression.Cos, expression.Cosh, expression.Exp,
		expression.Log, expression.Log10, expression.Sin, expression.Sinh, expression.Tan, expression.Tanh, expression.Sqrt,
		expression.Ceil, expression.Floor, expression.Not,
	}
	listed = []expression.Op{
		expression.Add, expression.Sub, expression.Mul, expression.Div, expression.Min, expression.Max, expression.Mean, expression.Mod,
		expression.Pow, expression.And, expression.Or, expression.Eq, expression.Df, expression.Lt, expression.Gt, expression.Leq, expression.Geq,
	}
)

// expr reads an expression.
func (p *parser) expr(n *yaml.Node) expression.Expr {
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case !p.Plain(n):
		return expression.Num(0)
	case p.depth > maxDepth:
		p.Reportf(n, "expressions stand in each other more than %d deep", maxDepth)
		return expression.Num(0)
	case n.Kind == yaml.ScalarNode:
		return p.scalar(n)
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 {
		p.Reportf(n, "an expression is a number, or one operation with what it is applied to: %s", strings.Join(sorted(operations), ", "))
		return expression.Num(0)
	}
	before := len(p.Problems)
	e := p.operation(n.Content[0], n.Content[1])
	if len(p.Problems) == before {
		if err := e.Check(); err != nil {
			p.Reportf(n, "%v", err)
		}
	}
	return e
}

func (p *parser) scalar(n *yaml.Node) expression.Expr {
	if x, ok := yamlfile.Number(n); ok {
		return expression.Num(x)
	}
	switch {
	case n.Tag == "!!bool":
		e := expression.Expr{Op: expression.Bool}
		var v bool
		if p.Truth(&v)(n); v {
			e.Value = 1
		}
		return e
	case n.Value == "missionTime":
		return *missionTime
	case n.Value == "pi":
		return expression.Expr{Op: expression.Pi}
	}
	p.Reportf(n, "%s is no number", yamlfile.Quoted(n.Value))
	return expression.Num(0)
}

// operations holds the names of all.
var operations = func() map[string]string {
	all := map[string]string{
		"parameter": "", "missionTime": "", "histogram": "", "switch": "", "testInitiatingEvent": "", "testFunctionalEvent": "",
	}
	for name := range named {
		all[name] = ""
	}
	for _, op := range slices.Concat(unary, listed) {
		all[string(op)] = ""
	}
	return all
}()

// operation reads what an operation is applied to.
func (p *parser) operation(key, n *yaml.Node) expression.Expr {
	if !p.Plain(n) {
		return expression.Num(0)
	}
	op := expression.Op(key.Value)
	if of, ok := named[key.Value]; ok {
		return p.arguments(n, of.op, of.forms)
	}
	if slices.Contains(unary, op) {
		return expression.Of(op, p.expr(n))
	}
	e := expression.Of(op)
	switch key.Value {
	case "parameter":
		return p.reference(n)
	case "missionTime":
		e = *missionTime
		p.unit(&e.Unit)(n)
	case "histogram":
		return p.histogram(n)
	case "switch":
		return p.switched(n)
	case "testInitiatingEvent":
		e.Op = expression.TestInitiate
		p.id(&e.Name)(n)
	case "testFunctionalEvent":
		e.Op = expression.TestFunction
		p.Object(n, yamlfile.Readers{"name": p.id(&e.Name), "state": p.Text(&e.State)}, "name", "state")
	default:
		if !slices.Contains(listed, op) {
			p.Unknown(key, "expression", key.Value, sorted(operations))
			return expression.Num(0)
		}
		if n.Kind != yaml.SequenceNode {
			p.Reportf(n, "%s takes a list", op)
			return expression.Num(0)
		}
		p.List(n, func(n *yaml.Node) { e.Args = append(e.Args, p.expr(n)) })
	}
	return e
}

// arguments reads named arguments. The form is the first that has all the names
// given.
func (p *parser) arguments(n *yaml.Node, op expression.Op, forms []form) expression.Expr {
	given := map[string]expression.Expr{}
	known := yamlfile.Readers{}
	for _, f := range forms {
		for _, a := range f {
			known[a.name] = func(n *yaml.Node) { given[a.name] = p.expr(n) }
		}
	}
	before := len(p.Problems)
	p.Object(n, known)
	if len(p.Problems) > before {
		return expression.Num(0)
	}
	i := slices.IndexFunc(forms, func(f form) bool {
		found := 0
		for _, a := range f {
			if _, ok := given[a.name]; ok {
				found++
			}
		}
		return found == len(given)
	})
	if i < 0 {
		p.Reportf(n, "%s do not go together", strings.Join(sorted(given), ", "))
		return expression.Num(0)
	}
	e := expression.Of(op)
	for _, a := range forms[i] {
		x, ok := given[a.name]
		switch {
		case ok:
		case a.without == nil:
			p.Reportf(n, "has no %s", a.name)
		case a.without == oneInterval:
			if x = given["interval"]; uncertain(x) {
				p.Reportf(n, "has no firstTest, which an interval that is drawn at random does not give")
			}
		default:
			x = *a.without
		}
		e.Args = append(e.Args, x)
	}
	return e
}

// uncertain reports whether a number is drawn in e itself.
func uncertain(e expression.Expr) bool {
	return len(expression.Inputs{Events: map[string]expression.Expr{"": e}}.Deviates()) > 0
}

// reference reads the name of a parameter, or name and unit.
func (p *parser) reference(n *yaml.Node) expression.Expr {
	e := expression.Expr{Op: expression.Parameter}
	site := n
	if n.Kind == yaml.MappingNode {
		p.Object(n, yamlfile.Readers{"name": func(n *yaml.Node) { site = n; p.id(&e.Name)(n) }, "unit": p.unit(&e.Unit)}, "name")
	} else {
		p.id(&e.Name)(n)
	}
	unit, ok := p.params[e.Name]
	if !ok && e.Name != "" {
		p.Reportf(site, "parameter %s is not defined%s", yamlfile.Quoted(e.Name), p.Near(e.Name, sorted(p.params)))
	}
	if _, err := expression.Unit(unit).Factor(e.Unit); err != nil && ok {
		p.Reportf(n, "%v", err)
	}
	return e
}

// unit reads a unit; null is none.
func (p *parser) unit(into *expression.Unit) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Tag == "!!null" {
			return
		}
		var name string
		p.Text(&name)(n)
		if *into = expression.Unit(name); !into.Known() {
			p.Reportf(n, "unknown unit %s", yamlfile.Quoted(name))
			*into = ""
		}
	}
}

func (p *parser) histogram(n *yaml.Node) expression.Expr {
	e := expression.Of(expression.Histogram, expression.Num(0))
	p.Object(n, yamlfile.Readers{
		"lower": func(n *yaml.Node) { e.Args[0] = p.expr(n) },
		"bins": func(n *yaml.Node) {
			p.List(n, func(n *yaml.Node) {
				e.Args = append(e.Args, p.arguments(n, expression.Bin, []form{{{"upper", nil}, {"value", nil}}}))
			})
		},
	}, "bins")
	return e
}

func (p *parser) switched(n *yaml.Node) expression.Expr {
	e := expression.Of(expression.Switch)
	otherwise := expression.Num(0)
	p.Object(n, yamlfile.Readers{
		"cases": func(n *yaml.Node) {
			p.List(n, func(n *yaml.Node) {
				e.Args = append(e.Args, p.arguments(n, expression.Case, []form{{{"if", nil}, {"then", nil}}}))
			})
		},
		"else": func(n *yaml.Node) { otherwise = p.expr(n) },
	}, "cases", "else")
	e.Args = append(e.Args, otherwise)
	return e
}
