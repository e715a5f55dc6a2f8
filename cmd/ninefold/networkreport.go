package main

import (
	"fmt"
	"math"
	"strings"

	"ninefold/analysis/network"
	"ninefold/analysis/network/study"
)

// mostRowsShown of a list are shown to people, where others follow.
const mostRowsShown = 20

// mostNamed components of a set are.
const mostNamed = 8

// networkReport is a report for people and for programs.
func networkReport(r *study.Report, part reportPart) treeResult {
	t := treeResult{kind: "NetworkAnalysis", data: r, partial: r.Partial}
	n := namer{r.Labels}
	switch part {
	case setsOnly:
		t.csv.columns = names("question", "rank", "order", "probability", "components")
	case rankingOnly:
		t.csv.columns = names("question", "component", "unreliability", "birnbaum", "criticality", "diagnostic", "risk_achievement_worth", "risk_reduction_worth")
	default:
		t.csv.columns = names("question", "measure", "from", "to", "reliability", "unreliability", "unreliability_low", "unreliability_high", "method", "path_sets", "cut_sets")
		t.tables = append(t.tables, questionSheet(r))
	}
	omitted := sheet{title: "Left out", columns: []column{{"question", false}, {"what", false}, {"why", false}}}
	for i := range r.Answers {
		a := &r.Answers[i]
		title := ""
		if len(r.Answers) > 1 {
			title = a.ID + ": "
		}
		switch part {
		case setsOnly:
			t.tables = append(t.tables, n.sets(title, "minimal cut set", a.CutSets, true))
			addSets(&t.csv, a.ID, a.CutSets)
		case rankingOnly:
			t.tables = append(t.tables, n.ranking(title, a.Importances, math.MaxInt))
			addRanking(&t.csv, a)
		default:
			t.tables = append(t.tables, n.pairs(title, a.Pairs), n.sets(title, "minimal path set", a.PathSets, false), n.sets(title, "minimal cut set", a.CutSets, false), n.ranking(title, a.Importances, mostRowsShown))
			addAnswer(&t.csv, a)
		}
		for _, o := range a.Omitted {
			omitted.add(a.ID, o.What, o.Reason)
		}
	}
	t.tables = append(t.tables, omitted)
	return t
}

var measureText = map[study.Measure]string{
	study.TwoTerminal: "two terminals", study.KTerminal: "several terminals", study.AllTerminal: "all nodes", study.AllPairs: "mean of pairs",
}

func questionSheet(r *study.Report) sheet {
	title := fmt.Sprintf("%d nodes, %d edges", r.Nodes, r.Edges)
	if r.Label != "" {
		title = r.Label + ": " + title
	}
	s := sheet{title: title, columns: []column{{"question", false}, {"of", false}, {"reliability", true}, {"unreliability", true}, {"method", false}, {"path sets", true}, {"cut sets", true}}}
	for i := range r.Answers {
		a := &r.Answers[i]
		name := a.ID
		if a.Label != "" {
			name = a.Label
		}
		up, down := reliabilityCells(a.Reliability, a.Unreliability, a.Bounds)
		if a.Pairs != nil {
			up, down = reliabilityCells(a.Pairs.Reliability, a.Pairs.Unreliability, nil)
		}
		s.add(name, measureText[a.Measure], up, down, string(a.Method), countOf(a.PathSets), countOf(a.CutSets))
	}
	return s
}

// reliabilityCells show a reliability and an unreliability, or their bounds.
func reliabilityCells(up, down *float64, b *network.Bounds) (reliability, unreliability any) {
	switch {
	case up != nil:
		return nearOne(*up, *down), fmt.Sprintf("%.9g", *down)
	case b != nil:
		return fmt.Sprintf("%s … %s", nearOne(b.Reliability.Low, b.Unreliability.High), nearOne(b.Reliability.High, b.Unreliability.Low)),
			fmt.Sprintf("%.6g … %.6g", b.Unreliability.Low, b.Unreliability.High)
	}
	return nil, nil
}

func countOf(s *network.Sets) any {
	if s == nil {
		return nil
	}
	return s.Count.String()
}

// A namer shows people the labels of nodes and edges.
type namer struct{ labels map[string]string }

func (n namer) name(id string) string {
	if label := n.labels[id]; label != "" && label != id {
		return label + " (" + id + ")"
	}
	return id
}

// names shows the first of some components.
func (n namer) names(ids []string, most int) string {
	var out []string
	for _, id := range ids[:min(len(ids), most)] {
		out = append(out, n.name(id))
	}
	if len(ids) > most {
		out = append(out, fmt.Sprintf("… and %d more", len(ids)-most))
	}
	return strings.Join(out, ", ")
}

// sets shows the first sets, with the first of their components, or every one.
func (n namer) sets(title, what string, all *network.Sets, every bool) sheet {
	s := sheet{columns: []column{{"rank", true}, {"order", true}, {what, false}, {"probability", true}}}
	if all == nil {
		return s
	}
	rows, named := mostRowsShown, mostNamed
	if every {
		rows, named = math.MaxInt, math.MaxInt
	}
	top := all.Top[:min(len(all.Top), rows)]
	s.title = fmt.Sprintf("%s%d of %s %ss", title, len(top), all.Count, what)
	for i, set := range top {
		s.add(i+1, len(set.Components), n.names(set.Components, named), figure(set.Probability))
	}
	return s
}

func (n namer) ranking(title string, all []study.Importance, most int) sheet {
	s := sheet{columns: []column{{"component", false}, {"unreliability", true}, {"birnbaum", true}, {"criticality", true}, {"diagnostic", true}, {"raw", true}, {"rrw", true}}}
	s.title = title + "importance"
	if len(all) > most {
		s.title = fmt.Sprintf("%simportance, the first %d of %d", title, most, len(all))
	}
	for _, i := range all[:min(len(all), most)] {
		s.add(n.name(i.ID), figure(i.Unreliability), figure(i.Birnbaum), figureOf(i.Criticality), figureOf(i.Diagnostic), figureOf(i.RiskAchievementWorth), figureOf(i.RiskReductionWorth))
	}
	return s
}

func (n namer) pairs(title string, p *study.Pairs) sheet {
	s := sheet{columns: []column{{"from", false}, {"to", false}, {"reliability", true}, {"unreliability", true}, {"method", false}}}
	if p == nil {
		return s
	}
	s.title = fmt.Sprintf("%sthe %d least reliable of %d pairs; -o csv has all", title, min(mostRowsShown, len(p.List)), p.Count)
	if len(p.List) <= mostRowsShown {
		s.title = fmt.Sprintf("%s%d pairs, the least reliable first", title, p.Count)
	}
	for _, q := range p.List[:min(len(p.List), mostRowsShown)] {
		up, down := reliabilityCells(q.Reliability, q.Unreliability, q.Bounds)
		s.add(n.name(q.From), n.name(q.To), up, down, string(q.Method))
	}
	return s
}

// cell is nil where there is no number.
func cell(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

func addAnswer(csv *sheet, a *study.Answer) {
	ends := func(b *network.Bounds) (low, high any) {
		if b == nil {
			return nil, nil
		}
		return b.Unreliability.Low, b.Unreliability.High
	}
	low, high := ends(a.Bounds)
	var from, to any
	if a.Measure == study.TwoTerminal {
		from, to = a.Terminals[0], a.Terminals[1]
	}
	if a.Pairs == nil {
		csv.add(a.ID, string(a.Measure), from, to, cell(a.Reliability), cell(a.Unreliability), low, high, string(a.Method), countOf(a.PathSets), countOf(a.CutSets))
		return
	}
	for _, p := range a.Pairs.List {
		low, high := ends(p.Bounds)
		csv.add(a.ID, string(study.TwoTerminal), p.From, p.To, cell(p.Reliability), cell(p.Unreliability), low, high, string(p.Method), nil, nil)
	}
}

func addSets(csv *sheet, question string, all *network.Sets) {
	if all == nil {
		return
	}
	for i, set := range all.Top {
		csv.add(question, i+1, len(set.Components), set.Probability, strings.Join(set.Components, " "))
	}
}

func addRanking(csv *sheet, a *study.Answer) {
	for _, i := range a.Importances {
		csv.add(a.ID, i.ID, i.Unreliability, i.Birnbaum, cell(i.Criticality), cell(i.Diagnostic), cell(i.RiskAchievementWorth), cell(i.RiskReductionWorth))
	}
}
