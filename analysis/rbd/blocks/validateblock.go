package blocks

import "slices"

func (v *validation) block(place string, b *Block, depth int) {
	if depth > mostDepth {
		v.addf("root", "blocks are nested more than %d deep", mostDepth)
		return
	}
	v.unused(place, b)
	switch b.Kind {
	case Component:
		if b.Of == "" {
			v.addf(place, "names no component")
		} else if v.parts[b.Of] == nil {
			v.addf(place, "component %q is not defined", b.Of)
		}
	case Named:
		if _, known := v.diagrams[b.Of]; !known {
			v.addf(place, "diagram %q is not defined", b.Of)
		}
	case Series, Parallel:
		if len(b.Blocks) == 0 {
			v.addf(place, "%s of no blocks", b.Kind)
		}
	case KOfN:
		v.votes(place, b)
	case Network:
		v.network(place, b)
	default:
		v.addf(place, "unknown kind %.40q", b.Kind)
	}
	b.children(func(at string, child *Block) { v.block(place+"."+at, child, depth+1) })
}

// unused reports fields that the kind has no use for.
func (v *validation) unused(place string, b *Block) {
	leaf, group, net := b.Kind == Component || b.Kind == Named, b.Kind == Series || b.Kind == Parallel || b.Kind == KOfN, b.Kind == Network
	if b.Of != "" && !leaf || b.As != "" && b.Kind != Named || (b.K != 0 || b.Weights != nil) && b.Kind != KOfN ||
		len(b.Blocks) > 0 && !group || (b.Source != "" || b.Target != "" || len(b.Edges)+len(b.Nodes) > 0) && !net {
		v.addf(place, "has parts that a block of kind %q has not", b.Kind)
	}
}

func (v *validation) votes(place string, b *Block) {
	if len(b.Weights) > 0 && len(b.Weights) != len(b.Blocks) {
		v.addf(place+".weights", "%d weights for %d blocks", len(b.Weights), len(b.Blocks))
		return
	}
	total := 0
	for i := range b.Blocks {
		w := b.weight(i)
		if w < 1 || w > mostWeight {
			v.addf(place+".weights", "weight %d is not between 1 and %d", w, mostWeight)
			return
		}
		total += w
	}
	switch {
	case total > mostWeight:
		v.addf(place, "weights sum to %d, more than %d", total, mostWeight)
	case b.K < 1 || b.K > total:
		v.addf(place+".k", "%d of %d", b.K, total)
	}
}

func (b *Block) weight(i int) int {
	if len(b.Weights) == 0 {
		return 1
	}
	return b.Weights[i]
}

func (v *validation) network(place string, b *Block) {
	if b.Source == "" || b.Target == "" || b.Source == b.Target {
		v.addf(place, "a network leads from one node to another, not from %q to %q", b.Source, b.Target)
		return
	}
	seen := map[string]bool{}
	for i, e := range b.Edges {
		at := place + "." + placeOf("edges", i)
		if e.From == "" || e.To == "" {
			v.addf(at, "an edge joins two nodes")
		} else if e.From == e.To {
			v.addf(at, "leads from %q to itself", e.From)
		}
		seen[e.From], seen[e.To] = true, true
	}
	var ids []string
	for i, n := range b.Nodes {
		at := place + "." + placeOf("nodes", i)
		if !seen[n.ID] {
			v.addf(at, "no edge leads to node %q", n.ID)
		}
		if slices.Contains(ids, n.ID) {
			v.addf(at, "node %q comes twice", n.ID)
		}
		ids = append(ids, n.ID)
	}
	if len(reachable(b, b.Source, false)) > 0 && !reachable(b, b.Source, false)[b.Target] {
		v.addf(place, "no way leads from %q to %q", b.Source, b.Target)
	}
}

// circles reports diagrams that are within themselves, each circle once.
func (v *validation) circles() {
	const now, done = 1, 2
	state := make([]int, len(v.system.Diagrams))
	var walk func(i int)
	var look func(b *Block, from int)
	look = func(b *Block, from int) {
		if j, known := v.diagrams[b.Of]; known && b.Kind == Named {
			if state[j] == now {
				v.addf(placeOf("diagrams", from), "diagram %q is within itself by way of %q", b.Of, v.system.Diagrams[from].ID)
			}
			walk(j)
		}
		b.children(func(_ string, child *Block) { look(child, from) })
	}
	walk = func(i int) {
		if state[i] != 0 {
			return
		}
		state[i] = now
		look(&v.system.Diagrams[i].Root, i)
		state[i] = done
	}
	for i := range state {
		walk(i)
	}
}

// size returns how many blocks there are once named diagrams are written out, up
// to somewhat more than [mostBlocks].
func (v *validation) size(b *Block, known map[int]int) int {
	n := 1
	if b.Kind == Named {
		i := v.diagrams[b.Of]
		if _, ok := known[i]; !ok {
			known[i] = v.size(&v.system.Diagrams[i].Root, known)
		}
		n += known[i]
	}
	b.children(func(_ string, child *Block) { n = min(n+v.size(child, known), 2*mostBlocks) })
	return n
}
