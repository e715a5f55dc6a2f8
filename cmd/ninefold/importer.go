package main

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	return newGroup("import", "Read incidents or a model into the database", newImportIncidents(g), newImportModel(g))
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
		Args: exactlyOne("one file or folder"),
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
			stopped := errors.Is(err, context.Canceled)
			if err != nil && !stopped {
				return err
			}
			if err := printImport(cmd, connector, counts, format, stopped); err != nil {
				return err
			}
			if stopped {
				return exit(exitPartial, "stopped; what is stored is stored, and the same command goes on from there")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&source, "source", "", "name of the source; from the file without it")
	formatFlag(cmd, &format, "table", "json", "yaml")
	return cmd
}

// An importResult is the JSON form of what became of the records of a file.
type importResult struct {
	Source string `json:"source"`
	ingest.Counts
	Rejected []file.Rejection `json:"rejected"`
	Notes    []file.Rejection `json:"notes"` // on rows that were read, but not just as they stand
}

func printImport(cmd *cobra.Command, c *file.Connector, counts ingest.Counts, format string, partial bool) error {
	rejected, notes := list(c.Rejected()), list(c.Notes())
	if format != "table" {
		e := wrap("Import", importResult{c.Source(), counts, rejected, notes}, nil)
		e.Meta.Partial = partial
		return e.print(cmd.OutOrStdout(), format)
	}
	w := cmd.OutOrStdout()
	printf(w, "%s: %d accepted, %d updated, %d unchanged, %d rejected\n", c.Source(), counts.Accepted, counts.Updated, counts.Unchanged, len(rejected))
	printRows(w, "rejected", rejected)
	printRows(w, "note", notes)
	return nil
}

// printRows lists the first rows and says how many more there are.
func printRows(w io.Writer, word string, rows []file.Rejection) {
	const most = 50
	for _, r := range rows[:min(most, len(rows))] {
		place := fmt.Sprintf("line %d", r.Line)
		if r.File != "" {
			place = r.File + " " + place
		}
		printf(w, "  %s: %s: %s\n", word, place, r.Reason)
	}
	if more := len(rows) - most; more > 0 {
		printf(w, "  and %d more; -o json lists them\n", more)
	}
}

func newImportModel(g *global) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "model FILE", Short: "Store a model file as a new version", Args: exactlyOne("one model file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := modelfile.Read(args[0])
			if err != nil {
				return readError(err)
			}
			st, err := g.open(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // the save below is committed
			saved, err := saveModel(cmd.Context(), st, m)
			if err != nil {
				return err
			}
			if format != "table" {
				return wrap("Model", saved, nil).print(cmd.OutOrStdout(), format)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), saved)
			return err
		},
	}
	formatFlag(cmd, &format, "table", "json", "yaml")
	return cmd
}

// A savedModel says which version of which model is stored.
type savedModel struct {
	Name string `json:"name"`
	store.SavedMesh
}

func (s savedModel) String() string {
	state := "unchanged"
	if s.Created {
		state = "stored"
	}
	return fmt.Sprintf("model %s version %d %s", s.Name, s.Version, state)
}

func saveModel(ctx context.Context, st *store.Store, m models.Mesh) (savedModel, error) {
	saved, err := st.SaveMesh(ctx, m)
	if errors.Is(err, store.ErrConflict) {
		err = fmt.Errorf("%w; raise metadata.version in the file, or leave it out", err)
	}
	return savedModel{m.Metadata.Name, saved}, err
}

// databaseName is the database for people, without a password.
func (g *global) databaseName() string {
	u, err := url.Parse(g.database)
	if err != nil || !strings.Contains(g.database, "://") {
		return g.database
	}
	u.RawQuery = "" // a password may stand there, too
	return u.Redacted()
}
