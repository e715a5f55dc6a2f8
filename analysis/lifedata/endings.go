package lifedata

import (
	"math"
	"slices"
)

// An ending is the end of one life as a number that sorts by time and, at one
// time, puts failures before censorings: the bits of a positive float64 grow with
// it, its sign bit is free, and the lowest bit says censored.
type ending uint64

func endingOf(l Life) ending {
	e := ending(math.Float64bits(l.Hours) << 1)
	if !l.Failed {
		e |= 1
	}
	return e
}

func (e ending) hours() float64 { return math.Float64frombits(uint64(e >> 1)) }
func (e ending) failed() bool   { return e&1 == 0 }

const (
	digitBits = 11
	digits    = (64 + digitBits - 1) / digitBits
	digitMask = 1<<digitBits - 1
)

// sortEndings sorts in time proportional to the length: digit by digit from the
// lowest, each pass keeping the order of the last. A digit that all share costs
// nothing. It returns a slice of its own; items is overwritten.
func sortEndings(items []ending) []ending {
	if len(items) < 1<<digitBits {
		slices.Sort(items)
		return items
	}
	var counts [digits][1 << digitBits]uint32
	for _, e := range items {
		for d := range digits {
			counts[d][e>>(d*digitBits)&digitMask]++
		}
	}
	spare := make([]ending, len(items))
	for d := range digits {
		shift := d * digitBits
		if counts[d][items[0]>>shift&digitMask] == uint32(len(items)) {
			continue
		}
		at := uint32(0)
		for i, n := range counts[d] {
			counts[d][i] = at
			at += n
		}
		for _, e := range items {
			digit := e >> shift & digitMask
			spare[counts[d][digit]] = e
			counts[d][digit]++
		}
		items, spare = spare, items
	}
	return items
}
