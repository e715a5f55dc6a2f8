package dot

import (
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
)

func TestWrite(t *testing.T) {
	var out strings.Builder
	err := Write(&out, faulttree.Tree{
		Top: `say "hi"`,
		Gates: []faulttree.Gate{
			{ID: `say "hi"`, Op: faulttree.AtLeast, K: 2, Inputs: []string{"a", "g", "h"}},
			{ID: "g", Op: faulttree.Cardinality, K: 0, Max: 1, Inputs: []string{"a", "a"}},
		},
		Events: []faulttree.BasicEvent{{ID: "a", Probability: 0.012345}},
		House:  []faulttree.HouseEvent{{ID: "h", State: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `digraph faulttree {
  rankdir=TB;
  node [fontname="sans-serif"];
  "say \"hi\"" [shape=box, label="say \"hi\"\n2 of 3", penwidth=2];
  "g" [shape=box, label="g\n0 to 1 of 2"];
  "a" [shape=circle, label="a\n0.0123"];
  "h" [shape=house, label="h\ntrue"];
  "say \"hi\"" -> "a";
  "say \"hi\"" -> "g";
  "say \"hi\"" -> "h";
  "g" -> "a";
  "g" -> "a";
}
`
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}

// Names come from strangers: quotes and backslashes do not end a string, entities
// and line breaks mean nothing, and names that differ stay apart.
func TestEscaping(t *testing.T) {
	tree := faulttree.Tree{Top: "e\n", Gates: []faulttree.Gate{{ID: `g\`, Op: faulttree.Imply, Inputs: []string{`&lt;\N"]`, "e\n"}}}}
	for _, id := range []string{`&lt;\N"]`, "e\n", `e\n`, "e\r", "e ", "e\x00", "e"} {
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: id})
	}
	var out strings.Builder
	if err := Write(&out, tree); err != nil {
		t.Fatal(err)
	}
	const want = `digraph faulttree {
  rankdir=TB;
  node [fontname="sans-serif"];
  "g\\" [shape=box, label="g\\\nIMPLY", ordering=out];
  "&lt;\\N\"]" [shape=circle, label="&amp;lt;\\N\"]\n0"];
  "e\n" [shape=circle, label="e \n0", penwidth=2];
  "e\\n" [shape=circle, label="e\\n\n0"];
  "e\r" [shape=circle, label="e \n0"];
  "e " [shape=circle, label="e \n0"];
  "e\0" [shape=circle, label="e\n0"];
  "e" [shape=circle, label="e\n0"];
  "g\\" -> "&lt;\\N\"]";
  "g\\" -> "e\n";
}
`
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}
