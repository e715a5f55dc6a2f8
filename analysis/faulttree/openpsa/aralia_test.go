package openpsa

import (
	"bytes"
	"testing"

	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/internal/aralia"
)

// Every public tree is read, with as many events as published and as many gates as
// the file has. The published numbers of gates count those which only pass one
// input on; the files no longer have them.
func TestAralia(t *testing.T) {
	for name, want := range aralia.Trees(t) {
		t.Run(name, func(t *testing.T) {
			data := aralia.Read(t, name+".xml")
			m, err := Parse(name+".xml", bytes.NewReader(data), Options{})
			if err != nil {
				t.Fatal(err)
			}
			tops := m.Tops()
			if len(tops) != 1 {
				t.Fatalf("%d tops: %v", len(tops), tops)
			}
			tree, err := m.Tree(tops[0].Gate, risk.At{})
			if err != nil {
				t.Fatal(err)
			}
			gates := 0
			for _, g := range m.FaultTrees[0].Gates {
				gates++
				if f := g.Formula; len(f.Args) == 0 && f.Ref == "" {
					t.Errorf("gate %s has no inputs", g.ID)
				}
			}
			if n := bytes.Count(data, []byte("<define-gate")); gates != n || want.Gates > 0 && n > want.Gates {
				t.Errorf("%d gates, the file has %d, published %d", gates, n, want.Gates)
			}
			if want.BasicEvents > 0 && len(tree.Events) != want.BasicEvents {
				t.Errorf("%d events, published %d", len(tree.Events), want.BasicEvents)
			}
		})
	}
}
