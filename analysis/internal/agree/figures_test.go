package agree

import (
	"context"
	"math"
	"strings"
)

// A figure is what engines are asked for. Reliability and the mean time to failure are
// those of what nobody repairs; the last two of what is repaired as long as the system
// works.
type figure string

const (
	reliability    figure = "reliability at t"
	unreliability  figure = "unreliability at t"
	mttf           figure = "MTTF, hours"
	unavailability figure = "unavailability at t"
	intensity      figure = "failures per hour at t"
	longRun        figure = "unavailability, long run"
	frequency      figure = "failures per hour, long run"
	firstFailed    figure = "failed by t in spite of repairs"
	firstFailure   figure = "mean time to that, hours"
)

// all are the figures in the order in which they are shown.
var all = []figure{reliability, unreliability, mttf, unavailability, intensity, longRun, frequency, firstFailed, firstFailure}

const importance = "Birnbaum importance of "

// birnbaum is the importance of a leaf in the long run.
func birnbaum(leaf int) figure { return figure(importance + name(leaf)) }

func (f figure) isImportance() bool { return strings.HasPrefix(string(f), importance) }

// Figures are answers; an engine leaves out those it has none for.
type figures map[figure]float64

// A fataler is a test, or a check of a property.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// An engine answers for a system at a time.
type engine struct {
	name string
	ask  func(t fataler, s system, hours float64) figures
}

// engines are those that are exact. The first is the reference: all states of all
// units by definition.
var engines = []engine{
	{"chain", askChain}, {"blocks", askBlocks}, {"fault tree", askFaultTree}, {"network", askNetwork}, {"equations", askEquations}, {"dynamic tree", askDynamic},
}

var background = context.Background()

const (
	tolerance = 1e-9  // relative
	tiny      = 1e-13 // absolute, of importances
)

// compare reports figures that are not the same. The chain's importances are
// differences, which lose digits where they are small.
func compare(t fataler, engine string, got, want figures) {
	t.Helper()
	for f, x := range got {
		w, ok := want[f]
		if !ok {
			t.Errorf("%s has a %s, %.17g, and the chain has none", engine, f, x)
		} else if slack := tolerance * math.Abs(w); !(math.Abs(x-w) <= slack) && !(f.isImportance() && math.Abs(x-w) <= tiny) {
			t.Errorf("%s: %s is %.17g, %.17g by the chain: %.3g apart", engine, f, x, w, x/w-1)
		}
	}
}
