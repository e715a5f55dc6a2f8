package network

import (
	"context"
	"slices"
)

// A Result is what [Analyze] says.
type Result struct {
	Value
	Importances []Importance `json:"importances"` // of edges, then of nodes that can fail, in the order of the graph
}

// An Importance says what an edge or a node does to the unreliability U. A measure is
// absent where it is a ratio to 0.
type Importance struct {
	ID            string  `json:"id"`
	Unreliability float64 `json:"unreliability"`

	// Birnbaum is by how much more likely the network is down when it has failed than when
	// it has not: ∂U/∂u.
	Birnbaum float64 `json:"birnbaum"`

	Criticality          *float64 `json:"criticality,omitempty"`          // u · Birnbaum / U
	Diagnostic           *float64 `json:"diagnostic,omitempty"`           // P(failed given that the network is down)
	RiskAchievementWorth *float64 `json:"riskAchievementWorth,omitempty"` // U given that it has failed, over U
	RiskReductionWorth   *float64 `json:"riskReductionWorth,omitempty"`   // U over U given that it works; absent too where that has no digits left
}

// Analyze returns the reliability of g for q and the importance of every edge, and of
// every node that can fail.
//
// It keeps every level, so memory grows with the number of all states and not of those
// of one level; it takes up to three times as long as [Reliability], however many
// components there are. Errors are those of [Reliability].
func Analyze(ctx context.Context, g Graph, q Query, opt Options) (Result, error) {
	p, err := pose(g, q, false)
	if err != nil {
		return Result{}, err
	}
	n := len(g.Edges) + len(g.Nodes)
	if !p.connected {
		return p.result(Value{Unreliability: 1}, make([]float64, n)), nil
	}
	values := p.factorValues()
	gains := make([]law, len(p.tape)) // within the piece or factor it is in
	owner := make([]int, len(p.tape)) // of every entry that a piece or factor uses
	for i, f := range p.factors {
		owner[f.entry] = i
		for _, o := range possible {
			if !f.fine[o] {
				gains[f.entry][o] = -1
			}
		}
	}
	for i, part := range p.pieces {
		v, err := part.importances(ctx, p.tape, opt, gains)
		if err != nil {
			return Result{}, p.place(i, err)
		}
		for _, entry := range part.entries() {
			owner[entry] = len(values)
		}
		values = append(values, v)
	}
	others := allBut(values)
	for _, f := range p.factors {
		gains[f.entry].scale(others[owner[f.entry]].Reliability)
	}
	for _, part := range p.pieces {
		for _, entry := range part.entries() {
			gains[entry].scale(others[owner[entry]].Reliability)
		}
	}
	p.tape.spread(gains)
	birnbaum := make([]float64, n)
	for i, s := range p.tape {
		if s.rule == single {
			birnbaum[s.component] = max(0, -gains[i][apart]) // below is rounding
		}
	}
	return p.result(inSeries(values), birnbaum), nil
}

func (w *law) scale(by float64) {
	for i := range w {
		w[i] *= by
	}
}

// entries returns the entries of the tape that p has links and vertices of.
func (p *piece) entries() []int {
	var out []int
	for _, l := range p.links {
		out = append(out, l.entry)
	}
	for _, entry := range p.node {
		if entry != none {
			out = append(out, entry)
		}
	}
	return out
}

// allBut returns, for every part, the value of all others together.
func allBut(parts []Value) []Value {
	out := make([]Value, len(parts))
	before := certain
	for i, v := range parts {
		out[i] = before
		before = before.and(v)
	}
	after := certain
	for i, v := range slices.Backward(parts) {
		out[i] = out[i].and(after)
		after = v.and(after)
	}
	return out
}

// result writes down what follows from the Birnbaum importances.
func (p *problem) result(v Value, birnbaum []float64) Result {
	r := Result{Value: v, Importances: []Importance{}}
	add := func(i int, id string, u float64) {
		m := Importance{ID: id, Unreliability: u, Birnbaum: birnbaum[i]}
		whole := v.Unreliability
		given := min(whole+float64((1-u)*birnbaum[i]), 1) // that it has failed
		if whole > 0 {
			criticality := min(u*birnbaum[i]/whole, 1)
			diagnostic := min(u*given/whole, 1)
			achievement := given / whole
			m.Criticality, m.Diagnostic, m.RiskAchievementWorth = &criticality, &diagnostic, &achievement
			if rest := 1 - criticality; rest > 1e-9 {
				reduction := 1 / rest
				m.RiskReductionWorth = &reduction
			}
		}
		r.Importances = append(r.Importances, m)
	}
	for i, e := range p.g.Edges {
		add(i, e.ID, e.Unreliability)
	}
	for i, n := range p.g.Nodes {
		if n.Unreliability > 0 {
			add(len(p.g.Edges)+i, n.ID, n.Unreliability)
		}
	}
	return r
}
