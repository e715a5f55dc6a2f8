package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"ninefold/analysis/equations"
	"ninefold/analysis/equations/study"
)

var sense = map[equations.Semantics]string{equations.Steady: "steady", equations.ColdStart: "after a cold start"}

// systemReport is a report for people and for programs.
func systemReport(r *study.Report, part reportPart) treeResult {
	t := treeResult{kind: "BooleanSystemAnalysis", data: r, partial: r.Partial}
	n := namer{r.Labels}
	switch part {
	case setsOnly:
		t.csv.columns = names("top", "semantics", "rank", "order", "probability", "components")
	case rankingOnly:
		t.csv.columns = names("top", "semantics", "component", "unreliability", "birnbaum", "criticality")
	default:
		t.csv.columns = names("component", "semantics", "reliability", "unreliability", "cut_sets", "nodes")
		t.tables = append(t.tables, topSheet(r, n), differenceSheet(r, n), circleSheet(r, n))
	}
	for _, top := range r.Tops {
		for _, x := range []*equations.Result{top.Steady, top.ColdStart} {
			if x == nil {
				continue
			}
			title := n.name(top.ID)
			if top.Circular {
				title += ", " + sense[x.Semantics]
			}
			repeated := x == top.ColdStart && top.Steady != nil && !top.Circular // for people
			addResult(&t.csv, top.ID, x, part)
			if repeated {
				continue
			}
			if part != rankingOnly {
				t.tables = append(t.tables, n.cutSets(title, x, part == setsOnly))
			}
			if part != setsOnly {
				t.tables = append(t.tables, n.weights(title, x, part == rankingOnly))
			}
		}
	}
	omitted := sheet{title: "Left out", columns: []column{{"component", false}, {"semantics", false}, {"what", false}, {"why", false}}}
	for _, o := range r.Omitted {
		omitted.add(o.Component, string(o.Semantics), o.What, o.Reason)
	}
	t.tables = append(t.tables, omitted)
	return t
}

func topSheet(r *study.Report, n namer) sheet {
	s := sheet{title: fmt.Sprintf("%d components", r.Components), columns: []column{{"top", false}, {"", false}, {"reliability", true}, {"unreliability", true}, {"cut sets", true}, {"diagram nodes", true}}}
	if r.Label != "" {
		s.title = r.Label + ": " + s.title
	}
	for _, t := range r.Tops {
		for _, x := range []*equations.Result{t.Steady, t.ColdStart} {
			if x == nil || x == t.ColdStart && t.Steady != nil && !t.Circular {
				continue
			}
			which := sense[x.Semantics]
			if !t.Circular {
				which = "no circles"
			}
			s.add(n.name(t.ID), which, nearOne(x.Reliability, x.Unreliability), fmt.Sprintf("%.9g", x.Unreliability), setCount(x), x.Nodes)
		}
	}
	return s
}

func setCount(x *equations.Result) any {
	if x.CutSets.Count == nil {
		return nil
	}
	return x.CutSets.Count.String()
}

func differenceSheet(r *study.Report, n namer) sheet {
	s := sheet{title: "More likely down after a cold start", columns: []column{{"component", false}, {"unreliability, steady", true}, {"after a cold start", true}, {"circles", false}}}
	for _, d := range r.Differences {
		var circles []string
		for _, c := range d.Circles {
			circles = append(circles, strconv.Itoa(c+1))
		}
		s.add(n.name(d.ID), figure(d.Steady), figure(d.ColdStart), strings.Join(circles, ", "))
	}
	return s
}

func circleSheet(r *study.Report, n namer) sheet {
	s := sheet{title: "Circles of needs", columns: []column{{"circle", true}, {"components", true}, {"each needs the next", false}, {"without an alternative", false}}}
	for i, c := range r.Circles {
		hard := "no"
		if c.Hard {
			hard = "yes: never comes up from all down"
		}
		s.add(i+1, len(c.Components), n.around(c.Support), hard)
	}
	return s
}

// around shows a way around a circle.
func (n namer) around(ids []string) string {
	var steps []string
	for _, id := range ids[:min(len(ids), mostRowsShown)] {
		steps = append(steps, n.name(id))
	}
	if len(ids) > mostRowsShown {
		steps = append(steps, "…")
	}
	return strings.Join(append(steps, n.name(ids[0])), " → ")
}

func (n namer) cutSets(title string, x *equations.Result, every bool) sheet {
	rows, named := mostRowsShown, mostNamed
	if every {
		rows, named = math.MaxInt, math.MaxInt
	}
	s := sheet{columns: []column{{"rank", true}, {"order", true}, {"minimal cut set", false}, {"probability", true}}}
	if x.CutSets.Count == nil {
		return s
	}
	top := x.CutSets.Top[:min(len(x.CutSets.Top), rows)]
	s.title = fmt.Sprintf("%s: %d of %s minimal cut sets", title, len(top), x.CutSets.Count)
	for i, c := range top {
		text := n.names(c.Components, named)
		if len(c.Components) == 0 {
			text = "(nothing has to fail)"
		}
		s.add(i+1, len(c.Components), text, figure(c.Probability))
	}
	return s
}

func (n namer) weights(title string, x *equations.Result, every bool) sheet {
	s := sheet{title: title + ": importance", columns: []column{{"component", false}, {"unreliability", true}, {"birnbaum", true}, {"criticality", true}}}
	list := x.Importances
	if len(list) > mostRowsShown && !every {
		s.title = fmt.Sprintf("%s, the first %d of %d", s.title, mostRowsShown, len(list))
		list = list[:mostRowsShown]
	}
	for _, i := range list {
		s.add(n.name(i.ID), figure(i.Unreliability), figure(i.Birnbaum), figureOf(i.Criticality))
	}
	return s
}

func addResult(csv *sheet, top string, x *equations.Result, part reportPart) {
	switch part {
	case setsOnly:
		for i, c := range x.CutSets.Top {
			csv.add(top, string(x.Semantics), i+1, len(c.Components), c.Probability, strings.Join(c.Components, " "))
		}
	case rankingOnly:
		for _, i := range x.Importances {
			csv.add(top, string(x.Semantics), i.ID, i.Unreliability, i.Birnbaum, cell(i.Criticality))
		}
	default:
		csv.add(top, string(x.Semantics), x.Reliability, x.Unreliability, setCount(x), x.Nodes)
	}
}
