package lifedata

import (
	"cmp"
	"slices"
	"sort"
)

// A corner is a time at which the number of systems watched changes.
type corner struct {
	hours   float64
	place   float64 // hours watched before, of all systems
	watched int     // systems from here on
}

// totalTimeAxis returns the corners of the axis of the hours that all systems
// together have been watched, in order. The last is its end.
func totalTimeAxis(h History) []corner {
	corners := make([]corner, 0, 2*len(h))
	for _, s := range h {
		corners = append(corners, corner{hours: s.From, watched: 1}, corner{hours: s.To, watched: -1})
	}
	slices.SortFunc(corners, func(a, b corner) int { return cmp.Compare(a.hours, b.hours) })
	for i := 1; i < len(corners); i++ {
		before := corners[i-1]
		corners[i].place = before.place + float64(before.watched)*(corners[i].hours-before.hours)
		corners[i].watched += before.watched
	}
	return corners
}

// totalTime returns the places of the events of all systems on that axis, in
// order, and the length of it.
func totalTime(h History) (places []float64, total float64) {
	corners := totalTimeAxis(h)
	total = corners[len(corners)-1].place
	for _, s := range h {
		places = append(places, s.Events...)
	}
	slices.Sort(places)
	next := 0
	for i, t := range places {
		for next+1 < len(corners) && corners[next+1].hours < t {
			next++
		}
		c := corners[next]
		places[i] = min(total, c.place+float64(c.watched)*(t-c.hours))
	}
	return places, total
}

// hoursAt returns the hours on the clock of a place on the axis.
func hoursAt(corners []corner, place float64) float64 {
	i := sort.Search(len(corners), func(i int) bool { return corners[i].place >= place })
	i = max(0, min(i, len(corners)-1)-1)
	if c := corners[i]; c.watched > 0 {
		return c.hours + (place-c.place)/float64(c.watched)
	}
	return corners[i].hours
}
