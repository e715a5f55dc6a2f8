package file

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// archived reads an object of incidents.jsonl in a GitHub-status archive. The
// outage is its downtime window, which post-mortems have corrected, and not the
// time its notice stood on the page.
func (in *input) archived(line int, text []byte) error {
	var a struct {
		ID         string   `json:"id"`
		Title      string   `json:"title"`
		URL        string   `json:"url"`
		Impact     string   `json:"impact"`
		Start      string   `json:"downtime_start"`
		End        string   `json:"downtime_end"`
		Components []string `json:"components"`
	}
	if err := json.Unmarshal(text, &a); err != nil {
		return in.reject(line, a.ID, plain(err))
	}
	own := row{"external_id": a.ID, "title": a.Title, "url": a.URL, "severity": a.Impact, "started": a.Start, "resolved": a.End}
	incident, err := own.incident(a.Components)
	return in.accept(line, incident, err)
}

// statuspage reads an incident object of Statuspage v2. It calls "monitoring" the
// time a fix was in place.
func (in *input) statuspage(line int, text []byte) error {
	var s struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		Impact     string `json:"impact"`
		Created    string `json:"created_at"`
		Started    string `json:"started_at"`
		Monitoring string `json:"monitoring_at"`
		Resolved   string `json:"resolved_at"`
		Link       string `json:"shortlink"`
		Components []struct {
			Name string `json:"name"`
		} `json:"components"`
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return in.reject(line, s.ID, plain(err))
	}
	var names []string
	for _, c := range s.Components {
		names = append(names, c.Name)
	}
	own := row{
		"external_id": s.ID, "title": s.Name, "severity": s.Impact, "started": s.Started, "mitigated": s.Monitoring,
		"resolved": s.Resolved, "url": s.Link,
	}
	if s.Started == "" {
		own["started"] = s.Created
	}
	before := len(in.report.Incidents)
	incident, err := own.incident(names)
	err = in.accept(line, incident, err)
	if s.Started == "" && len(in.report.Incidents) > before {
		in.report.Notes = append(in.report.Notes, Rejection{Line: line, ExternalID: s.ID, Reason: "no started_at; created_at taken for it"})
	}
	return err
}

// plain says what is wrong with a JSON value without naming Go types.
func plain(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%s: a %s is not what it holds", wrong.Field, strings.ToLower(wrong.Value))
	}
	return err.Error()
}
