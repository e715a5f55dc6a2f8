package uncertainty

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/internal/aralia"
	"ninefold/analysis/internal/bench"
)

// mesh is a journey through services in layers: a service needs two of its three
// instances, each on a node of a zone, and two services of the next layer. Nodes
// and instances share the rates of their kind; releases have their own.
func mesh(layers, width int) (faulttree.Tree, expression.Inputs) {
	t := faulttree.Tree{}
	in := expression.Inputs{Events: exprs{}, Parameters: expression.System{
		"zone": {Expr: lognormal(1e-7, 10)}, "node": {Expr: lognormal(1e-6, 5)}, "instance": {Expr: lognormal(1e-5, 3)},
	}}
	gate := func(id string, op faulttree.Op, k int, inputs ...string) string {
		t.Gates = append(t.Gates, faulttree.Gate{ID: id, Op: op, K: k, Inputs: inputs})
		return id
	}
	event := func(id string, rate expression.Expr) string {
		in.Events[id] = expression.Of(expression.Exponential, rate, expression.Expr{Op: expression.MissionTime})
		t.Events = append(t.Events, faulttree.BasicEvent{ID: id})
		return id
	}
	var nodes []string
	for z := range 3 {
		zone := event(fmt.Sprintf("zone%d", z), expression.Param("zone"))
		for n := range 4 {
			node := event(fmt.Sprintf("node%d.%d", z, n), expression.Param("node"))
			nodes = append(nodes, gate("down."+node, faulttree.Or, 0, node, zone))
		}
	}
	for l := range layers {
		for w := range width {
			var instances []string
			for r := range 3 {
				own := event(fmt.Sprintf("instance%d.%d.%d", l, w, r), expression.Param("instance"))
				instances = append(instances, gate("down."+own, faulttree.Or, 0, own, nodes[4*r+(l+w)%4]))
			}
			inputs := []string{
				event(fmt.Sprintf("release%d.%d", l, w), lognormal(1e-7, 10)),
				gate(fmt.Sprintf("replicas%d.%d", l, w), faulttree.AtLeast, 2, instances...),
			}
			if l > 0 {
				inputs = append(inputs, fmt.Sprintf("service%d.%d", l-1, w), fmt.Sprintf("service%d.%d", l-1, (w+1)%width))
			}
			t.Top = gate(fmt.Sprintf("service%d.%d", l, w), faulttree.Or, 0, inputs...)
		}
	}
	return t, in
}

// oneByOne draws samples as a program would that knows nothing of columns: every
// expression, then the diagram, sample by sample. It also returns the samples per
// second, by the clock and of the processors.
func (p *problem) oneByOne(t testing.TB, plan design, most time.Duration) (values []float64, clock, processor float64) {
	t.Helper()
	streams := map[string]stream{}
	for _, key := range p.keys {
		streams[key] = newStream(plan, first, key)
	}
	start, used := time.Now(), bench.Processor(t)
	for i := 0; i < plan.samples && time.Since(start) < most; i++ {
		x, err := p.Inputs.Probabilities(p.events, expression.Settings{
			MissionTimeHours: p.MissionTimeHours,
			Uniform:          func(key string) float64 { return streams[key].at(i) },
		})
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, p.Diagram.Probability(x)[0])
	}
	n := float64(len(values))
	return values, n / time.Since(start).Seconds(), n / (bench.Processor(t) - used).Seconds()
}

// BenchmarkPropagate shows what evaluating by columns gains over doing so sample by
// sample. It reports samples per processor second and, as "speedup", their ratio.
func BenchmarkPropagate(b *testing.B) {
	tree, in := mesh(8, 6)
	s := study(b, tree, in, tree.Top)
	s.MissionTimeHours = 100
	p, err := s.prepare()
	if err != nil {
		b.Fatal(err)
	}
	opt := Options{Samples: 10_000, Correlations: -1}
	used := bench.Processor(b)
	for b.Loop() {
		propagate(b, s, opt)
	}
	rate := float64(b.N*opt.Samples) / (bench.Processor(b) - used).Seconds()
	_, _, single := p.oneByOne(b, design{0, LatinHypercube, opt.Samples}, 2*time.Second)
	b.ReportMetric(rate, "samples/s")
	b.ReportMetric(rate/single, "speedup")
	b.ReportMetric(float64(len(p.keys)), "inputs")
}

// The samples are those of evaluating one by one, to the last bit.
func TestPropagateIsSampleBySample(t *testing.T) {
	tree, in := mesh(2, 3)
	s := study(t, tree, in, tree.Top)
	s.MissionTimeHours = 100
	p, err := s.prepare()
	if err != nil {
		t.Fatal(err)
	}
	values, _, _ := p.oneByOne(t, design{9, LatinHypercube, 700}, time.Hour)
	r := propagate(t, s, Options{Samples: 700, Seed: 9})
	want := summarise(tree.Top, p.point[0], values, Options{Quantiles: []float64{0.05}, Level: 0.9, Confidence: 0.95, Bins: 20})
	if top := r.Tops[0]; top.Mean != want.Mean || top.StandardDeviation != want.StandardDeviation || top.Min != want.Min || top.Max != want.Max {
		t.Errorf("%+v, want %+v", top, want)
	}
}

// TestBenchUncertainty prints the samples per second of public trees, by the clock,
// each event a lognormal deviate with error factor 3, and how many times those of
// evaluating sample by sample they are, by the clock and by processor seconds; it
// runs where BENCH_FAULTTREE is set.
func TestBenchUncertainty(t *testing.T) {
	if os.Getenv("BENCH_FAULTTREE") == "" {
		t.Skip("only with BENCH_FAULTTREE set: make bench-faulttree")
	}
	fmt.Printf("%-10s %8s %12s %12s %8s %8s\n", "tree", "events", "samples/s", "one by one", "clock", "CPU")
	for _, tt := range []struct {
		name    string
		samples int
	}{{"baobab1", 20_000}, {"edf9203", 4000}, {"cea9601", 2000}, {"das9701", 500}} {
		s := araliaStudy(t, tt.name)
		p, err := s.prepare()
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC() // what others left behind
		start, used := time.Now(), bench.Processor(t)
		propagate(t, s, Options{Samples: tt.samples, Correlations: -1})
		n := float64(tt.samples)
		clock, processor := n/time.Since(start).Seconds(), n/(bench.Processor(t)-used).Seconds()
		_, oneClock, oneProcessor := p.oneByOne(t, design{0, LatinHypercube, tt.samples}, 5*time.Second)
		fmt.Printf("%-10s %8d %12.0f %12.1f %8.1f %8.1f\n", tt.name, len(p.events), clock, oneClock, clock/oneClock, processor/oneProcessor)
	}
}

func araliaStudy(t *testing.T, name string) Study {
	t.Helper()
	m, err := openpsa.Parse(name, bytes.NewReader(aralia.Read(t, name+".xml")), openpsa.Options{})
	if err != nil {
		t.Fatal(err)
	}
	top := m.Tops()[0].Gate
	tree, err := m.Tree(top, risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	in := m.Inputs()
	for id := range in.Events {
		in.Events[id] = lognormal(0.01, 3)
	}
	return study(t, tree, in, tree.Top)
}
