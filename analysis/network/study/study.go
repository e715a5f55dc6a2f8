package study

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ninefold/analysis/network"
	"ninefold/analysis/network/model"
	"ninefold/analysis/provenance"
)

// A Method says how a reliability is found.
type Method string

// The methods. Auto is the exact one, or bounds where that would take too much.
const (
	Auto   Method = "auto"
	Exact  Method = "exact"
	Bounds Method = "bounds"
)

// Options control a study. The zero value means the defaults.
type Options struct {
	Method     Method  // empty is read as Auto
	Ratio      float64 // bounds end once the upper one of the unreliability is so many times the lower one; 0 is read as 1.01
	StateLimit int     // of a level of the frontier method; 0 is read as 20 million
	NodeLimit  int     // of a diagram of minimal sets; 0 is read as 2 million
	Sets       int     // minimal sets to list of each kind; 0 is read as 20, a negative number as none
	NoSets     bool    // leave minimal sets out
	NoRanking  bool    // leave importances out
	MostPairs  int     // that may be asked about in one question; 0 is read as 20,000
	Workers    int     // for pairs; 0 is read as 1

	// TimeLimit is what all may take together, 0 no limit. Each step has an equal share of
	// it; what is not done by then is left out, or bounded.
	TimeLimit time.Duration

	Progress func(Progress) // may be nil
}

const (
	defaultRatio = 1.01
	defaultNodes = 2_000_000
	defaultPairs = 20_000
)

// Progress says what a study is at.
type Progress struct {
	Question string
	Step     string
	Done     int // of what Total counts
	Total    int
}

// A Report is what there is to say of a network.
type Report struct {
	Label      string            `json:"label,omitempty"`
	Nodes      int               `json:"nodes"`
	Edges      int               `json:"edges"`
	Directed   bool              `json:"directed"`           // some edges lead one way only
	Labels     map[string]string `json:"labels,omitempty"`   // of nodes and edges that have one, by ID
	Warnings   []string          `json:"warnings,omitempty"` // what makes answers empty
	Answers    []Answer          `json:"answers"`            // in the order of the questions
	Partial    bool              `json:"partial"`            // something is left out or only bounded
	Provenance provenance.Record `json:"provenance"`
}

// An Answer is what there is to say of a question. The reliability is exact, or has
// bounds, or is absent; of pairs it is in each of them.
type Answer struct {
	ID            string          `json:"id"`
	Label         string          `json:"label,omitempty"`
	Measure       Measure         `json:"measure"`
	Terminals     []string        `json:"terminals,omitempty"` // of all-terminal the first, where it matters
	Reliability   *float64        `json:"reliability,omitempty"`
	Unreliability *float64        `json:"unreliability,omitempty"`
	Bounds        *network.Bounds `json:"bounds,omitempty"`
	Method        Method          `json:"method,omitempty"`      // exact or bounds; absent of pairs
	Importances   []Importance    `json:"importances,omitempty"` // by decreasing Birnbaum importance
	PathSets      *network.Sets   `json:"pathSets,omitempty"`
	CutSets       *network.Sets   `json:"cutSets,omitempty"`
	Pairs         *Pairs          `json:"pairs,omitempty"`
	Omitted       []Omission      `json:"omitted,omitempty"`
}

// A Measure is what a question is about.
type Measure string

// The measures.
const (
	TwoTerminal Measure = "twoTerminal"
	KTerminal   Measure = "kTerminal"
	AllTerminal Measure = "allTerminal"
	AllPairs    Measure = "allPairs"
)

// An Importance is that of an edge or a node.
type Importance = network.Importance

// An Omission is something that is not known, and why.
type Omission struct {
	What   string `json:"what"` // exact, importances, pathSets, cutSets or pairs
	Reason string `json:"reason"`
}

// Worst returns the largest unreliability that the answer leaves possible; ok is false
// where it says nothing.
func (a *Answer) Worst() (worst float64, ok bool) {
	switch {
	case a.Unreliability != nil:
		return *a.Unreliability, true
	case a.Bounds != nil:
		return a.Bounds.Unreliability.High, true
	case a.Pairs != nil:
		for _, p := range a.Pairs.List {
			worst = max(worst, p.worst())
		}
		return worst, len(a.Pairs.List) > 0
	}
	return 0, false
}

// Validate says all that is wrong with the options.
func (o Options) Validate() error {
	var faults []error
	failf := func(format string, args ...any) { faults = append(faults, fmt.Errorf("study: "+format, args...)) }
	switch o.Method {
	case "", Auto, Exact, Bounds:
	default:
		failf("unknown method %q, want auto, exact or bounds", o.Method)
	}
	if o.Ratio != 0 && !(o.Ratio >= 1 && o.Ratio <= 1e9) {
		failf("ratio %g of bounds is not between 1 and 1e9", o.Ratio)
	}
	if o.StateLimit < 0 || o.NodeLimit < 0 || o.MostPairs < 0 || o.Workers < 0 || o.TimeLimit < 0 {
		failf("a limit is negative")
	}
	return errors.Join(faults...)
}

func (o Options) filled() Options {
	if o.Method == "" {
		o.Method = Auto
	}
	if o.Ratio == 0 {
		o.Ratio = defaultRatio
	}
	if o.NodeLimit == 0 {
		o.NodeLimit = defaultNodes
	}
	if o.MostPairs == 0 {
		o.MostPairs = defaultPairs
	}
	o.Workers = max(o.Workers, 1)
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return o
}

// Analyze answers the questions of a model, which is as [model.Read] returns it.
//
// What takes more states, nodes or time than the options allow is bounded or left out,
// with the reason, and makes the report partial; that is no error. It returns the faults
// of the options and of the model, and when ctx ends its error, with the answers there
// are by then.
func Analyze(ctx context.Context, m *model.Model, opt Options) (Report, error) {
	g, arcs := graphOf(m)
	if err := errors.Join(opt.Validate(), g.Validate()); err != nil {
		return Report{}, err
	}
	opt = opt.filled()
	s := &solver{model: m, graph: g, arcs: arcs, opt: opt}
	if opt.TimeLimit > 0 {
		s.share = max(opt.TimeLimit/time.Duration(steps*max(len(m.Questions), 1)), 1)
	}
	r := Report{Label: m.Label, Nodes: len(m.Nodes), Edges: len(m.Edges), Directed: m.Directed(), Labels: labels(m), Answers: []Answer{}}
	if !m.Fails() {
		r.Warnings = append(r.Warnings, "no node and no edge can fail: state a reliability")
	}
	for i, q := range m.Questions {
		s.progress = func(step string, done, total int) {
			if total == 0 {
				done, total = i, len(m.Questions)
			}
			opt.Progress(Progress{Question: q.ID, Step: step, Done: done, Total: total})
		}
		a, err := s.answer(ctx, q)
		if err != nil && ctx.Err() == nil {
			return Report{}, err
		}
		r.Answers = append(r.Answers, a)
		r.Partial = r.Partial || len(a.Omitted) > 0 || ctx.Err() != nil
		if ctx.Err() != nil {
			break
		}
	}
	r.Provenance = digest(m).Record(0)
	r.Provenance.Methods = methods(r.Answers)
	return r, ctx.Err()
}

// labels are those of nodes and edges that have one.
func labels(m *model.Model) map[string]string {
	out := map[string]string{}
	for i := range m.Nodes {
		if n := &m.Nodes[i]; n.Label != "" {
			out[n.ID] = n.Label
		}
	}
	for i := range m.Edges {
		if e := &m.Edges[i]; e.Label != "" {
			out[e.ID] = e.Label
		}
	}
	return out
}

// digest sums up the network and what is asked of it.
func digest(m *model.Model) *provenance.Digest {
	d := provenance.NewDigest("network")
	for i := range m.Nodes {
		n := &m.Nodes[i]
		d.Text("node").Text(n.ID).Number(n.Unavailability).Row()
	}
	for i := range m.Edges {
		e := &m.Edges[i]
		direction := "either"
		if e.Directed {
			direction = "one"
		}
		d.Text("edge").Text(e.ID).Text(e.From).Text(e.To).Text(direction).Number(e.Unavailability).Row()
	}
	for _, q := range m.Questions {
		d.Text("question").Text(string(measureOf(q)))
		for _, id := range q.Terminals {
			d.Text(id)
		}
		d.Heading()
	}
	return d
}

// methods names those that answers were found by.
func methods(answers []Answer) []string {
	out := []string{}
	for _, m := range []struct {
		name string
		used func(a *Answer) bool
	}{
		{"reliability: frontier method, exact", func(a *Answer) bool { return a.Method == Exact || a.Pairs.has(Exact) }},
		{"reliability: bounds by disjoint paths and cuts and the most probable states", func(a *Answer) bool { return a.Method == Bounds || a.Pairs.has(Bounds) }},
		{"importances: one pass up and down all states, exact", func(a *Answer) bool { return a.Importances != nil }},
		{"minimal sets: decision diagrams, exact counts", func(a *Answer) bool { return a.PathSets != nil || a.CutSets != nil }},
	} {
		for i := range answers {
			if m.used(&answers[i]) {
				out = append(out, m.name)
				break
			}
		}
	}
	return out
}
