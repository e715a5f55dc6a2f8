package study

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/faulttree/uncertainty"
	"ninefold/analysis/provenance"
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
	Sequences        []TopUncertainty `json:"sequences,omitempty"` // of their frequencies
	Provenance       provenance.Model `json:"provenance"`
	Partial          bool             `json:"partial"`
}

// A TopUncertainty is how one top event is distributed, and what that is due to.
type TopUncertainty struct {
	Name         string                  `json:"name"`
	After        string                  `json:"after,omitempty"`        // the initiating event of a sequence
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
// top event and the frequency of each sequence is distributed, and which inputs that
// of a top event is due to. Errors are those of
// [Importance].
func Uncertainty(ctx context.Context, m *risk.Model, ask UncertaintyOptions, opt Options) (Uncertainties, error) {
	out := Uncertainties{
		MissionTimeHours: opt.At.MissionTimeHours, Samples: ask.Propagate.Samples, Seed: ask.Propagate.Seed, TopEvents: []TopUncertainty{}, Provenance: restsOn(m),
	}
	out.Provenance.Found(ask.methods()...)
	out.Provenance.Drew(ask.Propagate.Seed)
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
	err = errors.Join(err, out.sequences(ctx, m, ask, opt))
	out.Partial = stopped(ctx, err)
	return out, err
}

// methods are the names of what is done.
func (ask UncertaintyOptions) methods() []string {
	list := []string{string(cmp.Or(ask.Propagate.Method, uncertainty.LatinHypercube))}
	if ask.Tornado != nil {
		list = append(list, "tornado")
	}
	if ask.Sobol != nil {
		list = append(list, "sobol")
	}
	return list
}

// sequences says how the frequencies of all ways through event trees are
// distributed.
func (out *Uncertainties) sequences(ctx context.Context, m *risk.Model, ask UncertaintyOptions, opt Options) error {
	at := fixed(m, opt.At, opt.Set)
	all, err := m.Sequences(at)
	for len(all) > 0 && err == nil && ctx.Err() == nil {
		same := slices.IndexFunc(all, func(s risk.Sequence) bool { return s.InitiatingEvent != all[0].InitiatingEvent })
		if same < 0 {
			same = len(all)
		}
		var some []TopUncertainty
		some, err = sequencesUncertainty(ctx, m, all[:same], ask, opt.stage("sequences after "+all[0].InitiatingEvent, 0, 1))
		out.Sequences = append(out.Sequences, some...)
		all = all[same:]
	}
	return err
}

// sequencesUncertainty takes sequences of one initiating event, in one diagram.
func sequencesUncertainty(ctx context.Context, m *risk.Model, all []risk.Sequence, ask UncertaintyOptions, opt Options) ([]TopUncertainty, error) {
	linked, err := m.SequenceTrees(all, fixed(m, opt.At, opt.Set))
	if err != nil {
		return nil, err
	}
	d, err := faulttree.Compile(ctx, linked.Tree, linked.Tops, opt.Engine)
	if err != nil {
		return nil, err
	}
	s := uncertainty.Study{Diagram: d, Inputs: linked.Inputs, MissionTimeHours: opt.At.MissionTimeHours, Factors: map[string]expression.Expr{}}
	for i, top := range linked.Tops {
		s.Factors[top] = linked.Factors[i]
	}
	ask.Propagate.Progress = opt.counted("sampling")
	r, err := uncertainty.Propagate(ctx, s, ask.Propagate)
	var out []TopUncertainty
	for i := range r.Tops {
		one := TopUncertainty{Name: all[i].Name, After: all[i].InitiatingEvent, Distribution: &r.Tops[i], Samples: r.Samples, Inputs: r.Inputs}
		if err != nil {
			one.missing(err)
		}
		out = append(out, one)
	}
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
