package network

// reduce applies reductions until none can be: what is parallel already is one link;
// here vertices with one or two links go.
func (s *skeleton) reduce() {
	todo := make([]int, 0, len(s.at))
	for v := range s.at {
		todo = append(todo, v)
	}
	for len(todo) > 0 {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s.gone[v] {
			continue
		}
		links := append([]int(nil), s.around(v)...)
		if s.directed && s.pass(v, links) || !s.directed && s.eliminate(v, links) {
			for _, i := range links {
				todo = append(todo, s.links[i].other(v))
			}
		}
	}
}

// eliminate removes v from an undirected graph where it has few links, and returns
// whether it did.
func (s *skeleton) eliminate(v int, links []int) bool {
	switch len(links) {
	case 0:
		s.gone[v] = v != s.root
		return false
	case 1:
		return s.dangle(v, &s.links[links[0]])
	case 2:
		return s.bridge(v, s.links[links[0]], s.links[links[1]])
	}
	return false
}

// dangle removes a vertex with one link. What had to be connected with it now has to
// be with the other end.
func (s *skeleton) dangle(v int, l *link) bool {
	u := l.other(v)
	switch {
	case v == s.root:
		if !s.otherTerminal(v) {
			return false
		}
		s.require(l.from(v), false)
		s.enlist(u)
		s.root = u
	case s.terminal[v]:
		s.require(l.from(v), false)
		s.enlist(u)
	case l.inner:
		s.require(l.from(v), true)
		s.enlist(u)
	}
	s.drop(v)
	return true
}

func (s *skeleton) otherTerminal(v int) bool {
	for w, t := range s.terminal {
		if t && w != v && !s.gone[w] {
			return true
		}
	}
	return false
}

// bridge makes one link of the two links of a vertex.
func (s *skeleton) bridge(v int, k, l link) bool {
	u, w := k.other(v), l.other(v)
	inner := s.terminal[v] || k.inner || l.inner
	how := seriesOf(k.inner, l.inner)
	switch {
	case v == s.root, inner && s.simple:
		return false
	case inner && (s.node[u] != none || s.node[v] != none || s.node[w] != none):
		return false // a vertex that may be down would lose what hangs on it
	case s.terminal[v]:
		how = seriesAtTerminal
	}
	x := k.to(v)
	if s.node[v] != none {
		x = end{entry: s.tape.join(series, x, end{entry: s.node[v]})}
	}
	entry := s.tape.join(how, x, l.from(v))
	s.drop(v)
	s.connect(link{a: u, b: w, entry: entry, inner: inner})
	return true
}

// pass reduces around a vertex of a directed graph and returns whether something
// changed. No terminal is removed.
func (s *skeleton) pass(v int, links []int) bool {
	var in, out []*link
	for _, i := range links {
		l := &s.links[i]
		switch {
		case l.b == v && v == s.root:
			l.gone = true // leads back to where all begins
		case l.b == v:
			in = append(in, l)
		default:
			out = append(out, l)
		}
	}
	changed := len(in)+len(out) < len(links)
	switch {
	case v == s.root || s.terminal[v]:
		return changed
	case len(in) == 0 || len(out) == 0:
		s.drop(v)
		return true
	}
	back := func(one []*link, many []*link, far func(*link) int) {
		if len(one) != 1 {
			return
		}
		for _, l := range many { // to where v is reached from alone, or from where it leads to alone
			if far(l) == one[0].other(v) && l.other(v) == one[0].other(v) {
				l.gone, changed = true, true
			}
		}
	}
	back(in, out, func(l *link) int { return l.b })
	back(out, in, func(l *link) int { return l.a })
	if changed {
		return true
	}
	if len(in) != 1 || len(out) != 1 {
		return false
	}
	x := end{entry: in[0].entry}
	if s.node[v] != none {
		x = end{entry: s.tape.join(series, x, end{entry: s.node[v]})}
	}
	through := link{a: in[0].a, b: out[0].b, entry: s.tape.join(series, x, end{entry: out[0].entry})}
	s.drop(v)
	if through.a != through.b {
		s.connect(through)
	}
	return true
}
