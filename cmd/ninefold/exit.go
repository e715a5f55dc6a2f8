package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ninefold/analysis/assess"
	"ninefold/analysis/faulttree/problem"
	"ninefold/internal/spelling"
	"ninefold/models/modelfile"
	"ninefold/models/store"
	"ninefold/ui/report"
)

// Exit codes. A finding is not a failure: scripts must be able to tell them
// apart.
const (
	exitDone        = 0
	exitFinding     = 1   // done, and a limit or check was exceeded
	exitUsage       = 2   // wrong usage
	exitInvalid     = 3   // invalid model or data file
	exitNotAllowed  = 4   // not signed in, or not allowed
	exitNotFound    = 5   // not found, or in conflict with what is there
	exitUnreachable = 6   // server or source not reachable, or timed out
	exitPartial     = 7   // done, but partial or interrupted
	exitInternal    = 8   // our fault
	exitInterrupted = 130 // stopped before there was anything to show
)

// An exitError ends the program with a code.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func exit(code int, format string, args ...any) error {
	return &exitError{code, fmt.Errorf(format, args...)}
}

// finding ends the program with code 1 after its result was printed.
func finding(format string, args ...any) error { return exit(exitFinding, format, args...) }

// orCode gives err a code where its cause says nothing better.
func orCode(code int, err error) error {
	if exitCode(err) != exitInternal {
		return err
	}
	return &exitError{code, err}
}

// usage is a wrong call of cmd.
func usage(cmd *cobra.Command, err error) error {
	return exit(exitUsage, "%w\nSee: %s --help", err, cmd.CommandPath())
}

// flagError is a wrong flag of cmd, with a hint at the one that may be meant.
func flagError(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) {
		return usage(cmd, err)
	}
	name := missing.GetSpecifiedName()
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	if near := spelling.Nearest(name, known, max(1, utf8.RuneCountInString(name)/3)); near != "" && len(name) > 1 {
		err = fmt.Errorf("%w; did you mean --%s?", err, near)
	}
	return usage(cmd, err)
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(cmd, fmt.Errorf("%q takes no arguments, got %q", cmd.CommandPath(), args))
	}
	return nil
}

func atMostOne(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage(cmd, fmt.Errorf("%q takes at most one argument, got %d", cmd.CommandPath(), len(args)))
	}
	return nil
}

func exactlyOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage(cmd, fmt.Errorf("%q takes %s", cmd.CommandPath(), what))
		}
		return nil
	}
}

func exitCode(err error) int {
	var (
		coded    *exitError
		problems modelfile.Problems
		input    *assess.InputError
		network  *net.OpError
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &problems), errors.As(err, &input):
		return exitInvalid
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrNewer),
		errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrExist), errors.Is(err, report.ErrNoFonts):
		return exitNotFound
	case errors.Is(err, fs.ErrPermission):
		return exitNotAllowed
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network):
		return exitUnreachable
	}
	return exitInternal
}

// errorText is what goes to standard error for err. The word FAIL is printed if and only
// if the exit code is not 0.
func errorText(err error) string {
	var problems modelfile.Problems
	if errors.As(err, &problems) || errors.As(err, new(problem.List)) { // begin with their place, for editors to jump to
		return err.Error() + "\nFAIL"
	}
	text := "FAIL: " + err.Error()
	if exitCode(err) == exitInterrupted {
		text = "FAIL: interrupted before there was anything to show"
	}
	if exitCode(err) == exitInternal {
		text += "\nThis is a fault of ninefold " + version + "; please report it with the command and the message."
	}
	return strings.TrimRight(text, "\n")
}
