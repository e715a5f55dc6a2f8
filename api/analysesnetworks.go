package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/analysis/equations"
	systemmodel "ninefold/analysis/equations/model"
	systemstudy "ninefold/analysis/equations/study"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/network"
	networkmodel "ninefold/analysis/network/model"
	networkstudy "ninefold/analysis/network/study"
)

// What one analysis may take. The command line has no such limits.
const (
	mostFrontier = 2_000_000  // states of a level, some 50 bytes each
	mostSetNodes = 2_000_000  // of a diagram of minimal sets
	mostPairs    = 2_000      // in one question
	mostListed   = 10_000_000 // names in all minimal sets that may be listed
)

// networkFormats are those of texts of networks.
var networkFormats = []string{string(networkmodel.YAML), string(networkmodel.GraphML), string(networkmodel.EdgeList)}

// Options of the analysis of a network.
type networkOptions struct {
	Terminals       []string `json:"terminals,omitempty" doc:"Nodes that must be connected, by ID or label, or all, instead of what the network asks; the first must reach the others where edges are directed."`
	Pairs           bool     `json:"pairs,omitempty" doc:"Ask about every two of the terminals, or of all nodes."`
	Reliability     *float64 `json:"reliability,omitempty" minimum:"0" maximum:"1" doc:"Of edges that state none."`
	NodeReliability *float64 `json:"nodeReliability,omitempty" minimum:"0" maximum:"1" doc:"Of nodes that state none; they never fail without it."`
	MissionTime     *float64 `json:"missionTime,omitempty" doc:"Hours, instead of those of the network."`
	Method          string   `json:"method,omitempty" enum:"auto,exact,bounds" doc:"Of the reliability; auto is exact, or certain bounds where that would take too much."`
	Ratio           float64  `json:"ratio,omitempty" doc:"Bounds may be so many times apart; 1.01 without it."`
	CutSets         string   `json:"cutSets,omitempty" enum:"off,count,list" doc:"What to say of minimal path sets and cut sets; list without it."`
	Limit           *int     `json:"limit,omitempty" minimum:"0" maximum:"1000" doc:"How many minimal sets to list of each kind; 50 without it."`
	States          int      `json:"states,omitempty" minimum:"0" maximum:"2000000" doc:"Of a level of the frontier; 0 is the most. Beyond, there are bounds."`
	Nodes           int      `json:"nodes,omitempty" minimum:"0" maximum:"2000000" doc:"Of a diagram of minimal sets; 0 is the most."`
	timed
}

func (o networkOptions) study() networkstudy.Options {
	opt := networkstudy.Options{
		Method: networkstudy.Method(o.Method), Ratio: o.Ratio, NoSets: o.CutSets == "off", MostPairs: mostPairs, Workers: 1,
		StateLimit: nonZero(o.States, mostFrontier), NodeLimit: nonZero(o.Nodes, mostSetNodes), Sets: listed(o.Limit),
	}
	if o.CutSets == "count" && o.Limit == nil {
		opt.Sets = -1
	}
	return opt
}

// listed is how many sets to list, as studies have it: none is less than 0.
func listed(limit *int) int { return nonZero(or(limit, 50), -1) }

func (o networkOptions) check() error {
	var b bounded
	b.number("limit", or(o.Limit, 0), mostSets)
	b.number("states", o.States, mostFrontier)
	b.number("nodes", o.Nodes, mostSetNodes)
	b.mission(o.MissionTime)
	b.share("reliability", o.Reliability)
	b.share("nodeReliability", o.NodeReliability)
	b.time(o.timed)
	if o.CutSets != "" && !slices.Contains([]string{"off", "count", "list"}, o.CutSets) {
		b.faults = append(b.faults, fmt.Errorf("body.options.cutSets: unknown word %.40q, want off, count or list", o.CutSets))
	}
	return b.join(o.study().Validate())
}

// mission refuses times that are none.
func (b *bounded) mission(hours *float64) {
	if hours != nil && !(*hours > 0 && *hours <= networkmodel.LongestHours) {
		b.faults = append(b.faults, fmt.Errorf("body.options.missionTime: %g is not positive and at most %g", *hours, float64(networkmodel.LongestHours)))
	}
}

// share refuses probabilities that are none.
func (b *bounded) share(name string, p *float64) {
	if p != nil && !(*p >= 0 && *p <= 1) {
		b.faults = append(b.faults, fmt.Errorf("body.options.%s: %g is not between 0 and 1", name, *p))
	}
}

func analyzeNetwork(ctx context.Context, d modelText, o networkOptions) (out found[networkstudy.Report], err error) {
	m, err := readNetwork(d, o)
	if err != nil {
		return out, err
	}
	opt := o.study()
	if err := fewEnough(len(m.Questions), len(m.Nodes)+len(m.Edges), opt.Sets); err != nil {
		return out, err
	}
	opt.TimeLimit = timeForAll(ctx)
	out.data, err = networkstudy.Analyze(ctx, m, opt)
	out.warnings, out.partial = out.data.Warnings, out.data.Partial
	if errors.Is(err, context.DeadlineExceeded) && answered(out.data.Answers) {
		err = nil // what there is holds, and says what is missing
	}
	return out, err
}

// answered tells whether there is an answer to any question.
func answered(list []networkstudy.Answer) bool {
	return slices.ContainsFunc(list, func(a networkstudy.Answer) bool {
		_, ok := a.Worst()
		return ok
	})
}

// readNetwork reads a network in any of its formats.
func readNetwork(d modelText, o networkOptions) (*networkmodel.Model, error) {
	is := string(cmp.Or(networkmodel.FormatOf(d.text), networkmodel.YAML))
	switch {
	case d.format != "" && !slices.Contains(networkFormats, d.format):
		return nil, newProblem(http.StatusUnprocessableEntity, "invalid_body", "body.format: want one of "+strings.Join(networkFormats, ", "))
	case d.format != "" && d.format != is:
		return nil, newProblem(http.StatusUnprocessableEntity, "invalid_model", "body.text: it does not look like a network as "+d.format)
	}
	opt := networkmodel.Options{
		MissionTimeHours: or(o.MissionTime, 0), Terminals: o.Terminals, Pairs: o.Pairs,
		Edges: lacking(o.Reliability), Nodes: lacking(o.NodeReliability),
	}
	asked := ""
	if len(o.Terminals) > 0 {
		asked = "terminals"
	}
	return readAsked(d, asked, func(name string, r io.Reader) (*networkmodel.Model, error) { return networkmodel.Read(name, r, opt) })
}

// lacking is what a reliability lacks to 1, with the digits that it was sent with.
func lacking(reliability *float64) *float64 {
	if reliability == nil {
		return nil
	}
	u, err := networkmodel.Unavailability(strconv.FormatFloat(*reliability, 'g', -1, 64))
	if err != nil { // it was checked
		return nil
	}
	return &u
}

// readAsked reads the model by a parser of files that also says what is wrong with an
// option, at the beginning of the file.
func readAsked[T any](d modelText, option string, parse func(name string, r io.Reader) (T, error)) (T, error) {
	return readDocument(d, func(name string, r io.Reader) (T, error) {
		m, err := parse(name, r)
		list, ok := errors.AsType[problem.List](err)
		if !ok || option == "" {
			return m, err
		}
		errs := d.places(list)
		for i, p := range list {
			if p.Element == option {
				errs[i] = ProblemDetail{Message: p.Message, Location: "body.options." + option}
			}
		}
		return m, faultyModel(errs)
	})
}

// fewEnough refuses questions whose answers would be very long.
func fewEnough(questions, parts, sets int) error {
	if n := questions * parts * max(sets, 1); n > mostListed {
		return newProblem(http.StatusRequestEntityTooLarge, "too_large",
			fmt.Sprintf("%d questions about %d parts, with up to %d minimal sets each, are beyond what is answered here; ask for less, or the command line", questions, parts, max(sets, 0)))
	}
	return nil
}

// timeForAll is what the steps of a study may take together so that there is an answer
// before ctx ends; 0 is no limit.
func timeForAll(ctx context.Context) time.Duration {
	end, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return max(time.Until(end)*9/10, 1)
}

// Options of the analysis of a system of Boolean equations.
type booleanSystemOptions struct {
	Tops        []string `json:"tops,omitempty" doc:"Components to ask about, instead of those the system names."`
	Semantics   string   `json:"semantics,omitempty" enum:"both,steady,coldStart" doc:"What circles mean, instead of what the system says."`
	MissionTime *float64 `json:"missionTime,omitempty" doc:"Hours, instead of those of the system."`
	Limit       *int     `json:"limit,omitempty" minimum:"0" maximum:"1000" doc:"How many minimal cut sets to list; 50 without it."`
	Nodes       int      `json:"nodes,omitempty" minimum:"0" maximum:"5000000" doc:"Of a decision diagram; 0 is the most."`
	timed
}

func (o booleanSystemOptions) check() error {
	var b bounded
	b.number("limit", or(o.Limit, 0), mostSets)
	b.number("nodes", o.Nodes, mostNodes)
	b.mission(o.MissionTime)
	b.time(o.timed)
	if _, known := systemmodel.SemanticsOf(o.Semantics); !known && o.Semantics != "" {
		b.faults = append(b.faults, fmt.Errorf("body.options.semantics: unknown word %.40q, want %s", o.Semantics, strings.Join(systemmodel.SemanticsNames(), ", ")))
	}
	return b.join(nil)
}

func analyzeSystem(ctx context.Context, d modelText, o booleanSystemOptions) (out found[systemstudy.Report], err error) {
	ask := systemmodel.Options{MissionTimeHours: or(o.MissionTime, 0), Tops: o.Tops}
	ask.Semantics, _ = systemmodel.SemanticsOf(o.Semantics)
	asked := ""
	if len(o.Tops) > 0 {
		asked = "tops"
	}
	m, err := readAsked(d, asked, func(name string, r io.Reader) (*systemmodel.Model, error) { return systemmodel.Read(name, r, ask) })
	if err != nil {
		return out, err
	}
	opt := systemstudy.Options{NodeLimit: nonZero(o.Nodes, mostNodes), Sets: listed(o.Limit)}
	if err := fewEnough(len(m.Tops)*len(m.Semantics), m.Named, opt.Sets); err != nil {
		return out, err
	}
	opt.TimeLimit = timeForAll(ctx)
	out.data, err = systemstudy.Analyze(ctx, m, opt)
	out.partial = out.data.Partial
	if errors.Is(err, context.DeadlineExceeded) && len(out.data.Tops) > 0 {
		err = nil // what there is holds
	}
	return out, err
}

// The forms in which minimal sets and solutions are written, for the schema.
type (
	writtenSets[S any] struct {
		Count   string   `json:"count" doc:"Exact; the empty set counts."`
		ByOrder []string `json:"byOrder" nullable:"false" doc:"How many have so many components, from 0."`
		Sum     float64  `json:"sum" doc:"Of their probabilities: an upper bound."`
		Top     []S      `json:"top" nullable:"false" doc:"The most probable."`
	}
	networkSets          writtenSets[network.Set]
	booleanSystemCutSets writtenSets[equations.CutSet]
	booleanSystemResult  struct {
		Semantics     equations.Semantics    `json:"semantics" enum:"steady,coldStart"`
		Unreliability float64                `json:"unreliability"`
		Reliability   float64                `json:"reliability"`
		CutSets       booleanSystemCutSets   `json:"cutSets"`
		Importances   []equations.Importance `json:"importances" nullable:"false"`
		Nodes         int                    `json:"nodes" doc:"Of the decision diagram."`
	}
)

// written tells the schema how types are that write themselves.
func written(r huma.Registry) huma.Registry {
	r.RegisterTypeAlias(reflect.TypeFor[network.Sets](), reflect.TypeFor[networkSets]())
	r.RegisterTypeAlias(reflect.TypeFor[equations.Result](), reflect.TypeFor[booleanSystemResult]())
	return r
}
