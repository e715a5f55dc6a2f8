package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/models/assessment"
	"ninefold/ui/report"
)

// newReport builds reports as PDF and CSV.
func newReport(g *global) *cobra.Command {
	cmd := &cobra.Command{Use: "report", Short: "Build the board report as PDF, or any table as CSV", RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newReportBuild(g), newReportTable(g))
	return cmd
}

func newReportBuild(g *global) *cobra.Command {
	a := &analysis{global: g}
	var kind, out string
	var latest bool
	cmd := &cobra.Command{
		Use:     "build [FILE]",
		Short:   "Build a report",
		Example: "  ninefold report build --kind board bank.yaml -o board.pdf",
		Args:    maxArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if kind != "board" {
				return usage(cmd, fmt.Errorf("unknown kind %q, want board", kind))
			}
			result, err := a.pick(cmd, args, latest)
			if err != nil {
				return err
			}
			if err := writeTo(cmd, out, func(w io.Writer) error { return report.Board(w, result) }); err != nil {
				return err
			}
			g.hint(cmd, "%s written", out)
			return nil
		},
	}
	a.flags(cmd)
	cmd.Flags().StringVar(&kind, "kind", "board", "kind of report: board")
	cmd.Flags().StringVarP(&out, "output", "o", "board.pdf", "file to write; - is standard output")
	cmd.Flags().BoolVar(&latest, "latest", false, "report the latest stored assessment instead of making one")
	return cmd
}

func newReportTable(g *global) *cobra.Command {
	a := &analysis{global: g}
	var out string
	var latest bool
	cmd := &cobra.Command{
		Use:   "table NAME [FILE]",
		Short: "Write one table as CSV: " + strings.Join(report.Tables(), ", "),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usage(cmd, errors.New("table takes a name and at most one model file"))
			}
			if !slices.Contains(report.Tables(), args[0]) {
				return usage(cmd, fmt.Errorf("no table %q, want one of %s", args[0], strings.Join(report.Tables(), ", ")))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			result, err := a.pick(cmd, args[1:], latest)
			if err != nil {
				return err
			}
			return writeTo(cmd, out, func(w io.Writer) error { return report.Table(w, result, args[0], false) })
		},
	}
	a.flags(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "-", "file to write; - is standard output")
	cmd.Flags().BoolVar(&latest, "latest", false, "use the latest stored assessment instead of making one")
	return cmd
}

// pick is the assessment to report: a new one, or the latest stored.
func (a *analysis) pick(cmd *cobra.Command, args []string, latest bool) (*assessment.Assessment, error) {
	if !latest {
		return a.assess(cmd, args)
	}
	if !a.exists() {
		return nil, exit(exitNotFound, "no database at %s", a.databaseName())
	}
	st, err := a.open(cmd.Context())
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }() // it was only read
	return st.LatestAssessment(cmd.Context(), "")
}

// writeTo writes a file as a whole or not at all.
func writeTo(cmd *cobra.Command, path string, write func(io.Writer) error) (err error) {
	if path == "-" {
		return write(cmd.OutOrStdout())
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".ninefold-*")
	if err != nil {
		return readError(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
