package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"ninefold/analysis/assess"
	"ninefold/analysis/mesh/mission"
	"ninefold/analysis/provenance"
	"ninefold/models/store"
)

// A missionInput asks about first outages of a stored model.
type missionInput struct {
	Name string `path:"name" maxLength:"100" doc:"A model's name."`
	Body missionAsk
}

type missionAsk struct {
	Hours     []float64                  `json:"hours" minItems:"1" maxItems:"100" nullable:"false" doc:"Lengths of the mission, each above 0."`
	Journey   string                     `json:"journey,omitempty" maxLength:"100" doc:"A journey's ID; all without it."`
	MaxStates int                        `json:"maxStates,omitempty" minimum:"0" maximum:"20000" doc:"That are looked at for each journey; 0 is 1,000. Beyond, there are bounds."`
	Standby   map[string]float64         `json:"standby,omitempty" doc:"Placements that stand by, by service@location: the rate of failure until it is needed over that in use, 0 cold to 1 hot."`
	Breakers  map[string]mission.Breaker `json:"breakers,omitempty" doc:"Circuit breakers on soft calls, by caller>callee."`
	Switches  map[string]missionSwitch   `json:"switches,omitempty" doc:"Failures of what switches a call over, beside its coverage, by caller>callee."`
}

type missionSwitch struct {
	PerHour      float64 `json:"perHour" minimum:"0" doc:"Failures per hour of operation."`
	RestoreHours float64 `json:"restoreHours,omitempty" minimum:"0" doc:"Mean time to restore; 0 is never."`
}

type missionAnalysis struct {
	Journeys []*mission.Result `json:"journeys" nullable:"false"`
}

// missions registers what is said about missions of a stored model.
func (s *Server) missions(api huma.API) {
	register(s, api, operation{
		method: http.MethodPost, path: "/models/{name}/missions", id: "missions", tag: "Models",
		summary: "How probable a first outage of a journey is within a mission, of the latest version of a model with all records; nothing is stored",
		scope:   store.ScopeRead, errors: []int{http.StatusNotFound}, costly: true,
	}, s.mission)
}

func (s *Server) mission(ctx context.Context, in *missionInput) (*output[analysis[missionAnalysis]], error) {
	m, err := s.missionModel(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	if err := in.Body.apply(&m); err != nil {
		return nil, optionProblem(err)
	}
	var ids []string
	for _, j := range m.System.Journeys {
		if in.Body.Journey == "" || in.Body.Journey == j.ID {
			ids = append(ids, j.ID)
		}
	}
	if len(ids) == 0 {
		return nil, newProblem(http.StatusNotFound, "not_found", fmt.Sprintf("there is no journey %q in the model", in.Body.Journey))
	}
	release, err := s.slot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	out := analysis[missionAnalysis]{
		APIVersion: "ninefold/v1", Kind: "MissionAnalysis", Warnings: []string{},
		Meta: analysisMeta{Engine: "ninefold " + s.Version + ", engine " + provenance.EngineVersion},
	}
	for _, id := range ids {
		r, err := mission.Analyze(ctx, m, id, mission.Options{Hours: in.Body.Hours, MaxStates: in.Body.MaxStates})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, unsolved(modelText{}, err)
		}
		out.Data.Journeys = append(out.Data.Journeys, r)
		out.Meta.Partial = out.Meta.Partial || r.Partial
		for _, w := range r.Warnings {
			out.Warnings = append(out.Warnings, id+": "+w)
		}
	}
	return &output[analysis[missionAnalysis]]{Body: out}, nil
}

// missionModel is the latest version of a model with the means of its parameters, those
// that an assessment would rest on now.
func (s *Server) missionModel(ctx context.Context, name string) (m mission.Model, err error) {
	var in assess.Input
	if in.Mesh, err = s.Store.Mesh(ctx, name, 0); err != nil {
		return m, err
	}
	if in.Incidents, err = s.Store.AllIncidents(ctx); err != nil {
		return m, err
	}
	if in.Experiments, err = s.Store.Experiments(ctx); err != nil {
		return m, err
	}
	if in.Previous, err = s.Store.LatestAssessment(ctx, name); err != nil && !errors.Is(err, store.ErrNotFound) {
		return m, err
	}
	return assess.Mission(in, assess.Options{})
}

// apply adds what is said about a model, or returns all that is wrong with it.
func (a missionAsk) apply(m *mission.Model) error {
	var b bounded
	for i, h := range a.Hours {
		if !(h > 0) {
			b.faults = append(b.faults, fmt.Errorf("body.hours[%d]: %g is not above 0", i, h))
		}
	}
	m.Standby, m.Breakers = a.Standby, a.Breakers
	for _, call := range slices.Sorted(maps.Keys(a.Switches)) {
		p, ok := m.Parts["switch:"+call]
		if !ok {
			b.faults = append(b.faults, fmt.Errorf("body.switches: %.80q is no call with failover", call))
			continue
		}
		p.PerHour, p.RestoreHours = a.Switches[call].PerHour, a.Switches[call].RestoreHours
		m.Parts["switch:"+call] = p
	}
	return b.join(nil)
}
