package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	treestudy "ninefold/analysis/faulttree/study"
	"ninefold/analysis/network/model"
	"ninefold/analysis/network/study"
)

// networkFlags are the flags of commands that take a network.
type networkFlags struct {
	*global
	terminals   []string
	pairs       bool
	edges       string // reliability
	nodes       string
	ratio       float64
	reportsOnly reportPart
}

// A reportPart is what a command shows of an analysis.
type reportPart int

const (
	wholeReport reportPart = iota
	setsOnly
	rankingOnly
)

// flagsOfNetworks adds to a command its flags for networks, and returns what it does with
// the file of one.
func flagsOfNetworks(g *global, cmd *cobra.Command, part reportPart) func(*cobra.Command, *source) error {
	f := &networkFlags{global: g, reportsOnly: part}
	flags := cmd.Flags()
	f.complete(flags)
	if part == wholeReport {
		flags.BoolVar(&f.pairs, "pairs", false, "ask about every two of the --terminals, or of all nodes")
		flags.Float64Var(&f.ratio, "ratio", 0, "bounds may be so many times apart; 0 is 1.01")
	}
	return func(cmd *cobra.Command, file *source) error {
		m, err := f.read(cmd, file)
		if err != nil {
			return err
		}
		return f.run(cmd, file.path, m)
	}
}

// complete has the flags that say what a file leaves open.
func (f *networkFlags) complete(flags *pflag.FlagSet) {
	flags.StringSliceVar(&f.terminals, "terminals", nil, "nodes that must be connected, by ID or label, or all, instead of what the file asks; the first must reach the others where edges are directed")
	flags.StringVar(&f.edges, "reliability", "", "of the edges that state none, such as 0.999")
	flags.StringVar(&f.nodes, "node-reliability", "", "of the nodes that state none; they never fail without it")
}

// convertNetwork adds to convert its flags for networks, and returns what it does with the
// file of one.
func convertNetwork(g *global, cmd *cobra.Command) func(*cobra.Command, *source) error {
	f := &networkFlags{global: g}
	f.complete(cmd.Flags())
	return func(cmd *cobra.Command, file *source) error {
		m, err := f.read(cmd, file)
		if err != nil {
			return err
		}
		switch format := cmd.Flags().Lookup("output"); {
		case !format.Changed || format.Value.String() == "yaml":
			return model.Write(cmd.OutOrStdout(), m)
		case format.Value.String() == "dot":
			return model.WriteDOT(cmd.OutOrStdout(), m)
		}
		return exit(exitInvalid, "%s is a network; it can be written as yaml and dot", file.path)
	}
}

// read reads the network of the file.
func (f *networkFlags) read(cmd *cobra.Command, file *source) (*model.Model, error) {
	opt := model.Options{Terminals: f.terminals, Pairs: f.pairs}
	var faults []error
	for _, of := range []struct {
		flag, text string
		into       **float64
	}{{"reliability", f.edges, &opt.Edges}, {"node-reliability", f.nodes, &opt.Nodes}} {
		if of.text == "" {
			continue
		}
		u, err := model.Unavailability(of.text)
		if err != nil {
			faults = append(faults, fmt.Errorf("--%s: %w", of.flag, err))
		}
		*of.into = &u
	}
	hours, err := missionTime(cmd)
	opt.MissionTimeHours = hours
	faults = append(faults, err)
	if err := errors.Join(faults...); err != nil {
		return nil, usage(cmd, err)
	}
	m, err := model.Read(file.path, file, opt)
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	return m, nil
}

// missionTime is what the flag of this name says, 0 without it.
func missionTime(cmd *cobra.Command) (float64, error) {
	if !cmd.Flags().Changed("mission-time") {
		return 0, nil
	}
	hours, err := cmd.Flags().GetFloat64("mission-time")
	if err == nil && !(hours > 0 && hours <= model.LongestHours) {
		err = fmt.Errorf("--mission-time %g is not positive and at most %g hours", hours, float64(model.LongestHours))
	}
	return hours, err
}

// studyFlags are those of other files that mean the same here.
type studyFlags struct {
	method        string
	limit         int
	states, nodes int
	cutSets       string
	timeLimit     time.Duration
}

// flagsOfStudy reads them, where the command has them, or says what is wrong with them.
func flagsOfStudy(cmd *cobra.Command) (s studyFlags, err error) {
	var faults []error
	flags := cmd.Flags()
	read := func(name string, read func() error) {
		if flags.Lookup(name) != nil {
			faults = append(faults, read())
		}
	}
	read("method", func() (err error) { s.method, err = flags.GetString("method"); return err })
	read("limit", func() (err error) { s.limit, err = flags.GetInt("limit"); return err })
	read("states", func() (err error) { s.states, err = flags.GetInt("states"); return err })
	read("nodes", func() (err error) { s.nodes, err = flags.GetInt("nodes"); return err })
	read("cut-sets", func() (err error) { s.cutSets, err = flags.GetString("cut-sets"); return err })
	read("time-limit", func() (err error) { s.timeLimit, err = flags.GetDuration("time-limit"); return err })
	if s.states < 0 || s.nodes < 0 || s.timeLimit < 0 {
		faults = append(faults, errors.New("--states, --nodes or --time-limit is negative"))
	}
	if !slices.Contains([]string{"", "off", "count", "list"}, s.cutSets) {
		faults = append(faults, fmt.Errorf("unknown --cut-sets=%s, want off, count or list", s.cutSets))
	}
	if s.limit <= 0 || s.cutSets == "count" && !flags.Changed("limit") && flags.Changed("cut-sets") {
		s.limit = -1
	}
	return s, errors.Join(faults...)
}

// options are those of the study.
func (f *networkFlags) options(cmd *cobra.Command) (study.Options, error) {
	s, err := flagsOfStudy(cmd)
	opt := study.Options{
		Method: study.Method(s.method), Ratio: f.ratio, StateLimit: s.states, NodeLimit: s.nodes, Sets: s.limit, TimeLimit: s.timeLimit,
		NoSets: s.cutSets == "off" || f.reportsOnly == rankingOnly, NoRanking: f.reportsOnly == setsOnly, Workers: runtime.GOMAXPROCS(0),
	}
	return opt, errors.Join(err, opt.Validate())
}

func (f *networkFlags) run(cmd *cobra.Command, path string, m *model.Model) error {
	opt, err := f.options(cmd)
	if err != nil {
		return usage(cmd, err)
	}
	show := newProgress(cmd.ErrOrStderr(), f.quiet)
	opt.Progress = func(p study.Progress) {
		show.step(treestudy.Progress{Name: p.Question, Step: p.Step, Done: p.Done, Total: p.Total})
	}
	r, err := study.Analyze(cmd.Context(), m, opt)
	show.end()
	if err != nil && !r.Partial {
		return treeError(err)
	}
	for _, w := range r.Warnings {
		f.hintf(cmd, "warning: %s", w)
	}
	out := networkReport(&r, f.reportsOnly)
	if err := out.print(cmd.OutOrStdout(), cmd.Flags().Lookup("output").Value.String(), r.Warnings); err != nil {
		return err
	}
	above, err2 := cmd.Flags().GetFloat64("fail-above")
	var over []string
	for i := range r.Answers {
		a := &r.Answers[i]
		if worst, ok := a.Worst(); ok && err2 == nil && worst > above {
			over = append(over, fmt.Sprintf("%s: unreliability %s is above %g", a.ID, figure(worst), above))
		}
	}
	return verdict(path, err, over, r.Partial)
}

// verdict is how a command ends that has shown its result: interrupted, with the limits
// that are exceeded, or with a result that is not complete.
func verdict(path string, stopped error, over []string, partial bool) error {
	switch {
	case stopped != nil:
		return exit(exitPartial, "%s: interrupted: the result is partial", path)
	case over != nil:
		return finding("%s", strings.Join(over, "\n"))
	case partial:
		return exit(exitPartial, "%s: something is bounded or left out: the result says what, and why", path)
	}
	return nil
}
