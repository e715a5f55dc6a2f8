package main

import (
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/mesh/mission"
)

// convertMesh adds to convert its flags for meshes, and returns what it does with the file
// of one: it writes the dynamic fault tree of a journey.
func convertMesh(g *global, cmd *cobra.Command) func(*cobra.Command, *source) error {
	f := &meshFlags{}
	a := &analysis{global: g}
	var journey string
	f.add(cmd.Flags())
	cmd.Flags().StringVar(&journey, "journey", "", "ID of the journey whose dynamic fault tree is written, as galileo or json")
	cmd.Flags().BoolVar(&a.noRecords, "no-records", false, "use the model alone, without the incidents in the database")
	cmd.Example += "\n  ninefold convert bank.yaml --journey statements -o galileo"
	return func(cmd *cobra.Command, file *source) error {
		m, err := f.model(cmd, a, []string{file.path})
		if err != nil {
			return err
		}
		ids, err := journeysOf(m, journey)
		if err != nil {
			return err
		}
		if journey == "" && len(ids) > 1 {
			return exit(exitNotFound, "%s is a model of a mesh: say whose dynamic fault tree to write by --journey, one of %s", file.path, strings.Join(ids, ", "))
		}
		journey = ids[0]
		t, err := mission.Build(m, journey)
		if err != nil {
			return exit(exitInvalid, "%w", err)
		}
		if t.Top == "" {
			return exit(exitInvalid, "nothing of the model takes journey %s down", journey)
		}
		for _, s := range t.Assumptions {
			g.hintf(cmd, "%s", s)
		}
		return convertDynamic(cmd, &treeFile{path: file.path, kind: file.kind, dynamic: &t.Tree}, cmd.Flags().Lookup("output").Value.String())
	}
}
