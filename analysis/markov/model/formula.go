package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree/expression"
)

// maxDepth is how many brackets may be open, and signs and powers in a row.
const maxDepth = 200

// functions holds how many arguments each takes, from and to.
var functions = map[string][2]int{
	"exp": {1, 1}, "log": {1, 1}, "log10": {1, 1}, "sqrt": {1, 1}, "abs": {1, 1}, "ceil": {1, 1}, "floor": {1, 1},
	"min": {1, 1000}, "max": {1, 1000}, "mean": {1, 1000}, "mod": {2, 2}, "pow": {2, 2},
}

// A formula is a text while it is read.
type formula struct {
	text  string
	at    int
	depth int
	names func(name string, at int) // called for each parameter
}

// A formulaError is where a formula is wrong.
type formulaError struct {
	at      int // bytes from its beginning
	message string
}

func (e *formulaError) Error() string { return e.message }

func (f *formula) errorf(format string, args ...any) error {
	return &formulaError{f.at, fmt.Sprintf(format, args...)}
}

// parseFormula reads a number or a formula.
func parseFormula(text string, names func(name string, at int)) (expression.Expr, error) {
	f := &formula{text: text, names: names}
	e, err := f.sum()
	if err != nil {
		return e, err
	}
	if f.space(); f.at < len(text) {
		return e, f.errorf("%.20q is out of place", text[f.at:])
	}
	return e, nil
}

func (f *formula) space() {
	for f.at < len(f.text) && strings.IndexByte(" \t\n", f.text[f.at]) >= 0 {
		f.at++
	}
}

// next reports whether one of the marks comes next, and takes it.
func (f *formula) next(marks string) byte {
	if f.space(); f.at < len(f.text) && strings.IndexByte(marks, f.text[f.at]) >= 0 {
		f.at++
		return f.text[f.at-1]
	}
	return 0
}

// chain reads operands between operators, which bind from the left.
func (f *formula) chain(marks string, ops map[byte]expression.Op, operand func() (expression.Expr, error)) (expression.Expr, error) {
	left, err := operand()
	for err == nil {
		mark := f.next(marks)
		if mark == 0 {
			break
		}
		var right expression.Expr
		right, err = operand()
		left = expression.Of(ops[mark], left, right)
	}
	return left, err
}

func (f *formula) sum() (expression.Expr, error) {
	return f.chain("+-", map[byte]expression.Op{'+': expression.Add, '-': expression.Sub}, f.product)
}

func (f *formula) product() (expression.Expr, error) {
	return f.chain("*/", map[byte]expression.Op{'*': expression.Mul, '/': expression.Div}, f.signed)
}

func (f *formula) signed() (expression.Expr, error) {
	if f.depth++; f.depth > maxDepth {
		return expression.Expr{}, f.errorf("a formula is more than %d deep", maxDepth)
	}
	defer func() { f.depth-- }()
	if f.next("-") == 0 {
		return f.power()
	}
	e, err := f.signed()
	if e.Op == expression.Number {
		return expression.Num(-e.Value), err
	}
	return expression.Of(expression.Neg, e), err
}

func (f *formula) power() (expression.Expr, error) {
	base, err := f.primary()
	if err != nil || f.next("^") == 0 {
		return base, err
	}
	exponent, err := f.signed()
	return expression.Of(expression.Pow, base, exponent), err
}

func (f *formula) primary() (expression.Expr, error) {
	f.space()
	switch {
	case f.at == len(f.text):
		return expression.Expr{}, f.errorf("the formula ends too early")
	case f.next("(") != 0:
		e, err := f.sum()
		if err == nil && f.next(")") == 0 {
			err = f.errorf("a bracket is not closed")
		}
		return e, err
	}
	begin := f.at
	if c := f.text[f.at]; c >= '0' && c <= '9' || c == '.' {
		return f.number()
	}
	for f.at < len(f.text) && letter(f.text[f.at], f.at > begin) {
		f.at++
	}
	name := f.text[begin:f.at]
	switch {
	case name == "":
		return expression.Expr{}, f.errorf("%.20q is out of place", f.text[f.at:])
	case f.next("(") != 0:
		return f.call(name, begin)
	case name == "pi":
		return expression.Expr{Op: expression.Pi}, nil
	}
	f.names(name, begin)
	return expression.Param(name), nil
}

func letter(c byte, inside bool) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || inside && c >= '0' && c <= '9'
}

func (f *formula) number() (expression.Expr, error) {
	begin := f.at
	digits := func() {
		for f.at < len(f.text) && (f.text[f.at] >= '0' && f.text[f.at] <= '9' || f.text[f.at] == '.') {
			f.at++
		}
	}
	digits()
	if f.at < len(f.text) && (f.text[f.at] == 'e' || f.text[f.at] == 'E') {
		f.at++
		if f.at < len(f.text) && (f.text[f.at] == '-' || f.text[f.at] == '+') {
			f.at++
		}
		digits()
	}
	text := f.text[begin:f.at]
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		f.at = begin
		return expression.Expr{}, f.errorf("%.20q is no number", text)
	}
	return expression.Num(x), nil
}

func (f *formula) call(name string, begin int) (expression.Expr, error) {
	limits, known := functions[name]
	if !known {
		f.at = begin
		return expression.Expr{}, f.errorf("unknown function %.40q; known are %s", name, strings.Join(sortedKeys(functions), ", "))
	}
	e := expression.Of(expression.Op(name))
	for {
		arg, err := f.sum()
		if err != nil {
			return e, err
		}
		e.Args = append(e.Args, arg)
		switch f.next(",)") {
		case ',':
		case ')':
			if n := len(e.Args); n < limits[0] || n > limits[1] {
				f.at = begin
				return e, f.errorf("%s has %d arguments", name, n)
			}
			return e, nil
		default:
			return e, f.errorf("a bracket is not closed")
		}
	}
}

// How tightly operations bind.
const (
	loose = iota
	sums
	products
	signs
	powers
	tight
)

// formulaText returns a formula as it is written; bind is how tightly what stands
// around it binds. It returns an error for operations that formulas do not have.
func formulaText(e expression.Expr, bind int) (string, error) {
	args := make([]string, len(e.Args))
	own, before, after := tight, loose, loose
	switch e.Op {
	case expression.Number, expression.Int:
		if own = tight; e.Value < 0 || math.Signbit(e.Value) {
			own = signs
		}
	case expression.Add, expression.Sub:
		own, before, after = sums, sums, products
	case expression.Mul, expression.Div:
		own, before, after = products, products, signs
	case expression.Neg:
		own, before = signs, powers
	case expression.Pow:
		own, before, after = powers, tight, signs
	}
	for i, a := range e.Args {
		outer := before
		if i > 0 {
			outer = after
		}
		var err error
		if args[i], err = formulaText(a, outer); err != nil {
			return "", err
		}
	}
	text, err := joined(e, args)
	if err == nil && own < bind {
		text = "(" + text + ")"
	}
	return text, err
}

func joined(e expression.Expr, args []string) (string, error) {
	marks := map[expression.Op]string{expression.Add: " + ", expression.Sub: " - ", expression.Mul: " * ", expression.Div: " / ", expression.Pow: "^"}
	limits, call := functions[string(e.Op)]
	switch {
	case e.Op == expression.Number || e.Op == expression.Int:
		return strconv.FormatFloat(e.Value, 'g', -1, 64), nil
	case e.Op == expression.Pi:
		return "pi", nil
	case e.Op == expression.Parameter && e.Unit == "" && isName(e.Name):
		return e.Name, nil
	case e.Op == expression.Neg && len(args) == 1:
		return "-" + args[0], nil
	case marks[e.Op] != "" && (len(args) == 2 || len(args) > 2 && e.Op != expression.Pow):
		return strings.Join(args, marks[e.Op]), nil
	case call && len(args) >= limits[0] && len(args) <= limits[1]:
		return string(e.Op) + "(" + strings.Join(args, ", ") + ")", nil
	}
	return "", fmt.Errorf("model: a formula cannot say %s", e.Op)
}

// isName reports whether a text can be the ID of a parameter.
func isName(s string) bool {
	if s == "" || s == "pi" {
		return false
	}
	return !slices.ContainsFunc([]byte(s[1:]), func(c byte) bool { return !letter(c, true) }) && letter(s[0], false)
}
