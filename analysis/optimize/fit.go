package optimize

import (
	"cmp"
	"slices"
)

// A finder finds the first choice of a menu within what is left, which is its most
// reliable one.
type finder struct {
	menu  *menu
	ranks [2]ranks // of the two resources, where there are no more
	first []uint16 // choice by rank of the first and rank of the second; len(menu.u) is none
}

// maxFinder is the largest table; beyond, choices are tried in turn.
const maxFinder = 1 << 20

func newFinder(m *menu, limit []int64) *finder {
	f := &finder{menu: m}
	if m.m > 2 || m.m == 0 || m.len() > 1<<16-1 {
		return f
	}
	for r := range m.m {
		f.ranks[r] = ranksOf(m, r, limit[r])
	}
	w0, w1 := len(f.ranks[0].at)+1, len(f.ranks[1].at)+1
	if w0*w1 > maxFinder {
		return f
	}
	f.first = make([]uint16, w0*w1)
	for i := range f.first {
		f.first[i] = uint16(m.len())
	}
	for i := range m.len() {
		at := f.ranks[0].of(m.use[i*m.m])*w1 + 0
		if m.m == 2 {
			at += f.ranks[1].of(m.use[i*m.m+1])
		}
		f.first[at] = min(f.first[at], uint16(i))
	}
	for i := range f.first {
		if i%w1 > 0 {
			f.first[i] = min(f.first[i], f.first[i-1])
		}
		if i >= w1 {
			f.first[i] = min(f.first[i], f.first[i-w1])
		}
	}
	return f
}

// fit returns the first choice that uses no more than the room, or none, which is
// the number of choices.
func (f *finder) fit(room []int64) int {
	switch {
	case f.first == nil:
		for i := range f.menu.len() {
			if within(f.menu.uses(i), room) {
				return i
			}
		}
		return f.menu.len()
	case f.menu.m == 1:
		return int(f.first[f.ranks[0].of(room[0])*(len(f.ranks[1].at)+1)])
	}
	return int(f.first[f.ranks[0].of(room[0])*(len(f.ranks[1].at)+1)+f.ranks[1].of(room[1])])
}

// ranks tell how many of the amounts a menu knows are no more than some room. A
// table of the room in coarse steps says where to look.
type ranks struct {
	at    []int64 // distinct amounts, rising
	shift uint
	table []uint16 // by room >> shift
}

const coarse = 1 << 12

func ranksOf(m *menu, r int, limit int64) ranks {
	var k ranks
	for i := range m.len() {
		k.at = append(k.at, m.use[i*m.m+r])
	}
	slices.SortFunc(k.at, cmp.Compare[int64])
	k.at = slices.Compact(k.at)
	top := min(limit, k.at[len(k.at)-1])
	for top>>k.shift >= coarse {
		k.shift++
	}
	k.table = make([]uint16, top>>k.shift+1)
	rank := 0
	for i := range k.table {
		for rank < len(k.at) && k.at[rank] <= int64(i)<<k.shift {
			rank++
		}
		k.table[i] = uint16(rank)
	}
	return k
}

// of returns the number of amounts that are at most room.
func (k *ranks) of(room int64) int {
	if room < 0 {
		return 0
	}
	at := min(room>>k.shift, int64(len(k.table)-1))
	rank := int(k.table[at])
	for rank < len(k.at) && k.at[rank] <= room {
		rank++
	}
	return rank
}
