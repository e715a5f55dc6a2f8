package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ninefold/analysis/mesh/mission"
)

// onMesh lets convert write the dynamic fault tree of a journey of a mesh.
func onMesh(g *global, cmd *cobra.Command) *cobra.Command {
	f := &meshFlags{}
	a := &analysis{global: g}
	var journey string
	f.add(cmd.Flags())
	cmd.Flags().StringVar(&journey, "journey", "", "ID of a journey: FILE is a model of a mesh, of which its dynamic fault tree is written, as galileo or json")
	cmd.Flags().BoolVar(&a.noRecords, "no-records", false, "with --journey: use the model alone, without the incidents in the database")
	cmd.Example += "\n  ninefold convert bank.yaml --journey statements -o galileo"
	ofTrees := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if journey == "" {
			for _, name := range append([]string{"no-records"}, meshFlagNames...) {
				if cmd.Flags().Changed(name) {
					return usage(cmd, fmt.Errorf("--%s needs --journey", name))
				}
			}
			return ofTrees(cmd, args)
		}
		m, err := f.model(cmd, a, args)
		if err != nil {
			return err
		}
		if _, err := journeysOf(m, journey); err != nil {
			return err
		}
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
		return convertDynamic(cmd, args[0], &treeFile{path: args[0], dynamic: &t.Tree}, cmd.Flags().Lookup("output").Value.String())
	}
	return cmd
}
