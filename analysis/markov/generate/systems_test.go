package generate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/markov"
)

// Spares that are fitted at once, with a place in the shop for each: a unit fails
// at a rate that depends on the number out of service alone (Palm; Gross & Harris
// 1998, section 2.6, machine repair with spares).
func TestSparesReference(t *testing.T) {
	s := Spares{Units: 3, Needed: 3, Stock: 2, FailureRate: 0.01, RepairRate: 0.5}
	c, err := s.Chain(background)
	r := analyzed(t, c, err)
	weight, total, down := 1.0, 0.0, 0.0
	for out := range 6 {
		total += weight
		if out > 2 {
			down += weight
		}
		weight *= float64(min(3, 5-out)) * 0.01 / (float64(out+1) * 0.5)
	}
	if want := down / total; relErr(r.System.Unavailability, want) > 1e-12 {
		t.Errorf("unavailability %g, want %g", r.System.Unavailability, want)
	}
	without := Spares{Units: 2, Needed: 2, Stock: 3, FailureRate: 0.1, ReplaceRate: 4, RepairRate: 0}
	c, err = without.Chain(background)
	// Down when the first fails: 1/(2λ).
	if r := analyzed(t, c, err); relErr(*r.MTTF.Mean, 5) > 1e-12 {
		t.Errorf("MTTF %v", *r.MTTF.Mean)
	}
}

// The same spares with a name for each unit.
func TestSparesLumped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Spares{
			Units: rapid.IntRange(1, 3).Draw(t, "units"), Stock: rapid.IntRange(0, 2).Draw(t, "stock"), FailureRate: 0.1,
			Dormancy: rapid.Float64Range(0, 1).Draw(t, "dormancy"), ReplaceRate: rapid.Float64Range(0.5, 9).Draw(t, "replace"),
			Fitters: rapid.IntRange(0, 2).Draw(t, "fitters"), RepairRate: rapid.Float64Range(0.1, 9).Draw(t, "repair"), ShopPlaces: rapid.IntRange(0, 2).Draw(t, "places"),
		}
		s.Needed = rapid.IntRange(1, s.Units).Draw(t, "needed")
		count := func(at string, where byte) int { return strings.Count(at, string(where)) }
		limit := func(n, most int) float64 {
			if most == 0 {
				most = n
			}
			return float64(min(n, most))
		}
		all := strings.Repeat("r", s.Units) + strings.Repeat("s", s.Stock)
		oracle, _, err := markov.Explore(background, markov.Space[string]{
			Start: []string{all},
			Moves: func(at string, emit func(string, float64)) {
				put := func(i int, where byte) string { return at[:i] + string(where) + at[i+1:] }
				missing, stock, shop := s.Units-count(at, 'r'), count(at, 's'), count(at, 'f')
				for i := range len(at) {
					switch at[i] {
					case 'r':
						emit(put(i, 'f'), s.FailureRate)
					case 's':
						emit(put(i, 'f'), s.FailureRate*s.Dormancy)
						emit(put(i, 'r'), limit(min(missing, stock), s.Fitters)*s.ReplaceRate/float64(stock))
					case 'f':
						emit(put(i, 's'), limit(shop, s.ShopPlaces)*s.RepairRate/float64(shop))
					}
				}
			},
			Name: func(at string) string { return at },
			Up:   func(at string) bool { return count(at, 'r') >= s.Needed },
		}, 10_000)
		agree(t, oracle, err, s)
	})
}

// Two replicas of which one is needed. Cuts between states give, with weights of 2
// up 1, of 1 up x = 2λ/μ: failing over 2λc/δ, restarting 2λ(1−c)/ρ, none up xλ/μ.
// (Trivedi 2002, example 8.19, is of this kind.)
func TestFailoverReference(t *testing.T) {
	f := Failover{Replicas: 2, Needed: 1, Crews: 1, FailureRate: 0.001, RepairRate: 0.25, Coverage: 0.95, FailoverRate: 120, RestartRate: 6}
	x := 2 * 0.001 / 0.25
	down := 2*0.001*0.95/120 + 2*0.001*0.05/6 + x*0.001/0.25
	c, err := f.Chain(background)
	r := analyzed(t, c, err)
	if want := down / (1 + x + down); relErr(r.System.Unavailability, want) > 1e-12 {
		t.Errorf("unavailability %.15g, want %.15g", r.System.Unavailability, want)
	}
	if want := 2*0.001 + x*0.001; relErr(r.System.FailureFrequency, want/(1+x+down)) > 1e-12 {
		t.Errorf("frequency %g", r.System.FailureFrequency)
	}
	f.FailoverRate, f.Coverage, f.RestartRate = 0, 1, 0 // perfect: a group
	c, err = f.Chain(background)
	perfect := analyzed(t, c, err)
	c, err = Group{Units: 2, Needed: 1, Crews: 1, FailureRate: 0.001, RepairRate: 0.25}.Chain(background)
	if group := analyzed(t, c, err); relErr(perfect.System.Unavailability, group.System.Unavailability) > 1e-14 {
		t.Errorf("%g, as a group %g", perfect.System.Unavailability, group.System.Unavailability)
	}
}

// Pools with a name for each node.
func TestPoolLumped(t *testing.T) {
	type nodes [3]int8 // pods on it, −1 where it is down
	rapid.Check(t, func(t *rapid.T) {
		p := Pool{
			Nodes: rapid.IntRange(1, 3).Draw(t, "nodes"), Pods: rapid.IntRange(1, 4).Draw(t, "pods"), NodeFailureRate: 0.01,
			NodeRepairRate: rapid.Float64Range(0.1, 1).Draw(t, "repair"), NodeCrews: rapid.IntRange(0, 2).Draw(t, "crews"),
			PodFailureRate: rapid.SampledFrom([]float64{0, 0.1}).Draw(t, "pod"), StartRate: rapid.Float64Range(1, 60).Draw(t, "start"), Starters: rapid.IntRange(0, 2).Draw(t, "starters"),
			PerNode: rapid.SampledFrom([]int{0, 4, 5}).Draw(t, "per node"),
		}
		p.Needed = rapid.IntRange(1, p.Pods).Draw(t, "needed")
		on := func(s nodes) (pods int) {
			for _, n := range s[:p.Nodes] {
				pods += int(max(n, 0))
			}
			return pods
		}
		var start nodes
		for i := range p.Pods {
			start[i%p.Nodes]++
		}
		limit := func(n, most int) float64 {
			if most == 0 {
				most = n
			}
			return float64(min(n, most))
		}
		oracle, _, err := markov.Explore(background, markov.Space[nodes]{
			Start: []nodes{start},
			Moves: func(s nodes, emit func(nodes, float64)) {
				down, least := 0, -1
				for i, n := range s[:p.Nodes] {
					if n < 0 {
						down++
					} else if least < 0 || n < s[least] {
						least = i
					}
				}
				for i, n := range s[:p.Nodes] {
					to := s
					if to[i] = -1; n >= 0 {
						emit(to, p.NodeFailureRate)
						to[i] = n - 1
						emit(to, max(float64(n), 0)*p.PodFailureRate)
						continue
					}
					to[i] = 0
					emit(to, limit(down, p.NodeCrews)*p.NodeRepairRate/float64(down))
				}
				if least >= 0 && (p.PerNode == 0 || int(s[least]) < p.PerNode) {
					to := s
					to[least]++
					emit(to, limit(p.Pods-on(s), p.Starters)*p.StartRate)
				}
			},
			Name: func(s nodes) string { return fmt.Sprint(s) },
			Up:   func(s nodes) bool { return on(s) >= p.Needed },
		}, 10_000)
		agree(t, oracle, err, p)
	})
}

// M/M/1/K and M/M/c/c: Gross & Harris 1998, sections 2.4 and 2.5 (Erlang's loss
// formula).
func TestQueueReference(t *testing.T) {
	ask := func(q Queue) map[string]float64 {
		c, err := q.Chain(background)
		if err != nil {
			t.Fatal(err)
		}
		r, err := markov.Analyze(background, c, markov.Question{Measures: []markov.Measure{markov.Earned}}, markov.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]float64{}
		for _, e := range r.Earnings.Rewards {
			out[e.ID] = *e.Steady
		}
		return out
	}
	rho := 0.8
	got := ask(Queue{ArrivalRate: 4, ServiceRate: 5, Servers: 1, Room: 10})
	full := (1 - rho) * math.Pow(rho, 10) / (1 - math.Pow(rho, 11))
	jobs := rho/(1-rho) - 11*math.Pow(rho, 11)/(1-math.Pow(rho, 11))
	if relErr(got["lost"], 4*full) > 1e-12 || relErr(got["jobs"], jobs) > 1e-12 || relErr(got["busy"], rho*(1-full)) > 1e-12 {
		t.Errorf("%v, want lost %g, jobs %g", got, 4*full, jobs)
	}
	blocked := (math.Pow(3, 4) / 24) / (1 + 3 + 9./2 + 27./6 + 81./24)
	if got := ask(Queue{ArrivalRate: 6, ServiceRate: 2, Servers: 4, Room: 4}); relErr(got["lost"], 6*blocked) > 1e-12 {
		t.Errorf("%v, want lost %g", got, 6*blocked)
	}
}

// Kinds that do not share a crew fail independently.
func TestShopIndependent(t *testing.T) {
	s := Shop{Kinds: []Kind{{2, 1, 0.01, 1}, {3, 2, 0.02, 0.5}}}
	c, err := s.Chain(background)
	r := analyzed(t, c, err)
	q, v := 0.01/1.01, 0.02/0.52
	a, b := q*q, 3*v*v-2*v*v*v
	if want := a + b - a*b; relErr(r.System.Unavailability, want) > 1e-12 {
		t.Errorf("unavailability %g, want %g", r.System.Unavailability, want)
	}
	// The kind listed first does not feel the others: one crew, one kind.
	s = Shop{Kinds: []Kind{{2, 1, 0.01, 1}, {3, 1, 0.02, 0.5}}, Crews: 1}
	c, err = s.Chain(background)
	if err != nil {
		t.Fatal(err)
	}
	c.Sets[markov.Up] = slices.DeleteFunc(slices.Collect(indices(len(c.States))), func(i int) bool { return strings.HasPrefix(c.States[i], "[2 ") })
	x := 0.02 * 0.01 // birth and death: 1, 2λ/μ, 2λ²/μ²
	if r := analyzed(t, c, nil); relErr(r.System.Unavailability, x/(1+0.02+x)) > 1e-12 {
		t.Errorf("unavailability %g", r.System.Unavailability)
	}
}

func indices(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// The mean and the variation of phases, from the first two moments of a linear
// system: m = 1, then 2m (Neuts 1981).
func moments(t tester, p Phases) (mean, variation float64) {
	c, err := Units{Units: 1, Needed: 1, Life: p, Repair: Phases{Begin: []float64{1}, Move: [][]float64{{0}}, End: []float64{1}}}.Chain(background)
	r := analyzed(t, c, err)
	mean = *r.MTTF.Mean
	// E[T²] = 2∫t·R(t)dt, by Simpson's rule far into the tail.
	const steps = 4000
	hours := make([]float64, steps+1)
	for i := range hours {
		hours[i] = 60 * mean * float64(i) / steps
	}
	s, err := markov.Compile(c, markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	curve, err := s.Curve(background, hours, true)
	if err != nil {
		t.Fatal(err)
	}
	square := 0.0
	for i, point := range curve.Points {
		w := 2 + 2*float64(i%2)
		if i == 0 || i == steps {
			w = 1
		}
		square += 2 * w / 3 * hours[1] * hours[i] * *point.Reliability
	}
	return mean, math.Sqrt(square-mean*mean) / mean
}

func TestPhases(t *testing.T) {
	for _, v := range []float64{0.25, 0.4, 0.7, 1, 1.5, 2.5} {
		p, err := WithMoments(40, v)
		if err != nil {
			t.Fatal(err)
		}
		mean, variation := moments(t, p)
		if relErr(mean, 40) > 1e-10 || relErr(variation, v) > 1e-3 {
			t.Errorf("mean %g, variation %g, want 40 and %g", mean, variation, v)
		}
	}
	p, err := Erlang(4, 10)
	if err != nil {
		t.Fatal(err)
	}
	if mean, variation := moments(t, p); relErr(mean, 10) > 1e-10 || relErr(variation, 0.5) > 1e-3 {
		t.Errorf("mean %g, variation %g", mean, variation)
	}
	p, err = Coxian([]float64{1, 0.1}, []float64{0.3, 0})
	if err != nil {
		t.Fatal(err)
	}
	if mean, _ := moments(t, p); relErr(mean, 1+0.3/0.1) > 1e-10 {
		t.Errorf("mean %g", mean)
	}
}

// The long-run availability of a unit depends on the means alone, whatever the
// shapes (renewal theory); units with a crew each are independent. With few crews
// and exponential phases, they are a group.
func TestUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (Phases, float64) {
			mean := rapid.Float64Range(1, 100).Draw(t, name)
			p, err := WithMoments(mean, rapid.SampledFrom([]float64{0.6, 1, 2}).Draw(t, name+" variation"))
			if err != nil {
				t.Fatal(err)
			}
			return p, mean
		}
		u := Units{Units: rapid.IntRange(1, 3).Draw(t, "units")}
		u.Needed = rapid.IntRange(1, u.Units).Draw(t, "needed")
		var life, repair float64
		u.Life, life = draw("life")
		u.Repair, repair = draw("repair")
		c, err := u.Chain(background)
		r := analyzed(t, c, err)
		q, want := repair/(life+repair), 0.0
		for failed := u.Units - u.Needed + 1; failed <= u.Units; failed++ {
			ways := 1.0
			for i := range failed {
				ways *= float64(u.Units-i) / float64(i+1)
			}
			want += ways * math.Pow(q, float64(failed)) * math.Pow(1-q, float64(u.Units-failed))
		}
		if relErr(r.System.Unavailability, want) > 1e-10 {
			t.Fatalf("unavailability %g, want %g", r.System.Unavailability, want)
		}
	})
	life, _ := Erlang(1, 50)
	repair, _ := Erlang(1, 4)
	c, err := Units{Units: 4, Needed: 2, Crews: 1, Life: life, Repair: repair}.Chain(background)
	got := analyzed(t, c, err)
	c, err = Group{Units: 4, Needed: 2, Crews: 1, FailureRate: 1. / 50, RepairRate: 1. / 4}.Chain(background)
	want := analyzed(t, c, err)
	if relErr(got.System.Unavailability, want.System.Unavailability) > 1e-12 || got.States != want.States {
		t.Errorf("%+v, as a group %+v", got.System, want.System)
	}
}

// One crew and a repair of two shapes, state by state: a repair that begins when
// another ends draws its shape anew.
func TestUnitsWait(t *testing.T) {
	repair, err := WithMoments(4, 2)
	if err != nil {
		t.Fatal(err)
	}
	life, err := Erlang(1, 50)
	if err != nil {
		t.Fatal(err)
	}
	p, mu, fail := repair.Begin, repair.End, 1./50
	oracle := &markov.Chain{
		States: []string{"2", "1a", "1b", "0a", "0b"}, Initial: []markov.Share{{State: 0, Probability: 1}}, Sets: map[string][]int{markov.Up: {0, 1, 2}},
	}
	for k := range 2 {
		oracle.Transitions = append(oracle.Transitions,
			markov.Transition{From: 0, To: 1 + k, PerHour: 2 * fail * p[k]}, markov.Transition{From: 1 + k, To: 0, PerHour: mu[k]},
			markov.Transition{From: 1 + k, To: 3 + k, PerHour: fail},
			markov.Transition{From: 3 + k, To: 1, PerHour: mu[k] * p[0]}, markov.Transition{From: 3 + k, To: 2, PerHour: mu[k] * p[1]})
	}
	want := analyzed(t, oracle, nil)
	c, err := Units{Units: 2, Needed: 1, Crews: 1, Life: life, Repair: repair}.Chain(background)
	got := analyzed(t, c, err)
	if relErr(got.System.Unavailability, want.System.Unavailability) > 1e-12 || relErr(*got.MTTF.Mean, *want.MTTF.Mean) > 1e-12 || got.States != want.States {
		t.Errorf("%+v, want %+v", got.System, want.System)
	}
}
