package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ninefold/models/modelfile"
)

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
			type result struct {
				File     string             `json:"file"`
				Valid    bool               `json:"valid"`
				Problems modelfile.Problems `json:"problems"`
				Warnings []string           `json:"warnings"`
			}
			results, all := []result{}, modelfile.Problems{}
			for _, file := range args {
				r := result{File: file, Problems: modelfile.Problems{}, Warnings: []string{}}
				m, err := modelfile.Read(file)
				if err != nil && !errors.As(err, &r.Problems) {
					return readError(err)
				}
				if r.Valid = err == nil; r.Valid {
					r.Warnings = append(r.Warnings, modelfile.Warnings(m)...)
				}
				all = append(all, r.Problems...)
				results = append(results, r)
			}
			if format != "table" {
				if err := wrap("Check", results, nil).print(cmd.OutOrStdout(), format); err != nil {
					return err
				}
			}
			for _, r := range results {
				for _, w := range r.Warnings {
					g.hint(cmd, "%s: warning: %s", r.File, w)
				}
				if format == "table" && r.Valid {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: valid\n", r.File)
				}
			}
			if len(all) > 0 {
				return all
			}
			return nil
		},
	}
	formatFlag(cmd, &format, "table", "json", "yaml")
	return cmd
}
