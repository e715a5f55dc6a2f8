package assess

import (
	"ninefold/analysis/mesh/mission"
)

// Mission returns the mesh of an input with the means of its parameters, for
// questions about first outages: those an assessment of the same input rests on.
// Every error is an [*InputError].
func Mission(in Input, opt Options) (mission.Model, error) {
	opt = opt.withDefaults(in)
	e, err := newEstimator(in, readRecords(in, opt.Cutoff))
	if err != nil {
		return mission.Model{}, &InputError{err}
	}
	ps, err := e.estimate(in.Mesh)
	if err != nil {
		return mission.Model{}, &InputError{err}
	}
	m := mission.Model{System: system(in.Mesh, ps), Parts: map[string]mission.Part{}}
	for _, p := range ps.list {
		if p.rate != nil {
			m.Parts[p.ID] = mission.Part{PerHour: p.rate.Mean(), RestoreHours: p.restore.Mean()}
			continue
		}
		probability, _ := ps.point(p)
		m.Parts[p.ID] = mission.Part{Probability: probability}
	}
	return m, nil
}
