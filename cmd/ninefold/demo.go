package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"ninefold/analysis/assess"
	"ninefold/ingest"
	"ninefold/ingest/file"
	"ninefold/models/modelfile"
	"ninefold/models/store"
	"ninefold/testdata/cases"
)

const demoCase = "bank-mesh"

// newDemo serves a bundled case from a database of its own, so that invented data
// never mix with real ones.
func newDemo(g *global) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use: "demo", Short: "Serve the bundled bank case; all its data are invented", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			dir, err := os.MkdirTemp("", "ninefold-demo-")
			if err != nil {
				return err
			}
			defer func() { _ = os.RemoveAll(dir) }() // a leftover in the temporary folder is harmless
			st, err := store.Open(cmd.Context(), filepath.Join(dir, "demo.db"))
			if err != nil {
				return err
			}
			defer func() { _ = st.Close() }() // requests have ended
			if err := loadCase(cmd.Context(), st, demoCase); err != nil {
				return fmt.Errorf("load case %s: %w", demoCase, err)
			}
			return g.serve(cmd, st, listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "host:port")
	return cmd
}

// loadCase stores model and incidents of a bundled case and assesses it.
func loadCase(ctx context.Context, st *store.Store, name string) error {
	model, err := fs.ReadFile(cases.Files, name+"/model.yaml")
	if err != nil {
		return err
	}
	mesh, err := modelfile.Parse(name+"/model.yaml", model)
	if err != nil {
		return err
	}
	if _, err := st.SaveMesh(ctx, mesh); err != nil {
		return err
	}
	incidents, err := cases.Files.Open(name + "/incidents.csv")
	if err != nil {
		return err
	}
	defer func() { _ = incidents.Close() }() // embedded: there is nothing to lose
	read, err := file.Read(ctx, incidents, file.Options{Name: "incidents.csv", Source: "case:" + name})
	if err != nil {
		return err
	}
	if _, err := ingest.Run(ctx, file.NewConnector(read), sink{st}); err != nil {
		return err
	}
	_, _, err = assess.Run(ctx, st, mesh.Metadata.Name, 0, assess.Options{})
	return err
}

// newInit writes a model to start from.
func newInit(g *global) *cobra.Command {
	var example, out string
	cmd := &cobra.Command{
		Use: "init", Short: "Write a commented model file to edit", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			data, err := fs.ReadFile(cases.Files, example+"/model.yaml")
			if err != nil {
				return usage(cmd, fmt.Errorf("no example %q, want %s", example, demoCase))
			}
			if err := writeNew(out, data); err != nil {
				return err
			}
			g.hintf(cmd, "%s written; next: ninefold analyze %s", out, out)
			return nil
		},
	}
	cmd.Flags().StringVar(&example, "example", demoCase, "bundled case to start from")
	cmd.Flags().StringVarP(&out, "output", "o", "mesh.yaml", "file to write")
	return cmd
}

// writeNew writes a file that does not exist yet.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return exit(exitNotFound, "%s exists and is not overwritten", path)
	}
	if err != nil {
		return orCode(exitUnreachable, err)
	}
	_, err = f.Write(data)
	return orCode(exitUnreachable, errors.Join(err, f.Close()))
}
