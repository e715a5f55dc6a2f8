// Command ninefold is the whole program: a command line over files and a
// database, and the service with API and dashboard.
//
// It wires packages together and decides nothing else. Results go to standard
// output, progress and hints to standard error. The exit code says what happened;
// see exit.go.
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	buildinfo "github.com/prometheus/common/version"
	"github.com/spf13/cobra"

	"ninefold/analysis/assess"
)

// version of this build. The linker sets it in the package that names it, so that
// libraries which report it agree.
var version = cmp.Or(buildinfo.Version, "dev")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second signal ends the program at once
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root, out := newRoot(), &keeper{Writer: stdout} //nolint:contextcheck // commands have the context of ExecuteContext
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if out.err != nil {
		err = exit(exitUnreachable, "write standard output: %w", out.err)
	}
	if err != nil {
		printf(stderr, "%s\n", errorText(err))
	}
	return exitCode(err)
}

// global are the flags of every command.
type global struct {
	database string
	quiet    bool
	opened   *source // the file of a command that takes several kinds
}

func newRoot() *cobra.Command {
	g := &global{}
	root := &cobra.Command{
		Use:   "ninefold",
		Short: "From a live mesh and its incidents to the downtime to expect, why, and what buys it back",
		Example: `  ninefold demo
  ninefold discover --dir manifests -o yaml > mesh.yaml && ninefold analyze mesh.yaml`,
		SilenceErrors: true, SilenceUsage: true,
		SuggestionsMinimumDistance: 2,
		Args:                       noSuchCommand,
		RunE:                       showHelp,
	}
	root.PersistentFlags().StringVar(&g.database, "database", "ninefold.db", "SQLite file or postgres:// address; NINEFOLD_DATABASE without it")
	if address := os.Getenv("NINEFOLD_DATABASE"); address != "" { // not as the default, which help shows: it may hold a password
		g.database = address
	}
	root.PersistentFlags().BoolVarP(&g.quiet, "quiet", "q", false, "no progress and no hints")
	root.SetFlagErrorFunc(flagError)
	ofGroups := root.UsageFunc()
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		if cmd.HasAvailableSubCommands() {
			return ofGroups(cmd)
		}
		return usageByKind(cmd, nil)
	})
	for _, section := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Begin:", []*cobra.Command{newInit(g), newDemo(g), newFiles(), newDiscover(g), newCheck(g), newImport(g)}},
		{"What to expect, and why:", []*cobra.Command{analyzeAnything(g), cutSetsOfAnything(g), importanceInAnything(g), newUncertainty(g), newConvert(g)}},
		{"Other models:", []*cobra.Command{newMarkov(g), newSimulate(g), newOptimize(g)}},
		{"Records and objectives:", []*cobra.Command{newFit(g), newKaplanMeier(g), newMeanCumulative(g), newGrowth(g), newSLO(g)}},
		{"Service and reports:", []*cobra.Command{newServe(g), newReport(g), newToken(g), newVerify(g), newVersion()}},
	} {
		root.AddGroup(&cobra.Group{ID: section.title, Title: section.title})
		for _, cmd := range section.commands {
			cmd.GroupID = section.title
			root.AddCommand(cmd)
		}
	}
	return root
}

// newGroup is a command that only holds others.
func newGroup(use, short string, children ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, SuggestionsMinimumDistance: 2, Args: noSuchCommand, RunE: showHelp}
	cmd.AddCommand(children...)
	return cmd
}

func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }

// noSuchCommand refuses words that name no command below cmd.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	near := ""
	if names := cmd.SuggestionsFor(args[0]); len(names) > 0 {
		near = fmt.Sprintf("; did you mean %q?", names[0])
	}
	return usage(cmd, fmt.Errorf("unknown command %q%s", args[0], near))
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "ninefold %s, engine %s\n%s, revision %s\n",
				version, assess.EngineVersion, runtime.Version(), buildinfo.GetRevision())
			return err
		},
	}
}
