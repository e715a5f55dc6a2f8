package study

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"time"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

// analyzeTop quantifies one top event. What it says with an error is partial.
func analyzeTop(ctx context.Context, m *risk.Model, t named, opt Options) (TopEvent, error) {
	out := TopEvent{
		Name: t.name, FaultTree: t.faultTree, Gates: len(t.tree.Gates), BasicEvents: len(t.tree.Events),
		Probability: Probability{Method: opt.Method},
	}
	err := t.substitute(ctx, m, opt)
	if err != nil {
		return out, err
	}
	out.Substituted = t.substituted
	if opt.Method == Bounds {
		out.Probability, err = bounds(ctx, t.tree, opt)
	} else {
		err = out.solve(ctx, m, t.tree, opt)
	}
	return out, err
}

// solve fills in what a diagram of the tree can say.
func (out *TopEvent) solve(ctx context.Context, m *risk.Model, t faulttree.Tree, opt Options) error {
	if opt.Method == Auto {
		out.Probability.Method = Exact
	}
	d, err := compileHalf(ctx, t, opt)
	switch {
	case err != nil && ctx.Err() == nil && opt.Method == Auto && !errors.As(err, new(*faulttree.InvalidError)):
		if errors.Is(err, context.DeadlineExceeded) {
			err = errHalf
		}
		if p, e := bounds(ctx, t, opt); !errors.Is(e, faulttree.ErrNotCoherent) {
			out.Probability, err = p, errors.Join(err, e)
		}
		return err
	case ctx.Err() != nil:
		out.Probability = rescue(ctx, t, out.Probability)
		return err
	case err != nil:
		return err
	}
	if err := out.exact(ctx, t, d, opt); err != nil {
		return err
	}
	if opt.CutSets != Off || opt.Method == RareEvent || opt.Method == UpperBound {
		if err := out.cutSets(ctx, t, d, opt); err != nil {
			return err
		}
	}
	return overMission(ctx, m, d, out, opt)
}

// errHalf says why there are but bounds.
var errHalf = errors.New("study: the exact probability takes more than half of the time")

// compileHalf compiles a tree. Where bounds are good as well, half of the time that
// is left is kept for them.
func compileHalf(ctx context.Context, t faulttree.Tree, opt Options) (*faulttree.Diagram, error) {
	if end, ok := ctx.Deadline(); ok && opt.Method == Auto {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, time.Until(end)/2)
		defer stop()
	}
	return faulttree.Compile(ctx, t, nil, opt.Engine)
}

// exact fills in the probability, given what is observed, and the frequency.
func (out *TopEvent) exact(ctx context.Context, t faulttree.Tree, d *faulttree.Diagram, opt Options) error {
	if len(opt.Given) > 0 {
		x, err := faulttree.Conditional(ctx, t, within(t, opt.Given), opt.Engine)
		if err != nil || x == nil {
			return err
		}
		out.Probability.Value = digits(*x)
		return nil
	}
	p, rates := t.Parameters(d.Events())
	out.Probability.Value = digits(d.Probability(p)[0])
	out.FrequencyPerHour = frequency(d, p, rates)
	return nil
}

// cutSets fills in what is said of cut sets, and the probability where it is made
// of theirs.
func (out *TopEvent) cutSets(ctx context.Context, t faulttree.Tree, d *faulttree.Diagram, opt Options) error {
	p, _ := t.Parameters(d.Events())
	list := opt.List
	if opt.CutSets != List {
		list.Limit = -1
	}
	sets, err := d.CutSets(ctx, t.Top, p, list)
	if err != nil {
		return err
	}
	switch opt.Method {
	case RareEvent:
		out.Probability.Value = digits(sets.Sum)
	case UpperBound:
		out.Probability.Value = digits(sets.UpperBound)
	}
	if opt.CutSets == Off {
		return nil
	}
	out.CutSets = &CutSets{
		Count: sets.Count.String(), ByOrder: texts(sets.ByOrder), RareEvent: sets.Sum, UpperBound: sets.UpperBound,
		Dropped: sets.Dropped, List: sets.Top,
	}
	return nil
}

func texts(numbers []*big.Int) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = n.String()
	}
	return out
}

func digits(x float64) *Digits { d := Digits(x); return &d }

// bounds finds bounds as near as the nodes allow.
func bounds(ctx context.Context, t faulttree.Tree, opt Options) (Probability, error) {
	ratio := opt.Ratio
	if !(ratio >= 1) {
		ratio = defaultRatio
	}
	b, err := faulttree.Bound(ctx, t, faulttree.BoundOptions{Ratio: ratio})
	if err != nil && ctx.Err() == nil {
		return Probability{Method: Bounds}, err
	}
	return Probability{Method: Bounds, Lower: digits(b.Lower), Upper: digits(b.Upper)}, err
}

const (
	defaultRatio = 1.01
	rescueTime   = 3 * time.Second
	rescueNodes  = 256 // mostly enough for bounds a few percent apart
)

// rescue finds bounds in some seconds when the study was stopped: who waited
// that long should not go away with nothing. It returns instead where there are none.
func rescue(ctx context.Context, t faulttree.Tree, instead Probability) Probability {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), rescueTime)
	defer stop()
	b, err := faulttree.Bound(ctx, t, faulttree.BoundOptions{NodeLimit: rescueNodes})
	if err != nil && ctx.Err() == nil || b.Lower == 0 && b.Upper == 1 {
		return instead
	}
	return Probability{Method: Bounds, Lower: digits(b.Lower), Upper: digits(b.Upper)}
}

// frequency returns how often the top event occurs, from the events that have a
// rate: nil where none has, or where the tree says that is not known.
func frequency(d *faulttree.Diagram, p, rates []float64) *float64 {
	if slices.Max(append(rates, 0)) == 0 {
		return nil
	}
	w, err := d.Frequency(p, rates, []float64{1})
	if err != nil {
		return nil
	}
	return &w
}
