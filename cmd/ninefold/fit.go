package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/lifedata/plot"
	"ninefold/analysis/lifedata/study"
	"ninefold/analysis/lifedata/table"
)

// newFit fits a lifetime distribution.
func newFit(_ *global) *cobra.Command {
	var opt study.FitOptions
	var family, method, format string
	cmd := &cobra.Command{
		Use:   "fit FILE",
		Short: "Fit a lifetime distribution to lives, some of them censored",
		Long: `Fit a lifetime distribution to lives, some of them censored.

FILE is CSV with the columns hours and failed (true or false), and where they are
needed since (failed between then and hours), entry, until and count.`,
		Example: `  ninefold fit disks.csv
  ninefold fit disks.csv --family weibull --hours 8760 -o json`,
		Args: exactlyOne("one CSV file of lives"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if opt.Bounds, err = boundsMethod(method); err != nil {
				return usage(cmd, err)
			}
			opt.Family = lifedata.Family(family)
			if err := opt.Validate(); err != nil {
				return usage(cmd, err)
			}
			lives, err := readTable(args[0], table.ParseLives)
			if err != nil {
				return err
			}
			out, err := study.Fit(cmd.Context(), lives, opt)
			if err != nil {
				return studyError(args[0], err)
			}
			if err := drawFit(cmd, lives, out.Fit, plot.Bounds{Level: opt.Level, Method: opt.Bounds}); err != nil {
				return err
			}
			return fitReport(out).print(cmd.OutOrStdout(), format, nil)
		},
	}
	cmd.Flags().StringVar(&family, "family", "auto", "exponential, weibull, weibull3, lognormal, normal, gamma, gumbelMin, gumbelMax, loglogistic, modifiedWeibull, or auto: the one that describes the lives best")
	cmd.Flags().StringVar(&method, "bounds", "auto", "conditional, calibrated, likelihood-ratio, fisher, or auto: the one that keeps its level best, however few the failures")
	cmd.Flags().Float64Var(&opt.Level, "level", 0.9, "of two-sided bounds")
	cmd.Flags().Float64SliceVar(&opt.Quantiles, "quantiles", study.UsualQuantiles(), "shares of units: when so many have failed")
	cmd.Flags().Float64SliceVar(&opt.Hours, "hours", nil, "ages at which to give the reliability")
	cmd.Flags().Uint64Var(&opt.Seed, "seed", 1, "of simulated p-values; the same seed gives the same figures")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return plotFlag(cmd)
}

// methodNames are those of the methods of bounds on the command line.
var methodNames = map[lifedata.Method]string{
	lifedata.Conditional: "conditional", lifedata.Calibrated: "calibrated",
	lifedata.LikelihoodRatio: "likelihood-ratio", lifedata.Fisher: "fisher",
}

// boundsMethod returns the method of bounds that --bounds names: none of auto.
func boundsMethod(name string) (lifedata.Method, error) {
	for method, known := range methodNames {
		if known == name {
			return method, nil
		}
	}
	if name != "auto" {
		return "", fmt.Errorf("unknown --bounds=%s, want auto or one of %v", name, slices.Sorted(maps.Values(methodNames)))
	}
	return "", nil
}

// studyError gives what a study says of a file its exit code.
func studyError(path string, err error) error {
	return treeError(fmt.Errorf("%s: %w", path, err))
}

func fitReport(f study.LifeFit) treeResult {
	r := treeResult{kind: "LifeFit", data: f}
	if f.Provenance.Seed != nil {
		r.seed = *f.Provenance.Seed
	}
	r.csv.columns = names("figure", "of", "value", "low", "high", "method", "reason")
	s := sheet{
		title:   fmt.Sprintf("%s, %d lives, %d failures", f.Fit.Family, f.Fit.Lives, f.Fit.Failures),
		columns: []column{{"figure", false}, {"value", true}, {"bounds", false}, {"method", false}},
	}
	add := func(kind, before, after string, all []study.BoundedFigure) {
		for _, b := range all {
			r.csv.add(kind, b.Name, b.Value, b.Low, b.High, methodNames[b.Method], b.Reason)
			bounds := b.Reason
			if bounds == "" {
				bounds = span(b.Low, b.High)
			}
			var value any
			if b.Value != nil {
				value = figure(*b.Value)
			}
			s.add(before+b.Name+after, value, bounds, methodNames[b.Method])
		}
	}
	add("parameter", "", "", f.Parameters)
	if f.Fit.MTTF != nil {
		s.add("MTTF (h)", figure(*f.Fit.MTTF), "", "")
		r.csv.add("mttf", nil, *f.Fit.MTTF, nil, nil, nil, nil)
	}
	add("quantile", "share ", " failed by (h)", f.Quantiles)
	add("reliability", "reliability at ", " h", f.Reliability)
	s.add("log-likelihood", figure(f.Fit.LogLikelihood), "", "")
	r.tables = []sheet{s}
	if f.Choice != nil {
		r.tables = append(r.tables, candidatesSheet(f.Choice))
	}
	return r
}

// candidatesSheet shows how the families compare.
func candidatesSheet(choice *lifedata.Choice) sheet {
	s := sheet{title: choice.Verdict, columns: []column{{"family", false}, {"aicc behind", true}, {"weight", true}}}
	for _, c := range choice.Candidates {
		s.add(string(c.Fit.Family), figure(c.Behind), share(c.Weight))
	}
	for _, r := range choice.Refused {
		s.add(string(r.Family), nil, r.Reason)
	}
	return s
}

// span shows bounds, of which one may be missing.
func span(low, high *float64) string {
	side := func(x *float64) string {
		if x == nil {
			return "?"
		}
		return figure(*x)
	}
	if low == nil && high == nil {
		return ""
	}
	return side(low) + " … " + side(high)
}
