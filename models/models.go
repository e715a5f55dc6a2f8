// Package models holds the nouns of Ninefold as plain structs: what a mesh is
// made of ([Mesh]), what happened to it ([Incident], [Outage]) and what was tried
// on it ([Experiment], [Scenario]).
//
// It knows no database, no file format and no engine. Package modelfile reads
// and checks the YAML form, package store keeps the records, and analysis/assess
// turns a Mesh and its records into an assessment.
//
// # Conventions
//
//   - IDs are lower-case words joined by hyphens, unique within their kind.
//   - Ratios and probabilities are fractions in [0, 1], never percent.
//   - Times are UTC. A zero time.Time pointer means "not known", not "epoch".
//   - Slices may be nil; readers treat nil and empty alike.
package models

// APIVersion and KindMesh head every model file.
const (
	APIVersion = "ninefold/v1"
	KindMesh   = "Mesh"
)

// A Mesh is one version of a model: the whole of what is known about a system's
// structure, targets and costs. It is what a model file holds.
type Mesh struct {
	APIVersion   string          `json:"apiVersion" yaml:"apiVersion"`
	Kind         string          `json:"kind" yaml:"kind"`
	Metadata     Metadata        `json:"metadata" yaml:"metadata"`
	Domains      []FailureDomain `json:"domains,omitempty" yaml:"domains,omitempty"`
	Services     []Service       `json:"services,omitempty" yaml:"services,omitempty"`
	Placements   []Placement     `json:"placements,omitempty" yaml:"placements,omitempty"`
	Links        []Link          `json:"links,omitempty" yaml:"links,omitempty"`
	Dependencies []Dependency    `json:"dependencies,omitempty" yaml:"dependencies,omitempty"`
	Journeys     []Journey       `json:"journeys,omitempty" yaml:"journeys,omitempty"`
	SLOs         []SLO           `json:"slos,omitempty" yaml:"slos,omitempty"`
	Scenarios    []Scenario      `json:"scenarios,omitempty" yaml:"scenarios,omitempty"`
	Waivers      []Waiver        `json:"waivers,omitempty" yaml:"waivers,omitempty"`
}

// Metadata names a model and its version.
type Metadata struct {
	Name        string `json:"name" yaml:"name"`                                   // ID of the model, e.g. bank-mesh
	Title       string `json:"title,omitempty" yaml:"title,omitempty"`             // what people call the programme, e.g. Payments
	Version     int    `json:"version,omitempty" yaml:"version,omitempty"`         // counts up; 0 is read as 1
	Description string `json:"description,omitempty" yaml:"description,omitempty"` // one paragraph
	Owner       string `json:"owner,omitempty" yaml:"owner,omitempty"`
	Example     bool   `json:"example,omitempty" yaml:"example,omitempty"` // invented data: every page and report says so
}

// Label returns the title, or the name where there is none.
func (m Metadata) Label() string {
	if m.Title != "" {
		return m.Title
	}
	return m.Name
}
