package assessment

import (
	"time"

	"ninefold/models/chart"
)

// An SLO is one objective and what was attained.
type SLO struct {
	ID            string   `json:"id"`
	Title         string   `json:"title"`
	Subject       string   `json:"subject"` // journey or service ID
	Owner         string   `json:"owner,omitempty"`
	Critical      bool     `json:"critical"`
	Objective     float64  `json:"objective"`
	WindowDays    float64  `json:"windowDays"`
	Attained      Estimate `json:"attained"`      // ratio, with the verdict
	BudgetMinutes Estimate `json:"budgetMinutes"` // left in the window; negative when overspent
}

// A Service is what the records say about one service.
type Service struct {
	ID             string   `json:"id"`
	Title          string   `json:"title"`
	Kind           string   `json:"kind"`
	Tier           int      `json:"tier,omitempty"`
	Owner          string   `json:"owner,omitempty"`
	Outages        int      `json:"outages"` // in the record window, overlaps merged
	Open           int      `json:"open"`    // of these, not over yet
	DowntimeMin    float64  `json:"downtimeMinutes"`
	MTTR           Estimate `json:"mttr"`           // h
	MTBF           Estimate `json:"mtbf"`           // h
	Availability   Estimate `json:"availability"`   // ratio, attained in the record window
	MinutesPerYear float64  `json:"minutesPerYear"` // expected, over the cut sets its events are in
	// Recurrence is absent where no incident on record names the service.
	Recurrence *OutageRecurrence `json:"recurrence,omitempty"`
}

// An OutageRecurrence says whether outages came at a steady rate, which a mean time
// between them supposes.
type OutageRecurrence struct {
	Verdict string    `json:"verdict" enum:"noEvents,tooFew,trend,unclear,dependent,renewal,steady"`
	Title   string    `json:"title"`                  // the verdict for people
	Words   []string  `json:"words" nullable:"false"` // the tests behind it, in sentences
	MTBFNow *Estimate `json:"mtbfNow,omitempty"`      // h, at the end of the record, where there is a trend
}

// The names of charts.
const (
	ChartOutages = "outages" // so far, over the time on record
	ChartRestore = "restore" // times to restore, on probability paper
)

// ChartRecords is the subject of charts of all records together; that of a service
// is "service:" and its ID.
const ChartRecords = "records"

// A RecordChart shows what the records say of a subject.
type RecordChart struct {
	Subject string      `json:"subject"`
	Name    string      `json:"name" enum:"outages,restore"`
	Chart   chart.Chart `json:"chart"`
}

// A SinglePoint is a basic event that alone takes a critical journey down.
type SinglePoint struct {
	Event          string     `json:"event"`
	Title          string     `json:"title"`
	Journeys       []string   `json:"journeys" nullable:"false"` // titles
	MinutesPerYear float64    `json:"minutesPerYear"`
	Display        string     `json:"display"`
	Owner          string     `json:"owner"`
	Accepted       bool       `json:"accepted"` // by a waiver that has not ended
	AcceptedUntil  *time.Time `json:"acceptedUntil,omitempty"`
	New            bool       `json:"new"` // not in the last assessment of the model
}

// An Impact is the blast radius of one domain or service: who is hit when it is
// down and all else works.
type Impact struct {
	Subject        string          `json:"subject"` // domain or service ID
	Kind           string          `json:"kind" enum:"domain,service"`
	Title          string          `json:"title"`
	Journeys       []JourneyImpact `json:"journeys" nullable:"false"` // all of them
	UsersDown      float64         `json:"usersDown"`                 // share of the programme's users
	Services       []ServiceImpact `json:"services" nullable:"false"` // those down or degraded
	MinutesPerYear float64         `json:"minutesPerYear"`            // expected from this subject failing
	Display        string          `json:"display"`
}

// Effects of a failure.
const (
	EffectDown     = "down"
	EffectDegraded = "degraded"
	EffectNone     = "unaffected"
)

// A JourneyImpact is the effect on one journey.
type JourneyImpact struct {
	ID        string  `json:"id"`
	Title     string  `json:"title"`
	Effect    string  `json:"effect" enum:"down,degraded,unaffected"`
	UsersDown float64 `json:"usersDown"` // share of the journey's users
}

// A ServiceImpact is the effect on one service.
type ServiceImpact struct {
	ID     string `json:"id"`
	Effect string `json:"effect" enum:"down,degraded"`
}

// An FMEARow is one line of the worksheet, drafted from the model and records.
type FMEARow struct {
	ID             string  `json:"id"`
	Item           string  `json:"item"`
	Mode           string  `json:"mode"`
	LocalEffect    string  `json:"localEffect"`
	JourneyEffect  string  `json:"journeyEffect"`
	Cause          string  `json:"cause"`
	Detection      string  `json:"detectionControl"`
	Severity       int     `json:"severity"`
	Occurrence     int     `json:"occurrence"`
	DetectionRank  int     `json:"detection"`
	RPN            int     `json:"rpn"`
	ActionPriority string  `json:"actionPriority" enum:"H,M,L"`
	Event          string  `json:"event"` // linked basic event
	RatePerYear    float64 `json:"ratePerYear"`
	RestoreHours   float64 `json:"restoreHours"`
	MinutesPerYear float64 `json:"minutesPerYear"`
	Basis          string  `json:"basis"` // what the ranks were derived from
}

// A Scenario is what one set of changes would do, on the same random numbers as
// the model itself.
type Scenario struct {
	ID                     string   `json:"id"`
	Title                  string   `json:"title"`
	Owner                  string   `json:"owner,omitempty"`
	DowntimeMinutesPerYear Estimate `json:"downtimeMinutesPerYear"`
	SavedMinutesPerYear    Estimate `json:"savedMinutesPerYear"`
	Availability           float64  `json:"availability"`
	AvailabilityDisplay    string   `json:"availabilityDisplay"`
	SinglePoints           int      `json:"singlePoints"`
	CostOnce               float64  `json:"costOnce"`
	CostPerYear            float64  `json:"costPerYear"`
	Currency               string   `json:"currency,omitempty"`
	CostDisplay            string   `json:"costDisplay"`
	MinutesPerThousand     *float64 `json:"minutesPerThousand,omitempty"` // saved in year 1 per 1,000 of currency
	ProbabilityBetter      float64  `json:"probabilityBetter"`            // share of samples with less downtime
	InsideLimit            bool     `json:"insideLimit"`
	Verdict                string   `json:"verdict"` // "inside", "over limit", "no measurable effect"
	LeadTime               string   `json:"leadTime,omitempty"`
}

// A Parameter is one number that went into the model, with where it came from.
type Parameter struct {
	ID            string   `json:"id"` // service:fraud-score, domain:mesh-ca, instance:payments-api, fallback:…
	Label         string   `json:"label"`
	Provenance    string   `json:"provenance" enum:"observed,pooled,prior,expert"`
	RatePerYear   *float64 `json:"ratePerYear,omitempty"`
	RateLow       *float64 `json:"rateLow,omitempty"` // 90 % interval
	RateHigh      *float64 `json:"rateHigh,omitempty"`
	RestoreHours  *float64 `json:"restoreHours,omitempty"`
	RestoreLow    *float64 `json:"restoreLow,omitempty"`
	RestoreHigh   *float64 `json:"restoreHigh,omitempty"`
	Probability   float64  `json:"probability"`           // unavailability, or probability on demand
	Events        int      `json:"events"`                // own failures counted
	ExposureYears float64  `json:"exposureYears"`         // over which they were counted
	PriorWeight   *float64 `json:"priorWeight,omitempty"` // of the pooled prior, in [0, 1]
	Source        string   `json:"source"`
}

// Results of a policy rule.
const (
	RulePass          = "pass"
	RuleFail          = "fail"
	RuleWaived        = "waived"
	RuleNotEvaluated  = "not-evaluated"
	RuleNotApplicable = "not-applicable"
)

// A RuleResult is one policy rule on one subject.
type RuleResult struct {
	Rule        string     `json:"rule"`
	Title       string     `json:"title"`
	Subject     string     `json:"subject"`
	Result      string     `json:"result" enum:"pass,fail,waived,not-evaluated,not-applicable"`
	Fact        string     `json:"fact"` // what was found
	Mandatory   bool       `json:"mandatory"`
	WaivedUntil *time.Time `json:"waivedUntil,omitempty"`
	WaivedBy    string     `json:"waivedBy,omitempty"`
}

// Records says which records were used and how good they were.
type Records struct {
	Incidents       int               `json:"incidents"`   // all
	Counted         int               `json:"counted"`     // entered an estimate
	Maintenance     int               `json:"maintenance"` // planned, never counted as failure
	Open            int               `json:"open"`
	Negative        int               `json:"negative"`
	Implausible     int               `json:"implausible"`
	Unmatched       int               `json:"unmatched"` // counted, but naming nothing in the model
	From            *time.Time        `json:"from,omitempty"`
	To              *time.Time        `json:"to,omitempty"`
	DowntimeMinutes float64           `json:"downtimeMinutes"` // union of all counted, overlaps merged
	MTTR            Estimate          `json:"mttr"`            // h, over all counted
	MTBF            Estimate          `json:"mtbf"`
	Availability    Estimate          `json:"availability"`
	Recurrence      *OutageRecurrence `json:"recurrence,omitempty"` // of all counted together; absent without records
	Sources         []string          `json:"sources" nullable:"false"`
	UnmatchedTitles []string          `json:"unmatchedTitles" nullable:"false"` // at most 20
}
