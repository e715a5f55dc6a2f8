package main

import (
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/prometheus"
	"ninefold/analysis/slo/spec"
	"ninefold/models"
	"ninefold/models/objective"
)

// rulesFlags are those of slo rules.
type rulesFlags struct {
	rules, window, interval, format, out string
	severities                           map[string]string
	object                               prometheus.Object
}

// newSLORules writes the rules that watch objectives.
func newSLORules(g *global) *cobra.Command {
	var f rulesFlags
	cmd := &cobra.Command{
		Use:   "rules FILE…",
		Short: "Write Prometheus rules that watch objectives of OpenSLO, Sloth or Pyrra",
		Long: `Write Prometheus rules that watch objectives of OpenSLO, Sloth or Pyrra: recording
rules for the share of bad requests in every window, alerts for a burning error
budget, and one for the case that there is nothing to judge by.

Alerts follow what the files say: burn-rate conditions of OpenSLO, alert windows of
Sloth for the period of the objective, which may be in a file of their own. Where
they say nothing, or with --rules, they are those of a rule set. What cannot be
converted is said on standard error, with its place.`,
		Example: `  ninefold slo rules openslo.yaml --out rules.yml && promtool check rules rules.yml
  ninefold slo rules sloth.yaml windows.yaml --window 28d
  ninefold slo rules pyrra.yaml -o operator --namespace monitoring --labels role=alert-rules`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(cmd, fmt.Errorf("%q takes one or more files of objectives", cmd.CommandPath()))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			opt, err := f.options(cmd.Flags().Changed("rules"))
			if err != nil {
				return usage(cmd, err)
			}
			in, err := readSpecs(args...)
			if err != nil {
				return err
			}
			sources, notes := spec.Sources(in, opt)
			g.note(cmd, in.Notes, notes)
			if len(sources) == 0 {
				return exit(exitInvalid, "%s: no objective can be converted", args[0])
			}
			data, err := f.marshal(sources, in.Specs)
			if err != nil {
				return &exitError{exitInvalid, err}
			}
			return writeTo(cmd, f.out, func(w io.Writer) error {
				_, err := w.Write(data)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&f.rules, "rules", "workbook", "alert rules of objectives whose file has none, and if given of all: "+listed(ruleSets()))
	cmd.Flags().StringVar(&f.window, "window", "", "of objectives whose file states none, as Sloth's do; 30d without it")
	cmd.Flags().StringVar(&f.interval, "interval", "", "between evaluations, such as 1m; what Prometheus has without it")
	cmd.Flags().StringToStringVar(&f.severities, "severity", nil, "value of the label severity, such as page=critical,ticket=warning")
	cmd.Flags().StringVar(&f.object.Name, "name", "ninefold-slo", "of the PrometheusRule object")
	cmd.Flags().StringVar(&f.object.Namespace, "namespace", "", "of the PrometheusRule object; that of the objectives without it, if they have one")
	cmd.Flags().StringToStringVar(&f.object.Labels, "labels", nil, "of the PrometheusRule object, by which Prometheus finds it")
	cmd.Flags().StringVar(&f.out, "out", "-", "file to write; - is standard output")
	formatFlag(cmd, &f.format, "prometheus", "operator")
	return cmd
}

func (f rulesFlags) options(always bool) (spec.Options, error) {
	set, err := ruleSet(f.rules)
	opt := spec.Options{Rules: set.Rules, Always: always, Severities: f.severities}
	if err != nil {
		return opt, err
	}
	for _, d := range []struct {
		flag, text string
		least      time.Duration
		to         *time.Duration
	}{{"window", f.window, time.Minute, &opt.Window}, {"interval", f.interval, time.Second, &opt.Interval}} {
		if d.text == "" {
			continue
		}
		x, err := models.ParseDuration(d.text)
		if err != nil || time.Duration(x) < d.least || time.Duration(x)%d.least != 0 {
			return opt, fmt.Errorf("--%s %q is not a time such as 28d or 1m, in whole units of %v", d.flag, d.text, d.least)
		}
		*d.to = time.Duration(x)
	}
	for severity, label := range f.severities {
		if err := prometheus.CheckLabel("severity", label); err != nil {
			return opt, fmt.Errorf("--severity %s: %w", severity, err)
		}
	}
	return opt, f.object.Validate()
}

func (f rulesFlags) marshal(sources []prometheus.Source, from []objective.Spec) ([]byte, error) {
	if f.format != "operator" {
		return prometheus.Marshal(sources)
	}
	common := from[0].Namespace
	for _, s := range from {
		if s.Namespace != common {
			common = ""
		}
	}
	f.object.Namespace = cmp.Or(f.object.Namespace, common)
	return prometheus.MarshalOperator(sources, f.object)
}

// ruleSet returns a rule set by its name.
func ruleSet(name string) (slo.RuleSet, error) {
	set, ok := slo.RuleSets()[name]
	if !ok {
		return set, fmt.Errorf("unknown --rules=%s, want one of %s", name, listed(ruleSets()))
	}
	return set, nil
}
