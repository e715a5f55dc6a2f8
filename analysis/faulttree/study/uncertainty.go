package study

import (
	"context"

	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/uncertainty"
)

// UncertaintyOptions say what to find out about uncertain numbers. Nil is nothing.
type UncertaintyOptions struct {
	Propagate uncertainty.Options
	Tornado   *uncertainty.TornadoOptions
	Sobol     *uncertainty.SobolOptions
}

// Uncertainties are how the top events of a model are distributed.
type Uncertainties struct {
	MissionTimeHours float64          `json:"missionTimeHours"`
	Samples          int              `json:"samples"` // asked for
	Seed             uint64           `json:"seed"`
	TopEvents        []TopUncertainty `json:"topEvents" nullable:"false"`
	Partial          bool             `json:"partial"`
}

// A TopUncertainty is how one top event is distributed, and what that is due to.
type TopUncertainty struct {
	Name         string                  `json:"name"`
	Distribution *uncertainty.Top        `json:"distribution,omitempty"` // absent where it was not reached
	Samples      int                     `json:"samples"`                // done
	Inputs       int                     `json:"inputs"`                 // uncertain numbers it depends on
	Clipped      []uncertainty.Clip      `json:"clipped,omitempty"`      // drawn probabilities that were none
	Tornado      *uncertainty.TopSwings  `json:"tornado,omitempty"`
	Sobol        *uncertainty.TopIndices `json:"sobol,omitempty"`
	SobolLeftOut int                     `json:"sobolLeftOut,omitempty"` // inputs that were not analysed
	Gap
}

// Uncertainty draws the uncertain numbers of a model many times and says how each
// top event is distributed, and which inputs that is due to. Errors are those of
// [Importance].
func Uncertainty(ctx context.Context, m *openpsa.Model, ask UncertaintyOptions, opt Options) (Uncertainties, error) {
	out := Uncertainties{
		MissionTimeHours: opt.At.MissionTimeHours, Samples: ask.Propagate.Samples, Seed: ask.Propagate.Seed, TopEvents: []TopUncertainty{},
	}
	trees, err := topTrees(m, opt)
	if err != nil {
		return out, err
	}
	inputs := m.Inputs()
	out.TopEvents, err = each(ctx, trees, opt, func(t named, opt Options) (TopUncertainty, error) {
		d, err := t.compile(ctx, m, opt)
		if err != nil {
			return TopUncertainty{Name: t.name}, err
		}
		s := uncertainty.Study{Diagram: d, Inputs: inputs, MissionTimeHours: opt.At.MissionTimeHours}
		return topUncertainty(ctx, t.name, s, ask, opt)
	})
	out.Partial = stopped(ctx, err)
	return out, err
}

func topUncertainty(ctx context.Context, name string, s uncertainty.Study, ask UncertaintyOptions, opt Options) (TopUncertainty, error) {
	out := TopUncertainty{Name: name}
	ask.Propagate.Progress = opt.counted("sampling")
	r, err := uncertainty.Propagate(ctx, s, ask.Propagate)
	out.Samples, out.Inputs, out.Clipped = r.Samples, r.Inputs, r.Clipped
	if len(r.Tops) > 0 {
		out.Distribution = &r.Tops[0]
	}
	if err != nil {
		return out, err
	}
	if ask.Tornado != nil {
		o := *ask.Tornado
		o.Progress = opt.counted("moving one at a time")
		t, err := uncertainty.OneAtATime(ctx, s, o)
		if len(t.Tops) > 0 {
			out.Tornado = &t.Tops[0]
		}
		if err != nil {
			return out, err
		}
	}
	if ask.Sobol != nil {
		o := *ask.Sobol
		o.Progress = opt.counted("parting the variance")
		i, err := uncertainty.Sobol(ctx, s, o)
		out.SobolLeftOut = i.LeftOut
		if len(i.Tops) > 0 {
			out.Sobol = &i.Tops[0]
		}
		return out, err
	}
	return out, nil
}
