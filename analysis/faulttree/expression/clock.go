package expression

// A line is a number that grows evenly with the mission time: from start, by slope
// an hour.
type line struct{ start, slope float64 }

// A clock tells how expressions depend on the mission time.
type clock struct {
	eval  *Evaluation
	free  map[string]bool // parameters without the mission time
	lines map[string]line // by parameter
}

func newClock(v *Evaluation) clock {
	return clock{eval: v, free: map[string]bool{}, lines: map[string]line{}}
}

// timeless reports whether the mission time does not occur in e.
func (c clock) timeless(e Expr) bool {
	switch e.Op {
	case MissionTime:
		return false
	case Parameter:
		free, known := c.free[e.Name]
		if !known {
			c.free[e.Name] = true // what is defined by itself has no value anyway
			free = c.timeless(c.eval.system[e.Name].Expr)
			c.free[e.Name] = free
		}
		return free
	}
	for _, a := range e.Args {
		if !c.timeless(a) {
			return false
		}
	}
	return true
}

// line returns e as a line, where it is one by sums and constant factors. It must
// only be asked for what has a value.
func (c clock) line(key string, e Expr) (line, bool) {
	if c.timeless(e) {
		x, err := c.eval.Value(key, e)
		return line{x, 0}, err == nil
	}
	switch e.Op {
	case MissionTime:
		f, err := Unit("hours").Factor(e.Unit)
		return line{0, f}, err == nil
	case Parameter:
		return c.parameterLine(e)
	case Neg, Add, Sub, Mul, Div:
		l, ok := c.line(child(key, 0), e.Args[0])
		if e.Op == Neg {
			l = l.times(-1)
		}
		for i := 1; ok && i < len(e.Args); i++ {
			var m line
			if m, ok = c.line(child(key, i), e.Args[i]); ok {
				l, ok = joined(e.Op, l, m)
			}
		}
		return l, ok
	}
	return line{}, false
}

func (c clock) parameterLine(e Expr) (line, bool) {
	d := c.eval.system[e.Name]
	l, done := c.lines[e.Name]
	if !done {
		var ok bool
		if l, ok = c.line("parameter "+e.Name, d.Expr); !ok {
			return line{}, false
		}
		c.lines[e.Name] = l
	}
	f, err := d.Unit.Factor(e.Unit)
	return l.times(f), err == nil
}

func (l line) times(x float64) line { return line{l.start * x, l.slope * x} }

func joined(op Op, l, m line) (line, bool) {
	switch {
	case op == Add:
		return line{l.start + m.start, l.slope + m.slope}, true
	case op == Sub:
		return line{l.start - m.start, l.slope - m.slope}, true
	case op == Mul && m.slope == 0:
		return l.times(m.start), true
	case op == Mul && l.slope == 0:
		return m.times(l.start), true
	case op == Div && m.slope == 0:
		return line{l.start / m.start, l.slope / m.start}, true
	}
	return line{}, false
}
