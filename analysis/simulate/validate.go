package simulate

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
)

// A Fault is one thing wrong with a model.
//
//nolint:errname // it is data first
type Fault struct {
	Place   string // in the model: components[2].life, gates[0], top, storms[1]
	Message string
}

// Error returns place and message.
func (f *Fault) Error() string { return fmt.Sprintf("simulate: %s: %s", f.Place, f.Message) }

// A checker collects what is wrong with a model.
type checker struct {
	m          *Model
	faults     []error
	components map[string]int
	inputs     map[string]bool // of gates
	crews      map[string]bool
	stocks     map[string]bool
}

func (k *checker) addf(place, format string, args ...any) {
	k.faults = append(k.faults, &Fault{place, fmt.Sprintf(format, args...)})
}

// Validate returns all that is wrong with m, [Fault]s joined.
func (m *Model) Validate() error {
	k := &checker{m: m, components: map[string]int{}, inputs: map[string]bool{}, crews: map[string]bool{}, stocks: map[string]bool{}}
	k.names()
	for i := range m.Components {
		k.component(fmt.Sprintf("components[%d]", i), &m.Components[i])
	}
	k.supplies()
	k.dependence()
	for i := range m.Storms {
		k.storm(fmt.Sprintf("storms[%d]", i), &m.Storms[i])
	}
	k.cost("downCost", m.DownCost)
	k.structure()
	return errors.Join(k.faults...)
}

// names notes what there is to name, and what is named twice.
func (k *checker) names() {
	note := func(known map[string]bool, place, id string) {
		switch {
		case id == "":
			k.addf(place, "has no id")
		case known[id]:
			k.addf(place, "another one is called %q", id)
		}
		known[id] = true
	}
	for i, c := range k.m.Components {
		note(k.inputs, fmt.Sprintf("components[%d]", i), c.ID)
		k.components[c.ID] = i
	}
	for i, s := range k.m.Storms {
		note(k.inputs, fmt.Sprintf("storms[%d]", i), s.ID)
	}
	for i, g := range k.m.Gates {
		note(k.inputs, fmt.Sprintf("gates[%d]", i), g.ID)
	}
	for i, c := range k.m.Crews {
		note(k.crews, fmt.Sprintf("crews[%d]", i), c.ID)
	}
	for i, s := range k.m.Stocks {
		note(k.stocks, fmt.Sprintf("stocks[%d]", i), s.ID)
	}
	shocks := map[string]bool{}
	for i, s := range k.m.Shocks {
		note(shocks, fmt.Sprintf("shocks[%d]", i), s.ID)
	}
	if len(k.m.Components) == 0 {
		k.addf("components", "there are none")
	}
}

// farthest is how much longer or shorter than an hour a mean may be: squares and cubes
// of hours are numbers.
const farthest = 1e60

// lifetime checks that hours can be drawn from d, and have a mean.
func (k *checker) lifetime(place string, d dist.Lifetime) {
	if d == nil {
		k.addf(place, "is missing")
	} else if err := d.Validate(); err != nil {
		k.addf(place, "%v", err)
	} else if !(d.CDF(0) < 1) {
		k.addf(place, "gives no positive hours")
	} else if mean := d.Mean(); !(mean >= 1/farthest && mean <= farthest) {
		k.addf(place, "has a mean of %g hours, not between %g and %g", mean, 1/farthest, farthest)
	}
}

func (k *checker) component(place string, c *Component) {
	k.lifetime(place+".life", c.Life)
	if c.Repair != nil {
		k.lifetime(place+".repair", c.Repair)
	} else if c.Crew != "" || c.Stock != "" {
		k.addf(place, "has a crew or a stock and no repair")
	}
	if c.Crew != "" && !k.crews[c.Crew] {
		k.addf(place+".crew", "crew %q is not defined", c.Crew)
	}
	if c.Stock != "" && !k.stocks[c.Stock] {
		k.addf(place+".stock", "stock %q is not defined", c.Stock)
	}
	k.cost(place+".cost", c.Cost)
	if s := c.Maintenance; s != nil {
		k.lifetime(place+".maintenance.duration", s.Duration)
		if !positive(s.First) || !positive(s.Every) {
			k.addf(place+".maintenance", "first after %g hours and then every %g are not positive", s.First, s.Every)
		}
	}
}

func positive(x float64) bool { return x > 0 && !math.IsInf(x, 1) }

func (k *checker) cost(place string, x float64) {
	if !(x >= 0 && x <= math.MaxFloat32) { // products of it are numbers
		k.addf(place, "%g is not between 0 and %g", x, math.MaxFloat32)
	}
}

// maxUnits bounds crews, parts and retries, which cost time each.
const maxUnits = 10_000

func (k *checker) supplies() {
	for i, c := range k.m.Crews {
		if c.Size < 1 {
			k.addf(fmt.Sprintf("crews[%d]", i), "size %d is below 1", c.Size)
		}
		k.cost(fmt.Sprintf("crews[%d].cost", i), c.Cost)
	}
	for i, s := range k.m.Stocks {
		place := fmt.Sprintf("stocks[%d]", i)
		if s.Parts < 1 || s.Parts > maxUnits {
			k.addf(place, "%d parts are not between 1 and %d", s.Parts, maxUnits)
		}
		if s.Lead != nil {
			k.lifetime(place+".lead", s.Lead)
		}
		k.cost(place+".cost", s.Cost)
	}
}

func (k *checker) targets(place string, ids []string) {
	if len(ids) == 0 {
		k.addf(place, "names no component")
	}
	seen := map[string]bool{}
	for j, id := range ids {
		if _, ok := k.components[id]; !ok {
			k.addf(fmt.Sprintf("%s[%d]", place, j), "component %q is not defined", id)
		} else if seen[id] {
			k.addf(fmt.Sprintf("%s[%d]", place, j), "component %q comes twice", id)
		}
		seen[id] = true
	}
}

func (k *checker) dependence() {
	for i, s := range k.m.Shocks {
		place := fmt.Sprintf("shocks[%d]", i)
		k.lifetime(place+".interval", s.Interval)
		k.targets(place+".targets", s.Targets)
		if !(s.Probability > 0 && s.Probability <= 1) {
			k.addf(place, "probability %g is not in (0, 1]", s.Probability)
		}
	}
	for i, c := range k.m.Cascades {
		place := fmt.Sprintf("cascades[%d]", i)
		k.targets(place+".source", []string{c.Source})
		k.targets(place+".targets", c.Targets)
		if !(c.Probability >= 0 && c.Probability <= 1) {
			k.addf(place, "probability %g is not in [0, 1]", c.Probability)
		}
		if c.Factor != 0 && !(c.Factor >= 1 && c.Factor <= math.MaxFloat32) {
			k.addf(place, "factor %g is not between 1 and %g", c.Factor, math.MaxFloat32)
		}
	}
}

func (k *checker) storm(place string, s *Storm) {
	k.targets(place+".members", s.Members)
	if within := func(x float64) bool { return x > 0 && x <= math.MaxFloat32 }; !within(s.Demand) || !within(s.Capacity) {
		k.addf(place, "demand %g or capacity %g is not positive and at most %g", s.Demand, s.Capacity, math.MaxFloat32)
	} else if s.Demand > s.bears(len(s.Members)) {
		k.addf(place, "demand %g is more than %d members of capacity %g bear", s.Demand, len(s.Members), s.Capacity)
	}
	if s.Retries < 0 || s.Retries > maxUnits || !(s.Backoff >= 0 && s.Backoff <= 1) {
		k.addf(place, "retries %d are not between 0 and %d, or backoff %g is not in [0, 1]", s.Retries, maxUnits, s.Backoff)
	}
	if !(s.Waste >= 0 && s.Waste <= 1) {
		k.addf(place, "waste %g is not in [0, 1]", s.Waste)
	}
	if !(s.Exponent >= 0 && s.Exponent <= 100) {
		k.addf(place, "exponent %g is not in [0, 100]", s.Exponent)
	}
}

// structure checks the gates, and that they make no circle.
func (k *checker) structure() {
	if k.m.Down != nil {
		if k.m.Top != "" || len(k.m.Gates) > 0 {
			k.addf("top", "there are gates and a function")
		}
		return
	}
	if !k.inputs[k.m.Top] || k.m.Top == "" {
		k.addf("top", "%q is not defined", k.m.Top)
	}
	gates := map[string]int{}
	for i, g := range k.m.Gates {
		gates[g.ID] = i
		place := fmt.Sprintf("gates[%d]", i)
		switch g.Op {
		case faulttree.And, faulttree.Or:
		case faulttree.AtLeast:
			if g.K < 1 || g.K > len(g.Inputs) {
				k.addf(place, "at least %d of %d inputs", g.K, len(g.Inputs))
			}
		default:
			k.addf(place, "a gate is and, or, atLeast, not %q", g.Op)
		}
		if len(g.Inputs) == 0 {
			k.addf(place, "has no inputs")
		}
		for j, id := range g.Inputs {
			if !k.inputs[id] {
				k.addf(fmt.Sprintf("%s.inputs[%d]", place, j), "%q is not defined", id)
			}
		}
	}
	if circle := circle(k.m.Gates, gates); len(circle) > 0 {
		k.addf(fmt.Sprintf("gates[%d]", gates[circle[0]]), "is an input of itself: %s", strings.Join(append(circle, circle[0]), " → "))
	}
}

// circle returns the gates of a circle, each an input of the one before it; none
// where there is no circle.
func circle(gates []faulttree.Gate, index map[string]int) []string {
	const done = -1
	at := map[string]int{} // 1 and up: how deep it is on the path
	var path []string
	var walk func(id string) []string
	walk = func(id string) []string {
		if at[id] > 0 {
			return slices.Clone(path[at[id]-1:])
		}
		i, ok := index[id]
		if !ok || at[id] == done {
			return nil
		}
		path = append(path, id)
		at[id] = len(path)
		for _, input := range gates[i].Inputs {
			if found := walk(input); found != nil {
				return found
			}
		}
		path, at[id] = path[:len(path)-1], done
		return nil
	}
	for _, g := range gates {
		if found := walk(g.ID); found != nil {
			return found
		}
	}
	return nil
}

// sorted returns the gates so that inputs come first, without those in circles or
// above them.
func sorted(gates []faulttree.Gate, index map[string]int) []int {
	waits := make([]int, len(gates)) // for inputs
	users := make([][]int, len(gates))
	var order []int
	for i, g := range gates {
		for _, id := range g.Inputs {
			if j, ok := index[id]; ok {
				waits[i]++
				users[j] = append(users[j], i)
			}
		}
		if waits[i] == 0 {
			order = append(order, i)
		}
	}
	for at := 0; at < len(order); at++ {
		for _, i := range users[order[at]] {
			if waits[i]--; waits[i] == 0 {
				order = append(order, i)
			}
		}
	}
	return order
}
