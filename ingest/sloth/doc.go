// Package sloth reads the objectives of Sloth: files of version prometheus/v1, the
// Kubernetes kind PrometheusServiceLevel of sloth.slok.dev/v1, and the kind
// AlertWindows.
//
// Objectives are percentages there, and here the fraction with the same digits.
// The files state no window: Sloth takes 30 days unless told otherwise, and so does
// [Parse], with a note. Plug-ins are programs, and are not carried over.
//
// Source: https://github.com/slok/sloth, package documentation of
// pkg/prometheus/api/v1 and pkg/kubernetes/api/sloth/v1.
package sloth
