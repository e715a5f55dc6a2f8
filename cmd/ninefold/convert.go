package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/dot"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/faulttree/svg"
	"ninefold/analysis/faulttree/yamltree"
)

// newConvert writes a fault tree in another format.
func newConvert(g *global) *cobra.Command {
	var hours float64
	var format, top string
	var depth int
	var cutSet []string
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Write a fault tree in another format, or draw it",
		Long: `Write a fault tree in another format, or draw it.

To Open-PSA, YAML and JSON the whole model is written, with its expressions; with
--top or --mission-time one top event, with probabilities at that time. Graphviz
and SVG draw one top event. Dynamic trees are written as Galileo or JSON. FILE may be
a block diagram, and -o blocks makes one of a coherent tree. A network, from GraphML or
a list of edges too, is written as YAML, or drawn for Graphviz.`,
		Example: `  ninefold convert model.xml -o yaml
  ninefold convert tree.dft -o svg --depth 4 --cut-set pump1,pump2 > tree.svg
  ninefold convert map.graphml --reliability 0.999 > map.yaml`,
		Args: exactlyOne("one file of fault trees"),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := readTrees(cmd.Context(), args[0], risk.At{MissionTimeHours: hours}, false)
			if err != nil {
				return err
			}
			if t == nil {
				return exit(exitInvalid, "%s holds no fault tree", args[0])
			}
			if t.dynamic != nil || format == "galileo" {
				return convertDynamic(cmd, args[0], t, format)
			}
			w := cmd.OutOrStdout()
			one := top != "" || cmd.Flags().Changed("mission-time")
			if single := format == "dot" || format == "svg" || format == "blocks"; !single && !one {
				return g.writeModel(cmd, t.model, format)
			}
			name, tree, err := t.top(top, risk.At{MissionTimeHours: hours})
			if err != nil {
				return err
			}
			switch format {
			case "dot":
				return dot.Write(w, tree)
			case "blocks":
				return writeBlocks(w, name, tree)
			case "svg":
				opt := svg.From(t.model)
				opt.Title, opt.MaxDepth, opt.CutSet = name, depth, cutSet
				return drawTree(cmd, tree, opt)
			}
			return g.writeModel(cmd, risk.FromTree(name, tree), format)
		},
	}
	cmd.Flags().Float64Var(&hours, "mission-time", 8760, "hours at which probabilities are taken")
	cmd.Flags().StringVar(&top, "top", "", "ID of the top event, or of any gate")
	cmd.Flags().IntVar(&depth, "depth", 0, "levels of gates to draw as SVG; 0 is all")
	cmd.Flags().StringSliceVar(&cutSet, "cut-set", nil, "events to bring out in the SVG, with the gates they cause")
	formatFlag(cmd, &format, "openpsa", "yaml", "json", "dot", "svg", "galileo", "blocks")
	return cmd
}

// top returns the tree below a gate, or the only top event.
func (t *treeFile) top(id string, at risk.At) (string, faulttree.Tree, error) {
	tops := t.model.NamedTops()
	if id == "" && len(tops) == 1 {
		id = tops[0].Gate
	}
	if id == "" {
		var names []string
		for _, n := range tops[:min(len(tops), 10)] {
			names = append(names, n.Gate)
		}
		return "", faulttree.Tree{}, exit(exitNotFound, "give --top with one of the %d, such as %s", len(tops), strings.Join(names, ", "))
	}
	tree, err := t.model.Tree(id, at)
	if err != nil {
		return "", faulttree.Tree{}, &exitError{exitInvalid, err}
	}
	return id, tree, nil
}

// writeModel writes a model, and what of it the format cannot say as warnings.
func (g *global) writeModel(cmd *cobra.Command, m *risk.Model, format string) error {
	write := yamltree.WriteYAML
	switch format {
	case "openpsa":
		return openpsa.Write(cmd.OutOrStdout(), m)
	case "json":
		write = yamltree.WriteJSON
	}
	warnings, err := write(cmd.OutOrStdout(), m)
	for _, w := range warnings {
		g.hintf(cmd, "warning: %s", w)
	}
	if err != nil {
		return exit(exitInvalid, "%w", err)
	}
	return nil
}

// drawTree draws a tree, with gates described as the model does.
func drawTree(cmd *cobra.Command, t faulttree.Tree, opt svg.Options) error {
	if opt.MaxDepth < 0 {
		return usage(cmd, fmt.Errorf("--depth %d is negative", opt.MaxDepth))
	}
	if err := svg.Write(cmd.OutOrStdout(), t, opt); err != nil {
		return exit(exitInvalid, "%w", err)
	}
	return nil
}
