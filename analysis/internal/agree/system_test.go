package agree

import (
	"fmt"

	"pgregory.net/rapid"
)

// A leaf is a component, or a pair of like units of which the second stands by. Each
// unit has a crew of its own.
type leaf struct {
	fail, repair float64 // per hour
	pair         bool
	dormancy     float64 // of a pair: share of the failure rate of the unit that waits
}

func (l leaf) units() int {
	if l.pair {
		return 2
	}
	return 1
}

// The shapes of nodes. A bridge has five parts: from the source to two nodes a and b,
// between these, and from a and from b to the target.
const (
	single   = "single"
	series   = "series"
	parallel = "parallel"
	kOfN     = "k of n"
	bridge   = "bridge"
)

// A node works when what its shape says of its parts do.
type node struct {
	shape string
	leaf  int // of a single
	k     int // of k of n
	parts []node
}

// A system is leaves, all of which are in its root.
type system struct {
	leaves []leaf
	root   node
}

// name is that of a leaf in every engine.
func name(leaf int) string { return fmt.Sprint("c", leaf) }

// The minimal sets of the parts of a bridge.
var (
	bridgePaths = [][]int{{0, 3}, {1, 4}, {0, 2, 4}, {1, 2, 3}}
	bridgeCuts  = [][]int{{0, 1}, {3, 4}, {0, 2, 4}, {1, 2, 3}}
)

// works says by definition whether a node does.
func (n node) works(up func(leaf int) bool) bool {
	if n.shape == single {
		return up(n.leaf)
	}
	var some []int
	for i, p := range n.parts {
		if p.works(up) {
			some = append(some, i)
		}
	}
	switch n.shape {
	case series:
		return len(some) == len(n.parts)
	case parallel:
		return len(some) > 0
	case kOfN:
		return len(some) >= n.k
	}
	at := map[int]bool{}
	for _, i := range some {
		at[i] = true
	}
	a, b := at[0] || at[1] && at[2], at[1] || at[0] && at[2]
	return a && at[3] || b && at[4]
}

// repeats reports whether a leaf is in several places.
func (s system) repeats() bool { return s.root.places() > len(s.leaves) }

// places is how many singles there are.
func (n node) places() int {
	if n.shape == single {
		return 1
	}
	sum := 0
	for _, p := range n.parts {
		sum += p.places()
	}
	return sum
}

// pairs reports whether anything stands by.
func (s system) pairs() bool {
	for _, l := range s.leaves {
		if l.pair {
			return true
		}
	}
	return false
}

// A drawing is a system while it is drawn.
type drawing struct {
	t      *rapid.T
	s      system
	left   int  // places that may still be added
	repeat bool // whether leaves may come again
	pairs  int  // that may still be added
}

// systems draws systems of up to six places and two pairs: 256 states.
func systems() *rapid.Generator[system] {
	return rapid.Custom(func(t *rapid.T) system {
		d := &drawing{t: t, left: 5, repeat: rapid.Bool().Draw(t, "repeat"), pairs: rapid.IntRange(0, 2).Draw(t, "pairs")}
		shapes := []string{series, parallel, bridge}
		if rapid.Bool().Draw(t, "votes") {
			shapes = append(shapes, kOfN)
		}
		d.s.root = d.node(shapes, 3)
		return d.s
	})
}

func (d *drawing) node(shapes []string, depth int) node {
	if depth == 0 || d.left == 0 || depth < 3 && rapid.Bool().Draw(d.t, "single") {
		return node{shape: single, leaf: d.leaf()}
	}
	n := node{shape: rapid.SampledFrom(shapes).Draw(d.t, "shape")}
	size := rapid.IntRange(2, 4).Draw(d.t, "size")
	if n.shape == bridge && d.left >= 4 {
		size = 5
	} else if n.shape == bridge {
		n.shape = series
	}
	size = min(size, d.left+1)
	d.left -= size - 1
	for range size {
		n.parts = append(n.parts, d.node(shapes, depth-1))
	}
	if n.shape == kOfN {
		n.k = rapid.IntRange(1, size).Draw(d.t, "k")
	}
	return n
}

func (d *drawing) leaf() int {
	t, n := d.t, len(d.s.leaves)
	if n > 0 && d.repeat && rapid.IntRange(0, 2).Draw(t, "again") == 0 {
		return rapid.IntRange(0, n-1).Draw(t, "leaf")
	}
	l := leaf{fail: 1 / rapid.Float64Range(10, 2000).Draw(t, "mttf"), repair: 1 / rapid.Float64Range(0.2, 50).Draw(t, "mttr")}
	if d.pairs > 0 && rapid.IntRange(0, 2).Draw(t, "pair") == 0 {
		d.pairs--
		l.pair = true
		l.dormancy = rapid.SampledFrom([]float64{0, 0.1, 0.6, 1}).Draw(t, "dormancy")
	}
	d.s.leaves = append(d.s.leaves, l)
	return n
}
