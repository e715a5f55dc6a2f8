// Package spec turns specified objectives, as OpenSLO, Sloth and Pyrra files have
// them, into what can be judged and watched: [Goals] for package slo, [Sources] for
// the rules of Prometheus.
//
// What cannot be carried over is a note with its place, and what is left is still
// converted; only what would say something else than the file is refused.
//
// # Queries
//
// A query with {{.window}} is taken as it is. One without is sampled once a minute
// and added up; a counter, or the sum of one, by its increase. Bad requests that
// have no series yet are none, as long as there is one of all requests.
//
// Slices of time become subqueries: a slice is bad if its share of bad requests is,
// and a slice without requests is not counted, because it is not known to be good.
// Samples of a threshold count alike, one a minute.
//
// # Alerts
//
// Burn-rate conditions of OpenSLO become rules of one window. Of Sloth, alert
// windows for the period of an objective are taken, and names, labels, annotations
// of its alerts and whether they are disabled. Else the rules are the caller's.
package spec
