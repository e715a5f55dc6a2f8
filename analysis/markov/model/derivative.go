package model

import (
	"fmt"
	"math"

	"ninefold/analysis/faulttree/expression"
)

// A derivative differentiates formulas by a parameter.
type derivative struct {
	m      *Model
	by     string
	set    map[string]float64 // these depend on nothing
	values *expression.Evaluation
	known  map[string]float64 // of parameters
}

// of returns the derivative of a formula. Steps have none where they are, and
// minimum and maximum that of the first that is the least or the largest.
func (d *derivative) of(e expression.Expr) (float64, error) {
	if e.Op == expression.Parameter {
		return d.parameter(e.Name)
	}
	x, dx := make([]float64, len(e.Args)), make([]float64, len(e.Args))
	for i, a := range e.Args {
		var err error
		if x[i], err = d.values.Value("", a); err != nil {
			return 0, err
		}
		if dx[i], err = d.of(a); err != nil {
			return 0, err
		}
	}
	switch e.Op {
	case expression.Number, expression.Int, expression.Pi, expression.Ceil, expression.Floor:
		return 0, nil
	case expression.Add, expression.Sub, expression.Mul, expression.Div, expression.Min, expression.Max, expression.Mean:
		return several(e.Op, x, dx), nil
	case expression.Neg:
		return -dx[0], nil
	case expression.Abs:
		return dx[0] * math.Copysign(1, x[0]), nil
	case expression.Exp:
		return dx[0] * math.Exp(x[0]), nil
	case expression.Log:
		return dx[0] / x[0], nil
	case expression.Log10:
		return dx[0] / (x[0] * math.Ln10), nil
	case expression.Sqrt:
		return dx[0] / (2 * math.Sqrt(x[0])), nil
	case expression.Mod:
		return dx[0] - dx[1]*math.Trunc(x[0]/x[1]), nil
	case expression.Pow:
		out := 0.0
		if dx[0] != 0 {
			out += dx[0] * x[1] * math.Pow(x[0], x[1]-1)
		}
		if dx[1] != 0 {
			out += dx[1] * math.Log(x[0]) * math.Pow(x[0], x[1])
		}
		return out, nil
	}
	return 0, fmt.Errorf("model: %s has no derivative", e.Op)
}

// several is the derivative of what takes any number of arguments.
func several(op expression.Op, x, dx []float64) float64 {
	value, slope := x[0], dx[0]
	for i := 1; i < len(x); i++ {
		switch op {
		case expression.Add, expression.Mean:
			slope += dx[i]
		case expression.Sub:
			slope -= dx[i]
		case expression.Mul:
			value, slope = value*x[i], slope*x[i]+value*dx[i]
		case expression.Div:
			value, slope = value/x[i], slope/x[i]-value/x[i]*(dx[i]/x[i])
		default:
			if (op == expression.Min) == (x[i] < value) && x[i] != value {
				value, slope = x[i], dx[i]
			}
		}
	}
	if op == expression.Mean {
		slope /= float64(len(x))
	}
	return slope
}

func (d *derivative) parameter(name string) (float64, error) {
	if name == d.by {
		return 1, nil
	}
	if _, fixed := d.set[name]; fixed {
		return 0, nil
	}
	if x, ok := d.known[name]; ok {
		return x, nil
	}
	for _, q := range d.m.Parameters {
		if q.ID == name {
			x, err := d.of(q.Value)
			d.known[name] = x
			return x, err
		}
	}
	return 0, fmt.Errorf("model: there is no parameter %.40q", name)
}
