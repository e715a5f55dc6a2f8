package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/markov"
	"ninefold/analysis/mesh/mission"
	"ninefold/models"
)

// onMission lets analyze answer for the first outage of each journey of a mesh.
func onMission(g *global, cmd *cobra.Command) *cobra.Command {
	f := &meshFlags{}
	a := &analysis{global: g}
	var lengths []string
	var journey string
	var states int
	f.add(cmd.Flags())
	cmd.Flags().StringSliceVar(&lengths, "mission", nil, "first outages instead of the long run: how probable they are within missions of these lengths, such as 30d,1y")
	cmd.Flags().StringVar(&journey, "journey", "", "with --mission: ID of one journey; all without it")
	cmd.Flags().IntVar(&states, "mission-states", 0, "states that are looked at for each journey; 0 is 1,000. Beyond, there are bounds")
	cmd.Example += "\n  ninefold analyze bank.yaml --mission 30d,1y \\\n    --switch 'payments-api>limits=perYear:4,restore:8h'"
	longRun := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(lengths) == 0 {
			for _, name := range append([]string{"journey"}, missionOnly...) {
				if cmd.Flags().Changed(name) {
					return usage(cmd, fmt.Errorf("--%s needs --mission", name))
				}
			}
			return longRun(cmd, args)
		}
		for _, name := range []string{"save", "seed", "samples"} {
			if cmd.Flags().Changed(name) {
				return usage(cmd, fmt.Errorf("--%s says nothing with --mission, which is exact at the means of the parameters", name))
			}
		}
		if states < 0 || states > 1_000_000 {
			return usage(cmd, fmt.Errorf("--mission-states %d is not between 0 and 1,000,000", states))
		}
		opt, err := missionOptions(lengths, states)
		if err != nil {
			return usage(cmd, err)
		}
		a.noRecords, _ = cmd.Flags().GetBool("no-records")
		m, err := f.model(cmd, a, args)
		if err != nil {
			return err
		}
		ids, err := journeysOf(m, journey)
		if err != nil {
			return err
		}
		return g.missions(cmd, m, ids, opt)
	}
	return cmd
}

func missionOptions(lengths []string, states int) (mission.Options, error) {
	opt := mission.Options{MaxStates: states}
	var faults []error
	for _, s := range lengths {
		d, err := models.ParseDuration(s)
		if err == nil && d == 0 {
			err = errors.New("is no time at all")
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("--mission %s: %w", s, err))
		}
		opt.Hours = append(opt.Hours, d.Hours())
	}
	return opt, errors.Join(faults...)
}

// journeysOf returns the journey given, or all.
func journeysOf(m mission.Model, id string) ([]string, error) {
	var all []string
	for _, j := range m.System.Journeys {
		all = append(all, j.ID)
	}
	switch {
	case len(all) == 0:
		return nil, exit(exitInvalid, "the model has no journey")
	case id == "":
		return all, nil
	case !slices.Contains(all, id):
		return nil, exit(exitNotFound, "no journey %q in the model, want one of %s", id, strings.Join(all, ", "))
	}
	return []string{id}, nil
}

// missions analyzes journeys and prints what was found.
func (g *global) missions(cmd *cobra.Command, m mission.Model, ids []string, opt mission.Options) error {
	out := treeResult{kind: "MissionAnalysis"}
	data := struct {
		Journeys []*mission.Result `json:"journeys"`
	}{}
	var warnings []string
	for _, id := range ids {
		r, err := mission.Analyze(cmd.Context(), m, id, opt)
		if errors.Is(err, markov.ErrBudget) {
			return &exitError{exitPartial, err}
		}
		if err != nil {
			return exit(exitInvalid, "%w", err)
		}
		data.Journeys = append(data.Journeys, r)
		out.partial = out.partial || r.Partial
		for _, w := range r.Warnings {
			warnings = append(warnings, id+": "+w)
		}
	}
	for _, w := range warnings {
		g.hintf(cmd, "warning: %s", w)
	}
	out.data = data
	out.csv, out.tables = firstOutageCSV(data.Journeys), firstOutageSheets(data.Journeys)
	return out.print(cmd.OutOrStdout(), cmd.Flags().Lookup("output").Value.String(), warnings)
}

func firstOutageSheets(all []*mission.Result) []sheet {
	points := sheet{title: "At least one outage, for some users, within a mission that begins with all up", columns: []column{
		{"journey", false}, {"hours", true}, {"probability", true}, {"due to order", true}, {"static tree", true}, {"difference", true}}}
	means := sheet{title: "Until the first outage", columns: []column{
		{"journey", false}, {"mean hours", true}, {"static tree", true}, {"alone an outage", false}, {"per year", true}, {"states", true}}}
	said := sheet{title: "Taken to be so", columns: []column{{"assumption", false}}}
	for _, r := range all {
		for _, p := range r.Points {
			order := any("none")
			if p.Order != nil {
				order = spanText(p.Order)
			}
			var static any
			if p.Static != nil {
				static = fmt.Sprintf("%.6g", *p.Static)
			}
			points.add(r.Journey, fmt.Sprintf("%g", p.Hours), spanText(&p.Outage), order, static, spanText(p.Difference))
		}
		var static any
		if r.Static != nil && r.Static.MeanHours > 0 {
			static = fmt.Sprintf("%.6g", r.Static.MeanHours)
		}
		means.add(r.Journey, meanText(r), static, strings.Join(r.Singles, ", "), fmt.Sprintf("%.4g", r.SinglesPerHour*hoursPerYear), r.States)
		for _, a := range r.Assumptions {
			if !slices.ContainsFunc(said.rows, func(row []any) bool { return row[0] == a }) {
				said.add(a)
			}
		}
	}
	return []sheet{points, means, said}
}

func meanText(r *mission.Result) any {
	switch {
	case r.MeanHours != nil:
		return fmt.Sprintf("%.6g", *r.MeanHours)
	case r.MeanLower != nil && r.MeanUpper != nil:
		return fmt.Sprintf("%.6g … %.6g", *r.MeanLower, *r.MeanUpper)
	case r.MeanLower != nil:
		return fmt.Sprintf("at least %.6g", *r.MeanLower)
	}
	return nil
}

func spanText(s *mission.Span) any {
	switch {
	case s == nil:
		return nil
	case s.Lower == s.Upper:
		return fmt.Sprintf("%.6g", s.Lower)
	}
	return fmt.Sprintf("%.6g … %.6g", s.Lower, s.Upper)
}

// firstOutageCSV has all digits, and numbers as bounds that are equal.
func firstOutageCSV(all []*mission.Result) sheet {
	s := sheet{columns: names("journey", "hours", "figure", "lower", "upper")}
	for _, r := range all {
		for _, p := range r.Points {
			s.add(r.Journey, p.Hours, "outage", p.Outage.Lower, p.Outage.Upper)
			if p.Order != nil {
				s.add(r.Journey, p.Hours, "order", p.Order.Lower, p.Order.Upper)
			}
			if p.Static != nil {
				s.add(r.Journey, p.Hours, "static", *p.Static, *p.Static)
			}
		}
	}
	return s
}
