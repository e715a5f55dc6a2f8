package faulttree

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// sharedFolder finds the folder of shared data: NINEFOLD_SHARED, or the one
// beside the module.
func sharedFolder(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("NINEFOLD_SHARED")
	if dir == "" {
		root, err := filepath.Abs("../..")
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(root, "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "aralia")); err != nil {
		t.Skip("the folder aralia of shared data is not there; NINEFOLD_SHARED may say where it is")
	}
	return dir
}

// An expected tree is an entry of expected.json.
type expectedTree struct {
	Probability *float64 `json:"probability"`
	Digits      int      `json:"probabilityDigits"` // of the probability; 0 is all
	MinimalSets string   `json:"minimalCutSets"`
}

func expectedTrees(t testing.TB) map[string]expectedTree {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sharedFolder(t), "aralia", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Trees map[string]expectedTree `json:"trees"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return file.Trees
}

func araliaTree(t testing.TB, name string) Tree {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedFolder(t), "aralia", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tree, err := readAralia(f)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// readAralia reads what the Aralia trees use of the Open-PSA format. The top is
// the gate that no other names.
func readAralia(r io.Reader) (Tree, error) {
	var t Tree
	var open []int // gates whose inputs are being read
	used := map[string]bool{}
	d := xml.NewDecoder(r)
	event := -1
	start := func(op Op, e xml.StartElement) {
		g := Gate{Op: op}
		g.K, _ = strconv.Atoi(attribute(e, "min"))
		outer := open[len(open)-1]
		g.ID = fmt.Sprintf("%s.%d", t.Gates[outer].ID, len(t.Gates))
		t.Gates[outer].Inputs = append(t.Gates[outer].Inputs, g.ID)
		used[g.ID] = true
		open = append(open, len(t.Gates))
		t.Gates = append(t.Gates, g)
	}
	ops := map[string]Op{"and": And, "or": Or, "atleast": AtLeast, "not": Not, "xor": Xor}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch name := e.Name.Local; name {
			case "define-gate":
				open = append(open, len(t.Gates))
				t.Gates = append(t.Gates, Gate{ID: attribute(e, "name"), Op: Or})
			case "and", "or", "atleast", "not", "xor":
				start(ops[name], e)
			case "gate", "basic-event":
				g := &t.Gates[open[len(open)-1]]
				g.Inputs = append(g.Inputs, attribute(e, "name"))
				used[attribute(e, "name")] = true
			case "define-basic-event":
				event = len(t.Events)
				t.Events = append(t.Events, BasicEvent{ID: attribute(e, "name")})
			case "float":
				if t.Events[event].Probability, err = strconv.ParseFloat(attribute(e, "value"), 64); err != nil {
					return t, err
				}
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "define-gate", "and", "or", "atleast", "not", "xor":
				open = open[:len(open)-1]
			}
		}
	}
	for _, g := range t.Gates {
		if !used[g.ID] {
			t.Top = g.ID
		}
	}
	return t, nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
