package model

import (
	"strings"
	"unicode"

	"ninefold/analysis/internal/figures"
)

// edgeList reads two nodes from every line, and the reliability of the edge where that
// is there.
func (p *parser) edgeList(data []byte) {
	p.ids = map[string]bool{}
	at := 0
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\ufeff")) {
		at++
		words := strings.Fields(line)
		if len(words) == 0 || comment(words[0]) {
			continue
		}
		if len(words) < 2 || len(words) > 3 {
			p.Addf(at, 1, "want two nodes and perhaps a reliability, there are %d words", len(words))
			continue
		}
		e := Edge{From: words[0], To: words[1], Unavailability: or(p.opt.Edges, 0)}
		if len(words) == 3 {
			u, err := figures.Probability(figures.Reliability, words[2])
			if err != nil {
				p.Addf(at, columnOf(line, words[2]), "%v", err)
			}
			e.Unavailability = u
		}
		for _, id := range words[:2] {
			if strings.ContainsFunc(id, unicode.IsControl) {
				p.Addf(at, columnOf(line, id), "%s", faultOfID(id))
			}
			if !p.ids[id] {
				p.ids[id] = true
				p.add(at, 1, Node{ID: id, Unavailability: or(p.opt.Nodes, 0)})
			}
		}
		p.join(at, 1, e)
	}
}

// columnOf is where a word of a line begins.
func columnOf(line, word string) int { return strings.LastIndex(line, word) + 1 }
