package simulate

import "slices"

// Details are what becomes of each component, crew and stock until the last time.
type Details struct {
	Hours      float64           `json:"hours"`
	Components []ComponentDetail `json:"components"`
	Crews      []CrewDetail      `json:"crews,omitempty"`
	Stocks     []StockDetail     `json:"stocks,omitempty"`
	Cost       *Estimate         `json:"cost,omitempty"` // mean until then; nil where nothing has a cost
}

// A ComponentDetail is a component until a time.
type ComponentDetail struct {
	ID             string   `json:"id"`
	Failures       Estimate `json:"failures"`       // mean number
	Unavailability Estimate `json:"unavailability"` // mean share of the time, with maintenance
	WaitingHours   Estimate `json:"waitingHours"`   // mean hours that it waits for a crew or a part
	SystemFailures Estimate `json:"systemFailures"` // mean number of those at whose moment it failed or was taken out
}

// A CrewDetail is a crew until a time.
type CrewDetail struct {
	ID   string   `json:"id"`
	Busy Estimate `json:"busy"` // mean share of the time of all its members
}

// A StockDetail is a stock until a time.
type StockDetail struct {
	ID   string   `json:"id"`
	Used Estimate `json:"used"` // mean number of parts
}

// Numbers of each component in a replication, which those of crews, then stocks, then
// the cost follow.
const (
	unitFailures = iota
	unitHours
	unitWaiting
	unitCulprit
	unitWidth
)

// A before is what a component did before an event.
type before struct {
	status  status
	turn    int
	hasPart bool
}

func (c *compiled) detailWidth() int {
	return len(c.units)*unitWidth + len(c.m.Crews) + len(c.m.Stocks) + 1
}

// note keeps what components do now.
func (s *sim) note() {
	s.was = s.was[:0]
	for i := range s.c.units {
		s.was = append(s.was, before{s.clocks[i].status, s.clocks[i].turn, s.clocks[i].hasPart})
	}
}

// tell adds to out what has become of each component since it was noted, some hours
// ago. Its weight is that of the history until now, also where that is tilted.
func (s *sim) tell(out []float64, hours, scale float64, down bool) {
	weight := scale * s.likelihood()
	crews := out[len(s.c.units)*unitWidth:]
	stocks := crews[len(s.c.m.Crews):]
	cost := &stocks[len(s.c.m.Stocks)]
	if down {
		*cost += weight * hours * s.c.m.DownCost
	}
	for i, u := range s.c.units {
		k, was, own := &s.clocks[i], s.was[i], out[i*unitWidth:(i+1)*unitWidth]
		switch {
		case was.status == waiting && u.repaired:
			own[unitWaiting] += weight * hours
		case was.status == serving && u.crew >= 0:
			crews[u.crew] += weight * hours
			*cost += weight * hours * s.c.m.Crews[u.crew].Cost
		}
		if was.status != working {
			own[unitHours] += weight * hours
		}
		failed := k.turn != was.turn
		if failed {
			own[unitFailures] += weight
			*cost += weight * s.c.m.Components[i].Cost
		}
		if u.stock >= 0 && k.hasPart && (failed || !was.hasPart) {
			stocks[u.stock] += weight
			*cost += weight * s.c.m.Stocks[u.stock].Cost
		}
		if s.failure && (failed || was.status == working && k.status == planned) {
			own[unitCulprit] += weight
		}
	}
}

// detailGoals returns what is told of components, crews, stocks and cost.
func (c *compiled) detailGoals(from int, hours float64) []goal {
	var list []goal
	add := func(bound, scale float64) { list = append(list, goal{from + len(list), -1, bound, false, scale}) }
	for range c.units {
		add(0, 1)
		add(hours, 1/hours)
		add(hours, 1)
		add(0, 1)
	}
	for _, x := range c.m.Crews {
		most := hours * float64(min(x.Size, len(c.units)))
		add(most, 1/(hours*float64(x.Size)))
	}
	for range c.m.Stocks {
		add(0, 1)
	}
	add(0, 1)
	return list
}

// details puts estimates to the names of what they are of.
func (c *compiled) details(hours float64, at func(i int) Estimate) *Details {
	d := &Details{Hours: hours, Components: []ComponentDetail{}}
	for i, x := range c.m.Components {
		own := i * unitWidth
		d.Components = append(d.Components, ComponentDetail{x.ID, at(own + unitFailures), at(own + unitHours), at(own + unitWaiting), at(own + unitCulprit)})
	}
	next := len(c.units) * unitWidth
	for i, x := range c.m.Crews {
		d.Crews = append(d.Crews, CrewDetail{x.ID, at(next + i)})
	}
	next += len(c.m.Crews)
	for i, x := range c.m.Stocks {
		d.Stocks = append(d.Stocks, StockDetail{x.ID, at(next + i)})
	}
	if c.costs() {
		cost := at(next + len(c.m.Stocks))
		d.Cost = &cost
	}
	return d
}

// costs says whether anything does.
func (c *compiled) costs() bool {
	return c.m.DownCost > 0 || slices.ContainsFunc(c.m.Components, func(x Component) bool { return x.Cost > 0 }) ||
		slices.ContainsFunc(c.m.Crews, func(x Crew) bool { return x.Cost > 0 }) || slices.ContainsFunc(c.m.Stocks, func(x Stock) bool { return x.Cost > 0 })
}
