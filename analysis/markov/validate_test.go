package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// Everything that is wrong is said at once.
func TestValidate(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tt := range []struct {
		name  string
		chain Chain
		want  []string
	}{
		{"nothing", Chain{}, []string{"states: there are none", "initial: probabilities sum to 0, not to 1"}},
		{"numbers", Chain{
			States: []string{"a", "b", "a", ""}, Initial: []Share{{0, 0.5}, {7, 0.4}, {1, nan}},
			Transitions: []Transition{{0, 1, nan}, {0, 1, -1}, {1, 0, inf}, {0, 9, 1}, {-1, 0, 1}, {1, 1, 2}},
			Sets:        map[string][]int{Up: {}, "x": {4}}, Absorbing: []int{5},
			Rewards: []Reward{{}, {ID: "r", States: []StateReward{{9, nan}}, Transitions: []TransitionReward{{0, 9, inf}}}, {ID: "r"}},
		}, []string{
			`states[2]: "a" is the name of state 0 as well`, "states[3]: has no name",
			"transitions[0]: rate NaN", "transitions[1]: rate -1", "transitions[2]: rate +Inf", "transitions[3]: there is no state 9",
			"transitions[4]: there is no state -1", `transitions[5]: leads from "b" to itself`,
			"initial[1]: there is no state 7", "initial[2]: probability NaN", "sets.up: there is no up state", "sets.x[0]: there is no state 4",
			"absorbing[0]: there is no state 5", "rewards[0]: has no ID", "rewards[1].states[0]: there is no state 9", "rewards[1].states[0]: NaN is not",
			"rewards[1].transitions[0]: there is no state 9", "rewards[1].transitions[0]: +Inf is not", `rewards[2]: another reward is called "r"`,
		}},
		{"structure", Chain{
			States: []string{"a", "b", "c", "d"}, Initial: []Share{{0, 1}}, Absorbing: []int{0},
			Transitions: []Transition{{0, 1, 1}, {2, 0, 1}, {1, 3, 0}},
		}, []string{
			`absorbing[0]: "a" is said to be absorbing and has a way out`, `states[1]: "b" has no way out`, `states[2]: "c" cannot be reached`, `states[3]: "d" cannot be reached`,
		}},
		{"good", Chain{States: []string{"a"}, Initial: []Share{{0, 1}}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.chain.Validate()
			_, compileErr := Compile(&tt.chain, Options{})
			if (err == nil) != (tt.want == nil) || (err == nil) != (compileErr == nil) {
				t.Fatalf("%v, %v", err, compileErr)
			}
			if err == nil {
				return
			}
			lines := strings.Split(err.Error(), "\n")
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), "markov: "+want) {
					t.Errorf("no %q", want)
				}
			}
			if len(lines) != len(tt.want) || t.Failed() {
				t.Errorf("%d faults, want %d:\n%v", len(lines), len(tt.want), err)
			}
		})
	}
}

// birthDeath is a chain of n states in a row.
func birthDeath(n int, up, down func(i int) float64) *Chain {
	c := &Chain{Initial: []Share{{0, 1}}, Sets: map[string][]int{}}
	for i := range n {
		c.States = append(c.States, fmt.Sprint(i))
		if i+1 < n {
			c.Transitions = append(c.Transitions, Transition{i, i + 1, up(i)}, Transition{i + 1, i, down(i + 1)})
			c.Sets[Up] = append(c.Sets[Up], i)
		}
	}
	return c
}

func constant(x float64) func(int) float64 { return func(int) float64 { return x } }

// Budgets and contexts end what takes too long; nothing that is not a number comes
// out of rates that are too far apart.
func TestLimits(t *testing.T) {
	c := birthDeath(600, constant(1), constant(2))
	if _, err := Compile(c, Options{MaxStates: 10}); !errors.Is(err, ErrBudget) {
		t.Errorf("states: %v", err)
	}
	s := compiled(t, c, Options{MaxSteps: 100})
	if _, err := s.At(background, []float64{1e6}); !errors.Is(err, ErrBudget) {
		t.Errorf("steps: %v", err)
	}
	for _, hours := range []float64{-1, math.NaN(), math.Inf(1), 1e16} {
		if _, err := s.At(background, []float64{hours}); err == nil {
			t.Errorf("%g hours are fine", hours)
		}
	}
	ctx, stop := context.WithCancel(background)
	stop()
	s = compiled(t, c, Options{})
	ask := map[string]func() error{
		"steady": func() error { _, err := s.Steady(ctx); return err },
		"mttf":   func() error { _, err := s.MTTF(ctx); return err },
		"at":     func() error { _, err := s.At(ctx, []float64{1}); return err },
		"square": func() error {
			_, err := compiled(t, birthDeath(5, constant(1e-9), constant(1e3)), Options{}).At(ctx, []float64{1e6})
			return err
		},
		"levels": func() error { _, _, err := s.byLevels(ctx, seq(600)); return err },
		"explore": func() error {
			_, _, err := Explore(ctx, Space[int]{Start: []int{0}, Moves: func(int, func(int, float64)) {}, Name: func(int) string { return "" }}, 1)
			return err
		},
	}
	for name, f := range ask {
		if err := f(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := Explore(background, Space[int]{
		Start: []int{0}, Name: func(i int) string { return fmt.Sprint(i) },
		Moves: func(i int, emit func(int, float64)) { emit(i+1, 1) },
	}, 100); !errors.Is(err, ErrBudget) {
		t.Errorf("explore: %v", err)
	}
	if _, err := compiled(t, birthDeath(40, constant(1e-100), constant(1e100)), Options{}).MTTF(background); err == nil {
		t.Error("an MTTF of 1e7700 hours")
	}
	none := compiled(t, &Chain{States: []string{"a"}, Initial: []Share{{0, 1}}}, Options{})
	for name, err := range map[string]error{
		"system": second(none.System(background)), "mttf": second(none.MTTF(background)),
		"curve": second(none.Curve(background, nil, true)), "slopes": second(none.Sensitivities(background, nil)),
	} {
		if !errors.Is(err, ErrNoUp) {
			t.Errorf("%s of a chain without up states: %v", name, err)
		}
	}
	for _, to := range [][]int{{-1}, {1}} {
		if second(none.Passage(background, to)) == nil || second(none.FirstPassage(background, to, []float64{1})) == nil {
			t.Errorf("passage to %v", to)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func seq(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
