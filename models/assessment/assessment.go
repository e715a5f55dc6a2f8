// Package assessment holds the answer: one immutable [Assessment] of one model on
// the records up to one moment. The command line, the API, the dashboard, the PDF
// and the CSV files read it and compute nothing themselves, so that they cannot
// disagree.
//
// # Conventions
//
//   - Every estimate is an [Estimate]; what is not known has no value, and a
//     reason.
//   - Slices are never nil, so that JSON has [] and not null.
//   - Sorted as they are to be shown: worst first.
package assessment

import "time"

// An Assessment is the result of analysing a model. Same inputs and seed, same
// Assessment but for ID and CreatedAt.
type Assessment struct {
	ID            string    `json:"id"`
	Model         ModelRef  `json:"model"`
	InputsDigest  string    `json:"inputsDigest"` // SHA-256, hex, of model, records, cut-off, seed, samples and engine version
	EngineVersion string    `json:"engineVersion"`
	Seed          uint64    `json:"seed"`
	Samples       int       `json:"samples"`
	DataCutoff    time.Time `json:"dataCutoff"` // records up to here were used
	CreatedAt     time.Time `json:"createdAt"`
	PreviousID    string    `json:"previousId,omitempty"` // the assessment that Changes and New compare with

	Overview     Overview      `json:"overview"`
	Journeys     []Journey     `json:"journeys" nullable:"false"`
	SLOs         []SLO         `json:"slos" nullable:"false"`
	Services     []Service     `json:"services" nullable:"false"`
	SinglePoints []SinglePoint `json:"singlePoints" nullable:"false"`
	Impacts      []Impact      `json:"impacts" nullable:"false"`
	FMEA         []FMEARow     `json:"fmea" nullable:"false"`
	Scenarios    []Scenario    `json:"scenarios" nullable:"false"`
	Parameters   []Parameter   `json:"parameters" nullable:"false"`
	Policy       []RuleResult  `json:"policy" nullable:"false"`
	Records      Records       `json:"records"`
	Charts       []RecordChart `json:"charts" nullable:"false"` // of subjects with enough outages
	Warnings     []string      `json:"warnings" nullable:"false"`
}

// A ModelRef names the model version that was assessed.
type ModelRef struct {
	Name    string `json:"name"`
	Title   string `json:"title"` // the programme, for headings
	Version int    `json:"version"`
	Digest  string `json:"digest"`  // SHA-256, hex, of the model
	Example bool   `json:"example"` // invented data; every page and report says so
}

// Statuses of an estimate, worst last. The word shown to people is
// [Status.Word].
type Status string

// The statuses.
const (
	Info      Status = ""           // a figure without a verdict
	Met       Status = "met"        // inside its target, whatever the missing data were
	AtRisk    Status = "at-risk"    // inside, but not surely
	Breached  Status = "breached"   // outside
	NotJudged Status = "not-judged" // the data do not allow a verdict; Reason says why
)

// Word returns what people read for s.
func (s Status) Word() string {
	switch s {
	case Met:
		return "Met"
	case AtRisk:
		return "At risk"
	case Breached:
		return "Breached"
	case NotJudged:
		return "Not judged"
	}
	return ""
}

// An Estimate is a figure with all that is needed to trust it. Value, Low and
// High are absent where they are undefined, and then Reason says why.
type Estimate struct {
	Value          *float64   `json:"value,omitempty"`
	Unit           string     `json:"unit"` // min/yr, /yr, min, ratio, EUR/yr, count
	Low            *float64   `json:"low,omitempty"`
	High           *float64   `json:"high,omitempty"`
	Level          float64    `json:"level,omitempty"`  // of the interval, e.g. 0.9
	Method         string     `json:"method,omitempty"` // e.g. "bdd, exact; latin hypercube"
	N              int        `json:"n,omitempty"`      // records behind it
	Samples        int        `json:"samples,omitempty"`
	Seed           *uint64    `json:"seed,omitempty"`
	From           *time.Time `json:"from,omitempty"` // data window
	To             *time.Time `json:"to,omitempty"`
	DataAgeSeconds *float64   `json:"dataAgeSeconds,omitempty"`
	Status         Status     `json:"status,omitempty" enum:"met,at-risk,breached,not-judged"`
	Reason         string     `json:"reason,omitempty"`
	Confidence     string     `json:"confidence,omitempty" enum:"A,B,C,D"`
	AssessmentID   string     `json:"assessmentId,omitempty"`
	Display        string     `json:"display"`              // the value as shown: 314 min
	Interval       string     `json:"interval,omitempty"`   // the interval as shown: 90 % 190–520 min
	Formula        string     `json:"formula,omitempty"`    // with the numbers filled in
	Definition     string     `json:"definition,omitempty"` // one sentence
	Basis          string     `json:"basis,omitempty"`      // where the inputs come from, in words
}

// An Overview is the first screen.
type Overview struct {
	Headline    string       `json:"headline"`
	Rule        string       `json:"rule"`     // which headline rule applied: T0 … T5
	Decision    string       `json:"decision"` // one sentence
	ScenarioID  string       `json:"scenarioId,omitempty"`
	Figures     []Figure     `json:"figures" nullable:"false"` // always six, F1 to F6
	TrendTitle  string       `json:"trendTitle"`
	Trend       []TrendPoint `json:"trend" nullable:"false"`
	TrendTarget *float64     `json:"trendTarget,omitempty"`
	CausesTitle string       `json:"causesTitle"`
	Causes      []Cause      `json:"causes" nullable:"false"`
	OtherCauses *Cause       `json:"otherCauses,omitempty"`     // all that Causes leaves out, as one row
	Findings    []Finding    `json:"findings" nullable:"false"` // three, for the board
	Changes     []string     `json:"changes" nullable:"false"`  // since the last assessment of the model
}

// A Figure is one of the six numbers of the first screen.
type Figure struct {
	ID       string   `json:"id"`    // F1 … F6
	Title    string   `json:"title"` // "Expected downtime, next 12 months"
	Estimate Estimate `json:"estimate"`
	Of       string   `json:"of,omitempty"`           // "of 23 judged"
	Notes    []string `json:"notes" nullable:"false"` // at most two short lines under the number
	Verdict  string   `json:"verdict"`                // status in words: "Over limit"
	Link     string   `json:"link,omitempty"`         // page that explains it
	Change   string   `json:"change,omitempty"`       // against the last assessment, in the figure's own unit
}

// A TrendPoint is one month of attained availability.
type TrendPoint struct {
	Month    time.Time `json:"month"` // its first instant
	Estimate Estimate  `json:"estimate"`
	Label    string    `json:"label,omitempty"` // why it missed, where it did
}

// A Cause is one reason for expected downtime: a minimal cut set, or the rest.
type Cause struct {
	Rank           int      `json:"rank"`
	Title          string   `json:"title"`
	JourneyID      string   `json:"journeyId,omitempty"`
	CutSet         int      `json:"cutSet"` // rank in the journey's cut sets, from 1; 0 for the rest
	MinutesPerYear float64  `json:"minutesPerYear"`
	Share          float64  `json:"share"` // of the sum over all cut sets
	CostPerYear    *float64 `json:"costPerYear,omitempty"`
	Currency       string   `json:"currency,omitempty"`
	Display        string   `json:"display"`      // minutes as shown
	ShareDisplay   string   `json:"shareDisplay"` // share as shown
	CostDisplay    string   `json:"costDisplay,omitempty"`
	Count          int      `json:"count,omitempty"` // cut sets in the rest
	SinglePoint    bool     `json:"singlePoint"`
}

// A Finding is one sentence for the board: what, how much, for whom, whose.
type Finding struct {
	Title       string `json:"title"`
	Figure      string `json:"figure"`
	Consequence string `json:"consequence"`
	Owner       string `json:"owner"` // "no owner" where there is none
}
