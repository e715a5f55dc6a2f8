package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// onSystems lets a command that takes other files take that of a system of Boolean
// equations as well. The file says what it is.
func onSystems(g *global, cmd *cobra.Command, part reportPart) *cobra.Command {
	f := &systemFlags{global: g, part: part}
	flags := cmd.Flags()
	before := map[string]bool{}
	flags.VisitAll(func(flag *pflag.Flag) { before[flag.Name] = true })
	flags.StringSliceVar(&f.tops, "top", nil, "components of a system of equations to ask about, instead of those its file names")
	flags.StringVar(&f.semantics, "semantics", "", "what circles in a system of equations mean: "+strings.Join(model.SemanticsNames(), ", ")+", instead of what its file says")
	if part == wholeReport {
		flags.Float64Var(&f.failAbove, "fail-above", 1, "unreliability of a network or of a system of equations beyond which the exit code is 1")
	}
	var own []string
	flags.VisitAll(func(flag *pflag.Flag) {
		if !before[flag.Name] {
			own = append(own, flag.Name)
		}
	})
	others := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		m, err := f.read(cmd, args)
		switch {
		case err != nil:
			return err
		case m != nil:
			return f.run(cmd, args[0], m)
		}
		for _, name := range own {
			if cmd.Flags().Changed(name) {
				return usage(cmd, fmt.Errorf("--%s is for systems of equations", name))
			}
		}
		return others(cmd, args)
	}
	return cmd
}

// read reads the system of the file, nil if it holds something else.
func (f *systemFlags) read(cmd *cobra.Command, args []string) (*model.Model, error) {
	file, err := openKnown(args, model.Is)
	if file == nil || err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
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
	m, err := model.Read(args[0], file, opt)
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	return m, nil
}

func (f *systemFlags) run(cmd *cobra.Command, path string, m *model.Model) error {
	s, err := flagsOfStudy(cmd)
	if err := errors.Join(err, onlyFlags(cmd, "systems of equations", "top", "semantics", "fail-above", "mission-time", "output", "limit", "nodes", "cut-sets", "time-limit")); err != nil {
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
	switch {
	case err != nil:
		return exit(exitPartial, "%s: interrupted: the result is partial", path)
	case over != nil:
		return finding("%s", strings.Join(over, "\n"))
	case r.Partial:
		return exit(exitPartial, "%s: something is left out: the result says what, and why", path)
	}
	return nil
}
