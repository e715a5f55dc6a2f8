package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/ingest/openslo"
	"ninefold/ingest/pyrra"
	"ninefold/ingest/sloth"
	"ninefold/models/objective"
)

// readSpecs reads files of objectives as one.
func readSpecs(paths ...string) (objective.Import, error) {
	var all objective.Import
	var errs []error
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return all, readError(err)
		}
		in, err := parserOf(string(data))(path, data)
		errs = append(errs, err)
		all.Specs, all.Services = append(all.Specs, in.Specs...), append(all.Services, in.Services...)
		all.Windows, all.Notes = append(all.Windows, in.Windows...), append(all.Notes, in.Notes...)
	}
	if err := errors.Join(errs...); err != nil {
		return all, &exitError{exitInvalid, err}
	}
	return all, nil
}

// parserOf tells the form of a specification by what it says it is.
func parserOf(text string) func(name string, data []byte) (objective.Import, error) {
	switch {
	case strings.Contains(text, "pyrra.dev/v"):
		return pyrra.Parse
	case strings.Contains(text, "prometheus/v1") || strings.Contains(text, "sloth.slok.dev/v"):
		return sloth.Parse
	}
	return openslo.Parse
}

// note says what was lost or is doubtful, each once.
func (g *global) note(cmd *cobra.Command, notes ...[]objective.Note) {
	seen := map[objective.Note]bool{}
	for _, some := range notes {
		for _, n := range some {
			if !seen[n] {
				g.hintf(cmd, "%s: %s", n.Kind, n)
			}
			seen[n] = true
		}
	}
}

// newSLOConvert writes specifications as OpenSLO.
func newSLOConvert(g *global) *cobra.Command {
	return &cobra.Command{
		Use:   "convert FILE",
		Short: "Write objectives of OpenSLO, Sloth or Pyrra as OpenSLO v1",
		Long: `Write objectives of OpenSLO, Sloth or Pyrra as OpenSLO v1. What cannot be carried
over is said on standard error, with its place.`,
		Example: "  ninefold slo convert sloth.yaml > openslo.yaml",
		Args:    exactlyOne("one file of objectives"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := readSpecs(args[0])
			if err != nil {
				return err
			}
			out, notes, err := openslo.Marshal(in)
			if err != nil {
				return &exitError{exitInvalid, err}
			}
			g.note(cmd, in.Notes, notes)
			_, err = cmd.OutOrStdout().Write(out)
			return err
		},
	}
}
