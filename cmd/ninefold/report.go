package main

import (
	"bytes"
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
	return newGroup("report", "Build the board report as PDF, or any table as CSV", newReportBuild(g), newReportTable(g))
}

func newReportBuild(g *global) *cobra.Command {
	a := &analysis{global: g}
	var kind, out string
	var latest bool
	cmd := &cobra.Command{
		Use:     "build [FILE]",
		Short:   "Build a report",
		Example: "  ninefold report build --kind board bank.yaml -o board.pdf",
		Args:    atMostOne,
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
			if out != "-" {
				g.hintf(cmd, "%s written", out)
			}
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
	st, err := a.openExisting(cmd.Context())
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }() // it was only read
	return st.LatestAssessment(cmd.Context(), "")
}

// writeTo writes to standard output, or a file as a whole or not at all.
func writeTo(cmd *cobra.Command, path string, write func(io.Writer) error) error {
	if path == "-" {
		return write(cmd.OutOrStdout())
	}
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	if err := replaceFile(path, content.Bytes()); err != nil {
		return orCode(exitUnreachable, fmt.Errorf("write %s: %w", path, err))
	}
	return nil
}

func replaceFile(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".ninefold-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
