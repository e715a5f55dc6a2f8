package models

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A Duration is a time span as people write it: 36m, 1h30m, 2.5h, 90d. A day is
// 24 hours, a week 7 days, a year 365 days. It is never negative.
type Duration time.Duration

var (
	durationForm = regexp.MustCompile(`^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d|w|y))+$`)
	durationPart = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d|w|y)`)
	durationUnit = map[string]time.Duration{
		"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
		"d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "y": 365 * 24 * time.Hour,
	}
)

// ParseDuration reads a duration. It returns an error that shows the form where
// s has another one, and where it is longer than 292 years.
func ParseDuration(s string) (Duration, error) {
	if s == "0" {
		return 0, nil
	}
	if !durationForm.MatchString(s) {
		return 0, fmt.Errorf("%q is not a duration like 36m, 1h30m or 90d", s)
	}
	var sum float64
	for _, part := range durationPart.FindAllStringSubmatch(s, -1) {
		n, err := strconv.ParseFloat(part[1], 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration: %w", s, err)
		}
		sum += n * float64(durationUnit[part[2]])
	}
	if sum >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is longer than 292 years", s)
	}
	return Duration(math.Round(sum)), nil
}

// Hours returns d in hours.
func (d Duration) Hours() float64 { return time.Duration(d).Hours() }

// String returns the shortest form that ParseDuration reads back: 36m, 1h30m, 90d.
func (d Duration) String() string {
	if d == 0 {
		return "0"
	}
	var b strings.Builder
	rest := time.Duration(d)
	for _, u := range []string{"d", "h", "m", "s", "ms"} {
		if n := int64(rest / durationUnit[u]); n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u)
			rest %= durationUnit[u]
		}
	}
	if b.Len() == 0 { // below a millisecond
		return "0"
	}
	return b.String()
}

// MarshalText and UnmarshalText serve JSON; UnmarshalYAML serves YAML.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDuration reads.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDuration(string(text))
	return err
}

// UnmarshalJSON reads a string, so that a bare number is refused and not taken
// for nanoseconds.
func (d *Duration) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("%s is not a duration like \"36m\"", data)
	}
	return d.UnmarshalText([]byte(s))
}

// MarshalYAML writes the text form.
func (d Duration) MarshalYAML() (any, error) { return d.String(), nil }

// UnmarshalYAML reads the text form of a scalar.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error { return d.UnmarshalText([]byte(n.Value)) }
