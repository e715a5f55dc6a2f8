package network

import "slices"

// A level is one step of the frontier method: vertices enter, some things are decided,
// and vertices leave. In between, the frontier and the vertices that enter are numbered
// in this order: a vertex is known by its place.
type level struct {
	before    int      // width of the frontier
	enter     []vertex // placed after it
	decisions []decision
	keep      []uint8 // places that stay, in the order of the next frontier
	complete  bool    // all that must be connected is in
	rooted    bool    // the root is in

	// Of those that stay, by their next place: whether a vertex that is alone can matter no
	// more, as what is left of it is one link without terminals. And by place: that, in a
	// directed graph, nothing leads to it, or from it, any more.
	weak, noIn, noOut uint64

	pending int // terminals that have left, at most; of directed graphs
	fan     int // combinations of what is decided
}

// A vertex enters the frontier.
type vertex struct{ terminal, root bool }

// A decision is about a link or a vertex, and has one of several outcomes.
type decision struct {
	a, b    uint8 // places; of a vertex both are its own
	vertex  bool  // joined means that it is up
	inner   bool  // the link has terminals within, so its ends are not down
	entry   int
	options []option
	stride  int // of its options, among the combinations of the level
}

// An option is what outcomes come to here: some of them make no difference.
type option struct {
	outcome int
	p       float64
	like    []int // the outcomes that come to it
}

// maxFan is how many combinations a level may have at most, but for a single decision.
const maxFan = 8

// A planner makes the levels of a piece.
type planner struct {
	p        *piece
	tape     tape
	single   bool // one decision for each level
	levels   []level
	now      level
	frontier []int // vertices, by place; those that have entered on this level included
	place    []int // by vertex, −1 outside
	left     []int // by vertex: links not yet decided
	decided  []bool
	rooted   bool
	inside   int // terminals and links with terminals that are still to come
	gone     int // terminals that have left
}

func (p *piece) plan(t tape, order []int, single bool) []level {
	b := planner{p: p, tape: t, single: single, place: make([]int, len(p.at)), left: make([]int, len(p.at)), decided: make([]bool, len(p.links))}
	for v, links := range p.at {
		b.place[v], b.left[v] = -1, len(links)
		if p.terminal[v] {
			b.inside++
		}
	}
	for _, l := range p.links {
		if l.inner {
			b.inside++
		}
	}
	b.now.fan = 1
	for _, v := range order {
		b.enter(v)
	}
	b.end()
	return b.levels
}

func (b *planner) enter(v int) {
	if b.p.node[v] != none {
		b.room(2)
	}
	b.place[v] = len(b.frontier)
	b.frontier = append(b.frontier, v)
	b.now.enter = append(b.now.enter, vertex{terminal: b.p.terminal[v], root: v == 0})
	b.rooted = b.rooted || v == 0
	if b.p.terminal[v] {
		b.inside--
	}
	if entry := b.p.node[v]; entry != none {
		b.decide(decision{vertex: true, entry: entry}, v, v, b.tape[entry].law.options(false, true, true))
	}
	var back []int
	for _, i := range b.p.at[v] {
		if b.place[b.p.links[i].other(v)] >= 0 {
			back = append(back, i)
		}
	}
	slices.SortStableFunc(back, func(i, j int) int { // first those that let a vertex go
		return b.left[b.p.links[i].other(v)] - b.left[b.p.links[j].other(v)]
	})
	for _, i := range back {
		l := b.p.links[i]
		options := b.tape[l.entry].law.options(l.inner, b.p.terminal[l.a], b.p.terminal[l.b])
		b.room(len(options))
		if l.inner {
			b.inside--
		}
		b.decide(decision{entry: l.entry, inner: l.inner}, l.a, l.b, options)
		b.decided[i] = true
		b.left[l.a]--
		b.left[l.b]--
	}
	for _, i := range back {
		if b.left[b.p.links[i].other(v)] == 0 { // it had better leave at once
			b.end()
			return
		}
	}
}

func (b *planner) decide(d decision, u, v int, options []option) {
	d.a, d.b = uint8(b.place[u]), uint8(b.place[v])
	d.options, d.stride = options, b.now.fan
	b.now.decisions = append(b.now.decisions, d)
	b.now.fan *= len(options)
}

// options returns what matters of a law of a link, of which ends may be terminals and
// so are marked anyway.
func (w *law) options(inner, first, second bool) []option {
	from := []int{joined, apart}
	if inner {
		from = []int{joined, apart | 1, apart | 2, apart | 3, lost}
	}
	var out []option
	for _, o := range from {
		as := o
		if first && o >= apart {
			as &^= 1
		}
		if second && o >= apart {
			as &^= 2
		}
		i := slices.IndexFunc(out, func(x option) bool { return x.outcome == as })
		if i < 0 {
			i = len(out)
			out = append(out, option{outcome: as})
		}
		out[i].p += w[o]
		out[i].like = append(out[i].like, o)
	}
	return out
}

// room ends the level where a decision with so many options would be too many.
func (b *planner) room(options int) {
	if len(b.now.decisions) > 0 && (b.single || b.now.fan*options > maxFan) {
		b.end()
	}
}

// end ends the level: who has no link left leaves.
func (b *planner) end() {
	now := &b.now
	now.complete, now.rooted = b.inside == 0, b.rooted
	var stay []int
	for place, v := range b.frontier {
		if b.left[v] == 0 { // and is not looked for any more
			if b.p.terminal[v] {
				b.gone++
			}
			continue
		}
		b.place[v] = len(stay)
		stay = append(stay, v)
		now.keep = append(now.keep, uint8(place))
		now.weak |= bit(b.weak(v)) << b.place[v]
		in, out := b.open(v)
		now.noIn |= bit(!in) << place
		now.noOut |= bit(!out) << place
	}
	now.pending = b.gone
	b.frontier = stay
	b.levels = append(b.levels, *now)
	b.now = level{before: len(stay), fan: 1}
}

// weak tells whether v has one link left, which has no terminals within.
func (b *planner) weak(v int) bool {
	if b.left[v] != 1 || b.p.terminal[v] {
		return false
	}
	for _, i := range b.p.at[v] {
		if !b.decided[i] {
			return !b.p.links[i].inner
		}
	}
	return false
}

// open tells whether undecided links lead to v, and from v.
func (b *planner) open(v int) (in, out bool) {
	for _, i := range b.p.at[v] {
		if l := b.p.links[i]; !b.decided[i] {
			in, out = in || l.b == v, out || l.a == v
		}
	}
	return in, out
}

func bit(yes bool) uint64 {
	if yes {
		return 1
	}
	return 0
}

// widest returns how many vertices the frontier has at most between levels, and on one.
func widest(levels []level) (between, on int) {
	for i := range levels {
		between = max(between, len(levels[i].keep))
		on = max(on, levels[i].before+len(levels[i].enter))
	}
	return between, on
}
