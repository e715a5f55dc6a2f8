package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ninefold/analysis/network"
	"ninefold/analysis/network/model"
)

// steps is how many a question may take: the value, bounds, importances, two kinds of
// minimal sets.
const steps = 5

// A solver answers questions about one graph.
type solver struct {
	model    *model.Model
	graph    network.Graph
	arcs     bool // some edges are two
	opt      Options
	share    time.Duration // of each step; 0 is no limit
	progress func(step string, done, total int)
}

func measureOf(q model.Question) Measure {
	switch {
	case q.Pairs:
		return AllPairs
	case q.All:
		return AllTerminal
	case len(q.Terminals) == 2:
		return TwoTerminal
	}
	return KTerminal
}

// answer answers a question. Its error is that of ctx, or a fault of the question.
func (s *solver) answer(ctx context.Context, q model.Question) (Answer, error) {
	a := Answer{ID: q.ID, Label: q.Label, Measure: measureOf(q), Terminals: q.Terminals}
	if q.Pairs {
		err := s.pairs(ctx, q, &a)
		return a, err
	}
	ask := network.Query{Terminals: q.Terminals, All: q.All}
	s.progress("reliability", 0, 0)
	v, err := s.value(ctx, ask)
	if err != nil {
		return a, err
	}
	a.Method, a.Bounds = v.method, v.bounds
	if v.exact != nil {
		a.Reliability, a.Unreliability = &v.exact.Reliability, &v.exact.Unreliability
	} else if s.opt.Method != Bounds {
		a.Omitted = append(a.Omitted, Omission{"exact", v.reason})
	}
	if err := s.ranking(ctx, ask, &a); err != nil {
		return a, err
	}
	return a, s.sets(ctx, ask, &a)
}

// A found value is exact, or bounded for a reason, or missing for one.
type found struct {
	method Method
	exact  *network.Value
	bounds *network.Bounds
	reason string
}

// value finds the reliability for a query.
func (s *solver) value(ctx context.Context, q network.Query) (found, error) {
	var f found
	opt := network.Options{StateLimit: s.opt.StateLimit}
	if s.opt.Method != Bounds {
		reason, err := s.step(ctx, func(ctx context.Context) error {
			v, err := network.Reliability(ctx, s.graph, q, opt)
			f.exact = &v
			return err
		})
		if err != nil {
			return found{}, err
		}
		if reason == "" {
			f.method = Exact
			return f, nil
		}
		if f = (found{reason: reason}); s.opt.Method == Exact {
			return f, nil
		}
	}
	f.method = Bounds
	_, err := s.step(ctx, func(ctx context.Context) error {
		b, err := network.Bound(ctx, s.graph, q, network.BoundOptions{Options: opt, Ratio: s.opt.Ratio})
		f.bounds = &b
		return err
	})
	if f.bounds != nil && f.bounds.Exact() && f.bounds.Reliability.Low == f.bounds.Reliability.High {
		f.method, f.exact, f.bounds = Exact, &network.Value{Reliability: f.bounds.Reliability.Low, Unreliability: f.bounds.Unreliability.Low}, nil
	}
	return f, err
}

// step does something within its share of time. It returns why there is no answer, or
// the error of ctx or of a fault.
func (s *solver) step(ctx context.Context, do func(context.Context) error) (reason string, err error) {
	within := ctx
	if s.share > 0 {
		limited, stop := context.WithTimeout(ctx, s.share)
		defer stop()
		within = limited
	}
	err = do(within)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, network.ErrTooLarge):
		return err.Error(), nil
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("not done within %s, its share of the time limit", s.share.Round(time.Millisecond)), nil
	}
	return "", err
}

// ranking adds the importances, worst first.
func (s *solver) ranking(ctx context.Context, q network.Query, a *Answer) error {
	if s.opt.NoRanking {
		return nil
	}
	if a.Unreliability == nil {
		a.Omitted = append(a.Omitted, Omission{"importances", "the reliability is not known exactly"})
		return nil
	}
	s.progress("importances", 0, 0)
	var r network.Result
	reason, err := s.step(ctx, func(ctx context.Context) (err error) {
		r, err = network.Analyze(ctx, s.graph, q, network.Options{StateLimit: s.opt.StateLimit})
		return err
	})
	if err != nil {
		return err
	}
	if reason != "" {
		a.Omitted = append(a.Omitted, Omission{"importances", reason})
		return nil
	}
	a.Importances = r.Importances
	if s.arcs {
		a.Importances = joined(r.Importances, r.Unreliability)
	}
	slices.SortStableFunc(a.Importances, func(x, y Importance) int { return cmp.Compare(y.Birnbaum, x.Birnbaum) })
	return nil
}

// sets adds the minimal path and cut sets.
func (s *solver) sets(ctx context.Context, q network.Query, a *Answer) error {
	if s.opt.NoSets {
		return nil
	}
	opt := network.SetOptions{Options: network.Options{StateLimit: s.opt.NodeLimit}, Limit: s.opt.Sets}
	for _, of := range []struct {
		what string
		find func(context.Context, network.Graph, network.Query, network.SetOptions) (network.Sets, error)
		into **network.Sets
	}{{"pathSets", network.PathSets, &a.PathSets}, {"cutSets", network.CutSets, &a.CutSets}} {
		s.progress(of.what, 0, 0)
		var sets network.Sets
		reason, err := s.step(ctx, func(ctx context.Context) (err error) {
			sets, err = of.find(ctx, s.graph, q, opt)
			return err
		})
		switch {
		case err != nil:
			return err
		case reason == network.ErrTooLarge.Error():
			a.Omitted = append(a.Omitted, Omission{of.what, fmt.Sprintf("a diagram of more than %d nodes would be needed", s.opt.NodeLimit)})
			continue
		case reason != "":
			a.Omitted = append(a.Omitted, Omission{of.what, reason})
			continue
		}
		if s.arcs {
			joinSets(&sets)
		}
		*of.into = &sets
	}
	return nil
}
