package expression

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// timed is a built-in at the mission time.
func timed(op Op, xs ...float64) Expr {
	e := nums(op, xs...)
	e.Args = append(e.Args, Expr{Op: MissionTime})
	return e
}

func TestRateReference(t *testing.T) {
	hours := func(e Expr) Expr { return Of(Exponential, Num(1e-3), e) }
	not := func(e Expr) Expr { return Of(Sub, Num(1), e) }
	aging := timed(Exponential, 1e-3)
	late := Of(Gt, Expr{Op: MissionTime}, Num(50))
	q := -math.Expm1(-0.1) // of aging, at 100 h
	tests := []struct {
		name   string
		source string
		expr   Expr
		want   float64
	}{
		{"exponential", "λ", aging, 1e-3},
		{"exponential by parameters", "λ in fit, 500e-9 per hour", Of(Exponential, Expr{Op: Parameter, Name: "fits", Unit: "hours-1"}, Expr{Op: MissionTime}), 5e-7},
		{"time in years", "0.001 a year", hours(Expr{Op: MissionTime, Unit: "years"}), 1e-3 / 8760},
		{"time that runs half as fast", "λ/2", hours(Of(Div, Of(Add, Expr{Op: MissionTime}, Num(20)), Num(2))), 5e-4},
		{"time through a parameter", "λ·24 for what is done 24 times an hour", hours(Of(Mul, Num(24), Param("clock"))), 24e-3},
		{"time that runs less and less", "λ(2−1)", hours(Of(Sub, Of(Mul, Expr{Op: MissionTime}, Num(2)), Expr{Op: MissionTime})), 1e-3},
		{"GLM", "λ", timed(GLM, 0.1, 1e-3, 0.5), 1e-3},
		{"Weibull", "β/η·((t−t₀)/η)^(β−1) = 3/200·(80/200)²", timed(Weibull, 200, 3, 20), 3. / 200 * 0.16},
		{"Weibull before the shift", "0", timed(Weibull, 200, 3, 101), 0},
		{"Weibull of shape 1", "1/η", timed(Weibull, 200, 1, 0), 1. / 200},
		{"periodic test", "λ", timed(PeriodicTest, 2e-3, 30, 10), 2e-3},
		{"periodic test with repair", "λ", timed(PeriodicTest, 2e-3, 0.1, 30, 10), 2e-3},
		{"between tests", "λ: the test at 70 h has ended", timed(PeriodicTest, 2e-3, 7e-3, 0.1, 30, 10, 0, 20, 1, 1, 0), 2e-3},
		{"in a test, available, nothing to mend", "λ*: in the test from 90 h none has failed before, as its rate is 0 else", timed(PeriodicTest, 0, 7e-3, 0.1, 90, 90, 0, 20, 1, 1, 0), 7e-3},
		{"in a test, out of service", "λ of what has been repaired since", timed(PeriodicTest, 2e-3, 7e-3, 0.1, 90, 90, 0, 20, 0, 1, 0), 2e-3},
		{"parameter", "λ", Param("aging"), 1e-3},
		{"chosen by time", "λ", Of(Ite, late, aging, Num(0)), 1e-3},
		{"chosen by a switch", "λ", Of(Switch, Of(Case, Of(Not, late), Num(0)), Of(Case, late, aging), Num(0)), 1e-3},
		{"otherwise", "λ", Of(Switch, Of(Case, Of(Not, late), Num(0)), aging), 1e-3},
		{"share of a common cause", "β·λ(1−q)/(1−βq)", Of(Mul, Num(0.1), aging), 0.1 * 1e-3 * (1 - q) / (1 - 0.1*q)},
		{"divided", "the same", Of(Div, aging, Num(10)), 0.1 * 1e-3 * (1 - q) / (1 - 0.1*q)},
		{"mean of two", "half the sum of w over 1−q", Of(Mean, aging, aging), 1e-3},
		{"both of two", "2qλ(1−q)/(1−q²) = 2qλ/(1+q)", Of(Mul, aging, aging), 2 * q * 1e-3 / (1 + q)},
		{"either of two", "λ+μ: the least of two exponential times", not(Of(Mul, not(aging), not(timed(Exponential, 4e-3)))), 5e-3},
		{"a repaired one in series", "λ+λ', whatever the repair", not(Of(Mul, not(aging), not(timed(GLM, 0, 4e-3, 1)))), 5e-3},
		{"with a part that has failed before", "0.2 + q: w/(1−0.2−q)", Of(Add, Num(0.2), aging), 1e-3 * (1 - q) / (0.8 - q)},
	}
	in := Inputs{Events: map[string]Expr{}, Parameters: System{"fits": {Num(500), "fit"}, "clock": {Expr{Op: MissionTime}, ""}, "aging": {aging, ""}}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in.Events["e"] = tt.expr
			p, rates, err := in.Rates([]string{"e"}, Settings{MissionTimeHours: 100})
			if err != nil {
				t.Fatal(err)
			}
			if r := rates[0]; !r.Known || r.Constant || relErr(r.PerHour, tt.want) > 1e-13 {
				t.Errorf("%+v, want %.17g (source: %s)", r, tt.want, tt.source)
			}
			if want, err := in.Probabilities([]string{"e"}, Settings{MissionTimeHours: 100}); err != nil || !reflect.DeepEqual(p, want) {
				t.Errorf("probability %v, want %v (%v)", p, want, err)
			}
		})
	}
}

func TestRateUnknown(t *testing.T) {
	now := Expr{Op: MissionTime}
	aging := timed(Exponential, 1e-3)
	constant := map[string]bool{"constant": true, "constant by a built-in": true, "constant through a parameter": true}
	for name, e := range map[string]Expr{
		"constant":                         Num(0.1),
		"constant by a built-in":           nums(Exponential, 1e-3, 100),
		"constant through a parameter":     Param("p"),
		"written by hand":                  Of(Sub, Num(1), Of(Exp, Of(Mul, Num(-1e-3), now))),
		"time runs backward":               Of(Exponential, Num(1e-3), Of(Sub, Num(1000), now)),
		"time is no line":                  Of(Exponential, Num(1e-3), Of(Mul, now, now)),
		"the rate changes":                 Of(Exponential, Of(Div, now, Num(1e6)), now),
		"what works, not what fails":       Of(Sub, Num(1), aging),
		"a difference":                     Of(Sub, aging, timed(GLM, 0, 1e-4, 1)),
		"failed and working mixed":         Of(Mul, aging, Of(Sub, Num(1), timed(GLM, 0, 1e-4, 1))),
		"an infinite rate":                 timed(Weibull, 100, 0.5, 100),
		"a constant chosen by the time":    Of(Ite, Of(Gt, now, Num(50)), Num(0.1), aging),
		"a negative share is no event":     Of(Add, aging, Of(Mul, Num(-0.5), aging)),
		"a histogram of times":             Of(Histogram, Num(0), Of(Bin, Num(1), aging)),
		"a probability scaled by its unit": {Op: Parameter, Name: "odd", Unit: "hours"},
	} {
		in := Inputs{Events: map[string]Expr{"e": e}, Parameters: System{"p": {Num(0.1), ""}, "odd": {Of(Mul, Num(1e-5), aging), "years"}}}
		p, rates, err := in.Rates([]string{"e"}, Settings{MissionTimeHours: 100})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want, err := in.Probabilities([]string{"e"}, Settings{MissionTimeHours: 100})
		if rates[0] != (Rate{Constant: constant[name] || name == "a constant chosen by the time" && rates[0].Constant}) || err != nil || p[0] != want[0] {
			t.Errorf("%s: %+v with %v, want none with %v (%v)", name, rates[0], p, want, err)
		}
	}
}

func TestRatesRefused(t *testing.T) {
	in := Inputs{
		Events: map[string]Expr{
			"above": nums(Add, 0.7, 0.7), "negative": timed(Exponential, -1), "shape": timed(Weibull, 1), "loop": Param("a"), "nothing": Param("b"),
		},
		Parameters: System{"a": {Param("a"), ""}},
	}
	_, _, err := in.Rates([]string{"above", "negative", "shape", "loop", "nothing", "missing"}, Settings{MissionTimeHours: 1})
	for _, want := range []string{
		"event above: probability 1.4", "event negative: exponential: rate -1 is negative", "event shape: Weibull takes 4 arguments",
		`parameter "a" is defined by itself`, `unknown parameter "b"`, `"missing" has no probability`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// What is not repaired has the rate q'/(1−q), here by differences, whatever it is
// made of.
func TestRateIsDerivativeWithoutRepair(t *testing.T) {
	not := func(e Expr) Expr { return Of(Sub, Num(1), e) }
	rapid.Check(t, func(t *rapid.T) {
		var draw func(depth int) Expr
		draw = func(depth int) Expr {
			rate := rapid.Float64Range(1e-4, 5e-3).Draw(t, "rate")
			most := 4
			if depth == 0 {
				most = 1
			}
			switch rapid.IntRange(0, most).Draw(t, "kind") {
			case 0:
				return timed(Exponential, rate)
			case 1:
				return timed(Weibull, 1/rate, rapid.Float64Range(0.5, 3).Draw(t, "shape"), rapid.Float64Range(0, 50).Draw(t, "shift"))
			case 2:
				return Of(Mul, draw(depth-1), draw(depth-1), draw(depth-1))
			case 3:
				return not(Of(Mul, not(draw(depth-1)), Num(0.9), not(draw(depth-1))))
			}
			return Of(Mean, draw(depth-1), Num(0.25), draw(depth-1))
		}
		in := Inputs{Events: map[string]Expr{"e": Of(Mul, Num(0.5), draw(3))}}
		at := func(x float64) float64 {
			p, err := in.Probabilities([]string{"e"}, Settings{MissionTimeHours: x})
			if err != nil {
				t.Fatal(err)
			}
			return p[0]
		}
		p, rates, err := in.Rates([]string{"e"}, Settings{MissionTimeHours: 100})
		if err != nil {
			t.Fatal(err)
		}
		const h = 0.05
		want := (8*(at(100+h)-at(100-h)) - (at(100+2*h) - at(100-2*h))) / (12 * h) / (1 - p[0])
		if r := rates[0]; !r.Known || math.Abs(r.PerHour-want) > 1e-6*want+1e-12 {
			t.Fatalf("%+v, by differences %g", r, want)
		}
	})
}

func TestMoments(t *testing.T) {
	now := Expr{Op: MissionTime}
	in := Inputs{
		Events: map[string]Expr{
			"test":      timed(PeriodicTest, 1e-3, 30, 20),
			"again":     timed(PeriodicTest, 2e-3, 0.1, 30, 20), // at the same times
			"long":      Of(PeriodicTest, Num(1), Num(1), Num(1), Num(40), Num(25), Num(0), Num(5), Num(1), Num(1), Num(0), now),
			"days":      Of(PeriodicTest, Num(1), Num(2), Num(3), Of(Div, now, Num(24))), // at day 3: 72 h
			"wear":      timed(Weibull, 100, 0.5, 33),
			"wear days": Of(Weibull, Num(1), Num(2), Num(1.75), Of(Div, now, Num(24))), // at 42 h
			"condition": Of(Ite, Of(Gt, Of(Mul, Num(2), now), Of(Add, now, Num(11))), Num(0.1), Num(0)),
			"hidden":    Of(Ite, Num(0), Of(Exponential, Num(-1), Of(Log, Num(-1))), Num(0)),
			"loop":      Of(Ite, Num(0), Of(Exponential, Param("loop"), now), Num(0)),
		},
		Parameters: System{"loop": {Of(Add, Param("loop"), now), ""}},
	}
	ids := []string{"test", "again", "long", "days", "wear", "wear days", "condition", "hidden", "loop"}
	got, err := in.Moments(ids, 80, 100)
	want := []Moment{{11, true}, {20, false}, {25, true}, {30, true}, {33, false}, {42, false}, {50, false}, {65, true}, {70, true}, {72, false}, {80, false}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v (%v)", got, want, err)
	}
	if _, err := in.Moments(ids, 80, len(want)-1); !errors.Is(err, ErrMoments) {
		t.Errorf("one too many: %v", err)
	}
	if got, err := in.Moments([]string{"wear"}, 10, 1); err != nil || len(got) != 0 {
		t.Errorf("nothing within 10 h: %v, %v", got, err)
	}
}
