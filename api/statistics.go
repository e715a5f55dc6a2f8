package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/analysis/lifedata"
	lifestudy "ninefold/analysis/lifedata/study"
	lifetable "ninefold/analysis/lifedata/table"
	"ninefold/models/store"
)

// What one request may cost. The command line has no such limits. Beyond them
// single steps, which cannot be stopped, would take more than some seconds.
const (
	maxData  = 8 << 20 // bytes of rows
	mostRows = 50_000
)

var studyLimits = lifestudy.Limits{Rows: mostRows, Conditional: 5000, Figures: 200, Draws: 100_000}

// A fitInput asks for a fitted distribution.
type fitInput struct {
	Rows
	Family    string    `query:"family" default:"auto" enum:"auto,exponential,weibull,weibull3,lognormal,normal,gamma,gumbelMin,gumbelMax,loglogistic,modifiedWeibull" doc:"The distribution; auto is the one that describes the lives best."`
	Bounds    string    `query:"bounds" default:"auto" enum:"auto,conditional,calibrated,likelihoodRatio,fisher" doc:"How bounds are found; auto is the method that keeps its level best, however few the failures."`
	Level     float64   `query:"level" default:"0.9" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"Of two-sided bounds."`
	Quantiles []float64 `query:"quantiles" doc:"Shares of units: when so many have failed; 0.01,0.1,0.5 without it."`
	Hours     []float64 `query:"hours" doc:"Ages at which to give the reliability."`
	Seed      uint64    `query:"seed" default:"1" doc:"Of simulated p-values; the same seed gives the same figures."`
}

// A survivalInput asks for survival without a distribution.
type survivalInput struct {
	Rows
	Level float64 `query:"level" default:"0.9" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"Of two-sided bounds, log-log."`
}

// A recurrenceInput asks for the mean number of events.
type recurrenceInput struct {
	Rows
	FailureTerminated bool    `query:"failureTerminated" doc:"Of CSV: watching ended because of the last event, which needs no line to say so."`
	Level             float64 `query:"level" default:"0.9" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"Of two-sided bounds."`
}

// A growthInput asks whether events become rarer.
type growthInput struct {
	Rows
	FailureTerminated bool    `query:"failureTerminated" doc:"Of CSV: watching ended because of the last event, which needs no line to say so."`
	Level             float64 `query:"level" default:"0.9" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"Of two-sided intervals."`
	Significance      float64 `query:"significance" default:"0.05" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"P-values below it count."`
	Draws             int     `query:"draws" default:"2000" minimum:"100" maximum:"100000" doc:"Behind each simulated p-value."`
	Seed              uint64  `query:"seed" default:"1" doc:"The same seed gives the same figures."`
}

// Lives, as JSON.
type livesBody struct {
	Lives []lifedata.Life `json:"lives" maxItems:"50000" doc:"Each failed, failed in an interval, or was last seen working."`
}

// Lives, or those of groups to compare, as JSON.
type lifeGroupsBody struct {
	Lives  []lifedata.Life       `json:"lives,omitempty" maxItems:"50000"`
	Groups []lifestudy.LifeGroup `json:"groups,omitempty" doc:"In place of lives."`
}

// Repairable systems, as JSON.
type systemsBody struct {
	Systems lifedata.History `json:"systems"`
}

// Repairable systems, or groups of them to compare, as JSON.
type systemGroupsBody struct {
	Systems lifedata.History        `json:"systems,omitempty"`
	Groups  []lifestudy.SystemGroup `json:"groups,omitempty" doc:"In place of systems."`
}

// statistics registers what is computed from rows that come with the request. It
// stores nothing, so who may read may ask.
func (s *Server) statistics(api huma.API) {
	study := func(path, id, summary string, body reflect.Type) operation {
		return operation{
			method: http.MethodPost, path: "/statistics/" + path, id: id, tag: "Statistics", summary: summary,
			scope: store.ScopeRead, maxBody: maxData, json: body, costly: true,
		}
	}
	register(s, api, study("fit", "fit-lives", "Fit a lifetime distribution to lives, some of them censored", reflect.TypeFor[livesBody]()), s.fit)
	register(s, api, study("survival", "survival", "Share of units that survive, by age, without a distribution", reflect.TypeFor[lifeGroupsBody]()), s.survival)
	register(s, api, study("recurrence", "recurrence", "Mean number of events of repairable systems, by age", reflect.TypeFor[systemGroupsBody]()), s.recurrence)
	register(s, api, study("growth", "growth", "Do events become rarer or more frequent, with MTBF where there is one", reflect.TypeFor[systemsBody]()), s.growth)
	register(s, api, study("slo", "judge-objective", "What was attained of an objective, and what is left of its budget", reflect.TypeFor[historyBody]()), s.objective)
}

func (s *Server) fit(ctx context.Context, in *fitInput) (*output[lifestudy.LifeFit], error) {
	opt := lifestudy.FitOptions{
		Family: lifedata.Family(in.Family), Bounds: lifedata.Method(in.Bounds), Level: in.Level,
		Quantiles: in.Quantiles, Hours: in.Hours, Seed: in.Seed, Limits: studyLimits,
	}
	if in.Bounds == "auto" {
		opt.Bounds = ""
	}
	if len(opt.Quantiles) == 0 {
		opt.Quantiles = lifestudy.UsualQuantiles()
	}
	if err := opt.Validate(); err != nil {
		return nil, optionProblem(err)
	}
	lives, err := readRows(in.Rows, lifetable.ParseLives, func(b livesBody) ([]lifedata.Life, []ProblemDetail) {
		return b.Lives, faultyLives("body.lives", b.Lives)
	})
	if err != nil {
		return nil, err
	}
	return compute(ctx, s, func() (lifestudy.LifeFit, error) { return lifestudy.Fit(ctx, lives, opt) })
}

func (s *Server) survival(ctx context.Context, in *survivalInput) (*output[lifestudy.Survival], error) {
	opt := lifestudy.SurvivalOptions{Level: in.Level, Limits: studyLimits}
	if err := opt.Validate(); err != nil {
		return nil, optionProblem(err)
	}
	groups, err := readRows(in.Rows, parseLifeGroups, lifeGroupsBody.groups)
	if err != nil {
		return nil, err
	}
	return compute(ctx, s, func() (lifestudy.Survival, error) { return lifestudy.EstimateSurvival(ctx, groups, opt) })
}

func (s *Server) recurrence(ctx context.Context, in *recurrenceInput) (*output[lifestudy.Recurrence], error) {
	opt := lifestudy.RecurrenceOptions{Level: in.Level, Limits: studyLimits}
	if err := opt.Validate(); err != nil {
		return nil, optionProblem(err)
	}
	groups, err := readRows(in.Rows, parseSystemGroups(in.FailureTerminated), systemGroupsBody.groups)
	if err != nil {
		return nil, err
	}
	return compute(ctx, s, func() (lifestudy.Recurrence, error) { return lifestudy.EstimateRecurrence(ctx, groups, opt) })
}

func (s *Server) growth(ctx context.Context, in *growthInput) (*output[lifestudy.Growth], error) {
	opt := lifestudy.GrowthOptions{Level: in.Level, Significance: in.Significance, Draws: in.Draws, Seed: in.Seed, Limits: studyLimits}
	if err := opt.Validate(); err != nil {
		return nil, optionProblem(err)
	}
	history, err := readRows(in.Rows, parseHistory(in.FailureTerminated), func(b systemsBody) (lifedata.History, []ProblemDetail) {
		return b.Systems, faultySystems("body.systems", b.Systems)
	})
	if err != nil {
		return nil, err
	}
	return compute(ctx, s, func() (lifestudy.Growth, error) { return lifestudy.DiagnoseGrowth(ctx, history, opt) })
}

// slot waits until a study may run. Studies wait for each other, so that those of a few
// people leave a processor to everybody else. The function returned ends it.
func (s *Server) slot(ctx context.Context) (release func(), err error) {
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// compute answers what study finds.
func compute[T any](ctx context.Context, s *Server, study func() (T, error)) (*output[T], error) {
	release, err := s.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	out, err := study()
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, unanswered(err)
	}
	return &output[T]{Body: out}, nil
}
