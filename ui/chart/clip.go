package chart

import "math"

// clipLine returns the parts of a line through places that lie in r.
//
// Source: Y.-D. Liang, B. Barsky, A new concept and method for line clipping, 1984.
// https://doi.org/10.1145/357332.357333
func clipLine(r rect, line []XY) [][]XY {
	var parts [][]XY
	var part []XY
	for i := 1; i < len(line); i++ {
		a, b, ok := clipSegment(r, line[i-1], line[i])
		if !ok {
			continue
		}
		if len(part) == 0 || part[len(part)-1] != a {
			if len(part) > 1 {
				parts = append(parts, part)
			}
			part = []XY{a}
		}
		if a != b {
			part = append(part, b)
		}
	}
	if len(part) > 1 {
		parts = append(parts, part)
	}
	return parts
}

func clipSegment(r rect, a, b XY) (XY, XY, bool) {
	from, to := 0.0, 1.0
	dx, dy := b.X-a.X, b.Y-a.Y
	for _, edge := range [4][2]float64{{-dx, a.X - r.left}, {dx, r.right - a.X}, {-dy, a.Y - r.top}, {dy, r.bottom - a.Y}} {
		p, q := edge[0], edge[1]
		switch {
		case p == 0 && q < 0:
			return a, b, false
		case p < 0:
			from = math.Max(from, q/p)
		case p > 0:
			to = math.Min(to, q/p)
		}
	}
	if from > to {
		return a, b, false
	}
	// The ends are taken as they are where nothing is cut off, so that parts join.
	first, last := a, b
	if from > 0 {
		first = r.nearest(XY{a.X + from*dx, a.Y + from*dy})
	}
	if to < 1 {
		last = r.nearest(XY{a.X + to*dx, a.Y + to*dy})
	}
	return first, last, true
}

// nearest returns the place in r that is nearest to p: of one on its edge, without
// what rounding added.
func (r rect) nearest(p XY) XY {
	return XY{min(max(p.X, r.left), r.right), min(max(p.Y, r.top), r.bottom)}
}

// clipArea returns what of an area lies in r.
//
// Source: I. Sutherland, G. Hodgman, Reentrant polygon clipping, 1974.
// https://doi.org/10.1145/360767.360802
func clipArea(r rect, area []XY) []XY {
	sides := []struct {
		inside func(p XY) bool
		cross  func(a, b XY) XY
	}{
		{func(p XY) bool { return p.X >= r.left }, func(a, b XY) XY { return XY{r.left, lerp(a.Y, b.Y, (r.left-a.X)/(b.X-a.X))} }},
		{func(p XY) bool { return p.X <= r.right }, func(a, b XY) XY { return XY{r.right, lerp(a.Y, b.Y, (r.right-a.X)/(b.X-a.X))} }},
		{func(p XY) bool { return p.Y >= r.top }, func(a, b XY) XY { return XY{lerp(a.X, b.X, (r.top-a.Y)/(b.Y-a.Y)), r.top} }},
		{func(p XY) bool { return p.Y <= r.bottom }, func(a, b XY) XY { return XY{lerp(a.X, b.X, (r.bottom-a.Y)/(b.Y-a.Y)), r.bottom} }},
	}
	for _, side := range sides {
		var kept []XY
		for i, b := range area {
			a := area[(i+len(area)-1)%len(area)]
			if side.inside(a) != side.inside(b) {
				kept = append(kept, side.cross(a, b))
			}
			if side.inside(b) {
				kept = append(kept, b)
			}
		}
		area = kept
	}
	for i := range area {
		area[i] = r.nearest(area[i])
	}
	return area
}

func lerp(a, b, t float64) float64 { return a + t*(b-a) }
