package mission

import (
	"fmt"
	"sort"
)

// A SIL is a safety integrity level, as far as random failures decide on it. What
// else the standard asks for, of architecture, software and process, is not judged.
type SIL int

// The levels, and what is worse and better than them.
const (
	NoSIL SIL = iota
	SIL1
	SIL2
	SIL3
	SIL4
	BeyondSIL4 // better than the target of SIL 4; no more than SIL 4 can be claimed
)

// String returns the words for a level.
func (s SIL) String() string {
	switch s {
	case NoSIL:
		return "none: worse than SIL 1"
	case BeyondSIL4:
		return "better than SIL 4"
	}
	return fmt.Sprintf("SIL %d", int(s))
}

// MarshalText returns the words for a level.
func (s SIL) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// The ends of the bands, from beyond SIL 4 to none, the lower belonging to each.
var (
	demandEnds = []float64{1e-5, 1e-4, 1e-3, 1e-2, 1e-1} // of probability [IEC1, table 2]
	hourlyEnds = []float64{1e-9, 1e-8, 1e-7, 1e-6, 1e-5} // per hour [IEC1, table 3]
)

// LowDemand returns the level for an average probability of a dangerous failure on
// demand, PFDavg: SIL 1 from 1e-2 to below 1e-1, SIL 4 from 1e-5 to below 1e-4
// [IEC1, table 2].
func LowDemand(pfdAvg float64) SIL { return level(band(demandEnds, pfdAvg)) }

// HighDemand returns the level for an average frequency of dangerous failures per
// hour, PFH, in high demand or continuous mode: SIL 1 from 1e-6 to below 1e-5, SIL 4
// from 1e-9 to below 1e-8 [IEC1, table 3].
func HighDemand(pfh float64) SIL { return level(band(hourlyEnds, pfh)) }

// band returns how many of the ends are at or below x.
func band(ends []float64, x float64) int {
	return sort.Search(len(ends), func(i int) bool { return !(x >= ends[i]) })
}

func level(band int) SIL { return SIL(len(demandEnds) - band) }

// A Band is the share of the mission that a value spends within a level.
type Band struct {
	SIL   SIL     `json:"sil"`
	Share float64 `json:"share"`
}

// banded returns the bands for the time spent below the first end, between the
// first two, and so on; worst first.
func banded(spent []float64) []Band {
	whole := 0.0
	for _, t := range spent {
		whole += t
	}
	out := make([]Band, len(spent))
	for i, t := range spent {
		out[level(i)] = Band{level(i), t / whole}
	}
	return out
}
