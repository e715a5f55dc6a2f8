package network

import (
	"context"
	"fmt"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"ninefold/analysis/internal/bench"
)

// yardstick has, for n × n grids from corner to corner, the unreliability with edges that
// work with 0.9 and 0.99, and the processor seconds that TdZDD was measured to take.
// Sources: a frontier programme and TdZDD, which agree in ten digits; ALGORITHMS.md §A.1.
var yardstick = []struct {
	n            int
	r90, u99     float64
	tdzddSeconds float64
}{
	{4, 0.975046349577066, 2.04091162527e-4, 0},
	{5, 0.975556589505369, 2.04031226381e-4, 0},
	{6, 0.975644995285163, 2.04030408653e-4, 0.01},
	{7, 0.975659121023298, 2.04030398205e-4, 0.03},
	{8, 0.975661264482071, 2.04030398077e-4, 0.21},
	{9, 0.975661578356348, 2.04030398075e-4, 2.3},
	{10, 0.975661623141559, 2.04030398075e-4, 16.7},
	{11, 0.975661629407190, 2.04030398075e-4, 126},
	{12, 0.975661630270354, 2.04030398075e-4, 0},
}

func corners(n int) Query { return Query{Terminals: []string{"1", fmt.Sprint(n * n)}} }

// Grids up to 8 × 8, as in the table.
func TestGrids(t *testing.T) {
	for _, y := range yardstick {
		if y.n > 8 {
			break
		}
		a, err := Reliability(context.Background(), grid(y.n, 0.1), corners(y.n), Options{})
		if err != nil || relErr(a.Reliability, y.r90) > 1e-13 {
			t.Errorf("%d × %d: %.15g, want %.15g (%v)", y.n, y.n, a.Reliability, y.r90, err)
		}
		b, err := Reliability(context.Background(), grid(y.n, 0.01), corners(y.n), Options{})
		if err != nil || relErr(b.Unreliability, y.u99) > 1e-11 {
			t.Errorf("%d × %d: %.12g, want %.12g (%v)", y.n, y.n, b.Unreliability, y.u99, err)
		}
	}
}

// TestBenchNetwork compares with recorded figures and says which goals are met; it runs
// where BENCH_NETWORK is set.
func TestBenchNetwork(t *testing.T) {
	if os.Getenv("BENCH_NETWORK") == "" {
		t.Skip("only with BENCH_NETWORK set: make bench-network")
	}
	g := bench.Goals{}
	benchGrids(t, &g)
	benchTopologies(t, &g)
	benchImportance(t, &g)
	g.End(t)
}

func benchGrids(t *testing.T, g *bench.Goals) {
	fmt.Printf("%-7s %18s %18s %10s %10s %8s %9s\n", "grid", "R, p=0.9", "U, p=0.99", "CPU s", "TdZDD", "ratio", "peak MiB")
	for _, y := range yardstick {
		debug.FreeOSMemory()
		best, wall := math.Inf(1), math.Inf(1)
		var a Value
		for try := 0; try == 0 || try < 3 && y.n < 11; try++ {
			var err error
			start, began := bench.Processor(t), time.Now()
			if a, err = Reliability(context.Background(), grid(y.n, 0.1), corners(y.n), Options{}); err != nil {
				t.Fatal(err)
			}
			best, wall = min(best, (bench.Processor(t)-start).Seconds()), min(wall, time.Since(began).Seconds())
		}
		b, err := Reliability(context.Background(), grid(y.n, 0.01), corners(y.n), Options{})
		if err != nil {
			t.Fatal(err)
		}
		memory := bench.PeakMiB(t)
		ratio := "-"
		if y.tdzddSeconds > 0 {
			ratio = fmt.Sprintf("%.3f", best/y.tdzddSeconds)
		}
		fmt.Printf("%2d × %-2d %18.15f %18.11e %10.3f %10.2f %8s %9.0f\n", y.n, y.n, a.Reliability, b.Unreliability, best, y.tdzddSeconds, ratio, memory)
		g.Checkf(math.Abs(a.Reliability-y.r90) <= 1e-9 && relErr(b.Unreliability, y.u99) <= 1e-9, "%d × %d: right to 1e-9", y.n, y.n)
		if y.n >= 9 && y.n <= 11 {
			g.Checkf(best <= y.tdzddSeconds/8, "%d × %d: %.3f of TdZDD's processor seconds, at most 0.125", y.n, y.n, best/y.tdzddSeconds)
		}
		if y.n == 12 {
			g.Checkf(best < 60 && memory < 300, "12 × 12: %.1f processor seconds (%.1f s on this machine now), at most 60, and %.0f MiB, at most 300", best, wall, memory)
		}
	}
}

// benchImportance compares all importances with one probability.
func benchImportance(t *testing.T, g *bench.Goals) {
	fmt.Printf("\n%-18s %11s %11s %8s\n", "importances", "P, CPU s", "all, CPU s", "ratio")
	type network struct {
		name string
		g    Graph
		q    Query
	}
	list := []network{{"8 × 8", grid(8, 0.01), corners(8)}, {"9 × 9", grid(9, 0.01), corners(9)}, {"10 × 10", grid(10, 0.01), corners(10)}}
	kdl := graph(0.01, edgeList(t, shared(t, "data", "models", "topologies", "Kdl.dat"))...)
	list = append(list, network{"Kdl 11-12", kdl, Query{Terminals: []string{"11", "12"}}}, network{"Kdl all", kdl, Query{All: true}})
	for _, n := range list {
		one, every := math.Inf(1), math.Inf(1)
		for range 3 {
			runtime.GC()
			start := bench.Processor(t)
			if _, err := Reliability(context.Background(), n.g, n.q, Options{}); err != nil {
				t.Fatal(err)
			}
			between := bench.Processor(t)
			if _, err := Analyze(context.Background(), n.g, n.q, Options{}); err != nil {
				t.Fatal(err)
			}
			one, every = min(one, (between-start).Seconds()), min(every, (bench.Processor(t)-between).Seconds())
		}
		fmt.Printf("%-18s %11.4f %11.4f %8.2f\n", n.name, one, every, every/one)
		g.Checkf(every <= 3*one, "%s: all importances in %.2f times one probability, at most 3", n.name, every/one)
	}
}
