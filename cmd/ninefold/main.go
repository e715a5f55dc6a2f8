// Command ninefold is the whole program: a command line over files and a
// database, and the service with API and dashboard.
//
// It wires packages together and decides nothing else. Results go to standard
// output, progress and hints to standard error. The exit code says what happened;
// see exit.go.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version of this build, set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	code := exitCode(err)
	if message := errorText(err); message != "" {
		fmt.Fprintln(stderr, message)
	}
	return code
}

// global are the flags of every command.
type global struct {
	database string
	quiet    bool
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
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(cmd, fmt.Errorf("unknown command %q%s", args[0], suggestions(cmd, args[0])))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().StringVar(&g.database, "database", envOr("NINEFOLD_DATABASE", "ninefold.db"), "SQLite file or postgres:// address")
	root.PersistentFlags().BoolVarP(&g.quiet, "quiet", "q", false, "no progress and no hints")
	root.SetFlagErrorFunc(usage)
	root.AddCommand(
		newInit(g), newDemo(g), newServe(g), newCheck(g), newDiscover(g), newImport(g), newAnalyze(g),
		newCutSets(g), newImportance(g), newReport(g), newToken(g), newVerify(g), newVersion(),
	)
	return root
}

func suggestions(cmd *cobra.Command, word string) string {
	if near := cmd.SuggestionsFor(word); len(near) > 0 {
		return fmt.Sprintf("; did you mean %q?", near[0])
	}
	return ""
}

func envOr(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "ninefold", version)
			return err
		},
	}
}
