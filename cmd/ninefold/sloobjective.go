package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/spec"
	"ninefold/models"
	"ninefold/models/objective"
)

// objectiveFlags say which objective to judge: by themselves, or by a specification.
type objectiveFlags struct {
	target, sliceTarget  float64
	method, window, zone string
	file, name           string
}

func (f *objectiveFlags) flags(cmd *cobra.Command) {
	cmd.Flags().Float64Var(&f.target, "target", 0.999, "share of good requests or time")
	cmd.Flags().StringVar(&f.method, "method", "requests", "what counts: requests, windows (slices that were good), ratios (the mean over slices) or time (outside --outages)")
	cmd.Flags().Float64Var(&f.sliceTarget, "slice-target", 0, "of windows: share of good requests that makes a slice good")
	cmd.Flags().StringVar(&f.window, "window", "30d", "a time such as 28d, or day, week, month, quarter or year of the calendar")
	cmd.Flags().StringVar(&f.zone, "zone", "", "time zone of calendar windows, such as Europe/Berlin; UTC without it")
	cmd.Flags().StringVar(&f.file, "spec", "", "take the objective from a file of OpenSLO, Sloth or Pyrra")
	cmd.Flags().StringVar(&f.name, "slo", "", "which objective of --spec; needed where it has several")
}

// A goal is the objective to judge, with what is to be said of it.
type goal struct {
	slo.Objective
	name  string
	slice time.Duration // how long slices should be; 0: as they are
}

// objective returns the one that the flags describe.
func (f *objectiveFlags) objective(g *global, cmd *cobra.Command) (goal, error) {
	if f.file != "" {
		return f.specified(g, cmd)
	}
	if f.name != "" {
		return goal{}, usage(cmd, errors.New("--slo names an objective of --spec, which is not given"))
	}
	o, err := f.stated()
	if err = errors.Join(err, o.Validate()); err != nil {
		return goal{}, usage(cmd, err)
	}
	return goal{Objective: o}, nil
}

// stated returns the objective of the flags alone.
func (f *objectiveFlags) stated() (slo.Objective, error) {
	o := slo.Objective{Target: f.target, Method: slo.Method(f.method), SliceTarget: f.sliceTarget}
	window, err := spec.Window(f.window, f.zone)
	if err != nil {
		o.Window.Rolling = time.Hour // any: what is wrong is said once
		return o, fmt.Errorf("--%w", err)
	}
	o.Window = window
	return o, nil
}

// specified returns an objective of a file.
func (f *objectiveFlags) specified(g *global, cmd *cobra.Command) (goal, error) {
	for _, flag := range []string{"target", "method", "slice-target", "zone"} {
		if cmd.Flags().Changed(flag) {
			return goal{}, usage(cmd, fmt.Errorf("--%s is what --spec says; give one of them", flag))
		}
	}
	var window time.Duration
	if cmd.Flags().Changed("window") {
		d, err := models.ParseDuration(f.window)
		if err != nil || d == 0 {
			return goal{}, usage(cmd, fmt.Errorf("--window %q is not a time such as 28d, for objectives whose file states none", f.window))
		}
		window = time.Duration(d)
	}
	in, err := readSpecs(f.file)
	if err != nil {
		return goal{}, err
	}
	goals, notes := spec.Goals(in, window)
	var names []string
	var found []spec.Goal
	for _, x := range goals {
		names = append(names, x.Name)
		if f.name == "" || x.Name == f.name {
			found = append(found, x)
		}
	}
	g.note(cmd, slices.DeleteFunc(notes, func(n objective.Note) bool { // of the others nobody asked
		return len(found) == 1 && n.Object != "objective "+found[0].Spec.Name
	}))
	switch {
	case len(goals) == 0:
		return goal{}, exit(exitInvalid, "%s: no objective can be judged", f.file)
	case len(found) == 0:
		return goal{}, exit(exitNotFound, "%s has no objective %q, but %s", f.file, f.name, listed(names))
	case len(found) > 1 && f.name == "":
		return goal{}, exit(exitNotFound, "%s has %d objectives: give --slo with one of %s", f.file, len(found), listed(names))
	case len(found) > 1:
		return goal{}, exit(exitNotFound, "%s has %d objectives %q, which --slo cannot tell apart", f.file, len(found), f.name)
	}
	return goal{Objective: found[0].Objective, name: found[0].Name, slice: found[0].Slice}, nil
}

// listed names the first few.
func listed(names []string) string {
	const most = 10
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
