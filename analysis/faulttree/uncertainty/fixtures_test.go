package uncertainty

import (
	"context"
	"maps"
	"math"
	"slices"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// gate is a study of one gate over events, the tops being the gate and then these.
func gate(t testing.TB, op faulttree.Op, events map[string]expression.Expr, tops ...string) Study {
	t.Helper()
	tree := faulttree.Tree{Top: "top", Gates: []faulttree.Gate{{ID: "top", Op: op}}}
	for _, id := range slices.Sorted(maps.Keys(events)) {
		tree.Gates[0].Inputs = append(tree.Gates[0].Inputs, id)
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: id})
	}
	return study(t, tree, expression.Inputs{Events: events}, append([]string{"top"}, tops...)...)
}

func study(t testing.TB, tree faulttree.Tree, in expression.Inputs, tops ...string) Study {
	t.Helper()
	d, err := faulttree.Compile(context.Background(), tree, tops, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Study{Diagram: d, Inputs: in}
}

// z95 is the 95 % quantile of the standard normal distribution, from tables.
const z95 = 1.6448536269514722

// lognormal is a lognormal deviate by its mean and error factor.
func lognormal(mean, factor float64) expression.Expr {
	return expression.Of(expression.LognormalDeviate, expression.Num(mean), expression.Num(factor), expression.Num(0.95))
}

// shape returns μ and σ of the logarithm of a lognormal variable.
func shape(mean, factor float64) (mu, sigma float64) {
	sigma = math.Log(factor) / z95
	return math.Log(mean) - sigma*sigma/2, sigma
}

// spread returns the variance of a lognormal variable.
func spread(mean, factor float64) float64 {
	_, sigma := shape(mean, factor)
	return mean * mean * math.Expm1(sigma*sigma)
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func propagate(t testing.TB, s Study, opt Options) Result {
	t.Helper()
	r, err := Propagate(context.Background(), s, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
