package expression

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyExpr draws an expression over the parameters p0, p1, … of which those from
// the given one on may be named; all operations occur.
func anyExpr(t *rapid.T, depth, parameters int) Expr {
	leaves := []Op{Number, Number, Bool, Int, Pi, MissionTime, TestInitiate, TestFunction, Parameter, Parameter}
	if depth == 0 {
		switch op := rapid.SampledFrom(leaves).Draw(t, "leaf"); op {
		case Parameter:
			unit := rapid.SampledFrom([]Unit{"", "", "", "hours", "years"}).Draw(t, "unit")
			return Expr{Op: op, Name: fmt.Sprintf("p%d", rapid.IntRange(0, parameters).Draw(t, "name")), Unit: unit}
		case MissionTime:
			return Expr{Op: op, Unit: rapid.SampledFrom([]Unit{"", "years", "fit"}).Draw(t, "unit")}
		case TestInitiate, TestFunction:
			return Expr{Op: op, Name: "I", State: "s"}
		default:
			return Expr{Op: op, Value: rapid.SampledFrom([]float64{0, 1, 2, 0.25, 0.95, -1, 1e-3, 300}).Draw(t, "value")}
		}
	}
	sub := func() Expr { return anyExpr(t, rapid.IntRange(0, depth-1).Draw(t, "depth"), parameters) }
	many := func(n int) []Expr {
		var out []Expr
		for range n {
			out = append(out, sub())
		}
		return out
	}
	pair := func(op Op) []Expr {
		var out []Expr
		for range rapid.IntRange(1, 3).Draw(t, "pairs") {
			out = append(out, Of(op, many(2)...))
		}
		return out
	}
	var ops []Op
	for op := range arity {
		ops = append(ops, op)
	}
	slices.Sort(ops)
	switch op := rapid.SampledFrom(ops).Draw(t, "op"); op {
	case Switch:
		return Of(op, append(pair(Case), sub())...)
	case Histogram:
		bounds := []Expr{sub()}
		for i, b := range pair(Bin) { // most in order
			b.Args[0] = Of(Add, Num(float64(i)), b.Args[0])
			bounds = append(bounds, b)
		}
		return Of(op, bounds...)
	case PeriodicTest:
		return Of(op, many(rapid.SampledFrom([]int{4, 5, 11}).Draw(t, "n"))...)
	default:
		return Of(op, many(rapid.IntRange(arity[op][0], min(arity[op][1], arity[op][0]+2)).Draw(t, "n"))...)
	}
}

// uniformAt is a number in (0, 1) that depends on key and sample, NaN for some.
func uniformAt(key string, sample int) float64 {
	h := uint64(sample+1) * 0x9e3779b97f4a7c15
	for _, b := range []byte(key) {
		h = (h ^ uint64(b)) * 0x100000001b3
		h ^= h >> 29
	}
	if h%7 == 0 {
		return math.NaN()
	}
	return (float64(h>>12) + 0.5) * 0x1p-52
}

// samplesOf are the settings of some samples, together and one by one.
func samplesOf(samples int, draw, scale bool) (Columns, []Settings) {
	c := Columns{Samples: samples, From: 100, MissionTimeHours: 10, InitiatingEvent: "I", States: map[string]string{"I": "s"}}
	column := func(f func(string, int) float64) func(string) []float64 {
		return func(key string) []float64 {
			out := make([]float64, samples)
			for i := range out {
				out[i] = f(key, i)
			}
			return out
		}
	}
	scaleAt := func(key string, i int) float64 { return 1 + float64((i+len(key))%3)*0.1 }
	if draw {
		c.Uniform = column(uniformAt)
	}
	if scale {
		c.Scale = column(scaleAt)
	}
	var one []Settings
	for i := range samples {
		set := Settings{MissionTimeHours: 10, InitiatingEvent: "I", States: c.States}
		if draw {
			set.Uniform = func(key string) float64 { return uniformAt(key, i) }
		}
		if scale {
			set.Scale = func(key string) float64 { return scaleAt(key, i) }
		}
		one = append(one, set)
	}
	return c, one
}

// Whatever the expression, its column has the bits of evaluating sample by sample,
// or fails in the first sample that does.
func TestColumnsAreSamples(t *testing.T) {
	values, failures := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		parameters := rapid.IntRange(0, 3).Draw(t, "parameters")
		system := System{}
		for i := range parameters { // some name themselves, and the last is unknown
			unit := rapid.SampledFrom([]Unit{"", "", "years"}).Draw(t, "unit")
			system[fmt.Sprintf("p%d", i)] = Definition{anyExpr(t, rapid.IntRange(0, 3).Draw(t, "depth"), parameters), unit}
		}
		c, samples := samplesOf(9, rapid.IntRange(0, 5).Draw(t, "draw") > 0, rapid.Bool().Draw(t, "scale"))
		for range 20 {
			in := Inputs{Events: map[string]Expr{"e": anyExpr(t, rapid.IntRange(0, 4).Draw(t, "depth"), parameters)}, Parameters: system}
			got, err := in.Columns(context.Background(), []string{"e"}, c)
			for i, set := range samples {
				want, wantErr := system.At(set).Value(EventKey("e"), in.Events["e"])
				if wantErr != nil {
					failures++
					if text := fmt.Sprintf("sample %d: %v", 100+i, wantErr); err == nil || err.Error() != text {
						t.Fatalf("%v, want %s", err, text)
					}
					break
				}
				values++
				if err == nil && math.Float64bits(got[0][i]) != math.Float64bits(want) {
					t.Fatalf("sample %d: %.17g, want %.17g", i, got[0][i], want)
				} else if err != nil && i == len(samples)-1 {
					t.Fatal(err)
				}
			}
		}
	})
	if t.Logf("%d values, %d failures", values, failures); values < 2000 || failures < 100 {
		t.Errorf("%d values and %d failures are too few to show anything", values, failures)
	}
}

// Mistakes that random expressions seldom show.
func TestColumnsOfUndefinedParts(t *testing.T) {
	u := nums(UniformDeviate, -1, 1)
	bins := func(at Expr) Expr { return Of(Histogram, Num(0), Of(Bin, at, Num(1)), Of(Bin, Num(3), Of(Log, u))) }
	for name, e := range map[string]Expr{
		"undefined in one branch":            Of(Ite, Of(Gt, u, Num(0)), Of(Log, u), Num(3)),
		"not a number where it is compared":  Of(Lt, Of(Log, u), Num(-1)),
		"infinite in some samples":           Of(Atan, Of(Div, Num(1), Of(Max, u, Num(0)))),
		"negative is true":                   Of(Ite, u, Num(4), Num(5)),
		"negative zero":                      Of(Div, Num(1), Of(Add, Of(Mul, Num(-1), Num(0)), Of(Mul, Num(-1), Num(0)))),
		"what decides first":                 Of(Or, Of(Gt, u, Num(0)), Of(Log, u)),
		"what decides last":                  Of(And, Of(Log, u), Of(Gt, u, Num(0))),
		"bound that varies":                  bins(Of(Add, Num(1), u)),
		"bound on the one before":            bins(Num(0)),
		"bin without value":                  bins(Num(1)),
		"distribution that varies":           Of(NormalDeviate, Of(Add, Num(1), u), Num(0.1)),
		"distribution undefined at times":    Of(NormalDeviate, Num(1), u),
		"no such parameter, and not needed":  Of(Switch, Of(Case, Num(1), u), Param("nope")),
		"no such parameter, needed at times": Of(Switch, Of(Case, Of(Gt, u, Num(0)), u), Param("nope")),
		"histogram":                          Of(Histogram, Num(0), Of(Bin, Num(1), u), Of(Bin, Num(3), Num(5))),
		"unit of what varies":                {Op: Parameter, Name: "life", Unit: "hours"},
	} {
		t.Run(name, func(t *testing.T) {
			in := Inputs{Events: map[string]Expr{"e": e}, Parameters: System{"life": {Of(Add, Num(2), u), "years"}}}
			c, samples := samplesOf(40, true, true)
			for from := range samples { // each once as the first, which is the one reported
				c := c
				c.Samples, c.From = 40-from, from
				for _, column := range []*func(string) []float64{&c.Uniform, &c.Scale} {
					whole := *column
					*column = func(key string) []float64 { return whole(key)[from:] }
				}
				got, err := in.Columns(context.Background(), []string{"e"}, c)
				var want []float64
				var wantErr string
				for i, set := range samples[from:] {
					x, err := in.Parameters.At(set).Value(EventKey("e"), e)
					if err != nil {
						wantErr = fmt.Sprintf("sample %d: %v", from+i, err)
						break
					}
					want = append(want, x)
				}
				if wantErr != "" && (err == nil || err.Error() != wantErr) {
					t.Fatalf("%v, want %s", err, wantErr)
				} else if wantErr == "" && (err != nil || !slices.Equal(got[0], want)) {
					t.Fatalf("%v (%v), want %v", got, err, want)
				}
			}
		})
	}
}

// Whatever many events use is evaluated once, constants are not repeated, and what
// all share is the same row.
func TestColumnsShare(t *testing.T) {
	asked := map[string]int{}
	c := Columns{Samples: 3, Uniform: func(key string) []float64 {
		asked[key]++
		return []float64{0.1, 0.5, 0.9}
	}}
	in := Inputs{
		Events:     map[string]Expr{"a": Param("p"), "b": Param("p"), "c": Num(0.5), "d": Of(Mul, Num(0.5), Num(1)), "e": Num(0.25)},
		Parameters: System{"p": {Expr: nums(UniformDeviate, 0, 1)}},
	}
	rows, err := in.Columns(context.Background(), []string{"a", "b", "c", "d", "e"}, c)
	if err != nil {
		t.Fatal(err)
	}
	if asked["parameter p"] != 1 || len(asked) != 1 {
		t.Errorf("asked for %v", asked)
	}
	if &rows[0][0] != &rows[1][0] || &rows[2][0] != &rows[3][0] || rows[4][0] != 0.25 {
		t.Error("rows are not shared")
	}
}

func TestColumnsReportAllFaults(t *testing.T) {
	in := Inputs{Events: map[string]Expr{
		"a": Of(Log, nums(UniformDeviate, -1, 1)), "b": nums(Div, 1, 0), "c": Num(0.5), "d": Of(GLM, nums(NormalDeviate, 0.9, 0.1), Num(0), Num(0), Num(1)),
	}}
	c := Columns{Samples: 3, From: 40, Uniform: func(string) []float64 { return []float64{0.9, 0.2, 0.1} }}
	_, err := in.Columns(context.Background(), []string{"a", "b", "c", "d", "e"}, c)
	for _, part := range []string{"sample 41: event a: log is NaN", "sample 40: event b: div is +Inf", `sample 40: event d: GLM: probability on demand 1.02`, `"e" has no probability`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := in.Columns(ctx, []string{"c"}, c); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// What depends on itself in no sample has a value, though together it seems to.
func TestColumnsOfCrosswiseParameters(t *testing.T) {
	in := Inputs{
		Events: map[string]Expr{"e": Of(Add, Param("a"), Param("b"))},
		Parameters: System{
			"coin": {Expr: Of(Gt, nums(UniformDeviate, 0, 1), Num(0.5))},
			"a":    {Expr: Of(Ite, Param("coin"), Param("b"), Num(0.1))},
			"b":    {Expr: Of(Ite, Param("coin"), Num(0.2), Param("a"))},
		},
	}
	c := Columns{Samples: 2, Uniform: func(string) []float64 { return []float64{0.1, 0.9} }}
	rows, err := in.Columns(context.Background(), []string{"e"}, c)
	if err != nil || rows[0][0] != 0.2 || rows[0][1] != 0.4 {
		t.Errorf("%v, %v", rows, err)
	}
}
