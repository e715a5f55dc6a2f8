package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ninefold/ingest/manifest"
	"ninefold/models"
	"ninefold/models/modelfile"
)

// newDiscover drafts a model from manifests.
func newDiscover(g *global) *cobra.Command {
	var dir, format, name string
	var save bool
	cmd := &cobra.Command{
		Use:   "discover --dir DIR",
		Short: "Draft a model from Kubernetes and Istio files; every edge with its evidence",
		Long: "Reads Kubernetes and Istio YAML and drafts a model: services, placements, dependencies and journeys, each with the\n" +
			"place it was found. What cannot be known from the files is not guessed; contradictions are listed as findings.",
		Example: `  ninefold discover --dir manifests
  ninefold discover --dir manifests -o yaml > mesh.yaml`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return usage(cmd, errors.New("discover needs --dir"))
			}
			if info, err := os.Stat(dir); err != nil {
				return readError(err)
			} else if !info.IsDir() {
				return exit(exitInvalid, "%s is not a folder", dir)
			}
			found, err := manifest.Discover(cmd.Context(), dir, manifest.Options{Name: name})
			if err != nil {
				return readError(err)
			}
			if save {
				if err := g.saveDraft(cmd, found.Mesh); err != nil {
					return err
				}
			}
			return g.printDiscovery(cmd, found, format, dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "folder with manifests, read with all below it")
	cmd.Flags().StringVar(&name, "name", "", "name of the model; that of the folder without it")
	cmd.Flags().BoolVar(&save, "save", false, "store the draft as a version of the model in the database")
	formatFlag(cmd, &format, "table", "json", "yaml")
	return cmd
}

// A discovery is the JSON form of what was found.
type discovery struct {
	Services     []models.Service    `json:"services"`
	Dependencies []models.Dependency `json:"dependencies"`
	Placements   []models.Placement  `json:"placements"`
	Journeys     []models.Journey    `json:"journeys"`
	Findings     []manifest.Finding  `json:"findings"`
	Skipped      []manifest.Skipped  `json:"skipped"`
	Mesh         models.Mesh         `json:"mesh"` // the draft, as a model file holds it
}

// list turns a nil slice into an empty one, which is [] in JSON.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func (g *global) printDiscovery(cmd *cobra.Command, found manifest.Result, format, dir string) error {
	w := cmd.OutOrStdout()
	switch format {
	case "json":
		return wrap("Discovery", discovery{
			Services: list(found.Mesh.Services), Dependencies: list(found.Mesh.Dependencies), Placements: list(found.Mesh.Placements),
			Journeys: list(found.Mesh.Journeys), Findings: list(found.Findings), Skipped: list(found.Skipped), Mesh: found.Mesh,
		}, nil).print(w, format)
	case "yaml": // a model file, to be edited
		data, err := modelfile.Format(found.Mesh)
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		if !g.quiet {
			printFindings(cmd.ErrOrStderr(), found)
		}
		return err
	}
	printf(w, "%d services, %d dependencies, %d journey(s)\n\n", len(found.Mesh.Services), len(found.Mesh.Dependencies), len(found.Mesh.Journeys))
	printDependencies(w, found.Mesh.Dependencies)
	printFindings(w, found)
	g.hintf(cmd, "Next: ninefold discover --dir %q -o yaml > mesh.yaml, state targets and failure data there, then: ninefold analyze mesh.yaml", dir)
	return nil
}

func printDependencies(w io.Writer, dependencies []models.Dependency) {
	rows := make([][]string, 0, len(dependencies))
	for _, d := range dependencies {
		evidence := ""
		if len(d.Evidence) > 0 {
			evidence = d.Evidence[0]
		}
		if more := len(d.Evidence) - 1; more > 0 {
			evidence += fmt.Sprintf(" and %d more", more)
		}
		rows = append(rows, []string{d.From, d.To, d.Kind, evidence})
	}
	printTable(w, []column{{"from", false}, {"to", false}, {"kind", false}, {"evidence", false}}, rows)
}

func printFindings(w io.Writer, found manifest.Result) {
	for _, f := range found.Findings {
		place := f.Place
		if place != "" {
			place += ": "
		}
		printf(w, "finding: %s%s: %s\n", place, f.Kind, f.Message)
	}
	if n := len(found.Skipped); n > 0 {
		printf(w, "%d files passed over; -o json lists them\n", n)
	}
}

// saveDraft stores a draft as a version of its model.
func (g *global) saveDraft(cmd *cobra.Command, m models.Mesh) error {
	st, err := g.open(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }() // the save below is committed
	saved, err := saveModel(cmd.Context(), st, m)
	if err != nil {
		return err
	}
	g.hintf(cmd, "%s in %s", saved, g.databaseName())
	return nil
}
