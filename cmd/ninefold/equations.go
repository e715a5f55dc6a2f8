package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/equations"
	"ninefold/analysis/equations/model"
	"ninefold/analysis/equations/study"
	treestudy "ninefold/analysis/faulttree/study"
)

// systemFlags are the flags of commands that take a system of Boolean equations.
type systemFlags struct {
	*global
	tops      []string
	semantics string
	failAbove float64
	part      reportPart
}

// flagsOfSystems adds to a command its flags for systems of Boolean equations, and returns
// what it does with the file of one.
func flagsOfSystems(g *global, cmd *cobra.Command, part reportPart) func(*cobra.Command, *source) error {
	f := &systemFlags{global: g, part: part}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.tops, "top", nil, "components to ask about, instead of those the file names")
	flags.StringVar(&f.semantics, "semantics", "", "what circles mean: "+strings.Join(model.SemanticsNames(), ", ")+", instead of what the file says")
	if part == wholeReport {
		flags.Float64Var(&f.failAbove, "fail-above", 1, "unreliability beyond which the exit code is 1")
	}
	return func(cmd *cobra.Command, file *source) error {
		m, err := f.read(cmd, file)
		if err != nil {
			return err
		}
		return f.run(cmd, file.path, m)
	}
}

// read reads the system of the file.
func (f *systemFlags) read(cmd *cobra.Command, file *source) (*model.Model, error) {
	opt := model.Options{Tops: f.tops}
	var faults []error
	if f.semantics != "" {
		var ok bool
		if opt.Semantics, ok = model.SemanticsOf(f.semantics); !ok {
			faults = append(faults, fmt.Errorf("unknown --semantics=%s, want one of %s", f.semantics, strings.Join(model.SemanticsNames(), ", ")))
		}
	}
	hours, err := missionTime(cmd)
	opt.MissionTimeHours = hours
	if err := errors.Join(append(faults, err)...); err != nil {
		return nil, usage(cmd, err)
	}
	m, err := model.Read(file.path, file, opt)
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	return m, nil
}

func (f *systemFlags) run(cmd *cobra.Command, path string, m *model.Model) error {
	s, err := flagsOfStudy(cmd)
	if err != nil {
		return usage(cmd, err)
	}
	show := newProgress(cmd.ErrOrStderr(), f.quiet)
	r, err := study.Analyze(cmd.Context(), m, study.Options{NodeLimit: s.nodes, Sets: s.limit, TimeLimit: s.timeLimit, Progress: func(p study.Progress) {
		show.step(treestudy.Progress{Name: p.Component, Step: string(p.Semantics), Done: p.Done, Total: p.Total})
	}})
	show.end()
	if err != nil && !r.Partial {
		return treeError(err)
	}
	if err := systemReport(&r, f.part).print(cmd.OutOrStdout(), cmd.Flags().Lookup("output").Value.String(), nil); err != nil {
		return err
	}
	var over []string
	for _, t := range r.Tops {
		for _, x := range []*equations.Result{t.Steady, t.ColdStart} {
			if x != nil && f.part == wholeReport && x.Unreliability > f.failAbove {
				over = append(over, fmt.Sprintf("%s, %s: unreliability %s is above %g", t.ID, sense[x.Semantics], figure(x.Unreliability), f.failAbove))
			}
		}
	}
	return verdict(path, err, over, r.Partial)
}
