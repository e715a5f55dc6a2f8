// Package prometheus writes the alert rules of objectives as a Prometheus rules
// file: [Marshal] gives recording rules for the share of bad requests in every
// window that a rule looks at, one multi-window alert per rule, and one alert for
// the case that there is nothing to judge by.
//
// Thresholds are those of package slo, which derives them from the objective's
// window. With one sample a minute and steady series, alerts fire at the minutes
// at which the engine says they do. Prometheus itself does not see the first
// events of a new series, nor those between the last sample of a series and its
// end, which no rule can mend.
package prometheus
