package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/ingest"
	"ninefold/ingest/file"
	"ninefold/models"
	"ninefold/models/modelfile"
	"ninefold/models/store"
)

// newImport reads records and models into the database.
func newImport(g *global) *cobra.Command {
	cmd := &cobra.Command{
		Use: "import", Short: "Read incidents or a model into the database",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(cmd, fmt.Errorf("unknown kind %q, want incidents or model", args[0]))
			}
			return cmd.Help()
		},
	}
	cmd.AddCommand(newImportIncidents(g), newImportModel(g))
	return cmd
}

// sink stores what a connector reads.
type sink struct{ *store.Store }

func (s sink) SaveIncidents(ctx context.Context, source string, batch []models.Incident, cursor string) (ingest.Counts, error) {
	c, err := s.Store.SaveIncidents(ctx, source, batch, cursor)
	return ingest.Counts{Accepted: c.Accepted, Updated: c.Updated, Unchanged: c.Unchanged, Superseded: c.Superseded}, err
}

func newImportIncidents(g *global) *cobra.Command {
	var format, source string
	cmd := &cobra.Command{
		Use:   "incidents FILE",
		Short: "Read incidents from CSV or JSON; nothing is dropped without a reason",
		Long: "Reads incidents from CSV, JSON or JSON lines: Ninefold's own form, a GitHub-status archive or Statuspage incident objects.\n" +
			"Reading a file again changes nothing. Rows that cannot be read are listed with line and reason; negative, implausible and\n" +
			"open incidents are kept and marked, and never averaged in.",
		Args: exactArgs(1, "one file or folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			connector, err := file.Open(cmd.Context(), args[0], file.Options{Source: source})
			if err != nil {
				return readError(err)
			}
			st, err := g.open(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // every page is committed
			counts, err := ingest.Run(cmd.Context(), connector, sink{st})
			if err != nil {
				return err
			}
			return g.printImport(cmd, connector, counts, format)
		},
	}
	cmd.Flags().StringVar(&source, "source", "", "name of the source; from the file without it")
	formatFlag(cmd, &format, "table", "json", "yaml")
	return cmd
}

func (g *global) printImport(cmd *cobra.Command, c *file.Connector, counts ingest.Counts, format string) error {
	rejected := list(c.Rejected())
	if format != "table" {
		return wrap("Import", struct {
			Source     string           `json:"source"`
			Accepted   int              `json:"accepted"`
			Updated    int              `json:"updated"`
			Unchanged  int              `json:"unchanged"`
			Superseded int              `json:"superseded"`
			Rejected   []file.Rejection `json:"rejected"`
		}{c.Source(), counts.Accepted, counts.Updated, counts.Unchanged, counts.Superseded, rejected}, nil).print(cmd.OutOrStdout(), format)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %d accepted, %d updated, %d unchanged, %d rejected\n", c.Source(), counts.Accepted, counts.Updated, counts.Unchanged, len(rejected))
	for _, r := range rejected {
		fmt.Fprintf(cmd.OutOrStdout(), "  line %d: %s\n", r.Line, r.Reason)
	}
	return nil
}

func newImportModel(g *global) *cobra.Command {
	return &cobra.Command{
		Use: "model FILE", Short: "Store a model file as a new version", Args: exactArgs(1, "one model file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := modelfile.Read(args[0])
			if err != nil {
				return readError(err)
			}
			return g.saveMesh(cmd, m)
		},
	}
}

// databaseName is the database for people, without a password.
func (g *global) databaseName() string {
	if u, err := url.Parse(g.database); err == nil && strings.Contains(g.database, "://") {
		return u.Redacted()
	}
	return g.database
}
