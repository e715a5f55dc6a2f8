package expression

import "math"

// A column is the values of an expression in all samples. NaN stands for a value
// that cannot be had, for whatever reason: it is an error only if it is needed.
type column struct {
	rows []float64 // nil where all are the same
	same float64
	some bool // all are the same
	bad  bool // there may be NaN among them
}

func constant(x float64) column {
	if math.IsInf(x, 0) {
		x = math.NaN()
	}
	return column{same: x, some: true, bad: math.IsNaN(x)}
}

// varying returns a column of rows, which it may change.
func varying(rows []float64) column {
	bad := false
	for i, x := range rows {
		if x-x != 0 {
			rows[i], bad = math.NaN(), true
		}
	}
	return column{rows: rows, bad: bad}
}

func (c column) at(i int) float64 {
	if c.some {
		return c.same
	}
	return c.rows[i]
}

func undefined() column { return constant(math.NaN()) }

// value evaluates all that e may need in any sample.
func (b *Batch) value(key string, e Expr) column {
	if e.Check() != nil {
		return undefined()
	}
	switch e.Op {
	case Case, Bin:
		return undefined()
	case Number, Int, Bool, Pi, MissionTime, TestInitiate, TestFunction:
		return b.leaf(key, e)
	case Parameter:
		return b.parameter(e)
	case Ite:
		return b.ite(b.arg(key, e, 0), func() column { return b.arg(key, e, 1) }, func() column { return b.arg(key, e, 2) })
	case Switch:
		return b.cases(key, e, 0)
	case And, Or:
		return b.connective(key, e)
	case Histogram:
		return b.histogram(key, e)
	}
	args := make([]column, len(e.Args))
	for i := range e.Args {
		if args[i] = b.arg(key, e, i); args[i].some && args[i].bad {
			return undefined()
		}
	}
	var out column
	switch {
	case e.Op.random():
		out = b.deviate(key, e.Op, args)
	case e.Op == Exponential || e.Op == GLM || e.Op == Weibull || e.Op == PeriodicTest:
		out = b.each(args, func(x []float64) (float64, error) { return builtIn(e.Op, x) })
	default:
		out = b.arithmetic(e.Op, args)
	}
	return out.without(args)
}

func (b *Batch) arg(key string, e Expr, i int) column { return b.value(child(key, i), e.Args[i]) }

// leaf returns the value of an operation without arguments.
func (b *Batch) leaf(key string, e Expr) column {
	set := Settings{MissionTimeHours: b.c.MissionTimeHours, InitiatingEvent: b.c.InitiatingEvent, States: b.c.States}
	x, err := b.system.At(set).Value(key, e)
	if err != nil {
		return undefined()
	}
	return constant(x)
}

func (b *Batch) parameter(e Expr) column {
	d, ok := b.system[e.Name]
	if !ok {
		return undefined()
	}
	f, err := d.Unit.Factor(e.Unit)
	if err != nil {
		return undefined()
	}
	x, known := b.params[e.Name]
	if !known {
		if b.open[e.Name] {
			return undefined()
		}
		b.open[e.Name] = true // until it is known
		x = b.value(parameterKey(e.Name), d.Expr)
		b.params[e.Name] = x
	}
	if f == 1 {
		return x
	}
	return b.each([]column{x}, func(x []float64) (float64, error) { return x[0] * f, nil }).without([]column{x})
}

// without makes undefined what an undefined argument goes into.
func (c column) without(args []column) column {
	for _, a := range args {
		if a.some || !a.bad {
			continue
		}
		for i, x := range a.rows {
			if math.IsNaN(x) {
				c.rows[i], c.bad = x, true
			}
		}
	}
	return c
}

// each applies f to the arguments sample by sample, once where they are all
// constant.
func (b *Batch) each(args []column, f func(x []float64) (float64, error)) column {
	x := make([]float64, len(args))
	one := func(i int) float64 {
		for j, a := range args {
			x[j] = a.at(i)
		}
		y, err := f(x)
		if err != nil {
			return math.NaN()
		}
		return y
	}
	if same(args) {
		return constant(one(0))
	}
	rows := make([]float64, b.c.Samples)
	for i := range rows {
		rows[i] = one(i)
	}
	return varying(rows)
}

func same(args []column) bool {
	for _, a := range args {
		if !a.some {
			return false
		}
	}
	return true
}

// arithmetic goes column by column where each does with rows.
func (b *Batch) arithmetic(op Op, args []column) column {
	if same(args) {
		return b.each(args, func(x []float64) (float64, error) { return arithmetic(op, x), nil })
	}
	rows := make([]float64, b.c.Samples)
	for i := range rows {
		rows[i] = args[0].at(i)
	}
	if f, ok := unary[op]; ok {
		for i, x := range rows {
			rows[i] = f(x)
		}
		return varying(rows)
	}
	f, divisor := binary[op], 1.0
	if op == Mean {
		f, divisor = binary[Add], float64(len(args))
	}
	for _, a := range args[1:] {
		for i, x := range rows {
			rows[i] = f(x, a.at(i))
		}
	}
	for i := range rows {
		rows[i] /= divisor
	}
	return varying(rows)
}

// ite chooses sample by sample; of a constant condition it evaluates only what it
// chooses.
func (b *Batch) ite(condition column, then, otherwise func() column) column {
	switch {
	case condition.some && condition.bad:
		return undefined()
	case condition.some && condition.same != 0:
		return then()
	case condition.some:
		return otherwise()
	}
	yes, no := then(), otherwise()
	rows := make([]float64, b.c.Samples)
	for i, c := range condition.rows {
		switch {
		case math.IsNaN(c):
			rows[i] = c
		case c != 0:
			rows[i] = yes.at(i)
		default:
			rows[i] = no.at(i)
		}
	}
	return varying(rows)
}

// cases evaluates a switch from its argument i on.
func (b *Batch) cases(key string, e Expr, i int) column {
	if i == len(e.Args)-1 {
		return b.arg(key, e, i)
	}
	a, place := e.Args[i], child(key, i)
	if a.Check() != nil {
		return undefined()
	}
	return b.ite(b.arg(place, a, 0), func() column { return b.arg(place, a, 1) }, func() column { return b.cases(key, e, i+1) })
}

// connective evaluates and, or: as far as the argument that decides all samples.
func (b *Batch) connective(key string, e Expr) column {
	decisive := constant(truth(e.Op == Or))
	var args []column
	for i := range e.Args {
		a := b.arg(key, e, i)
		args = append(args, a)
		if a.some && (a.bad || (a.same != 0) == (e.Op == Or)) {
			break
		}
	}
	out := constant(truth(e.Op == And))
	for i := len(args) - 1; i >= 0; i-- {
		rest, decided := func() column { return out }, func() column { return decisive }
		if e.Op == Or {
			out = b.ite(args[i], decided, rest)
		} else {
			out = b.ite(args[i], rest, decided)
		}
	}
	return out
}

// deviate draws from a distribution, which is made once if its parameters are
// constant.
func (b *Batch) deviate(key string, op Op, args []column) column {
	u, scale := b.draws(key)
	if !same(args) {
		return b.each(append(args, u, scale), func(x []float64) (float64, error) {
			n := len(args)
			d, err := distribution(op, x[:n])
			if err == nil {
				err = d.Validate()
			}
			if err != nil {
				return 0, err
			}
			return drawn(d, x[n]) * x[n+1], nil
		})
	}
	x := make([]float64, len(args))
	for i, a := range args {
		x[i] = a.same
	}
	d, err := distribution(op, x)
	if err != nil || d.Validate() != nil {
		return undefined()
	}
	return b.each([]column{u, scale}, func(x []float64) (float64, error) { return drawn(d, x[0]) * x[1], nil })
}

// draws returns the numbers drawn for a deviate and its scale.
func (b *Batch) draws(key string) (u, scale column) {
	u, scale = column{same: math.NaN(), some: true}, constant(1)
	if b.c.Uniform != nil {
		if rows := b.c.Uniform(key); rows != nil {
			u = column{rows: rows}
		}
	}
	if b.c.Scale != nil {
		if rows := b.c.Scale(key); rows != nil {
			scale = column{rows: rows}
		}
	}
	return u, scale
}

// histogram draws a bin in every sample. An undefined value matters only in the
// bin drawn.
func (b *Batch) histogram(key string, e Expr) column {
	u, scale := b.draws(key)
	n := len(e.Args)
	args := append(make([]column, 0, 2*n+1), b.arg(key, e, 0)) // bounds, values of the bins, u, scale
	for i, a := range e.Args[1:] {
		if a.Check() != nil {
			return undefined()
		}
		args = append(args, b.arg(child(key, i+1), a, 0))
	}
	for i, a := range e.Args[1:] {
		args = append(args, b.arg(child(key, i+1), a, 1))
	}
	return b.each(append(args, u, scale), func(x []float64) (float64, error) {
		bounds, values := x[:n], x[n-1:] // values[i] is that of the bin below bounds[i]
		for i, bound := range bounds {
			if math.IsNaN(bound) || i > 0 && !(bound > bounds[i-1]) {
				return math.NaN(), nil
			}
		}
		y, err := drawnBin(bounds, x[len(x)-2], func(i int) (float64, error) { return values[i], nil })
		return y * x[len(x)-1], err
	})
}
