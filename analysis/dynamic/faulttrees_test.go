package dynamic_test

import (
	"bufio"
	"context"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/dynamic/galileo"
)

var expectation = regexp.MustCompile(`^(\S+)\s+"([^"]*)"\s+([0-9.]+)(?:/(\d+)|\[(\d+); ?(\d+)\])?$`)

// The trees that DFTCalc is tested with, and the values it expects of them: exact
// fractions and interval digits, in tests.txt beside them. Options are -s, in the
// long run; -u, ever; -M -u, static; -t, by a time.
func TestFaultTrees(t *testing.T) {
	dir := filepath.Join(shared(t), "data", "faulttrees", "dftcalc")
	file, err := os.Open(filepath.Join(dir, "tests.txt"))
	if err != nil {
		t.Skip("the shared reference data lack this file: ", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	seen := 0
	for lines.Scan() {
		m := expectation.FindStringSubmatch(strings.TrimSpace(lines.Text()))
		if m == nil {
			t.Errorf("not understood: %s", lines.Text())
			continue
		}
		seen++
		t.Run(m[1], func(t *testing.T) {
			want, tol := number(t, m[3]), 1e-12
			switch {
			case m[4] != "":
				want /= number(t, m[4])
			case m[5] != "":
				low, high := number(t, m[3]+m[5]), number(t, m[3]+m[6])
				want, tol = (low+high)/2, 1e-12+(high-low)/low
			}
			data, err := os.Open(filepath.Join(dir, m[1]))
			if err != nil {
				t.Fatal(err)
			}
			defer data.Close()
			tree, err := galileo.Parse(m[1], data)
			if err != nil {
				t.Fatal(err)
			}
			opt := dynamic.Options{Hours: []float64{0}}
			if at, ok := strings.CutPrefix(m[2], "-t "); ok {
				opt.Hours[0] = number(t, at)
			}
			r, err := dynamic.Analyze(context.Background(), tree, opt)
			if err != nil {
				t.Fatal(err)
			}
			var got float64
			switch m[2] {
			case "-s":
				got = r.LongRun.Unavailability
			case "-u":
				got = *r.EverFails.Value
			default:
				got = *r.Points[0].Unreliability.Value
			}
			t.Logf("%s %s: %.15g, %d states", m[1], m[2], got, r.States)
			if math.Abs(got-want) > tol*want {
				t.Errorf("%.17g, want %.17g (source: tests.txt of DFTCalc)", got, want)
			}
		})
	}
	if seen < 8 {
		t.Errorf("%d lines", seen)
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
