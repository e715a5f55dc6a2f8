package prometheus

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The severity of the alert for no data, and the label that tells severities.
const (
	ticket        = "ticket"
	severityLabel = "severity"
)

// Alerting changes the alerts of a severity.
type Alerting struct {
	Off         bool              // none are written, only what they would look at
	Name        string            // of those for a burning budget, instead of SLOErrorBudgetBurn
	Labels      map[string]string // added; severity replaces that of the rule
	Annotations map[string]string // added; Prometheus expands their templates
}

var errReserved = errors.New("the rules have it already")

// CheckLabel returns an error for what cannot be a label of an alert: a name that
// Prometheus does not take or the rules have, or a value that it would expand as a
// template.
func CheckLabel(name, value string) error {
	switch {
	case !labelName.MatchString(name) || strings.HasPrefix(name, "__"):
		return errors.New("Prometheus takes no such name") //nolint:staticcheck // it is a name
	case slices.Contains([]string{"slo", "service", "rule", "alertname"}, name):
		return errReserved
	case strings.Contains(value, "{{"):
		return fmt.Errorf("Prometheus would expand the template in %q", value) //nolint:staticcheck // it is a name
	}
	return nil
}

func (s Source) validateAlerting() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, severity := range slices.Sorted(maps.Keys(s.Alerting)) {
		a := s.Alerting[severity]
		if strings.Contains(a.Name, "{{") {
			bad("%q cannot be the name of an alert", a.Name)
		}
		for _, name := range slices.Sorted(maps.Keys(a.Labels)) {
			if err := CheckLabel(name, a.Labels[name]); err != nil {
				bad("%q cannot be a label here: %w", name, err)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(a.Annotations)) {
			if !labelName.MatchString(name) {
				bad("%q cannot be an annotation", name)
			}
		}
	}
	return errors.Join(errs...)
}

// severity returns the labels of a severity.
func (s Source) severity(of string) map[string]string {
	out := map[string]string{severityLabel: of}
	maps.Copy(out, s.Alerting[of].Labels)
	return out
}

// annotations returns those of a severity.
func (s Source) annotations(of, summary string) map[string]string {
	out := map[string]string{"summary": summary}
	maps.Copy(out, s.Alerting[of].Annotations)
	return out
}
