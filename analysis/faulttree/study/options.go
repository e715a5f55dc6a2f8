package study

import (
	"strconv"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

// Options say what to find out. The zero value is mission time 0, exact
// probabilities or else bounds, and no cut sets.
type Options struct {
	At     risk.At
	Method Method

	// Set fixes gates and events before anything is computed. Given makes
	// probabilities conditional on what gates and events are observed to be.
	Set, Given map[string]bool

	CutSets Detail
	List    faulttree.CutSetOptions // what to list and to leave out

	Curve   int       // steps of the mission at whose ends to give the probability; 0 is none
	Hours   []float64 // at which to give it, instead of a Curve
	Average bool      // means over the mission, and the safety integrity level that follows

	Engine faulttree.Options
	Ratio  float64 // bounds are good enough where upper ≤ Ratio · lower; less than 1 is read as 1.01

	Progress func(Progress)    // told what is being done, where it is set
	tell     func(step string) // of one tree
}

// A Method is how a probability is computed.
type Method string

// The methods. Auto is exact where the nodes allowed are enough, and bounds where
// they are not.
const (
	Auto       Method = ""
	Exact      Method = "exact"
	RareEvent  Method = "rareEvent"        // sum over the minimal cut sets: no probability, may exceed 1
	UpperBound Method = "minCutUpperBound" // 1 − ∏(1 − P(cut set))
	Bounds     Method = "bounds"           // certain, from smaller trees
)

// A Detail says how much is wanted of the minimal cut sets.
type Detail int

// The details.
const (
	Off Detail = iota
	Count
	List
)

// Progress is how far a study is.
type Progress struct {
	Name        string // of the top event or sequence
	Done, Total int    // tops or sequences
	Step        string // what is being done, and how far
}

// Digits is a float64 that is written to JSON with 17 significant digits: as many
// as tell any two apart.
type Digits float64

// MarshalJSON implements [encoding/json.Marshaler].
func (d Digits) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(d), 'g', 17, 64), nil
}
