package risk

import (
	"math"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree/expression"
)

// Bounds on the events that one common-cause group becomes, and all together.
const (
	MaxCommonCauses    = 100_000
	MaxAllCommonCauses = 1_000_000
)

// Levels returns how many members fail together at most.
func (g Group) Levels() int {
	if len(g.Factors) == 0 {
		return 1
	}
	return g.Factors[len(g.Factors)-1].Level
}

// sizes returns how many members the common causes of a group strike, with 1 for
// a member alone.
func sizes(g Group) []int {
	n := len(g.Members)
	if g.Model == "beta-factor" {
		return []int{1, n}
	}
	var out []int
	for k := 1; k <= min(g.Levels(), n); k++ {
		out = append(out, k)
	}
	return out
}

// Causes returns how many basic events a group becomes, as a float64 for it may be
// huge.
func (g Group) Causes() float64 {
	sum := 0.0
	for _, k := range sizes(g) {
		sum += choose(len(g.Members), k)
	}
	return sum
}

// choose returns the number of k-subsets of n.
func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return math.Round(c)
}

// expand turns a group into an event for each common cause: a set of members that
// fail together. It returns their probabilities, and for each member the causes
// that strike it, the member alone first. What they share is put into the system,
// so that an uncertain factor is drawn once.
func (ix *index) expand(g Group, staggered bool) {
	total := ix.shared(g.Name+": total", g.Distribution)
	factor := map[int]expression.Expr{}
	for _, f := range g.Factors {
		factor[f.Level] = ix.shared(g.Name+": factor "+strconv.Itoa(f.Level), f.Expr)
	}
	strikes := map[string][]string{}
	for _, k := range sizes(g) {
		p := probability(g, k, total, factor, staggered)
		subsets(len(g.Members), k, func(subset []int) {
			var names []string
			for _, i := range subset {
				names = append(names, g.Members[i])
			}
			id := ix.fresh("[" + strings.Join(names, " ") + "]")
			ix.events[id] = &p
			for _, name := range names {
				strikes[name] = append(strikes[name], id)
			}
		})
	}
	for member, causes := range strikes {
		f := Formula{Op: "or"}
		for _, id := range causes {
			f.Args = append(f.Args, Formula{Op: "basic-event", Ref: id})
		}
		ix.gates[member] = &f
		delete(ix.events, member)
	}
}

// shared defines a parameter of ours and returns the reference to it. A constant
// is its own.
func (ix *index) shared(name string, e expression.Expr) expression.Expr {
	if len(e.Args) == 0 {
		return e
	}
	for _, taken := ix.system[name]; taken; _, taken = ix.system[name] {
		name += "'"
	}
	ix.system[name] = expression.Definition{Expr: e}
	return expression.Param(name)
}

// probability returns that of one common cause of k of n members [NUREG/CR-4780;
// NUREG/CR-5485 for the alpha factor]:
//
//	beta   Q₁ = (1−β)·Q, Qₙ = β·Q
//	MGL    Q_k = Π_{i≤k} ρᵢ · (1−ρ_{k+1}) · Q / C(n−1, k−1), with ρ₁ = 1 and ρ 0 beyond the last
//	alpha  Q_k = k·α_k / Σ i·αᵢ · Q / C(n−1, k−1), tests at the same time
//	       Q_k = α_k / Σ αᵢ · Q / C(n−1, k−1), staggered tests
//	phi    Q_k = φ_k · Q
func probability(g Group, k int, total expression.Expr, factor map[int]expression.Expr, staggered bool) expression.Expr {
	n := len(g.Members)
	rest := func(f expression.Expr) expression.Expr { return expression.Of(expression.Sub, expression.Num(1), f) }
	share := 1 / choose(n-1, k-1)
	switch g.Model {
	case "beta-factor":
		if k == n {
			return expression.Of(expression.Mul, factor[n], total)
		}
		return expression.Of(expression.Mul, rest(factor[n]), total)
	case "MGL":
		product := []expression.Expr{expression.Num(share)}
		for i := 2; i <= k; i++ {
			product = append(product, factor[i])
		}
		if next, ok := factor[k+1]; ok {
			product = append(product, rest(next))
		}
		return expression.Of(expression.Mul, append(product, total)...)
	case "alpha-factor":
		var sum []expression.Expr
		weight := func(i int) float64 {
			if staggered {
				return 1
			}
			return float64(i)
		}
		for _, f := range g.Factors {
			sum = append(sum, expression.Of(expression.Mul, expression.Num(weight(f.Level)), factor[f.Level]))
		}
		return expression.Of(expression.Mul, expression.Num(weight(k)*share),
			expression.Of(expression.Div, factor[k], expression.Of(expression.Add, sum...)), total)
	}
	return expression.Of(expression.Mul, factor[k], total)
}

// subsets calls f with each k-subset of 0…n−1, in lexical order.
func subsets(n, k int, f func([]int)) {
	pick := make([]int, k)
	for i := range pick {
		pick[i] = i
	}
	for {
		f(pick)
		i := k - 1
		for i >= 0 && pick[i] == n-k+i {
			i--
		}
		if i < 0 {
			return
		}
		pick[i]++
		for j := i + 1; j < k; j++ {
			pick[j] = pick[j-1] + 1
		}
	}
}
