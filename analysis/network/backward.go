package network

import "context"

// importances returns the value of p, and adds the gains of its entries.
func (p *piece) importances(ctx context.Context, t tape, opt Options, gains []law) (Value, error) {
	levels, err := p.levels(ctx, t, opt, false)
	if err != nil {
		return Value{}, err
	}
	s, err := sweep{levels: levels, limit: opt.limit(), layers: true}.run(ctx, p.directed)
	if err != nil {
		return Value{}, err
	}
	var after []Value // by what becomes of a state: down, up, and the states of the next level
	for i := len(levels) - 1; i >= 0; i-- {
		if after, err = levels[i].back(ctx, &s.layers[i], after, gains); err != nil {
			return Value{}, err
		}
		s.layers[i] = layer{}
	}
	return Value{s.up, s.down}, nil
}

// A choice is a combination beside the one that differs from it only in that a decision
// has its first option, which is joined.
type choice struct {
	combo, first     int
	decision, option int
	p                float64 // of all other decisions
	gain             float64 // added up
}

// back returns the values of the states before a level, given those after it, and adds
// the gains of what is decided on it; or the error of ctx.
func (l *level) back(ctx context.Context, lay *layer, after []Value, gains []law) ([]Value, error) {
	if len(after) == 0 {
		after = []Value{{Unreliability: 1}, {Reliability: 1}}
	}
	p := l.chances()
	choices := l.choices()
	before := make([]Value, len(lay.p)+open)
	before[down].Unreliability, before[up].Reliability = 1, 1
	for n, q := range lay.p {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		arcs := lay.arcs[n*l.fan : (n+1)*l.fan]
		v := &before[n+open]
		for k, to := range arcs {
			v.Reliability += float64(p[k] * after[to].Reliability)
			v.Unreliability += float64(p[k] * after[to].Unreliability)
		}
		for i := range choices {
			c := &choices[i]
			if a, b := arcs[c.combo], arcs[c.first]; a != b {
				c.gain += float64(q * c.p * after[a].over(after[b]))
			}
		}
	}
	for _, c := range choices {
		d := &l.decisions[c.decision]
		for _, o := range d.options[c.option].like {
			gains[d.entry][o] += c.gain
		}
	}
	return before, nil
}

// over returns by how much v is more reliable than w, with the digits of what is small.
func (v Value) over(w Value) float64 {
	if v.Reliability+w.Reliability < 1 {
		return v.Reliability - w.Reliability
	}
	return w.Unreliability - v.Unreliability
}

// chances returns the probability of every combination.
func (l *level) chances() []float64 {
	p := make([]float64, l.fan)
	for k := range p {
		p[k] = l.besides(k, none)
	}
	return p
}

// besides returns the probability of a combination, leaving out one decision.
func (l *level) besides(combo, out int) float64 {
	p := 1.0
	for i := range l.decisions {
		d := &l.decisions[i]
		if i != out {
			p *= d.options[combo/d.stride%len(d.options)].p
		}
	}
	return p
}

func (l *level) choices() []choice {
	var out []choice
	for k := range l.fan {
		for i := range l.decisions {
			d := &l.decisions[i]
			if option := k / d.stride % len(d.options); option > 0 {
				out = append(out, choice{combo: k, first: k - option*d.stride, decision: i, option: option, p: l.besides(k, i)})
			}
		}
	}
	return out
}
