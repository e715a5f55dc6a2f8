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

// convertFlags are those of convert for fault trees.
type convertFlags struct {
	*global
	hours       float64
	format, top string
	depth       int
	cutSet      []string
}

// newConvert writes a fault tree in another format.
func newConvert(g *global) *cobra.Command {
	f := &convertFlags{global: g}
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Write a tree, diagram, network or journey in another format, or draw it",
		Long: `Write a tree, diagram, network or journey in another format, or draw it.

To Open-PSA, YAML and JSON a whole model of fault trees is written, with its
expressions; with --top or --mission-time one top event, with probabilities at
that time. Graphviz and SVG draw one top event. Of a block diagram the fault
tree is written: a component with its standby units becomes one basic event.
-o blocks makes a block diagram of a coherent tree. Dynamic trees, that of a
journey of a mesh too, are written as Galileo or JSON. A network is written as
YAML, or drawn for Graphviz.`,
		Example: `  ninefold convert model.xml -o yaml
  ninefold convert tree.dft -o svg --depth 4 --cut-set pump1,pump2 > tree.svg
  ninefold convert map.graphml --reliability 0.999 > map.yaml`,
		Args: exactlyOne("one file"),
	}
	cmd.Flags().Float64Var(&f.hours, "mission-time", 8760, "hours at which probabilities are taken")
	cmd.Flags().StringVar(&f.top, "top", "", "ID of the top event, or of any gate")
	cmd.Flags().IntVar(&f.depth, "depth", 0, "levels of gates to draw as SVG; 0 is all")
	cmd.Flags().StringSliceVar(&f.cutSet, "cut-set", nil, "events to bring out in the SVG, with the gates they cause")
	formatFlag(cmd, &f.format, "openpsa", "yaml", "json", "dot", "svg", "galileo", "blocks")
	mesh, networks := convertMesh(g, cmd), convertNetwork(g, cmd)
	drawn := []string{"mission-time", "top", "depth", "cut-set"}
	return takes(g, cmd,
		taker{staticKind, drawn, f.convert},
		taker{dynamicKind, nil, f.convert},
		taker{diagramKind, drawn, f.convert},
		taker{networkKind, []string{"terminals", "reliability", "node-reliability", "mission-time"}, networks},
		taker{meshKind, []string{"journey", "no-records", "standby", "breaker", "switch"}, mesh})
}

// convert writes the trees of a file.
func (f *convertFlags) convert(cmd *cobra.Command, file *source) error {
	t, err := readTrees(cmd.Context(), file, risk.At{MissionTimeHours: f.hours}, false)
	if err != nil {
		return err
	}
	if t.dynamic != nil || f.format == "galileo" {
		return convertDynamic(cmd, t, f.format)
	}
	for _, warning := range t.warnings {
		f.hintf(cmd, "warning: %s", warning)
	}
	w := cmd.OutOrStdout()
	one := f.top != "" || cmd.Flags().Changed("mission-time")
	if single := f.format == "dot" || f.format == "svg" || f.format == "blocks"; !single && !one {
		return f.writeModel(cmd, t.model, f.format)
	}
	name, tree, err := t.top(f.top, risk.At{MissionTimeHours: f.hours})
	if err != nil {
		return err
	}
	switch f.format {
	case "dot":
		return dot.Write(w, tree)
	case "blocks":
		return writeBlocks(w, name, tree)
	case "svg":
		opt := svg.From(t.model)
		opt.Title, opt.MaxDepth, opt.CutSet = name, f.depth, f.cutSet
		return drawTree(cmd, tree, opt)
	}
	return f.writeModel(cmd, risk.FromTree(name, tree), f.format)
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
