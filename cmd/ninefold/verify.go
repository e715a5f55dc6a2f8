package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ninefold/analysis/assess"
)

// newVerify recomputes a stored assessment.
func newVerify(g *global) *cobra.Command {
	return &cobra.Command{
		Use: "verify ID", Short: "Recompute a stored assessment from its inputs and compare", Args: exactlyOne("one assessment ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			st, err := g.openExisting(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // it was only read
			a, err := assess.Verify(cmd.Context(), st, args[0])
			if errors.Is(err, assess.ErrDiffers) {
				return &exitError{exitFinding, err}
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: same inputs, same figures (inputs digest %.12s, engine %s)\n", a.ID, a.InputsDigest, a.EngineVersion)
			return err
		},
	}
}
