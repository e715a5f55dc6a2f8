package dynamic

import (
	"context"
	"encoding/binary"
	"slices"
)

// A space is the states of an engine that were reached, and the rates between
// them. Those whose ways out were not looked at, for want of budget, are one.
type space struct {
	states int
	arcs   []step
	start  []chance
	down   []int32  // states in which the top has failed
	cut    int32    // the state of those not looked at; −1 where there are none
	order  bool     // that the order of simultaneous steps matters
	jumps  [][]step // by inspection at fixed times: to where, with which probability
}

// A step is a rate from one state to another.
type step struct {
	from, to int32
	rate     float64
}

// An explorer finds the states of an engine.
type explorer struct {
	e       *engine
	twin    *engine // makes simultaneous steps in the opposite order
	hours   float64 // over which states are probable or not
	index   map[string]int32
	keys    []string
	weight  []float64
	open    []bool // not looked at yet
	queue   ranking
	arcs    []step
	start   []chance
	down    []int32
	known   []float64 // scratch: by state, the rate to it out of the state looked at
	targets []int32   // scratch: where that is not 0, in the order found
	order   bool
	jumps   [][]step
	lost    int32 // stands for outcomes that are not followed; −1 where there are none
}

// encode packs a state into a key: numbers below 255 in one byte each.
func encode(buf []byte, s state) []byte {
	buf = buf[:0]
	for _, x := range s {
		if x < 0xff {
			buf = append(buf, byte(x))
		} else {
			buf = binary.LittleEndian.AppendUint32(append(buf, 0xff), x)
		}
	}
	return buf
}

func decode(key string, s state) {
	for i := range s {
		if key[0] != 0xff {
			s[i], key = uint32(key[0]), key[1:]
			continue
		}
		s[i] = uint32(key[1]) | uint32(key[2])<<8 | uint32(key[3])<<16 | uint32(key[4])<<24
		key = key[5:]
	}
}

// failedKey is the key of the one state that stands for all in which the top has
// failed for good.
const failedKey = "\xff" // no state: that would go on

// lostKey is the key of what stands for outcomes that are not followed: it is never
// looked at.
const lostKey = "\xff\x00"

// mostFound is how many states are found, whatever the number of those looked at: each
// takes some hundred bytes.
const mostFound = 10_000_000

// progressEvery is after how many states progress is told.
const progressEvery = 1024

// A quest is what states are looked for.
type quest struct {
	hours    float64 // over which states are probable or not
	limit    int     // states looked at
	progress func(states int)
}

// explore finds the states that can be reached, the most probable within the hours
// first, and looks at no more than limit of them. It returns the error of ctx.
func explore(ctx context.Context, e, twin *engine, q quest) (*space, error) {
	x := newExplorer(ctx, e, twin, q.hours)
	var buf []byte
	e.begin(func(s state, p float64) {
		var i int32
		i, buf = x.find(s, buf)
		x.start = append(x.start, chance{i, p})
		x.weigh(i, p)
	})
	s := make(state, len(e.elements)+len(e.checks))
	looked := 0
	for len(x.queue) > 0 && looked < q.limit && len(x.keys) < mostFound {
		i := x.queue.pop()
		if !x.open[i.state] {
			continue
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if looked%progressEvery == 0 && q.progress != nil {
			q.progress(looked)
		}
		x.open[i.state] = false
		looked++
		decode(x.keys[i.state], s)
		buf = x.look(i.state, s, buf)
	}
	return x.finish(), ctx.Err()
}

func newExplorer(ctx context.Context, e, twin *engine, hours float64) *explorer {
	x := &explorer{e: e, twin: twin, hours: hours, index: map[string]int32{}, jumps: make([][]step, len(e.fixed)), lost: -1}
	if e.stop = ctx.Err; twin != nil {
		twin.stop = ctx.Err
	}
	return x
}

// missed returns the number of what stands for outcomes that are not followed.
func (x *explorer) missed() int32 {
	if x.lost < 0 {
		x.lost = x.enter(lostKey)
	}
	return x.lost
}

// enter adds a state.
func (x *explorer) enter(key string) int32 {
	i := int32(len(x.keys))
	x.index[key] = i
	x.keys = append(x.keys, key)
	x.weight, x.known = append(x.weight, 0), append(x.known, 0)
	x.open = append(x.open, key != failedKey)
	return i
}

// find returns the number of a state, which may be a new one.
func (x *explorer) find(s state, buf []byte) (int32, []byte) {
	if s == nil {
		return x.missed(), buf
	}
	failed := x.e.down(s, x.e.top)
	switch {
	case x.e.repair && (!failed || !x.e.first):
		x.e.normal(s)
		buf = encode(buf, s)
	case failed:
		buf = append(buf[:0], failedKey...)
	default:
		x.e.forget(s)
		x.e.normal(s)
		buf = encode(buf, s)
	}
	if i, ok := x.index[string(buf)]; ok { // without a copy
		return i, buf
	}
	i := x.enter(string(buf))
	if failed {
		x.down = append(x.down, i)
	}
	return i, buf
}

// weigh adds to the probability with which a state is reached, as far as known.
func (x *explorer) weigh(i int32, p float64) {
	before := x.weight[i]
	x.weight[i] += p
	if x.open[i] && i != x.lost && x.weight[i] > 1.5*before {
		x.queue.push(ranked{i, x.weight[i]})
	}
}

// look finds the ways out of a state.
func (x *explorer) look(from int32, s state, buf []byte) []byte {
	for _, to := range x.targets {
		x.known[to] = 0
	}
	x.targets = x.targets[:0]
	total := 0.0
	buf = x.ways(x.e, s, buf, func(to int32, rate float64) {
		total += rate
		if x.known[to] == 0 {
			x.targets = append(x.targets, to)
		}
		x.known[to] += rate
	})
	for _, to := range x.targets {
		rate := x.known[to]
		if to != from {
			x.arcs = append(x.arcs, step{from, to, rate})
			x.weigh(to, x.weight[from]*rate/(total+1/x.hours))
		}
	}
	for k, f := range x.e.fixed {
		x.e.renew(s, f.leaves, func(to state, p float64) {
			var i int32
			i, buf = x.find(to, buf)
			x.jumps[k] = append(x.jumps[k], step{from, i, p})
			x.weigh(i, x.weight[from]*p/2)
		})
	}
	if x.twin != nil && !x.order && (x.lost < 0 || x.known[x.lost] == 0) { // in another order others are not followed
		x.order = !x.compare(s)
	}
	return buf
}

func (x *explorer) ways(e *engine, s state, buf []byte, out func(to int32, rate float64)) []byte {
	e.moves(s, func(to state, rate float64) {
		var i int32
		if i, buf = x.find(to, buf); rate > 0 {
			out(i, rate)
		}
	})
	return buf
}

// compare reports whether the opposite order of simultaneous steps leads to the
// same.
func (x *explorer) compare(s state) bool {
	other := map[int32]float64{}
	same := true
	x.twin.moves(s, func(to state, rate float64) {
		i := x.number(to)
		if same = same && i >= 0; i >= 0 {
			other[i] += rate
		}
	})
	for _, to := range x.targets {
		rate := x.known[to]
		if d := other[to] - rate; d > 1e-9*rate || d < -1e-9*rate {
			same = false
		}
	}
	return same
}

// number returns the number of a state that is known, or −1.
func (x *explorer) number(s state) int32 {
	if s == nil {
		return x.lost
	}
	e := x.e
	key := failedKey
	if e.repair && !e.first || !e.down(s, e.top) {
		if !e.repair {
			e.forget(s)
		}
		e.normal(s)
		key = string(encode(nil, s))
	}
	if i, ok := x.index[key]; ok {
		return i
	}
	return -1
}

// finish numbers the states that were looked at in the order found, with all
// others behind them as one.
func (x *explorer) finish() *space {
	sp := &space{cut: -1, order: x.order}
	number := make([]int32, len(x.keys))
	for i := range x.keys {
		if number[i] = -1; !x.open[i] {
			number[i] = int32(sp.states)
			sp.states++
		}
	}
	if n := slices.Index(x.open, true); n >= 0 {
		sp.cut = int32(sp.states)
		sp.states++
		for i := range number {
			if number[i] < 0 {
				number[i] = sp.cut
			}
		}
	}
	for _, a := range x.arcs {
		sp.arcs = append(sp.arcs, step{number[a.from], number[a.to], a.rate})
	}
	for _, list := range x.jumps {
		for i := range list {
			list[i].from, list[i].to = number[list[i].from], number[list[i].to]
		}
		sp.jumps = append(sp.jumps, list)
	}
	for _, c := range x.start {
		sp.start = append(sp.start, chance{number[c.state], c.p})
	}
	for _, d := range x.down {
		if number[d] != sp.cut {
			sp.down = append(sp.down, number[d])
		}
	}
	return sp
}

// A ranked is a state with how probable it is.
type ranked struct {
	state  int32
	weight float64
}

func (r ranked) before(q ranked) bool {
	return r.weight > q.weight || r.weight == q.weight && r.state < q.state
}

// A ranking is a heap: it has the most probable state first, of equals the one found
// first.
type ranking []ranked

func (r *ranking) push(x ranked) {
	list := append(*r, x)
	i := len(list) - 1
	for i > 0 && x.before(list[(i-1)/2]) {
		list[i] = list[(i-1)/2]
		i = (i - 1) / 2
	}
	list[i] = x
	*r = list
}

func (r *ranking) pop() ranked {
	list := *r
	first, x := list[0], list[len(list)-1]
	list = list[:len(list)-1]
	for i := 0; len(list) > 0; {
		next := 2*i + 1
		if next+1 < len(list) && list[next+1].before(list[next]) {
			next++
		}
		if next >= len(list) || !list[next].before(x) {
			list[i] = x
			break
		}
		list[i] = list[next]
		i = next
	}
	*r = list
	return first
}
