package network

// The outcomes of a link between two nodes. Its ends are joined, or apart. Where they
// are apart, apart|1 and apart|2 say that terminals within the link hang on its first
// or second end; where they are joined, all those hang on both. All is lost when a
// terminal within is cut off from both ends: there are others elsewhere.
const (
	joined   = 0
	lost     = 1
	apart    = 4
	outcomes = 8
)

// A law is the probability of every outcome of a link.
type law [outcomes]float64

func plain(unreliability float64) law {
	return law{joined: 1 - unreliability, apart: unreliability}
}

// flipped returns the outcome with first and second end exchanged.
func flipped(o int) int {
	if o < apart {
		return o
	}
	return apart | o&1<<1 | o>>1&1
}

// A rule says how two links become one.
type rule uint8

const (
	single           rule = iota // not at all: a component of the graph
	parallel                     // between the same ends
	series                       // the second end of the first is the first of the second, with nothing else there
	seriesFirst                  // the same, where the first has terminals within
	seriesSecond                 // or the second has
	seriesBoth                   // or both have
	seriesAtTerminal             // or what they share is a terminal
)

// seriesOf returns the rule for links that have terminals within, or have not.
func seriesOf(first, second bool) rule {
	return series + rule(bit(first)) + rule(bit(second))<<1
}

// possible are the outcomes there are.
var possible = [...]int{joined, lost, apart, apart | 1, apart | 2, apart | 3}

// results are the outcomes by rule and by those of both links.
var results = func() (r [seriesAtTerminal + 1][outcomes][outcomes]int) {
	for _, a := range possible {
		for _, b := range possible {
			r[parallel][a][b] = besides(a, b)
			for within := range 4 {
				r[int(series)+within][a][b] = chained(a, b, within, false)
			}
			r[seriesAtTerminal][a][b] = chained(a, b, 3, true)
		}
	}
	return r
}()

func besides(a, b int) int {
	switch {
	case a == lost || b == lost:
		return lost
	case a == joined || b == joined:
		return joined
	}
	return a | b
}

// chained is series; within says whether there are terminals within the first link, or
// with 2 within the second.
func chained(a, b, within int, terminal bool) int {
	switch {
	case a == lost || b == lost:
		return lost
	case a == joined && b == joined:
		return joined
	case a == joined:
		return b | within&1
	case b == joined:
		return a | within&2
	case a&2 != 0 || b&1 != 0 || terminal:
		return lost
	}
	return apart | a&1 | b&2
}

// A step is an entry of a [tape]: a component of the graph, or two earlier entries made
// one. An entry becomes part of at most one later.
type step struct {
	law       law
	rule      rule
	component int // edges first, then nodes
	x, y      end
}

// An end is an entry that becomes part of another, maybe turned round.
type end struct {
	entry int
	turn  bool
}

func (e end) turned(o int) int {
	if e.turn {
		return flipped(o)
	}
	return o
}

// A tape remembers how links were made, so that what is known of them can be led back
// to components.
type tape []step //nolint:recvcheck // read by value, grown by pointer

func (t *tape) add(component int, unreliability float64) int {
	*t = append(*t, step{law: plain(unreliability), component: component})
	return len(*t) - 1
}

func (t *tape) join(how rule, x, y end) int {
	s := step{rule: how, x: x, y: y}
	for _, a := range possible {
		for _, b := range possible {
			o := results[how][x.turned(a)][y.turned(b)]
			s.law[o] += float64((*t)[x.entry].law[a] * (*t)[y.entry].law[b])
		}
	}
	*t = append(*t, s)
	return len(*t) - 1
}

// spread leads the gains of entries back to those of components. The gain of an
// outcome is by how much the reliability is larger with it than with joined, so none is
// positive. Differences are formed outcome by outcome: what makes none stays exactly 0.
func (t tape) spread(gain []law) {
	for i := len(t) - 1; i >= 0; i-- {
		s := &t[i]
		if s.rule == single {
			continue
		}
		g, result := &gain[i], &results[s.rule]
		p, q := &t[s.x.entry].law, &t[s.y.entry].law
		for _, o := range possible {
			for _, other := range possible {
				a, b := s.x.turned(o), s.y.turned(other)
				gain[s.x.entry][o] += float64(q[other] * (g[result[a][b]] - g[result[joined][b]]))
				a, b = s.x.turned(other), s.y.turned(o)
				gain[s.y.entry][o] += float64(p[other] * (g[result[a][b]] - g[result[a][joined]]))
			}
		}
	}
}
