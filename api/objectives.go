package api

import (
	"context"
	"errors"
	"io"
	"time"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/spec"
	slostudy "ninefold/analysis/slo/study"
	slotable "ninefold/analysis/slo/table"
)

// An objectiveInput asks what was attained of an objective.
type objectiveInput struct {
	Rows
	Target      float64   `query:"target" default:"0.999" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"Share of good requests or time."`
	Method      string    `query:"method" default:"requests" enum:"requests,windows,ratios,time" doc:"What counts: requests, slices that were good, the mean over slices, or time outside outages."`
	SliceTarget float64   `query:"sliceTarget" minimum:"0" maximum:"1" doc:"Of windows: share of good requests that makes a slice good."`
	Window      string    `query:"window" default:"30d" maxLength:"40" doc:"A time such as 28d, or day, week, month, quarter or year of the calendar."`
	Zone        string    `query:"zone" maxLength:"100" doc:"Time zone of calendar windows, such as Europe/Berlin; UTC without it."`
	At          time.Time `query:"at" doc:"When to judge; at the end of watching without it."`
	Rules       string    `query:"rules" default:"workbook" maxLength:"100" doc:"A set of alert rules, or none."`
	Level       float64   `query:"level" default:"0.9" exclusiveMinimum:"0" exclusiveMaximum:"1" doc:"Of intervals."`
	Forecast    bool      `query:"forecast" doc:"Say when the budget is likely to run out."`
	Seed        uint64    `query:"seed" default:"1" doc:"Of the forecast; the same seed gives the same figures."`
}

// What happened to a service, as JSON.
type historyBody struct {
	Slices      []slo.Slice      `json:"slices,omitempty" doc:"Counts, for all methods but time."`
	Watched     *slo.Span        `json:"watched,omitempty" doc:"Of time: when somebody watched. Slices say so themselves."`
	Outages     []slo.Span       `json:"outages,omitempty"`
	Gaps        []slo.Span       `json:"gaps,omitempty" doc:"Of time: when nobody watched."`
	Corrections []slo.Correction `json:"corrections,omitempty" doc:"Times that do not count."`
}

func (s *Server) objective(ctx context.Context, in *objectiveInput) (*output[slostudy.ObjectiveReport], error) {
	opt, err := in.options()
	if err != nil {
		return nil, optionProblem(err)
	}
	body, err := readRows(in.Rows, parseCounts, func(b historyBody) (historyBody, []ProblemDetail) { return b, nil })
	if err != nil {
		return nil, err
	}
	h, err := body.history(opt.Objective.Method)
	if err != nil {
		return nil, unanswered(err)
	}
	opt.Corrections = body.Corrections
	return compute(ctx, s, func() (slostudy.ObjectiveReport, error) { return slostudy.Evaluate(ctx, h, opt) })
}

func parseCounts(name string, r io.Reader) (historyBody, error) {
	rows, err := slotable.Parse(name, r)
	return historyBody{Slices: rows}, err
}

// history returns what is known to an objective of a method.
func (b historyBody) history(m slo.Method) (slo.History, error) {
	if m != slo.Time {
		if b.Watched != nil || len(b.Gaps) > 0 {
			return slo.History{}, errors.New("watched and gaps are for method time: slices say themselves when somebody watched")
		}
		h, err := slostudy.Counts(b.Slices)
		h.Outages = b.Outages
		return h, err
	}
	if b.Watched == nil || len(b.Slices) > 0 {
		return slo.History{}, errors.New("method time needs watched and outages, as JSON, and no slices")
	}
	return slo.History{Watched: *b.Watched, Outages: b.Outages, Gaps: b.Gaps}, nil
}

func (in *objectiveInput) options() (slostudy.Options, error) {
	window, err := spec.Window(in.Window, in.Zone)
	if err != nil {
		return slostudy.Options{}, err
	}
	opt := slostudy.Options{
		Objective: slo.Objective{Target: in.Target, Method: slo.Method(in.Method), SliceTarget: in.SliceTarget, Window: window},
		At:        in.At, Rules: in.Rules, Level: in.Level, Forecast: in.Forecast, Seed: in.Seed, MostRows: mostRows,
	}
	return opt, opt.Validate()
}
