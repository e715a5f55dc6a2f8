package lifedata

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func turnbull(t interface{ Fatal(args ...any) }, lives []Life) MassCurve {
	c, err := Turnbull(context.Background(), lives)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// between makes lives that failed in (lo, hi] of pairs; hi 0 stands for never.
func failedBetween(pairs ...float64) []Life {
	var lives []Life
	for i := 0; i < len(pairs); i += 2 {
		l := Life{Since: pairs[i], Hours: pairs[i+1], Interval: true}
		if l.Hours == 0 {
			l = Life{Hours: l.Since}
		}
		lives = append(lives, l)
	}
	return lives
}

// Months to cosmetic deterioration of 46 patients with radiotherapy alone; the
// masses as printed, to four digits, in R. Gentleman, C. J. Geyer, Biometrika 81
// (1994), 618-623, of the data of D. M. Finkelstein, R. A. Wolfe, Biometrics 41
// (1985), 933-945.
func TestTurnbullCosmesis(t *testing.T) {
	lives := failedBetween(
		45, 0, 25, 37, 37, 0, 6, 10, 46, 0, 0, 5, 0, 7, 26, 40, 18, 0, 46, 0, 46, 0, 24, 0,
		46, 0, 27, 34, 36, 0, 7, 16, 36, 44, 5, 11, 17, 0, 46, 0, 19, 35, 7, 14, 36, 48, 17, 25,
		37, 44, 37, 0, 24, 0, 0, 8, 40, 0, 32, 0, 4, 11, 17, 25, 33, 0, 15, 0, 46, 0, 19, 26,
		11, 15, 11, 18, 37, 0, 22, 0, 38, 0, 34, 0, 46, 0, 5, 12, 36, 0, 46, 0)
	want := []struct{ since, hours, share float64 }{
		{4, 5, 0.0463}, {6, 7, 0.0334}, {7, 8, 0.0887}, {11, 12, 0.0708},
		{24, 25, 0.0926}, {33, 34, 0.0818}, {38, 40, 0.1209}, {46, 48, 0.4656},
	}
	got := turnbull(t, lives)
	if len(got.Masses) != len(want) {
		t.Fatalf("%d masses, want %d: %+v", len(got.Masses), len(want), got.Masses)
	}
	for i, w := range want {
		m := got.Masses[i]
		if m.Since != w.since || m.Hours == nil || *m.Hours != w.hours || math.Abs(m.Share-w.share) > 6e-5 {
			t.Errorf("mass %d = %+v, want %+v", i, m, w)
		}
	}
	if low, high := got.Survival(39); math.Abs(low-0.4656) > 1e-4 || math.Abs(high-0.4656-0.1209) > 1e-4 {
		t.Errorf("survival at 39 between %g and %g, want 0.4656 and 0.5865", low, high)
	}
}

// wholeLives draws up to n lives at times from 1 to 9, so that many are equal.
func wholeLives(t *rapid.T, n int, kinds, truncation bool) []Life {
	lives := make([]Life, rapid.IntRange(1, n).Draw(t, "lives"))
	kind := rapid.SampledFrom([]string{"exact", "right", "interval"})
	if !kinds {
		kind = rapid.SampledFrom([]string{"exact", "right"})
	}
	for i := range lives {
		l := Life{Hours: float64(rapid.IntRange(1, 9).Draw(t, "hours")), Count: rapid.IntRange(0, 3).Draw(t, "count")}
		if truncation {
			l.Entry = float64(rapid.IntRange(0, int(l.Hours)-1).Draw(t, "entry"))
		}
		switch kind.Draw(t, "kind") {
		case "exact":
			l.Failed = true
		case "interval":
			l.Interval = true
			l.Since = float64(rapid.IntRange(int(l.Entry), int(l.Hours)-1).Draw(t, "since"))
		}
		if truncation && kinds && rapid.IntRange(0, 3).Draw(t, "until") == 0 {
			l.Until = l.Hours + float64(rapid.IntRange(1, 4).Draw(t, "later"))
		}
		lives[i] = l
	}
	return lives
}

// Of exact and right-censored lives the estimate is the product limit, which is a
// formula and no iteration.
func TestTurnbullIsProductLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lives := wholeLives(t, 12, false, false)
		curve, err := KaplanMeier(lives)
		if errors.Is(err, ErrNoFailures) {
			return
		}
		got := turnbull(t, lives)
		for _, s := range curve {
			low, high := got.Survival(s.Hours)
			if math.Abs(low-s.Survival) > 1e-7 || math.Abs(high-s.Survival) > 1e-7 {
				t.Fatalf("survival at %g between %g and %g, product limit %g", s.Hours, low, high, s.Survival)
			}
		}
	})
}

// cells are the places between which lives on whole hours up to 13 can tell:
// exactly at an hour, between two, and for ever after.
const cells = 2*13 + 1

// chance returns the probability of the cells c for which inside is true of a
// failure there, given at twice its time.
func chance(share []float64, inside func(twice float64) bool) float64 {
	sum := 0.0
	for c, s := range share {
		if inside(float64(c + 1)) {
			sum += s
		}
	}
	return sum
}

// naiveLogLikelihood is the log-likelihood of shares of all cells by definition.
func naiveLogLikelihood(lives []Life, share []float64) float64 {
	sum := 0.0
	for _, l := range lives {
		until := math.Inf(1)
		if l.Until != 0 {
			until = 2 * l.Until
		}
		known := chance(share, func(x float64) bool { return x > 2*l.Entry && x <= until })
		failed := chance(share, func(x float64) bool {
			switch {
			case l.Interval:
				return x > 2*l.Since && x <= 2*l.Hours
			case l.Failed:
				return x == 2*l.Hours
			}
			return x > 2*l.Hours && x <= until
		})
		sum += float64(l.Number()) * math.Log(failed/known)
	}
	return sum
}

// climbSimplex looks for the largest likelihood by trying to move ever smaller
// amounts between any two of all cells: no gradient, no expectation, no support.
func climbSimplex(lives []Life, r *rand.Rand) float64 {
	share := make([]float64, cells)
	total := 0.0
	for i := range share {
		share[i] = r.ExpFloat64()
		total += share[i]
	}
	for i := range share {
		share[i] /= total
	}
	best := naiveLogLikelihood(lives, share)
	for amount := 0.25; amount > 1e-6; {
		better := false
		for from := range share {
			for to := range share {
				move := min(amount, share[from])
				if from == to || move == 0 {
					continue
				}
				share[from] -= move
				share[to] += move
				if l := naiveLogLikelihood(lives, share); l > best {
					best, better = l, true
				} else {
					share[from] += move
					share[to] -= move
				}
			}
		}
		if !better {
			amount /= 2
		}
	}
	return best
}

// No shares of all places on the axis are likelier than the estimate, which
// reaches those found by blind search. With truncation there can be more than one
// maximum: the search, which is also local, then only must not find one nearby.
func TestTurnbullIsMaximum(t *testing.T) {
	r := rand.New(rand.NewPCG(76, 290))
	rapid.Check(t, func(t *rapid.T) {
		lives := wholeLives(t, 6, true, false)
		got, err := Turnbull(context.Background(), lives)
		if errors.Is(err, ErrNoFailures) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		if best := climbSimplex(lives, r); math.Abs(got.LogLikelihood-best) > 1e-4 {
			t.Fatalf("log-likelihood %.9g, search finds %.9g", got.LogLikelihood, best)
		}
		checkMasses(t, lives, got)
	})
}

// checkMasses checks that the masses are shares, in order, and that they have the
// likelihood that is claimed.
func checkMasses(t *rapid.T, lives []Life, c MassCurve) {
	share, sum, last := make([]float64, cells), 0.0, 0.0
	for _, m := range c.Masses {
		if !(m.Share > 0) || m.Since < last {
			t.Fatalf("masses %+v", c.Masses)
		}
		sum += m.Share
		last = m.Since
		at := int(2 * m.Since) // the first cell after Since
		if m.Hours != nil && *m.Hours == m.Since {
			at--
		}
		share[at] += m.Share
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Fatalf("shares sum to %g", sum)
	}
	if l := naiveLogLikelihood(lives, share); math.Abs(l-c.LogLikelihood) > 1e-8*(1+math.Abs(l)) {
		t.Fatalf("log-likelihood %g, by definition %g", c.LogLikelihood, l)
	}
}

// With truncation no small move from the estimate makes it likelier.
func TestTurnbullTruncated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lives := wholeLives(t, 8, true, true)
		got, err := Turnbull(context.Background(), lives)
		if errors.Is(err, ErrNoFailures) || errors.Is(err, ErrNotConverged) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		checkMasses(t, lives, got)
		share := make([]float64, cells)
		for _, m := range got.Masses {
			at := int(2 * m.Since)
			if m.Hours != nil && *m.Hours == m.Since {
				at--
			}
			share[at] += m.Share
		}
		for from := range share {
			for to := range share {
				if from == to {
					continue
				}
				moved := append([]float64(nil), share...)
				moved[from], moved[to] = moved[from]*(1-1e-3), moved[to]+moved[from]*1e-3
				if l := naiveLogLikelihood(lives, moved); l > got.LogLikelihood+1e-6 {
					t.Fatalf("moving from cell %d to %d gains %g", from, to, l-got.LogLikelihood)
				}
			}
		}
	})
}

func TestTurnbullLarge(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 6))
	lives := make([]Life, simulations(20_000))
	for i := range lives {
		since := math.Floor(r.ExpFloat64() * 500)
		lives[i] = Life{Since: since, Hours: since + 1 + math.Floor(200*r.Float64()), Interval: true}
		if r.IntN(3) == 0 {
			lives[i] = Life{Hours: since + 1}
		}
	}
	c := turnbull(t, lives)
	if c.Gap > largestGap {
		t.Errorf("gap %g", c.Gap)
	}
	t.Logf("%d masses, %d iterations, gap %g", len(c.Masses), c.Iterations, c.Gap)
}

func TestTurnbullRefuses(t *testing.T) {
	if _, err := Turnbull(context.Background(), []Life{{Hours: 1}}); !errors.Is(err, ErrNoFailures) {
		t.Error(err)
	}
	if _, err := Turnbull(context.Background(), nil); !errors.Is(err, ErrNoLives) {
		t.Error(err)
	}
	if _, err := Turnbull(context.Background(), []Life{{Hours: math.NaN(), Failed: true}}); !errors.Is(err, ErrDuration) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Turnbull(ctx, []Life{{Hours: 1, Failed: true}}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Where truncation parts an interval, its mass is where the other lives would not
// have been known: by hand, of one that failed in (0, 10], and two at 12, of which
// one was watched from 5 only, half in (0, 5] and half at 12. Likewise with one
// that failed in (4, 10] and two at 3, of which one would be unknown after 6.
func TestTurnbullTruncationParts(t *testing.T) {
	for _, tt := range []struct {
		lives        []Life
		since, hours float64
	}{
		{[]Life{{Hours: 10, Interval: true}, {Hours: 12, Failed: true}, {Hours: 12, Failed: true, Entry: 5}}, 0, 5},
		{[]Life{{Since: 4, Hours: 10, Interval: true}, {Hours: 3, Failed: true}, {Hours: 3, Failed: true, Until: 6}}, 6, 10},
	} {
		found := false
		for _, m := range turnbull(t, tt.lives).Masses {
			found = found || m.Since == tt.since && *m.Hours == tt.hours && math.Abs(m.Share-0.5) < 1e-6
		}
		if !found {
			t.Errorf("no half in (%g, %g]: %+v", tt.since, tt.hours, turnbull(t, tt.lives).Masses)
		}
	}
}
