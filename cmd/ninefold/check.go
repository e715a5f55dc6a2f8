package main

import (
	"errors"

	"github.com/spf13/cobra"

	"ninefold/models/modelfile"
)

// A checked is what was found in one file.
type checked struct {
	File     string             `json:"file"`
	Valid    bool               `json:"valid"`
	Problems modelfile.Problems `json:"problems"`
	Warnings []string           `json:"warnings"`
}

// newCheck validates model files: all problems of all files at once.
func newCheck(g *global) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Validate model files; every problem as file:line:col with a fix",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd, errors.New("check needs at least one file"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			results, err := checkFiles(args)
			if format != "table" {
				return errors.Join(wrap("Check", results, nil).print(cmd.OutOrStdout(), format), err)
			}
			for _, r := range results {
				for _, w := range r.Warnings {
					g.hintf(cmd, "%s: warning: %s", r.File, w)
				}
				if r.Valid {
					printf(cmd.OutOrStdout(), "%s: valid\n", r.File)
				}
			}
			return err
		},
	}
	formatFlag(cmd, &format, "table", "json", "yaml")
	return cmd
}

// checkFiles reads every file that can be read. The error holds all problems, and
// before them what could not be read.
func checkFiles(files []string) ([]checked, error) {
	results, problems := []checked{}, modelfile.Problems{}
	var unread []error
	for _, file := range files {
		r := checked{File: file, Problems: modelfile.Problems{}, Warnings: []string{}}
		m, err := modelfile.Read(file)
		if err != nil && !errors.As(err, &r.Problems) {
			unread = append(unread, readError(err))
			continue
		}
		if r.Valid = err == nil; r.Valid {
			r.Warnings = append(r.Warnings, modelfile.Warnings(m)...)
		}
		problems = append(problems, r.Problems...)
		results = append(results, r)
	}
	if len(problems) > 0 {
		unread = append(unread, problems)
	}
	return results, errors.Join(unread...)
}
