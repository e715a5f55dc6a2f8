package optimize

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"ninefold/analysis/internal/bench"
)

// fyffeGoal is for all 33 instances together.
const fyffeGoal = time.Second

// solveFyffe solves all instances one by one and compares with the published optima.
func solveFyffe(t *testing.T) (cpu, worst time.Duration) {
	t.Helper()
	f := readFyffe(t)
	if len(f.Instances) != 33 {
		t.Fatalf("%d instances", len(f.Instances))
	}
	begin := bench.Processor(t)
	for _, i := range f.Instances {
		t0 := bench.Processor(t)
		r, err := Solve(context.Background(), f.problem(i.C, i.W), Options{})
		if err != nil {
			t.Fatal(err)
		}
		worst = max(worst, bench.Processor(t)-t0)
		if !r.Proved || math.Abs(r.Reliability-i.Optimal) > 1e-12 || math.Abs(r.Reliability-i.Known) > 1e-6 {
			t.Errorf("W=%g: %.12f (proved %t), want %.12f, published %g", i.W, r.Reliability, r.Proved, i.Optimal, i.Known)
		}
	}
	return bench.Processor(t) - begin, worst
}

// The front over weight, at a cost of 130 at most, holds all 33 optima.
func fyffeFront(t *testing.T) time.Duration {
	t.Helper()
	f := readFyffe(t)
	begin := bench.Processor(t)
	front, err := Front(context.Background(), f.problem(130, 191), []string{"weight"}, Options{})
	if err != nil || !front.Proved {
		t.Fatal(err)
	}
	cpu := bench.Processor(t) - begin
	for _, i := range f.Instances {
		best := 0.0
		for _, p := range front.Points {
			if p.Uses[1].Amount <= i.W {
				best = math.Max(best, p.Reliability)
			}
		}
		if math.Abs(best-i.Optimal) > 1e-12 {
			t.Errorf("front at W=%g: %.12f, want %.12f", i.W, best, i.Optimal)
		}
	}
	return cpu
}

func TestFyffe(t *testing.T) {
	solveFyffe(t)
	fyffeFront(t)
}

// TestBenchNetworkAllocation prints processor seconds beside the recorded ones of a
// branch and bound, which the cases have in verified_by, and fails when a goal is
// missed.
func TestBenchNetworkAllocation(t *testing.T) {
	if os.Getenv("BENCH_NETWORK") != "1" {
		t.Skip("set BENCH_NETWORK=1 to compare with recorded times")
	}
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "what\tCPU s\tgoal s\trecorded s\tratio\tnodes\trecorded\tverdict")
	row := func(what string, cpu time.Duration, goal, recorded float64, nodes, recordedNodes int64) {
		verdict := "ok"
		if cpu.Seconds() > goal {
			verdict = "MISSED"
			t.Errorf("%s takes %.3f s, goal %.3f s", what, cpu.Seconds(), goal)
		}
		_, _ = fmt.Fprintf(w, "%s\t%.4f\t%.3f\t%.3f\t%.2f\t%d\t%d\t%s\n", what, cpu.Seconds(), goal, recorded, cpu.Seconds()/recorded, nodes, recordedNodes, verdict)
	}
	each, worst := solveFyffe(t)
	// Recorded: one dynamic programme for all 33, ALGORITHMS.md section 0.4.
	row("33 Fyffe instances, each on its own", each, fyffeGoal.Seconds(), 0.24, 0, 0)
	row("the slowest of them", worst, fyffeGoal.Seconds(), 0.24, 0, 0)
	row("33 Fyffe instances from one front", fyffeFront(t), fyffeGoal.Seconds(), 0.24, 0, 0)
	for _, c := range networkCases(t) {
		begin := bench.Processor(t)
		r, err := Solve(context.Background(), c.Structure.problem(), Options{})
		cpu := bench.Processor(t) - begin
		if err != nil || !r.Proved || math.Abs(r.Reliability-c.Expected.Optimal) > 2e-9 {
			t.Fatalf("%s: %v, %+v", c.ID, err, r)
		}
		var nodes int64
		var seconds float64
		_, after, _ := strings.Cut(c.VerifiedBy, "(")
		if _, err := fmt.Sscanf(after, "%d nodes, %f s)", &nodes, &seconds); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		row(c.ID, cpu, 2*seconds, seconds, r.Nodes, nodes)
	}
	_ = w.Flush()
	t.Logf("\n%s", out.String())
}

type recordedCase struct {
	ID         string      `json:"id"`
	Structure  networkCase `json:"structure"`
	VerifiedBy string      `json:"verified_by"`
	Expected   struct {
		Optimal float64 `json:"optimal_reliability"`
	} `json:"expected"`
}

func networkCases(tb testing.TB) []recordedCase {
	tb.Helper()
	var file struct {
		Cases []json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(shared(tb, "cases", "block-network-dynamic.json"), &file); err != nil {
		tb.Fatal(err)
	}
	var out []recordedCase
	for _, raw := range file.Cases {
		var topic struct {
			ID    string `json:"id"`
			Topic string `json:"topic"`
		}
		if err := json.Unmarshal(raw, &topic); err != nil {
			tb.Fatal(err)
		}
		if topic.Topic != "redundancy-allocation" || !strings.HasPrefix(topic.ID, "rap-ijoc") {
			continue
		}
		var c recordedCase
		if err := json.Unmarshal(raw, &c); err != nil {
			tb.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}
