package file

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ninefold/models"
)

// columns of Ninefold's own form.
var columns = []string{
	"external_id", "title", "severity", "components", "started", "detected", "acknowledged",
	"mitigated", "resolved", "user_share", "cause", "detected_by", "url",
}

var severities = []string{
	models.SeverityCritical, models.SeverityMajor, models.SeverityMinor, models.SeverityNone, models.SeverityMaintenance,
}

// A row is one incident of Ninefold's own form, by column. A column that is empty
// in the row is there, with an empty text.
type row map[string]string

// incident returns the incident in r and every fault in it.
func (r row) incident(components []string) (models.Incident, error) {
	var errs []error
	at := func(column string) *time.Time {
		t, err := parseTime(r[column])
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", column, err))
		}
		return t
	}
	i := models.Incident{
		ExternalID: r["external_id"], Title: r["title"], Components: components,
		Detected: at("detected"), Acknowledged: at("acknowledged"), Mitigated: at("mitigated"), Resolved: at("resolved"),
		Cause: r["cause"], DetectedBy: r["detected_by"], URL: r["url"],
	}
	if started := at("started"); started != nil {
		i.Started = *started
	}
	for _, column := range []string{"external_id", "started"} {
		if r[column] == "" {
			errs = append(errs, fmt.Errorf("%s: is empty", column))
		}
	}
	var err error
	if i.Severity, err = r.severity(); err != nil {
		errs = append(errs, err)
	}
	if text := r["user_share"]; text != "" {
		share, err := strconv.ParseFloat(text, 64)
		if err != nil || !(share >= 0 && share <= 1) {
			errs = append(errs, fmt.Errorf("user_share: %q is not a fraction in [0, 1]", text))
		}
		i.UserShare = &share
	}
	return i, errors.Join(errs...)
}

func (r row) severity() (string, error) {
	text, ok := r["severity"]
	if !ok {
		return models.SeverityMinor, nil
	}
	return parseSeverity("severity", text)
}

// parseSeverity returns the severity text stands for.
func parseSeverity(column, text string) (string, error) {
	s := strings.ToLower(strings.TrimSpace(text))
	if !slices.Contains(severities, s) {
		return "", fmt.Errorf("%s: %q is not one of %s", column, text, strings.Join(severities, ", "))
	}
	return s, nil
}

// layouts of a time. The zone of all but the first is UTC, which must be said.
var layouts = []string{time.RFC3339Nano, "2006-01-02 15:04:05Z", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05+00:00", "2006-01-02 15:04:05 +00:00"}

// parseTime returns the time in text in UTC, or nil if text is empty.
func parseTime(text string) (*time.Time, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // an empty time is not known, as in the models
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			t = t.UTC()
			return &t, nil
		}
	}
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return nil, fmt.Errorf("%q has no time zone; write %s if it is UTC", text, t.Format(time.RFC3339))
		}
	}
	return nil, fmt.Errorf("%q is not a time like 2006-01-02T15:04:05Z", text)
}

// splitComponents cuts a list at its semicolons.
func splitComponents(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
