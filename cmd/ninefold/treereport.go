package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/study"
	"ninefold/ui/report"
)

// A treeResult is what a command says of a file of fault trees.
type treeResult struct {
	kind    string
	data    any
	seed    uint64
	partial bool
	csv     sheet   // as one table for spreadsheets
	tables  []sheet // for people
}

// report prints what a command finds out. A result that is partial is printed
// and ends the program with a code that says so.
func (f *treeFlags) report(cmd *cobra.Command, t *treeFile, r treeReport, opt study.Options) error {
	if t.dynamic != nil {
		r.run = r.dynamic
	}
	for _, w := range t.warnings {
		f.hintf(cmd, "warning: %s", w)
	}
	if f.timeLimit > 0 {
		ctx, stop := context.WithTimeout(cmd.Context(), f.timeLimit)
		defer stop()
		cmd.SetContext(ctx)
	}
	show := newProgress(cmd.ErrOrStderr(), f.quiet)
	opt.Progress = show.step
	result, err := r.run(cmd, t, f, opt)
	show.end()
	if err != nil && !result.partial {
		return treeError(err)
	}
	if e := result.print(cmd.OutOrStdout(), cmd.Flags().Lookup("output").Value.String(), t.warnings); e != nil {
		return e
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return exit(exitPartial, "stopped after %s: the result is partial", f.timeLimit)
	case errors.Is(err, context.Canceled):
		return exit(exitPartial, "interrupted: the result is partial")
	case err != nil:
		return &exitError{exitPartial, err}
	}
	return nil
}

func (r treeResult) print(w io.Writer, format string, warnings []string) error {
	switch format {
	case "table":
		printSheets(w, r.tables)
		return nil
	case "csv":
		header := make([]string, len(r.csv.columns))
		for i, c := range r.csv.columns {
			header[i] = c.name
		}
		return report.WriteCSV(w, header, r.csv.rows, false)
	}
	e := wrap(r.kind, r.data, warnings)
	e.Meta.Partial, e.Meta.Seed = r.partial, r.seed
	return e.print(w, format)
}

// treeError gives what the engine says its exit code.
func treeError(err error) error {
	switch {
	case errors.As(err, new(*exitError)), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, faulttree.ErrTooLarge):
		return &exitError{exitPartial, err}
	}
	return &exitError{exitInvalid, err}
}

// A progress shows on standard error how far a study is: on a terminal in one
// line that goes away, elsewhere in a line now and then.
type progress struct {
	w        io.Writer
	terminal bool
	next     time.Time
	shown    bool
}

const (
	firstProgress    = time.Second
	terminalProgress = 200 * time.Millisecond
	loggedProgress   = 10 * time.Second
)

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, terminal: isTerminal(w), next: time.Now().Add(firstProgress)}
	if quiet {
		p.w = io.Discard
	}
	if !p.terminal {
		p.next = time.Now().Add(loggedProgress)
	}
	return p
}

func (p *progress) step(s study.Progress) {
	p.say(fmt.Sprintf("%d of %d, %s: %s", s.Done+1, s.Total, harmless(s.Name), s.Step))
}

// say shows a text, unless one was shown just before.
func (p *progress) say(text string) {
	if time.Now().Before(p.next) {
		return
	}
	if p.terminal {
		printf(p.w, "\r\x1b[K%.120s", text)
		p.next, p.shown = time.Now().Add(terminalProgress), true
		return
	}
	printf(p.w, "%s\n", text)
	p.next = time.Now().Add(loggedProgress)
}

func (p *progress) end() {
	if p.shown {
		printf(p.w, "\r\x1b[K")
	}
}
