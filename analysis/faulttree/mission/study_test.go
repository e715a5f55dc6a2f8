package mission

import (
	"context"
	"math"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func builtIn(op expression.Op, args ...float64) expression.Expr {
	e := expression.Expr{Op: op}
	for _, x := range args {
		e.Args = append(e.Args, expression.Num(x))
	}
	e.Args = append(e.Args, expression.Expr{Op: expression.MissionTime})
	return e
}

// vote is k of the events, named a, b, ….
func vote(t testing.TB, k int, events ...expression.Expr) Study {
	t.Helper()
	g := faulttree.Gate{ID: "top", Op: faulttree.AtLeast, K: k}
	in := expression.Inputs{Events: map[string]expression.Expr{}}
	for i, e := range events {
		id := string(rune('a' + i))
		in.Events[id] = e
		g.Inputs = append(g.Inputs, id)
	}
	return study(t, in, g)
}

// study is a tree whose last gate is the top.
func study(t testing.TB, in expression.Inputs, gates ...faulttree.Gate) Study {
	t.Helper()
	tree := faulttree.Tree{Top: gates[len(gates)-1].ID, Gates: gates}
	for id := range in.Events {
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: id})
	}
	d, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Study{Diagram: d, Inputs: in}
}

func average(t testing.TB, s Study, hours float64) Result {
	t.Helper()
	a, err := Average(context.Background(), s, hours, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a.Tops[0]
}
