package dynamic_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/dynamic/galileo"
)

// A yardstick is a tree that others have recorded figures of.
type yardstick struct {
	file    string  // below the shared data
	id      string  // of its case in block-network-dynamic.json, which has the reference; "" where there is none
	want    float64 // reference of what is no case
	digits  float64 // absolute tolerance of references that are printed to few digits
	hours   float64
	recSec  float64 // DFTCalc, 18 Nov 2016: dftsim.test beside its trees
	recSize int     // states that DFTCalc is left with after lumping
	limit   float64 // processor seconds that it may take
}

const (
	dftcalc = "models/dft/dftcalc-tests/"
	toys    = "models/dft/dft-examples/"
	vehicle = "models/dft/dft-examples/case_studies/iso26262_vehicle_guidance_system/"
	storm   = "models/dft/storm-tests/"
)

var yardsticks = []yardstick{
	{file: dftcalc + "cps.dft", id: "dft-dftcalc-cps", hours: 1, recSec: 29.8, recSize: 39, limit: 1},
	{file: dftcalc + "cas.dft", id: "dft-dftcalc-cas", hours: 1, recSec: 29.6, recSize: 16, limit: 1},
	{file: dftcalc + "mdcs2.dft", id: "dft-dftcalc-mdcs2", hours: 1, recSec: 26.9, recSize: 28, limit: 1},
	{file: "faulttrees/dftcalc/ftpp_standard.dft", want: 0.0192186, digits: 5e-8, hours: 1, recSec: 71.2, recSize: 72, limit: 1},
	{file: dftcalc + "ftpp_large.dft", id: "dft-dftcalc-ftpp_large", hours: 1, recSec: 178.9, recSize: 400, limit: 2},
	{file: dftcalc + "ftpp_complex.dft", id: "dft-dftcalc-ftpp_complex", digits: 5e-8, hours: 1, recSec: 470.4, recSize: 20750, limit: 5},
	{file: storm + "hecs_2_2.dft", id: "dft-storm-hecs_2_2", hours: 1, limit: 1},
	{file: storm + "hecs_3_2_2_np.dft", id: "dft-storm-hecs_3_2_2_np", hours: 100, limit: 1},
	{file: toys + "hecs_8_8_1_np.dft", id: "dft-ex-hecs_8_8_1_np", hours: 1, limit: 2},
	{file: toys + "rc_10_10_sc.dft", id: "dft-ex-rc_10_10_sc", hours: 1, limit: 2},
	{file: toys + "mcs.dft", id: "dft-ex-mcs", hours: 1, limit: 1},
	{file: toys + "mas.dft", id: "dft-ex-mas", hours: 1, limit: 1},
	{file: toys + "sap_sc00.dft", id: "dft-ex-sap_sc00", hours: 1, limit: 1},
	{file: toys + "cardiac.dft", id: "dft-ex-cardiac", hours: 1, limit: 1},
	{file: vehicle + "vgs_1.dft", hours: 10_000, limit: 1},
	{file: vehicle + "vgs_7.dft", hours: 10_000, limit: 3},
	{file: vehicle + "vgs_8.dft", hours: 10_000, limit: 3},
}

// TestBenchDynamic prints for each yardstick our value beside the reference, states
// and processor time beside those recorded of DFTCalc. It fails where the value is
// off by more than a relative 1e-8, or than the digits printed, or where it takes
// too long. BENCH_NETWORK=1 runs it.
func TestBenchDynamic(t *testing.T) {
	if os.Getenv("BENCH_NETWORK") == "" {
		t.Skip("only with BENCH_NETWORK set: make bench-network")
	}
	references := references(t)
	t.Logf("%-18s %22s %22s %9s %8s %9s | %7s %7s", "tree", "unreliability", "reference", "off by", "states", "CPU s", "DFTCalc", "states")
	for _, y := range yardsticks {
		y.run(t, references)
	}
}

// references returns the unreliability that each case expects.
func references(t *testing.T) map[string]float64 {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared(t), "cases", "block-network-dynamic.json"))
	if err != nil {
		t.Skip("the shared reference data lack this file: ", err)
	}
	var file struct {
		Cases []struct {
			ID       string         `json:"id"`
			Expected map[string]any `json:"expected"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		if err = json.Unmarshal(data, &file.Cases); err != nil {
			t.Fatal(err)
		}
	}
	out := map[string]float64{}
	for _, c := range file.Cases {
		if x, ok := c.Expected["unreliability"].(float64); ok {
			out[c.ID] = x
		}
	}
	return out
}

func (y yardstick) run(t *testing.T, references map[string]float64) {
	t.Helper()
	name := strings.TrimSuffix(filepath.Base(y.file), ".dft")
	file, err := os.Open(filepath.Join(shared(t), "data", y.file))
	if err != nil {
		t.Skip("the shared reference data lack this file: ", err)
	}
	defer file.Close()
	tree, err := galileo.Parse(y.file, file)
	if err != nil {
		t.Fatal(err)
	}
	began := processor(t)
	r, err := dynamic.Analyze(context.Background(), tree, dynamic.Options{Hours: []float64{y.hours}, NoMean: true})
	if err != nil {
		t.Fatal(err)
	}
	took := (processor(t) - began).Seconds()
	got, want, off := *r.Points[0].Unreliability.Value, y.want, 0.0
	if y.id != "" {
		want = references[y.id]
	}
	if want > 0 {
		off = math.Abs(got-want) / want
	}
	reference, recorded := "none", ""
	if want > 0 {
		reference = fmt.Sprintf("%.17g", want)
	}
	if y.recSec > 0 {
		recorded = fmt.Sprintf("%7.1f %7d", y.recSec, y.recSize)
	}
	t.Logf("%-18s %22.17g %22s %9.1e %8d %9.3f | %s", name, got, reference, off, r.States, took, recorded)
	tol := 1e-8 * want
	if y.digits > 0 {
		tol = y.digits
	}
	if y.id != "" && want == 0 || want > 0 && !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.17g, want %.17g within %g", name, got, want, tol)
	}
	if took > y.limit {
		t.Errorf("%s: takes %.2f s of processor time, at most %g", name, took, y.limit)
	}
}

// processor returns the processor time used so far, which other programs on the
// machine do not add to.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
