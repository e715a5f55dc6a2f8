package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// A taker is what a command does with files of one kind.
type taker struct {
	kind  *fileKind
	flags []string // of the command that mean something to it, beside --output and --help
	run   func(cmd *cobra.Command, file *source) error
}

// takes makes cmd do with its file what is done with files of that kind. Without a file
// it does what it did before, which is with the model stored last.
func takes(g *global, cmd *cobra.Command, all ...taker) *cobra.Command {
	stored := cmd.RunE
	cmd.Long = cmp.Or(cmd.Long, cmd.Short+".") + "\n\n" + kindsInHelp(all)
	cmd.SetUsageFunc(func(cmd *cobra.Command) error { return usageByKind(cmd, all) })
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			if err := refuse(cmd, all, meshKind); err != nil {
				return err
			}
			return stored(cmd, args)
		}
		file, done, err := openSource(args[0])
		if err != nil {
			return err
		}
		defer done()
		g.opened = file
		var known []*fileKind
		for _, t := range all {
			if t.kind == file.kind {
				if err := refuse(cmd, all, t.kind); err != nil {
					return err
				}
				return t.run(cmd, file)
			}
			known = append(known, t.kind)
		}
		return file.unknown(cmd.CommandPath(), known)
	}
	return cmd
}

// refuse says which of the flags given mean nothing to a kind of file, and to which
// they do.
func refuse(cmd *cobra.Command, all []taker, kind *fileKind) error {
	var faults []error
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if kinds := kindsOf(all, f.Name); f.Changed && len(kinds) > 0 && !slices.Contains(kinds, kind) {
			faults = append(faults, fmt.Errorf("--%s is for %s, not for %s", f.Name, inWords(kinds, func(k *fileKind) string { return k.several }), kind.several))
		}
	})
	if len(faults) == 0 {
		return nil
	}
	return usage(cmd, errors.Join(faults...))
}

// kindsOf are the kinds of files to which a flag means something, none if it is for all.
func kindsOf(all []taker, flag string) []*fileKind {
	var kinds []*fileKind
	for _, t := range all {
		if slices.Contains(t.flags, flag) {
			kinds = append(kinds, t.kind)
		}
	}
	return kinds
}

func inWords(kinds []*fileKind, name func(*fileKind) string) string {
	var words []string
	for _, k := range kinds {
		words = append(words, name(k))
	}
	if n := len(words) - 1; n > 0 {
		return strings.Join(words[:n], ", ") + " and " + words[n]
	}
	return strings.Join(words, "")
}

// kindsInHelp has a line for each kind of file.
func kindsInHelp(all []taker) string {
	var b strings.Builder
	b.WriteString("FILE says what it is. An example of each kind: ninefold files\n")
	for _, t := range all {
		fmt.Fprintf(&b, "\n  %-22s%s", t.kind.several, t.kind.like)
	}
	return b.String()
}

const helpColumns = 80

// usageByKind is the usage of a command, with its flags by the kind of file they are for.
func usageByKind(cmd *cobra.Command, all []taker) error {
	w := cmd.OutOrStderr()
	printf(w, "Usage:\n  %s\n", cmd.UseLine())
	if cmd.Example != "" {
		printf(w, "\nExamples:\n%s\n", cmd.Example)
	}
	common, shared := pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	own := map[*fileKind]*pflag.FlagSet{}
	for _, t := range all {
		own[t.kind] = pflag.NewFlagSet("", pflag.ContinueOnError)
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		told := *f
		if told.DefValue == "[]" && told.Value.Type() == "float64Slice" { // as good as none: of other lists that is known
			told.DefValue = ""
		}
		switch kinds := kindsOf(all, f.Name); len(kinds) {
		case 0:
			common.AddFlag(&told)
		case 1:
			own[kinds[0]].AddFlag(&told)
		default:
			told.Usage += " [" + inWords(kinds, func(k *fileKind) string { return k.short }) + "]"
			shared.AddFlag(&told)
		}
	})
	section := func(title string, flags *pflag.FlagSet) {
		if text := flags.FlagUsagesWrapped(helpColumns); text != "" {
			printf(w, "\n%s:\n%s", title, text)
		}
	}
	section("Flags", common)
	for _, t := range all {
		section("Flags for "+t.kind.several, own[t.kind])
	}
	section("Flags for more than one kind of file", shared)
	section("Global Flags", cmd.InheritedFlags())
	return nil
}
