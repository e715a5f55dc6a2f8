package study

import (
	"context"
	"errors"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/mission"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/provenance"
)

// An Analysis is what [Analyze] says about a model.
type Analysis struct {
	MissionTimeHours float64    `json:"missionTimeHours"`
	TopEvents        []TopEvent `json:"topEvents" nullable:"false"`
	Sequences        []Sequence `json:"sequences,omitempty"`
	Ends
	Alignments []Alignment      `json:"alignments,omitempty"`
	Provenance provenance.Model `json:"provenance"`
	Partial    bool             `json:"partial"` // something was left out: each part says so itself, but for those not reached
}

// A TopEvent is what is said about one.
type TopEvent struct {
	Name        string      `json:"name"`
	FaultTree   string      `json:"faultTree,omitempty"` // the one of the model it is in; empty where there is but one
	Gates       int         `json:"gates"`
	Substituted int         `json:"substituted,omitempty"` // minimal cut sets that substitutions of the model changed
	BasicEvents int         `json:"basicEvents"`
	Probability Probability `json:"probability"`
	// FrequencyPerHour is how often it occurs; absent where that is not known.
	FrequencyPerHour *float64 `json:"frequencyPerHour,omitempty"`

	CutSets *CutSets        `json:"cutSets,omitempty"`
	Curve   []Point         `json:"curve,omitempty"`
	Mission *mission.Result `json:"mission,omitempty"`
	Gap
}

// A Probability is a number or, where it is not known exactly, bounds of it.
type Probability struct {
	Value  *Digits `json:"value,omitempty"` // absent where there are but bounds, or none because what is given cannot be
	Method Method  `json:"method"`
	Lower  *Digits `json:"lower,omitempty"`
	Upper  *Digits `json:"upper,omitempty"`
}

// CutSets are the minimal cut sets of a top event. Numbers of them are decimal
// strings: there may be more than a JSON number holds.
type CutSets struct {
	Count      string             `json:"count"`
	ByOrder    []string           `json:"byOrder" nullable:"false"` // byOrder[i] have order i+1
	RareEvent  float64            `json:"rareEvent"`                // sum of all their probabilities
	UpperBound float64            `json:"minCutUpperBound"`
	Dropped    float64            `json:"dropped,omitempty"` // at most what those left out by a cut-off add
	List       []faulttree.CutSet `json:"list,omitempty"`
}

// Analyze quantifies all top events and sequences of a model.
//
// It returns the faults of the model or of the options. Where it was stopped, or a
// tree is too large, the error comes with what there is.
func Analyze(ctx context.Context, m *risk.Model, opt Options) (Analysis, error) {
	out := Analysis{MissionTimeHours: opt.At.MissionTimeHours, TopEvents: []TopEvent{}, Provenance: restsOn(m)}
	trees, err := topTrees(m, opt)
	if err != nil {
		return out, err
	}
	var faults error
	out.TopEvents, faults = each(ctx, trees, opt, func(t named, opt Options) (TopEvent, error) { return analyzeTop(ctx, m, t, opt) })
	at := fixed(m, opt.At, opt.Set)
	err = errors.Join(faults, out.eventTrees(ctx, m, at, opt), out.alignments(ctx, m, opt.At, opt))
	out.Partial = stopped(ctx, err)
	out.describe()
	return out, err
}
