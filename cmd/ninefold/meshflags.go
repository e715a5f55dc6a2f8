package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ninefold/analysis/assess"
	"ninefold/analysis/mesh/mission"
	"ninefold/models"
)

// meshFlags say of a mesh what its model does not: what stands by, what breaks
// circuits, and what fails of the switches themselves.
type meshFlags struct {
	standby, breakers, switches []string
}

func (f *meshFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.standby, "standby", nil, "a placement `PLACE` that stands by, such as db@west=0.1: its rate of failure until it is needed over that in use, 0 cold to 1 hot; repeatable")
	flags.StringArrayVar(&f.breakers, "breaker", nil, "a circuit breaker on a soft `CALL`, such as web>ads=probability:0.05,overload:30m: the probability that it does not open, its own perYear and restore, and how long the caller takes to recover; repeatable")
	flags.StringArrayVar(&f.switches, "switch", nil, "failures of what switches a `CALL` over, beside its coverage, such as web>db=perYear:2,restore:1h; repeatable")
}

// apply adds what the flags say to a model, or returns all that is wrong with them.
func (f *meshFlags) apply(m *mission.Model) error {
	var faults []error
	m.Standby, m.Breakers = map[string]float64{}, map[string]mission.Breaker{}
	for _, s := range f.standby {
		i := strings.LastIndex(s, "=")
		dormancy, err := strconv.ParseFloat(s[i+1:], 64)
		if i <= 0 || err != nil {
			faults = append(faults, fmt.Errorf("--standby %q is not of the form SERVICE@LOCATION=DORMANCY", s))
			continue
		}
		m.Standby[s[:i]] = dormancy
	}
	for _, s := range f.breakers {
		call, b, err := partOf(s)
		if err != nil {
			faults = append(faults, fmt.Errorf("--breaker %w", err))
		}
		m.Breakers[call] = b
	}
	for _, s := range f.switches {
		call, b, err := partOf(s)
		id := "switch:" + call
		p, ok := m.Parts[id]
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("--switch %w", err))
		case !ok:
			faults = append(faults, fmt.Errorf("--switch %q: no such call with failover", s))
		case b.Probability > 0 || b.OverloadHours > 0:
			faults = append(faults, fmt.Errorf("--switch %q: takes perYear and restore; the probability is in the coverage of the model", s))
		}
		p.PerHour, p.RestoreHours = b.PerHour, b.RestoreHours
		m.Parts[id] = p
	}
	return errors.Join(faults...)
}

const hoursPerYear = 8760

// partOf reads FROM>TO=key:value,key:value.
func partOf(s string) (call string, b mission.Breaker, err error) {
	call, list, ok := strings.Cut(s, "=")
	if !ok || !strings.Contains(call, ">") {
		return "", b, fmt.Errorf("%q is not of the form FROM>TO=key:value,…", s)
	}
	for pair := range strings.SplitSeq(list, ",") {
		key, value, _ := strings.Cut(pair, ":")
		var number float64
		var span models.Duration
		switch key {
		case "probability", "perYear":
			number, err = strconv.ParseFloat(value, 64)
		case "restore", "overload":
			span, err = models.ParseDuration(value)
		default:
			err = errors.New("unknown key, want probability, perYear, restore or overload")
		}
		if err != nil {
			return "", b, fmt.Errorf("%q: %s: %w", s, pair, err)
		}
		switch key {
		case "probability":
			b.Probability = number
		case "perYear":
			b.PerHour = number / hoursPerYear
		case "restore":
			b.RestoreHours = span.Hours()
		case "overload":
			b.OverloadHours = span.Hours()
		}
	}
	return call, b, nil
}

// model returns the mesh of the file given, or the one stored last, with the means
// of its parameters and with what the flags say.
func (f *meshFlags) model(cmd *cobra.Command, a *analysis, args []string) (m mission.Model, err error) {
	in, err := a.inputOf(cmd, args)
	if err != nil {
		return m, err
	}
	if m, err = assess.Mission(in, assess.Options{}); err != nil {
		return m, err
	}
	if err := f.apply(&m); err != nil {
		return m, usage(cmd, err)
	}
	return m, nil
}

// inputOf reads what an assessment would rest on.
func (a *analysis) inputOf(cmd *cobra.Command, args []string) (assess.Input, error) {
	var given *models.Mesh
	if len(args) == 1 {
		mesh, err := a.readMesh(args[0])
		if err != nil {
			return assess.Input{}, readError(err)
		}
		given = &mesh
	}
	if given != nil && (a.noRecords || !a.exists()) {
		return assess.Input{Mesh: *given}, nil
	}
	st, err := a.openExisting(cmd.Context())
	if err != nil {
		return assess.Input{}, err
	}
	defer func() { _ = st.Close() }() // it was only read
	return a.input(cmd.Context(), st, given)
}
