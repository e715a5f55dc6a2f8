package api

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	dynamicstudy "ninefold/analysis/dynamic/study"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/problem"
	treestudy "ninefold/analysis/faulttree/study"
	"ninefold/analysis/markov"
	chainstudy "ninefold/analysis/markov/study"
	"ninefold/analysis/optimize"
	"ninefold/analysis/provenance"
	blockstudy "ninefold/analysis/rbd/study"
	simulationstudy "ninefold/analysis/simulate/study"
	"ninefold/models/store"
)

// A modelInput is the request of an analysis. The body is read by [readModel].
type modelInput struct {
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"application/json" required:"true"`
}

// An analysis is what was found out about a model, in the envelope in which the command
// line prints it.
type analysis[R any] struct {
	APIVersion string       `json:"apiVersion" example:"ninefold/v1"`
	Kind       string       `json:"kind"`
	Data       R            `json:"data"`
	Warnings   []string     `json:"warnings"`
	Meta       analysisMeta `json:"meta"`
}

type analysisMeta struct {
	Engine  string `json:"engine"`
	Seed    uint64 `json:"seed,omitempty"`
	Partial bool   `json:"partial" doc:"Something that was asked for is missing, or has bounds for a number; the data says what."`
}

// A found is an answer before it has its envelope.
type found[R any] struct {
	data     R
	seed     uint64
	partial  bool
	warnings []string
}

// Options of an analysis.
type options interface {
	check() error // all that is wrong with them
	limit() time.Duration
}

// A solver answers what options ask about a document, until ctx ends.
type solver[O options, R any] func(ctx context.Context, d modelText, o O) (found[R], error)

// analyses registers what is computed from a model that comes with the request. It
// stores nothing, so who may read may ask.
func (s *Server) analyses(api huma.API) {
	analyze(s, api, "fault-tree", "FaultTreeAnalysis", "Probability, cut sets and frequencies of fault trees and event trees", analyzeTree)
	analyze(s, api, "fault-tree/importance", "Importance", "Importance of every event, and of groups of them, in fault trees", importanceInTree)
	analyze(s, api, "fault-tree/uncertainty", "Uncertainty", "How uncertain the top events of fault trees are, and because of what", uncertaintyOfTree)
	analyze(s, api, "block-diagram", "BlockDiagramAnalysis", "Reliability, availability, mean times and importance of a block diagram", analyzeBlocks)
	analyze(s, api, "dynamic-tree", "DynamicFaultTreeAnalysis", "Unreliability and unavailability of a dynamic fault tree", analyzeDynamicTree)
	analyze(s, api, "dynamic-tree/importance", "DynamicFaultTreeImportance", "What each event means for the top of a dynamic fault tree", importanceInDynamicTree)
	analyze(s, api, "network", "NetworkAnalysis", "Reliability, importance and minimal sets of a network between terminals", analyzeNetwork)
	analyze(s, api, "boolean-system", "BooleanSystemAnalysis", "Unreliability of components that may need each other in circles", analyzeSystem)
	analyze(s, api, "markov", "MarkovReport", "Solve a Markov chain", analyzeChain)
	analyze(s, api, "simulation", "SimulationReport", "Simulate a system with crews, spares, shocks and storms", runSimulation)
	analyze(s, api, "allocation", "RedundancyAllocation", "Which components, and how many, make a system most reliable within limits, or cheapest", allocate)
	analyze(s, api, "frontier", "RedundancyFrontier", "All trade-offs between reliability and what components use", trade)
}

// analyze registers one analysis.
func analyze[O options, R any](s *Server, api huma.API, path, kind, summary string, solve solver[O, R]) {
	o := operation{
		method: http.MethodPost, path: "/analyses/" + path, id: "analyze-" + strings.ReplaceAll(path, "/", "-"), tag: "Analyses", summary: summary,
		scope: store.ScopeRead, maxBody: maxDocument, json: reflect.TypeFor[modelBody[O]](), costly: true,
	}
	register(s, api, o, func(ctx context.Context, in *modelInput) (*output[analysis[R]], error) {
		if media, _, err := mime.ParseMediaType(in.ContentType); err != nil || media != "application/json" {
			return nil, newProblem(http.StatusUnsupportedMediaType, "unsupported_media_type", "send the model as application/json")
		}
		d, ask, err := readModel[O](in.RawBody)
		if err != nil {
			return nil, err
		}
		if err := ask.check(); err != nil {
			return nil, optionProblem(err)
		}
		release, err := s.slot(ctx)
		if err != nil {
			return nil, err
		}
		defer release()
		inTime, stop := shorter(ctx, ask.limit())
		defer stop()
		out, err := solve(inTime, d, ask)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, unsolved(d, err)
		}
		return &output[analysis[R]]{Body: analysis[R]{
			APIVersion: "ninefold/v1", Kind: kind, Data: out.data, Warnings: list(out.warnings),
			Meta: analysisMeta{Engine: "ninefold " + s.Version + ", engine " + provenance.EngineVersion, Seed: out.seed, Partial: out.partial},
		}}, nil
	})
}

// shorter leaves a third of the time of a request for bounds and for the answer. A
// limit of 0 is none.
func shorter(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok {
		left := time.Until(end) * 2 / 3
		if limit == 0 || limit > left {
			limit = left
		}
	}
	if limit == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, limit)
}

// tooLarge are the causes of errors of models that are fine and need more than they get.
var tooLarge = []error{
	chainstudy.ErrLimit, simulationstudy.ErrLimit, blockstudy.ErrLimit, dynamicstudy.ErrLimit,
	markov.ErrBudget, faulttree.ErrTooLarge, optimize.ErrTooLarge,
}

// unsolved is why there is no answer about a model.
func unsolved(d modelText, err error) error {
	if list, ok := errors.AsType[problem.List](err); ok {
		return d.invalid(list)
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	for _, cause := range tooLarge {
		if errors.Is(err, cause) {
			return newProblem(http.StatusRequestEntityTooLarge, "too_large", err.Error())
		}
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return newProblem(http.StatusGatewayTimeout, "timeout", "there is no answer in the time a request has; ask for less, or the command line")
	case errors.Is(err, optimize.ErrInfeasible):
		return newProblem(http.StatusUnprocessableEntity, "infeasible", err.Error())
	}
	return newProblem(http.StatusUnprocessableEntity, "invalid_model", err.Error(), details(err)...)
}

// A timed is the option that all analyses have.
type timed struct {
	TimeLimitSeconds float64 `json:"timeLimitSeconds,omitempty" minimum:"0" doc:"Give what there is after so long; a request has two thirds of a minute at most."`
}

func (t timed) limit() time.Duration { return time.Duration(t.TimeLimitSeconds * float64(time.Second)) }

// bounded collects what is wrong with numbers of options.
type bounded struct{ faults []error }

// number refuses what is not between 0 and the most a request may have.
func (b *bounded) number(name string, n, most int) {
	if n < 0 || n > most {
		b.faults = append(b.faults, fmt.Errorf("body.options.%s: %d is not between 0 and %d, the most a request may have", name, n, most))
	}
}

// time refuses limits that are none.
func (b *bounded) time(t timed) {
	if !(t.TimeLimitSeconds >= 0 && t.TimeLimitSeconds <= 3600) {
		b.faults = append(b.faults, fmt.Errorf("body.options.timeLimitSeconds: %g is not between 0 and 3600", t.TimeLimitSeconds))
	}
}

// instead refuses times beside the other options that say when to look.
func (b *bounded) instead(times []float64, curve int, mission *float64) {
	if len(times) > 0 && (curve > 0 || mission != nil) {
		b.faults = append(b.faults, errors.New("body.options.times: stands instead of missionTime and curve"))
	}
}

// join returns all that is wrong.
func (b *bounded) join(err error) error { return errors.Join(append(b.faults, err)...) }

// or is the value of an option, or else what it is without.
func or[T any](x *T, without T) T {
	if x == nil {
		return without
	}
	return *x
}

// nonZero is a number of an option, or else what it is without.
func nonZero(n, without int) int {
	if n == 0 {
		return without
	}
	return n
}

// treeFormats are those of texts of fault trees.
var treeFormats = []string{treestudy.YAML, treestudy.OpenPSA, treestudy.Galileo}
