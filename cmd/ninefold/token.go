package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ninefold/api"
	"ninefold/models/store"
)

// newToken makes, lists and revokes API tokens.
func newToken(g *global) *cobra.Command {
	return newGroup("token", "Make, list and revoke API tokens", newTokenCreate(g), newTokenList(g), newTokenRevoke(g))
}

func newTokenCreate(g *global) *cobra.Command {
	var name, scope string
	var days int
	scopes := []string{store.ScopeRead, store.ScopeEdit, store.ScopeAdmin}
	cmd := &cobra.Command{
		Use: "create --name NAME", Short: "Make a token; its secret is shown this once", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if name == "" || !slices.Contains(scopes, scope) || days < 1 {
				return usage(cmd, fmt.Errorf("create needs --name, a --scope of %v and --days of at least 1", scopes))
			}
			st, err := g.open(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // the save below is committed
			secret, hash := api.NewSecret()
			expires := st.Now().UTC().Add(time.Duration(days) * 24 * time.Hour)
			err = st.SaveToken(cmd.Context(), store.Token{
				ID: store.NewID("tok"), Name: name, Scope: scope, Kind: store.TokenAPI, Hash: hash, CreatedAt: st.Now().UTC(), ExpiresAt: &expires,
			})
			if err != nil {
				return err
			}
			g.hintf(cmd, "token %q, scope %s, ends %s; it is not shown again:", name, scope, expires.Format(time.DateOnly))
			_, err = fmt.Fprintln(cmd.OutOrStdout(), secret)
			return err
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "what the token is for")
	cmd.Flags().StringVar(&scope, "scope", store.ScopeRead, "read, edit or admin")
	cmd.Flags().IntVar(&days, "days", 90, "days until it ends")
	return cmd
}

func newTokenList(g *global) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "list", Short: "List tokens", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, err := g.openExisting(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // it was only read
			tokens, err := st.Tokens(cmd.Context())
			if err != nil {
				return err
			}
			if format != "table" {
				return wrap("Tokens", list(tokens), nil).print(cmd.OutOrStdout(), format)
			}
			rows := [][]string{}
			for _, t := range tokens {
				ends := "never"
				if t.ExpiresAt != nil {
					ends = t.ExpiresAt.Format(time.DateOnly)
				}
				rows = append(rows, []string{t.ID, t.Name, t.Kind, t.Scope, ends})
			}
			printTable(cmd.OutOrStdout(), []column{{"id", false}, {"name", false}, {"kind", false}, {"scope", false}, {"ends", false}}, rows)
			return nil
		},
	}
	formatFlag(cmd, &format, "table", "json", "yaml")
	return cmd
}

func newTokenRevoke(g *global) *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "Revoke a token", Args: exactlyOne("one token ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			st, err := g.openExisting(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // the deletion below is committed
			return st.RevokeToken(cmd.Context(), args[0])
		},
	}
}
