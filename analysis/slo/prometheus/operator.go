package prometheus

import (
	"errors"
	"fmt"
	"regexp"
)

// An Object is what a Kubernetes object is known by.
type Object struct {
	Name      string            `yaml:"name"`
	Namespace string            `yaml:"namespace,omitempty"` // empty: that of the context in which it is applied
	Labels    map[string]string `yaml:"labels,omitempty"`    // by which a Prometheus finds its rules
}

var (
	objectName    = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)
	namespaceName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

// Validate says all that is wrong with o.
func (o Object) Validate() error {
	var errs []error
	if !objectName.MatchString(o.Name) {
		errs = append(errs, fmt.Errorf("prometheus: %q cannot be the name of an object: it takes lower-case letters, digits, hyphens and dots", o.Name))
	}
	if o.Namespace != "" && !namespaceName.MatchString(o.Namespace) {
		errs = append(errs, fmt.Errorf("prometheus: %q cannot be a namespace: it takes lower-case letters, digits and hyphens", o.Namespace))
	}
	return errors.Join(errs...)
}

// MarshalOperator returns a PrometheusRule object, as the Prometheus operator reads
// it, with the groups that [Marshal] writes, and the same errors.
//
// Source: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
func MarshalOperator(sources []Source, o Object) ([]byte, error) {
	g, err := groups(sources)
	if err := errors.Join(err, o.Validate()); err != nil {
		return nil, err
	}
	return encode(struct {
		Version string `yaml:"apiVersion"`
		Kind    string `yaml:"kind"`
		Meta    Object `yaml:"metadata"`
		Spec    file   `yaml:"spec"`
	}{"monitoring.coreos.com/v1", "PrometheusRule", o, file{g}})
}
