package lifedata

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
	"unsafe"

	"ninefold/analysis/internal/bench"
)

// The processor seconds of others for a million lives, half of them censored, as
// they were recorded once, on a machine not unlike this one: the least of three to
// five runs, reading excluded. survreg and survfit are of R's package survival.
const (
	recordedSurvreg   = 2.48
	recordedSurvfit   = 1.94
	recordedLifelines = 1.01
)

// TestBenchStatistics prints for each goal the figure, how it compares, and whether
// the goal is met; and fails where one is missed. R is run beside on the same lives
// where there is one with the package survival: without, its recorded figures stand
// in. What lifelines took is scaled by how much slower or faster survfit is now. It
// runs where BENCH_STATISTICS is set.
func TestBenchStatistics(t *testing.T) {
	if os.Getenv("BENCH_STATISTICS") == "" {
		t.Skip("only with BENCH_STATISTICS set: make bench-statistics")
	}
	const million = 1_000_000
	lives, few := censoredWeibull(million), censoredWeibull(1000)
	var f *Fitted
	var curve Curve
	fit := func(lives []Life) func() { return func() { f = fitWithBounds(t, lives) } }
	km := func(lives []Life) func() {
		return func() {
			var err error
			if curve, err = KaplanMeier(lives); err != nil {
				t.Fatal(err)
			}
		}
	}
	fewFit, fewCurve := processorSeconds(t, 100, fit(few)), processorSeconds(t, 100, km(few))
	ourFit, ourCurve := processorSeconds(t, 1, fit(lives)), processorSeconds(t, 1, km(lives))
	input := float64(unsafe.Sizeof(Life{}))
	fitBytes, curveBytes := allocated(fit(lives))/million, allocated(km(lives))/million

	g := bench.Goals{}
	r, source := runSurvival(t, lives)
	if source == "" {
		source = "run beside"
		g.Checkf(relErr(f.Parameters[0].Value, r.shape) < 1e-6 && relErr(f.Parameters[1].Value, r.scale) < 1e-6,
			"Weibull shape %.9g, scale %.9g; survreg has %.9g and %.9g", f.Parameters[0].Value, f.Parameters[1].Value, r.shape, r.scale)
		survival, stdErr := means(curve)
		g.Checkf(len(curve) == r.times && relErr(survival, r.survival) < 1e-9 && relErr(stdErr, r.stdErr) < 1e-9,
			"%d drops, mean survival %.12g, mean Greenwood error %.12g; survfit has %d, %.12g, %.12g", len(curve), survival, stdErr, r.times, r.survival, r.stdErr)
	} else {
		r = survivalRun{survreg: recordedSurvreg, survfit: recordedSurvfit}
	}
	lifelines := recordedLifelines * r.survfit / recordedSurvfit
	checkRatio(&g, "Weibull fit, standard errors, likelihood-ratio bounds, 10⁶ lives", ourFit, r.survreg, 1.0/10, "survreg without bounds, "+source)
	name, theirs := "survfit, "+source, r.survfit
	if lifelines < theirs {
		name, theirs = fmt.Sprintf("lifelines, %.2f s as recorded × %.2f as survfit", recordedLifelines, r.survfit/recordedSurvfit), lifelines
	}
	checkRatio(&g, "Kaplan-Meier with Greenwood, 10⁶ lives", ourCurve, theirs, 1.0/4, name)
	g.Checkf(fewFit < 1e-3, "the same fit of 10³ lives: %.3f ms of CPU, less than 1", 1e3*fewFit)
	g.Checkf(fewCurve < 1e-3, "the same curve of 10³ lives: %.3f ms of CPU, less than 1", 1e3*fewCurve)
	g.Checkf(fitBytes+input <= 100, "fit: %.1f bytes a row in all above the %.0f of the row itself, at most 100 together", fitBytes, input)
	g.Checkf(curveBytes+input <= 100, "curve: %.1f bytes a row in all above the %.0f of the row itself, at most 100 together", curveBytes, input)
	g.End(t)
}

// checkRatio checks that ours takes at most so many times the seconds of theirs.
func checkRatio(g *bench.Goals, what string, ours, theirs, most float64, name string) {
	g.Checkf(ours <= most*theirs, "%s: %.4f s of CPU, %.4f of the %.3f s of %s; at most %.2f", what, ours, ours/theirs, theirs, name, most)
}

// processorSeconds returns the time that this process uses on all processors for one
// of repeat runs of work, collecting its garbage included. It is the least of five
// times: what else the machine does only adds to them.
func processorSeconds(tb testing.TB, repeat int, work func()) float64 {
	least := time.Duration(math.MaxInt64)
	for range 5 {
		runtime.GC() // what others left behind
		start := bench.Processor(tb)
		for range repeat {
			work()
		}
		least = min(least, bench.Processor(tb)-start)
	}
	return least.Seconds() / float64(repeat)
}

// allocated returns how many bytes work allocates in all, with nothing given back:
// no less than it ever holds at once.
func allocated(work func()) float64 {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// means returns those of the survivals and of their errors.
func means(c Curve) (survival, stdErr float64) {
	for _, s := range c {
		survival += s.Survival
		if s.StdErr != nil {
			stdErr += *s.StdErr
		}
	}
	return survival / float64(len(c)), stdErr / float64(len(c))
}

// A survivalRun is what R's package survival takes and finds.
type survivalRun struct {
	survreg, survfit float64 // processor seconds, reading excluded
	shape, scale     float64
	times            int     // of failure
	survival, stdErr float64 // their means over these times
}

// runSurvival has R fit lives and estimate their survival, or says why there is no R.
func runSurvival(t *testing.T, lives []Life) (r survivalRun, none string) {
	rscript, err := exec.LookPath("Rscript")
	if err != nil || exec.Command(rscript, "-e", "library(survival)").Run() != nil {
		return r, "as recorded, there is no R with survival here"
	}
	var text strings.Builder
	for _, l := range lives {
		failed := 0
		if l.Failed {
			failed = 1
		}
		fmt.Fprintf(&text, "%.17g %d\n", l.Hours, failed)
	}
	name := filepath.Join(t.TempDir(), "lives")
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	const program = `suppressMessages(library(survival))
x <- matrix(scan(commandArgs(TRUE)[1], quiet=TRUE), ncol=2, byrow=TRUE); t <- x[,1]; d <- x[,2]
least <- function(work) min(sapply(1:3, function(i) sum(system.time(work(), gcFirst=TRUE)[1:2])))
reg <- least(function() f <<- survreg(Surv(t, d) ~ 1, dist="weibull"))
fit <- least(function() survfit(Surv(t, d) ~ 1))
k <- survfit(Surv(t, d) ~ 1, timefix=FALSE) # by default it takes times for one that differ by 1e-8
e <- k$n.event > 0; s <- k$surv[e]; se <- ifelse(s > 0, s*k$std.err[e], 0)
cat(format(c(reg, fit, 1/f$scale, exp(coef(f)), sum(e), mean(s), mean(se)), digits=15))`
	out, err := exec.Command(rscript, "-e", program, name).Output()
	if err != nil {
		t.Fatalf("R: %v", err)
	}
	var times float64
	if _, err := fmt.Sscan(string(out), &r.survreg, &r.survfit, &r.shape, &r.scale, &times, &r.survival, &r.stdErr); err != nil {
		t.Fatalf("R: %v: %s", err, out)
	}
	r.times = int(times)
	return r, ""
}
