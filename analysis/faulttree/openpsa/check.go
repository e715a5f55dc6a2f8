package openpsa

import (
	"strings"

	"ninefold/analysis/faulttree/risk"
)

// named are the elements of event trees that others refer to by name alone.
var named = map[string]bool{
	"define-rule": true, "define-event-tree": true, "define-initiating-event": true, "define-initiating-event-group": true,
	"define-alignment": true, "define-mission": true, "define-consequence": true, "define-consequence-group": true,
}

// checkEventTrees reports names in event trees that nothing defines, or that are
// defined twice.
func (p *parser) checkEventTrees(m *risk.Model, root *node) {
	known := map[string]bool{}
	for _, n := range root.children {
		if !named[n.name] {
			continue
		}
		key := strings.TrimPrefix(n.name, "define-") + " " + n.attr("name")
		switch {
		case n.attr("name") == "":
			p.reportf(n, "has no name")
		case known[key]:
			p.reportf(n, "is defined twice")
		}
		known[key] = true
	}
	ends := map[string]bool{}
	for _, t := range m.EventTrees {
		for _, s := range t.Sequences {
			ends[s.Name] = true
		}
	}
	_, wrong := m.TreesOfInitiatingEvents()
	for _, n := range root.children {
		if tree := n.attr("event-tree"); tree != "" && !known["event-tree "+tree] {
			p.reportf(n, "event tree %q is not defined", tree)
		}
		switch n.name {
		case "define-consequence":
			for _, c := range n.children {
				if c.name == "sequence" && !ends[c.attr("name")] {
					p.reportf(c, "no event tree has a sequence of that name")
				}
			}
		case "define-initiating-event-group":
			if cause := wrong[n.attr("name")]; cause != "" {
				p.reportf(n, "%s", cause)
			}
		}
		p.checkNames(n, n.name == "define-event-tree", known, p.localNames(n))
	}
}

// localNames returns what can be referred to within an event tree only.
func (p *parser) localNames(n *node) map[string]bool {
	local := map[string]bool{}
	for _, c := range n.children {
		switch c.name {
		case "define-functional-event", "define-sequence", "define-branch":
			key := strings.TrimPrefix(c.name, "define-") + " " + c.attr("name")
			if local[key] {
				p.reportf(c, "is defined twice in %s", n.title())
			}
			local[key] = true
		}
	}
	return local
}

func (p *parser) checkNames(n *node, inTree bool, known, local map[string]bool) {
	for _, c := range n.children {
		key := c.name + " " + c.attr("name")
		switch c.name {
		case "rule", "event-tree", "initiating-event", "initiating-event-group", "consequence", "consequence-group":
			if !known[key] {
				p.reportf(c, "nothing of that name is defined")
			}
		case "sequence", "branch":
			if inTree && !local[key] {
				p.reportf(c, "nothing of that name is defined in the event tree")
			}
		case "fork":
			if f := c.attr("functional-event"); !local["functional-event "+f] {
				p.reportf(c, "functional event %q is not defined", f)
			}
		}
		p.checkNames(c, inTree, known, local)
	}
}

// checkLoops reports gates and parameters that depend on themselves.
func (p *parser) checkLoops(m *risk.Model) {
	gates, parameters := m.Uses()
	for _, loop := range risk.Loops(gates) {
		p.reportf(p.sites["gate "+loop[0]], "depends on itself: %s", loop)
	}
	for _, loop := range risk.Loops(parameters) {
		p.reportf(p.sites["parameter "+loop[0]], "depends on itself: %s", loop)
	}
}
