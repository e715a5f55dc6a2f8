package dist

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestQuantileReference(t *testing.T) {
	const (
		gammaSeries = "power series DLMF 8.11.4, inverted by bisection in 70-digit decimal arithmetic"
		betaSeries  = "hypergeometric series DLMF 8.17.8, inverted by bisection in 70-digit decimal arithmetic"
	)
	tests := []struct {
		name   string
		source string
		dist   Distribution
		p      float64
		want   float64
		tol    float64 // relative
	}{
		{"exponential, tiny", "−ln(1−p)/rate", Gamma{1, 1e-6}, 1e-17, 1e-11, 1e-13},
		{"exponential, 1e-300", "−ln(1−p)/rate", Gamma{1, 1}, 1e-300, 1e-300, 1e-12},
		{"exponential, median", "ln 2", Gamma{1, 1}, 0.5, math.Ln2, 1e-14},
		{"exponential, upper", "−ln 2⁻⁵³", Gamma{1, 1}, nearlyOne, 53 * math.Ln2, 1e-14},
		{"half, tiny", gammaSeries, Gamma{0.5, 1}, 1e-17, 7.85398163397448280e-35, 1e-13},
		{"small shape", gammaSeries, Gamma{0.3, 1}, 0.05, 3.21103469972296247e-05, 1e-14},
		{"tiny", gammaSeries, Gamma{2.5, 1}, 1e-17, 2.56230317753127854e-07, 1e-13},
		{"median", gammaSeries, Gamma{3.7, 1}, 0.5, 3.37253801323641467, 1e-14},
		{"large shape, tiny", gammaSeries, Gamma{50, 1}, 1e-12, 15.0420837930809199, 1e-14},
		{"large shape", gammaSeries, Gamma{50, 1}, 0.3, 46.0644721694483508, 1e-14},
		{"larger shape", gammaSeries, Gamma{400, 1}, 0.05, 367.681174061748948, 1e-14},
		{"large shape, upper", gammaSeries, Gamma{50, 1}, 0.95, 62.1710567020020406, 1e-14},
		{"chi-square 10", "NIST e-Handbook table 1.3.6.7.4: 18.307", Gamma{5, 0.5}, 0.95, 18.307, 5e-5},

		{"arcsine, tiny", "sin²(πp/2)", Beta{0.5, 0.5}, 1e-17, math.Pi * math.Pi / 4 * 1e-34, 1e-13},
		{"arcsine, median", "symmetry", Beta{0.5, 0.5}, 0.5, 0.5, 1e-14},
		{"power", "p^(1/a)", Beta{1000, 1}, 1e-17, math.Exp(math.Log(1e-17) / 1000), 1e-14},
		{"first of many, tiny", "1 − (1−p)^(1/b)", Beta{1, 1e5}, 1e-17, 1e-22, 1e-9},
		{"first of many, upper", "1 − q^(1/b), q = 2⁻⁵³", Beta{1, 1e5}, nearlyOne, -math.Expm1(-53 * math.Ln2 / 1e5), 1e-9},
		{"3 of 3, low", betaSeries, Beta{3.5, 0.5}, 0.05, 0.555932890538981983, 1e-14},
		{"3 of 3, tiny", betaSeries, Beta{3.5, 0.5}, 1e-20, 2.74711235013511238e-06, 1e-13},
		{"58 of 60, low", betaSeries, Beta{58.5, 2.5}, 0.05, 0.910795439507498084, 1e-14},
		{"58 of 60, high", betaSeries, Beta{58.5, 2.5}, 0.95, 0.990379409816747880, 1e-14},
		{"2 of 60, tiny", betaSeries, Beta{2.5, 58.5}, 1e-12, 4.32486223978138018e-07, 1e-13},
		{"2 of 60, upper", betaSeries, Beta{2.5, 58.5}, 1 - 1e-9, 0.348189739095848938, 1e-8}, // 1 − 1e-9 has 8 digits of 1e-9
		{"0 of 100", betaSeries, Beta{0.5, 100.5}, 0.05, 1.96114174566097525e-05, 1e-13},

		{"lognormal, median", "e^μ", Lognormal{2, 3}, 0.5, math.Exp(2), 1e-15},
		{"lognormal, 97.5 %", "NIST e-Handbook table 1.3.6.7.1: z = 1.95996", Lognormal{0, 1}, 0.975, math.Exp(1.95996), 5e-6},
		{"point", "definition", Point{7}, 0.3, 7, 0},
		{"lower end", "package comment", Gamma{2, 1}, 0, 0, 0},
		{"NaN is the lower end", "package comment", Beta{2, 1}, math.NaN(), 0, 0},
		{"below 0", "package comment", Lognormal{0, 1}, -1, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.dist.Quantile(tt.p); relErr(got, tt.want) > tt.tol {
				t.Errorf("%+v.Quantile(%g) = %.17g, want %.17g within %g (source: %s)", tt.dist, tt.p, got, tt.want, tt.tol, tt.source)
			}
		})
	}
}

// Gamma with an integer shape is the waiting time for so many Poisson events, and
// beta with integer parameters an order statistic: both are sums of probabilities,
// which share no code with incomplete functions.
func TestQuantileAgainstCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 20).Draw(t, "k")
		n := rapid.IntRange(k, 40).Draw(t, "n")
		p := math.Exp(-rapid.Float64Range(0.01, 200).Draw(t, "minus ln p"))

		x := Gamma{float64(k), 1}.Quantile(p)
		if got := poissonAtLeast(k, x); relErr(got, p) > 1e-12*float64(k)+1e-13*math.Abs(math.Log(p)) {
			t.Fatalf("gamma: P(at least %d events in %g) = %g, want %g", k, x, got, p)
		}
		x = Beta{float64(k), float64(n - k + 1)}.Quantile(p)
		if got := binomialAtLeast(k, n, x); relErr(got, p) > 1e-12*float64(n)+1e-13*math.Abs(math.Log(p)) {
			t.Fatalf("beta: P(at least %d of %d at %g) = %g, want %g", k, n, x, got, p)
		}
	})
}

func poissonAtLeast(k int, mean float64) float64 {
	term := math.Exp(-mean)
	var sum float64
	for i := 1; i < 2000; i++ {
		if term *= mean / float64(i); i >= k {
			sum += term
		}
	}
	return sum
}

func binomialAtLeast(k, n int, p float64) float64 {
	var sum float64
	for i := k; i <= n; i++ {
		term := 1.0
		for j := range i {
			term *= p * float64(n-j) / float64(j+1)
		}
		sum += term * math.Pow(1-p, float64(n-i))
	}
	return sum
}

// Both tails of every distribution come back from the quantile.
func TestQuantileInvertsBothTails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parameter := rapid.Custom(func(t *rapid.T) float64 {
			return math.Exp(rapid.Float64Range(math.Log(0.05), math.Log(1e4)).Draw(t, "ln"))
		})
		a, b := parameter.Draw(t, "a"), parameter.Draw(t, "b")
		q := math.Exp(-rapid.Float64Range(math.Ln2, 30).Draw(t, "minus ln q"))
		for _, d := range []interface {
			Distribution
			CDF(x float64) float64
			Survival(x float64) float64
		}{Gamma{a, b}, Lognormal{math.Log(a), math.Min(b, 20)}, Beta{a, b}} {
			if x := d.Quantile(q); x > 1e-290 && x < 0.999 && relErr(d.CDF(x), q) > 1e-9 {
				t.Fatalf("%#v: CDF(%g) = %g, want %g", d, x, d.CDF(x), q)
			}
			upper := 1 - q
			if x := d.Quantile(upper); x > 1e-290 && x < 0.999 && relErr(d.Survival(x), 1-upper) > 1e-9 {
				t.Fatalf("%#v: Survival(%g) = %g, want %g", d, x, d.Survival(x), 1-upper)
			}
			if d.Quantile(q) > d.Quantile(upper) {
				t.Fatalf("%#v: quantiles fall", d)
			}
		}
	})
}

// These calls of gonum 0.17 are why its quantiles are not used. When one of them
// fails, gonum has been mended and the code here may shrink.
func TestGonumFaults(t *testing.T) {
	faults := []struct {
		name  string
		call  func() float64
		right float64 // by the closed forms of TestQuantileReference
	}{
		{"gamma, shape ½, p = 1e-8", func() float64 { return mathext.GammaIncRegInv(0.5, 1e-8) }, Gamma{0.5, 1}.Quantile(1e-8)},
		{"gamma, shape ½, p = 1e-12", func() float64 { return mathext.GammaIncRegInv(0.5, 1e-12) }, Gamma{0.5, 1}.Quantile(1e-12)},
		{"gamma, shape 1, p = 1e-17", func() float64 { return mathext.GammaIncRegInv(1, 1e-17) }, 1e-17},
		{"gamma, shape ½, p = 1e-300 panics", func() float64 { return mathext.GammaIncRegInv(0.5, 1e-300) }, 0},
		{"exponential", func() float64 { return distuv.Exponential{Rate: 1e-6}.Quantile(1e-17) }, 1e-11},
		{"Weibull", func() float64 { return distuv.Weibull{K: 1, Lambda: 1}.Quantile(1e-17) }, 1e-17},
		{"lognormal survival", func() float64 { return distuv.LogNormal{Mu: 0, Sigma: 1}.Survival(1e10) }, Lognormal{0, 1}.Survival(1e10)},
		{"beta (1000, 1), p = 1e-17", func() float64 { return mathext.InvRegIncBeta(1000, 1, 1e-17) }, math.Exp(math.Log(1e-17) / 1000)},
		{"beta (1, 1000), upper", func() float64 { return mathext.InvRegIncBeta(1, 1000, nearlyOne) }, -math.Expm1(-53 * math.Ln2 / 1000)},
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			got := math.NaN()
			func() {
				defer func() { _ = recover() }()
				got = f.call()
			}()
			if relErr(got, f.right) < 1e-6 {
				t.Errorf("gonum now gives %g, which is right", got)
			}
		})
	}
	if got, want := (Lognormal{0, 1}).Survival(1e10), math.Erfc(math.Log(1e10)/math.Sqrt2)/2; got != want || got == 0 {
		t.Errorf("Survival(1e10) = %g, want %g", got, want)
	}
}

func TestTails(t *testing.T) {
	tests := []struct {
		name, source string
		got, want    float64
	}{
		{"gamma CDF", "1 − e^−x", Gamma{1, 1}.CDF(1e-20), 1e-20},
		{"gamma survival", "e^−x", Gamma{1, 2}.Survival(350), math.Exp(-700)},
		{"gamma below", "support", Gamma{1, 2}.CDF(-1), 0},
		{"gamma beyond", "support", Gamma{1, 2}.CDF(math.Inf(1)), 1},
		{"beta CDF", "x^a", Beta{3, 1}.CDF(1e-50), 1e-150},
		{"beta survival", "1 − x^a", Beta{3, 1}.Survival(0.5), 0.875},
		{"beta above", "support", Beta{3, 1}.Survival(2), 0},
		{"lognormal CDF", "symmetry about e^μ", Lognormal{1, 2}.CDF(math.E), 0.5},
		{"lognormal tails", "symmetry about e^μ", Lognormal{0, 1}.Survival(1e5), Lognormal{0, 1}.CDF(1e-5)},
		{"lognormal below", "support", Lognormal{0, 1}.CDF(-3), 0},
	}
	for _, tt := range tests {
		if relErr(tt.got, tt.want) > 1e-13 {
			t.Errorf("%s = %g, want %g (source: %s)", tt.name, tt.got, tt.want, tt.source)
		}
	}
}

// relErr returns |got-want|/|want|.
func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func BenchmarkGammaQuantile(b *testing.B) {
	g := Gamma{Shape: 3.2, Rate: 1e4}
	for i := 0; b.Loop(); i++ {
		g.Quantile(float64(i%1000+1) / 1001)
	}
}
