package objective

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"ninefold/models"
)

// An Import is what was read of a file.
type Import struct {
	Specs    []Spec         `json:"specs,omitempty"`
	Services []Service      `json:"services,omitempty"`
	Windows  []AlertWindows `json:"alertWindows,omitempty"`
	Notes    []Note         `json:"notes,omitempty"`
}

// A Place is where something stands in a file. Lines and columns count from 1.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
}

// String returns file:line:col.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Kinds of notes.
const (
	Lost     = "lost"     // was not carried over
	Doubtful = "doubtful" // was, but may not be meant so
)

// A Note says what a reader or writer could not carry over, or doubts.
type Note struct {
	Place   Place  `json:"place"`
	Kind    string `json:"kind"`   // lost or doubtful
	Object  string `json:"object"` // the kind and name of what it is about
	Field   string `json:"field"`  // its path
	Message string `json:"message"`
}

// String returns "file:line:col: object: field: message".
func (n Note) String() string {
	return fmt.Sprintf("%s: %s: %s: %s", n.Place, n.Object, n.Field, n.Message)
}

// Budgeting methods, as OpenSLO names them.
const (
	Occurrences     = "Occurrences"     // good requests of all
	Timeslices      = "Timeslices"      // good slices of time of all
	RatioTimeslices = "RatioTimeslices" // the mean over slices of their ratio
)

// A Meta is what every object of a file has.
type Meta struct {
	Name        string              `json:"name"`
	Title       string              `json:"title,omitempty"`
	Labels      map[string][]string `json:"labels,omitempty"`
	Annotations map[string]string   `json:"annotations,omitempty"`
	Description string              `json:"description,omitempty"`
}

// A Service is something that objectives are for.
type Service struct {
	Meta
	Place Place `json:"place"`
}

// A Spec is one specified objective, or several over one indicator and window.
type Spec struct {
	Meta
	Namespace string     `json:"namespace,omitempty"`
	Service   string     `json:"service"`
	Method    string     `json:"method"` // one of the budgeting methods
	Window    Window     `json:"window"`
	Indicator *Indicator `json:"indicator,omitempty"` // nil: each target has its own
	Targets   []Target   `json:"targets"`
	Alerts    []Alert    `json:"alerts,omitempty"`
	Place     Place      `json:"place"`
}

// A Target is one objective.
type Target struct {
	Title       string          `json:"title,omitempty"`
	Objective   float64         `json:"objective"` // a fraction in [0, 1)
	SliceTarget *float64        `json:"sliceTarget,omitempty"`
	SliceWindow models.Duration `json:"sliceWindow,omitempty"`
	Operator    string          `json:"operator,omitempty"` // lt, lte, gt or gte, of a threshold indicator
	Value       *float64        `json:"value,omitempty"`    // what it compares with
	Indicator   *Indicator      `json:"indicator,omitempty"`
	Weight      *float64        `json:"weight,omitempty"` // of a composite
}

// A Window is rolling if Rolling is set, of the calendar if Calendar is, and not
// stated if neither is.
type Window struct {
	Rolling  models.Duration `json:"rolling,omitempty"`
	Calendar *Calendar       `json:"calendar,omitempty"`
	Assumed  bool            `json:"assumed,omitempty"` // the file states none
}

// A Calendar is a row of windows of Count units; one begins at Start.
type Calendar struct {
	Count    int    `json:"count"`
	Unit     string `json:"unit"`               // minute, hour, day, week, month, quarter, year
	Start    string `json:"start,omitempty"`    // 2006-01-02 15:04:05, on the clock of TimeZone
	TimeZone string `json:"timeZone,omitempty"` // an IANA name; empty is UTC
}

// StartForm is how a Calendar writes its start.
const StartForm = "2006-01-02 15:04:05"

// Begin returns when a window of c begins, in its time zone; the zero time where
// none is stated. It returns an error for a start or zone that is none.
func (c Calendar) Begin() (time.Time, error) {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no time zone: %w", c.TimeZone, err)
	}
	if c.Start == "" {
		return time.Date(1, 1, 1, 0, 0, 0, 0, zone), nil
	}
	start, err := time.ParseInLocation(StartForm, c.Start, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no time like 2022-01-31 12:00:00", c.Start)
	}
	return start, nil
}

// An Indicator is what is measured. Of ratios, Total and one of Good and Bad are
// set, or GoodShare or BadShare; of a threshold, Threshold is.
type Indicator struct {
	Meta
	Ref       string   `json:"ref,omitempty"` // an indicator by name that the files do not have
	Counter   *bool    `json:"counter,omitempty"`
	Good      *Query   `json:"good,omitempty"`
	Bad       *Query   `json:"bad,omitempty"`
	Total     *Query   `json:"total,omitempty"`
	GoodShare *Query   `json:"goodShare,omitempty"`
	BadShare  *Query   `json:"badShare,omitempty"`
	Threshold *Query   `json:"threshold,omitempty"`
	Grouping  []string `json:"grouping,omitempty"` // labels: one objective for each of their values
	PerSecond bool     `json:"perSecond,omitempty"`
}

// A Query reads a metric. Text is PromQL, with {{.window}} where a range goes, if
// Type is Prometheus; what other sources need is in Fields.
type Query struct {
	Type   string         `json:"type,omitempty"`
	Ref    string         `json:"ref,omitempty"` // a data source by name
	Text   string         `json:"text,omitempty"`
	Fields map[string]any `json:"fields,omitempty"` // all else
}

// An Alert is an alert policy. Fields of conditions are set where the format has
// them.
type Alert struct {
	Meta
	Ref           string         `json:"ref,omitempty"`      // a policy by name that the files do not have
	Severity      string         `json:"severity,omitempty"` // page or ticket, where rules follow from the window
	Disabled      bool           `json:"disabled,omitempty"`
	WhenBreaching *bool          `json:"whenBreaching,omitempty"`
	WhenResolved  *bool          `json:"whenResolved,omitempty"`
	WhenNoData    *bool          `json:"whenNoData,omitempty"`
	Conditions    []Condition    `json:"conditions,omitempty"`
	Notifications []Notification `json:"notifications,omitempty"`
}

// A Notification is where an alert goes.
type Notification struct {
	Meta
	Ref    string `json:"ref,omitempty"` // by name, of one that the files do not have
	Target string `json:"target,omitempty"`
}

// A Condition raises an alert by burn rate.
type Condition struct {
	Meta
	Ref       string          `json:"ref,omitempty"` // by name, of one that the files do not have
	Severity  string          `json:"severity,omitempty"`
	Operator  string          `json:"operator,omitempty"`
	Threshold float64         `json:"threshold"`
	Lookback  models.Duration `json:"lookback,omitempty"`
	After     models.Duration `json:"after,omitempty"`
}

// AlertWindows are multi-window burn-rate rules for objectives with a window of
// Period.
type AlertWindows struct {
	Period models.Duration `json:"period"`
	Rules  []BurnRule      `json:"rules"`
	Place  Place           `json:"place"`
}

// A BurnRule raises an alert when BudgetShare of the budget is spent in the long
// window, at the rate of the short one.
type BurnRule struct {
	Name        string          `json:"name"`
	Severity    string          `json:"severity"` // page or ticket
	BudgetShare float64         `json:"budgetShare"`
	Long        models.Duration `json:"long"`
	Short       models.Duration `json:"short"`
}

// Fraction turns a percentage as written into the fraction with the same digits:
// "99.9" is 0.999, where a division gives 0.9990000000000001. ok is false for what
// is no plain decimal.
func Fraction(percent string) (fraction float64, ok bool) {
	if len(percent) > 32 || strings.Trim(percent, "0123456789.") != "" {
		return 0, false
	}
	exact, ok := new(big.Rat).SetString(percent)
	if !ok {
		return 0, false
	}
	fraction, _ = exact.Quo(exact, big.NewRat(100, 1)).Float64()
	return fraction, !math.IsInf(fraction, 0)
}
