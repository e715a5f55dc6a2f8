package optimize

import (
	"context"
	"syscall"
	"testing"
	"time"
)

func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestFyffe(t *testing.T) {
	f := readFyffe(t)
	t0 := cpuTime(t)
	for _, i := range f.Instances {
		r, err := Solve(context.Background(), f.problem(i.C, i.W), Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(i.W, r.Reliability-i.Optimal, r.Proved, r.States)
	}
	t.Log(cpuTime(t) - t0)
}
