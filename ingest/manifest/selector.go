package manifest

import (
	"fmt"
	"slices"
	"strings"
)

// A selector picks pods by their labels. The zero selector picks all.
type selector struct {
	MatchLabels map[string]string `yaml:"matchLabels"`
	Expressions []struct {
		Key      string   `yaml:"key"`
		Operator string   `yaml:"operator"`
		Values   []string `yaml:"values"`
	} `yaml:"matchExpressions"`
}

func (s selector) all() bool { return len(s.MatchLabels) == 0 && len(s.Expressions) == 0 }

// matches reports whether s picks pods with these labels. An operator Kubernetes
// does not know picks none.
func (s selector) matches(labels map[string]string) bool {
	for k, v := range s.MatchLabels {
		if got, ok := labels[k]; !ok || got != v {
			return false
		}
	}
	for _, e := range s.Expressions {
		got, ok := labels[e.Key]
		var pass bool
		switch e.Operator {
		case "In":
			pass = ok && slices.Contains(e.Values, got)
		case "NotIn":
			pass = !ok || !slices.Contains(e.Values, got)
		case "Exists":
			pass = ok
		case "DoesNotExist":
			pass = !ok
		}
		if !pass {
			return false
		}
	}
	return true
}

// String returns the form kubectl uses: name=cart,tier in (a b).
func (s selector) String() string {
	var parts []string
	for _, k := range sortedKeys(s.MatchLabels) {
		parts = append(parts, k+"="+s.MatchLabels[k])
	}
	for _, e := range s.Expressions {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Key, e.Operator, strings.Join(e.Values, " "))))
	}
	return strings.Join(parts, ",")
}

// misspelt returns the only unit whose pods have a label one letter away from
// what s asks for, and that label's value: name=carts where s wants name=cart.
func (d *draft) misspelt(s selector, ns string) (*unit, string) {
	if len(s.MatchLabels) != 1 || len(s.Expressions) > 0 {
		return nil, ""
	}
	var found *unit
	value := ""
	for k, want := range s.MatchLabels {
		for _, w := range d.workloads {
			u := d.inUnit[w]
			if got := w.labels[k]; meet(w.namespace, ns) && oneLetterApart(got, want) {
				if found != nil && found != u {
					return nil, ""
				}
				found, value = u, got
			}
		}
	}
	return found, value
}

// oneLetterApart reports whether a becomes b by one letter more, less or other.
// Names of one or two letters never do.
func oneLetterApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || len(a) < 3 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(a) && a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
