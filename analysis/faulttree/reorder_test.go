package faulttree

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"ninefold/analysis/internal/bench"
)

// synthetic draws a tree like those of the synthetic families in use for
// comparisons: and, or and k-of-n in equal parts, three tenths of the inputs
// shared.
func synthetic(events int, seed uint64) Tree {
	r := rand.New(rand.NewPCG(seed, 0))
	t := Tree{Top: "g0"}
	fresh, queue := 0, []string{"g0"}
	event := func() string {
		id := fmt.Sprintf("e%d", fresh)
		t.Events = append(t.Events, BasicEvent{ID: id, Probability: 0.01 + 0.1*r.Float64()})
		fresh++
		return id
	}
	gates := 1
	for len(queue) > 0 {
		g := Gate{ID: queue[0]}
		queue = queue[1:]
		n := 2 + r.IntN(3)
		used := map[string]bool{}
		for len(g.Inputs) < n {
			var id string
			switch x := r.Float64(); {
			case fresh > 5 && x < 0.3:
				id = t.Events[r.IntN(len(t.Events))].ID
			case len(queue) > 0 && x < 0.4:
				id = queue[r.IntN(len(queue))]
			case x < 0.7 && fresh+len(queue) < events || fresh == 0 && len(queue) == 0:
				id = fmt.Sprintf("g%d", gates)
				gates++
				queue = append(queue, id)
			default:
				id = event()
			}
			if !used[id] {
				used[id] = true
				g.Inputs = append(g.Inputs, id)
			}
		}
		switch r.IntN(3) {
		case 0:
			g.Op = And
		case 1:
			g.Op = Or
		default:
			g.Op, g.K = AtLeast, 1+r.IntN(n)
		}
		t.Gates = append(t.Gates, g)
	}
	return t
}

// TestReordering compiles a tree for which no order given at the start will do
// with the nodes allowed. The probability is that without Reordering and with
// more nodes.
func TestReordering(t *testing.T) {
	tree := synthetic(200, 3)
	few := Options{NodeLimit: 1 << 17, Skip: Reordering}
	var limit *LimitError
	if _, err := Compile(context.Background(), tree, nil, few); !errors.As(err, &limit) || !errors.Is(err, ErrTooLarge) {
		t.Fatalf("static orders: %v, want a LimitError", err)
	}
	if limit.Part < 1 || limit.Part > limit.Parts || limit.Gate >= limit.Gates || limit.Nodes < few.NodeLimit/2 {
		t.Errorf("got to %+v", limit.Progress)
	}
	few.Skip = 0
	sifted, err := Compile(context.Background(), tree, nil, few)
	if err != nil {
		t.Fatalf("sifting: %v", err)
	}
	static, err := Compile(context.Background(), tree, nil, Options{Skip: Reordering})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.Parameters(sifted.Events())
	if got, want := sifted.Probability(p)[0], static.Probability(p)[0]; relErr(got, want) > 1e-12 {
		t.Errorf("probability %g, without sifting %g", got, want)
	}
	if 10*sifted.flat.Len() > static.flat.Len() {
		t.Errorf("%d nodes, %d without sifting: hardly any fewer", sifted.flat.Len(), static.flat.Len())
	}
	t.Logf("%d events: %d nodes, %d without sifting", len(p), sifted.flat.Len(), static.flat.Len())
}

// TestProgress: who watches changes nothing, is told by one goroutine at a time
// and never after the end.
func TestProgress(t *testing.T) {
	tree := twice(hard(14), hard(14))
	opt := Options{NodeLimit: 1 << 20, Skip: Reordering}
	_, without := Compile(context.Background(), tree, nil, opt)
	calls, over := 0, false // not guarded
	opt.Progress = func(p Progress) {
		calls++
		if over || p.Part < 1 || p.Part > p.Parts || p.Gate > p.Gates || p.Nodes <= 0 {
			t.Errorf("%+v, after the end: %v", p, over)
		}
	}
	_, with := Compile(context.Background(), tree, nil, opt)
	over = true
	if calls == 0 {
		t.Error("nothing told")
	}
	if !errors.Is(with, ErrTooLarge) || with.Error() != without.Error() {
		t.Errorf("%v, unwatched %v", with, without)
	}
}

// TestProcessors: the bits do not depend on the number of processors.
func TestProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	tree := twice(synthetic(150, 3), synthetic(150, 4))
	var top []float64
	for _, n := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(n)
		d, p := diagram(t, tree)
		_, birnbaum := d.Gradient(p, []float64{1})
		got := append(d.Probability(p), birnbaum...)
		if top == nil {
			top = got
		}
		if !slices.Equal(got, top) {
			t.Errorf("other bits with %d processors", n)
		}
	}
}

// twice is that both of two trees that share nothing occur.
func twice(a, b Tree) Tree {
	t := Tree{Top: "both", Gates: []Gate{{ID: "both", Op: And, Inputs: []string{"a." + a.Top, "b." + b.Top}}}}
	for prefix, from := range map[string]Tree{"a.": a, "b.": b} {
		for _, e := range from.Events {
			e.ID = prefix + e.ID
			t.Events = append(t.Events, e)
		}
		for _, g := range from.Gates {
			g.ID = prefix + g.ID
			g.Inputs = slices.Clone(g.Inputs)
			for i := range g.Inputs {
				g.Inputs[i] = prefix + g.Inputs[i]
			}
			t.Gates = append(t.Gates, g)
		}
	}
	return t
}

// TestDeadline: work ends soon after its time, whatever it is at. What it uses is
// counted in processor seconds, of which it may use two for each: the machine may
// be busy with something else.
func TestDeadline(t *testing.T) {
	for _, skip := range []Pass{0, Modules | Reordering} {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		start := bench.Processor(t)
		_, err := Compile(ctx, synthetic(1500, 3), nil, Options{Skip: skip})
		cancel()
		if used := bench.Processor(t) - start; !errors.Is(err, context.DeadlineExceeded) || used > time.Second {
			t.Errorf("%v after %v", err, used)
		}
	}
}
