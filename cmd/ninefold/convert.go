package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/faulttree/dot"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/yamltree"
)

// newConvert writes a fault tree in another format.
func newConvert(_ *global) *cobra.Command {
	var f treeFlags
	var format, top string
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Write a fault tree in another format: Open-PSA, YAML, JSON or Graphviz",
		Long: `Write a fault tree in another format: Open-PSA, YAML, JSON or Graphviz.

From Open-PSA to Open-PSA the whole model is written, with its expressions. Other
formats take one top event, with probabilities at the mission time.`,
		Example: `  ninefold convert model.xml -o yaml --mission-time 100
  ninefold convert tree.dft -o dot | dot -Tsvg > tree.svg`,
		Args: exactlyOne("one file of fault trees"),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := readTrees(args[0], f)
			if err != nil {
				return err
			}
			if t == nil {
				return exit(exitInvalid, "%s holds no fault tree", args[0])
			}
			if format == "openpsa" && t.model != nil {
				return openpsa.Write(cmd.OutOrStdout(), t.model)
			}
			one, err := t.top(top)
			if err != nil {
				return err
			}
			return writeTree(cmd.OutOrStdout(), one, format)
		},
	}
	cmd.Flags().Float64Var(&f.hours, "mission-time", 8760, "hours at which probabilities are taken")
	cmd.Flags().StringVar(&top, "top", "", "name of the top event; needed where there are several")
	formatFlag(cmd, &format, "openpsa", "yaml", "json", "dot")
	return cmd
}

// top returns the tree of that name, or the only one.
func (t *trees) top(name string) (namedTree, error) {
	if name == "" && len(t.tops) == 1 {
		return t.tops[0], nil
	}
	i := slices.IndexFunc(t.tops, func(n namedTree) bool { return n.name == name })
	if i < 0 {
		var names []string
		for _, n := range t.tops[:min(len(t.tops), 10)] {
			names = append(names, n.name)
		}
		return namedTree{}, exit(exitNotFound, "no top event %q: give --top with one of the %d, such as %s", name, len(t.tops), strings.Join(names, ", "))
	}
	return t.tops[i], nil
}

func writeTree(w io.Writer, t namedTree, format string) error {
	switch format {
	case "openpsa":
		return openpsa.Write(w, openpsa.FromTree(t.name, t.tree))
	case "yaml":
		_, err := yamltree.WriteYAML(w, openpsa.FromTree(t.name, t.tree))
		return err
	case "json":
		_, err := yamltree.WriteJSON(w, openpsa.FromTree(t.name, t.tree))
		return err
	case "dot":
		return dot.Write(w, t.tree)
	}
	return fmt.Errorf("unknown format %q", format)
}
