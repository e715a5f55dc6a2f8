package yamlfile

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestNear(t *testing.T) {
	known := []string{"probability", "pump-a", "pump-b", "x"}
	for word, want := range map[string]string{
		"probabilitu": "probability", "porbability": "probability", "PUMP-B": "pump-b", "pump-c": "pump-a", "y": "", "valve": "", "": "",
	} {
		if want != "" {
			want = `; did you mean "` + want + `"?`
		}
		if got := new(Reader).Near(word, known); got != want {
			t.Errorf("near(%q) = %q, want %q", word, got, want)
		}
	}
	if got := (&Reader{guesses: maxGuesses}).Near("pump-c", known); got != "" {
		t.Errorf("hint %q after %d", got, maxGuesses)
	}
}

// Every fault is reported at its place, all at once.
func TestObject(t *testing.T) {
	r := Reader{File: "f"}
	var name string
	var share float64
	var on bool
	var items []string
	root := r.Root([]byte("name: [a]\nshare: .inf\non: yes please\nname: b\nnam: c\nlist: {}\nmore: &x [1]\nitems: [a, *x]\n"), "want a mapping")
	r.Object(root, Readers{
		"name": r.Text(&name), "share": r.Number(&share), "on": r.Truth(&on), "more": nil,
		"list":  func(n *yaml.Node) { r.List(n, nil) },
		"items": func(n *yaml.Node) { r.List(n, func(n *yaml.Node) { items = append(items, n.Value) }) },
	}, "kind")
	got := make([]string, 0, len(r.Problems))
	for _, p := range r.Problems {
		got = append(got, p.String())
	}
	want := []string{
		"f:1:7: want a text", `f:2:8: ".inf" is no finite number`, `f:3:5: "yes please" is no true or false`, `f:4:1: key "name" comes twice`,
		`f:5:1: unknown key "nam"; did you mean "name"?; known are items, list, more, name, on, share`, "f:6:7: want a list",
		"f:7:7: anchors and aliases are refused; write the value out", "f:8:12: anchors and aliases are refused; write the value out", "f:1:1: has no kind",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(items) != 1 || share != 0 || on {
		t.Errorf("read %q, %g, %t", items, share, on)
	}
}

// What a number leaves to one has all of its digits, and whole numbers are whole.
func TestNumbers(t *testing.T) {
	r := Reader{File: "f"}
	for text, want := range map[string]float64{"0.999999999999": 1e-12, "0.75": 0.25, "1": 0, "1e-30": 1, "1.5": -0.5, "-2": 3} {
		var got float64
		if r.Complement(&got)(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: text}); got != want {
			t.Errorf("1 - %s = %.17g, want %g", text, got, want)
		}
	}
	share, count := 7.0, 7
	r.Complement(&share)(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: ".nan", Line: 1, Column: 2})
	r.Whole(&count)(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: "1.5", Line: 3, Column: 4})
	want := "f:1:2: \".nan\" is no finite number\nf:3:4: \"1.5\" is no whole number"
	if got := r.Problems.Error(); got != want || share != 7 || count != 7 {
		t.Errorf("%s, %g, %d, want %s", got, share, count, want)
	}
	if r.Whole(&count)(&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: "12"}); count != 12 {
		t.Errorf("read %d", count)
	}
}

func TestRoot(t *testing.T) {
	for text, want := range map[string]string{
		"": "f:1:1: the file is empty", "a: b: c\n": "f:1:1: this is not YAML", "a: 1\n---\nb: 2\n": "the file holds more than one document", "[a]": "f:1:1: a thing is a mapping",
	} {
		r := Reader{File: "f"}
		if root := r.Root([]byte(text), "a thing is a mapping"); root != nil || len(r.Problems) != 1 || !strings.Contains(r.Problems[0].String(), want) {
			t.Errorf("%q: %v, want %s", text, r.Problems, want)
		}
	}
}
