package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/table"
	"ninefold/ingest/specfile"
)

// historyFlags say what happened.
type historyFlags struct{ outages, gaps, from, to string }

func (f *historyFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.outages, "outages", "", "CSV file of outages, from and to: what an objective of time is judged by")
	cmd.Flags().StringVar(&f.gaps, "gaps", "", "of time: CSV file of times, from and to, in which nobody watched")
	cmd.Flags().StringVar(&f.from, "from", "", "of time: when watching began, RFC 3339")
	cmd.Flags().StringVar(&f.to, "to", "", "of time: when watching ended, RFC 3339")
}

// countsForm says what FILE is.
const countsForm = `FILE is CSV with the columns from (RFC 3339), good or total, bad, and where they
are known to and unknown. Time without a line counts as unknown, not as good.

An objective of time has no FILE but --outages, and --from and --to say when
somebody watched: outside of that nothing is known.`

// read returns what the arguments and flags say of an objective, and notes on it.
// All that is wrong with the files is in the error.
func (f *historyFlags) read(cmd *cobra.Command, args []string, o goal) (h slo.History, notes []string, err error) {
	if err := f.check(args, o.Method); err != nil {
		return h, nil, usage(cmd, err)
	}
	if o.Method == slo.Time {
		if h.Watched, err = f.watched(); err != nil {
			return h, nil, usage(cmd, err)
		}
	}
	var errs []error
	if len(args) == 1 {
		h.Slices, err = readTable(args[0], table.Parse)
		errs = append(errs, err)
		if len(h.Slices) > 0 {
			h.Watched = slo.Span{From: h.Slices[0].From, To: h.Slices[len(h.Slices)-1].To}
		} else if err == nil {
			errs = append(errs, fmt.Errorf("%s holds no counts", args[0]))
		}
	}
	h.Outages, err = readSpans(f.outages, h.Watched.To, &notes)
	errs = append(errs, err)
	h.Gaps, err = readSpans(f.gaps, h.Watched.To, &notes)
	if err := errors.Join(append(errs, err)...); err != nil {
		return h, nil, orCode(exitInvalid, err)
	}
	return h, append(notes, o.sliceNotes(h)...), nil
}

// check says what is missing, or too much, for a method.
func (f *historyFlags) check(args []string, m slo.Method) error {
	switch {
	case m != slo.Time && len(args) != 1:
		return fmt.Errorf("an objective of %s needs one CSV file of counts", m)
	case m != slo.Time && (f.gaps != "" || f.from != "" || f.to != ""):
		return errors.New("--gaps, --from and --to are for --method time: counts say themselves when somebody watched")
	case m == slo.Time && (len(args) > 0 || f.outages == ""):
		return errors.New("--method time needs --outages, which counts are not")
	case m == slo.Time && (f.from == "" || f.to == ""):
		return errors.New("--method time needs --from and --to: that nothing was seen says little unless somebody watched")
	}
	return nil
}

func (f *historyFlags) watched() (s slo.Span, err error) {
	if s.From, err = instant("from", f.from); err != nil {
		return s, err
	}
	if s.To, err = instant("to", f.to); err != nil {
		return s, err
	}
	if err := s.Validate(); err != nil {
		return s, fmt.Errorf("--from and --to: %w", err)
	}
	return s, nil
}

func instant(flag, text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, fmt.Errorf("--%s %q is not a time such as 2026-01-31T12:00:00Z", flag, text)
	}
	return at, nil
}

// readSpans reads a CSV file of spans, if one is named. Those that go on end with the
// history.
func readSpans(path string, end time.Time, notes *[]string) ([]slo.Span, error) {
	if path == "" {
		return nil, nil
	}
	all, err := readTable(path, table.ParseSpans)
	open := 0
	for i := range all {
		if !all[i].To.IsZero() {
			continue
		}
		if open++; all[i].From.Before(end) {
			all[i].To = end
		} else {
			all[i].To = all[i].From.Add(1) // after all that is looked at
		}
	}
	if open > 0 {
		*notes = append(*notes, fmt.Sprintf("%s: %d of %d have no end; they are taken to go on until the end of the history", path, open, len(all)))
	}
	return all, err
}

// sliceNotes say where slices are not those that the objective is for.
func (o goal) sliceNotes(h slo.History) []string {
	if o.slice == 0 || o.Method != slo.Windows && o.Method != slo.Ratios {
		return nil
	}
	other := 0
	for _, s := range h.Slices {
		if s.To.Sub(s.From) != o.slice {
			other++
		}
	}
	if other == 0 {
		return nil
	}
	return []string{fmt.Sprintf("the objective is for slices of %v, but %d of %d in the file are of another length: what is said is for those", o.slice, other, len(h.Slices))}
}

// readCorrections reads a CSV or YAML file of corrections, if one is named. Those
// that do not say when they were entered were at the moment judged, for all that is
// known.
func readCorrections(path string, judged time.Time, notes *[]string) ([]slo.Correction, error) {
	if path == "" {
		return nil, nil
	}
	all, err := parseCorrections(path)
	if err != nil {
		return nil, orCode(exitInvalid, err)
	}
	silent := 0
	for i := range all {
		if all[i].At.IsZero() {
			silent++
			all[i].At = judged
		}
	}
	if silent > 0 {
		*notes = append(*notes, fmt.Sprintf("%s: %d of %d corrections do not say when they were entered; they are taken to be as late as the judgement", path, silent, len(all)))
	}
	return all, nil
}

func parseCorrections(path string) ([]slo.Correction, error) {
	if !isYAML(path) {
		return readTable(path, table.ParseCorrections)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, readError(err)
	}
	f := specfile.Read(path, data)
	var all []slo.Correction
	for _, o := range f.Objects {
		all = append(all, table.Correct(o.Text, o.Failf))
		for _, n := range o.Unread("correction", "it is not known here") {
			o.Failf(n.Field, "%s", n.Message)
		}
	}
	return all, f.Err()
}
