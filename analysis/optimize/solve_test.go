package optimize

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"
)

func limit(x float64) *float64 { return &x }

func TestSolveReference(t *testing.T) {
	unit := map[string]float64{"cost": 1}
	tests := []struct {
		name   string
		source string
		p      Problem
		want   float64 // unreliability
	}{{
		name:   "small numbers keep their digits",
		source: "three of 1e-9 each, twice in series: 2e-27 − 1e-54",
		p: Problem{Resources: []Resource{{"cost", limit(6)}}, Subsystems: []Subsystem{
			{Name: "a", Components: []Component{{"x", 1e-9, unit}}}, {Name: "b", Components: []Component{{"x", 1e-9, unit}}},
		}},
		want: 2e-27,
	}, {
		name:   "two of four",
		source: "at most one of four works: p⁴ + 4 p³ (1 − p) at p = 0.01",
		p:      Problem{Subsystems: []Subsystem{{Name: "a", K: 2, Max: 4, Components: []Component{{"x", 0.01, nil}}}}},
		want:   1e-8 + 4*1e-6*0.99,
	}, {
		name:   "three tenths are no more than 0.3",
		source: "0.1 + 0.1 + 0.1 > 0.3 in binary, not in decimal: three fit, 0.5³",
		p: Problem{Resources: []Resource{{"cost", limit(0.3)}}, Subsystems: []Subsystem{
			{Name: "a", Components: []Component{{"x", 0.5, map[string]float64{"cost": 0.1}}}},
		}},
		want: 0.125,
	}, {
		name:   "0.29 twice is more than 0.57",
		source: "29 + 29 > 57, though 0.29 · 100 < 29 in binary: one fits",
		p: Problem{Resources: []Resource{{"cost", limit(0.57)}}, Subsystems: []Subsystem{
			{Name: "a", Components: []Component{{"x", 0.5, map[string]float64{"cost": 0.29}}}},
		}},
		want: 0.5,
	}, {
		name:   "parallel groups add logarithms",
		source: "budget 3: 0.1·0.1 in the one of cost 1, and 0.2 of the other: 0.002",
		p: Problem{Resources: []Resource{{"cost", limit(3)}}, Subsystems: []Subsystem{
			{Name: "a", Components: []Component{{"x", 0.1, unit}}}, {Name: "b", Components: []Component{{"x", 0.2, unit}}},
		}, Structure: Structure{Tree: &Block{Parallel: []Block{{Subsystem: "a"}, {Subsystem: "b"}}}}},
		want: 0.002,
	}, {
		name:   "bridge",
		source: "Rausand, Høyland 2004: 2q² + 2q³ − 5q⁴ + 2q⁵ of equal components, here the only choice at q = 0.1",
		p:      bridge(0.1),
		want:   2e-2 + 2e-3 - 5e-4 + 2e-5,
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Solve(context.Background(), tt.p, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if !r.Proved || !close12(r.Unreliability, tt.want) {
				t.Errorf("unreliability %.17g (proved %t), want %.17g (source: %s)", r.Unreliability, r.Proved, tt.want, tt.source)
			}
		})
	}
}

func bridge(q float64) Problem {
	p := Problem{Structure: Structure{PathSets: [][]string{{"a", "b"}, {"c", "d"}, {"a", "e", "d"}, {"c", "e", "b"}}}}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		p.Subsystems = append(p.Subsystems, Subsystem{Name: name, Max: 1, Components: []Component{{"x", q, nil}}})
	}
	return p
}

func TestValidate(t *testing.T) {
	fine := Component{"x", 0.1, map[string]float64{"cost": 1}}
	p := Problem{
		Resources: []Resource{{"cost", limit(5)}, {"cost", limit(math.NaN())}},
		Subsystems: []Subsystem{
			{Name: "a", Components: []Component{fine, fine}},
			{Name: "a", K: 3, Max: 2, Components: []Component{{"y", math.NaN(), map[string]float64{"cost": -1, "mass": 1}}}},
			{Name: "b"},
			{Name: "c", Components: []Component{{"z", 1, nil}}},
		},
		Structure: Structure{
			Tree:     &Block{Series: []Block{{Subsystem: "a"}, {Subsystem: "a"}, {}, {Subsystem: "nobody"}}},
			PathSets: [][]string{{}, {"a", "a"}},
		},
		MaxUnreliability: 0.1,
	}
	err := p.Validate()
	for _, want := range []struct {
		path  string
		cause error
	}{
		{"resources[1]", ErrName}, {"resources[1]", ErrLimit},
		{"subsystems[0].components[1]", ErrName},
		{"subsystems[1]", ErrName}, {"subsystems[1]", ErrCounts},
		{"subsystems[1].components[0]", ErrComponent}, {"subsystems[1].components[0]", ErrName},
		{"subsystems[2]", ErrEmpty},
		{"subsystems[3].components[0]", ErrComponent}, {"subsystems[3].components[0]", ErrUnbounded},
		{"structure", ErrStructure}, {"structure.tree.series[1]", ErrName}, {"structure.tree.series[2]", ErrStructure},
		{"structure.tree.series[3]", ErrName}, {"structure.tree", ErrName},
		{"structure.pathSets[0]", ErrEmpty}, {"structure.pathSets[1]", ErrName},
		{"minimize", ErrTarget},
	} {
		found := false
		for _, e := range unjoin(err) {
			var fault *InvalidError
			found = found || errors.As(e, &fault) && fault.Path == want.path && errors.Is(e, want.cause)
		}
		if !found {
			t.Errorf("no %s: %v in\n%v", want.path, want.cause, err)
		}
	}
	if _, err := Solve(context.Background(), p, Options{}); err == nil {
		t.Error("solved")
	}
	if err := bridge(0.5).Validate(); err != nil {
		t.Error(err)
	}
}

func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// A system is refused that gets better by a failure, or whose subsystems are not
// independent.
func TestSystemThatIsNotCoherent(t *testing.T) {
	for name, f := range map[string]SystemFunc{
		"better by a failure": func(u []float64) float64 { return u[0] * (1 - u[1]) },
		"not independent":     func(u []float64) float64 { return u[0] * u[0] * u[1] },
		"no number":           func([]float64) float64 { return math.NaN() },
		"more than one":       func(u []float64) float64 { return u[0] + u[1] },
	} {
		p := bridge(0.1)
		p.Structure = Structure{System: f}
		if _, err := Solve(context.Background(), p, Options{}); !errors.Is(err, ErrNotCoherent) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// hard draws a network of ten subsystems on which branch and bound takes long.
func hard(seed uint64) Problem {
	r := rand.New(rand.NewPCG(seed, 1))
	p := Problem{Resources: []Resource{{"cost", limit(28)}, {"mass", limit(28)}}}
	var names []string
	for j := range 10 {
		s := Subsystem{Name: fmt.Sprint(j), Mixed: true}
		names = append(names, s.Name)
		for c := range 4 {
			x, y := math.Round(150+300*r.Float64())/100, math.Round(150+300*r.Float64())/100
			s.Components = append(s.Components, Component{fmt.Sprint(c), 0.2 + 0.2*r.Float64(), map[string]float64{"cost": x, "mass": y}})
		}
		p.Subsystems = append(p.Subsystems, s)
	}
	for range 12 {
		r.Shuffle(len(names), func(a, b int) { names[a], names[b] = names[b], names[a] })
		p.Structure.PathSets = append(p.Structure.PathSets, append([]string(nil), names[:3]...))
	}
	return p
}

func TestWorkersChangeNothing(t *testing.T) {
	p := hard(1)
	var first *Result
	for _, workers := range []int{1, 2, 7} {
		r, err := Solve(context.Background(), p, Options{Workers: workers, Nodes: 100, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = r
		}
		if !reflect.DeepEqual(r, first) {
			t.Errorf("%d workers: %+v, one: %+v", workers, r, first)
		}
	}
}

// A search that stops has a gap, and a bound that the best allocation keeps.
func TestStopped(t *testing.T) {
	best, err := Solve(context.Background(), hard(2), Options{})
	if err != nil || !best.Proved {
		t.Fatalf("%v, %+v", err, best)
	}
	for _, nodes := range []int{1, 10, 100} {
		r, err := Solve(context.Background(), hard(2), Options{Nodes: nodes, Starts: 1})
		if err != nil {
			t.Fatal(err)
		}
		if r.Proved || r.Stopped == nil || r.Bound > best.Unreliability || r.Unreliability < best.Unreliability*(1-1e-12) || !(r.Gap > 0) {
			t.Errorf("%d nodes: %g ≥ %g, gap %g, proved %t; best %g", nodes, r.Unreliability, r.Bound, r.Gap, r.Proved, best.Unreliability)
		}
	}
	cheap := hard(2)
	cheap.Minimize, cheap.MaxUnreliability = "cost", 0.05
	least, err := Solve(context.Background(), cheap, Options{})
	if err != nil || !least.Proved {
		t.Fatalf("%v, %+v", err, least)
	}
	r, err := Solve(context.Background(), cheap, Options{Nodes: 50, Starts: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Proved || r.Bound > least.Uses[0].Amount || r.Uses[0].Amount < least.Uses[0].Amount {
		t.Errorf("stopped at %v ≥ %g; least %v", r.Uses, r.Bound, least.Uses)
	}
}

// The end of the context stops a search with what there is.
func TestCancelled(t *testing.T) {
	p := hard(3)
	for r := range p.Resources {
		p.Resources[r].Limit = limit(40)
	}
	ctx, cancel := context.WithCancel(context.Background())
	seen := 0
	r, err := Solve(ctx, p, Options{Starts: 2, Progress: func(s Progress) {
		if seen++; seen == 3 {
			cancel()
		}
		if s.Best == nil || s.Bound == nil || !(*s.Bound > 0 && *s.Bound <= *s.Best) {
			t.Errorf("progress %+v", s)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Proved || !errors.Is(r.Stopped, context.Canceled) || r.Nodes > 5000 {
		t.Errorf("%+v", r)
	}
	if r, err := Solve(ctx, p, Options{}); !errors.Is(err, context.Canceled) && (err != nil || r.Proved) {
		t.Errorf("%v, %+v", err, r)
	}
}

// A countdown ends after it was asked so often.
type countdown struct {
	context.Context //nolint:containedctx // it is one

	left atomic.Int64
}

func (c *countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever a programme or search is stopped, the bound holds.
func TestBoundWhereverStopped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawProblem(t)
		if len(d.Resources) > 0 && rapid.Bool().Draw(t, "minimise") {
			d.Minimize, d.MaxUnreliability = "r0", 0.2
		}
		best, err := Solve(context.Background(), d.Problem, Options{})
		if err != nil {
			return
		}
		ctx := &countdown{Context: context.Background()}
		ctx.left.Store(int64(rapid.IntRange(0, 30).Draw(t, "asked")))
		r, err := Solve(ctx, d.Problem, Options{Starts: 2})
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			return
		}
		aim, least := r.Unreliability, best.Unreliability
		if d.Minimize != "" {
			aim, least = r.Uses[0].Amount, best.Uses[0].Amount
		}
		if r.Bound > least*(1+1e-11) || aim < least*(1-1e-11) || !(r.Gap >= 0) || r.Proved != (r.Stopped == nil) {
			t.Fatalf("%+v, best %g in %v", r, least, d)
		}
	})
}

// The same for systems large enough to have a start that is not the best.
func TestBoundOfStoppedProgramme(t *testing.T) {
	series := readFyffe(t).problem(130, 191)
	parallel := readFyffe(t).problem(100, 130)
	parallel.Structure.Tree = &Block{}
	for _, s := range parallel.Subsystems {
		parallel.Structure.Tree.Parallel = append(parallel.Structure.Tree.Parallel, Block{Subsystem: s.Name})
	}
	for name, p := range map[string]Problem{"series": series, "parallel": parallel} {
		best, err := Solve(context.Background(), p, Options{})
		if err != nil || !best.Proved {
			t.Fatalf("%v, %+v", err, best)
		}
		stopped := 0
		for asked := int64(3); asked < 60; asked += 9 {
			ctx := &countdown{Context: context.Background()}
			ctx.left.Store(asked)
			r, err := Solve(ctx, p, Options{})
			if err != nil || r.Proved {
				continue
			}
			stopped++
			if r.Bound > best.Unreliability*(1+1e-12) || r.Bound < best.Unreliability/2 || r.Unreliability < best.Unreliability*(1-1e-12) {
				t.Errorf("%s: %g ≥ %g after %d questions, best %g", name, r.Unreliability, r.Bound, asked, best.Unreliability)
			}
		}
		if stopped == 0 {
			t.Errorf("%s never stopped", name)
		}
	}
}

// Where fronts are too large the search takes over, with the same answer.
func TestFewStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawProblem(t)
		if d.Structure.PathSets != nil || d.Structure.System != nil {
			t.Skip("not series-parallel")
		}
		want, err := Solve(context.Background(), d.Problem, Options{})
		if err != nil {
			return
		}
		got, err := Solve(context.Background(), d.Problem, Options{States: 1, Starts: 2})
		if err != nil || !got.Proved || !close12(got.Unreliability, want.Unreliability) {
			t.Fatalf("%v: %+v, want %+v", err, got, want)
		}
	})
}

func TestTooManyChoices(t *testing.T) {
	s := Subsystem{Name: "a", Max: 40, Mixed: true}
	for c := range 12 {
		s.Components = append(s.Components, Component{fmt.Sprint(c), 0.1, nil})
	}
	if _, err := Solve(context.Background(), Problem{Subsystems: []Subsystem{s}}, Options{}); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), `"a"`) {
		t.Error(err)
	}
}

func ExampleSolve() {
	cost := 8.0
	r, err := Solve(context.Background(), Problem{
		Resources: []Resource{{Name: "cost", Limit: &cost}},
		Subsystems: []Subsystem{
			{Name: "valve", Components: []Component{{"v", 0.1, map[string]float64{"cost": 1}}}},
			{Name: "pump", Components: []Component{{"p", 0.2, map[string]float64{"cost": 2}}}},
		},
	}, Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range r.Subsystems {
		fmt.Println(s.Subsystem, s.Components[0].Count)
	}
	fmt.Printf("unreliability %.5f, proved %t\n", r.Unreliability, r.Proved)
	// Output:
	// valve 2
	// pump 3
	// unreliability 0.01792, proved true
}
