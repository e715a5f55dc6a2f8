package dynamic

import (
	"fmt"
	"slices"
	"strconv"
)

const mostColors = 400_000 // elements looked at in search of twists

// A coloring tells elements of an engine apart, in two copies of it at once: those
// of one color in both may be exchanged.
type coloring struct {
	e     *engine
	n     int
	looks int
}

func newColoring(e *engine) *coloring { return &coloring{e: e, n: len(e.elements)} }

// start gives elements colors by what they are.
func (c *coloring) start() []int {
	index := map[string]int{}
	out := make([]int, 2*c.n)
	for x := range c.n {
		el := &c.e.elements[x]
		look := fmt.Sprint(el.op, el.k, el.strict, el.forced, int32(x) == c.e.top)
		if a := el.life; a != nil {
			var rates []float64
			for i := range a.moves {
				for _, m := range a.moves[i] {
					rates = append(rates, m.rate)
				}
			}
			slices.Sort(rates)
			look += fmt.Sprint(len(a.failed), len(a.hits), a.idle, rates)
		}
		if _, ok := index[look]; !ok {
			index[look] = len(index)
		}
		out[x] = index[look]
		out[c.n+x] = out[x]
	}
	return out
}

// refine tells elements apart by the colors around them, until that is all; nil
// where it takes too many looks.
func (c *coloring) refine(color []int) []int {
	for count := 0; color != nil; {
		index := map[string]int{}
		next := make([]int, len(color))
		for i := range color {
			look := string(c.look(color, i))
			n, ok := index[look]
			if !ok {
				n = len(index)
				index[look] = n
			}
			next[i] = n
		}
		if c.looks += len(color); c.looks > mostColors {
			return nil
		}
		if color = next; len(index) == count {
			break
		}
		count = len(index)
	}
	return color
}

// look describes an element and what is around it by colors.
func (c *coloring) look(color []int, i int) []byte {
	x, color := int32(i%c.n), color[i-i%c.n:]
	el := &c.e.elements[x]
	b := strconv.AppendInt(nil, int64(color[x]), 10)
	list := func(mark byte, what []int32, sorted bool) {
		colors := make([]int, len(what))
		for k, y := range what {
			colors[k] = color[y]
		}
		if sorted {
			slices.Sort(colors)
		}
		b = append(b, mark)
		for _, k := range colors {
			b = append(strconv.AppendInt(b, int64(k), 10), ' ')
		}
	}
	list('i', el.inputs, el.op == And || el.op == Or || el.op == AtLeast)
	list('p', el.parents, true)
	var around []string
	for _, k := range c.e.links {
		leaves := make([]int32, len(k.targets))
		for j, t := range k.targets {
			leaves[j] = t.leaf
		}
		hit := slices.Contains(leaves, x)
		if k.trigger != x && !hit {
			continue
		}
		before := len(b)
		if b = append(b, fmt.Sprint(k.p, hit)...); k.trigger >= 0 {
			list('t', []int32{k.trigger}, true)
		}
		list('d', leaves, true)
		around = append(around, string(b[before:]))
		b = b[:before]
	}
	slices.Sort(around)
	for _, a := range around {
		b = append(append(b, 'l'), a...)
	}
	for _, r := range el.member {
		list('r', c.e.rules[r].inputs, false)
	}
	return b
}

// search returns an exchange that takes u to v and leaves what it can, nil where
// none is found.
func (c *coloring) search(base []int, u, v int32) []int32 {
	color := slices.Clone(base)
	for range c.n {
		mark := len(color)
		color[u], color[c.n+int(v)] = mark, mark
		if color = c.refine(color); color == nil {
			return nil
		}
		here, there := classes(color[:c.n]), members(color[c.n:])
		u = -1
		for _, class := range here {
			other := there[color[class[0]]]
			if len(other) != len(class) {
				return nil
			}
			if len(class) == 1 || u >= 0 {
				continue
			}
			u, v = class[0], other[0]
			for _, x := range class {
				if slices.Contains(other, x) {
					u, v = x, x
					break
				}
			}
		}
		if u < 0 {
			to := make([]int32, c.n)
			for _, class := range here {
				to[class[0]] = there[color[class[0]]][0]
			}
			return to
		}
	}
	return nil
}

// members returns the elements of each color.
func members(color []int) map[int][]int32 {
	out := map[int][]int32{}
	for x, c := range color {
		out[c] = append(out[c], int32(x))
	}
	return out
}

// classes returns the elements of each color, in the order of the first.
func classes(color []int) [][]int32 {
	var out [][]int32
	at := map[int]int{}
	for x, c := range color {
		i, ok := at[c]
		if !ok {
			i = len(out)
			at[c] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], int32(x))
	}
	return out
}
