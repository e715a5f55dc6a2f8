package risk

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// The names of attributes that hold what the format has no element for.
const (
	TopNote    = "top"         // of a fault tree: the ID of its top event
	RateNote   = "ratePerHour" // of a basic event: its failures per hour of operation
	FlavorNote = "flavor"      // of a gate: "inhibit" for an and whose last argument is a condition
)

// Note returns the value of an attribute, empty where there is none.
func (n Notes) Note(name string) string {
	for _, a := range n.Attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// PrepareOptions control [Model.Prepare]. The zero value means the defaults.
type PrepareOptions struct {
	// StaggeredTesting reads alpha factors as those of components that are tested
	// one after the other, and not at the same time.
	StaggeredTesting bool
}

// Prepare readies a model that was made or changed: it expands the common-cause
// groups, which must be valid. Without it every [Model.Tree] does so anew.
func (m *Model) Prepare(opt PrepareOptions) { m.index = newIndex(m, opt.StaggeredTesting) }

// NameTops notes the top events of fault trees, given by their index. Nothing is
// noted where the top event is the only gate there that no other uses.
func (m *Model) NameTops(tops map[int]string) {
	free := map[string][]string{}
	for _, t := range m.Tops() {
		free[t.FaultTree] = append(free[t.FaultTree], t.Gate)
	}
	for tree, top := range tops {
		t := &m.FaultTrees[tree]
		if f := free[t.Name]; len(f) != 1 || f[0] != top {
			t.Attributes = append(t.Attributes, Attribute{Name: TopNote, Value: top})
		}
	}
}

// NamedTops returns the top events of each fault tree: the one it names, otherwise
// the gates that no gate uses, as [Model.Tops] does. A name that means nothing
// counts as none.
func (m *Model) NamedTops() []Top {
	free := map[string][]Top{}
	for _, t := range m.Tops() {
		free[t.FaultTree] = append(free[t.FaultTree], t)
	}
	var tops []Top
	for _, t := range m.FaultTrees {
		if top := t.Note(TopNote); top != "" && m.indexed().has(top) {
			free[t.Name] = []Top{{t.Name, top}}
		}
		tops = append(tops, free[t.Name]...)
		delete(free, t.Name) // of two trees of one name the first has them
	}
	return tops
}

// noted returns the failures per hour that a note gives an event, nil where there
// is none.
func (e BasicEvent) noted() *float64 {
	note := e.Note(RateNote)
	if note == "" {
		return nil
	}
	rate, err := strconv.ParseFloat(note, 64)
	if err != nil {
		rate = math.NaN() // which is refused where it is used
	}
	return &rate
}

// Validate reports all that is wrong with a group by itself: too few members, one
// listed twice, factors that do not fit the model, more common causes than can be
// handled.
func (g Group) Validate() error {
	var faults []error
	add := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	size := len(g.Members)
	if size < 2 {
		add("%d members, needs at least 2", size)
	}
	listed := map[string]bool{}
	for _, m := range g.Members {
		if listed[m] {
			add("member %q is listed twice", m)
		}
		listed[m] = true
	}
	first, known := map[string]int{"beta-factor": size, "MGL": 2, "alpha-factor": 1, "phi-factor": 1}[g.Model]
	if !known {
		add("unknown model %q", g.Model)
		return errors.Join(faults...)
	}
	if len(g.Factors) == 0 {
		add("no factor")
	}
	for i, f := range g.Factors {
		if f.Level != first+i || f.Level > size {
			add("factor of level %d: %s takes the levels from %d to %d without gap", f.Level, g.Model, first, size)
			return errors.Join(faults...)
		}
	}
	sum := 0.0
	for _, k := range sizes(g) {
		if sum += choose(size, k); sum > MaxCommonCauses {
			add("%d members up to level %d have more than %d common causes", size, g.Levels(), MaxCommonCauses)
			break
		}
	}
	return errors.Join(faults...)
}
