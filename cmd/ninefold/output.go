package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"ninefold/analysis/assess"
)

// An envelope wraps every JSON result, so that scripts find the same things in
// the same places.
type envelope struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Data       any      `json:"data"`
	Warnings   []string `json:"warnings"`
	Meta       meta     `json:"meta"`
}

type meta struct {
	Engine    string `json:"engine"`
	ModelHash string `json:"modelHash,omitempty"`
	Seed      uint64 `json:"seed,omitempty"`
	Partial   bool   `json:"partial"`
}

func wrap(kind string, data any, warnings []string) envelope {
	if warnings == nil {
		warnings = []string{}
	}
	return envelope{APIVersion: "ninefold/v1", Kind: kind, Data: data, Warnings: warnings, Meta: meta{Engine: "ninefold " + version + ", engine " + assess.EngineVersion}}
}

// formatFlag adds -o with the formats a command knows; the first is the default.
func formatFlag(cmd *cobra.Command, format *string, known ...string) {
	cmd.Flags().StringVarP(format, "output", "o", known[0], "format: "+strings.Join(known, ", "))
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if !slices.Contains(known, *format) {
			return usage(cmd, fmt.Errorf("unknown format %q, want one of %s", *format, strings.Join(known, ", ")))
		}
		if before != nil {
			return before(cmd, args)
		}
		return nil
	}
}

// print writes e as JSON or YAML.
func (e envelope) print(w io.Writer, format string) error {
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	if format == "yaml" {
		var generic any
		if err := yaml.Unmarshal(data, &generic); err != nil { // JSON is YAML; this keeps the JSON names
			return err
		}
		if data, err = yaml.Marshal(generic); err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}

// A column of a table. Numbers are aligned right.
type column struct {
	name  string
	right bool
}

// printTable writes rows under columns. On a terminal the header is bold; piped,
// the columns and their order are the same, without escape codes.
func printTable(w io.Writer, columns []column, rows [][]string) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleDefault)
	t.SuppressTrailingSpaces()
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Box.PaddingLeft = ""
	t.Style().Box.PaddingRight = "  "
	t.Style().Format.Header = text.FormatUpper
	if isTerminal(w) && os.Getenv("NO_COLOR") == "" {
		t.Style().Color.Header = text.Colors{text.Bold}
	}
	header := make(table.Row, len(columns))
	configs := make([]table.ColumnConfig, len(columns))
	for i, c := range columns {
		header[i] = c.name
		align := text.AlignLeft
		if c.right {
			align = text.AlignRight
		}
		configs[i] = table.ColumnConfig{Number: i + 1, Align: align, AlignHeader: align}
	}
	t.AppendHeader(header)
	t.SetColumnConfigs(configs)
	for _, row := range rows {
		cells := make(table.Row, len(row))
		for i, cell := range row {
			cells[i] = cell
		}
		t.AppendRow(cells)
	}
	t.Render()
}

// A keeper keeps the first error of a writer, so that printing need not look at
// each.
type keeper struct {
	io.Writer
	err error
}

func (k *keeper) Write(p []byte) (n int, err error) {
	if k.err == nil {
		n, k.err = k.Writer.Write(p)
	}
	return n, k.err
}

// printf prints to a [keeper], or to standard error, where nothing can be done
// about an error.
func printf(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func isTerminal(w io.Writer) bool {
	if k, ok := w.(*keeper); ok {
		w = k.Writer
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// hintf tells people what to do next, on standard error.
func (g *global) hintf(cmd *cobra.Command, format string, args ...any) {
	if !g.quiet {
		printf(cmd.ErrOrStderr(), format+"\n", args...)
	}
}
