// Package slo judges objectives.
package slo
