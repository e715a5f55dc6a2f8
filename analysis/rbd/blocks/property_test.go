package blocks

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/markov"
)

// A diagram agrees with all of its states by definition, with its fault tree, and
// with the diagram of that.
func TestAgreesWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSystem(t, func(id string) Part {
			u := rapid.OneOf(rapid.Float64Range(1e-20, 1), rapid.SampledFrom([]float64{0, 1e-9, 0.5, 1})).Draw(t, "u")
			return Part{ID: id, Unavailability: &u}
		})
		v, err := Compile(context.Background(), s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		q, r := make([]float64, len(v.events)), make([]float64, len(v.events))
		for i, e := range v.sources {
			q[i], r[i] = *e.down, 1-*e.down
		}
		want := enumerate(s, v.events, q, r, nil)
		got, err := Analyze(context.Background(), s, Question{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if relErr(got.LongRun.Unavailability, want.down) > 1e-12 || relErr(got.LongRun.Availability, want.up) > 1e-12 {
			t.Fatalf("%+v, enumeration gives %+v", got.LongRun, want)
		}
		if got.CutSets.Count != fmt.Sprint(want.cuts) || got.PathSets.Count != fmt.Sprint(want.paths) {
			t.Fatalf("%s cut sets, %s path sets, enumeration gives %+v", got.CutSets.Count, got.PathSets.Count, want)
		}
		tree, err := v.FaultTree(context.Background(), When{LongRun: true, Repairs: true})
		if err != nil {
			t.Fatal(err)
		}
		res, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if top := res.Probability(q)[0]; top != got.LongRun.Unavailability {
			t.Fatalf("fault tree gives %.17g, diagram %.17g", top, got.LongRun.Unavailability)
		}
		back, err := FromTree(tree)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Analyze(context.Background(), back, Question{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if relErr(again.LongRun.Unavailability, want.down) > 1e-12 || tree.House == nil && (again.CutSets.Count != got.CutSets.Count || again.PathSets.Count != got.PathSets.Count) {
			t.Fatalf("by way of a fault tree %+v, want %+v", again.LongRun, want)
		}
	})
}

// A system of exponential components agrees with the chain of all of its states:
// in time, in the long run and in the mean time to failure, also by integration.
func TestAgreesWithChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSystem(t, func(id string) Part {
			return Part{
				ID: id, Life: dist.Exponential{MTTF: rapid.Float64Range(10, 1000).Draw(t, "mttf")},
				Repair: dist.Exponential{MTTF: rapid.Float64Range(0.1, 50).Draw(t, "mttr")},
			}
		})
		if rapid.Bool().Draw(t, "common") {
			s.Components[1].Life, s.Components[1].Repair = s.Components[0].Life, s.Components[0].Repair
			s.Groups = []Group{{ID: "g", Members: []string{"c0", "c1"}, Beta: rapid.Float64Range(0.01, 0.9).Draw(t, "beta")}}
		}
		ctx := context.Background()
		times := []float64{0, 1, 40, 300}
		r, err := Analyze(ctx, s, Question{Hours: times}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, repaired := range []bool{false, true} {
			c, err := s.Chain(ctx, repaired)
			if err != nil {
				t.Fatal(err)
			}
			solver, err := markov.Compile(c, markov.Options{})
			if err != nil {
				t.Fatal(err)
			}
			curve, err := solver.Curve(ctx, times, true)
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range curve.Points {
				got := r.Points[i]
				q, w := got.Unreliability, *got.FailureRate*got.Reliability
				if repaired {
					q, w = *got.Unavailability, *got.FailureIntensity
				}
				if relErr(q, p.Unavailability) > 1e-9 || relErr(w, p.FailureIntensity) > 1e-9 {
					t.Fatalf("at %g repaired %v: %g, intensity %g; the chain gives %g, %g", p.Hours, repaired, q, w, p.Unavailability, p.FailureIntensity)
				}
			}
			if repaired && r.LongRun.FailureFrequency > 0 {
				long, err := solver.System(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if relErr(r.LongRun.Unavailability, long.Unavailability) > 1e-10 || relErr(*r.LongRun.MTBF, *long.MTBF) > 1e-10 || relErr(*r.LongRun.MeanDowntime, *long.MeanDowntime) > 1e-10 {
					t.Fatalf("long run %+v, the chain gives %+v", r.LongRun, long)
				}
				continue
			}
			mean, err := solver.MTTF(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if mean.Mean == nil {
				if r.MTTF != nil {
					t.Fatalf("MTTF %+v of what never fails", r.MTTF)
				}
				continue
			}
			v, err := Compile(ctx, s, Options{})
			if err != nil {
				t.Fatal(err)
			}
			byParts, err := v.integrated(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if relErr(r.MTTF.Hours, *mean.Mean) > 1e-12 || relErr(byParts.Hours, *mean.Mean) > 1e-10 || byParts.Lower > *mean.Mean || byParts.Upper < *mean.Mean ||
				byParts.Upper > 1.01*byParts.Lower {
				t.Fatalf("MTTF %+v, by integration %+v, the chain gives %g", r.MTTF, byParts, *mean.Mean)
			}
		}
	})
}

// The model of fault trees that a system becomes says the same at any time.
func TestModelInTime(t *testing.T) {
	s := &System{
		Components: []Part{
			{ID: "a", Life: exp(1e-3), Repair: exp(0.1)},
			{ID: "b", Life: dist.Weibull{Shape: 1.7, Scale: 900}},
			{ID: "c", Life: dist.Weibull{Shape: 1.7, Scale: 900}},
			{ID: "d", Life: exp(2e-3)},
			{ID: "e", Unavailability: constant(0.01)},
		},
		Groups: []Group{{ID: "g", Members: []string{"b", "c"}, Beta: 0.2}},
		Root:   bridge("a", "b", "c", "d", "e"),
	}
	m, constants, err := s.Model(context.Background(), 100)
	if err != nil || constants != nil {
		t.Fatal(err, constants)
	}
	times := []float64{1, 50, 700}
	r, err := Analyze(context.Background(), s, Question{Hours: times}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, hours := range times {
		tree, err := m.Tree(m.NamedTops()[0].Gate, risk.At{MissionTimeHours: hours})
		if err != nil {
			t.Fatal(err)
		}
		res, err := faulttree.Analyze(context.Background(), tree, faulttree.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if relErr(res.Top, *r.Points[i].Unavailability) > 1e-13 {
			t.Errorf("at %g: model %g, diagram %g", hours, res.Top, *r.Points[i].Unavailability)
		}
	}
}

// By way of a fault tree of the long run a system of repaired components comes back as
// it was, in the long run, in time and until it first fails. Standby groups and units
// that share a load come back as components that fail and are down as they do.
func TestFaultTreeAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSystem(t, func(id string) Part {
			return Part{ID: id, Life: exp(rapid.Float64Range(1e-4, 1e-1).Draw(t, "rate")), Repair: exp(rapid.Float64Range(0.01, 10).Draw(t, "repair"))}
		})
		modules := rapid.Bool().Draw(t, "modules")
		if modules {
			s.Components[0] = Part{ID: "c0", Standby: &Standby{Units: []Unit{{1e-2, 0.1, 0.1}, {2e-2, 0, 0.2}}, SwitchFailure: 0.1, SwitchRate: 1}}
			s.Components[1] = Part{ID: "c1", Sharing: &Sharing{Needed: 1, Load: []float64{4e-2, 1e-2}, RepairRate: 0.1}}
		}
		tree, err := s.FaultTree(context.Background(), When{LongRun: true, Repairs: true})
		if err != nil {
			t.Fatal(err)
		}
		back, err := FromTree(tree)
		if err != nil {
			t.Fatal(err)
		}
		q := Question{Hours: []float64{3, 50}}
		want, err := Analyze(context.Background(), s, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Analyze(context.Background(), back, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if relErr(got.LongRun.Unavailability, want.LongRun.Unavailability) > 1e-11 || relErr(got.LongRun.FailureFrequency, want.LongRun.FailureFrequency) > 1e-11 {
			t.Fatalf("long run %+v, was %+v", got.LongRun, want.LongRun)
		}
		for i, p := range got.Points {
			if w := want.Points[i]; !modules && (relErr(*p.Unavailability, *w.Unavailability) > 1e-11 || relErr(p.Unreliability, w.Unreliability) > 1e-11) {
				t.Fatalf("at %g: %+v, was %+v", p.Hours, p, w)
			}
		}
		if !modules && want.MTTF != nil && relErr(got.MTTF.Hours, want.MTTF.Hours) > 1e-10 {
			t.Fatalf("MTTF %g, was %g", got.MTTF.Hours, want.MTTF.Hours)
		}
	})
}

func TestFromTreeRefusesOthers(t *testing.T) {
	tree := faulttree.Tree{
		Top:    "top",
		Gates:  []faulttree.Gate{{ID: "top", Op: faulttree.Or, Inputs: []string{"x", "y"}}, {ID: "x", Op: faulttree.Xor, Inputs: []string{"a", "b"}}, {ID: "y", Op: faulttree.Not, Inputs: []string{"a"}}},
		Events: []faulttree.BasicEvent{{ID: "a", Probability: 0.1}, {ID: "b", Probability: 0.2}},
	}
	if _, err := FromTree(tree); !errors.Is(err, faulttree.ErrNotCoherent) {
		t.Errorf("%v, want ErrNotCoherent", err)
	} else if text := err.Error(); text != `blocks: gate "x": faulttree: tree is not coherent: xor`+"\n"+`blocks: gate "y": faulttree: tree is not coherent: not` {
		t.Errorf("error %q does not name both gates", text)
	}
}
