package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ninefold/analysis/faulttree/study"
	"ninefold/analysis/faulttree/uncertainty"
)

// uncertaintyFlags are those of uncertainty alone.
type uncertaintyFlags struct {
	samples, sobolSamples, bins int
	seed                        uint64
	sampling                    string
	quantiles                   []string
	sensitivity                 []string
}

// newUncertainty says how uncertain the top events of a fault tree are.
func newUncertainty(g *global) *cobra.Command {
	var u uncertaintyFlags
	var format string
	cmd := &cobra.Command{
		Use:   "uncertainty FILE",
		Short: "How uncertain the top events of a fault tree are, and because of what",
		Long: `How uncertain the top events of a fault tree are, and because of what.

Every uncertain number of the file is drawn many times, once for all events that
use it. The same seed gives the same figures, on any machine. A block diagram is
taken as a fault tree. For a mesh, analyze gives intervals.`,
		Example: `  ninefold uncertainty model.xml --samples 100000
  ninefold uncertainty model.xml --sensitivity tornado,sobol -o csv > why.csv`,
		Args: exactlyOne("one file of fault trees or of a block diagram"),
	}
	cmd.Flags().IntVar(&u.samples, "samples", 10_000, "how often to draw")
	cmd.Flags().Uint64Var(&u.seed, "seed", 1, "the same seed gives the same figures")
	cmd.Flags().StringVar(&u.sampling, "sampling", "lhs", "lhs (Latin hypercube) or mc (Monte Carlo)")
	cmd.Flags().StringSliceVar(&u.quantiles, "quantiles", []string{"0.05", "0.5", "0.95"}, "which to give")
	cmd.Flags().IntVar(&u.bins, "bins", 20, "bins of the histogram")
	cmd.Flags().StringSliceVar(&u.sensitivity, "sensitivity", nil, "tornado (one input at a time), sobol (shares of the variance), or both")
	cmd.Flags().IntVar(&u.sobolSamples, "sobol-samples", 4096, "samples of each column of the design for sobol")
	formatFlag(cmd, &format, "table", "json", "yaml", "csv")
	trees := flagsOfTrees(g, cmd, treeReport{
		flags: func(*treeFlags, *pflag.FlagSet) {},
		run: func(cmd *cobra.Command, t *treeFile, _ *treeFlags, opt study.Options) (treeResult, error) {
			ask, err := u.options()
			if err != nil {
				return treeResult{}, usage(cmd, err)
			}
			all, err := study.Uncertainty(cmd.Context(), t.model, ask, opt)
			r := treeResult{kind: "Uncertainty", data: all, seed: u.seed, partial: all.Partial, csv: uncertaintyCSV(all)}
			for _, top := range all.TopEvents {
				r.tables = append(r.tables, uncertaintySheets(top)...)
			}
			r.tables = append(r.tables, uncertainSequences(all.Sequences))
			return r, err
		},
	})
	flags := append([]string{"samples", "seed", "sampling", "quantiles", "bins", "sensitivity", "sobol-samples"}, staticTree...)
	return takes(g, cmd, taker{staticKind, flags, trees}, taker{diagramKind, flags, trees})
}

// options returns what the flags ask for, or all that is wrong with them.
func (u uncertaintyFlags) options() (study.UncertaintyOptions, error) {
	var faults []error
	failf := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	sampling := map[string]uncertainty.Method{"lhs": uncertainty.LatinHypercube, "mc": uncertainty.MonteCarlo}
	out := study.UncertaintyOptions{Propagate: uncertainty.Options{Samples: u.samples, Seed: u.seed, Method: sampling[u.sampling], Bins: u.bins}}
	if out.Propagate.Method == "" {
		failf("unknown --sampling=%s, want lhs or mc", u.sampling)
	}
	if u.samples < 2 || u.samples > 10_000_000 || u.sobolSamples < 2 || u.sobolSamples > 1_000_000 {
		failf("--samples %d is not between 2 and 10,000,000, or --sobol-samples %d not between 2 and 1,000,000", u.samples, u.sobolSamples)
	}
	if u.bins < 1 || u.bins > 1000 {
		failf("--bins %d is not between 1 and 1000", u.bins)
	}
	for _, q := range u.quantiles {
		p, err := strconv.ParseFloat(q, 64)
		if err != nil || !(p > 0 && p < 1) {
			failf("--quantiles %q is not between 0 and 1", q)
		}
		out.Propagate.Quantiles = append(out.Propagate.Quantiles, p)
	}
	slices.Sort(out.Propagate.Quantiles)
	for _, s := range u.sensitivity {
		switch s {
		case "tornado":
			out.Tornado = &uncertainty.TornadoOptions{}
		case "sobol":
			out.Sobol = &uncertainty.SobolOptions{Samples: u.sobolSamples, Seed: u.seed, Method: out.Propagate.Method}
		default:
			failf("unknown --sensitivity=%s, want tornado, sobol or both", s)
		}
	}
	return out, errors.Join(faults...)
}

// uncertaintySheets show one top event to people.
func uncertaintySheets(top study.TopUncertainty) []sheet {
	s := sheet{title: top.Name, columns: []column{{"figure", false}, {"value", true}, {"bounds", false}}}
	if top.Partial {
		s.add("partial", strconv.Itoa(top.Samples)+" samples", top.Reason)
	}
	d := top.Distribution
	if d == nil {
		return []sheet{s}
	}
	s.add("point estimate", figure(d.PointEstimate), "with every number at its mean")
	s.add("mean", figure(d.Mean), "± "+figure(d.StandardError)+" standard error")
	s.add("standard deviation", figure(d.StandardDeviation), "")
	for _, q := range d.Quantiles {
		bounds := ""
		if q.Low != nil && q.High != nil {
			bounds = figure(*q.Low) + " … " + figure(*q.High)
		}
		s.add(strconv.FormatFloat(100*q.P, 'g', -1, 64)+" % quantile", figure(q.Value), bounds)
	}
	s.add("error factor", plain(d.ErrorFactor), "√(95 % quantile / 5 % quantile)")
	s.add("samples", top.Samples, "")
	s.add("uncertain numbers", top.Inputs, "")
	for _, c := range top.Clipped {
		s.add("not a probability", c.Below+c.Above, "draws of "+c.Event+", counted as 0 or 1")
	}
	if !d.Uncertain {
		return []sheet{s}
	}
	return append([]sheet{s, histogramSheet(d.Histogram)}, sensitivitySheets(top)...)
}

// uncertainSequences shows the frequencies of sequences, a line each.
func uncertainSequences(all []study.TopUncertainty) sheet {
	s := sheet{title: "Frequencies of sequences", columns: []column{{"initiating event", false}, {"sequence", false}, {"mean", true}, {"deviation", true}, {"interval", false}, {"error factor", true}}}
	for _, q := range all {
		d := q.Distribution
		s.add(q.After, q.Name, figure(d.Mean), figure(d.StandardDeviation), figure(d.Interval.Low)+" … "+figure(d.Interval.High), plain(d.ErrorFactor))
	}
	return s
}

func histogramSheet(h uncertainty.Histogram) sheet {
	s := sheet{columns: []column{{"from", true}, {"to", true}, {"samples", true}, {"", false}}}
	most := 1
	for _, b := range h.Bins {
		most = max(most, b.Count)
	}
	for _, b := range h.Bins {
		s.add(b.From, b.To, b.Count, strings.Repeat("█", (40*b.Count+most-1)/most))
	}
	return s
}

func sensitivitySheets(top study.TopUncertainty) []sheet {
	var sheets []sheet
	if top.Tornado != nil {
		s := sheet{title: top.Name + ": one input at a time, from its 5 % to its 95 % quantile",
			columns: []column{{"input", false}, {"low", true}, {"high", true}, {"width", true}, {"elasticity", true}}}
		for _, w := range top.Tornado.Swings {
			s.add(w.Input, figure(w.Low), figure(w.High), figure(w.Width), plain(w.Elasticity))
		}
		sheets = append(sheets, s)
	}
	if top.Sobol != nil {
		s := sheet{title: top.Name + ": shares of the variance (Sobol’ indices)",
			columns: []column{{"input", false}, {"first", true}, {"bounds", false}, {"total", true}, {"bounds", false}}}
		if top.SobolLeftOut > 0 {
			s.title += fmt.Sprintf(", %d inputs that matter less left out", top.SobolLeftOut)
		}
		for _, i := range top.Sobol.Inputs {
			s.add(i.Input, share(i.First.Value), boundsText(i.First), share(i.Total.Value), boundsText(i.Total))
		}
		sheets = append(sheets, s)
	}
	return sheets
}

// plain shows a ratio, which is no probability.
func plain(x *float64) any {
	if x == nil {
		return nil
	}
	return strconv.FormatFloat(*x, 'g', 3, 64)
}

// figure shows a number with more digits than its meaning has, for comparing.
func figure(x float64) string {
	if a := math.Abs(x); a >= 1000 && a < 1e15 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 4, 64)
}

func share(x float64) string {
	text := strconv.FormatFloat(x, 'f', 3, 64)
	if text == "-0.000" { // noise around 0
		return text[1:]
	}
	return text
}

func boundsText(b uncertainty.Bounded) string {
	if b.Low == nil || b.High == nil {
		return ""
	}
	return share(*b.Low) + " … " + share(*b.High)
}

// uncertaintyCSV has a row for every figure.
func uncertaintyCSV(all study.Uncertainties) sheet {
	s := sheet{columns: names("name", "after", "figure", "of", "value", "low", "high")}
	for _, top := range slices.Concat(all.TopEvents, all.Sequences) {
		d := top.Distribution
		if d == nil {
			continue
		}
		add := func(figure string, of any, value any, low, high *float64) {
			s.add(top.Name, top.After, figure, of, value, low, high)
		}
		add("point estimate", nil, d.PointEstimate, nil, nil)
		add("mean", nil, d.Mean, nil, nil)
		add("standard error of the mean", nil, d.StandardError, nil, nil)
		add("standard deviation", nil, d.StandardDeviation, nil, nil)
		add("error factor", nil, d.ErrorFactor, nil, nil)
		add("samples", nil, top.Samples, nil, nil)
		for _, q := range d.Quantiles {
			add("quantile", q.P, q.Value, q.Low, q.High)
		}
		for _, b := range d.Histogram.Bins {
			add("histogram", nil, b.Count, &b.From, &b.To)
		}
		if top.Tornado != nil {
			for _, w := range top.Tornado.Swings {
				add("one at a time", w.Input, w.Width, &w.Low, &w.High)
			}
		}
		if top.Sobol != nil {
			for _, i := range top.Sobol.Inputs {
				add("first-order index", i.Input, i.First.Value, i.First.Low, i.First.High)
				add("total index", i.Input, i.Total.Value, i.Total.Low, i.Total.High)
			}
		}
	}
	return s
}
