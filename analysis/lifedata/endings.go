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
	digitBits  = 11
	digitMask  = 1<<digitBits - 1
	firstDigit = 3 // of those that are sorted by; the lower ones rarely decide
	lastDigit  = 5
)

// sortEndings sorts in time proportional to the length, or n log n where very many
// differ by less than a millionth: by digits of the upper half of the bits, from
// the lowest, each pass keeping the order of the last; then what agrees in all of
// those. A digit that all share costs nothing. It returns a slice of its own; items
// is overwritten.
func sortEndings(items []ending) []ending {
	if len(items) < 1<<digitBits {
		slices.Sort(items)
		return items
	}
	var counts [lastDigit + 1][1 << digitBits]uint32
	for _, e := range items {
		for d := firstDigit; d <= lastDigit; d++ {
			counts[d][e>>(d*digitBits)&digitMask]++
		}
	}
	spare := make([]ending, len(items))
	for d := firstDigit; d <= lastDigit; d++ {
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
	sortRuns(items)
	return items
}

// sortRuns sorts items that are in order but for the lower half of their bits.
func sortRuns(items []ending) {
	start := 0
	for i := 1; i <= len(items); i++ {
		if i < len(items) && items[i]>>(firstDigit*digitBits) == items[start]>>(firstDigit*digitBits) {
			continue
		}
		if i-start > 1 {
			slices.Sort(items[start:i])
		}
		start = i
	}
}
