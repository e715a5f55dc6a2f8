package assessment

// A Journey is the answer for one journey, weighted by where its users come in.
type Journey struct {
	ID                     string       `json:"id"`
	Name                   string       `json:"name"` // its title
	Critical               bool         `json:"critical"`
	Owner                  string       `json:"owner,omitempty"`
	Unavailability         Estimate     `json:"unavailability"`                   // ratio
	Availability           Estimate     `json:"availability"`                     // ratio
	DowntimeMinutesPerYear Estimate     `json:"downtimeMinutesPerYear"`           // min/yr, against the limit
	DegradedMinutesPerYear *Estimate    `json:"degradedMinutesPerYear,omitempty"` // where soft dependencies exist
	OutagesPerYear         Estimate     `json:"outagesPerYear"`                   // /yr
	MeanOutageMinutes      Estimate     `json:"meanOutageMinutes"`                // min
	CostPerYear            *Estimate    `json:"costPerYear,omitempty"`
	LimitMinutesPerYear    *float64     `json:"limitMinutesPerYear,omitempty"` // (1 − target) · 525,600
	Target                 *float64     `json:"target,omitempty"`
	ProbabilityInsideLimit *float64     `json:"probabilityInsideLimit,omitempty"` // share of samples inside it: the availability ceiling
	CutSets                CutSets      `json:"cutSets"`
	Importance             []Importance `json:"importance" nullable:"false"`
	Tree                   Tree         `json:"tree"`
	Blocks                 *Block       `json:"blocks,omitempty"`
	Locations              []Location   `json:"locations" nullable:"false"`
}

// A Location is the part of a journey's users that comes in at one place.
type Location struct {
	Domain         string  `json:"domain"` // empty: the system has one location, not named
	Share          float64 `json:"share"`
	Unavailability float64 `json:"unavailability"`
}

// CutSets are the minimal cut sets of a journey, by probability.
type CutSets struct {
	Count   string   `json:"count"`                    // exact, decimal
	ByOrder []int    `json:"byOrder" nullable:"false"` // ByOrder[i] have order i+1, over those listed
	Top     []CutSet `json:"top" nullable:"false"`
	Listed  int      `json:"listed"`  // how many Top has
	Missing float64  `json:"missing"` // bound on the probability of those not listed, relative to the sum
}

// A CutSet is a set of basic events that together take the journey down, none of
// which can be left out.
type CutSet struct {
	Rank           int      `json:"rank"`
	Order          int      `json:"order"`
	Events         []string `json:"events" nullable:"false"` // basic event IDs
	Labels         []string `json:"labels" nullable:"false"` // the same for people
	Title          string   `json:"title"`                   // "Fraud score: fails closed"
	Probability    float64  `json:"probability"`             // product of its events, weighted by the users it hits
	Share          float64  `json:"share"`                   // of the sum over all cut sets
	Cumulative     float64  `json:"cumulative"`
	MinutesPerYear float64  `json:"minutesPerYear"`
	FussellVesely  float64  `json:"fussellVesely"` // of the set: P(set) / P(top)
	Display        string   `json:"display"`       // minutes as shown
}

// Importance says how much one basic event matters to a journey. Ratios are
// absent where they are undefined, and FussellVesely also where it would take too
// long.
type Importance struct {
	Event                string   `json:"event"`
	Label                string   `json:"label"`
	Probability          float64  `json:"probability"`
	Birnbaum             float64  `json:"birnbaum"`
	Criticality          *float64 `json:"criticality,omitempty"`
	FussellVesely        *float64 `json:"fussellVesely,omitempty"`
	RiskAchievementWorth *float64 `json:"riskAchievementWorth,omitempty"`
	RiskReductionWorth   *float64 `json:"riskReductionWorth,omitempty"`
}

// A Tree is the fault tree of a journey, for drawing. Shared gates appear once;
// Inputs refers to gates and events by ID.
type Tree struct {
	Top    string      `json:"top"`
	Gates  []TreeGate  `json:"gates" nullable:"false"`
	Events []TreeEvent `json:"events" nullable:"false"`
}

// A TreeGate is a gate with its probability.
type TreeGate struct {
	ID          string   `json:"id"`
	Label       string   `json:"label"`
	Op          string   `json:"op" enum:"and,or,atLeast"`
	K           int      `json:"k,omitempty"` // of atLeast
	Inputs      []string `json:"inputs" nullable:"false"`
	Probability float64  `json:"probability"`
}

// A TreeEvent is a basic event with its probability and importance.
type TreeEvent struct {
	ID            string   `json:"id"`
	Label         string   `json:"label"`
	Parameter     string   `json:"parameter"` // the parameter its probability comes from
	Probability   float64  `json:"probability"`
	FussellVesely *float64 `json:"fussellVesely,omitempty"`
	HeatBin       int      `json:"heatBin"` // 1 … 5 by FussellVesely: < 0.001, < 0.01, < 0.1, < 0.3, ≥ 0.3
}

// A Block is a reliability block diagram: a tree of series, parallel and
// k-of-n groups with components at the leaves.
type Block struct {
	Kind         string  `json:"kind" enum:"series,parallel,kOfN,component"`
	K            int     `json:"k,omitempty"`
	Label        string  `json:"label"`
	Event        string  `json:"event,omitempty"` // of a component: its basic event
	Availability float64 `json:"availability"`
	Blocks       []Block `json:"blocks,omitempty"`
}
