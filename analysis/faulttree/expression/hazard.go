package expression

import (
	"fmt"
	"math"
)

// A Rate is how often a component fails that works.
type Rate struct {
	PerHour  float64 // the conditional failure intensity, given that it works
	Known    bool    // false where the expression does not say; PerHour is then 0
	Constant bool    // the probability does not depend on time, and says nothing of a rate
}

// Rates returns the probabilities of the events with these IDs, as
// [Inputs.Probabilities] does, and their failure rates: of an event with probability
// q, rate·(1−q) failures per hour are expected.
//
// The rate is known for the built-in probabilities, when their time runs with the
// mission time and their other arguments are constant; through parameters, and the
// branch of a condition that holds; for weighted sums and products of them, read as
// events that exclude each other and that are independent; and for complements of
// products of complements. It is not for constants, nor for other functions of
// time, which do not tell failures from repairs. Where several built-ins are
// combined, it is the mean rate of what they stand for. It is not known either
// where it would be infinite, or of what never works.
//
// What fails at one moment, such as by a test that breaks it, has no rate; see
// [Inputs.Moments].
//
// Its errors are those of Probabilities.
func (in Inputs) Rates(ids []string, set Settings) ([]float64, []Rate, error) {
	r := newRater(in.Parameters.At(set))
	rates := make([]Rate, len(ids))
	p, err := in.probabilities(ids, func(i int, key string, e Expr) (p float64, err error) {
		p, rates[i], err = r.rate(key, e)
		return p, err
	})
	return p, rates, err
}

// Rate returns the value of e, as [Evaluation.Value] does, and the failure rate of
// what has it as its probability; see [Inputs.Rates].
func (v *Evaluation) Rate(key string, e Expr) (float64, Rate, error) {
	return newRater(v).rate(key, e)
}

// A flow is a probability, that a component has failed or that it works, and how
// many failures per hour are expected of it, over all and while it works. Sums on
// the way to a probability may be above 1.
type flow struct {
	value, rest float64 // rest is 1 − value
	w, rate     float64
	works       bool // value is the probability that it works
	known       bool
	constant    bool // then there is no rate, nor need of one in a product
}

// up returns the probability that the component works.
func (f flow) up() float64 {
	if f.works {
		return f.value
	}
	return f.rest
}

func (f flow) flipped() flow {
	f.value, f.rest, f.works = f.rest, f.value, !f.works
	return f
}

// A rater finds the rates in one setting.
type rater struct {
	*Evaluation
	clock
	flows map[string]flow // by parameter
}

func newRater(v *Evaluation) *rater {
	return &rater{Evaluation: v, clock: newClock(v), flows: map[string]flow{}}
}

func (r *rater) rate(key string, e Expr) (float64, Rate, error) {
	x, err := 0.0, e.Check()
	if err != nil {
		return 0, Rate{}, fmt.Errorf("%s: %w", key, err)
	}
	plain := e.Op == Exponential || e.Op == GLM || e.Op == Weibull || e.Op == PeriodicTest
	if !plain {
		if x, err = r.Value(key, e); err != nil {
			return 0, Rate{}, err
		}
	}
	f, err := r.flow(key, e)
	if plain { // which has just been evaluated
		x = f.value
	}
	switch {
	case err != nil:
		return 0, Rate{}, err
	case f.constant:
		return x, Rate{Constant: true}, nil
	case !f.known || f.works || !(f.rate >= 0) || math.IsInf(f.rate, 1):
		return x, Rate{}, nil
	}
	return x, Rate{PerHour: f.rate, Known: true}, nil
}

// flow must only be asked for what has a value.
func (r *rater) flow(key string, e Expr) (flow, error) {
	if r.timeless(e) {
		x, err := r.Value(key, e)
		return flow{value: x, rest: 1 - x, constant: true}, err
	}
	switch e.Op {
	case Parameter:
		return r.parameterFlow(key, e)
	case Ite:
		c, err := r.Value(child(key, 0), e.Args[0])
		if err != nil {
			return flow{}, err
		}
		chosen := 2
		if c != 0 {
			chosen = 1
		}
		return r.flow(child(key, chosen), e.Args[chosen])
	case Switch:
		return r.switchFlow(key, e)
	case Exponential, GLM, Weibull, PeriodicTest:
		return r.builtInFlow(key, e)
	case Add, Sub, Mul, Div, Mean:
		args := make([]flow, len(e.Args))
		for i, a := range e.Args {
			var err error
			if args[i], err = r.flow(child(key, i), a); err != nil {
				return flow{}, err
			}
		}
		return combined(e.Op, args), nil
	}
	return flow{}, nil
}

func (r *rater) parameterFlow(key string, e Expr) (flow, error) {
	f, done := r.flows[e.Name]
	d := r.system[e.Name]
	if !done {
		var err error
		if f, err = r.flow("parameter "+e.Name, d.Expr); err != nil {
			return flow{}, err
		}
		r.flows[e.Name] = f
	}
	factor, err := d.Unit.Factor(e.Unit)
	if err != nil {
		return flow{}, fmt.Errorf("%s: %w", key, err)
	}
	if factor != 1 { // no probability has a unit
		return flow{}, nil
	}
	return f, nil
}

func (r *rater) switchFlow(key string, e Expr) (flow, error) {
	last := len(e.Args) - 1
	for i, a := range e.Args[:last] {
		c, err := r.Value(child(child(key, i), 0), a.Args[0])
		if err != nil {
			return flow{}, err
		}
		if c != 0 {
			return r.flow(child(child(key, i), 1), a.Args[1])
		}
	}
	return r.flow(child(key, last), e.Args[last])
}

// builtInFlow is that of a built-in whose last argument runs with the mission time
// and whose others are constant.
func (r *rater) builtInFlow(key string, e Expr) (flow, error) {
	last := len(e.Args) - 1
	args, steady := make([]float64, last+1), true
	for i, a := range e.Args {
		var err error
		if args[i], err = r.Value(child(key, i), a); err != nil {
			return flow{}, err
		}
		steady = steady && (i == last || r.timeless(a))
	}
	q, err := builtIn(e.Op, args)
	if err != nil {
		return flow{}, fmt.Errorf("%s: %w", key, err)
	}
	f := flow{value: q, rest: survival(e.Op, args, q)}
	if time, ok := r.line(child(key, last), e.Args[last]); steady && ok && time.slope >= 0 {
		f.rate = intensity(e.Op, args, f.rest) * time.slope
		f.w, f.known = f.rate*f.rest, !math.IsInf(f.rate, 1)
	}
	return f, nil
}

// survival returns 1 − q, small where q is near 1.
func survival(op Op, args []float64, q float64) float64 {
	switch op {
	case Exponential:
		return math.Exp(-args[0] * args[1])
	case Weibull:
		if age := args[3] - args[2]; age > 0 {
			return math.Exp(-math.Pow(age/args[0], args[1]))
		}
	}
	return 1 - q
}

// intensity returns the failures per unit of time of a component that works.
func intensity(op Op, args []float64, up float64) float64 {
	switch op {
	case Exponential:
		return args[0]
	case GLM:
		return args[1]
	case Weibull:
		scale, shape, age := args[0], args[1], args[3]-args[2]
		if age < 0 {
			return 0
		}
		return shape / scale * math.Pow(age/scale, shape-1)
	}
	if len(args) < 11 {
		return args[0]
	}
	return testedIntensity(args, up)
}

// testedIntensity is that of a periodic test with all arguments. In a test, what
// is under test fails at another rate than what has been repaired meanwhile.
func testedIntensity(args []float64, up float64) float64 {
	lambda, inTest, tau, theta, pi, open, t := args[0], args[1], args[3], args[4], args[6], args[7], args[10]
	since := math.Mod(t-theta, tau)
	if since == 0 { // just before the test
		since = tau
	}
	if t <= theta || since > pi || open == 0 || inTest == lambda || !(up > 0) {
		return lambda
	}
	c := tested{
		lambda: lambda, tested: inTest, mu: args[2], tau: tau, theta: theta, breaks: args[5],
		pi: pi, open: 0, cover: args[8], restart: args[9],
	}
	mended := min(max(1-c.unavailability(t), 0), up) // with nothing available under test, what has been repaired
	return (inTest*(up-mended) + lambda*mended) / up
}

// combined is a sum, product or complement of flows.
func combined(op Op, args []flow) flow {
	first := args[0]
	switch op {
	case Sub:
		if len(args) == 2 && first.constant && first.value == 1 && args[1].known {
			return args[1].flipped()
		}
		return flow{}
	case Div:
		for _, a := range args[1:] {
			if !a.constant || !(a.value > 0) {
				return flow{}
			}
			first = scaled(first, 1/a.value)
		}
		return first
	case Mean:
		return scaled(combined(Add, args), 1/float64(len(args)))
	}
	sum, moving := args[0], 0
	for i, a := range args {
		if a.constant && !(a.value >= 0) || !a.constant && !a.known {
			return flow{}
		}
		if !a.constant {
			if moving > 0 && a.works != sum.works {
				return flow{}
			}
			sum.works, sum.known, sum.constant = a.works, true, false
			moving++
		}
		switch {
		case i == 0:
		case op == Add:
			sum.w += a.w
			sum.value, sum.rest = sum.value+a.value, sum.rest-a.value
		default:
			sum.w = float64(sum.w*a.value) + float64(sum.value*a.w)
			sum.value, sum.rest = sum.value*a.value, sum.rest+float64(sum.value*a.rest)
		}
	}
	sum.rate = sum.w / sum.up()
	return sum
}

func scaled(f flow, by float64) flow {
	f.value, f.w = f.value*by, f.w*by
	f.rest = 1 - f.value
	f.rate = f.w / f.up()
	return f
}
