package expression

import (
	"fmt"
	"math"
	"strconv"
)

// A Definition is what a parameter is.
type Definition struct {
	Expr Expr `json:"expr"`
	Unit Unit `json:"unit,omitempty"`
}

// A System is the parameters that expressions name.
type System map[string]Definition

// Settings say where an expression is evaluated. The zero value is mission time
// 0, uncertain numbers at their mean, and no initiating event.
type Settings struct {
	MissionTimeHours float64

	// Uniform returns the number in (0, 1) drawn for a deviate, or NaN for one that
	// counts with its mean; see [Inputs.Deviates] for the keys. Nil means that all
	// count with their mean.
	Uniform func(key string) float64

	// Scale returns what the value of a deviate is multiplied with, to see what
	// depends on it. Nil means 1.
	Scale func(key string) float64

	// InitiatingEvent is the one that has occurred, and States those of the
	// functional events so far.
	InitiatingEvent string
	States          map[string]string
}

// An Evaluation holds the values of parameters in one setting. It must not be
// used by several goroutines at once.
type Evaluation struct {
	system System
	set    Settings
	values map[string]float64
	open   map[string]bool
}

// At returns an evaluation of s.
func (s System) At(set Settings) *Evaluation {
	return &Evaluation{system: s, set: set, values: map[string]float64{}, open: map[string]bool{}}
}

// Value returns the value of e. The key begins those of the deviates in e, and
// error messages: the name of what e belongs to.
//
// It returns an error that names the place where an argument is out of its
// domain, the value is not finite, or a parameter is unknown or defined by
// itself. Time is linear in the size of e and of the parameters used for the
// first time.
func (v *Evaluation) Value(key string, e Expr) (float64, error) {
	x, err := v.value(key, e)
	if err != nil {
		return 0, err
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%s: %s is %g", key, e.Op, x)
	}
	return x, nil
}

func (v *Evaluation) value(key string, e Expr) (float64, error) {
	if err := e.Check(); err != nil {
		return 0, fmt.Errorf("%s: %w", key, err)
	}
	switch e.Op {
	case Case, Bin:
		return 0, fmt.Errorf("%s: %s has no place by itself", key, e.Op)
	case Number, Int, Bool:
		return e.Value, nil
	case Pi:
		return math.Pi, nil
	case MissionTime:
		f, err := Unit("hours").Factor(e.Unit)
		if err != nil {
			return 0, fmt.Errorf("%s: mission time: %w", key, err)
		}
		return v.set.MissionTimeHours * f, nil
	case Parameter:
		return v.parameter(key, e)
	case TestInitiate:
		return truth(e.Name == v.set.InitiatingEvent && e.Name != ""), nil
	case TestFunction:
		state, ok := v.set.States[e.Name]
		return truth(ok && state == e.State), nil
	case Ite, Switch, And, Or:
		return v.lazy(key, e)
	case Histogram:
		return v.histogram(key, e)
	}
	args := make([]float64, len(e.Args))
	for i, a := range e.Args {
		x, err := v.Value(child(key, i), a)
		if err != nil {
			return 0, err
		}
		args[i] = x
	}
	var x float64
	var err error
	switch {
	case e.Op.random():
		x, err = v.deviate(key, e.Op, args)
	case e.Op == Exponential || e.Op == GLM || e.Op == Weibull || e.Op == PeriodicTest:
		x, err = builtIn(e.Op, args)
	default:
		x = arithmetic(e.Op, args)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", key, err)
	}
	return x, nil
}

func child(key string, i int) string { return key + "/" + strconv.Itoa(i+1) }

func (v *Evaluation) parameter(key string, e Expr) (float64, error) {
	d, ok := v.system[e.Name]
	if !ok {
		return 0, fmt.Errorf("%s: unknown parameter %q", key, e.Name)
	}
	f, err := d.Unit.Factor(e.Unit)
	if err != nil {
		return 0, fmt.Errorf("%s: parameter %q: %w", key, e.Name, err)
	}
	x, known := v.values[e.Name]
	if !known {
		if v.open[e.Name] {
			return 0, fmt.Errorf("%s: parameter %q is defined by itself", key, e.Name)
		}
		v.open[e.Name] = true
		x, err = v.Value(parameterKey(e.Name), d.Expr)
		delete(v.open, e.Name)
		if err != nil {
			return 0, err
		}
		v.values[e.Name] = x
	}
	return x * f, nil
}

// lazy evaluates no more than it must: what is not chosen may be undefined.
func (v *Evaluation) lazy(key string, e Expr) (float64, error) {
	at := func(i int) (float64, error) { return v.Value(child(key, i), e.Args[i]) }
	switch e.Op {
	case Ite:
		c, err := at(0)
		if err != nil {
			return 0, err
		}
		if c != 0 {
			return at(1)
		}
		return at(2)
	case Switch:
		for i, a := range e.Args[:len(e.Args)-1] {
			if err := a.Check(); err != nil {
				return 0, fmt.Errorf("%s: %w", child(key, i), err)
			}
			c, err := v.Value(child(child(key, i), 0), a.Args[0])
			if err != nil {
				return 0, err
			}
			if c != 0 {
				return v.Value(child(child(key, i), 1), a.Args[1])
			}
		}
		return at(len(e.Args) - 1)
	}
	for i := range e.Args { // and, or
		c, err := at(i)
		if err != nil {
			return 0, err
		}
		if (c != 0) == (e.Op == Or) {
			return truth(e.Op == Or), nil
		}
	}
	return truth(e.Op == And), nil
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// unary holds the functions of one argument.
var unary = map[Op]func(float64) float64{
	Neg: func(x float64) float64 { return -x }, Abs: math.Abs, Acos: math.Acos, Asin: math.Asin, Atan: math.Atan,
	Cos: math.Cos, Cosh: math.Cosh, Exp: math.Exp, Log: math.Log, Log10: math.Log10, Sin: math.Sin, Sinh: math.Sinh,
	Tan: math.Tan, Tanh: math.Tanh, Sqrt: math.Sqrt, Ceil: math.Ceil, Floor: math.Floor,
	Not: func(x float64) float64 { return truth(x == 0) },
}

// binary holds the functions of two arguments, and those that fold any number of
// them from the left.
var binary = map[Op]func(a, b float64) float64{
	Add: func(a, b float64) float64 { return a + b }, Sub: func(a, b float64) float64 { return a - b },
	Mul: func(a, b float64) float64 { return a * b }, Div: func(a, b float64) float64 { return a / b },
	Min: math.Min, Max: math.Max, Mod: math.Mod, Pow: math.Pow,
	Eq: func(a, b float64) float64 { return truth(a == b) }, Df: func(a, b float64) float64 { return truth(a != b) },
	Lt: func(a, b float64) float64 { return truth(a < b) }, Gt: func(a, b float64) float64 { return truth(a > b) },
	Leq: func(a, b float64) float64 { return truth(a <= b) }, Geq: func(a, b float64) float64 { return truth(a >= b) },
}

// arithmetic returns NaN or an infinity where the operation is undefined.
func arithmetic(op Op, args []float64) float64 {
	if f, ok := unary[op]; ok {
		return f(args[0])
	}
	if op == Mean {
		return arithmetic(Add, args) / float64(len(args))
	}
	f := binary[op]
	x := args[0]
	for _, a := range args[1:] {
		x = f(x, a)
	}
	return x
}
