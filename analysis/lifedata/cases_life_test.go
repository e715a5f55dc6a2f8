package lifedata

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ninefold/analysis/dist"
)

var _ = register(map[string]answer{
	"life":                  answerLife,
	"life/weibayes":         answerWeibayes,
	"life/robustness":       answerScales,
	"gof":                   answerLife,
	"life/bathtub":          answerBathtub,
	"life/exponential":      func(t *testing.T, c refCase) map[string]any { return answerWith(t, c, Conditional) },
	"life/likelihood-ratio": func(t *testing.T, c refCase) map[string]any { return answerWith(t, c, LikelihoodRatio) },
	"life/weibull/likelihood-ratio": func(t *testing.T, c refCase) map[string]any {
		return answerWith(t, c, LikelihoodRatio)
	},
})

// lifeInputs holds every way in which a case lists lives.
type lifeInputs struct {
	Failures        []float64   `json:"failures"`
	FailuresGrouped [][]float64 `json:"failures_grouped"`
	Right           []float64   `json:"right_censored"`
	RightGrouped    [][]float64 `json:"right_censored_grouped"`
	Left            []float64   `json:"left_censored"`
	LeftGrouped     [][]float64 `json:"left_censored_grouped"`
	Inside          [][]float64 `json:"interval_censored"`
	InsideGrouped   [][]float64 `json:"interval_censored_grouped"`
	RunTimes        []float64   `json:"run_times"`
	Rows            []struct {
		Kind   string
		T      float64
		Lo, Hi float64
		TL, TR float64
		N      int
	} `json:"rows"`
	Confidence float64   `json:"confidence"`
	Beta       float64   `json:"beta"`
	Mission    float64   `json:"mission"`
	Scales     []float64 `json:"scales"`
	Components []struct{ Beta, Eta float64 }
}

func (in lifeInputs) lives() []Life {
	lives := failed(in.Failures...)
	for _, g := range in.FailuresGrouped {
		lives = append(lives, Life{Hours: g[0], Failed: true, Count: int(g[1])})
	}
	for _, x := range append(in.Right, in.RunTimes...) {
		lives = append(lives, Life{Hours: x})
	}
	for _, g := range in.RightGrouped {
		lives = append(lives, Life{Hours: g[0], Count: int(g[1])})
	}
	for _, x := range in.Left {
		lives = append(lives, Life{Hours: x, Interval: true})
	}
	for _, g := range in.LeftGrouped {
		lives = append(lives, Life{Hours: g[0], Interval: true, Count: int(g[1])})
	}
	for _, g := range append(in.Inside, in.InsideGrouped...) {
		l := Life{Since: g[0], Hours: g[1], Interval: true}
		if len(g) > 2 {
			l.Count = int(g[2])
		}
		lives = append(lives, l)
	}
	for _, r := range in.Rows {
		l := Life{Hours: r.T, Entry: r.TL, Until: r.TR, Count: r.N}
		switch r.Kind {
		case "exact":
			l.Failed = true
		case "left":
			l.Interval = true
		case "interval":
			l.Interval, l.Since, l.Hours = true, r.Lo, r.Hi
		}
		lives = append(lives, l)
	}
	return lives
}

func lifeOf(t *testing.T, c refCase) (lifeInputs, []Life) {
	var in lifeInputs
	c.Decode(t, &in)
	return in, in.lives()
}

// names of families in keys.
var familyNames = map[string]Family{
	"exp": Exponential, "exponential": Exponential, "wb": Weibull, "weibull": Weibull, "ln": Lognormal, "lognormal": Lognormal, "ga": Gamma, "gamma": Gamma,
	"normal": Normal, "ll": Loglogistic, "loglogistic": Loglogistic, "mw": ModifiedWeibull, "sev": GumbelMin, "lev": GumbelMax,
}

// names of parameters in keys.
var parameterNames = map[string]string{"beta": "shape", "eta": "scale", "theta": "mttf", "a": "rate", "b": "shape", "lambda": "wear"}

func answerLife(t *testing.T, c refCase) map[string]any { return answerWith(t, c, Fisher) }

// answerWith answers every key it can read, with bounds of this method unless the
// key names another.
func answerWith(t *testing.T, c refCase, method Method) map[string]any {
	in, lives := lifeOf(t, c)
	r := reader{t: t, c: c, lives: lives, method: method, level: in.Confidence, ranks: RankOptions{}, fits: map[Family]*Fitted{}}
	// Johnson's ranks are usually asked for with Benard's approximation.
	r.ranks.Benard = c.Topic == "life/rank-regression/censored"
	r.family = Weibull
	if _, ok := c.Expected["theta"]; ok && c.Expected["beta"] == nil {
		r.family = Exponential
	}
	got := map[string]any{}
	for key := range c.Expected {
		if v, ok := r.read(key); ok {
			got[key] = v
		}
	}
	return got
}

// A reader computes what keys ask for.
type reader struct {
	t      *testing.T
	c      refCase
	lives  []Life
	family Family
	method Method
	level  float64
	ranks  RankOptions
	fits   map[Family]*Fitted
}

func (r reader) fit(family Family) *Fitted {
	if r.fits[family] == nil {
		r.fits[family] = mustFit(r.t, r.lives, family)
	}
	return r.fits[family]
}

var bound = regexp.MustCompile(`^(.*)_(lower|upper)(\d*)$`)

func (r reader) read(key string) (any, bool) {
	if strings.HasPrefix(key, "theta") {
		r.family = Exponential
	}
	if m := bound.FindStringSubmatch(key); m != nil {
		if m[3] != "" {
			percent, _ := strconv.ParseFloat(m[3], 64)
			r.level = percent / 100
		}
		return r.bound(m[1], m[2] == "lower")
	}
	if v, ok := r.whole(key); ok {
		return v, true
	}
	words := strings.Split(key, "_")
	switch {
	case words[0] == "mle" && len(words) > 1:
		return r.read(strings.Join(words[1:], "_"))
	case words[0] == "naive" && len(words) > 1:
		r.lives = append([]Life(nil), r.lives...)
		for i := range r.lives {
			r.lives[i].Entry, r.lives[i].Until = 0, 0
		}
		r.fits = map[Family]*Fitted{}
		if words[1] == "mean" {
			return r.fit(Exponential).Parameters[0].Value, true
		}
		return r.read(strings.Join(words[1:], "_"))
	case words[0] == "rrx" || words[0] == "rry":
		r.ranks.OnY = words[0] == "rry"
		if len(words) == 3 {
			r.ranks.Benard = words[1] == "benard"
		}
		return r.regression(words[len(words)-1]), true
	case words[0] == "rho":
		if len(words) == 2 {
			r.ranks.Benard = words[1] == "benard"
		}
		return r.regression("rho"), true
	}
	if f, ok := familyNames[words[0]]; ok && len(words) > 1 {
		r.family = f
		return r.read(strings.Join(words[1:], "_"))
	}
	if f, ok := familyNames[words[len(words)-1]]; ok && len(words) > 1 {
		r.family = f
		return r.read(strings.Join(words[:len(words)-1], "_"))
	}
	return r.figure(key)
}

// whole reads keys that are of all lives, or of two families.
func (r reader) whole(key string) (any, bool) {
	switch key {
	case "n", "r", "total_time":
		var count, failures int
		var hours float64
		for _, l := range r.lives {
			count += l.Number()
			hours += float64(l.Number()) * l.Hours
			if !l.Censored() {
				failures += l.Number()
			}
		}
		return map[string]any{"n": count, "r": failures, "total_time": hours}[key], true
	case "lrt", "lrt_p":
		simple, general := Exponential, Weibull
		if r.c.Expected["mw_loglik"] != nil {
			simple, general = Weibull, ModifiedWeibull
		} else if r.c.Expected["loglik_gamma"] != nil {
			general = Gamma
		}
		test, err := CompareNested(r.fit(simple), r.fit(general))
		if err != nil {
			r.t.Fatal(err)
		}
		if key == "lrt" {
			return test.Statistic, true
		}
		return test.P, true
	case "D", "W2", "A2", "A2_mod":
		f := r.fit(r.family)
		g, err := f.Goodness(context.Background(), r.lives, GoodnessOptions{Samples: 19})
		if err != nil {
			r.t.Fatal(err)
		}
		n := float64(f.Lives)
		return map[string]any{"D": g.KolmogorovSmirnov.Statistic, "W2": g.CramerVonMises.Statistic, "A2": g.AndersonDarling.Statistic,
			"A2_mod": g.AndersonDarling.Statistic * (1 + 0.2/math.Sqrt(n))}[key], true
	}
	for i, prefix := range []string{"mon", "mr"} {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			k, err := strconv.Atoi(rest)
			points, err2 := PlottingPoints(r.lives, r.ranks.Benard)
			if err != nil || err2 != nil || k < 1 || k > len(points) {
				return nil, false
			}
			return []float64{points[k-1].Order, points[k-1].Rank}[i], true
		}
	}
	return nil, false
}

// figure reads keys of one fit.
func (r reader) figure(key string) (any, bool) {
	f := r.fit(r.family)
	switch key {
	case "loglik":
		return f.LogLikelihood, true
	case "aic":
		return f.AIC, true
	case "aicc":
		return f.AICc, true
	case "bic":
		return f.BIC, true
	case "se":
		return f.Parameters[0].StdErr, true
	case "cov", "cov_beta_eta":
		return f.Covariance[0][1], true
	}
	if rest, ok := strings.CutPrefix(key, "se_"); ok {
		if p, ok := r.parameter(rest); ok {
			return p.StdErr, true
		}
	}
	if rest, ok := strings.CutPrefix(key, "var_"); ok {
		if p, ok := r.parameter(rest); ok {
			return *p.StdErr * *p.StdErr, true
		}
	}
	if p, ok := r.parameter(key); ok {
		return p.Value, true
	}
	if life, ok := strings.CutSuffix(key, "_se"); ok {
		if b, ok := r.bounds(life, 0.9, Fisher); ok { // symmetrical in the logarithm
			return b.Value * math.Log(*b.High / *b.Low) / (2 * normalQuantile(0.9)), true
		}
	}
	if b, ok := r.bounds(key, 0.9, Fisher); ok {
		return b.Value, true
	}
	return nil, false
}

func (r reader) parameter(key string) (Parameter, bool) {
	if name, ok := parameterNames[key]; ok {
		key = name
	}
	p, err := r.fit(r.family).Parameter(key)
	return p, err == nil
}

// bound reads one side of bounds.
func (r reader) bound(key string, lower bool) (any, bool) {
	for prefix, m := range map[string]Method{"lr": LikelihoodRatio, "log": Fisher, "fisher": Fisher, "exact": Conditional} {
		if rest, ok := strings.CutPrefix(key, prefix); ok && (rest == "" || rest[0] == '_') {
			r.method, key = m, strings.TrimPrefix(rest, "_")
		}
	}
	if first, rest, ok := strings.Cut(key, "_"); ok && familyNames[first] != "" {
		r.family, key = familyNames[first], rest
	}
	if key == "" {
		key = r.fit(r.family).Parameters[0].Name
	}
	b, ok := r.bounds(key, r.level, r.method)
	if !ok {
		return nil, false
	}
	if lower {
		return b.Low, true
	}
	return b.High, true
}

// bounds reads a parameter, a quantile such as b10 or a reliability such as R200.
func (r reader) bounds(key string, level float64, method Method) (Bounds, bool) {
	f := r.fit(r.family)
	var b Bounds
	var err error
	if name, ok := parameterNames[key]; ok {
		key = name
	}
	if _, none := f.Parameter(key); none == nil {
		b, err = f.ParameterBounds(key, level, method)
	} else if x, bad := strconv.ParseFloat(strings.TrimLeft(key, "bBRr"), 64); bad != nil || len(key) < 2 {
		return b, false
	} else if key[0] == 'b' || key[0] == 'B' {
		b, err = f.QuantileBounds(x/100, level, method)
	} else {
		b, err = f.ReliabilityBounds(x, level, method)
	}
	if err != nil {
		r.t.Error(err)
		return b, false
	}
	return b, true
}

func (r reader) regression(what string) any {
	f, err := RankRegression(r.lives, r.family, r.ranks)
	if err != nil {
		r.t.Fatal(err)
	}
	if what == "rho" {
		return f.Correlation
	}
	for _, p := range f.Parameters {
		if p.Name == parameterNames[what] {
			return p.Value
		}
	}
	return nil
}

func answerWeibayes(t *testing.T, c refCase) map[string]any {
	in, lives := lifeOf(t, c)
	w, err := Weibayes(lives, in.Beta, in.Confidence)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"eta": w.Scale, "eta_lower": w.ScaleLow, "R_lower": w.ReliabilityLow(in.Mission)}
}

// answerScales fits the same lives in other units.
func answerScales(t *testing.T, c refCase) map[string]any {
	in, _ := lifeOf(t, c)
	if len(in.Scales) == 0 {
		return answerLife(t, c)
	}
	got := answerLife(t, refCase{Inputs: c.Inputs, Expected: map[string]json.RawMessage{"beta": nil, "eta": nil, "loglik": nil, "se_beta": nil, "se_eta": nil}})
	for i, scale := range in.Scales {
		scaled := make([]float64, len(in.Failures))
		for j, x := range in.Failures {
			scaled[j] = x * scale
		}
		f := mustFit(t, failed(scaled...), Weibull)
		where := "_up"
		if scale < 1 {
			where = "_down"
		}
		got["eta"+where], got["loglik"+where] = f.Parameters[1].Value, f.LogLikelihood
		got[fmt.Sprint("eta", i)], got[fmt.Sprint("loglik", i)] = f.Parameters[1].Value, f.LogLikelihood
		for j, p := range []string{"beta", "se_beta"} {
			if want := []float64{f.Parameters[0].Value, *f.Parameters[0].StdErr}[j]; relErr(numberOf(got[p]), want) > 1e-9 {
				t.Errorf("times %g, %s is %g, not %g", scale, p, want, numberOf(got[p]))
			}
		}
	}
	return got
}

// numberOf reads a number or a pointer to one.
func numberOf(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case *float64:
		return *v
	}
	return math.NaN()
}

// answerBathtub looks at competing Weibull causes where there are some.
func answerBathtub(t *testing.T, c refCase) map[string]any {
	in, _ := lifeOf(t, c)
	if len(in.Components) == 0 {
		return answerLife(t, c)
	}
	var d dist.CompetingRisks
	longest := 0.0
	for _, w := range in.Components {
		d.Causes = append(d.Causes, dist.Weibull{Shape: w.Beta, Scale: w.Eta})
		longest = math.Max(longest, w.Eta)
	}
	// The hazard falls and then rises.
	least := math.Exp(golden(math.Log(longest)-20, math.Log(longest)+3, func(u float64) float64 { return -d.Hazard(math.Exp(u)) }))
	got := map[string]any{"t_min": least, "h_min": d.Hazard(least), "mean": d.Mean()}
	for key := range c.Expected {
		if x, err := strconv.ParseFloat(key[1:], 64); err == nil && key[0] == 'h' {
			got[key] = d.Hazard(x)
		} else if err == nil && key[0] == 'R' {
			got[key] = d.Survival(x)
		}
	}
	return got
}
