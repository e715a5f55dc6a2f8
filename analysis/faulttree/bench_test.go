package faulttree

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// mesh is a journey through services in layers: a service needs two of its three
// instances, each on a node of a zone, and two services of the next layer.
func mesh(layers, width int) Tree {
	var t Tree
	gate := func(id string, op Op, k int, inputs ...string) string {
		t.Gates = append(t.Gates, Gate{ID: id, Op: op, K: k, Inputs: inputs})
		return id
	}
	event := func(p float64, format string, args ...any) string {
		id := fmt.Sprintf(format, args...)
		t.Events = append(t.Events, BasicEvent{ID: id, Probability: p, RatePerHour: p / 2})
		return id
	}
	var zones, nodes []string
	for z := range 3 {
		zones = append(zones, event(1e-5, "zone%d", z))
		for n := range 4 {
			node := event(1e-4, "node%d.%d", z, n)
			nodes = append(nodes, gate("down."+node, Or, 0, node, zones[z]))
		}
	}
	for l := range layers {
		for w := range width {
			var instances []string
			for r := range 3 {
				own := event(1e-3, "instance%d.%d.%d", l, w, r)
				instances = append(instances, gate("down."+own, Or, 0, own, nodes[4*r+(l+w)%4]))
			}
			inputs := []string{
				event(1e-5, "release%d.%d", l, w),
				gate(fmt.Sprintf("replicas%d.%d", l, w), AtLeast, 2, instances...),
			}
			if l > 0 {
				inputs = append(inputs, fmt.Sprintf("service%d.%d", l-1, w), fmt.Sprintf("service%d.%d", l-1, (w+1)%width))
			}
			t.Top = gate(fmt.Sprintf("service%d.%d", l, w), Or, 0, inputs...)
		}
	}
	return t
}

func compileMesh(b *testing.B, layers, width int) (*Diagram, []float64) {
	b.Helper()
	tree := mesh(layers, width)
	d, err := Compile(context.Background(), tree, nil, Options{})
	if err != nil {
		b.Fatal(err)
	}
	p, _ := tree.Parameters(d.Events())
	return d, p
}

// BenchmarkGradient shows that the Birnbaum importances of all events together
// cost some probability passes, not one or two for every event [DR01]. It reports
// "passes", the time over that of one pass, which does not depend on the events.
func BenchmarkGradient(b *testing.B) {
	for _, layers := range []int{2, 4, 8} {
		d, p := compileMesh(b, layers, 6)
		b.Run(fmt.Sprintf("events=%d", len(p)), func(b *testing.B) {
			var all, one time.Duration
			for b.Loop() {
				t0 := time.Now()
				d.Probability(p)
				t1 := time.Now()
				d.Gradient(p, []float64{1})
				one += t1.Sub(t0)
				all += time.Since(t1)
			}
			b.ReportMetric(float64(all)/float64(one), "passes")
			b.ReportMetric(float64(d.flat.Len())/float64(len(p)), "nodes/event")
		})
	}
}

// BenchmarkSample shows what going through the nodes once per block of samples
// gains over once per sample. It reports "speedup" for 10,000 samples.
func BenchmarkSample(b *testing.B) {
	const samples = 10_000
	d, p := compileMesh(b, 4, 6)
	many := make([][]float64, len(p))
	for i := range many {
		for s := range samples {
			many[i] = append(many[i], p[i]*float64(s+1)/samples)
		}
	}
	var blocks, single time.Duration
	for b.Loop() {
		t0 := time.Now()
		if _, err := d.Sample(context.Background(), many); err != nil {
			b.Fatal(err)
		}
		t1 := time.Now()
		one := make([]float64, len(p))
		for s := range samples {
			for i := range one {
				one[i] = many[i][s]
			}
			d.Probability(one)
		}
		blocks += t1.Sub(t0)
		single += time.Since(t1)
	}
	b.ReportMetric(float64(single)/float64(blocks), "speedup")
	b.ReportMetric(float64(d.flat.Len()), "nodes")
	b.ReportMetric(float64(blocks.Milliseconds())/float64(b.N), "ms/10000")
}
