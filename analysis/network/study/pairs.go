package study

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"ninefold/analysis/network"
	"ninefold/analysis/network/model"
)

// Pairs are the answers for every two of some nodes.
type Pairs struct {
	Count int    `json:"count"` // of pairs there are; where edges are directed, each in both directions
	List  []Pair `json:"list"`  // the least reliable first

	// Means over all pairs; absent where not all are exact.
	Reliability   *float64 `json:"reliability,omitempty"`
	Unreliability *float64 `json:"unreliability,omitempty"`
}

// A Pair is two nodes, of which the first must reach the second. Its reliability is exact
// or has bounds.
type Pair struct {
	From          string          `json:"from"`
	To            string          `json:"to"`
	Reliability   *float64        `json:"reliability,omitempty"`
	Unreliability *float64        `json:"unreliability,omitempty"`
	Bounds        *network.Bounds `json:"bounds,omitempty"`
	Method        Method          `json:"method"`
}

func (p *Pair) worst() float64 {
	if p.Unreliability != nil {
		return *p.Unreliability
	}
	if p.Bounds != nil {
		return p.Bounds.Unreliability.High
	}
	return 0
}

func (p *Pairs) has(m Method) bool {
	return p != nil && slices.ContainsFunc(p.List, func(q Pair) bool { return q.Method == m })
}

// pairs answers for every pair, several at a time.
func (s *solver) pairs(ctx context.Context, q model.Question, a *Answer) error {
	nodes := q.Terminals
	if q.All {
		nodes = nil
		for i := range s.model.Nodes {
			nodes = append(nodes, s.model.Nodes[i].ID)
		}
	}
	count := len(nodes) * (len(nodes) - 1)
	if !s.graph.Directed {
		count /= 2
	}
	a.Pairs = &Pairs{Count: count, List: []Pair{}}
	if count > s.opt.MostPairs {
		a.Omitted = append(a.Omitted, Omission{"pairs", fmt.Sprintf("%d pairs of %d nodes are more than the %d that are allowed; name fewer nodes", count, len(nodes), s.opt.MostPairs)})
		return nil
	}
	for i, from := range nodes {
		for j, to := range nodes {
			if i < j || i != j && s.graph.Directed {
				a.Pairs.List = append(a.Pairs.List, Pair{From: from, To: to})
			}
		}
	}
	reason, err := s.step(ctx, func(ctx context.Context) error { return s.each(ctx, a.Pairs.List) })
	if reason != "" {
		a.Omitted = append(a.Omitted, Omission{"pairs", reason})
	}
	a.Pairs.List = slices.DeleteFunc(a.Pairs.List, func(p Pair) bool { return p.Method == "" })
	a.Pairs.summarize()
	if missing := count - len(a.Pairs.List); missing > 0 && reason == "" && err == nil {
		a.Omitted = append(a.Omitted, Omission{"pairs", fmt.Sprintf("%d pairs would take more states than allowed", missing)})
	}
	if s.opt.Method != Bounds && a.Pairs.has(Bounds) {
		a.Omitted = append(a.Omitted, Omission{"exact", "some pairs would take more states than allowed"})
	}
	return err
}

// each solves all pairs. Who solves which makes no difference to any.
func (s *solver) each(ctx context.Context, list []Pair) error {
	alone := *s
	alone.share = 0 // the pairs share one
	var next, done atomic.Int64
	var lock sync.Mutex
	var first error
	var group sync.WaitGroup
	for range min(s.opt.Workers, len(list)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				p := &list[i]
				f, err := alone.value(ctx, network.Query{Terminals: []string{p.From, p.To}})
				lock.Lock()
				if err != nil {
					first = cmp.Or(first, err)
				} else if p.Method, p.Bounds = f.method, f.bounds; f.exact != nil {
					p.Reliability, p.Unreliability = &f.exact.Reliability, &f.exact.Unreliability
				}
				s.progress("pairs", int(done.Add(1)), len(list))
				lock.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return first
}

// summarize sorts the pairs and takes the means.
func (p *Pairs) summarize() {
	var up, down float64
	exact := len(p.List) == p.Count && p.Count > 0
	for i := range p.List {
		if exact = exact && p.List[i].Unreliability != nil; exact {
			up, down = up+*p.List[i].Reliability, down+*p.List[i].Unreliability
		}
	}
	if exact {
		up, down = up/float64(p.Count), down/float64(p.Count)
		p.Reliability, p.Unreliability = &up, &down
	}
	slices.SortStableFunc(p.List, func(a, b Pair) int { return cmp.Compare(b.worst(), a.worst()) })
}
