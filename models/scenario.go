package models

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Apply returns m with the changes of a scenario made, in order, after those of
// the scenario it builds on. The result is a deep copy: it shares nothing with m,
// which is not modified.
//
// A factor on a failure rate leaves what is known about its uncertainty (Events,
// ErrorFactor) as it is. It returns an error for an unknown scenario, for
// scenarios that build on each other in a circle, and for each change that names
// what m does not have, has not exactly one part, or requires more replicas than
// there are. Cost: one copy of m.
func (m Mesh) Apply(id string) (Mesh, error) {
	var chain []Scenario // last one first
	for next := id; next != ""; {
		i := slices.IndexFunc(m.Scenarios, func(s Scenario) bool { return s.ID == next })
		switch {
		case i < 0:
			return Mesh{}, fmt.Errorf("models: unknown scenario %q", next)
		case len(chain) >= len(m.Scenarios):
			return Mesh{}, fmt.Errorf("models: scenario %q builds on itself", id)
		}
		chain = append(chain, m.Scenarios[i])
		next = m.Scenarios[i].BuildsOn
	}
	if len(chain) == 0 {
		return Mesh{}, errors.New("models: a scenario has no ID")
	}
	out := clone(m)
	var errs []error
	for _, s := range slices.Backward(chain) {
		for i, c := range s.Changes {
			if err := change(&out, c); err != nil {
				errs = append(errs, fmt.Errorf("models: scenario %q, change %d: %w", s.ID, i+1, err))
			}
		}
	}
	if len(errs) > 0 {
		return Mesh{}, errors.Join(errs...)
	}
	return out, nil
}

// change makes one change in m.
func change(m *Mesh, c Change) error {
	c = clone(c)
	var parts []func() error
	if s := c.SetFallback; s != nil {
		parts = append(parts, func() error {
			return changeDependency(m, s.From, s.To, func(d *Dependency) { d.Fallback = &s.Fallback })
		})
	}
	if s := c.SetFailure; s != nil {
		parts = append(parts, func() error { return scaleFailure(m, *s) })
	}
	if s := c.SetReplicas; s != nil {
		parts = append(parts, func() error { return setReplicas(m, *s) })
	}
	if s := c.SetKind; s != nil {
		parts = append(parts, func() error {
			return changeDependency(m, s.From, s.To, func(d *Dependency) { d.Kind, d.Buffer = s.Kind, s.Buffer })
		})
	}
	if s := c.SetFailover; s != nil {
		parts = append(parts, func() error {
			return changeDependency(m, s.From, s.To, func(d *Dependency) { d.Failover = &s.Failover })
		})
	}
	if len(parts) != 1 {
		return fmt.Errorf("has %d parts, not exactly one", len(parts))
	}
	return parts[0]()
}

func changeDependency(m *Mesh, from, to string, change func(*Dependency)) error {
	i := slices.IndexFunc(m.Dependencies, func(d Dependency) bool { return d.From == from && d.To == to })
	if i < 0 {
		return fmt.Errorf("no dependency of %q on %q", from, to)
	}
	change(&m.Dependencies[i])
	return nil
}

func scaleFailure(m *Mesh, s SetFailure) error {
	f := failureOf(m, s.Component)
	if f == nil {
		return fmt.Errorf("component %q has no failure data", s.Component)
	}
	if s.RateFactor != nil {
		if !(*s.RateFactor >= 0) || math.IsInf(*s.RateFactor, 1) {
			return fmt.Errorf("component %q: rate factor %g is not a finite number of 0 or more", s.Component, *s.RateFactor)
		}
		f.PerYear *= *s.RateFactor
	}
	if s.RestoreFactor != nil {
		scaled := math.Round(float64(f.MeanTimeToRestore) * *s.RestoreFactor)
		if !(scaled > 0 && scaled < math.MaxInt64) {
			return fmt.Errorf("component %q: restore factor %g makes no duration", s.Component, *s.RestoreFactor)
		}
		f.MeanTimeToRestore = Duration(scaled)
	}
	return nil
}

// failureOf returns the failure data of a component reference, or nil.
func failureOf(m *Mesh, component string) *Failure {
	kind, id, _ := strings.Cut(component, ":")
	for i := range m.Domains {
		if kind == "domain" && m.Domains[i].ID == id {
			return m.Domains[i].Failure
		}
	}
	for i := range m.Services {
		if m.Services[i].ID != id {
			continue
		}
		switch kind {
		case "service":
			return m.Services[i].Failure
		case "release":
			return m.Services[i].Release
		case "instance":
			return m.Services[i].Instance
		}
	}
	return nil
}

func setReplicas(m *Mesh, s SetReplicas) error {
	i := slices.IndexFunc(m.Placements, func(p Placement) bool { return p.Service == s.Service && p.Location == s.Location })
	if i < 0 {
		return fmt.Errorf("service %q has no placement in %q", s.Service, s.Location)
	}
	p := &m.Placements[i]
	p.Replicas = s.Replicas
	if s.Required > 0 {
		p.Required = s.Required
	}
	if s.Spread != nil {
		p.Spread = s.Spread
	}
	if n, k := max(p.Replicas, 1), max(p.Required, 1); k > n {
		return fmt.Errorf("placement of %q requires %d of %d replicas", s.Service, k, n)
	}
	return nil
}

// clone returns a deep copy of a value made of structs, slices, pointers and
// plain values, without cycles: of anything in this package.
func clone[T any](v T) T {
	deepen(reflect.ValueOf(&v).Elem())
	return v
}

// deepen replaces all that v shares with the value it was copied from.
func deepen(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time](): // immutable, and opaque
	case v.Kind() == reflect.Pointer && !v.IsNil():
		own := reflect.New(v.Type().Elem())
		own.Elem().Set(v.Elem())
		v.Set(own)
		deepen(own.Elem())
	case v.Kind() == reflect.Slice && !v.IsNil():
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		v.Set(own)
		for i := range v.Len() {
			deepen(v.Index(i))
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			deepen(v.Field(i))
		}
	}
}
