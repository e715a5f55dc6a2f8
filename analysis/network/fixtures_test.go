package network

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// graph makes an undirected graph of edges of one unreliability.
func graph(unreliability float64, edges ...[2]string) Graph {
	var g Graph
	seen := map[string]bool{}
	for i, e := range edges {
		for _, v := range e {
			if !seen[v] {
				seen[v] = true
				g.Nodes = append(g.Nodes, Node{ID: v})
			}
		}
		g.Edges = append(g.Edges, Edge{ID: fmt.Sprintf("edge %d", i), From: e[0], To: e[1], Unreliability: unreliability})
	}
	return g
}

// grid makes a square grid, whose nodes are numbered row by row from 1.
func grid(n int, unreliability float64) Graph {
	var edges [][2]string
	name := func(i, j int) string { return fmt.Sprint(i*n + j + 1) }
	for i := range n {
		for j := range n {
			if j > 0 {
				edges = append(edges, [2]string{name(i, j-1), name(i, j)})
			}
			if i > 0 {
				edges = append(edges, [2]string{name(i-1, j), name(i, j)})
			}
		}
	}
	return graph(unreliability, edges...)
}

// shared returns a path in the shared reference data, which is not part of the
// repository.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	dir := os.Getenv("NINEFOLD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	name := filepath.Join(append([]string{dir}, path...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("shared reference data not found; set NINEFOLD_SHARED: %v", err)
	}
	return name
}

// edgeList reads a file with two nodes on every line.
func edgeList(t testing.TB, name string) [][2]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var edges [][2]string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if w := strings.Fields(lines.Text()); len(w) == 2 {
			edges = append(edges, [2]string{w[0], w[1]})
		}
	}
	return edges
}
