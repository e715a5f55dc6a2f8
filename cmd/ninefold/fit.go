package main

import (
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/lifedata/plot"
	"ninefold/analysis/lifedata/table"
)

// A lifeFit is the result of fit.
type lifeFit struct {
	Choice      *lifedata.Choice `json:"choice,omitempty"` // of the family, where none was named
	Fit         *lifedata.Fitted `json:"fit"`
	Parameters  []boundedFigure  `json:"parameters"`
	Quantiles   []boundedFigure  `json:"quantiles"`             // hours by which the share of units has failed
	Reliability []boundedFigure  `json:"reliability,omitempty"` // at the hours asked for
}

// A boundedFigure is a number with its bounds, or why there are none.
type boundedFigure struct {
	Name string `json:"name"`
	lifedata.Bounds
	Reason string `json:"reason,omitempty"`
}

// methodNames are those of the methods of bounds on the command line.
var methodNames = map[lifedata.Method]string{
	lifedata.Conditional: "conditional", lifedata.Calibrated: "calibrated",
	lifedata.LikelihoodRatio: "likelihood-ratio", lifedata.Fisher: "fisher",
}

// boundMethods are the methods by name; auto is none of them.
var boundMethods = func() map[string]lifedata.Method {
	m := map[string]lifedata.Method{"auto": ""}
	for method, name := range methodNames {
		m[name] = method
	}
	return m
}()

// newFit fits a lifetime distribution.
func newFit(_ *global) *cobra.Command {
	var family, method, format string
	var level float64
	var quantiles, hours []float64
	var seed uint64
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
			bounds, ok := boundMethods[method]
			if !ok {
				return usage(cmd, fmt.Errorf("unknown --bounds=%s, want auto or one of %v", method, slices.Sorted(maps.Values(methodNames))))
			}
			if family != "auto" && !slices.Contains(lifedata.Families(), lifedata.Family(family)) {
				return usage(cmd, fmt.Errorf("unknown --family=%s, want auto or one of %v", family, lifedata.Families()))
			}
			if err := checkFigures(level, quantiles, hours); err != nil {
				return usage(cmd, err)
			}
			lives, err := readLives(args[0])
			if err != nil {
				return err
			}
			var out lifeFit
			if family == "auto" {
				out.Choice, err = lifedata.Choose(cmd.Context(), lives, nil, lifedata.GoodnessOptions{Seed: seed})
				if err == nil {
					out.Fit = out.Choice.Candidates[0].Fit
				}
			} else {
				out.Fit, err = lifedata.Fit(lives, lifedata.Family(family))
			}
			if err != nil {
				return exit(exitInvalid, "%s: %w", args[0], err)
			}
			out.bound(bounds, level, quantiles, hours)
			if err := drawFit(cmd, lives, out.Fit, plot.Bounds{Level: level, Method: bounds}); err != nil {
				return err
			}
			return out.report(seed).print(cmd.OutOrStdout(), format, nil)
		},
	}
	cmd.Flags().StringVar(&family, "family", "auto", "exponential, weibull, weibull3, lognormal, normal, gamma, gumbelMin, gumbelMax, loglogistic, modifiedWeibull, or auto: the one that describes the lives best")
	cmd.Flags().StringVar(&method, "bounds", "auto", "conditional, calibrated, likelihood-ratio, fisher, or auto: the one that keeps its level best, however few the failures")
	cmd.Flags().Float64Var(&level, "level", 0.9, "of two-sided bounds")
	cmd.Flags().Float64SliceVar(&quantiles, "quantiles", []float64{0.01, 0.1, 0.5}, "shares of units: when so many have failed")
	cmd.Flags().Float64SliceVar(&hours, "hours", nil, "ages at which to give the reliability")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "of simulated p-values; the same seed gives the same figures")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	return plotFlag(cmd)
}

// checkFigures refuses figures that no distribution has.
func checkFigures(level float64, quantiles, hours []float64) error {
	if !(level > 0 && level < 1) {
		return fmt.Errorf("--level=%g is not between 0 and 1", level)
	}
	for _, q := range quantiles {
		if !(q > 0 && q < 1) {
			return fmt.Errorf("--quantiles=%g is not between 0 and 1", q)
		}
	}
	for _, h := range hours {
		if !(h > 0) || math.IsInf(h, 1) {
			return fmt.Errorf("--hours=%g is not positive and finite", h)
		}
	}
	return nil
}

// readLives reads a CSV file of lives.
func readLives(path string) ([]lifedata.Life, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	lives, err := table.ParseLives(path, file)
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	return lives, nil
}

// bound fills in what is asked of the fit, with bounds. No method is the best one
// for the lives; and for a figure of which that has none, the likelihood ratio.
func (f *lifeFit) bound(method lifedata.Method, level float64, quantiles, hours []float64) {
	auto := method == ""
	if auto {
		method = f.Fit.BestMethod()
	}
	bounded := func(name string, value float64, bounds func(lifedata.Method) (lifedata.Bounds, error)) boundedFigure {
		b, err := bounds(method)
		if err != nil && auto {
			if other, fault := bounds(lifedata.LikelihoodRatio); fault == nil {
				b, err = other, nil
			}
		}
		if err != nil {
			b := lifedata.Bounds{Value: math.Min(value, math.MaxFloat64), Level: level}
			return boundedFigure{Name: name, Bounds: b, Reason: err.Error()}
		}
		return boundedFigure{Name: name, Bounds: b}
	}
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	for _, p := range f.Fit.Parameters {
		f.Parameters = append(f.Parameters, bounded(p.Name, p.Value, func(m lifedata.Method) (lifedata.Bounds, error) {
			return f.Fit.ParameterBounds(p.Name, level, m)
		}))
	}
	for _, q := range quantiles {
		f.Quantiles = append(f.Quantiles, bounded(number(q), f.Fit.Distribution.Quantile(q), func(m lifedata.Method) (lifedata.Bounds, error) {
			return f.Fit.QuantileBounds(q, level, m)
		}))
	}
	for _, h := range hours {
		f.Reliability = append(f.Reliability, bounded(number(h), f.Fit.Distribution.Survival(h), func(m lifedata.Method) (lifedata.Bounds, error) {
			return f.Fit.ReliabilityBounds(h, level, m)
		}))
	}
}

func (f *lifeFit) report(seed uint64) treeResult {
	r := treeResult{kind: "LifeFit", data: f, seed: seed}
	r.csv.columns = names("figure", "of", "value", "low", "high", "method", "reason")
	s := sheet{
		title:   fmt.Sprintf("%s, %d lives, %d failures", f.Fit.Family, f.Fit.Lives, f.Fit.Failures),
		columns: []column{{"figure", false}, {"value", true}, {"bounds", false}, {"method", false}},
	}
	add := func(kind, before, after string, all []boundedFigure) {
		for _, b := range all {
			r.csv.add(kind, b.Name, b.Value, b.Low, b.High, methodNames[b.Method], b.Reason)
			if b.Reason != "" {
				s.add(before+b.Name+after, figure(b.Value), b.Reason, "")
				continue
			}
			s.add(before+b.Name+after, figure(b.Value), span(b.Low, b.High), methodNames[b.Method])
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
		r.tables = append(r.tables, f.candidates())
	}
	return r
}

// candidates shows how the families compare.
func (f *lifeFit) candidates() sheet {
	s := sheet{title: f.Choice.Verdict, columns: []column{{"family", false}, {"aicc behind", true}, {"weight", true}}}
	for _, c := range f.Choice.Candidates {
		s.add(string(c.Fit.Family), figure(c.Behind), share(c.Weight))
	}
	for _, r := range f.Choice.Refused {
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
