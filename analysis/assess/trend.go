package assess

import (
	"strings"
	"time"

	"ninefold/analysis/availability"
	"ninefold/models"
	"ninefold/models/assessment"
)

const trendMonths = 12

// A weighted journey with the spells that took its users down.
type weighted struct {
	journey models.Journey
	weight  float64 // share of the programme's users
	spells  []spell
}

// attainedByAll weighs the journeys by their users.
func (b *builder) attainedByAll(users []weighted, from, to time.Time, target float64) assessment.Estimate {
	if len(users) == 0 {
		return b.unknown("ratio", noJourney)
	}
	all := measurement{from: from, to: to}
	incidents := map[int]float64{} // minutes each took from an average user
	var order []int
	for _, w := range users {
		m := b.measure(w.spells, from, to)
		all.lost += w.weight * m.lost
		all.blind = m.blind
		for _, s := range within(w.spells, from, to) {
			if _, known := incidents[s.incident]; !known {
				order = append(order, s.incident)
			}
			incidents[s.incident] += w.weight * lostMinutes([]spell{s}, from, to)
		}
	}
	all.outages = len(order)
	e := b.attained(all, target)
	if e.Value == nil {
		return e
	}
	var hours []float64
	for _, incident := range order {
		hours = append(hours, incidents[incident]/60)
	}
	b.underlying(&e, hours, to.Sub(from).Hours())
	return e
}

// underlying adds the 90 % interval of the rate at which user time is lost, of
// which the window showed one outcome: outages come in clumps, so it resamples
// outages and not minutes.
func (b *builder) underlying(e *assessment.Estimate, hours []float64, window float64) {
	low, high, err := availability.ResampleDowntime(hours, level, b.opt.Seed)
	if err != nil { // too few outages to say anything
		return
	}
	u := assessment.Estimate{Low: ptr(min(1, low/window)), High: ptr(min(1, high/window)), Level: level}
	e.Low, e.High, e.Level, e.Seed = ptr(1-*u.High), ptr(1-*u.Low), level, ptr(b.opt.Seed)
	e.Interval = availabilityInterval(u)
	e.Method += "; interval by resampling outages"
}

// trend is the attained availability of the programme, month by month.
func (b *builder) trend(users []weighted, target float64) []assessment.TrendPoint {
	points := []assessment.TrendPoint{}
	if b.records.from.IsZero() || len(users) == 0 {
		return points
	}
	end := b.records.cutoff
	month := monthOf(end)
	if month.Equal(end) {
		month = month.AddDate(0, -1, 0)
	}
	for i := trendMonths - 1; i >= 0; i-- {
		from := month.AddDate(0, -i, 0)
		to := from.AddDate(0, 1, 0)
		if to.After(end) {
			to = end
		}
		if to.After(b.records.from) {
			points = append(points, b.trendPoint(users, from, to, target))
		}
	}
	return points
}

// trendPoint says of a month that missed the target which incident took most.
func (b *builder) trendPoint(users []weighted, from, to time.Time, target float64) assessment.TrendPoint {
	p := assessment.TrendPoint{Month: from, Estimate: b.attainedByAll(users, from, to, target)}
	if p.Estimate.Status != assessment.Breached {
		return p
	}
	worst := 0.0
	for _, w := range users {
		for _, s := range w.spells {
			if lost := w.weight * lostMinutes([]spell{s}, from, to); lost > worst {
				worst, p.Label = lost, strings.TrimSpace(s.title)
			}
		}
	}
	return p
}
