package faulttree

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// slow names the trees that take seconds, which are left out with the race
// detector, and slowest the one that takes most of a minute, which is left out of
// short tests, too.
var (
	slow    = []string{"cea9601", "edfpa14p", "edfpa14q", "edfpa15r", "edf9203", slowest}
	slowest = "das9701"
)

// TestAralia compares the public Aralia trees with what two other programs agree
// on: the probability to one part in 1e9, or all published digits, and the exact
// number of minimal cut sets, with default settings.
func TestAralia(t *testing.T) {
	expected := expectedTrees(t)
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		want := expected[name]
		if want.Probability == nil || raced && slices.Contains(slow, name) || testing.Short() && name == slowest {
			continue
		}
		t.Run(name, func(t *testing.T) {
			got, err := solve(araliaTree(t, name), true)
			if err != nil {
				t.Fatal(err)
			}
			checkSolved(t, got, want)
		})
	}
}

func checkSolved(t *testing.T, got solved, want expectedTree) {
	t.Helper()
	tolerance := 1e-9
	if want.Digits > 0 {
		tolerance = math.Max(tolerance, 5*math.Pow10(-want.Digits))
	}
	if relErr(got.probability, *want.Probability) > tolerance {
		t.Errorf("probability %.17g, want %.17g", got.probability, *want.Probability)
	}
	if got.count != "" && got.count != want.MinimalSets {
		t.Errorf("%s minimal cut sets, want %s", got.count, want.MinimalSets)
	}
}

// A solved tree says what was found.
type solved struct {
	probability float64
	count       string
	nodes       int
}

func solve(tree Tree, count bool) (solved, error) {
	d, err := Compile(context.Background(), tree, nil, Options{})
	if err != nil {
		return solved{}, err
	}
	p, _ := tree.parameters(d.Events())
	out := solved{probability: d.Probability(p)[0], nodes: d.flat.Len()}
	if !count {
		return out, nil
	}
	c, err := d.CutSets(context.Background(), tree.Top, p, CutSetOptions{Limit: -1})
	if err != nil {
		return out, err
	}
	out.count = c.Count.String()
	return out, nil
}

// processorSeconds returns the time this process has used on all processors,
// that of collecting garbage included.
func processorSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// TestBenchAralia prints the processor seconds of every tree beside those of
// SCRAM, and says which goals are met; it runs where BENCH_FAULTTREE is set. Ours
// is one process for all trees, reading each included; SCRAM's were one process
// for each.
func TestBenchAralia(t *testing.T) {
	if os.Getenv("BENCH_FAULTTREE") == "" {
		t.Skip("only with BENCH_FAULTTREE set: make bench-faulttree")
	}
	expected, scram := expectedTrees(t), scramFigures(t)
	var sum, other [2]float64
	right, all := 0, 0
	fmt.Printf("%-10s %9s %11s %11s %11s %11s  %s\n", "tree", "nodes", "P, CPU s", "SCRAM", "count", "SCRAM", "")
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		want := expected[name]
		if want.Probability == nil || name == "das9701" {
			continue
		}
		var got solved
		var err error
		var ours [2]float64
		for i, count := range []bool{false, true} { // as SCRAM's figures, each from the start
			runtime.GC() // what others left behind
			start := processorSeconds()
			if got, err = solve(araliaTree(t, name), count); err != nil {
				break
			}
			ours[i] = processorSeconds() - start
		}
		all++
		verdict := "right"
		if err != nil || relErr(got.probability, *want.Probability) > 1e-9 || got.count != want.MinimalSets {
			verdict = fmt.Sprintf("WRONG: %.12g, %s cut sets (%v)", got.probability, got.count, err)
		} else {
			right++
		}
		for i, s := range scram[name] {
			sum[i] += ours[i]
			other[i] += s
		}
		fmt.Printf("%-10s %9d %11.4f %11.4f %11.4f %11.4f  %s\n", name, got.nodes, ours[0], scram[name][0], ours[1], scram[name][1], verdict)
	}
	fmt.Printf("%-10s %9s %11.4f %11.4f %11.4f %11.4f\n", "sum", "", sum[0], other[0], sum[1], other[1])
	g := goals{}
	g.checkf(right == all, "%d of %d trees right", right, all)
	g.checkf(sum[0] <= 0.5*other[0], "probability: %.3f of SCRAM's CPU, at most 0.5", sum[0]/other[0])
	g.checkf(sum[1] <= 0.25*other[1], "count: %.3f of SCRAM's CPU, at most 0.25", sum[1]/other[1])
	start := time.Now()
	got, err := solve(araliaTree(t, "das9701"), true)
	want := expected["das9701"]
	took := time.Since(start).Seconds()
	ok := err == nil && relErr(got.probability, *want.Probability) < 1e-11 && got.count == want.MinimalSets
	g.checkf(ok && took <= 60, "das9701: %.15g, %s cut sets in %.1f s, at most 60", got.probability, got.count, took)
	memory := peakGiB(t)
	g.checkf(memory <= 4, "%.2f GiB at most so far, at most 4", memory)
	benchImportance(t, &g)
	benchBounds(t, &g)
	g.end(t)
}

// benchImportance compares the time of all importances but Fussell–Vesely with that
// of one probability.
func benchImportance(t *testing.T, g *goals) {
	tree := araliaTree(t, "edfpa14b")
	d, err := Compile(context.Background(), tree, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.parameters(d.Events())
	one := fastest(func() { d.Probability(p) })
	all := fastest(func() { d.measures(p, []float64{1}) })
	ratio := float64(all) / float64(one)
	g.checkf(ratio <= 4, "edfpa14b: importance of all %d events in %.1f probability passes, at most 4", len(p), ratio)
}

// benchBounds bounds the tree that no program has solved.
func benchBounds(t *testing.T, g *goals) {
	start := time.Now()
	steps := 0
	b, err := Bound(context.Background(), araliaTree(t, "nus9601"), BoundOptions{Ratio: 1.01, Improved: func(Bounds) { steps++ }})
	took := time.Since(start).Seconds()
	ok := err == nil && b.Upper <= 1.01*b.Lower && took <= 600
	g.checkf(ok, "nus9601: from %.6g to %.6g, ratio %.4f, at most 1.01, in %d steps and %.0f s, at most 600 (%v)", b.Lower, b.Upper, b.Upper/b.Lower, steps, took, err)
}

// goals counts those that are met.
type goals struct{ met, all int }

func (g *goals) checkf(ok bool, format string, args ...any) {
	g.all++
	word := "MISSED"
	if ok {
		g.met++
		word = "met"
	}
	fmt.Printf("%-6s %s\n", word, fmt.Sprintf(format, args...))
}

func (g *goals) end(t *testing.T) {
	fmt.Printf("goals: %d of %d met\n", g.met, g.all)
	if g.met < g.all {
		t.Fail()
	}
}

func peakGiB(t *testing.T) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return float64(u.Maxrss) / (1 << 20) // which Linux gives in KiB
}

// scramFigures returns the processor seconds of SCRAM for probability and count,
// of the trees it solves.
func scramFigures(t *testing.T) map[string][2]float64 {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedFolder(t), "aralia", "scram.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	out := map[string][2]float64{}
	for _, row := range rows[1:] {
		if column(row, "probability_status") != "ok" || column(row, "count_status") != "ok" {
			continue
		}
		var s [2]float64
		for i, name := range []string{"probability_cpu_s", "count_cpu_s"} {
			if s[i], err = strconv.ParseFloat(column(row, name), 64); err != nil {
				t.Fatal(err)
			}
		}
		out[column(row, "tree")] = s
	}
	return out
}
