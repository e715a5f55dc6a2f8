package expression

import (
	"fmt"
	"slices"
)

// An Op is what an expression does with its arguments.
type Op string

// The operations without arguments.
const (
	Number       Op = "float"                 // Value
	Bool         Op = "bool"                  // Value, 0 or 1
	Int          Op = "int"                   // Value
	Pi           Op = "pi"                    //
	Parameter    Op = "parameter"             // named Name, in Unit
	MissionTime  Op = "system-mission-time"   // in Unit
	TestInitiate Op = "test-initiating-event" // whether the initiating event is Name
	TestFunction Op = "test-functional-event" // whether functional event Name is in State
)

// The operations and their arguments, in order.
const (
	Neg   Op = "neg"
	Add   Op = "add"
	Sub   Op = "sub"
	Mul   Op = "mul"
	Div   Op = "div"
	Abs   Op = "abs"
	Acos  Op = "acos"
	Asin  Op = "asin"
	Atan  Op = "atan"
	Cos   Op = "cos"
	Cosh  Op = "cosh"
	Exp   Op = "exp"
	Log   Op = "log"
	Log10 Op = "log10"
	Mod   Op = "mod"
	Pow   Op = "pow"
	Sin   Op = "sin"
	Sinh  Op = "sinh"
	Tan   Op = "tan"
	Tanh  Op = "tanh"
	Sqrt  Op = "sqrt"
	Ceil  Op = "ceil"
	Floor Op = "floor"
	Min   Op = "min"
	Max   Op = "max"
	Mean  Op = "mean"

	Not Op = "not"
	And Op = "and"
	Or  Op = "or"
	Eq  Op = "eq"
	Df  Op = "df"
	Lt  Op = "lt"
	Gt  Op = "gt"
	Leq Op = "leq"
	Geq Op = "geq"

	Ite    Op = "ite"    // condition, then, else
	Switch Op = "switch" // Case…, otherwise
	Case   Op = "case"   // condition, value; only in a Switch

	Exponential  Op = "exponential"   // rate, time
	GLM          Op = "GLM"           // probability on demand, failure rate, repair rate, time
	Weibull      Op = "Weibull"       // scale, shape, shift, time
	PeriodicTest Op = "periodic-test" // see periodicTest

	UniformDeviate   Op = "uniform-deviate"   // lower, upper
	NormalDeviate    Op = "normal-deviate"    // mean, standard deviation
	LognormalDeviate Op = "lognormal-deviate" // mean, error factor, level; or mean and standard deviation of the logarithm
	GammaDeviate     Op = "gamma-deviate"     // shape, scale
	BetaDeviate      Op = "beta-deviate"      // α, β
	Histogram        Op = "histogram"         // lower bound, Bin…
	Bin              Op = "bin"               // upper bound, value; only in a Histogram
)

// An Expr is an operation and what it is applied to.
type Expr struct {
	Op    Op      `json:"op"`
	Value float64 `json:"value,omitempty"`
	Name  string  `json:"name,omitempty"`
	State string  `json:"state,omitempty"`
	Unit  Unit    `json:"unit,omitempty"`
	Args  []Expr  `json:"args,omitempty"`
}

// Num returns a constant.
func Num(x float64) Expr { return Expr{Op: Number, Value: x} }

// Param returns a reference to a parameter, in the unit of its definition.
func Param(name string) Expr { return Expr{Op: Parameter, Name: name} }

// Of applies an operation.
func Of(op Op, args ...Expr) Expr { return Expr{Op: op, Args: args} }

const many = 1 << 30

// arity holds how many arguments an operation may have, from and to.
var arity = map[Op][2]int{
	Number: {0, 0}, Bool: {0, 0}, Int: {0, 0}, Pi: {0, 0}, Parameter: {0, 0}, MissionTime: {0, 0},
	TestInitiate: {0, 0}, TestFunction: {0, 0},
	Neg: {1, 1}, Abs: {1, 1}, Acos: {1, 1}, Asin: {1, 1}, Atan: {1, 1}, Cos: {1, 1}, Cosh: {1, 1},
	Exp: {1, 1}, Log: {1, 1}, Log10: {1, 1}, Sin: {1, 1}, Sinh: {1, 1}, Tan: {1, 1}, Tanh: {1, 1},
	Sqrt: {1, 1}, Ceil: {1, 1}, Floor: {1, 1}, Not: {1, 1},
	Mod: {2, 2}, Pow: {2, 2}, Eq: {2, 2}, Df: {2, 2}, Lt: {2, 2}, Gt: {2, 2}, Leq: {2, 2}, Geq: {2, 2},
	Add: {1, many}, Sub: {1, many}, Mul: {1, many}, Div: {1, many}, Min: {1, many}, Max: {1, many}, Mean: {1, many},
	And: {1, many}, Or: {1, many},
	Ite: {3, 3}, Switch: {1, many}, Case: {2, 2},
	Exponential: {2, 2}, GLM: {4, 4}, Weibull: {4, 4}, PeriodicTest: {4, 11},
	UniformDeviate: {2, 2}, NormalDeviate: {2, 2}, LognormalDeviate: {2, 3}, GammaDeviate: {2, 2}, BetaDeviate: {2, 2},
	Histogram: {2, many}, Bin: {2, 2},
}

// Known reports whether there is such an operation that may stand by itself.
func Known(op Op) bool {
	_, ok := arity[op]
	return ok && op != Case && op != Bin
}

// Check reports what is wrong with e itself, leaving its arguments aside: an
// unknown operation, a wrong number of arguments, a case or bin out of place, or
// an unknown unit.
func (e Expr) Check() error {
	limits, ok := arity[e.Op]
	n := len(e.Args)
	switch {
	case !ok:
		return fmt.Errorf("unknown expression %q", e.Op)
	case e.Op == PeriodicTest && n != 4 && n != 5 && n != 11:
		return fmt.Errorf("%s takes 4, 5 or 11 arguments, has %d", e.Op, n)
	case n < limits[0] || n > limits[1]:
		return fmt.Errorf("%s takes %s, has %d", e.Op, counted(limits), n)
	case !e.Unit.Known():
		return fmt.Errorf("unknown unit %q", e.Unit)
	}
	for i, a := range e.Args {
		if inside := map[Op]Op{Case: Switch, Bin: Histogram}[a.Op]; inside != "" && inside != e.Op {
			return fmt.Errorf("%s has no place in %s", a.Op, e.Op)
		}
		if e.Op == Switch && (a.Op == Case) != (i < n-1) {
			return fmt.Errorf("%s is cases, then one value for all else", e.Op)
		}
		if e.Op == Histogram && (a.Op == Bin) != (i > 0) {
			return fmt.Errorf("%s is a lower bound, then bins", e.Op)
		}
	}
	return nil
}

func counted(limits [2]int) string {
	switch {
	case limits[1] == many:
		return fmt.Sprintf("at least %d arguments", limits[0])
	case limits[0] == limits[1]:
		return fmt.Sprintf("%d arguments", limits[0])
	}
	return fmt.Sprintf("%d to %d arguments", limits[0], limits[1])
}

// random reports whether the operation draws a number of its own.
func (op Op) random() bool {
	return slices.Contains([]Op{UniformDeviate, NormalDeviate, LognormalDeviate, GammaDeviate, BetaDeviate, Histogram}, op)
}

// A Unit is the unit of a parameter; empty where none is given.
type Unit string

// scale holds, for units that can be converted, the dimension and its size in
// hours or per hour.
var scale = map[Unit]struct {
	dimension string
	size      float64
}{
	"hours": {"time", 1}, "years": {"time", 8760},
	"hours-1": {"rate", 1}, "years-1": {"rate", 1. / 8760}, "fit": {"rate", 1e-9},
	"bool": {"bool", 1}, "int": {"int", 1}, "float": {"float", 1}, "demands": {"demands", 1},
}

// Known reports whether there is such a unit, or none is given.
func (u Unit) Known() bool {
	_, ok := scale[u]
	return ok || u == ""
}

// Factor returns what a number in unit u is multiplied with to have it in unit
// want, 1 where either is not given. It returns an error when they measure
// different things.
func (u Unit) Factor(want Unit) (float64, error) {
	if u == want || u == "" || want == "" {
		return 1, nil
	}
	a, b := scale[u], scale[want]
	if a.dimension != b.dimension {
		return 0, fmt.Errorf("unit %s cannot be converted to %s", u, want)
	}
	return a.size / b.size, nil
}
