package network

import "slices"

// A skeleton is a graph while it is being reduced, undirected or not. Vertices and
// links are never removed from the slices, only marked as gone.
type skeleton struct {
	tape     *tape
	directed bool
	root     int    // a terminal; in a directed graph the first
	terminal []bool // by vertex
	node     []int  // entry of the vertex itself; none where it cannot fail
	gone     []bool
	links    []link
	at       [][]int // links by vertex, gone ones included
	factors  []factor

	// simple leaves terminals where they are, so that every entry but that of a factor is
	// a function of its components: joined or apart.
	simple bool
}

// none is no entry.
const none = -1

// A link joins vertices a and b, or leads from a to b.
type link struct {
	a, b  int
	entry int
	inner bool // has terminals within
	gone  bool
}

func (l *link) other(v int) int { return l.a + l.b - v }

// from returns the entry of the link with v as its first end.
func (l *link) from(v int) end { return end{l.entry, l.a != v} }

// to returns the entry of the link with v as its second end.
func (l *link) to(v int) end { return end{l.entry, l.b != v} }

// A factor is an entry without whose outcome being fine all is lost, whatever else.
type factor struct {
	entry int
	fine  [outcomes]bool
}

// newSkeleton returns the part of g that matters, with the terminals' own failing as
// factors, and whether the terminals are connected at all.
func newSkeleton(g Graph, terminals []int, simple bool) (*skeleton, bool) {
	n := len(g.Nodes)
	s := &skeleton{
		tape: &tape{}, directed: g.Directed, root: terminals[0], simple: simple,
		terminal: make([]bool, n), node: make([]int, n), gone: make([]bool, n), at: make([][]int, n),
	}
	for v, node := range g.Nodes {
		s.node[v] = none
		if node.Unreliability > 0 {
			s.node[v] = s.tape.add(len(g.Edges)+v, node.Unreliability)
		}
	}
	for _, v := range terminals {
		s.enlist(v)
	}
	index := make(map[string]int, n)
	for i, v := range g.Nodes {
		index[v.ID] = i
	}
	for i, e := range g.Edges {
		if a, b := index[e.From], index[e.To]; a != b {
			s.connect(link{a: a, b: b, entry: s.tape.add(i, e.Unreliability)})
		}
	}
	return s, s.trim(terminals)
}

// enlist makes v a terminal: that it must be up becomes a factor.
func (s *skeleton) enlist(v int) {
	s.terminal[v] = true
	if s.node[v] != none {
		s.require(end{entry: s.node[v]}, false)
		s.node[v] = none
	}
}

// require adds the factor that e is joined, or, with hanging, that all its inner
// terminals hang on its second end at least.
func (s *skeleton) require(e end, hanging bool) {
	f := factor{entry: e.entry}
	f.fine[joined] = true
	if hanging {
		f.fine[e.turned(apart|2)] = true
	}
	s.factors = append(s.factors, f)
}

// connect adds a link, as part of one that is parallel to it where there is one.
func (s *skeleton) connect(l link) {
	from := l.a
	if len(s.at[l.b]) < len(s.at[l.a]) {
		from = l.b
	}
	for _, i := range s.at[from] {
		k := &s.links[i]
		if k.gone || k.other(from) != l.other(from) || s.directed && k.a != l.a {
			continue
		}
		k.entry = s.tape.join(parallel, end{entry: k.entry}, l.from(k.a))
		k.inner = k.inner || l.inner
		return
	}
	i := len(s.links)
	s.links = append(s.links, l)
	s.at[l.a] = append(s.at[l.a], i)
	s.at[l.b] = append(s.at[l.b], i)
}

// around returns the links of v that are there.
func (s *skeleton) around(v int) []int {
	s.at[v] = slices.DeleteFunc(s.at[v], func(i int) bool { return s.links[i].gone })
	return s.at[v]
}

// drop removes a vertex with its links.
func (s *skeleton) drop(v int) {
	for _, i := range s.at[v] {
		s.links[i].gone = true
	}
	s.gone[v], s.at[v] = true, nil
}

// reached returns what can be reached from a vertex, or in a directed graph can reach
// it where backwards is set.
func (s *skeleton) reached(from int, backwards bool) []bool {
	seen := make([]bool, len(s.at))
	seen[from] = true
	for todo := []int{from}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, i := range s.around(v) {
			l := &s.links[i]
			w := l.other(v)
			if seen[w] || s.directed && (l.a == v) == backwards {
				continue
			}
			seen[w] = true
			todo = append(todo, w)
		}
	}
	return seen
}

// trim removes what no terminal can need, and returns whether all can be reached.
func (s *skeleton) trim(terminals []int) bool {
	seen := s.reached(s.root, false)
	useful := make([]bool, len(seen))
	for _, t := range terminals {
		if !seen[t] {
			return false
		}
		if !s.directed {
			continue
		}
		for v, yes := range s.reached(t, true) {
			useful[v] = useful[v] || yes
		}
	}
	for v := range seen {
		if !seen[v] || s.directed && !useful[v] {
			s.drop(v)
		}
	}
	if s.directed && len(terminals) == 2 { // what leads on from the last is of no use
		for _, i := range s.around(terminals[1]) {
			s.links[i].gone = s.links[i].gone || s.links[i].a == terminals[1]
		}
	}
	return true
}
