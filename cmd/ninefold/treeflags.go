package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/faulttree/study"
)

// treeFlags are the flags of commands that take a file of fault trees. Which of
// them a command has depends on what it reports.
type treeFlags struct {
	*global
	hours          float64
	staggered      bool
	set, given     []string
	method         string
	cutSets        string
	limit          int
	maxOrder       int
	minProbability float64
	curve          int
	average        bool
	primes         bool
	groups         []string
	nodes          int
	timeLimit      time.Duration
	skip           []string
	times          []float64 // of dynamic trees
	states         int
}

// common are the flags of all commands.
func (f *treeFlags) common(flags *pflag.FlagSet) {
	flags.Float64Var(&f.hours, "mission-time", 8760, "hours after which to look")
	flags.BoolVar(&f.staggered, "staggered-testing", false, "read alpha factors as those of staggered tests")
	flags.StringArrayVar(&f.set, "set", nil, "boundary condition `ID=true` or ID=false: fix a gate or event; repeatable")
	flags.IntVar(&f.nodes, "nodes", 0, "nodes the decision diagram may have, some 36 bytes each; 0 is as many as is usual, 60 million for a tree")
	flags.DurationVar(&f.timeLimit, "time-limit", 0, "stop after this time, such as 10m, with what is known; 0 is no limit")
	flags.StringSliceVar(&f.skip, "skip", nil, "simplifications to leave out: "+strings.Join(passNames(), ", ")+" or all")
}

// cutOffs are the flags of commands that speak of cut sets.
func (f *treeFlags) cutOffs(flags *pflag.FlagSet) {
	flags.IntVar(&f.maxOrder, "max-order", 0, "leave out cut sets with more events; 0 is no limit")
	flags.Float64Var(&f.minProbability, "min-probability", 0, "leave out cut sets that are less probable")
}

var passes = []struct {
	name string
	pass faulttree.Pass
}{
	{"constants", faulttree.Constants},
	{"single-inputs", faulttree.SingleInputs},
	{"duplicates", faulttree.Duplicates},
	{"coalescing", faulttree.Coalescing},
	{"absorption", faulttree.Absorption},
	{"common-arguments", faulttree.CommonArguments},
	{"contexts", faulttree.Contexts},
	{"modules", faulttree.Modules},
	{"reordering", faulttree.Reordering},
}

func passNames() []string {
	var names []string
	for _, p := range passes {
		names = append(names, p.name)
	}
	return names
}

var methods = map[string]study.Method{
	"auto": study.Auto, "exact": study.Exact, "rare-event": study.RareEvent, "upper-bound": study.UpperBound, "bounds": study.Bounds,
}

var details = map[string]study.Detail{"": study.Off, "off": study.Off, "count": study.Count, "list": study.List}

// options returns what the flags ask for, or all that is wrong with them.
func (f *treeFlags) options() (study.Options, error) {
	var faults []error
	failf := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	method, ok := methods[f.method]
	if !ok && f.method != "" {
		failf("unknown --method=%s, want auto, exact, rare-event, upper-bound or bounds", f.method)
	}
	detail, ok := details[f.cutSets]
	if !ok {
		failf("unknown --cut-sets=%s, want off, count or list", f.cutSets)
	}
	opt := study.Options{
		At: risk.At{MissionTimeHours: f.hours}, Method: method, CutSets: detail,
		List:  faulttree.CutSetOptions{Limit: f.limit, MaxOrder: f.maxOrder, MinProbability: f.minProbability},
		Curve: f.curve, Average: f.average, Engine: faulttree.Options{NodeLimit: f.nodes},
	}
	if f.limit <= 0 {
		opt.List.Limit = -1
	}
	if err := opt.Validate(); err != nil {
		faults = append(faults, err)
	}
	if f.timeLimit < 0 {
		failf("--time-limit %s is negative", f.timeLimit)
	}
	for _, name := range f.skip {
		i := slices.Index(passNames(), name)
		switch {
		case name == "all":
			for _, p := range passes {
				opt.Engine.Skip |= p.pass
			}
		case i < 0:
			failf("unknown --skip=%s, want all or one of %s", name, strings.Join(passNames(), ", "))
		default:
			opt.Engine.Skip |= passes[i].pass
		}
	}
	var err error
	if opt.Set, err = states("set", f.set); err != nil {
		faults = append(faults, err)
	}
	if opt.Given, err = states("given", f.given); err != nil {
		faults = append(faults, err)
	}
	return opt, errors.Join(faults...)
}

// states reads ID=true and ID=false.
func states(flag string, given []string) (map[string]bool, error) {
	out := map[string]bool{}
	var faults []error
	for _, s := range given {
		i := strings.LastIndex(s, "=")
		state, err := strconv.ParseBool(s[i+1:])
		if i <= 0 || err != nil {
			faults = append(faults, fmt.Errorf("--%s %q is not of the form ID=true or ID=false", flag, s))
			continue
		}
		if old, known := out[s[:i]]; known && old != state {
			faults = append(faults, fmt.Errorf("--%s says both of %q", flag, s[:i]))
		}
		out[s[:i]] = state
	}
	return out, errors.Join(faults...)
}

// groupsOf reads NAME=ID,ID.
func groupsOf(given []string) ([]faulttree.Group, error) {
	var out []faulttree.Group
	var faults []error
	for _, s := range given {
		name, members, ok := strings.Cut(s, "=")
		if !ok || name == "" || members == "" {
			faults = append(faults, fmt.Errorf("--group %q is not of the form NAME=ID,ID", s))
			continue
		}
		out = append(out, faulttree.Group{ID: name, Events: strings.Split(members, ",")})
	}
	return out, errors.Join(faults...)
}

// A treeReport is what a command does with a file of fault trees.
type treeReport struct {
	flags   func(f *treeFlags, flags *pflag.FlagSet)
	run     func(cmd *cobra.Command, t *treeFile, f *treeFlags, opt study.Options) (treeResult, error)
	dynamic func(cmd *cobra.Command, t *treeFile, f *treeFlags, opt study.Options) (treeResult, error) // of dynamic trees; may be nil
}

// flagsOfTrees adds to a command that reports on fault trees its flags for them, and
// returns what it does with a file of them.
func flagsOfTrees(g *global, cmd *cobra.Command, report treeReport) func(*cobra.Command, *source) error {
	f := &treeFlags{global: g}
	f.common(cmd.Flags())
	report.flags(f, cmd.Flags())
	return func(cmd *cobra.Command, file *source) error {
		opt, err := f.options()
		if err != nil {
			return usage(cmd, err)
		}
		t, err := readTrees(cmd.Context(), file, risk.At{MissionTimeHours: f.hours}, f.staggered)
		if err != nil {
			return err
		}
		return f.report(cmd, t, report, opt)
	}
}
