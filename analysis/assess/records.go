package assess

import (
	"maps"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/availability"
	"ninefold/models"
)

// A spell is the part of an incident that concerns one subject.
type spell struct {
	start, end time.Time // end is the cut-off for an open one
	open       bool
	share      float64 // of the subject's users
	title      string
	cause      string
}

// records are the incidents up to the cut-off, sorted out by what they concern.
type records struct {
	cutoff, from time.Time // the window; from is zero when there are no records
	all          []models.Incident
	counted      []models.Incident
	byName       map[string][]spell // by component name as recorded, lower case
	bySubject    map[string][]spell // by "service:ID", "domain:ID" or "journey:ID"
	unmatched    []models.Incident  // counted, but naming no service and no domain
}

// readRecords sorts in.Incidents out. Incidents that start at the cut-off or
// later are left out; ends beyond it are not known yet.
func readRecords(in Input, cutoff time.Time) *records {
	r := &records{cutoff: cutoff, byName: map[string][]spell{}, bySubject: map[string][]spell{}}
	subjects := subjectsByName(in.Mesh)
	for _, incident := range in.Incidents {
		if !incident.Started.Before(r.cutoff) {
			continue
		}
		r.all = append(r.all, incident)
		if r.from.IsZero() || incident.Started.Before(r.from) {
			r.from = incident.Started
		}
		if incident.Counts() {
			r.counted = append(r.counted, incident)
			r.sortOut(incident, subjects)
		}
	}
	if !r.from.IsZero() {
		// A window that starts with a failure would overstate the rate.
		r.from = time.Date(r.from.Year(), r.from.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return r
}

// sortOut files the spell of incident under every name and subject it concerns.
func (r *records) sortOut(incident models.Incident, subjects map[string][]string) {
	s := r.spellOf(incident)
	hit := map[string]bool{}
	for _, name := range incident.Components {
		key := fold(name)
		r.byName[key] = append(r.byName[key], s)
		for _, subject := range subjects[key] {
			hit[subject] = true
		}
	}
	matched := false
	for _, subject := range slices.Sorted(maps.Keys(hit)) {
		r.bySubject[subject] = append(r.bySubject[subject], s)
		matched = matched || !strings.HasPrefix(subject, "journey:")
	}
	if !matched {
		r.unmatched = append(r.unmatched, incident)
	}
}

func (r *records) spellOf(i models.Incident) spell {
	s := spell{start: i.Started, end: r.cutoff, open: true, share: 1, title: i.Title, cause: i.Cause}
	if i.Resolved != nil && !i.Resolved.After(r.cutoff) {
		s.end, s.open = *i.Resolved, false
	}
	if i.UserShare != nil {
		s.share = *i.UserShare
	}
	return s
}

// lastMoment is the end of what the records and the model's own parameters cover.
func lastMoment(in Input) time.Time {
	var last time.Time
	later := func(t *time.Time) {
		if t != nil && t.After(last) {
			last = *t
		}
	}
	for _, i := range in.Incidents {
		later(&i.Started)
		if i.Quality == models.QualityGood {
			later(i.Resolved)
		}
	}
	for _, s := range in.Mesh.Services {
		for _, f := range []*models.Failure{s.Failure, s.Release, s.Instance} {
			if f != nil {
				later(f.RecordsUntil)
			}
		}
	}
	for _, d := range in.Mesh.Domains {
		if d.Failure != nil {
			later(d.Failure.RecordsUntil)
		}
	}
	return last.UTC()
}

// subjectsByName says what a component name in an incident means in the model.
func subjectsByName(m models.Mesh) map[string][]string {
	names := map[string][]string{}
	add := func(subject string, aliases ...string) {
		for _, a := range aliases {
			if key := fold(a); key != "" && !slices.Contains(names[key], subject) {
				names[key] = append(names[key], subject)
			}
		}
	}
	for _, s := range m.Services {
		add("service:"+s.ID, append([]string{s.ID, s.Title}, s.Records...)...)
	}
	for _, d := range m.Domains {
		add("domain:"+d.ID, d.ID, d.Title)
	}
	for _, j := range m.Journeys {
		add("journey:"+j.ID, append([]string{j.ID, j.Title}, j.Records...)...)
	}
	return names
}

func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// ofJourney returns the spells that took users of j down: those naming the
// journey, or a service or domain it cannot do without.
func (r *records) ofJourney(m models.Mesh, j models.Journey) []spell {
	needed := map[string]bool{"journey:" + j.ID: true}
	var visit func(id string)
	visit = func(id string) {
		if needed["service:"+id] {
			return
		}
		needed["service:"+id] = true
		for _, s := range m.Services {
			if s.ID == id {
				for _, d := range s.Shared {
					needed["domain:"+d] = true
				}
			}
		}
		for _, d := range m.Dependencies {
			if d.From == id && (d.Kind == "" || d.Kind == models.DependencyHard) {
				visit(d.To)
			}
		}
	}
	for _, entry := range j.Entries {
		visit(entry)
	}
	var spells []spell
	seen := map[string]bool{} // an incident can name several needed services
	for _, subject := range slices.Sorted(maps.Keys(needed)) {
		for _, s := range r.bySubject[subject] {
			if key := s.title + s.start.String() + s.end.String(); !seen[key] {
				seen[key] = true
				spells = append(spells, s)
			}
		}
	}
	return spells
}

// lostMinutes returns the user-minutes lost in [from, to): at each moment the
// largest share of any spell counts, so that overlaps are not counted twice.
func lostMinutes(spells []spell, from, to time.Time) float64 {
	edges := []time.Time{from, to}
	for _, s := range spells {
		for _, t := range []time.Time{s.start, s.end} {
			if t.After(from) && t.Before(to) {
				edges = append(edges, t)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	var lost float64
	for i, edge := range edges[1:] {
		worst := 0.0
		for _, s := range spells {
			if !s.start.After(edges[i]) && !s.end.Before(edge) && s.start.Before(s.end) {
				worst = max(worst, s.share)
			}
		}
		lost += worst * edge.Sub(edges[i]).Minutes()
	}
	return lost
}

// hour is t in hours since the window began.
func (r *records) hour(t time.Time) float64 { return t.Sub(r.from).Hours() }

// hours turns spells into those of package availability. A spell that hit a share
// of the users is that much shorter, so that user-hours are kept.
func (r *records) hours(spells []spell) []availability.Spell {
	out := make([]availability.Spell, 0, len(spells))
	for _, s := range spells {
		start := r.hour(s.start)
		out = append(out, availability.Spell{Start: start, End: start + s.end.Sub(s.start).Hours()*s.share, Open: s.open})
	}
	return out
}

// window is the length of the record window in hours.
func (r *records) window() float64 {
	if r.from.IsZero() {
		return 0
	}
	return r.hour(r.cutoff)
}
