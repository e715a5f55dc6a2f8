package assess

import (
	"maps"
	"slices"
	"strings"
	"time"

	"ninefold/models"
)

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
// later are left out; ends beyond it are not known yet. Maintenance shows that
// records were kept, but a time that cannot be right must not stretch the window.
func readRecords(in Input, cutoff time.Time) *records {
	r := &records{cutoff: cutoff, byName: map[string][]spell{}, bySubject: map[string][]spell{}}
	subjects := subjectsByName(in.Mesh)
	for _, incident := range in.Incidents {
		if !incident.Started.Before(r.cutoff) {
			continue
		}
		r.all = append(r.all, incident)
		plausible := incident.Quality == models.QualityGood || incident.Quality == models.QualityOpen
		if plausible && (r.from.IsZero() || incident.Started.Before(r.from)) {
			r.from = incident.Started
		}
		if incident.Counts() {
			r.counted = append(r.counted, incident)
			r.sortOut(incident, subjects)
		}
	}
	if !r.from.IsZero() {
		// A window that starts with a failure would overstate the rate.
		r.from = monthOf(r.from)
	}
	return r
}

// sortOut files the spell of incident, the last counted, under every name and
// subject it concerns.
func (r *records) sortOut(incident models.Incident, subjects map[string][]string) {
	s := r.spellOf(incident)
	s.incident = len(r.counted) - 1
	named, hit := map[string]bool{}, map[string]bool{}
	for _, name := range incident.Components {
		key := fold(name)
		if key == "" || named[key] {
			continue
		}
		named[key] = true
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

// lastMoment is the end of what the records and the model's own parameters cover.
// The cut-off is exclusive, and records are kept to the minute: one that has only
// a beginning covers its minute. Maintenance may be planned ahead, and says nothing
// about where records end.
func lastMoment(in Input) time.Time {
	var last time.Time
	later := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	for _, i := range in.Incidents {
		if i.Counts() {
			later(i.Started.Add(time.Minute))
			if i.Resolved != nil {
				later(*i.Resolved)
			}
		}
	}
	for _, e := range in.Experiments {
		later(e.At.Add(time.Minute))
	}
	for _, c := range components(in.Mesh) {
		if c.failure != nil && c.failure.RecordsUntil != nil {
			later(*c.failure.RecordsUntil)
		}
	}
	return last
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

// spells are those of all that counts, once each.
func (r *records) spells() []spell {
	all := make([]spell, len(r.counted))
	for i, incident := range r.counted {
		all[i] = r.spellOf(incident)
		all[i].incident = i
	}
	return all
}

// hour is t in hours since the window began.
func (r *records) hour(t time.Time) float64 { return t.Sub(r.from).Hours() }

// window is the length of the record window in hours.
func (r *records) window() float64 {
	if r.from.IsZero() {
		return 0
	}
	return r.hour(r.cutoff)
}
