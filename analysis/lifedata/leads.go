package lifedata

// Leads are, for each system, how far its events run ahead of those that
// were expected of it; their squares add up to the robust variance. Between its
// own events all that happens to a system at risk is that the same amount is taken
// off, so only the sums over systems are kept up to date.
type leads struct {
	own      []float64 // of a system: its events, each over the systems at risk, and taken when it joined
	taken    float64   // from every system at risk so far
	active   int
	sumOf    float64 // over active systems, of the lead own - taken
	squareOf float64
	settled  float64 // squares of those that left
}

func newLeads(h History) *leads { return &leads{own: make([]float64, len(h))} }

// at moves on to a time of events, which count with this weight.
func (s *leads) at(at eventTime, weight float64) {
	for _, i := range at.joined {
		s.own[i] = s.taken
		s.active++
	}
	for _, i := range at.left {
		lead := s.own[i] - s.taken
		s.active--
		s.sumOf -= lead
		s.squareOf -= lead * lead
		s.settled += lead * lead
	}
	r := float64(at.atRisk)
	if r == 0 {
		return
	}
	for _, i := range at.systems {
		lead := s.own[i] - s.taken
		s.own[i] += weight / r
		s.sumOf += weight / r
		s.squareOf += weight / r * (2*lead + weight/r)
	}
	expected := weight * float64(len(at.systems)) / r / r
	s.taken += expected
	s.squareOf += expected * (float64(s.active)*expected - 2*s.sumOf)
	s.sumOf -= float64(s.active) * expected
}

// sum returns the squares of the leads of all systems.
func (s *leads) sum() float64 { return max(0, s.settled+s.squareOf) }
