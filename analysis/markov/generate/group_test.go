package generate

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/markov"
)

var background = context.Background()

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// A tester is a test, of rapid or not.
type tester interface {
	Helper()
	Fatal(args ...any)
}

// analyzed solves the chain of a generator.
func analyzed(t tester, c *markov.Chain, err error) *markov.Report {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	r, err := markov.Analyze(background, c, markov.Question{}, markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Closed forms of textbooks.
func TestGroupReference(t *testing.T) {
	tests := []struct {
		name, source         string
		group                Group
		unavailability, mttf float64 // 0: not compared
	}{
		{
			name: "2 of 3, crews for all", source: "independent units: 3q²−2q³ with q = λ/(λ+μ); MTTF (5λ+μ)/(6λ²), Trivedi 2002",
			group: Group{Units: 3, Needed: 2, FailureRate: 1e-3, RepairRate: 0.999}, unavailability: 3e-6 - 2e-9, mttf: (5e-3 + 0.999) / 6e-6,
		},
		{
			name: "without repair", source: "sum of 1/(iλ) for i from k to n",
			group: Group{Units: 4, Needed: 2, FailureRate: 0.01}, mttf: 100 * (1./4 + 1./3 + 1./2),
		},
		{
			name: "cold standby without repair", source: "n/(kλ) for n−k+1 stages of rate kλ",
			group: Group{Units: 5, Needed: 2, FailureRate: 0.01, Standby: true}, mttf: 4 / 0.02,
		},
		{
			name: "cold standby", source: "birth and death: x²/(1+x+x²) with x = λ/μ; MTTF (2λ+μ)/λ²",
			group: Group{Units: 2, Needed: 1, Crews: 1, FailureRate: 0.01, RepairRate: 0.5, Standby: true}, unavailability: 0.0004 / (1 + 0.02 + 0.0004), mttf: 0.52 / 1e-4,
		},
		{
			name: "hot standby is no standby", source: "as 2 of 3",
			group: Group{Units: 3, Needed: 2, FailureRate: 1e-3, RepairRate: 0.999, Standby: true, Dormancy: 1}, unavailability: 3e-6 - 2e-9, mttf: (5e-3 + 0.999) / 6e-6,
		},
		{
			name: "warm standby without repair", source: "1/(λ+aλ) + 1/λ",
			group: Group{Units: 2, Needed: 1, FailureRate: 0.01, Standby: true, Dormancy: 0.25}, mttf: 1/0.0125 + 100,
		},
		{
			name: "switch", source: "1/λ + (1−s)/λ",
			group: Group{Units: 2, Needed: 1, FailureRate: 0.01, Standby: true, SwitchFailure: 0.1, SwitchRate: 1}, mttf: 190,
		},
		{
			name: "shared load without repair", source: "1/(3·0.1) + 1/(2·0.2) + 1/0.5",
			group: Group{Units: 3, Needed: 1, Load: []float64{0.5, 0.2, 0.1}}, mttf: 1/0.3 + 1/0.4 + 2,
		},
		{
			name: "common cause without repair", source: "1/(2λ(1−β)+λβ) · (1 + 2λ(1−β)/λ): the last unit fails at λ",
			group: Group{Units: 2, Needed: 1, FailureRate: 0.01, CommonCause: 0.1}, mttf: 1 / 0.019 * (1 + 0.018/0.01),
		},
		{
			name: "nothing fails while down", source: "birth and death of three states: 1, 2λ/μ of 2 up, 1 up (down)",
			group: Group{Units: 2, Needed: 2, Crews: 1, FailureRate: 0.01, RepairRate: 1, Suspend: true}, unavailability: 0.02 / 1.02, mttf: 50,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := tt.group.Chain(background)
			r := analyzed(t, c, err)
			if tt.unavailability > 0 && relErr(r.System.Unavailability, tt.unavailability) > 1e-12 {
				t.Errorf("unavailability %.15g, want %.15g (%s)", r.System.Unavailability, tt.unavailability, tt.source)
			}
			if r.MTTF.Mean == nil || relErr(*r.MTTF.Mean, tt.mttf) > 1e-12 {
				t.Errorf("MTTF %+v, want %.15g (%s)", r.MTTF, tt.mttf, tt.source)
			}
		})
	}
}

// The number of units up says as much as which of them are: the chain of all 2^n
// subsets gives the same. Here every unit has its own place, and the first ones in
// line are repaired.
func TestGroupLumped(t *testing.T) {
	type state struct {
		failed string // units in the order they failed
		stuck  bool
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "units")
		g := Group{
			Units: n, Needed: rapid.IntRange(1, n).Draw(t, "needed"), Crews: rapid.IntRange(0, n).Draw(t, "crews"),
			FailureRate: rapid.Float64Range(1e-6, 1).Draw(t, "failure"), RepairRate: rapid.Float64Range(1e-2, 10).Draw(t, "repair"),
			CommonCause: rapid.Float64Range(0, 0.9).Draw(t, "beta"), Suspend: rapid.Bool().Draw(t, "suspend"),
		}
		if g.Standby = rapid.Bool().Draw(t, "standby"); g.Standby {
			g.Dormancy, g.SwitchFailure, g.SwitchRate = rapid.Float64Range(0, 1).Draw(t, "dormancy"), rapid.Float64Range(0, 0.5).Draw(t, "switch"), 2
		}
		crews := g.Crews
		if crews == 0 {
			crews = n
		}
		oracle, _, err := markov.Explore(background, markov.Space[state]{
			Start: make([]state, 1),
			Moves: func(s state, emit func(state, float64)) {
				for i := range s.failed {
					if i < crews {
						emit(state{s.failed[:i] + s.failed[i+1:], s.stuck}, g.RepairRate)
					}
				}
				if s.stuck {
					emit(state{failed: s.failed}, g.SwitchRate)
					return
				}
				up := n - len(s.failed)
				if g.Suspend && up < g.Needed {
					return
				}
				working := 0 // the first ones that are up
				everything := s.failed
				for u := range n {
					name := string(rune('a' + u))
					if strings.Contains(s.failed, name) {
						continue
					}
					everything += name
					rate := (1 - g.CommonCause) * g.FailureRate
					active := !g.Standby || working < g.Needed
					working++
					switch {
					case !active:
						emit(state{failed: s.failed + name}, rate*g.Dormancy)
					case g.Standby && up > g.Needed:
						emit(state{s.failed + name, true}, rate*g.SwitchFailure)
						emit(state{failed: s.failed + name}, rate*(1-g.SwitchFailure))
					default:
						emit(state{failed: s.failed + name}, rate)
					}
				}
				if everything != s.failed {
					emit(state{failed: everything}, g.CommonCause*g.FailureRate)
				}
			},
			Name: func(s state) string { return fmt.Sprint(s) },
			Up:   func(s state) bool { return n-len(s.failed) >= g.Needed && !s.stuck },
		}, 10_000)
		agree(t, oracle, err, g)
	})
}

// A generator makes a chain.
type generator interface {
	Chain(ctx context.Context) (*markov.Chain, error)
}

// agree compares the figures of a generator with those of another chain.
func agree(t *rapid.T, oracle *markov.Chain, err error, g generator) {
	t.Helper()
	want := analyzed(t, oracle, err)
	c, err := g.Chain(background)
	got := analyzed(t, c, err)
	for _, f := range []struct {
		name      string
		got, want float64
	}{
		{"unavailability", got.System.Unavailability, want.System.Unavailability},
		{"frequency", got.System.FailureFrequency, want.System.FailureFrequency},
		{"MTTF", *got.MTTF.Mean, *want.MTTF.Mean},
	} {
		if relErr(f.got, f.want) > 1e-11 {
			t.Fatalf("%s %g, want %g: %+v", f.name, f.got, f.want, g)
		}
	}
	if got.States > want.States {
		t.Fatalf("%d states, and %d of all units: %+v", got.States, want.States, g)
	}
}

// All that is wrong is said at once.
func TestRefused(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		system generator
		want   []string
	}{
		{Group{Units: 2, Needed: 3, Crews: -1, FailureRate: nan, RepairRate: -1, Dormancy: 2, SwitchFailure: 0.5, CommonCause: nan}, []string{
			"needed 3 is not between 1 and 2", "crews -1", "failure rate NaN", "repair rate -1", "dormancy 2", "common cause NaN", "are of standby units", "switch rate 0",
		}},
		{Group{Units: 2, Needed: 1, FailureRate: 1, Load: []float64{0}}, []string{"rates under load 1", "rate under load 0", "take no standby"}},
		{Spares{Needed: 1, Stock: -1, FailureRate: math.Inf(1), Dormancy: -1, ReplaceRate: nan, RepairRate: nan}, []string{
			"units 0", "needed 1", "stock -1", "failure rate +Inf", "dormancy -1", "replacement rate NaN", "repair rate NaN",
		}},
		{Failover{Replicas: 1, Needed: 0, Coverage: 0.5}, []string{"needed 0", "failure rate 0", "repair rate 0", "restart rate 0"}},
		{Pool{Nodes: 2, Pods: 5, Needed: 6, PerNode: 2}, []string{"needed 6", "5 pods do not fit on 2 nodes with room for 2 each", "failure rate of nodes 0", "start rate 0"}},
		{Queue{Servers: 3, Room: 2}, []string{"arrival rate 0", "service rate 0", "room 2 is not between 3"}},
		{Shop{Kinds: []Kind{{}}}, []string{"shop: kind 0: units 0", "failure rate 0"}},
		{Units{Units: 1, Needed: 1, Life: Phases{Begin: []float64{0.5}, Move: [][]float64{{0}}, End: []float64{0}}}, []string{
			"life: nothing leads out of phase 0", "life: beginnings sum to 0.5", "repair: 0 beginnings",
		}},
	} {
		_, err := tt.system.Chain(background)
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%T: no %q in\n%v", tt.system, want, err)
			}
		}
	}
	for _, err := range []error{
		second(Erlang(0, nan)), second(Coxian([]float64{1}, []float64{1})), second(WithMoments(1, 0.01)), second(WithMoments(nan, 1)),
	} {
		if err == nil {
			t.Error("accepted")
		}
	}
}

func second[T any](_ T, err error) error { return err }
